//! How times and characters are shown in messages (rule E5).

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

/// The names of the control characters of ASCII.
pub(super) fn control_character_name(code_point: u32) -> Option<&'static str> {
    const C0: [&str; 32] = [
        "NULL",
        "START OF HEADING",
        "START OF TEXT",
        "END OF TEXT",
        "END OF TRANSMISSION",
        "ENQUIRY",
        "ACKNOWLEDGE",
        "BELL",
        "BACKSPACE",
        "TAB",
        "LINE FEED",
        "LINE TABULATION",
        "FORM FEED",
        "CARRIAGE RETURN",
        "SHIFT OUT",
        "SHIFT IN",
        "DATA LINK ESCAPE",
        "DEVICE CONTROL ONE",
        "DEVICE CONTROL TWO",
        "DEVICE CONTROL THREE",
        "DEVICE CONTROL FOUR",
        "NEGATIVE ACKNOWLEDGE",
        "SYNCHRONOUS IDLE",
        "END OF TRANSMISSION BLOCK",
        "CANCEL",
        "END OF MEDIUM",
        "SUBSTITUTE",
        "ESCAPE",
        "INFORMATION SEPARATOR FOUR",
        "INFORMATION SEPARATOR THREE",
        "INFORMATION SEPARATOR TWO",
        "INFORMATION SEPARATOR ONE",
    ];
    match code_point {
        0x7f => Some("DELETE"),
        other => C0.get(usize::try_from(other).ok()?).copied(),
    }
}
