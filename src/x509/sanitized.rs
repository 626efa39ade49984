//! Foreign values as they may appear in a message.

use alloc::string::String;
use core::fmt::{self, Write};

use super::write_character;

/// An external value that is safe to show: escaped, shortened, and never key material.
///
/// If a value looks like a secret, only its length is shown. A value looks like a secret if it has
/// a PEM boundary, or 40 or more characters of the base64 alphabets, which include hexadecimal,
/// without a `.` or `@` between them.
#[derive(Clone, PartialEq, Eq)]
pub struct Sanitized(String);

impl Sanitized {
    /// The maximum number of characters of the value that are shown.
    const SHOWN: usize = 48;
    /// The shortest run that may be a secret. Shorter runs cannot contain a private key: 40
    /// characters of base64 are 30 octets, and the smallest key has 32.
    const SECRET_RUN: usize = 40;

    pub(crate) fn new(value: &str) -> Self {
        if may_be_secret(value) {
            let mut text = String::new();
            // Writing to a String never fails.
            let _ = write!(text, "a value of {} characters, not shown", value.chars().count());
            return Self(text);
        }
        let mut text = String::from('"');
        let mut characters = value.chars();
        for character in characters.by_ref().take(Self::SHOWN) {
            let _ = write_character(&mut text, character);
        }
        text.push('"');
        if characters.next().is_some() {
            text.push('…');
        }
        Self(text)
    }
}

/// Returns whether a text looks like key material and must not be shown. Keys can be split into
/// lines, contain escaped line ends, or have colons between their octets, so only the separators of
/// names end a run.
pub(crate) fn may_be_secret(value: &str) -> bool {
    let in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    let mut run = 0;
    let has_long_run = value.bytes().any(|byte| {
        if in_alphabet(byte) {
            run += 1;
        } else if byte == b'.' || byte == b'@' {
            run = 0;
        }
        run >= Sanitized::SECRET_RUN
    });
    has_long_run || value.contains("-----")
}

impl fmt::Display for Sanitized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Sanitized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn e2_quotes_escape_and_shorten() {
        assert_eq!(Sanitized::new("a\"b\\\n\u{202e}é").to_string(), "\"a\\u{22}b\\u{5c}\\u{a}\\u{202e}é\"");
        let long = "a.b ".repeat(30);
        let quoted = Sanitized::new(&long).to_string();
        assert_eq!(quoted.chars().count(), 48 + 3);
        assert!(quoted.ends_with("\"…"));
    }

    #[test]
    fn e2_what_may_be_a_key_is_not_kept() {
        for secret in [
            "-----BEGIN EC PRIVATE KEY-----\nMHc",
            &"a1".repeat(20),
            &"Ab+/\n".repeat(11),
            &"f2:".repeat(20),
            &"a1b2c3d4\\n".repeat(5),
        ] {
            let quoted = Sanitized::new(secret).to_string();
            assert!(
                quoted.starts_with("a value of ") && quoted.ends_with(" characters, not shown"),
                "{quoted}"
            );
        }
        assert_eq!(Sanitized::new(&"a".repeat(39)).to_string().len(), 41);
    }
}
