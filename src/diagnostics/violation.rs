//! What can be wrong with a request.

use alloc::vec::Vec;

use time::UtcDateTime;

use super::shown::{Instant, List, Milliseconds, Purposes};
use super::violation_text::{
    write_extension_not_allowed, write_issuer_path_length, write_no_purpose, write_no_purpose_granted,
    write_purpose_not_allowed, write_validity_too_long,
};
use super::{
    ChainCertificate, CrlError, CsrError, HostBodyError, RequestedKeyError, RfcError, ValidityError,
};
use crate::key::PublicKeyError;
use crate::x509::Sanitized;
use crate::x509::extension::{CustomExtensionError, ExtendedKeyUsage, KeyPurpose};
use crate::x509::general_name::NameError;
use crate::x509::length::LengthError;
use crate::x509::name::DistinguishedNameError;
use crate::x509::name_constraints::NameConstraintError;
use crate::x509::oid::{ObjectIdentifier, ObjectIdentifierError};

/// What is wrong with a field. The text says what was found and what is allowed.
///
/// The errors of names, identifiers and lengths convert into it, so that `?` works where requests
/// are made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ViolationKind {
    /// The body has more octets than any request needs.
    #[error("the body has {found} octets, but at most {max} are allowed")]
    BodyTooLong {
        /// The number of octets.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// The body cannot be read as JSON; the line and column of the error, both from 1.
    #[error("the body cannot be read as JSON (line {line}, column {column})")]
    MalformedJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The body starts with the byte order mark of UTF-8, which RFC 8259 §8.1 forbids.
    #[error("the body starts with a byte order mark (U+FEFF); send UTF-8 without it (RFC 8259 §8.1)")]
    ByteOrderMark,
    /// The body appears to be UTF-16 or UTF-32.
    #[error("the body appears to be UTF-16 or UTF-32; send UTF-8 (RFC 8259 §8.1)")]
    WideEncoding,
    /// The body is not UTF-8 (RFC 8259 §8.1); the line and column of the first invalid octet, both
    /// from 1.
    #[error("the body is not UTF-8 (line {line}, column {column}); send UTF-8 (RFC 8259 §8.1)")]
    NotUtf8 {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// A mandatory value is absent. Null, an empty string, and an object whose members are all
    /// absent count as absent.
    #[error("a value is required")]
    Missing,
    /// The request does not have this member, and the host refuses unknown members.
    #[error("this request has no such member; correct its name, or omit it")]
    UnknownMember,
    /// extended_key_usage does not have this purpose, and its value is not `false`.
    #[error("there is no such purpose; omit it, or send false; the purposes are {}", List(.known))]
    UnknownPurpose {
        /// The purposes that exist.
        known: &'static [&'static str],
    },
    /// The value has another JSON type.
    #[error("found {found}, but expected {expected}")]
    WrongType {
        /// The type that was sent.
        found: &'static str,
        /// The type that is expected.
        expected: &'static str,
    },
    /// The member occurs more than once in its object.
    #[error("this member occurs more than once")]
    DuplicateMember,
    /// An array or object has too many entries.
    #[error("there are {found} entries, but at most {max} are allowed")]
    TooMany {
        /// The number of entries.
        found: usize,
        /// The maximum number of entries.
        max: usize,
    },
    /// The value is not one of those that are allowed.
    #[error("found {found}, but the allowed values are {}", List(.allowed))]
    NotOneOf {
        /// The value that was sent.
        found: Sanitized,
        /// The values that are allowed.
        allowed: &'static [&'static str],
    },
    /// The text is too short or too long.
    #[error(transparent)]
    Length(LengthError),
    /// The number is too small or too large.
    #[error("found {found}, but {min} to {max} are allowed")]
    OutOfRange {
        /// The number that was sent.
        found: i128,
        /// The smallest number that is allowed.
        min: i128,
        /// The largest number that is allowed.
        max: i128,
    },
    /// The issuer id does not have the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal).
    #[error("found {0}, but expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)")]
    NotAUuid(Sanitized),
    /// A value that is not allowed for its attribute of a distinguished name.
    #[error(transparent)]
    DistinguishedName(DistinguishedNameError),
    /// A DNS name, IP address, e-mail address or URI that is not one.
    #[error(transparent)]
    Name(NameError),
    /// An object identifier that is not one.
    #[error(transparent)]
    ObjectIdentifier(ObjectIdentifierError),
    /// An identifier or value that a custom extension cannot have.
    #[error(transparent)]
    CustomExtension(CustomExtensionError),
    /// An extension is requested more than once.
    #[error("this extension is requested more than once; keep one of them")]
    RepeatedExtension,
    /// The profile does not allow requests for this extension ([rule U5](crate::docs::rules#u5)).
    #[error(fmt = write_extension_not_allowed)]
    ExtensionNotAllowed {
        /// The extension.
        found: ObjectIdentifier,
        /// The extensions that may be requested.
        allowed: Vec<ObjectIdentifier>,
    },
    /// The profile does not allow requests for this purpose ([rule U6](crate::docs::rules#u6)).
    #[error(fmt = write_purpose_not_allowed)]
    PurposeNotAllowed {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes that may be requested.
        allowed: ExtendedKeyUsage,
    },
    /// The issuer, or a CA above it, is not for this purpose ([rule A7](crate::docs::rules#a7)).
    #[error(
        "the purpose {found} is not among those of the issuer and the CAs above it ({}), so verifiers reject \
         it; omit it, or use another issuer",
        Purposes(.allowed)
    )]
    PurposeBeyondIssuer {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes of the issuer and all CAs above it.
        allowed: ExtendedKeyUsage,
    },
    /// None of the purposes that a CSR requests is granted ([rule C7](crate::docs::rules#c7)).
    #[error(fmt = write_no_purpose_granted)]
    NoPurposeGranted {
        /// The requested purposes.
        found: ExtendedKeyUsage,
        /// The purposes that would be granted.
        grantable: ExtendedKeyUsage,
    },
    /// The issuer, or a CA above it, is not for any of the profile's default purposes
    /// ([rule A7](crate::docs::rules#a7)).
    #[error(
        "none of the default purposes ({default}) is among those of the issuer and the CAs above it ({}); \
         request a purpose of the issuer, or use another issuer",
        Purposes(.allowed)
    )]
    DefaultPurposesBeyondIssuer {
        /// The default purposes.
        default: ExtendedKeyUsage,
        /// The purposes of the issuer and all CAs above it.
        allowed: ExtendedKeyUsage,
    },
    /// No purpose is requested, but the profile requires one ([rule U6](crate::docs::rules#u6)).
    #[error(fmt = write_no_purpose)]
    NoPurpose {
        /// The purposes that may be requested; `None` for any.
        allowed: Option<ExtendedKeyUsage>,
    },
    /// An end entity requests cRLSign, which the profile does not allow
    /// ([rule U7](crate::docs::rules#u7)).
    #[error("cRLSign is for CAs only, because an end entity could sign CRLs in a CA's name; omit it")]
    CrlSignOfEntity,
    /// A CSR requests a CA, which the profile does not allow ([rule C14](crate::docs::rules#c14)).
    #[error(
        "no CA is issued for a CSR here; send type ENTITY_CERT, or ask the operator for a subordinate CA"
    )]
    CaByCsr,
    /// A CSR requests an extension that would limit the CA, but that is not granted.
    #[error(
        "the CSR requests a CA that is limited by the extension {}, which is not granted, so the CA would \
         not have the limit; omit the extension, or have the CA's operator set name constraints",
        .0.named()
    )]
    LimitOfCaNotGranted(ObjectIdentifier),
    /// An end entity requests keyCertSign.
    #[error("keyCertSign is for CAs only (RFC 5280 §4.2.1.9); omit it, or request a subordinate CA")]
    KeyCertSign,
    /// encipherOnly or decipherOnly is requested without keyAgreement.
    #[error("{0} requires keyAgreement; add keyAgreement, or omit {0}")]
    NeedsKeyAgreement(&'static str),
    /// keyEncipherment or dataEncipherment is requested for an EC key.
    #[error("{0} is not for EC keys (RFC 8813 §3); use keyAgreement, or an RSA key")]
    NotForEcKey(&'static str),
    /// The validity starts more than five minutes before the time of issuing.
    #[error(
        "found {}, but the earliest start is {}, five minutes before now; omit it to start now",
        Milliseconds(*.start_from),
        Milliseconds(*.earliest)
    )]
    StartTooEarly {
        /// The requested start, in milliseconds since 1970.
        start_from: i128,
        /// The earliest start that is allowed, in milliseconds since 1970.
        earliest: i128,
    },
    /// The validity is longer than this kind of certificate allows.
    #[error(fmt = write_validity_too_long)]
    ValidityTooLong {
        /// The maximum number of units.
        max: u64,
        /// The unit: YEAR, MONTH, DAY, HOUR or MINUTE.
        unit: &'static str,
        /// Whether it was requested in months, each of which is 31 days.
        in_months: bool,
    },
    /// The validity is not within the years 1950 to 9999, which X.509 times can express.
    #[error("the validity must be within the years 1950 to 9999, which certificates can express")]
    TimeNotExpressible,
    /// The issuer is not valid at the time of issuing.
    #[error(
        "the issuer is valid from {} to {}, but not now ({})",
        Instant(*.not_before),
        Instant(*.not_after),
        Instant(*.now)
    )]
    IssuerNotValid {
        /// The time of issuing.
        now: UtcDateTime,
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// A CA above the issuer is not valid at the time of issuing
    /// ([rule V9](crate::docs::rules#v9)).
    #[error(
        "{certificate} is valid from {} to {}, but not now ({}); load the issuer with a certificate of that \
         CA that is valid",
        Instant(*.not_before),
        Instant(*.not_after),
        Instant(*.now)
    )]
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
    #[error(
        "the validity must be within the issuer's, {} to {}",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideIssuerValidity {
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// The validity has ended: that of a certificate that was stored to be signed later, or one
    /// that would be over when it is issued.
    #[error("the validity ended at {}, and it is {} now", Instant(*.not_after), Instant(*.now))]
    AlreadyOver {
        /// The time of issuing.
        now: UtcDateTime,
        /// The end of the certificate's validity.
        not_after: UtcDateTime,
    },
    /// The issuer's path length does not allow this CA.
    #[error(fmt = write_issuer_path_length)]
    IssuerPathLength {
        /// The path length of the issuer.
        issuer: u8,
        /// The requested path length.
        asked: u8,
    },
    /// A name that the name constraints of the issuer, or of a CA above it, refuse
    /// ([rule A3](crate::docs::rules#a3)).
    #[error(transparent)]
    NameConstraint(NameConstraintError),
    /// A certificate signing request that cannot be used.
    #[error(transparent)]
    Csr(CsrError),
    /// A revocation list that cannot be issued.
    #[error(transparent)]
    Crl(CrlError),
    /// A member of a body that concerns the host only.
    #[error(transparent)]
    HostBody(HostBodyError),
    /// A validity that cannot be.
    #[error(transparent)]
    Validity(ValidityError),
    /// The public key is not accepted.
    #[error("the public key is not accepted: {0}")]
    PublicKey(PublicKeyError),
    /// The profile does not grant this hash of the signature.
    #[error("found {found}, but this authority signs with {}", List(.granted))]
    HashNotGranted {
        /// The requested hash, as JSON bodies spell it.
        found: &'static str,
        /// The hashes that are granted.
        granted: Vec<&'static str>,
    },
    /// At least one verifier treats the subject as equal to the issuer's
    /// ([rule A8](crate::docs::rules#a8)).
    #[error(
        "verifiers treat the subject as equal to the issuer's, so the certificate could act as the issuer \
         (RFC 5280 §4.1.2.6); request another subject"
    )]
    SubjectOfIssuer,
    /// At least one verifier treats the subject as equal to that of a CA above the issuer
    /// ([rule A8](crate::docs::rules#a8)).
    #[error(
        "verifiers treat the subject as equal to that of CA {position} above the issuer, so the certificate \
         could act as that CA (RFC 5280 §4.1.2.6); request another subject"
    )]
    SubjectOfCaAbove {
        /// The position of that CA in the issuer's chain; the issuer is 0.
        position: usize,
    },
    /// An end entity requests name constraints.
    #[error("name constraints are for CAs only (RFC 5280 §4.2.1.10); omit them")]
    NameConstraintsOfEntity,
    /// A certificate policy is requested more than once.
    #[error("the certificate policy {} is requested more than once; keep one of them", .0.named())]
    RepeatedPolicy(ObjectIdentifier),
    /// The public key does not have the algorithm that the request names.
    #[error("the public key does not have the algorithm {asked}, which the request names")]
    KeyNotOfAlgorithm {
        /// The algorithm, as JSON bodies spell it.
        asked: &'static str,
    },
    /// The key that is asked for.
    #[error(transparent)]
    RequestedKey(RequestedKeyError),
    /// The profile does not accept keys of this type.
    #[error("found a key of type {found}, but the accepted types are {}", List(.accepted))]
    KeyType {
        /// The type of the key: RSA, EC256 or EC384.
        found: &'static str,
        /// The types that are accepted.
        accepted: Vec<&'static str>,
    },
    /// The profile does not accept RSA keys of this size, in bits.
    #[error("found an RSA key of {found} bits, but {min} to {max} are accepted")]
    RsaKeySize {
        /// The size of the key.
        found: u32,
        /// The smallest size that is accepted.
        min: u32,
        /// The largest size that is accepted.
        max: u32,
    },
    /// A profile lists the form otherName, which is granted by its types.
    #[error("otherNames are granted by their types; list the types in csr_other_names")]
    OtherNameWithoutType,
    /// There is no alternative name, but the profile requires one.
    #[error("at least one alternative name is required")]
    NoAlternativeName,
    /// A server certificate has no alternative name, but the profile requires one
    /// ([rule S8](crate::docs::rules#s8)).
    #[error(
        "a server certificate needs an alternative name, because verifiers ignore the common name (RFC 9525 \
         §2); request the server's DNS name or IP address"
    )]
    ServerWithoutAlternativeName,
    /// A key usage is not for CAs.
    #[error("{0} is not for CAs; use digitalSignature, nonRepudiation, keyCertSign and cRLSign")]
    NotForCa(&'static str),
    /// The key usages of a CA do not include keyCertSign.
    #[error("the key usages of a CA must include keyCertSign (RFC 5280 §4.2.1.9)")]
    NeedsKeyCertSign,
    /// The API allows something that an RFC does not, and the profile conforms to the RFCs.
    #[error(transparent)]
    Rfc(RfcError),
}
