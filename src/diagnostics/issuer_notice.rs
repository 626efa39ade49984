//! What stricter verifiers will not accept about a loaded issuer (rule A6).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::ChainCertificate;
use crate::x509::EncodingDeviation;
use crate::x509::general_name::NameForm;
use crate::x509::oid::ObjectIdentifier;

/// A property of a certificate in an issuer's chain for which verifiers stricter than this library
/// reject the certificates below it ([rule A6](crate::docs::rules#a6)).
///
/// [`Notice`](super::Notice) is the counterpart for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerNotice {
    certificate: ChainCertificate,
    kind: IssuerNoticeKind,
}

impl IssuerNotice {
    pub(crate) fn new(certificate: ChainCertificate, kind: IssuerNoticeKind) -> Self {
        Self { certificate, kind }
    }

    /// The certificate of the chain that has the property.
    #[must_use]
    pub fn certificate(&self) -> &ChainCertificate {
        &self.certificate
    }

    /// The property.
    #[must_use]
    pub fn kind(&self) -> &IssuerNoticeKind {
        &self.kind
    }
}

impl fmt::Display for IssuerNotice {
    /// `CERTIFICATE: message`, always one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.certificate, self.kind)
    }
}

/// What an [`IssuerNotice`] is about. Extensions and other parts have their names of RFC 5280.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerNoticeKind {
    /// A part is not encoded as the standards require, but its meaning is unambiguous.
    Encoding {
        /// The part.
        part: &'static str,
        /// How its encoding deviates.
        deviation: EncodingDeviation,
    },
    /// An extension is not critical, but should be: basicConstraints, keyUsage, nameConstraints,
    /// policyConstraints or inhibitAnyPolicy.
    NotCritical {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is critical, but should not be, such as an authority or subject key identifier.
    Critical {
        /// The extension.
        extension: &'static str,
    },
    /// An extension about policies is critical, which RFC 5280 allows, but not every verifier
    /// processes it.
    CriticalPolicy {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is missing: keyUsage, subjectKeyIdentifier, or the key identifier in the
    /// authorityKeyIdentifier of a certificate that is not self-signed.
    Missing {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is an empty list: subjectAltName or nameConstraints.
    Empty {
        /// The extension.
        extension: &'static str,
    },
    /// A name constraint on dNSName starts with a dot, which RFC 5280 §4.2.1.10 does not define.
    /// The text is that of [`GeneralSubtree`](crate::name::GeneralSubtree), such as `dNSName
    /// .example.com`.
    LeadingDot(String),
    /// A name constraint on names of this form cannot be applied: the syntax of its base is not
    /// that of RFC 5280 §4.2.1.10, or it has a `maximum`, or a `minimum` other than 0. No name of
    /// this form is issued below it ([rule A3](crate::docs::rules#a3)).
    ConstraintNotApplicable(NameForm),
    /// policyConstraints has requireExplicitPolicy (RFC 5280 §4.2.1.11), whether critical or not.
    ExplicitPolicy {
        /// The value: the number of certificates below this one that need no policies.
        certificates: u32,
    },
    /// A self-signed certificate has purposes (extKeyUsage).
    PurposesOfRoot,
    /// The authorityKeyIdentifier has only one of issuer and serial number (RFC 5280 App. A.2).
    AuthorityIssuerOrSerialNumber,
    /// The authorityKeyIdentifier names the key of the next certificate in the chain, but another
    /// serial number, such as that of a root before it was renewed with the same key
    /// ([rule V9](crate::docs::rules#v9)).
    AuthoritySerialNumber {
        /// The serial number in the authorityKeyIdentifier, as the content of its INTEGER.
        named: Vec<u8>,
        /// The serial number of the next certificate.
        next: Vec<u8>,
    },
    /// The authorityKeyIdentifier names the key of the next certificate in the chain, but another
    /// issuer of that certificate. A root that is both self-signed and certified by another CA can
    /// be the reason.
    AuthorityIssuer,
    /// The serial number is zero or negative (RFC 5280 §4.1.2.2).
    SerialNumberNotPositive,
    /// The serial number has more than 20 octets (RFC 5280 §4.1.2.2).
    SerialNumberTooLong {
        /// The number of octets, not counting a leading zero for the sign.
        octets: usize,
    },
    /// The certificate has an issuerUniqueID or subjectUniqueID (RFC 5280 §4.1.2.8).
    UniqueIdentifier,
    /// An attribute of a name is not valid in its string type, such as `@` in a PrintableString.
    AttributeString {
        /// The name: issuer or subject.
        part: &'static str,
        /// The type of the attribute.
        attribute: ObjectIdentifier,
    },
    /// The certificate is signed with an algorithm that verifiers no longer accept; its name.
    WeakSignature(&'static str),
    /// The parameters of the signature algorithm are not those of its standard (RFC 4055 §5, RFC
    /// 5758 §3).
    SignatureParameters,
}

impl fmt::Display for IssuerNoticeKind {
    /// What was found, and which verifiers reject it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding { part, deviation } => {
                write!(f, "{part}: {deviation}; {}", who_rejects_encoding(*deviation))
            }
            Self::NotCritical { extension } => {
                write!(f, "{extension} is not critical; {}", who_requires_critical(extension))
            }
            Self::Critical { extension: extension @ "cRLDistributionPoints" } => write!(
                f,
                "{extension} is critical; Java and pyca/cryptography reject certificates below this one"
            ),
            Self::Critical { extension } => write!(
                f,
                "{extension} is critical; OpenSSL, Java, rustls-webpki and pyca/cryptography reject \
                 certificates below this one"
            ),
            Self::CriticalPolicy { extension } => write!(
                f,
                "{extension} is critical; rustls-webpki and pyca/cryptography do not process it and reject \
                 certificates below this one"
            ),
            Self::Missing { extension: extension @ "keyUsage" } => write!(
                f,
                "{extension} is missing (RFC 5280 §4.2.1.3); OpenSSL with -x509_strict and \
                 pyca/cryptography reject certificates below this one"
            ),
            Self::Missing { extension } => write!(
                f,
                "{extension} or its key identifier is missing (RFC 5280 §4.2.1); OpenSSL with -x509_strict \
                 rejects certificates below this one"
            ),
            Self::Empty { extension: extension @ "nameConstraints" } => write!(
                f,
                "{extension} is empty and has no effect (RFC 5280 §4.2.1.10); pyca/cryptography rejects \
                 certificates below this one"
            ),
            Self::Empty { extension } => write!(
                f,
                "{extension} is empty (RFC 5280 §4.2.1.6); OpenSSL with -x509_strict rejects certificates \
                 below this one"
            ),
            Self::LeadingDot(base) => write!(
                f,
                "nameConstraints: {base} starts with a dot, which RFC 5280 §4.2.1.10 does not define; \
                 pyca/cryptography rejects certificates below this one"
            ),
            Self::ConstraintNotApplicable(form) => write!(
                f,
                "nameConstraints: a constraint on {form} cannot be applied, because of its base, minimum or \
                 maximum (RFC 5280 §4.2.1.10); names of this form are not issued below this certificate, \
                 and Java may reject all certificates below it"
            ),
            Self::ExplicitPolicy { certificates } => {
                write!(
                    f,
                    "policyConstraints has requireExplicitPolicy {certificates} (RFC 5280 §4.2.1.11); Java \
                     rejects certificates "
                )?;
                if *certificates > 1 {
                    write!(f, "at least {certificates} levels ")?;
                }
                f.write_str(
                    "below this one that have no policies, whether the extension is critical or not; set \
                     policies in IssuerExtensions",
                )
            }
            Self::PurposesOfRoot => f.write_str(
                "a root has extKeyUsage; OpenSSL rejects certificates below it for any other purpose, and \
                 root programs forbid the extension",
            ),
            Self::AuthorityIssuerOrSerialNumber => f.write_str(
                "authorityKeyIdentifier has only one of issuer and serial number (RFC 5280 App. A.2); \
                 linters such as pkilint report it",
            ),
            Self::AuthoritySerialNumber { named, next } => write!(
                f,
                "authorityKeyIdentifier names a certificate with the serial number {}, but the next \
                 certificate in the chain, which has the same key, has {}; OpenSSL rejects certificates \
                 below this one; provide the named certificate, or have this one reissued",
                SerialNumber(named),
                SerialNumber(next)
            ),
            Self::AuthorityIssuer => f.write_str(
                "authorityKeyIdentifier names another issuer than that of the next certificate, which has \
                 the same key; OpenSSL rejects certificates below this one; provide the named certificate, \
                 or have this one reissued",
            ),
            Self::SerialNumberNotPositive => f.write_str(
                "serialNumber is not positive (RFC 5280 §4.1.2.2); Go and pyca/cryptography reject a \
                 negative one, and linters such as pkilint report both negative ones and zero",
            ),
            Self::SerialNumberTooLong { octets } => write!(
                f,
                "serialNumber has {octets} octets; software need not handle more than 20 (RFC 5280 §4.1.2.2)"
            ),
            Self::UniqueIdentifier => f.write_str(
                "there is a unique identifier (RFC 5280 §4.1.2.8); rustls-webpki rejects certificates below \
                 this one",
            ),
            Self::AttributeString { part, attribute } => write!(
                f,
                "{part}: the attribute {} is not valid in its string type; Go and pyca/cryptography reject \
                 certificates below this one",
                attribute.named()
            ),
            Self::WeakSignature(name) => {
                write!(
                    f,
                    "it is signed with {name}; Go and rustls-webpki reject it and certificates below it"
                )
            }
            Self::SignatureParameters => f.write_str(
                "the parameters of signatureAlgorithm are not those of its standard (RFC 4055 §5, RFC 5758 \
                 §3.2); rustls-webpki rejects certificates below this one",
            ),
        }
    }
}

