//! Why settings do not make a valid profile.

use alloc::vec::Vec;
use core::fmt;

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
