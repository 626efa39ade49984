//! Validities, computed independently (rules V1–V7 and V9) from seconds since 1970 and a calendar
//! of days.

use certmint::Profile;
use certmint::profile::{MaximumValidity, ValidityPolicy};
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;

use super::der::{GENERALIZED_TIME, NotDer, UTC_TIME, Value, tlv};

/// The requested validity.
#[derive(Clone, Copy, Debug)]
pub struct AskedValidity {
    pub unit: ValidityUnit,
    pub value: u64,
    pub start_from: Option<UtcDateTime>,
}

/// The two times of a certificate, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub not_before: i64,
    pub not_after: i64,
}

impl Window {
    /// Returns whether a second since 1970 lies within.
    pub fn contains(self, at: i64) -> bool {
        self.covers(Self { not_before: at, not_after: at })
    }

    fn covers(self, other: Self) -> bool {
        self.not_before <= other.not_before && other.not_after <= self.not_after
    }

    /// Reads the Validity of a certificate.
    pub fn read(validity: Value<'_>) -> Result<Self, NotDer> {
        let [not_before, not_after] = validity.members()?[..] else { return Err(NotDer("two times")) };
        Ok(Self { not_before: read_time(not_before)?, not_after: read_time(not_after)? })
    }
}

/// The validity to grant; `None` if none may be granted.
pub fn granted(
    asked: AskedValidity,
    longest: MaximumValidity,
    issuer: Option<Window>,
    profile: &Profile,
    now: UtcDateTime,
) -> Option<Window> {
    let milliseconds = |at: UtcDateTime| at.unix_timestamp_nanos().div_euclid(1_000_000);
    let start = asked.start_from.unwrap_or(now);
    // V2: five minutes, in milliseconds.
    if milliseconds(start) < milliseconds(now) - 300_000 {
        return None;
    }
    let not_before =
        i64::try_from(milliseconds(start).div_euclid(1_000)).ok().filter(|at| expressible(*at))?;
    let not_after = end(not_before, asked.unit, asked.value)?;
    if end(not_before, longest.unit, longest.value).is_some_and(|latest| not_after > latest) {
        return None;
    }
    let window = Window { not_before, not_after };
    let Some(issuer) = issuer else { return Some(window) };
    let now = now.unix_timestamp();
    if !issuer.contains(now) {
        return None;
    }
    if issuer.covers(window) {
        return Some(window);
    }
    let cut =
        Window { not_before: not_before.max(issuer.not_before), not_after: not_after.min(issuer.not_after) };
    let is_over = cut.not_after < cut.not_before || cut.not_after < now;
    (profile.settings().validity_policy == ValidityPolicy::Truncate && !is_over).then_some(cut)
}

/// V1: the end of a period; `None` past the year 9999.
fn end(not_before: i64, unit: ValidityUnit, value: u64) -> Option<i64> {
    let seconds = match unit {
        ValidityUnit::Hour => 3_600,
        ValidityUnit::Day => 86_400,
        ValidityUnit::Month => 31 * 86_400,
        ValidityUnit::Year => {
            let (day, second) = (not_before.div_euclid(86_400), not_before.rem_euclid(86_400));
            let (year, month, of_month) = date(day);
            let later = i64::try_from(value).ok()?.checked_add(year).filter(|year| *year <= 9_999)?;
            let of_month = if (month, of_month) == (2, 29) && !is_leap(later) { 28 } else { of_month };
            return Some(day_number(later, month, of_month) * 86_400 + second);
        }
    };
    let end = i128::from(not_before) + i128::from(value) * seconds;
    i64::try_from(end).ok().filter(|end| expressible(*end))
}

/// Returns whether the time lies in the years 1950 to 9999 (V5).
fn expressible(at: i64) -> bool {
    (day_number(1950, 1, 1) * 86_400..day_number(10_000, 1, 1) * 86_400).contains(&at)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to the first day of a year.
fn new_year(year: i64) -> i64 {
    let leap_years_before = |year: i64| {
        let last = year - 1;
        last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400)
    };
    365 * (year - 1970) + leap_years_before(year) - leap_years_before(1970)
}

/// The days from 1970-01-01 to a date.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    new_year(year) + (1..month).map(|month| days_of_month(year, month)).sum::<i64>() + day - 1
}

/// The date this many days after 1970-01-01.
fn date(day_number: i64) -> (i64, i64, i64) {
    let mut year = 1970 + day_number.div_euclid(366);
    while new_year(year) + days_of_year(year) <= day_number {
        year += 1;
    }
    while new_year(year) > day_number {
        year -= 1;
    }
    let (mut month, mut day) = (1, day_number - new_year(year));
    while day >= days_of_month(year, month) {
        day -= days_of_month(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

/// V5: UTCTime through 2049, GeneralizedTime from 2050.
pub fn time(at: i64) -> Vec<u8> {
    let (year, ..) = date(at.div_euclid(86_400));
    if year < 2050 { tlv(UTC_TIME, &digits(at)[2..]) } else { tlv(GENERALIZED_TIME, digits(at)) }
}

/// The time as GeneralizedTime.
pub fn digits(at: i64) -> Vec<u8> {
    let ((year, month, day), second) = (date(at.div_euclid(86_400)), at.rem_euclid(86_400));
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z").into_bytes()
}

fn read_time(value: Value<'_>) -> Result<i64, NotDer> {
    let text = std::str::from_utf8(value.content).map_err(|_| NotDer("a time"))?;
    let text = match value.tag {
        // RFC 5280 §4.1.2.5.1.
        UTC_TIME if text < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.into(),
        _ => return Err(NotDer("a time")),
    };
    let number = |range: std::ops::Range<usize>| {
        text.get(range).and_then(|digits| digits.parse::<i64>().ok()).ok_or(NotDer("a time"))
    };
    let day = day_number(number(0..4)?, number(4..6)?, number(6..8)?);
    Ok(day * 86_400 + number(8..10)? * 3_600 + number(10..12)? * 60 + number(12..14)?)
}
