//! Validity arithmetic (rules V1–V7): pure functions of the request, the time and the issuer's validity.

use time::{Date, Duration, UtcDateTime};

use crate::der::{NotDer, Reader, Value, Writer, tag};
use crate::error::ViolationKind;

/// How far before the time of issuing a validity may start, in milliseconds: five minutes.
const TOLERANCE_MILLISECONDS: i128 = 5 * 60 * 1_000;

/// The years that UTCTime and GeneralizedTime express together (RFC 5280 §4.1.2.5).
const EXPRESSIBLE_YEARS: core::ops::RangeInclusive<i32> = 1950..=9999;

/// The unit in which a validity period is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum PeriodUnit {
    /// 12 calendar months: the same month, day and time of day in a later year, 29 February becoming
    /// 28 February where the year has none.
    Year,
    /// 31 days.
    Month,
    /// 86,400 seconds.
    Day,
    /// 3,600 seconds.
    Hour,
}

impl PeriodUnit {
    /// The name in the JSON bodies.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
        }
    }

    /// The end of a period of `value` units; `None` past the year 9999.
    fn end(self, not_before: UtcDateTime, value: u64) -> Option<UtcDateTime> {
        let seconds_per_unit = match self {
            Self::Year => return years_later(not_before, value),
            Self::Month => 31 * 86_400,
            Self::Day => 86_400,
            Self::Hour => 3_600,
        };
        let seconds = i64::try_from(value).ok()?.checked_mul(seconds_per_unit)?;
        let end = not_before.checked_add(Duration::seconds(seconds))?;
        // The time crate can be built to go on after 9999.
        is_expressible(end).then_some(end)
    }
}

/// The longest validity that a profile allows, from whatever start (rule V4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct MaximumValidity {
    /// The unit in which it is counted; `type` in a configuration, as in the JSON bodies.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub unit: PeriodUnit,
    /// The most units, at least 1.
    pub value: u64,
}

/// How long a certificate is to be valid, and from when.
///
/// ```
/// use certmint::{PeriodUnit, Validity};
///
/// let three_years_from_now = Validity::new(PeriodUnit::Year, 3)?;
/// # Ok::<(), certmint::ViolationKind>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub(crate) unit: PeriodUnit,
    /// At least 1.
    pub(crate) value: u64,
    pub(crate) start_from: Option<UtcDateTime>,
}

impl Validity {
    /// A period of `value` units from the time of issuing. Whether it is too long is decided when the
    /// request is checked: that depends on the kind of certificate and on the start.
    ///
    /// # Errors
    /// [`ViolationKind::OutOfRange`] where `value` is 0 (rule V1).
    pub fn new(unit: PeriodUnit, value: u64) -> Result<Self, ViolationKind> {
        if value == 0 {
            return Err(ViolationKind::OutOfRange { found: 0, min: 1, max: i64::MAX.into() });
        }
        Ok(Self { unit, value, start_from: None })
    }

    /// One hour from the time of issuing: no validity asks for less.
    #[cfg(feature = "serde")]
    pub(crate) const SHORTEST: Self = Self { unit: PeriodUnit::Hour, value: 1, start_from: None };

    /// Starts the period at another time, at most five minutes before the time of issuing.
    #[must_use]
    pub fn starting_from(mut self, start_from: UtcDateTime) -> Self {
        self.start_from = Some(start_from);
        self
    }

