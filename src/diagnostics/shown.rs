//! How messages show times and lists (rule E5).

use core::fmt;

use time::UtcDateTime;

use crate::x509::extension::ExtendedKeyUsage;

/// A UTC time to the second in the form of RFC 3339. Its year is that of a certificate, 1950–9999.
pub(crate) struct Instant(pub(crate) UtcDateTime);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.as_hms();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
    }
}

/// Milliseconds since 1970, as in JSON bodies, followed by the time that they stand for.
pub(super) struct Milliseconds(pub(super) i128);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let nanoseconds = self.0.checked_mul(1_000_000);
        let at = nanoseconds.and_then(|nanoseconds| UtcDateTime::from_unix_timestamp_nanos(nanoseconds).ok());
        // A year in RFC 3339 has four digits.
        match at.filter(|at| (0..=9_999).contains(&at.year())) {
            Some(at) => write!(f, " ({})", Instant(at)),
            None => Ok(()),
        }
    }
}

/// Items separated by a comma and a space.
pub(super) struct List<'a, T>(pub(super) &'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, item) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            write!(f, "{separator}{item}")?;
        }
        Ok(())
    }
}

/// The purposes, or `none`.
pub(super) struct Purposes<'a>(pub(super) &'a ExtendedKeyUsage);

impl fmt::Display for Purposes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("none") } else { self.0.fmt(f) }
    }
}
