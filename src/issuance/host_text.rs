//! What a host says in an error that it raises.

use alloc::string::{String, ToString};
use core::fmt;

use crate::x509::write_character;

/// A text of the host in an [`Error`](crate::Error), such as an id. Characters that are unsafe in a
/// log are escaped, and no more than 128 characters are kept ([rule E2](crate::docs::rules#e2)).
#[derive(Clone, PartialEq, Eq)]
pub struct HostText(String);

impl HostText {
    /// The maximum number of characters that are kept.
    pub const MAX_CHARACTERS: usize = 128;

    pub(super) fn new(value: impl fmt::Display) -> Self {
        let value = value.to_string();
        let mut text = String::new();
        for character in value.chars().take(Self::MAX_CHARACTERS) {
            // Writing to a String cannot fail.
            let _ = write_character(&mut text, character);
        }
        if value.chars().nth(Self::MAX_CHARACTERS).is_some() {
            text.push('…');
        }
        Self(text)
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for HostText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e2_texts_of_a_host_are_escaped_and_shortened() {
        assert_eq!(HostText::new("ca-7\n\u{202e}é").as_str(), "ca-7\\u{a}\\u{202e}é");
        assert_eq!(HostText::new("é".repeat(128)).as_str(), "é".repeat(128));
        assert_eq!(HostText::new("é".repeat(129)).as_str(), "é".repeat(128) + "…");
        assert_eq!(HostText::new(7).as_str(), "7");
    }
}