    /// The two times of the certificate (rules V1–V5); each fault goes to `fault` with the member of
    /// `validity` in which it lies.
    pub(crate) fn resolve(
        &self,
        now: UtcDateTime,
        max: MaximumValidity,
        mut fault: impl FnMut(&'static str, ViolationKind),
    ) -> Option<Period> {
        let start = self.start_from.unwrap_or(now);
        let (start_from, earliest) = (milliseconds(start), milliseconds(now) - TOLERANCE_MILLISECONDS);
        let too_early = start_from < earliest;
        if too_early {
            fault("/start_from", ViolationKind::StartTooEarly { start_from, earliest });
        }
        let not_before = start.truncate_to_second();
        if !is_expressible(not_before) {
            if !too_early {
                let member = if self.start_from.is_some() { "/start_from" } else { "" };
                fault(member, ViolationKind::TimeNotExpressible);
            }
            return None;
        }
        let not_after = match (self.end(not_before), max.unit.end(not_before, max.value)) {
            (Some(end), Some(latest)) if end <= latest => Some(end),
            (Some(end), None) => Some(end),
            (None, None) => {
                fault("/value", ViolationKind::TimeNotExpressible);
                None
            }
            _ => {
                fault("/value", ViolationKind::ValidityTooLong { max: max.value, unit: max.unit.as_str() });
                None
            }
        };
        not_after.filter(|_| !too_early).map(|not_after| Period { not_before, not_after })
    }

    /// The end of the period; `None` past the year 9999.
    fn end(&self, not_before: UtcDateTime) -> Option<UtcDateTime> {
        self.unit.end(not_before, self.value)
    }
}

/// Whether UTCTime or GeneralizedTime, as RFC 5280 has them, express the time.
pub(crate) fn is_expressible(at: UtcDateTime) -> bool {
    EXPRESSIBLE_YEARS.contains(&at.year())
}

/// A time cut down to the millisecond.
fn milliseconds(at: UtcDateTime) -> i128 {
    at.unix_timestamp_nanos().div_euclid(1_000_000)
}

/// The same month, day and time of day `years` later (rule V1); `None` past the year 9999.
fn years_later(at: UtcDateTime, years: u64) -> Option<UtcDateTime> {
    let year =
        i32::try_from(years).ok()?.checked_add(at.year()).filter(|year| EXPRESSIBLE_YEARS.contains(year))?;
    // Only 29 February can be missing in another year.
    let date = Date::from_calendar_date(year, at.month(), at.day())
        .or_else(|_| Date::from_calendar_date(year, at.month(), 28))
        .ok()?;
    Some(at.replace_date(date))
}

/// The two times of a certificate, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub(crate) not_before: UtcDateTime,
    pub(crate) not_after: UtcDateTime,
}

impl Period {
    /// The first second at which the certificate is valid.
    #[must_use]
    pub fn not_before(&self) -> UtcDateTime {
        self.not_before
    }

    /// The last second at which the certificate is valid.
    #[must_use]
    pub fn not_after(&self) -> UtcDateTime {
        self.not_after
    }

    /// Whether `at`, cut down to the second, lies within.
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

    /// Reads the Validity of a certificate: UTCTime or GeneralizedTime, `Z`, to the second.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(bytes)?;
        let not_before = read_time(reader.next()?)?;
        let not_after = read_time(reader.next()?)?;
        reader.finish()?;
        Ok(Self { not_before, not_after })
    }
}

/// UTCTime through 2049, GeneralizedTime from 2050, always `Z`, no fraction (RFC 5280 §4.1.2.5).
pub(crate) fn encode_time(w: &mut Writer, at: UtcDateTime) {
    if at.year() < 2050 {
        w.value(tag::UTC_TIME, &digits(at)[2..]);
    } else {
        encode_generalized_time(w, at);
    }
}

/// GeneralizedTime, `Z`, no fraction.
pub(crate) fn encode_generalized_time(w: &mut Writer, at: UtcDateTime) {
    w.value(tag::GENERALIZED_TIME, &digits(at));
}

/// The time to the second, as GeneralizedTime spells it; UTCTime leaves the century out.
fn digits(at: UtcDateTime) -> [u8; 15] {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.as_hms();
    let year = year.unsigned_abs();
    let mut text = *b"YYYYMMDDhhmmssZ";
    for (position, number) in
        [(year / 100) as u8, (year % 100) as u8, u8::from(month), day, hour, minute, second]
            .into_iter()
            .enumerate()
    {
        text[2 * position] = b'0' + number / 10;
        text[2 * position + 1] = b'0' + number % 10;
    }
    text
}

/// The reverse of [`encode_time`], for the certificates of others.
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
    // UTCTime: 50 to 99 are of the last century (RFC 5280 §4.1.2.5.1).
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
