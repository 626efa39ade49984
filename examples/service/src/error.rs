//! What can go wrong: at the start a text, and for a request a status and `{"error_code","error_msg"}`.

use std::fmt::Display;

use crate::prelude::*;

/// For `map_err`: names the file, option or step at fault where the service does not start.
pub fn at<E: Display>(place: impl Display) -> impl FnOnce(E) -> String {
    move |error| format!("{place}: {error}")
}

pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// Why a request is not fulfilled.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// What the library refuses, or the states of the API.
    #[error("{0}")]
    Certmint(#[from] certmint::Error),
    /// A fault in a query, a header or the like.
    #[error("{0}")]
    Parameter(String),
    /// The reason is for the log; the answer is always the same.
    #[error("not authenticated: {0}")]
    NotAuthenticated(&'static str),
    /// What needs no more words: the status, the code and the message.
    #[error("{2}")]
    Plain(u16, &'static str, &'static str),
    /// A fault of the service itself. The log has its text, the answer has not.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    pub const TOO_LONG: Self = Self::Plain(413, "PCA.00020001", "the body is too long");
    pub const TIMED_OUT: Self = Self::Plain(408, "PCA.00020001", "the request took too long");
    pub const OTHER_DOMAIN: Self =
        Self::Plain(403, "PCA.00030001", "this credential acts for another domain");
    pub const OTHER_ORIGIN: Self =
        Self::Plain(403, "PCA.00030001", "the form was sent by a page of another site");
    pub const NO_RESOURCE: Self = Self::Plain(404, "PCA.00030102", "there is no such resource");
    pub const BUSY: Self = Self::Plain(503, "PCA.00010002", "the service is busy; try again");

    pub fn parameter(text: impl Into<String>) -> Self {
        Self::Parameter(text.into())
    }

    pub fn internal(error: impl Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// The HTTP status, the code and the message of the answer.
    pub fn answer(&self) -> (StatusCode, &'static str, String) {
        let (status, code, text) = match self {
            Self::Certmint(error) => (error.code().http_status(), error.code().as_str(), error.message()),
            Self::NotAuthenticated(_) => return Self::from(Error::NotAuthenticated).answer(),
            Self::Parameter(text) => (400, "PCA.00020001", text.clone()),
            Self::Plain(status, code, text) => (*status, *code, (*text).into()),
            Self::Internal(_) => (500, "PCA.00010001", "an internal failure".into()),
        };
        (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), code, text)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        // PostgreSQL has no U+0000 in texts.
        if error.as_database_error().and_then(|error| error.code()).as_deref() == Some("22021") {
            return Self::parameter("U+0000 is not accepted");
        }
        if matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) {
            tracing::warn!("the database cannot be reached: {error}");
            return Self::BUSY;
        }
        Self::Internal(format!("database: {error}"))
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(format!("database: {error}"))
    }
}

/// The code of an error answer, for the metrics, the log and the audit table.
#[derive(Clone, Debug)]
pub struct Refused {
    pub code: &'static str,
    /// The full text, for the log.
    pub text: String,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = self.answer();
        let mut response = (status, Json(json!({"error_code": code, "error_msg": message}))).into_response();
        response.extensions_mut().insert(Refused { code, text: self.to_string() });
        response
    }
}
