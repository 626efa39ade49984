//! What this library reports about a request: the [`Violation`]s for which it is refused, the
//! [`Notice`]s about what was granted, and the error codes of the API.

mod certificate_error;
mod chain_certificate;
mod code;
mod crl_error;
mod csr_error;
mod field;
mod from_values;
mod host_body_error;
mod issuer_error;
mod issuer_notice;
mod notice;
mod profile_error;
mod replaced;
mod request_error;
mod requested_key_error;
mod rfc_error;
mod shown;
#[cfg(test)]
mod texts;
mod validity_error;
mod violation;
mod violation_text;
mod violations;

pub use certificate_error::CertificateError;
pub use chain_certificate::ChainCertificate;
pub use code::ErrorCode;
pub use crl_error::CrlError;
pub use csr_error::CsrError;
pub use field::{Field, Source};
pub use host_body_error::HostBodyError;
pub use issuer_error::{ChainError, IssuerError};
pub use issuer_notice::{IssuerNotice, IssuerNoticeKind};
pub(crate) use notice::Notices;
pub use notice::{Notice, NoticeKind};
pub use profile_error::ProfileError;
pub use replaced::ReplacedKind;
pub use request_error::RequestError;
pub use requested_key_error::RequestedKeyError;
pub use rfc_error::RfcError;
pub(crate) use shown::Instant;
pub use validity_error::ValidityError;
pub use violation::ViolationKind;
pub use violations::Violation;
pub(crate) use violations::Violations;
