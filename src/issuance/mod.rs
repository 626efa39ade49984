//! From a request to a certificate, a CRL or an OCSP response: the check, the grant and the
//! signature.

mod certificate_request;
mod check;
pub(crate) mod crl;
pub(crate) mod csr;
pub(crate) mod error;
mod fields;
mod grant;
pub(crate) mod host_text;
pub(crate) mod issued;
pub(crate) mod ocsp;
mod self_signed;
pub(crate) mod to_be_signed;

pub use certificate_request::CertificateRequest;
pub(crate) use check::*;
pub(crate) use error::Error;
pub use fields::CertificateFields;
pub use grant::Grant;
pub(crate) use issued::Issued;
pub use to_be_signed::Signed;
pub(crate) use to_be_signed::ToBeSigned;
pub use to_be_signed::contents::CertificateContents;
