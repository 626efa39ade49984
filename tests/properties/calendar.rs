//! The calendar, day by day: the reference for all validities.

use std::sync::OnceLock;

/// Year, month and day.
pub(crate) type Date = (i32, u8, u8);

/// Seconds since 1970-01-01T00:00:00Z.
pub(crate) type Seconds = i128;

const SECONDS_OF_A_DAY: Seconds = 86_400;
/// From 1950-01-01, the first day that certificates can express, to 1970-01-01: 20 years, of which
/// 1952, 1956, 1960, 1964 and 1968 are leap years.
const DAYS_BEFORE_1970: Seconds = 20 * 365 + 5;

/// All days from 1950-01-01 to 9999-12-31.
fn days() -> &'static [Date] {
    static DAYS: OnceLock<Vec<Date>> = OnceLock::new();
    DAYS.get_or_init(|| {
        let mut days = Vec::new();
        let mut today = (1950, 1, 1);
        while today.0 <= 9999 {
            days.push(today);
            today = after(today);
        }
        days
    })
}

fn after((year, month, day): Date) -> Date {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match (month, day) {
        (12, 31) => (year + 1, 1, 1),
        (_, day) if day == last => (year, month + 1, 1),
        _ => (year, month, day + 1),
    }
}

/// The date and the seconds since midnight; `None` before 1950 and after 9999.
pub(crate) fn date(at: Seconds) -> Option<(Date, Seconds)> {
    let day = at.div_euclid(SECONDS_OF_A_DAY) + DAYS_BEFORE_1970;
    let date = days().get(usize::try_from(day).ok()?)?;
    Some((*date, at.rem_euclid(SECONDS_OF_A_DAY)))
}

/// The midnight at which the date begins; `None` if no such date exists from 1950 to 9999.
pub(crate) fn midnight(date: Date) -> Option<Seconds> {
    let day = days().binary_search(&date).ok()?;
    Some((day as Seconds - DAYS_BEFORE_1970) * SECONDS_OF_A_DAY)
}

/// UTCTime through 2049, GeneralizedTime from 2050 (rule V5): identifier, length, text.
pub(crate) fn time(at: Seconds) -> Vec<u8> {
    let ((year, month, day), seconds) = date(at).expect("from 1950 to 9999");
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if year < 2050 { toolkit::tlv(0x17, &text.as_bytes()[2..]) } else { toolkit::tlv(0x18, text.as_bytes()) }
}

#[test]
fn v1_the_calendar_knows_its_days() {
    // 8,050 years of 365 days and their leap days: 8,050 / 4 = 2,012, minus the 80 centuries from
    // 2000 to 9900, plus those 20 from 2000 to 9600 that are leap years.
    assert_eq!(days().len(), 8_050 * 365 + 2_012 - 80 + 20);
    for (date, seconds) in [
        ((1970, 1, 1), 0),
        ((2000, 2, 29), 951_782_400),
        ((2026, 1, 31), 1_769_817_600),
        ((9999, 12, 31), 253_402_214_400),
    ] {
        assert_eq!(midnight(date), Some(seconds), "{date:?}");
        assert_eq!(super::calendar::date(seconds + 1), Some((date, 1)));
    }
    assert_eq!((midnight((2025, 2, 29)), midnight((2100, 2, 29))), (None, None));
    assert_eq!((date(253_402_300_800), date(-631_152_001)), (None, None));
}
