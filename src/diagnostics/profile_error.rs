//! Why settings do not make a valid profile.

use alloc::vec::Vec;
use core::fmt;

use super::violations::write_violations;
use super::{Violation, Violations};

/// Why settings do not make a valid profile: all violations, each with a JSON pointer to the
/// setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError(Vec<Violation>);

impl ProfileError {
    /// All violations, in the order of the settings; at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0
    }
}

impl From<Violations> for ProfileError {
    fn from(violations: Violations) -> Self {
        Self(violations.into_vec())
    }
}

impl fmt::Display for ProfileError {
    /// `POINTER: message` for each violation, all in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_violations(&self.0, f)
    }
}

impl core::error::Error for ProfileError {}
