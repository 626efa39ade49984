//! Why one certificate cannot be an issuer's.

use core::fmt;

use crate::key::PublicKeyError;
use crate::x509::oid::ObjectIdentifier;

/// Why a certificate cannot be an issuer's, or stand above one, whatever its chain is (rule A1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// Bytes that are not DER.
    NotDer {
        /// The part in which the fault was met, by its name in RFC 5280; `Certificate` for the whole, or for what
        /// follows it.
        part: &'static str,
    },
    /// DER, but not what stands at this place.
    Content {
        /// The part, by its name in RFC 5280.
        part: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Not an X.509 v3 certificate.
    Version,
    /// `signature` and `signatureAlgorithm` are not the same (RFC 5280 §4.1.1.2).
    AlgorithmMismatch,
    /// The subject is empty, which RFC 5280 §4.1.2.6 forbids for a CA.
    EmptySubject,
    /// The public key cannot be used.
    PublicKey(PublicKeyError),
    /// extKeyUsage lists more purposes than are compared with those of each request (rule A7).
    TooManyPurposes {
        /// The purposes found.
        found: usize,
        /// The most purposes.
        max: usize,
    },
    /// An extension is there twice (RFC 5280 §4.2).
    RepeatedExtension(ObjectIdentifier),
    /// A critical extension that is not processed here (RFC 5280 §4.2): verifiers that do not process it refuse all
    /// that is issued.
    CriticalExtension(ObjectIdentifier),
    /// basicConstraints with cA TRUE is missing (RFC 5280 §4.2.1.9).
    NotACa,
    /// keyUsage is present without keyCertSign (RFC 5280 §4.2.1.3).
    NoKeyCertSign,
}

impl CertificateError {
    /// Whether the certificate may be sound, and this library only cannot verify with its key.
    pub(super) fn is_unsupported_key(&self) -> bool {
        use PublicKeyError::{Algorithm, Backend, Curve, ExplicitCurve, Exponent, ModulusBits};
        matches!(
            self,
            Self::PublicKey(Algorithm(_) | Backend | Curve(_) | ExplicitCurve | Exponent | ModulusBits(_))
        )
    }

    /// Whether others may accept the certificate above an issuer: an old root of version 1, say.
    pub(super) fn may_be_left_out(&self) -> bool {
        self.is_unsupported_key() || matches!(self, Self::Version | Self::CriticalExtension(_))
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NotDer { part: "Certificate" } => "it is not one certificate in DER with nothing after it",
            Self::NotDer { part } => return write!(f, "its {part} is not DER"),
            Self::Content { part, expected } => return write!(f, "its {part} must be {expected}"),
            Self::Version => "it is not an X.509 v3 certificate, and only those say that they are a CA's",
            Self::AlgorithmMismatch => {
                "its two signature algorithms, signature and signatureAlgorithm, differ (RFC 5280 §4.1.1.2)"
            }
            Self::EmptySubject => "its subject is empty; a CA has a name (RFC 5280 §4.1.2.6)",
            Self::PublicKey(defect) => return write!(f, "its public key cannot be used: {defect}"),
            Self::TooManyPurposes { found, max } => {
                return write!(
                    f,
                    "its extKeyUsage lists {found} purposes, at most {max} can be compared with those of what is issued"
                );
            }
            Self::RepeatedExtension(oid) => {
                return write!(f, "it has the extension {} more than once (RFC 5280 §4.2)", oid.named());
            }
            Self::CriticalExtension(oid) => {
                return write!(
                    f,
                    "its extension {} is critical, and is not processed here; verifiers that do not process it refuse \
                     all that is issued",
                    oid.named()
                );
            }
            Self::NotACa => "it is not a CA's: basicConstraints with cA TRUE is missing",
            Self::NoKeyCertSign => {
                "its keyUsage does not contain keyCertSign, so that it may issue nothing (RFC 5280 §4.2.1.3)"
            }
        };
        f.write_str(text)
    }
}

impl core::error::Error for CertificateError {}

#[cfg(test)]
mod tests {
    use super::super::texts::{assert_texts, oid};
    use super::*;

    #[test]
    fn e5_texts_of_faults_of_one_certificate() {
        use CertificateError as F;
        let poison = ObjectIdentifier::new("1.3.6.1.4.1.11129.2.4.3").expect("an identifier");
        let authority_information = ObjectIdentifier::new("1.3.6.1.5.5.7.1.1").expect("an identifier");
        let key_usage = ObjectIdentifier::new("2.5.29.15").expect("an identifier");
        assert_texts([
            (F::NotDer { part: "Certificate" }, "it is not one certificate in DER with nothing after it"),
            (F::NotDer { part: "validity" }, "its validity is not DER"),
            (F::Content { part: "keyUsage", expected: "x" }, "its keyUsage must be x"),
            (F::Version, "it is not an X.509 v3 certificate, and only those say that they are a CA's"),
            (
                F::AlgorithmMismatch,
                "its two signature algorithms, signature and signatureAlgorithm, differ (RFC 5280 §4.1.1.2)",
            ),
            (F::EmptySubject, "its subject is empty; a CA has a name (RFC 5280 §4.1.2.6)"),
            (
                F::PublicKey(PublicKeyError::EvenModulus),
                "its public key cannot be used: its modulus is even; make a new key elsewhere",
            ),
            (
                F::TooManyPurposes { found: 101, max: 100 },
                "its extKeyUsage lists 101 purposes, at most 100 can be compared with those of what is issued",
            ),
            (F::RepeatedExtension(key_usage), "it has the extension keyUsage more than once (RFC 5280 §4.2)"),
            (F::RepeatedExtension(oid()), "it has the extension 2.999.1 more than once (RFC 5280 §4.2)"),
            (
                F::CriticalExtension(poison),
                "its extension precertificate poison is critical, and is not processed here; verifiers that do not \
                 process it refuse all that is issued",
            ),
            // This library writes it, and never as critical.
            (
                F::CriticalExtension(authority_information),
                "its extension authorityInfoAccess is critical, and is not processed here; verifiers that do not \
                 process it refuse all that is issued",
            ),
            (F::NotACa, "it is not a CA's: basicConstraints with cA TRUE is missing"),
            (
                F::NoKeyCertSign,
                "its keyUsage does not contain keyCertSign, so that it may issue nothing (RFC 5280 §4.2.1.3)",
            ),
        ]);
    }
}
