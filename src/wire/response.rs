//! The bodies of responses.

use alloc::string::{String, ToString};

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::issuance::{Error, Issued};

/// The body of a successful response: `{"certificate_id":"…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The id of the certificate, 36 characters; for a CA it is the id of the CA.
    pub certificate_id: String,
}

impl From<&Issued> for Response {
    fn from(issued: &Issued) -> Self {
        Self { certificate_id: issued.certificate_id().to_string() }
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Response", 1)?;
        body.serialize_field("certificate_id", &self.certificate_id)?;
        body.end()
    }
}

/// The body of a successful response to a create-CA body: `{"ca_id":"…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaResponse {
    /// The id of the CA, which is that of its certificate, 36 characters.
    pub ca_id: String,
}

impl From<&Issued> for CaResponse {
    fn from(issued: &Issued) -> Self {
        Self { ca_id: issued.certificate_id().to_string() }
    }
}

impl Serialize for CaResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("CaResponse", 1)?;
        body.serialize_field("ca_id", &self.ca_id)?;
        body.end()
    }
}

/// The body of a refusal: `{"error_code":"…","error_msg":"…"}` ([rule E2](crate::docs::rules#e2)).
/// The HTTP status is [`ErrorCode::http_status`](crate::diagnostics::ErrorCode::http_status).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code, such as `PCA.00020109`.
    pub error_code: &'static str,
    /// The message, at most 1,024 characters.
    pub error_msg: String,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        Self { error_code: error.code().as_str(), error_msg: error.message() }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Refusal", 2)?;
        body.serialize_field("error_code", self.error_code)?;
        body.serialize_field("error_msg", &self.error_msg)?;
        body.end()
    }
}
