//! All reasons for refusing a request.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{ErrorCode, Field, RequestError, ViolationKind};

/// One reason for refusing a request: where and what (rule E1). The code that the wire gives it
/// follows from both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    field: Field,
    kind: ViolationKind,
}

impl Violation {
    /// The JSON pointer (RFC 6901) to the field, such as `/subject_alternative_names/3/value`. Inside a
    /// CSR the path follows a `#`: `/csr#/extensionRequest/keyUsage`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.field.pointer()
    }

    /// What the violation is about.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The code that the wire gives this violation.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        ErrorCode::of(&self.field, &self.kind)
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ViolationKind {
        &self.kind
    }
}

impl fmt::Display for Violation {
    /// `POINTER: message`, always one line; the message alone where it is about the whole body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field != Field::Whole {
            write!(f, "{}: ", self.field)?;
        }
        self.kind.fmt(f)
    }
}

/// Collects violations while a request is read and checked.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<Violation>);

impl Violations {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn push(&mut self, field: Field, kind: ViolationKind) {
        if self.0.len() < RequestError::MAX_VIOLATIONS {
            self.0.push(Violation { field, kind });
        }
    }

    /// Takes the value, or records why there is none.
    #[cfg(feature = "pem")]
    pub(crate) fn take<T>(&mut self, field: Field, result: Result<T, ViolationKind>) -> Option<T> {
        result.map_err(|kind| self.push(field, kind)).ok()
    }

    /// Takes over the violations of a refusal.
    #[cfg(feature = "serde")]
    pub(crate) fn append(&mut self, error: RequestError) {
        error.into_vec().into_iter().for_each(|Violation { field, kind }| self.push(field, kind));
    }

    /// How many were recorded.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// The value, if nothing was recorded and it is there; all that was recorded otherwise.
    ///
    /// Whoever finds that a value cannot be made records why: `value` is `None` only beside a violation.
    pub(crate) fn unless_any<T>(self, value: Option<T>) -> Result<T, RequestError> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self.into()),
        }
    }
}
