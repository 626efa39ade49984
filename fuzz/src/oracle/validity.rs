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
    pub end: AskedEnd,
    pub start_from: Option<UtcDateTime>,
}

/// The end of a requested validity.
#[derive(Clone, Copy, Debug)]
pub enum AskedEnd {
    After(ValidityUnit, u64),
    At(UtcDateTime),
}

/// 99991231235959Z, which stands for no expiration (V8).
pub const NO_EXPIRATION: i64 = 253_402_300_799;

impl AskedValidity {
    /// A period from the time of issuing.
    pub const fn period(unit: ValidityUnit, value: u64) -> Self {
        Self { end: AskedEnd::After(unit, value), start_from: None }
    }
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
    // V2: five minutes, in milliseconds.
    if asked.start_from.is_some_and(|start| milliseconds(start) < milliseconds(now) - 300_000) {
        return None;
    }
    let second = |at: UtcDateTime| i64::try_from(milliseconds(at).div_euclid(1_000)).ok();
    let not_before = match asked.start_from {
        Some(start) => second(start)?,
        // V8: back-dated, but not before the issuer.
        None => {
            let backdated = second(now)? - backdating(profile);
            issuer.map_or(backdated, |issuer| backdated.max(issuer.not_before.min(now.unix_timestamp())))
        }
    };
    if !expressible(not_before) {
        return None;
    }
    let not_after = match asked.end {
        AskedEnd::After(unit, value) => end(not_before, unit, value)?,
        AskedEnd::At(at) => second(at).filter(|at| expressible(*at))?,
    };
    if end(not_before, longest.unit, longest.value).is_some_and(|latest| not_after > latest) {
        return None;
    }
    // V8: never a period that the back-dating uses up.
    let is_backdated = asked.start_from.is_none() && not_before < now.unix_timestamp();
    if is_backdated && matches!(asked.end, AskedEnd::After(..)) && not_after <= now.unix_timestamp() {
        return None;
    }
    // V8: never one that has ended, or that ends before it starts.
    if not_after < now.unix_timestamp() || not_after < not_before {
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
    // V8: what has no expiration is not truncated.
    let expires = not_after == NO_EXPIRATION && cut.not_after != NO_EXPIRATION;
    let is_over = cut.not_after < cut.not_before || cut.not_after < now || expires;
    (profile.settings().validity_policy == ValidityPolicy::Truncate && !is_over).then_some(cut)
}

/// V8: the back-dating of the profile in seconds.
fn backdating(profile: &Profile) -> i64 {
    let Some(backdating) = profile.settings().backdating else { return 0 };
    let seconds = match backdating.unit {
        ValidityUnit::Day => 86_400,
        ValidityUnit::Hour => 3_600,
        _ => 60,
    };
    i64::try_from(backdating.value).expect("at most 48 hours") * seconds
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
        _ => 60,
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