/// A serial number as `01:a2`. A valid one has at most 20 octets, so that only an invalid one is
/// cut.
struct SerialNumber<'a>(&'a [u8]);

impl SerialNumber<'_> {
    const SHOWN: usize = 21;
}

impl fmt::Display for SerialNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, octet) in self.0.iter().take(Self::SHOWN).enumerate() {
            let separator = if position == 0 { "" } else { ":" };
            write!(f, "{separator}{octet:02x}")?;
        }
        if self.0.len() > Self::SHOWN { f.write_str(":…") } else { Ok(()) }
    }
}

/// Which verifiers are known to reject a deviating encoding.
fn who_rejects_encoding(deviation: EncodingDeviation) -> &'static str {
    use EncodingDeviation as D;
    match deviation {
        D::CriticalFalse | D::CaFalse | D::GeneralizedTimeBefore2050 => {
            "pyca/cryptography rejects certificates below this one"
        }
        D::CriticalTrue | D::CaTrue | D::SubtreeMinimumZero => {
            "rustls-webpki and pyca/cryptography reject certificates below this one"
        }
        D::RsaKeyWithoutNull | D::RsaModulusWithoutSign => {
            "Go, rustls-webpki and pyca/cryptography reject certificates below this one"
        }
        _ => "verifiers that require DER reject certificates below this one",
    }
}

/// Which verifiers require that an extension is critical, and the source of the requirement.
fn who_requires_critical(extension: &str) -> &'static str {
    match extension {
        "basicConstraints" => {
            "OpenSSL with -x509_strict and pyca/cryptography reject certificates below this one (RFC 5280 \
             §4.2.1.9)"
        }
        "keyUsage" => "linters such as pkilint report it (RFC 5280 §4.2.1.3)",
        _ => {
            "a verifier that does not know it ignores it, and linters such as pkilint report it (RFC 5280 \
             §4.2.1)"
        }
    }
}
