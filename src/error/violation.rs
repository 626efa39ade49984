//! What can be wrong with a request.

use alloc::vec::Vec;
use core::fmt;

use time::UtcDateTime;

use super::shown::Milliseconds;
use super::{
    ChainCertificate, CrlDefect, CsrDefect, Instant, NameConstraintFault, NameDefect, NameForm,
    ObjectIdentifierDefect, PublicKeyDefect, Quoted, RfcDefect, Visible, write_list,
};
use crate::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::oid::{self, ObjectIdentifier};

/// What is wrong with a field. Its text names what was found and what is allowed.
///
/// It is also the error of the constructors of this crate's names, lengths and identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A body of more octets than any request needs.
    BodyTooLong {
        /// The octets found.
        found: usize,
        /// The most octets.
        max: usize,
    },
    /// The body cannot be read as JSON; the line and column (both from 1) where the fault was met.
    MalformedJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The body starts with the byte order mark of UTF-8, which RFC 8259 §8.1 forbids.
    ByteOrderMark,
    /// The body looks like UTF-16 or UTF-32.
    WideEncoding,
    /// The body is not UTF-8 (RFC 8259 §8.1); the line and column (both from 1) of the first octet that is not.
    NotUtf8 {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// A mandatory field is not there: neither sent nor more than null, an empty string, or an object all of
    /// whose members are absent.
    Missing,
    /// A member that the body does not have, where the host has such members refused.
    UnknownMember,
    /// A purpose that extended_key_usage does not have, and that is not `false`.
    UnknownPurpose {
        /// The purposes that it has.
        known: &'static [&'static str],
    },
    /// A field is of another JSON type.
    WrongType {
        /// The type that was sent.
        found: &'static str,
        /// The type that is expected.
        expected: &'static str,
    },
    /// A member occurs more than once in its object.
    DuplicateMember,
    /// An array or object has too many entries.
    TooMany {
        /// The entries found.
        found: usize,
        /// The most entries that are allowed.
        max: usize,
    },
    /// A value is none of those that the field can have.
    NotOneOf {
        /// The value that was sent.
        found: Quoted,
        /// The values that are allowed.
        allowed: &'static [&'static str],
    },
    /// A text is too short or too long.
    Length {
        /// The characters found.
        found: usize,
        /// The fewest characters.
        min: usize,
        /// The most characters.
        max: usize,
    },
    /// A number is too small or too large.
    OutOfRange {
        /// The number that was sent.
        found: i128,
        /// The smallest number that is allowed.
        min: i128,
        /// The largest number that is allowed.
        max: i128,
    },
    /// An issuer id is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal).
    NotAUuid(Quoted),
    /// A control character (C0, DEL or C1) in a name; its code point.
    ControlCharacter(u32),
    /// A country that is not two ASCII letters.
    Country(Quoted),
    /// A DNS name, IP address, e-mail address or URI that is not one.
    Name {
        /// The value that was sent.
        found: Quoted,
        /// What is wrong with it.
        defect: NameDefect,
    },
    /// An object identifier that is not one.
    ObjectIdentifier(ObjectIdentifierDefect),
    /// An extension that this library manages itself, or that stands under 2.5.29 or 1.3.6.1.5.5.7.1.
    ReservedExtension,
    /// The same extension twice.
    RepeatedExtension,
    /// The value of an extension is not one DER value with nothing after it.
    ExtensionValueNotDer,
    /// The value of the TLS feature (RFC 7633) is not a list of numbers of TLS extensions.
    TlsFeature,
    /// An extension that the profile does not let be asked for (rule U5).
    ExtensionNotAllowed {
        /// The extension.
        found: ObjectIdentifier,
        /// The extensions that may be asked for.
        allowed: Vec<ObjectIdentifier>,
    },
    /// A purpose that the profile does not let be asked for (rule U6).
    PurposeNotAllowed {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes that may be asked for.
        allowed: ExtendedKeyUsage,
    },
    /// A purpose that the issuer, or a CA above it, is not for (rule A7).
    PurposeBeyondIssuer {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes that the issuer and all CAs above it are for.
        allowed: ExtendedKeyUsage,
    },
    /// None of the purposes of a CSR is granted (rule C7).
    NoPurposeGranted {
        /// The purposes asked for.
        found: ExtendedKeyUsage,
        /// The purposes that would be granted.
        grantable: ExtendedKeyUsage,
    },
    /// None of the profile's default purposes is one that the issuer, or a CA above it, is for (rule A7).
    DefaultPurposesBeyondIssuer {
        /// The default purposes.
        default: ExtendedKeyUsage,
        /// The purposes that the issuer and all CAs above it are for.
        allowed: ExtendedKeyUsage,
    },
    /// No purpose, where the profile demands one (rule U6).
    NoPurpose {
        /// The purposes that may be asked for; `None` for any.
        allowed: Option<ExtendedKeyUsage>,
    },
    /// cRLSign for an end entity, where the profile does not allow it (rule U7).
    CrlSignOfEntity,
    /// A CA by a CSR, where the profile does not allow it (rule C14).
    CaByCsr,
    /// An extension of a CSR that would limit the CA, and is not granted.
    LimitOfCaNotGranted(ObjectIdentifier),
    /// keyCertSign for an end entity.
    KeyCertSign,
    /// encipherOnly or decipherOnly without keyAgreement.
    NeedsKeyAgreement(&'static str),
    /// keyEncipherment or dataEncipherment with an EC key.
    NotForEcKey(&'static str),
    /// The validity starts more than five minutes before the time of issuing.
    StartTooEarly {
        /// The start asked for, in milliseconds since 1970.
        start_from: i128,
        /// The earliest start that is allowed, in milliseconds since 1970.
        earliest: i128,
    },
    /// The validity is longer than the certificate's kind allows.
    ValidityTooLong {
        /// The most units.
        max: u64,
        /// The unit: YEAR, MONTH, DAY or HOUR.
        unit: &'static str,
    },
    /// The validity leaves the years 1950 to 9999, which X.509 times can express.
    TimeNotExpressible,
    /// The issuer itself is not valid at the time of issuing.
    IssuerNotValid {
        /// The time of issuing.
        now: UtcDateTime,
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// A CA above the issuer is not valid at the time of issuing (rule V9).
    ChainNotValid {
        /// The CA.
        certificate: ChainCertificate,
        /// The time of issuing.
        now: UtcDateTime,
        /// The start of the CA's validity.
        not_before: UtcDateTime,
        /// The end of the CA's validity.
        not_after: UtcDateTime,
    },
    /// The validity is not within the issuer's.
    OutsideIssuerValidity {
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// A certificate that was to be signed and was stored would be over when it is signed.
    AlreadyOver {
        /// The time of issuing.
        now: UtcDateTime,
        /// The end of the certificate's validity.
        not_after: UtcDateTime,
    },
    /// The issuer's own path length leaves no room for this CA.
    IssuerPathLength {
        /// The path length of the issuer.
        issuer: u8,
        /// The path length asked for.
        asked: u8,
    },
    /// A name that the name constraints of the issuer, or of a CA above it, refuse (rule A3).
    NameConstraint {
        /// The name.
        found: Quoted,
        /// The form under which it was compared.
        form: NameForm,
        /// Why it is refused.
        fault: NameConstraintFault,
    },
    /// A common name that verifiers match against host names where there is no DNS name, and that the name constraints
    /// of the issuer, or of a CA above it, refuse as one (rule A3).
    CommonNameConstraint {
        /// The common name.
        found: Quoted,
        /// Why it is refused.
        fault: NameConstraintFault,
    },
    /// A certificate signing request that cannot be used.
    Csr(CsrDefect),
    /// A revocation list that cannot be issued.
    Crl(CrlDefect),
    /// A public key that is not accepted.
    PublicKey(PublicKeyDefect),
    /// A hash of the signature that the profile does not grant.
    HashNotGranted {
        /// The hash that was asked for, as the wire spells it.
        found: &'static str,
        /// The hashes that are granted.
        granted: Vec<&'static str>,
    },
    /// A Name that is not one in strict DER.
    NameNotDer,
    /// A subject that is the issuer's own, to one verifier at least (rule A8).
    SubjectOfIssuer,
    /// A subject that is that of a CA above the issuer, to one verifier at least (rule A8).
    SubjectOfCaAbove {
        /// The position of that CA in the issuer's chain; the issuer is 0.
        position: usize,
    },
    /// Name constraints for an end entity.
    NameConstraintsOfEntity,
    /// The same certificate policy twice.
    RepeatedPolicy(ObjectIdentifier),
    /// A public key that is not one of the algorithm that the request names.
    KeyNotOfAlgorithm {
        /// The algorithm, as the wire spells it.
        asked: &'static str,
    },
    /// A key of a type that the profile does not accept.
    KeyType {
        /// The type of the key: RSA, EC256 or EC384.
        found: &'static str,
        /// The types that are accepted.
        accepted: Vec<&'static str>,
    },
    /// An RSA key of a size that the profile does not accept, in bits.
    RsaKeySize {
        /// The size of the key.
        found: u32,
        /// The smallest size that is accepted.
        min: u32,
        /// The largest size that is accepted.
        max: u32,
    },
    /// No alternative name, where the profile demands one.
    NoAlternativeName,
    /// A server certificate without an alternative name, where the profile demands one (rule S8).
    ServerWithoutAlternativeName,
    /// A key usage that is not one of a CA.
    NotForCa(&'static str),
    /// Key usages of a CA without keyCertSign.
    NeedsKeyCertSign,
    /// What the API pages allow and an RFC does not, where the profile conforms to the RFCs.
    Rfc(RfcDefect),
}

impl ViolationKind {
    /// Checks a length in characters.
    pub(crate) fn check_length(text: &str, min: usize, max: usize) -> Result<(), Self> {
        // Characters have one to four octets, so that most texts need not be counted.
        if (4 * min..=max).contains(&text.len()) {
            return Ok(());
        }
        let found = text.chars().count();
        if (min..=max).contains(&found) { Ok(()) } else { Err(Self::Length { found, min, max }) }
    }
}

impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyTooLong { found, max } => {
                write!(f, "the body has {found} octets, at most {max} are allowed")
            }
            Self::MalformedJson { line, column } => {
                write!(f, "the body cannot be read as JSON (line {line}, column {column})")
            }
            Self::ByteOrderMark => {
                f.write_str("the body starts with a byte order mark (U+FEFF); send UTF-8 without it (RFC 8259 §8.1)")
            }
            Self::WideEncoding => {
                f.write_str("the body looks like UTF-16 or UTF-32; send UTF-8 (RFC 8259 §8.1)")
            }
            Self::NotUtf8 { line, column } => write!(
                f,
                "the body is not UTF-8 (line {line}, column {column}); send UTF-8 (RFC 8259 §8.1)"
            ),
            Self::Missing => f.write_str("a value is required"),
            Self::UnknownMember => {
                f.write_str("this request has no such member; correct its name, or leave it out")
            }
            Self::UnknownPurpose { known } => {
                f.write_str("there is no such purpose; leave it out, or send false; there are ")?;
                write_list(f, known)
            }
            Self::WrongType { found, expected } => write!(f, "found {found}, expected {expected}"),
            Self::DuplicateMember => f.write_str("this member occurs more than once"),
            Self::TooMany { found, max } => write!(f, "{found} entries, at most {max} are allowed"),
            Self::NotOneOf { found, allowed } => {
                write!(f, "found {found}, allowed are ")?;
                write_list(f, allowed)
            }
            Self::Length { found, min, max } => write!(f, "{found} characters, {min} to {max} are allowed"),
            Self::OutOfRange { found, min, max } => write!(f, "found {found}, {min} to {max} are allowed"),
            Self::NotAUuid(found) => write!(
                f,
                "found {found}, expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)"
            ),
            Self::ControlCharacter(code_point) => {
                let character = char::from_u32(*code_point).unwrap_or(char::REPLACEMENT_CHARACTER);
                write!(f, "the control character {} is not allowed; leave it out", Visible(character))
            }
            Self::Country(found) => write!(
                f,
                "the country (C) {found} is not two letters A-Z or a-z; send the code of ISO 3166-1, such as DE, or \
                 leave the country out"
            ),
            Self::Name { found, defect } => write!(f, "{found}: {defect}"),
            Self::ObjectIdentifier(defect) => write!(f, "not an object identifier: {defect}"),
            Self::ReservedExtension => {
                f.write_str("extensions under 2.5.29 and 1.3.6.1.5.5.7.1 cannot be given as custom extensions")
            }
            Self::RepeatedExtension => f.write_str("this extension is given more than once"),
            Self::ExtensionValueNotDer => f.write_str("the value of an extension must be exactly one DER value"),
            Self::TlsFeature => f.write_str(
                "the value of the TLS feature must be a SEQUENCE of INTEGERs, the numbers of TLS extensions, at \
                 least one (RFC 7633 §4.1)",
            ),
            Self::ExtensionNotAllowed { found, allowed } if allowed.is_empty() => {
                write!(f, "the extension {found} is not allowed, nor is any other here; leave it out")
            }
            Self::ExtensionNotAllowed { found, allowed } => {
                write!(f, "the extension {found} is not allowed; leave it out, or ask for one of ")?;
                write_list(f, allowed)
            }
            Self::PurposeNotAllowed { found, allowed } if allowed.is_empty() => {
                write!(f, "the purpose {found} is not allowed, nor is any other here; leave it out")
            }
            Self::PurposeNotAllowed { found, allowed } => {
                write!(f, "the purpose {found} is not allowed; allowed are {allowed}")
            }
            Self::PurposeBeyondIssuer { found, allowed } => {
                write!(f, "the purpose {found} is beyond those of the issuer and the CAs above it (")?;
                write_purposes(f, allowed)?;
                f.write_str("), so that verifiers refuse it; leave it out, or use another issuer")
            }
            Self::NoPurposeGranted { found, grantable } => {
                write!(
                    f,
                    "none of the purposes asked for ({found}) is granted, and without any the certificate would \
                     serve every purpose; "
                )?;
                match grantable.is_empty() {
                    true => f.write_str("leave extKeyUsage out of the CSR, or use another issuer or profile"),
                    false => write!(f, "ask for those that are allowed: {grantable}"),
                }
            }
            Self::DefaultPurposesBeyondIssuer { default, allowed } => {
                write!(f, "none of the default purposes ({default}) is one of the issuer and the CAs above it (")?;
                write_purposes(f, allowed)?;
                f.write_str("); ask for a purpose of the issuer, or use another issuer")
            }
            Self::NoPurpose { allowed } => {
                f.write_str("at least one purpose (extended key usage) is required")?;
                allowed.iter().try_for_each(|allowed| {
                    f.write_str("; allowed are ")?;
                    write_purposes(f, allowed)
                })
            }
            Self::CrlSignOfEntity => f.write_str(
                "cRLSign is for CAs: an end entity could sign revocation lists in a CA's name; leave it out",
            ),
            Self::CaByCsr => f.write_str(
                "no CA is issued for a CSR here; send type ENTITY_CERT, or ask the operator for a subordinate CA",
            ),
            Self::LimitOfCaNotGranted(oid) => {
                f.write_str("the CSR asks for a CA that is limited by the extension ")?;
                match oid.as_content() {
                    oid::NAME_CONSTRAINTS => f.write_str("nameConstraints")?,
                    oid::POLICY_CONSTRAINTS => f.write_str("policyConstraints")?,
                    oid::INHIBIT_ANY_POLICY => f.write_str("inhibitAnyPolicy")?,
                    _ => write!(f, "{oid}")?,
                }
                f.write_str(
                    ", which is not granted: it would come out without the limit; leave the extension out, or have \
                     the CA's operator set name constraints",
                )
            }
            Self::KeyCertSign => f.write_str(
                "keyCertSign is for CA certificates (RFC 5280 §4.2.1.9); leave it out, or apply for a subordinate CA",
            ),
            Self::NeedsKeyAgreement(usage) => write!(f, "{usage} has a meaning only together with keyAgreement"),
            Self::NotForEcKey(usage) => {
                write!(f, "{usage} cannot be used with an EC key (RFC 8813 §3); use keyAgreement, or an RSA key")
            }
            Self::StartTooEarly { start_from, earliest } => write!(
                f,
                "found {}, the earliest start is {}, five minutes before now; leave it out to start now",
                Milliseconds(*start_from),
                Milliseconds(*earliest)
            ),
            Self::ValidityTooLong { max, unit } => {
                let (unit, verb) =
                    (unit.to_ascii_lowercase(), if *max == 1 { " is" } else { "s are" });
                write!(f, "the validity is too long, at most {max} {unit}{verb} allowed (a MONTH is 31 days)")
            }
            Self::TimeNotExpressible => {
                f.write_str("the validity leaves the years 1950 to 9999, which certificates can express")
            }
            Self::IssuerNotValid { now, not_before, not_after } => write!(
                f,
                "the issuer is valid from {} to {}, not now ({})",
                Instant(*not_before),
                Instant(*not_after),
                Instant(*now)
            ),
            Self::ChainNotValid { certificate, now, not_before, not_after } => write!(
                f,
                "{certificate} is valid from {} to {}, not now ({}); load the issuer with a certificate of that CA that \
                 is valid",
                Instant(*not_before),
                Instant(*not_after),
                Instant(*now)
            ),
            Self::OutsideIssuerValidity { not_before, not_after } => write!(
                f,
                "the validity must be within the issuer's, {} to {}",
                Instant(*not_before),
                Instant(*not_after)
            ),
            Self::AlreadyOver { now, not_after } => {
                write!(f, "the validity ended at {}, it is {}", Instant(*not_after), Instant(*now))
            }
            Self::IssuerPathLength { issuer: 0, .. } => {
                f.write_str("the issuer's path length is 0: it cannot issue a CA")
            }
            Self::IssuerPathLength { issuer, asked } => write!(
                f,
                "the issuer's path length is {issuer}: a CA below it has at most {}, not {asked}",
                issuer - 1
            ),
            Self::NameConstraint { found, form, fault } => {
                write!(f, "{found}: ")?;
                fault.write(f, *form)
            }
            Self::CommonNameConstraint { found, fault } => {
                write!(f, "{found}: without a DNS name beside it, verifiers match this common name against host names, ")?;
                fault.write_of_common_name(f)?;
                f.write_str(", choose a common name that is no host name, or ask for purposes without serverAuth")
            }
            Self::Csr(defect) => defect.fmt(f),
            Self::Crl(defect) => defect.fmt(f),
            Self::PublicKey(defect) => write!(f, "the public key is not accepted: {defect}"),
            Self::NameConstraintsOfEntity => {
                f.write_str("name constraints are for CA certificates (RFC 5280 §4.2.1.10)")
            }
            Self::RepeatedPolicy(oid) => {
                write!(f, "the certificate policy {} is given more than once; leave one out", oid.named())
            }
            Self::KeyNotOfAlgorithm { asked } => {
                write!(f, "the public key is not one of the algorithm {asked}, which the request names")
            }
            Self::NameNotDer => f.write_str("the name is not a distinguished name in strict DER"),
            Self::SubjectOfIssuer => f.write_str(
                "the subject is the issuer's own, as verifiers compare names, so that the certificate could speak for \
                 the issuer (RFC 5280 §4.1.2.6); ask for another one",
            ),
            Self::SubjectOfCaAbove { position } => write!(
                f,
                "the subject is that of a CA above the issuer, certificate {position} of its chain, as verifiers \
                 compare names, so that the certificate could speak for that CA (RFC 5280 §4.1.2.6); ask for another \
                 one"
            ),
            Self::HashNotGranted { found, granted } => {
                write!(f, "found {found}, this authority signs with ")?;
                write_list(f, granted)
            }
            Self::KeyType { found, accepted } => {
                write!(f, "found a key of type {found}, accepted are ")?;
                write_list(f, accepted)
            }
            Self::RsaKeySize { found, min, max } => {
                write!(f, "found an RSA key of {found} bits, {min} to {max} are accepted")
            }
            Self::NoAlternativeName => f.write_str("at least one alternative name is required"),
            Self::ServerWithoutAlternativeName => f.write_str(
                "a server certificate needs an alternative name, because verifiers do not look at the common name \
                 (RFC 9525 §2); ask for the server's DNS name or IP address",
            ),
            Self::NotForCa(usage) => write!(
                f,
                "{usage} is not for CAs; digitalSignature, nonRepudiation, keyCertSign and cRLSign are"
            ),
            Self::NeedsKeyCertSign => f.write_str("the key usages of a CA contain keyCertSign (RFC 5280 §4.2.1.9)"),
            Self::Rfc(defect) => defect.fmt(f),
        }
    }
}

/// Writes the purposes, or that there is none.
fn write_purposes(f: &mut fmt::Formatter<'_>, purposes: &ExtendedKeyUsage) -> fmt::Result {
    if purposes.is_empty() { f.write_str("none") } else { write!(f, "{purposes}") }
}

impl core::error::Error for ViolationKind {}
