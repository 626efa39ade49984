//! Values of others as they may appear in a message.

use alloc::string::String;
use core::fmt::{self, Write};

use super::write_character;

/// A value from outside that is safe to show: escaped, shortened, and never key material.
///
/// A value that looks like a secret is replaced by its length. That is any text with a PEM boundary, and any text
/// with 40 or more characters of the base64 alphabets, which include hexadecimal, without a `.` or `@` between them.
#[derive(Clone, PartialEq, Eq)]
pub struct Sanitized(String);

impl Sanitized {
    /// The characters of the value that are shown.
    const SHOWN: usize = 48;
    /// Shorter runs cannot hold a private key: 40 characters of base64 are 30 octets, and the smallest
    /// key has 32.
    const SECRET_RUN: usize = 40;

    pub(crate) fn new(value: &str) -> Self {
        if may_be_secret(value) {
            let mut text = String::new();
            // Writing to a String does not fail.
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

/// Whether a text looks like key material and must not be shown. Keys come in lines, with escaped line ends, and as
/// octets with colons between them, so only the separators of names end a run.
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
