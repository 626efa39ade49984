//! Texts that are not among the names of a value.

use super::Sanitized;

/// A text that is not one of the names of a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {found}, but the allowed values are {}", allowed.join(", "))]
pub struct UnknownNameError {
    /// The text.
    pub found: Sanitized,
    /// The names that are read.
    pub allowed: &'static [&'static str],
}

impl UnknownNameError {
    pub(crate) fn new(found: &str, allowed: &'static [&'static str]) -> Self {
        Self { found: Sanitized::new(found), allowed }
    }
}
