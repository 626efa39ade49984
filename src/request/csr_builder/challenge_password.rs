//! The challenge password of a CSR (RFC 2985 §5.4.1).

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::x509::der::{Writer, tag};
use crate::x509::length::{LengthError, check_length};
use crate::x509::name::is_printable;

/// A password of 1–255 characters. It is erased when it is dropped.
#[derive(Clone)]
pub(super) struct ChallengePassword(Zeroizing<String>);

impl ChallengePassword {
    /// pkcs-9-ub-challengePassword.
    const MAX_CHARACTERS: usize = 255;

    pub(super) fn new(password: &str) -> Result<Self, LengthError> {
        check_length(password, 1, Self::MAX_CHARACTERS)?;
        Ok(Self(Zeroizing::new(password.to_owned())))
    }

    /// A DirectoryString: a PrintableString where that is possible, otherwise a UTF8String (RFC 2985
    /// §5.4.1).
    pub(super) fn encode(&self, w: &mut Writer) {
        let tag = if self.0.chars().all(is_printable) { tag::PRINTABLE_STRING } else { tag::UTF8_STRING };
        w.value(tag, self.0.as_bytes());
    }

    pub(super) fn octets(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for ChallengePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengePassword")
    }
}
