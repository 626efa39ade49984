//! The bodies of responses.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::borrow::Borrow;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::diagnostics::Notice;
use crate::issuance::{Error, Issued};

/// An answer: a success with or without a body, or a refusal; with its HTTP status.
///
/// It is made from the result of a handler in one call. The body of a success is a [`Response`], a
/// [`CaResponse`], or the host's own:
///
/// ```
/// use certmint::wire::{Answer, Response};
/// use certmint::{Error, Issued};
///
/// fn answer(result: &Result<Issued, Error>) -> (u16, String) {
///     let answer = Answer::new(result.as_ref().map(Response::from));
///     let json = serde_json::to_string(&answer).expect("answers are JSON");
///     (answer.http_status(), json)
/// }
///
/// let (status, json) = answer(&Err(Error::NotAuthenticated));
/// assert_eq!(status, 401);
/// assert!(json.starts_with(r#"{"error_code":"PCA.00030001","error_msg":"#));
/// ```
///
/// A success can be without a body, as that of a revocation:
///
/// ```
/// use certmint::Error;
/// use certmint::wire::Answer;
///
/// fn answer(result: Result<(), Error>) -> (u16, Option<String>) {
///     let answer = Answer::without_body(result);
///     let json = |body| serde_json::to_string(&body).expect("answers are JSON");
///     (answer.http_status(), answer.body().map(json))
/// }
///
/// assert_eq!(answer(Ok(())), (204, None));
/// assert_eq!(answer(Err(Error::not_found("certificate", 1))).0, 404);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer<B = ()> {
    /// The body of a success (200).
    Success(B),
    /// A success without a body (204).
    NoContent,
    /// A refusal, with the HTTP status of its code.
    Refusal {
        /// The status: 400, 401, 403, 404 or 500.
        http_status: u16,
        /// The body.
        body: Refusal,
    },
}

impl<B> Answer<B> {
    /// Makes the answer from a result, whose error can be borrowed, so that it can still be logged.
    pub fn new(result: Result<B, impl Borrow<Error>>) -> Self {
        match result {
            Ok(body) => Self::Success(body),
            Err(error) => Self::refusal(error.borrow()),
        }
    }

    fn refusal(error: &Error) -> Self {
        Self::Refusal { http_status: error.code().http_status(), body: Refusal::from(error) }
    }

    /// Returns what is sent as the body, to be written as JSON; `None` if the answer has no body.
    #[must_use]
    pub fn body(&self) -> Option<&Self> {
        match self {
            Self::Success(_) | Self::Refusal { .. } => Some(self),
            Self::NoContent => None,
        }
    }

    /// Returns the HTTP status: 200, 204, 400, 401, 403, 404 or 500.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Success(_) => 200,
            Self::NoContent => 204,
            Self::Refusal { http_status, .. } => *http_status,
        }
    }
}

impl Answer {
    /// Makes the answer from a result that has no body: [`Answer::NoContent`] or a refusal.
    pub fn without_body(result: Result<(), impl Borrow<Error>>) -> Self {
        match result {
            Ok(()) => Self::NoContent,
            Err(error) => Self::refusal(error.borrow()),
        }
    }
}

impl<B> From<Result<B, Error>> for Answer<B> {
    fn from(result: Result<B, Error>) -> Self {
        Self::new(result)
    }
}

impl<B: Serialize> Serialize for Answer<B> {
    /// Writes the body; `null` for [`Answer::NoContent`], which is not to be sent
    /// ([`Answer::body`]).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Success(body) => body.serialize(serializer),
            Self::NoContent => serializer.serialize_unit(),
            Self::Refusal { body, .. } => body.serialize(serializer),
        }
    }
}

/// A notice in a response: `{"pointer":"…","text":"…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoticeBody {
    /// The JSON pointer to the field ([`Notice::pointer`]).
    pub pointer: String,
    /// What the notice says ([`Notice::kind`]).
    pub text: String,
}

impl From<&Notice> for NoticeBody {
    fn from(notice: &Notice) -> Self {
        Self { pointer: notice.pointer(), text: notice.kind().to_string() }
    }
}

impl Serialize for NoticeBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("NoticeBody", 2)?;
        body.serialize_field("pointer", &self.pointer)?;
        body.serialize_field("text", &self.text)?;
        body.end()
    }
}

fn notices_of(issued: &Issued) -> Option<Vec<NoticeBody>> {
    Some(issued.fields().notices().iter().map(NoticeBody::from).collect())
}

/// Writes `{"<name>":"<id>"}`, with the notices if there are any to write.
fn serialize_id<S: Serializer>(
    serializer: S,
    name: &'static str,
    id: &str,
    notices: Option<&[NoticeBody]>,
) -> Result<S::Ok, S::Error> {
    let mut body = serializer.serialize_struct("Response", 1 + usize::from(notices.is_some()))?;
    body.serialize_field(name, id)?;
    if let Some(notices) = notices {
        body.serialize_field("notices", notices)?;
    }
    body.end()
}

/// The body of a successful response: `{"certificate_id":"…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The id of the certificate, 36 characters; for a CA it is the id of the CA.
    pub certificate_id: String,
    /// The notices, written as the member `notices`. The API has no such member: with `None`, the
    /// default, it is left out.
    pub notices: Option<Vec<NoticeBody>>,
}

impl From<&Issued> for Response {
    /// Makes the response of the API, without notices.
    fn from(issued: &Issued) -> Self {
        Self { certificate_id: issued.certificate_id().to_string(), notices: None }
    }
}

impl Response {
    /// Makes a response with the notices, for senders that know the member `notices`. It is an
    /// array, empty if there are none.
    #[must_use]
    pub fn with_notices(issued: &Issued) -> Self {
        Self { notices: notices_of(issued), ..Self::from(issued) }
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_id(serializer, "certificate_id", &self.certificate_id, self.notices.as_deref())
    }
}

/// The body of a successful response to a create-CA body: `{"ca_id":"…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaResponse {
    /// The id of the CA, which is that of its certificate, 36 characters.
    pub ca_id: String,
    /// The notices, as in [`Response::notices`].
    pub notices: Option<Vec<NoticeBody>>,
}

impl From<&Issued> for CaResponse {
    /// Makes the response of the API, without notices.
    fn from(issued: &Issued) -> Self {
        Self { ca_id: issued.certificate_id().to_string(), notices: None }
    }
}

impl CaResponse {
    /// Makes a response with the notices, as [`Response::with_notices`] does.
    #[must_use]
    pub fn with_notices(issued: &Issued) -> Self {
        Self { notices: notices_of(issued), ..Self::from(issued) }
    }
}

impl Serialize for CaResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_id(serializer, "ca_id", &self.ca_id, self.notices.as_deref())
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
