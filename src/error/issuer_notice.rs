//! What an issuer is loaded with although stricter verifiers refuse it.

use alloc::string::String;
use core::fmt;

use super::{ChainCertificate, EncodingDeviation};
use crate::oid::ObjectIdentifier;

/// Something about a certificate of an issuer's chain for which verifiers that are stricter than this library
/// refuse what is issued below it (rule A6).
///
/// [`Notice`](super::Notice) is its counterpart for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerNotice {
    certificate: ChainCertificate,
    kind: IssuerNoticeKind,
}

impl IssuerNotice {
    pub(crate) fn new(certificate: ChainCertificate, kind: IssuerNoticeKind) -> Self {
        Self { certificate, kind }
    }

    /// Which certificate of the chain is meant.
    #[must_use]
    pub fn certificate(&self) -> &ChainCertificate {
        &self.certificate
    }

    /// What the notice says.
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

/// What a notice of an issuer says. Extensions and other parts are named as in RFC 5280.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerNoticeKind {
    /// A part is not encoded as the standards prescribe, and has one meaning.
    Encoding {
        /// The part.
        part: &'static str,
        /// What is odd about its encoding.
        deviation: EncodingDeviation,
    },
    /// An extension is not critical that is to be: basicConstraints, keyUsage, nameConstraints, policyConstraints or
    /// inhibitAnyPolicy.
    NotCritical {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is critical that is not to be: an authority or subject key identifier, say.
    Critical {
        /// The extension.
        extension: &'static str,
    },
    /// A critical extension about policies, which RFC 5280 allows and not every verifier processes.
    CriticalPolicy {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is not there: keyUsage, subjectKeyIdentifier, or the key identifier in the authorityKeyIdentifier
    /// of a certificate that is not self-signed.
    Missing {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is an empty list: subjectAltName or nameConstraints.
    Empty {
        /// The extension.
        extension: &'static str,
    },
    /// A name constraint on dNSName starts with a dot, which RFC 5280 §4.2.1.10 does not define; the constraint as
    /// [`GeneralSubtree`](crate::GeneralSubtree) shows it, such as `dNSName .example.com`.
    LeadingDot(String),
    /// A self-signed certificate has purposes (extKeyUsage).
    PurposesOfRoot,
    /// The authorityKeyIdentifier has an issuer without a serial number or the reverse (RFC 5280 App. A.2).
    AuthorityIssuerOrSerialNumber,
    /// The serial number is zero or negative (RFC 5280 §4.1.2.2).
    SerialNumberNotPositive,
    /// The serial number has more than 20 octets (RFC 5280 §4.1.2.2).
    SerialNumberTooLong {
        /// The octets, a sign octet aside.
        octets: usize,
    },
    /// issuerUniqueID or subjectUniqueID is there (RFC 5280 §4.1.2.8).
    UniqueIdentifier,
    /// An attribute of a name is not text of its string type: `@` in a PrintableString, say.
    AttributeString {
        /// The name: issuer or subject.
        part: &'static str,
        /// The attribute.
        attribute: ObjectIdentifier,
    },
    /// The certificate is signed with an algorithm that verifiers have given up, by its name.
    WeakSignature(&'static str),
    /// The parameters of the signature's algorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3).
    SignatureParameters,
}

impl fmt::Display for IssuerNoticeKind {
    /// What is found, and who refuses it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Encoding { part, deviation } => {
                return write!(f, "{part}: {deviation}; {}", refusing_encoding(*deviation));
            }
            Self::NotCritical { extension } => {
                return write!(f, "{extension} is not critical; {}", refusing_not_critical(extension));
            }
            Self::Critical { extension: extension @ "cRLDistributionPoints" } => {
                return write!(
                    f,
                    "{extension} is critical; Java and pyca/cryptography refuse what is below it"
                );
            }
            Self::Critical { extension } => {
                return write!(
                    f,
                    "{extension} is critical; OpenSSL, Java, rustls-webpki and pyca/cryptography refuse what is below it"
                );
            }
            Self::CriticalPolicy { extension } => {
                return write!(
                    f,
                    "{extension} is critical; rustls-webpki and pyca/cryptography, which do not process it, refuse what \
                     is below it"
                );
            }
            Self::Missing { extension: extension @ "keyUsage" } => {
                return write!(
                    f,
                    "{extension} is missing (RFC 5280 §4.2.1.3); OpenSSL with -x509_strict and pyca/cryptography refuse \
                     what is below it"
                );
            }
            Self::Missing { extension } => {
                return write!(
                    f,
                    "{extension}, or the key identifier in it, is missing (RFC 5280 §4.2.1); OpenSSL with -x509_strict \
                     refuses what is below it"
                );
            }
            Self::Empty { extension: extension @ "nameConstraints" } => {
                return write!(
                    f,
                    "{extension} is empty and constrains nothing (RFC 5280 §4.2.1.10); pyca/cryptography refuses what is \
                     below it"
                );
            }
            Self::Empty { extension } => {
                return write!(
                    f,
                    "{extension} is empty (RFC 5280 §4.2.1.6); OpenSSL with -x509_strict refuses what is below it"
                );
            }
            Self::LeadingDot(base) => {
                return write!(
                    f,
                    "nameConstraints: the {base} starts with a dot, which RFC 5280 §4.2.1.10 does not define; \
                     pyca/cryptography refuses what is below it"
                );
            }
            Self::PurposesOfRoot => {
                "extKeyUsage is in a root; OpenSSL refuses what is below it for any other purpose, and root programs \
                 forbid it"
            }
            Self::AuthorityIssuerOrSerialNumber => {
                "authorityKeyIdentifier has an issuer or a serial number without the other (RFC 5280 App. A.2); linters \
                 such as pkilint report it"
            }
            Self::SerialNumberNotPositive => {
                "serialNumber is not positive (RFC 5280 §4.1.2.2); Go and pyca/cryptography refuse a negative one, and \
                 linters such as pkilint report both"
            }
            Self::SerialNumberTooLong { octets } => {
                return write!(
                    f,
                    "serialNumber has {octets} octets; more than 20 need not be read by anyone (RFC 5280 §4.1.2.2)"
                );
            }
            Self::UniqueIdentifier => {
                "a unique identifier is there (RFC 5280 §4.1.2.8); rustls-webpki refuses what is below it"
            }
            Self::AttributeString { part, attribute } => {
                let attribute = attribute.named();
                return write!(
                    f,
                    "{part}: the attribute {attribute} is not text of its string type; Go and pyca/cryptography refuse \
                     what is below it"
                );
            }
            Self::WeakSignature(name) => {
                return write!(
                    f,
                    "it is signed with {name}; Go and rustls-webpki refuse it and what is below it"
                );
            }
            Self::SignatureParameters => {
                "the parameters of signatureAlgorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3.2); \
                 rustls-webpki refuses what is below it"
            }
        };
        f.write_str(text)
    }
}

/// Who refuses an odd encoding, as far as it is known.
fn refusing_encoding(deviation: EncodingDeviation) -> &'static str {
    use EncodingDeviation as D;
    match deviation {
        D::CriticalFalse | D::CaFalse | D::GeneralizedTimeBefore2050 => {
            "pyca/cryptography refuses what is below it"
        }
        D::CriticalTrue | D::CaTrue | D::SubtreeMinimumZero => {
            "rustls-webpki and pyca/cryptography refuse what is below it"
        }
        D::RsaKeyWithoutNull | D::RsaModulusWithoutSign => {
            "Go, rustls-webpki and pyca/cryptography refuse what is below it"
        }
        _ => "verifiers that demand DER refuse what is below it",
    }
}

