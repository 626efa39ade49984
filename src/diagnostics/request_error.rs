//! Why a request is refused.

use alloc::vec::Vec;
use core::fmt;

use super::{ErrorCode, Field, Violation, ViolationKind, Violations};

/// Why a request is refused: every violation found, in the order in which they were found, at most
/// [`RequestError::MAX_VIOLATIONS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError(Vec<Violation>);

impl RequestError {
    /// The most violations that a refusal lists: more than anyone reads, few enough that a hostile
    /// request fills no memory. Further ones are not kept.
    pub const MAX_VIOLATIONS: usize = 128;

    /// The violations. There is at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0
    }

    #[cfg(feature = "serde")]
    pub(super) fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// The code that the wire carries: that of the first violation.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.first().map_or(ErrorCode::Internal, Violation::code)
    }
}

impl fmt::Display for RequestError {
    /// All violations in one line, each as `POINTER: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, violation) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for RequestError {}

impl From<Violations> for RequestError {
    fn from(violations: Violations) -> Self {
        Self(violations.into_vec())
    }
}

impl From<ViolationKind> for RequestError {
    /// One violation, which points at the whole request.
    fn from(kind: ViolationKind) -> Self {
        let mut violations = Violations::new();
        violations.push(Field::Whole, kind);
        violations.into()
    }
}
