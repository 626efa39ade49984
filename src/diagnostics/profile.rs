//! Why settings make no profile.

use alloc::vec::Vec;
use core::fmt;

use super::{Violation, Violations};

/// Why settings make no profile: every fault, each with the path of the setting as a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError(Vec<Violation>);

impl ProfileError {
    /// Every fault, in the order of the settings. Never empty.
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
    /// `PATH: message`, one line for all.
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

impl core::error::Error for ProfileError {}
