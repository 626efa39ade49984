//! The contents of a response: the status of a certificate, or the reason why it has no status.

use time::UtcDateTime;

use crate::issuance::crl::{RevocationReason, RevokedCertificate};

/// The status of a certificate (RFC 6960 §2.2, [rule O5](crate::docs::rules#o5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// The certificate is not revoked.
    Good,
    /// The certificate is revoked, or suspended with [`RevocationReason::CertificateHold`].
    Revoked {
        /// The time of the revocation.
        at: UtcDateTime,
        /// The reason. [`RevocationReason::Unspecified`] is written by leaving the reason out.
        reason: RevocationReason,
    },
    /// The issuer has no such certificate.
    Unknown,
}

impl From<&RevokedCertificate> for CertStatus {
    /// Returns the status of a certificate with this entry: good if its reason is
    /// [`RevocationReason::RemoveFromCrl`], else revoked. A response has no invalidity date.
    fn from(revoked: &RevokedCertificate) -> Self {
        match revoked.reason() {
            RevocationReason::RemoveFromCrl => Self::Good,
            reason => Self::Revoked { at: revoked.revocation_date(), reason },
        }
    }
}

/// Why a request is not answered with a status: the OCSPResponseStatus of a response that is not
/// signed (RFC 6960 §2.3 and §4.2.1, [rule O4](crate::docs::rules#o4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum OcspErrorStatus {
    /// malformedRequest: the request cannot be read.
    MalformedRequest = 1,
    /// internalError: the responder is in an inconsistent state.
    InternalError = 2,
    /// tryLater: the responder cannot answer at the moment.
    TryLater = 3,
    /// sigRequired: the responder answers only signed requests.
    SigRequired = 5,
    /// unauthorized: the client may not ask, or the responder is not authorized to answer.
    Unauthorized = 6,
}

impl OcspErrorStatus {
    /// All statuses, by their value.
    pub const ALL: [Self; 5] =
        [Self::MalformedRequest, Self::InternalError, Self::TryLater, Self::SigRequired, Self::Unauthorized];

    /// Returns the name in RFC 6960.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformedRequest",
            Self::InternalError => "internalError",
            Self::TryLater => "tryLater",
            Self::SigRequired => "sigRequired",
            Self::Unauthorized => "unauthorized",
        }
    }

    /// Returns the value of the OCSPResponseStatus.
    #[allow(clippy::as_conversions, reason = "the discriminants of the enum are these values")]
    pub(super) const fn code(self) -> u8 {
        self as u8
    }
}
