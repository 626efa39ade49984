//! Why an OCSP request is not answered with a status.

use time::UtcDateTime;

use super::{CertId, OcspErrorStatus, OcspRequest};
use crate::diagnostics::{ChainCertificate, Instant};
use crate::key::PublicKeyError;
use crate::x509::oid::ObjectIdentifier;

/// Why an OCSP request cannot be read ([rules O1–O3](crate::docs::rules#o1)). The answer is
/// `malformedRequest`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspRequestError {
    /// The request has too many octets.
    #[error("the OCSP request has more than {} octets", OcspRequest::MAX_OCTETS)]
    TooLarge,
    /// The path of a GET request is not base64.
    #[error("the path of the GET request is not an OCSP request in base64 (RFC 6960 §A.1)")]
    NotBase64,
    /// A part is not strict DER, or not what RFC 6960 §4.1.1 defines.
    #[error("{part} of the OCSP request is not what RFC 6960 §4.1.1 defines, in DER")]
    Malformed {
        /// The part, under its name in RFC 6960.
        part: &'static str,
    },
    /// The version is not v1.
    #[error("the version of the OCSP request is not v1 (0)")]
    Version,
    /// The request names no certificate.
    #[error("the OCSP request names no certificate")]
    NoCertificates,
    /// The request names too many certificates.
    #[error("the OCSP request names more than {} certificates", OcspRequest::MAX_CERTIFICATES)]
    TooManyCertificates,
    /// An extension is critical and not known.
    #[error("the OCSP request has the critical extension {}, which is not known", .0.named())]
    CriticalExtension(ObjectIdentifier),
    /// There is more than one nonce.
    #[error("the OCSP request has more than one nonce")]
    RepeatedNonce,
    /// The nonce has a length that RFC 9654 §2.1 does not allow.
    #[error("the nonce has {found} octets, but must have 1 to {}", OcspRequest::MAX_NONCE_OCTETS)]
    NonceLength {
        /// The number of octets.
        found: usize,
    },
}

/// Why an OCSP request is not answered with a status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspError {
    /// The request cannot be read.
    #[error(transparent)]
    Request(#[from] OcspRequestError),
    /// The request names a certificate of another issuer.
    #[error("certificate {position} of the OCSP request is not one of this issuer")]
    OtherIssuer {
        /// The position of the certificate in the request, from 0.
        position: usize,
    },
    /// The host gave this answer instead of a status.
    #[error("the host answers the OCSP request with {}", .0.as_str())]
    Host(OcspErrorStatus),
    /// The time of a revocation is outside the years 1950 to 9999.
    #[error("the time of the revocation of {} is not within the years 1950 to 9999", .0.shown_serial_number())]
    RevocationTime(CertId),
    /// The reason of a revocation is removeFromCRL, which only delta CRLs have (RFC 5280 §5.3.1).
    #[error(
        "the reason of the revocation of {} is removeFromCRL, which only delta CRLs have; answer good",
        .0.shown_serial_number()
    )]
    RemoveFromCrl(CertId),
    /// A time of the response is outside the years 1950 to 9999.
    #[error("the times of an OCSP response must be within the years 1950 to 9999")]
    TimeNotExpressible,
    /// `thisUpdate` is later than the time of signing.
    #[error("thisUpdate must not be later than producedAt, because clients refuse such a response")]
    ThisUpdateAfterProducedAt,
    /// `nextUpdate`, cut to the validity of the responder's certificate, is not later than the time
    /// of signing.
    #[error("nextUpdate must be at least one second after producedAt")]
    NextUpdateNotAfterProducedAt,
    /// The certificate of the responder, the issuer's own or a delegated one, is not valid at the
    /// time of signing.
    #[error(
        "the OCSP responder's certificate is valid from {} to {} only; load a new one",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideValidity {
        /// The start of the certificate's validity.
        not_before: UtcDateTime,
        /// The end of the certificate's validity.
        not_after: UtcDateTime,
    },
    /// The issuer or a CA above it is not valid at the time of signing
    /// ([rule V9](crate::docs::rules#v9)).
    #[error(
        "{certificate} is valid from {} to {} only; load the issuer with a valid chain",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideChainValidity {
        /// The CA.
        certificate: ChainCertificate,
        /// The start of its validity.
        not_before: UtcDateTime,
        /// The end of its validity.
        not_after: UtcDateTime,
    },
}

