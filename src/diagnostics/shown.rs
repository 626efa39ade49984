//! How times of the wire are shown in messages (rule E5).

use core::fmt;

use time::UtcDateTime;

use super::Instant;

/// Writes milliseconds since 1970 as the wire has them, and as a time.
pub(super) struct Milliseconds(pub(super) i128);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let nanoseconds = self.0.checked_mul(1_000_000);
        let at = nanoseconds.and_then(|nanoseconds| UtcDateTime::from_unix_timestamp_nanos(nanoseconds).ok());
        // RFC 3339 has years of four digits.
        match at.filter(|at| (0..=9_999).contains(&at.year())) {
            Some(at) => write!(f, " ({})", Instant(at)),
            None => Ok(()),
        }
    }
}