/// Who minds that an extension is not critical.
fn refusing_not_critical(extension: &str) -> &'static str {
    match extension {
        "basicConstraints" => {
            "OpenSSL with -x509_strict and pyca/cryptography refuse what is below it (RFC 5280 §4.2.1.9)"
        }
        "keyUsage" => "linters such as pkilint report it (RFC 5280 §4.2.1.3)",
        _ => {
            "a verifier that does not know it passes over it, and linters such as pkilint report it (RFC 5280 §4.2.1)"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::{assert_texts, oid};
    use super::*;

    #[test]
    fn e5_a_notice_of_an_issuer_names_the_certificate() {
        let root = ChainCertificate::new(1, Some(&"CN=Root"));
        let notice = IssuerNotice::new(root, IssuerNoticeKind::UniqueIdentifier);
        assert_texts([(
            notice.clone(),
            "CA 1 above the issuer (CN=Root): a unique identifier is there (RFC 5280 §4.1.2.8); rustls-webpki refuses \
             what is below it",
        )]);
        assert_eq!(notice.certificate().position(), 1);
        assert_eq!(notice.kind(), &IssuerNoticeKind::UniqueIdentifier);
    }

    #[test]
    fn e5_texts_of_notices_of_issuers() {
        use EncodingDeviation as D;
        use IssuerNoticeKind as N;
        let encoding = |part, deviation| N::Encoding { part, deviation };
        assert_texts([
            (
                encoding("keyUsage", D::KeyUsageTrailingZeroBits),
                "keyUsage: keyUsage has trailing zero bits; DER removes them; verifiers that demand DER refuse what is \
                 below it",
            ),
            (
                encoding("extKeyUsage", D::CriticalFalse),
                "extKeyUsage: critical FALSE is encoded; DER leaves it out; pyca/cryptography refuses what is below it",
            ),
            (
                encoding("basicConstraints", D::CaTrue),
                "basicConstraints: cA TRUE is not encoded as FF; rustls-webpki and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                encoding("subjectPublicKeyInfo", D::RsaKeyWithoutNull),
                "subjectPublicKeyInfo: the parameters of the RSA key are absent; RFC 3279 §2.3.1 prescribes NULL; Go, \
                 rustls-webpki and pyca/cryptography refuse what is below it",
            ),
            (
                N::NotCritical { extension: "basicConstraints" },
                "basicConstraints is not critical; OpenSSL with -x509_strict and pyca/cryptography refuse what is below \
                 it (RFC 5280 §4.2.1.9)",
            ),
            (
                N::NotCritical { extension: "keyUsage" },
                "keyUsage is not critical; linters such as pkilint report it (RFC 5280 §4.2.1.3)",
            ),
            (
                N::NotCritical { extension: "nameConstraints" },
                "nameConstraints is not critical; a verifier that does not know it passes over it, and linters such as \
                 pkilint report it (RFC 5280 §4.2.1)",
            ),
            (
                N::Critical { extension: "subjectKeyIdentifier" },
                "subjectKeyIdentifier is critical; OpenSSL, Java, rustls-webpki and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::Critical { extension: "cRLDistributionPoints" },
                "cRLDistributionPoints is critical; Java and pyca/cryptography refuse what is below it",
            ),
            (
                N::CriticalPolicy { extension: "policyConstraints" },
                "policyConstraints is critical; rustls-webpki and pyca/cryptography, which do not process it, refuse \
                 what is below it",
            ),
            (
                N::Missing { extension: "keyUsage" },
                "keyUsage is missing (RFC 5280 §4.2.1.3); OpenSSL with -x509_strict and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::Missing { extension: "authorityKeyIdentifier" },
                "authorityKeyIdentifier, or the key identifier in it, is missing (RFC 5280 §4.2.1); OpenSSL with \
                 -x509_strict refuses what is below it",
            ),
            (
                N::Empty { extension: "nameConstraints" },
                "nameConstraints is empty and constrains nothing (RFC 5280 §4.2.1.10); pyca/cryptography refuses what is \
                 below it",
            ),
            (
                N::Empty { extension: "subjectAltName" },
                "subjectAltName is empty (RFC 5280 §4.2.1.6); OpenSSL with -x509_strict refuses what is below it",
            ),
            (
                N::LeadingDot("dNSName .example.com".into()),
                "nameConstraints: the dNSName .example.com starts with a dot, which RFC 5280 §4.2.1.10 does not \
                 define; pyca/cryptography refuses what is below it",
            ),
            (
                N::PurposesOfRoot,
                "extKeyUsage is in a root; OpenSSL refuses what is below it for any other purpose, and root programs \
                 forbid it",
            ),
            (
                N::AuthorityIssuerOrSerialNumber,
                "authorityKeyIdentifier has an issuer or a serial number without the other (RFC 5280 App. A.2); linters \
                 such as pkilint report it",
            ),
            (
                N::SerialNumberNotPositive,
                "serialNumber is not positive (RFC 5280 §4.1.2.2); Go and pyca/cryptography refuse a negative one, and \
                 linters such as pkilint report both",
            ),
            (
                N::SerialNumberTooLong { octets: 21 },
                "serialNumber has 21 octets; more than 20 need not be read by anyone (RFC 5280 §4.1.2.2)",
            ),
            (
                N::AttributeString { part: "subject", attribute: oid() },
                "subject: the attribute 2.999.1 is not text of its string type; Go and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::WeakSignature("sha1WithRSAEncryption"),
                "it is signed with sha1WithRSAEncryption; Go and rustls-webpki refuse it and what is below it",
            ),
            (
                N::SignatureParameters,
                "the parameters of signatureAlgorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3.2); \
                 rustls-webpki refuses what is below it",
            ),
        ]);
    }
}