impl OcspError {
    /// Whether the client caused it.
    pub(crate) fn is_of_request(&self) -> bool {
        matches!(self, Self::Request(_) | Self::OtherIssuer { .. })
    }

    /// Returns the status of the response that tells the client so.
    #[must_use]
    pub fn status(&self) -> OcspErrorStatus {
        match self {
            Self::Request(_) => OcspErrorStatus::MalformedRequest,
            Self::OtherIssuer { .. } => OcspErrorStatus::Unauthorized,
            Self::Host(status) => *status,
            _ => OcspErrorStatus::InternalError,
        }
    }
}

impl From<OcspErrorStatus> for OcspError {
    fn from(status: OcspErrorStatus) -> Self {
        Self::Host(status)
    }
}

/// Why an OCSP responder cannot answer for an issuer ([rule O7](crate::docs::rules#o7)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspResponderError {
    /// The keyUsage of the certificate, the issuer's own or a delegated one, lacks
    /// digitalSignature.
    #[error(
        "the certificate's key cannot sign OCSP responses, because its keyUsage does not include \
         digitalSignature (RFC 5280 §4.2.1.3); use a responder's certificate that has it"
    )]
    NoDigitalSignature,
    /// A part of the responder's certificate is not strict DER, or not what RFC 5280 defines.
    #[error("{part} of the responder's certificate is not what RFC 5280 §4.1 defines, in DER")]
    Malformed {
        /// The part, under its name in RFC 5280.
        part: &'static str,
    },
    /// The responder's certificate is not of version 3.
    #[error("the responder's certificate is not of version 3")]
    Version,
    /// The responder's certificate was not issued by the issuer: its issuer field differs from the
    /// issuer's name.
    #[error(
        "the responder's certificate has another issuer; the CA itself must have issued it (RFC 6960 §4.2.2.2)"
    )]
    OtherIssuer,
    /// The signature of the responder's certificate has an algorithm that is not verified here.
    #[error("the signature algorithm {} of the responder's certificate is not supported", .0.named())]
    Algorithm(ObjectIdentifier),
    /// The signature of the responder's certificate does not verify with the issuer's key.
    #[error("the signature of the responder's certificate does not verify with the issuer's public key")]
    Signature,
    /// The responder's certificate lacks the purpose OCSPSigning.
    #[error("the responder's certificate lacks the purpose OCSPSigning (RFC 6960 §4.2.2.2)")]
    NoOcspSigning,
    /// The responder's certificate has a critical extension that is not known.
    #[error("the responder's certificate has the critical extension {}, which is not known", .0.named())]
    CriticalExtension(ObjectIdentifier),
    /// The responder's certificate has an extension more than once.
    #[error("the responder's certificate has the extension {} more than once", .0.named())]
    RepeatedExtension(ObjectIdentifier),
    /// The responder's certificate has a public key that is not accepted.
    #[error("the responder's public key is not accepted: {0}")]
    PublicKey(PublicKeyError),
    /// The responder's certificate is not valid now.
    #[error(
        "the responder's certificate is valid from {} to {} only",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideValidity {
        /// The start of the certificate's validity.
        not_before: UtcDateTime,
        /// The end of the certificate's validity.
        not_after: UtcDateTime,
    },
    /// The signer holds another key than the responder's certificate.
    #[error("the signer's public key is not that of the responder's certificate")]
    SignerMismatch,
    /// The lifetime of the answers is less than a second.
    #[error("OCSP answers must be valid for at least one second, so that nextUpdate is after producedAt")]
    LifetimeTooShort,
}
