//! The text of each violation (rule E1).

use core::fmt;

use super::shown::Milliseconds;
use super::{Instant, ViolationKind, write_list};
use crate::x509::extension::ExtendedKeyUsage;

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
            Self::Length(error) => error.fmt(f),
            Self::OutOfRange { found, min, max } => write!(f, "found {found}, {min} to {max} are allowed"),
            Self::NotAUuid(found) => write!(
                f,
                "found {found}, expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)"
            ),
            Self::DistinguishedName(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::ObjectIdentifier(error) => error.fmt(f),
            Self::CustomExtension(error) => error.fmt(f),
            Self::RepeatedExtension => f.write_str("this extension is given more than once"),
            Self::ExtensionNotAllowed { found, allowed } if allowed.is_empty() => {
                write!(f, "the extension {} is not allowed, nor is any other here; leave it out", found.named())
            }
            Self::ExtensionNotAllowed { found, allowed } => {
                write!(f, "the extension {} is not allowed; leave it out, or ask for one of ", found.named())?;
                write_list(f, allowed)
            }
            Self::PurposeNotAllowed { found, allowed } if allowed.is_empty() => {
                write!(f, "the purpose {found} is not allowed, nor is any other here; use another profile")
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
                    true => f.write_str("use another issuer or profile"),
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
                write!(
                    f,
                    "the CSR asks for a CA that is limited by the extension {}, which is not granted: it would come \
                     out without the limit; leave the extension out, or have the CA's operator set name constraints",
                    oid.named()
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
            Self::NameConstraint(error) => error.fmt(f),
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
            Self::SubjectOfIssuer => f.write_str(
                "the subject is the issuer's own, as verifiers compare names, so that the certificate could speak for \
                 the issuer (RFC 5280 §4.1.2.6); ask for another one",
            ),
            Self::SubjectOfCaAbove { position } => write!(
                f,
                "the subject is that of CA {position} above the issuer, as verifiers compare names, so that the \
                 certificate could speak for that CA (RFC 5280 §4.1.2.6); ask for another one"
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
