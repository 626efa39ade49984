//! Why a request is refused.

use alloc::vec::Vec;
use core::fmt;

use super::violations::write_violations;
use super::{ErrorCode, Field, Violation, ViolationKind, Violations};

/// Why a request is refused: all violations, in the order in which they were found, up to
/// [`RequestError::MAX_VIOLATIONS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError(Vec<Violation>);

impl RequestError {
    /// The maximum number of violations in a refusal: more than anyone reads, but few enough to
    /// bound the memory that a hostile request takes. Further violations are dropped.
    pub const MAX_VIOLATIONS: usize = 128;

    /// The violations; at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0
    }

    #[cfg(feature = "serde")]
    pub(super) fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// The error code of the API: that of the first violation.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.first().map_or(ErrorCode::Internal, Violation::code)
    }
}

impl fmt::Display for RequestError {
    /// All violations in one line, each as `POINTER: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_violations(&self.0, f)
    }
}

impl core::error::Error for RequestError {}

impl From<Violations> for RequestError {
    fn from(violations: Violations) -> Self {
        Self(violations.into_vec())
    }
}

impl From<ViolationKind> for RequestError {
    /// A refusal with one violation, which is about the whole request.
    fn from(kind: ViolationKind) -> Self {
        let mut violations = Violations::new();
        violations.push(Field::Whole, kind);
        violations.into()
    }
}
