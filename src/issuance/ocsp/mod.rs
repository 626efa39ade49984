//! OCSP: reading requests and answering them (RFC 6960, RFC 5019, RFC 9654, rules O1–O9).

mod asynchronous;
mod cert_id;
mod encode;
mod error;
mod get;
mod request;
mod responder;
mod responder_certificate;
mod response;
mod service;
mod status;
mod times;

pub use cert_id::{CertId, CertIdHash};
pub use error::{OcspError, OcspRequestError, OcspResponderError};
pub use request::OcspRequest;
pub use responder::OcspResponder;
pub use response::OcspResponse;
pub use service::OcspService;
pub use status::{CertStatus, OcspErrorStatus};
pub use times::OcspTimes;
