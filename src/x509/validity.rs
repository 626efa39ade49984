//! The validity of a certificate and its encoding.

use time::{Date, UtcDateTime};

use crate::x509::der::{NotDer, Reader, Value, Writer, tag};

/// The years that UTCTime and GeneralizedTime can express together (RFC 5280 §4.1.2.5).
pub(crate) const EXPRESSIBLE_YEARS: core::ops::RangeInclusive<i32> = 1950..=9999;

/// The `notAfter` of a certificate without a well-defined expiration date: 99991231235959Z (RFC
/// 5280 §4.1.2.5).
pub(crate) const NO_EXPIRATION: UtcDateTime = match UtcDateTime::from_unix_timestamp(253_402_300_799) {
    Ok(at) => at,
    // The time crate supports the year 9999.
    Err(_) => UtcDateTime::MAX,
};

/// Returns whether UTCTime or GeneralizedTime, as RFC 5280 profiles them, can express the time.
pub(crate) fn is_expressible(at: UtcDateTime) -> bool {
    EXPRESSIBLE_YEARS.contains(&at.year())
}

/// The validity of a certificate: its two times, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub(crate) not_before: UtcDateTime,
    pub(crate) not_after: UtcDateTime,
}

impl Validity {
    /// Returns the first second at which the certificate is valid.
    #[must_use]
    pub fn not_before(&self) -> UtcDateTime {
        self.not_before
    }

    /// Returns the last second at which the certificate is valid.
    #[must_use]
    pub fn not_after(&self) -> UtcDateTime {
        self.not_after
    }

    /// Returns whether the certificate expires. One whose `notAfter` is 99991231235959Z has no
    /// well-defined expiration date (RFC 5280 §4.1.2.5).
    #[must_use]
    pub fn expires(&self) -> bool {
        self.not_after < NO_EXPIRATION
    }

    /// Returns whether `at`, truncated to the second, is within the validity.
    pub(crate) fn contains(&self, at: UtcDateTime) -> bool {
        (self.not_before..=self.not_after).contains(&at.truncate_to_second())
    }

    /// ```asn1
    /// Validity ::= SEQUENCE { notBefore Time, notAfter Time }
    /// ```
    pub(crate) fn encode(&self, w: &mut Writer) {
        w.sequence(|w| {
            encode_time(w, self.not_before);
            encode_time(w, self.not_after);
        });
    }

    /// Reads the Validity of a certificate: UTCTime or GeneralizedTime, to the second, with `Z`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(bytes)?;
        let not_before = read_time(reader.next()?)?;
        let not_after = read_time(reader.next()?)?;
        reader.finish()?;
        Ok(Self { not_before, not_after })
    }
}

/// Encodes a time: UTCTime through 2049, GeneralizedTime from 2050, always `Z`, no fraction (RFC
/// 5280 §4.1.2.5).
pub(crate) fn encode_time(w: &mut Writer, at: UtcDateTime) {
    if at.year() < 2050 {
        w.value(tag::UTC_TIME, &digits(at)[2..]);
    } else {
        encode_generalized_time(w, at);
    }
}

/// Encodes a GeneralizedTime with `Z` and without a fraction.
pub(crate) fn encode_generalized_time(w: &mut Writer, at: UtcDateTime) {
    w.value(tag::GENERALIZED_TIME, &digits(at));
}

/// Returns the time to the second as GeneralizedTime writes it. UTCTime omits the century.
fn digits(at: UtcDateTime) -> [u8; 15] {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.as_hms();
    // Years have four digits, so both halves are below 100.
    let pair = |number: u32| u8::try_from(number % 100).unwrap_or_default();
    let year = year.unsigned_abs();
    let mut text = *b"YYYYMMDDhhmmssZ";
    for (position, number) in
        [pair(year / 100), pair(year), u8::from(month), day, hour, minute, second].into_iter().enumerate()
    {
        text[2 * position] = b'0' + number / 10;
        text[2 * position + 1] = b'0' + number % 10;
    }
    text
}

/// Reads a time of a foreign certificate. It is the reverse of [`encode_time`].
fn read_time(value: Value<'_>) -> Result<UtcDateTime, NotDer> {
    let (century, text) = match value.tag {
        tag::UTC_TIME => (None, value.content),
        tag::GENERALIZED_TIME => {
            let (century, text) = value.content.split_at_checked(2).ok_or(NotDer)?;
            (Some(two_digits(century)?), text)
        }
        _ => return Err(NotDer),
    };
    let [digits @ .., b'Z'] = text else { return Err(NotDer) };
    let mut pairs = [0; 6];
    if digits.len() != 2 * pairs.len() {
        return Err(NotDer);
    }
    for (pair, digits) in pairs.iter_mut().zip(digits.chunks(2)) {
        *pair = two_digits(digits)?;
    }
    let [year, month, day, hour, minute, second] = pairs;
    // In UTCTime, 50 to 99 are years of the 20th century (RFC 5280 §4.1.2.5.1).
    let century = century.unwrap_or(if year < 50 { 20 } else { 19 });
    let month = time::Month::try_from(month).map_err(|_| NotDer)?;
    let date = Date::from_calendar_date(i32::from(century) * 100 + i32::from(year), month, day);
    let time = time::Time::from_hms(hour, minute, second);
    Ok(UtcDateTime::new(date.map_err(|_| NotDer)?, time.map_err(|_| NotDer)?))
}

fn two_digits(text: &[u8]) -> Result<u8, NotDer> {
    match text {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => Ok((tens - b'0') * 10 + (units - b'0')),
        _ => Err(NotDer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v5_times_of_others_are_read_as_they_are_written() {
        let time = |tag, text: &str| {
            let mut w = Writer::with_capacity(20);
            w.value(tag, text.as_bytes());
            let bytes = w.into_bytes();
            Value::read(&bytes).and_then(read_time).map(UtcDateTime::unix_timestamp)
        };
        assert_eq!(time(tag::UTC_TIME, "500101000000Z"), Ok(-631_152_000));
        assert_eq!(time(tag::UTC_TIME, "491231235959Z"), Ok(2_524_607_999));
        assert_eq!(time(tag::GENERALIZED_TIME, "20500101000000Z"), Ok(2_524_608_000));
        assert_eq!(time(tag::GENERALIZED_TIME, "99991231235959Z"), Ok(253_402_300_799));
        for (tag, text) in [
            (tag::UTC_TIME, "20500101000000Z"),
            (tag::UTC_TIME, "5001010000Z"),
            (tag::UTC_TIME, "500101000000"),
            (tag::UTC_TIME, "500101000000+0000"),
            (tag::UTC_TIME, "500001000000Z"),
            (tag::UTC_TIME, "500229000000Z"),
            (tag::UTC_TIME, "500101240000Z"),
            (tag::UTC_TIME, "5001010000-1Z"),
            (tag::GENERALIZED_TIME, "20500101000000.5Z"),
            (tag::GENERALIZED_TIME, "500101000000Z"),
            (tag::GENERALIZED_TIME, "Z"),
            (tag::OCTET_STRING, "500101000000Z"),
        ] {
            assert_eq!(time(tag, text), Err(NotDer), "{text}");
        }
    }
}
