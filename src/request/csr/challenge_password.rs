//! The challenge password of a CSR that is read (RFC 2985 §5.4.1).

use core::fmt;

use sha2::{Digest, Sha256};

use crate::x509::der::{Value, tag};

/// The SHA-256 of a challenge password, by which one can be recognised. The password itself is not
/// kept.
#[derive(Clone)]
pub(crate) struct ChallengePasswordDigest([u8; 32]);

impl ChallengePasswordDigest {
    /// Reads the value of the attribute; `None` if it is no text in ASCII or UTF-8.
    pub(super) fn read(value: Value<'_>) -> Option<Self> {
        let is_text = matches!(value.tag, tag::PRINTABLE_STRING | tag::UTF8_STRING | tag::IA5_STRING);
        is_text.then(|| Self(Sha256::digest(value.content).into()))
    }

    /// How long the comparison takes depends on the digests only, so it tells nothing of the
    /// passwords.
    pub(super) fn is_of(&self, password: &str) -> bool {
        self.0[..] == Sha256::digest(password.as_bytes())[..]
    }
}

impl fmt::Debug for ChallengePasswordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengePasswordDigest")
    }
}
