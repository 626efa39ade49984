//! The reasons for refusing a request.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{ErrorCode, Field, RequestError, ViolationKind};

/// A reason for refusing a request: which field is wrong, and what is wrong with it
/// ([rule E1](crate::docs::rules#e1)). The error code follows from both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    field: Field,
    kind: ViolationKind,
}

impl Violation {
    /// Returns the JSON pointer (RFC 6901) to the field, such as
    /// `/subject_alternative_names/3/value`. In a CSR, the path follows a `#`:
    /// `/csr#/extensionRequest/keyUsage`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.field.pointer()
    }

    /// Returns the field that is wrong.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Returns the error code of the API.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        ErrorCode::of(&self.field, &self.kind)
    }

    /// Returns what is wrong with the field.
    #[must_use]
    pub fn kind(&self) -> &ViolationKind {
        &self.kind
    }
}

impl fmt::Display for Violation {
    /// Writes `POINTER: message` in one line, or only the message if it is about the whole body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field != Field::Whole {
            write!(f, "{}: ", self.field)?;
        }
        self.kind.fmt(f)
    }
}

/// Writes all violations in one line.
pub(super) fn write_violations(violations: &[Violation], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, violation) in violations.iter().enumerate() {
        let separator = if position == 0 { "" } else { "; " };
        write!(f, "{separator}{violation}")?;
    }
    Ok(())
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

    /// Returns the value, or records the violation.
    #[cfg(feature = "pem")]
    pub(crate) fn take<T>(&mut self, field: Field, result: Result<T, ViolationKind>) -> Option<T> {
        result.map_err(|kind| self.push(field, kind)).ok()
    }

    /// Records the violations of a refusal.
    #[cfg(feature = "serde")]
    pub(crate) fn append(&mut self, error: RequestError) {
        error.into_vec().into_iter().for_each(|Violation { field, kind }| self.push(field, kind));
    }

    /// Returns the number of recorded violations.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// Returns the violations if each can be kept for later, and the refusal otherwise. If there are
    /// so many that others may have been dropped, none is kept.
    pub(crate) fn keep_if(
        self,
        can_be_kept: impl Fn(&Violation) -> bool,
    ) -> Result<Vec<Violation>, RequestError> {
        let are_all_there = self.0.len() < RequestError::MAX_VIOLATIONS;
        if are_all_there && self.0.iter().all(can_be_kept) { Ok(self.0) } else { Err(self.into()) }
    }

    /// Returns the value if there is one and nothing was recorded, and all recorded violations
    /// otherwise. `value` must be `Some` if nothing was recorded.
    pub(crate) fn unless_any<T>(self, value: Option<T>) -> Result<T, RequestError> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self.into()),
        }
    }
}
