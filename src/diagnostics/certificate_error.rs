//! Why a certificate cannot be an issuer's.

use core::fmt;

use crate::key::PublicKeyError;
use crate::x509::oid::ObjectIdentifier;

/// Why a certificate cannot be an issuer's, or stand above one, regardless of its chain
/// ([rule A1](crate::docs::rules#a1)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Bytes that are not DER.
    #[error(fmt = write_not_der)]
    NotDer {
        /// The part in which the error was found, by its name in RFC 5280; `Certificate` if it is
        /// the whole, or data that follows it.
        part: &'static str,
    },
    /// A part is DER, but does not have the content that is required.
    #[error("its {part} must be {expected}")]
    Content {
        /// The part, by its name in RFC 5280.
        part: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The certificate is not an X.509 v3 certificate.
    #[error("it is not an X.509 v3 certificate, and no other version can identify a CA")]
    Version,
    /// `signature` and `signatureAlgorithm` differ (RFC 5280 §4.1.1.2).
    #[error("its two signature algorithms, signature and signatureAlgorithm, differ (RFC 5280 §4.1.1.2)")]
    AlgorithmMismatch,
    /// The subject is empty, which RFC 5280 §4.1.2.6 forbids for a CA.
    #[error("its subject is empty, but a CA must have a name (RFC 5280 §4.1.2.6)")]
    EmptySubject,
    /// The public key cannot be used.
    #[error("its public key cannot be used: {0}")]
    PublicKey(PublicKeyError),
    /// extKeyUsage has more purposes than this library compares with those of each request
    /// ([rule A7](crate::docs::rules#a7)).
    #[error("its extKeyUsage has {found} purposes, but at most {max} are supported")]
    TooManyPurposes {
        /// The number of purposes.
        found: usize,
        /// The maximum number of purposes.
        max: usize,
    },
    /// An extension occurs more than once (RFC 5280 §4.2).
    #[error("it has the extension {} more than once (RFC 5280 §4.2)", .0.named())]
    RepeatedExtension(ObjectIdentifier),
    /// A critical extension that this library does not process (RFC 5280 §4.2). Verifiers that do
    /// not process it either reject every certificate below this one.
    #[error(
        "its extension {} is critical, and is not supported here; verifiers that do not support it reject \
         every certificate below this one",
        .0.named()
    )]
    CriticalExtension(ObjectIdentifier),
    /// basicConstraints with cA TRUE is missing (RFC 5280 §4.2.1.9).
    #[error("it is not a CA's: basicConstraints with cA TRUE is missing")]
    NotACa,
    /// The certificate has a keyUsage without keyCertSign (RFC 5280 §4.2.1.3).
    #[error(
        "its keyUsage does not include keyCertSign, so it must not issue certificates (RFC 5280 §4.2.1.3)"
    )]
    NoKeyCertSign,
}

impl CertificateError {
    /// Whether the certificate may be sound, and only this library cannot verify with its key.
    pub(super) fn is_unsupported_key(&self) -> bool {
        use PublicKeyError::{Algorithm, Backend, Curve, ExplicitCurve, Exponent, ModulusBits};
        matches!(
            self,
            Self::PublicKey(Algorithm(_) | Backend | Curve(_) | ExplicitCurve | Exponent | ModulusBits(_))
        )
    }

    /// Whether other software may accept the certificate above an issuer, such as an old root of
    /// version 1.
    pub(super) fn may_be_left_out(&self) -> bool {
        self.is_unsupported_key() || matches!(self, Self::Version | Self::CriticalExtension(_))
    }
}

fn write_not_der(part: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match part {
        "Certificate" => f.write_str("it is not exactly one certificate in DER"),
        part => write!(f, "its {part} is not DER"),
    }
}
