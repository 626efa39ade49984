//! Names a certificate of a chain.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt::{self, Write};

/// A certificate of a chain, identified by its position and its subject
/// ([rule E5](crate::docs::rules#e5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainCertificate {
    position: usize,
    subject: Option<Arc<str>>,
}

impl ChainCertificate {
    /// `subject` is a name that escapes the characters that are unsafe in a log when it is
    /// displayed.
    pub(crate) fn new(position: usize, subject: Option<&dyn fmt::Display>) -> Self {
        Self { position, subject: subject.map(shortened) }
    }

    /// The position in the chain: the issuer is 0, the CA that issued the issuer's certificate is
    /// 1.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The subject as text. Characters that are unsafe in a log are escaped, and the middle of a
    /// long subject is omitted. `None` if the certificate is too damaged for its subject to be
    /// read.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }
}

impl fmt::Display for ChainCertificate {
    /// `the issuer's certificate (CN=Example Sub)`, `CA 1 above the issuer (CN=Example Root)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.position, &self.subject) {
            // A certificate on its own need not be an issuer's.
            (0, None) => f.write_str("the certificate"),
            (0, Some(subject)) => write!(f, "the issuer's certificate ({subject})"),
            (position, None) => write!(f, "CA {position} above the issuer"),
            (position, Some(subject)) => write!(f, "CA {position} above the issuer ({subject})"),
        }
    }
}

fn shortened(name: &dyn fmt::Display) -> Arc<str> {
    let mut text = Shortened::default();
    // Writing to it never fails.
    let _ = write!(text, "{name}");
    text.finish().into()
}

/// The first and last characters of a text of any length, in bounded memory.
#[derive(Default)]
struct Shortened {
    first: String,
    characters: usize,
    last: VecDeque<char>,
}

impl Shortened {
    /// The maximum number of characters at either end.
    const END: usize = 60;

    fn finish(self) -> String {
        let Self { first: mut text, characters, last } = self;
        if characters > 2 * Self::END {
            text.push('…');
        }
        text.extend(last);
        text
    }
}

impl Write for Shortened {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.characters = self.characters.saturating_add(1);
            if self.characters <= Self::END {
                self.first.push(character);
                continue;
            }
            if self.last.len() == Self::END {
                self.last.pop_front();
            }
            self.last.push_back(character);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::assert_texts;
    use super::*;
    use alloc::format;

    fn of(position: usize, common_name: &str) -> ChainCertificate {
        ChainCertificate::new(position, Some(&format_args!("CN={common_name}")))
    }

    #[test]
    fn e5_a_certificate_of_a_chain_is_identified_by_position_and_subject() {
        assert_texts([
            (of(0, "Sub"), "the issuer's certificate (CN=Sub)"),
            (of(1, "Root"), "CA 1 above the issuer (CN=Root)"),
            (of(2, "a\\u{202e}b\\, c"), "CA 2 above the issuer (CN=a\\u{202e}b\\, c)"),
            (ChainCertificate::new(0, None), "the certificate"),
            (ChainCertificate::new(3, None), "CA 3 above the issuer"),
        ]);
        let root = of(1, "Root");
        assert_eq!((root.position(), root.subject()), (1, Some("CN=Root")));
        assert_eq!(ChainCertificate::new(0, None).subject(), None);
    }

    #[test]
    fn e5_the_middle_of_a_long_subject_is_omitted() {
        let shown = |characters: usize| {
            let name = format!("L={}, CN=Root", "é".repeat(characters));
            ChainCertificate::new(0, Some(&name)).subject().map(String::from)
        };
        // "L=" and ", CN=Root" are 11 characters.
        assert_eq!(shown(109), Some(format!("L={}, CN=Root", "é".repeat(109))));
        assert_eq!(shown(110), Some(format!("L={}…{}, CN=Root", "é".repeat(58), "é".repeat(51))));
    }
}
