//! V: validity arithmetic, compared with the calendar and with the `time` crate.

use certmint::error::ViolationKind;
use certmint::issuance::Grant;
use certmint::profile::{Backdating, MaximumValidity, ProfileSettings};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::wire::Body;
use certmint::{
    CertificateParams, DistinguishedName, Error, HashAlgorithm, Profile, PublicKey, RequestedValidity,
    RootRequest,
};
use proptest::prelude::*;
use x509_cert::time::Time;

use crate::calendar::{Seconds, date, midnight, time};
use crate::for_all::{Verdict, for_all};
use crate::issuers::ec_key;
use crate::json::apply_body;
use crate::readers::{read, to_be_signed};
use toolkit::{content, members, profile_with};

const UNITS: [ValidityUnit; 5] =
    [ValidityUnit::Year, ValidityUnit::Month, ValidityUnit::Day, ValidityUnit::Hour, ValidityUnit::Minute];
/// Those of a body.
const UNITS_OF_BODIES: usize = 4;
/// In milliseconds.
const TOLERANCE: i128 = 300_000;

/// A start in nanoseconds since 1970: any second of the years that the `time` crate supports,
/// usually one where errors are likely.
fn starts() -> impl Strategy<Value = i128> {
    let seconds = prop_oneof![
        // From 1950 to 9999, and just beyond.
        6 => -631_152_000..253_402_300_800_i64,
        1 => prop_oneof![Just(-631_152_000), Just(253_402_300_799), Just(2_524_608_000), Just(0)]
            .prop_flat_map(|edge: i64| edge - 2..edge + 3),
        // 29 February, 1 January and 31 December of a year.
        3 => (1950..9999_i32, prop_oneof![Just((2, 29)), Just((2, 28)), Just((1, 1)), Just((12, 31))], 0..86_400_i64)
            .prop_map(|(year, (month, day), second)| {
                let year = if (month, day) == (2, 29) { year / 4 * 4 } else { year };
                let start = midnight((year, month, day)).or_else(|| midnight((2000, 2, 29)));
                start.expect("a day") as i64 + second
            }),
        1 => -377_705_116_800..253_402_300_800_i64,
    ];
    (seconds, prop_oneof![3 => Just(0), 1 => 0..1_000_000_000_i128]).prop_map(|(seconds, nanoseconds)| {
        let of_the_crate = seconds.clamp(-377_705_116_800, 253_402_300_799);
        i128::from(of_the_crate) * 1_000_000_000 + nanoseconds
    })
}

/// The milliseconds from the issuing time to the start.
fn leads() -> impl Strategy<Value = Option<i128>> {
    prop_oneof![
        2 => Just(None),
        1 => (-TOLERANCE - 2..-TOLERANCE + 3).prop_map(Some),
        2 => (-TOLERANCE..10 * 365 * 86_400_000).prop_map(Some),
    ]
}

fn values(unit: ValidityUnit) -> impl Strategy<Value = u64> {
    // The number of units in 30 years, and some more.
    let most: u64 = match unit {
        ValidityUnit::Year => 32,
        ValidityUnit::Month => 12 * 32,
        ValidityUnit::Day => 366 * 31,
        ValidityUnit::Hour => 366 * 31 * 24,
        _ => 366 * 31 * 24 * 60,
    };
    prop_oneof![
        6 => 1..=most,
        1 => most..10_000 * most,
        1 => prop_oneof![Just(i64::MAX as u64), Just(u64::MAX), Just(1), any::<u64>().prop_map(|value| value.max(1))],
    ]
}

/// Periods from one unit to somewhat more than 30 years, and some that are much longer.
pub(crate) fn periods() -> impl Strategy<Value = (ValidityUnit, u64)> {
    prop::sample::select(&UNITS[..]).prop_flat_map(|unit| (Just(unit), values(unit)))
}

/// The end of a period by the calendar (rules V1 and V3); `None` after 9999.
pub(crate) fn end(not_before: Seconds, (unit, value): (ValidityUnit, u64)) -> Option<Seconds> {
    let seconds = match unit {
        ValidityUnit::Year => {
            let ((year, month, day), seconds) = date(not_before)?;
            let year = i32::try_from(value).ok()?.checked_add(year)?;
            let day = midnight((year, month, day)).or_else(|| midnight((year, 2, 28)).filter(|_| month == 2));
            return Some(day? + seconds);
        }
        ValidityUnit::Month => 31 * 86_400,
        ValidityUnit::Day => 86_400,
        ValidityUnit::Hour => 3_600,
        _ => 60,
    };
    let end = not_before + Seconds::from(value) * seconds;
    date(end).map(|_| end)
}

/// The result of rules V1 to V5 and V7 for a start and an issuing time in nanoseconds.
fn expected(
    start: i128,
    now: i128,
    asked: (ValidityUnit, u64),
    max: (ValidityUnit, u64),
) -> Option<(Seconds, Seconds)> {
    let milliseconds = |nanoseconds: i128| nanoseconds.div_euclid(1_000_000);
    if milliseconds(start) < milliseconds(now) - TOLERANCE {
        return None;
    }
    let not_before = start.div_euclid(1_000_000_000);
    date(not_before)?;
    let not_after = end(not_before, asked)?;
    let is_short_enough = end(not_before, max).is_none_or(|latest| not_after <= latest);
    // A period of minutes can end before it is issued.
    let is_over = not_after < now.div_euclid(1_000_000_000);
    (is_short_enough && !is_over).then_some((not_before, not_after))
}

fn at(nanoseconds: i128) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp_nanos(nanoseconds).expect("a year from -9999 to 9999")
}

/// Requests a root, whose validity only the profile limits.
fn check(
    profile: &Profile,
    now: i128,
    start: Option<i128>,
    (unit, value): (ValidityUnit, u64),
) -> Result<Grant<PublicKey>, Error> {
    let validity = RequestedValidity::new(unit, value).expect("at least 1");
    let validity = start.map_or(validity, |start| validity.with_not_before(at(start)));
    let subject = DistinguishedName::new("Root").expect("a name");
    let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, validity);
    RootRequest::new(params).check(profile, at(now))
}

fn seconds(grant: &Grant<PublicKey>) -> (Seconds, Seconds) {
    let validity = grant.fields().validity();
    let [not_before, not_after] =
        [validity.not_before(), validity.not_after()].map(UtcDateTime::unix_timestamp_nanos);
    assert_eq!((not_before % 1_000_000_000, not_after % 1_000_000_000), (0, 0), "whole seconds");
    (not_before / 1_000_000_000, not_after / 1_000_000_000)
}

#[test]
fn v_every_validity_is_that_of_the_calendar() {
    let years = |value| MaximumValidity { unit: ValidityUnit::Year, value };
    let default = Profile::default();
    let tally = for_all(
        20_000,
        (starts(), leads(), periods(), prop::option::weighted(0.3, periods())),
        |(start, lead, asked, max)| {
            let now = lead.map_or(start, |lead| start - lead * 1_000_000);
            if UtcDateTime::from_unix_timestamp_nanos(now).is_err() {
                return Verdict::Refused;
            }
            let max = max.filter(|(_, value)| *value <= i64::MAX as u64);
            let profile = max.map(|(unit, value)| {
                profile_with(|settings| settings.root_validity = MaximumValidity { unit, value })
            });
            // Rule V4.
            let max = max.unwrap_or((years(30).unit, 30));
            let grant = check(profile.as_ref().unwrap_or(&default), now, lead.map(|_| start), asked);
            assert_eq!(grant.as_ref().ok().map(seconds), expected(start, now, asked, max));
            match &grant {
                Ok(_) => {}
                Err(error) => assert!(
                    error.violations().iter().all(|violation| violation.pointer().starts_with("/validity")
                        && violation.code().as_str() == "PCA.00020109"),
                    "{error}"
                ),
            }
            Verdict::of(&grant)
        },
    );
    tally.assert_both();
}

#[test]
fn v1_every_validity_is_that_of_the_time_crate() {
    let tally = for_all(10_000, (starts(), periods()), |(now, (unit, value))| {
        let not_before = at(now - now.rem_euclid(1_000_000_000));
        let by_duration = |unit: Duration| {
            let value = i32::try_from(value).ok()?;
            not_before.checked_add(unit.checked_mul(value)?)
        };
        let end = match unit {
            ValidityUnit::Year => i32::try_from(value)
                .ok()
                .and_then(|value| value.checked_add(not_before.year()))
                // It cannot express 29 February of a non-leap year.
                .and_then(|year| {
                    not_before
                        .replace_year(year)
                        .or_else(|_| not_before.replace_day(28)?.replace_year(year))
                        .ok()
                }),
            ValidityUnit::Month => by_duration(Duration::days(31)),
            ValidityUnit::Day => by_duration(Duration::DAY),
            ValidityUnit::Hour => by_duration(Duration::HOUR),
            _ => by_duration(Duration::MINUTE),
        };
        let granted =
            check(&Profile::default(), now, None, (unit, value)).map(|grant| grant.fields().validity());
        if let Ok(granted) = &granted {
            assert_eq!((granted.not_before(), Some(granted.not_after())), (not_before, end));
        }
        Verdict::of(&granted)
    });
    tally.assert_both();
}

#[test]
fn v4_the_longest_validity_in_each_unit_is_granted_and_one_unit_more_is_not() {
    for_all(300, (starts(), prop::sample::select(&UNITS[..])), |(now, unit)| {
        let not_before = now.div_euclid(1_000_000_000);
        let Some(latest) = end(not_before, (ValidityUnit::Year, 30)) else { return Verdict::Refused };
        // The maximum number of units, counted one by one from a number that certainly fits.
        let fits = |value: u64| end(not_before, (unit, value)).is_some_and(|end| end <= latest);
        let mut most = match unit {
            ValidityUnit::Year => 29,
            ValidityUnit::Month => 12 * 29,
            ValidityUnit::Day => 365 * 30,
            ValidityUnit::Hour => 365 * 30 * 24,
            // 30 years have at least six leap days.
            _ => (365 * 30 + 6) * 24 * 60,
        };
        assert!(fits(most));
        while fits(most + 1) {
            most += 1;
        }
        let profile = Profile::default();
        assert!(check(&profile, now, None, (unit, most)).is_ok());
        let error = check(&profile, now, None, (unit, most + 1)).expect_err("too long");
        let kinds: Vec<_> = error.violations().iter().map(|violation| violation.kind().clone()).collect();
        assert_eq!(
            kinds,
            [ViolationKind::ValidityTooLong {
                max: 30,
                unit: "YEAR",
                in_months: unit == ValidityUnit::Month
            }]
        );
        Verdict::Accepted
    });
}

#[test]
fn v5_every_time_is_encoded_as_the_calendar_says_and_reads_back() {
    let tally = for_all(5_000, (starts(), periods()), |(now, asked)| {
        let Ok(grant) = check(&Profile::default(), now, None, asked) else { return Verdict::Refused };
        let (not_before, not_after) = seconds(&grant);
        let to_be_signed = to_be_signed(grant);
        let validity = members(to_be_signed.as_bytes())[4];
        assert_eq!(content(validity), [time(not_before), time(not_after)].concat());
        // x509-cert does not support times before 1970.
        if not_before >= 0 {
            let tbs = read(&to_be_signed);
            for (at, seconds) in
                [(tbs.validity().not_before, not_before), (tbs.validity().not_after, not_after)]
            {
                assert_eq!(Seconds::from(at.to_unix_duration().as_secs()), seconds);
                // 2050-01-01T00:00:00Z.
                assert_eq!(matches!(at, Time::UtcTime(_)), seconds < 2_524_608_000);
            }
        }
        Verdict::Accepted
    });
    tally.assert_both();
}

/// A body's validity, with numbers that may be out of range.
fn numbers_of_bodies() -> impl Strategy<Value = (usize, i128, Option<i128>)> {
    const EDGES: &[i64] = &[i64::MIN, -1, 0, 1, i64::MAX, i64::MAX - 1, 253_402_300_799_999];
    let numbers = || {
        prop_oneof![
            1 => prop::sample::select(EDGES).prop_map(i128::from),
            1 => any::<i64>().prop_map(i128::from),
            1 => any::<u64>().prop_map(i128::from),
            3 => 1..250_i128,
        ]
    };
    let starts = prop_oneof![
        2 => Just(None),
        1 => numbers().prop_map(Some),
        // Within some years after the issuing time.
        3 => (-400_000..100_000_000_000_i128).prop_map(|lead| Some(NOW_MILLISECONDS + lead)),
    ];
    (0..UNITS_OF_BODIES, numbers(), starts)
}

/// The issuing time of the bodies.
const NOW_MILLISECONDS: i128 = toolkit::NOW_MILLISECONDS as i128;

#[test]
fn v7_no_number_of_64_bits_in_a_body_overflows() {
    const NAMES: [&str; UNITS_OF_BODIES] = ["YEAR", "MONTH", "DAY", "HOUR"];
    let profile = Profile::default();
    let now = NOW_MILLISECONDS * 1_000_000;
    let tally = for_all(10_000, numbers_of_bodies(), |(unit, value, start)| {
        let mut body = apply_body();
        body["validity"] = "PLACE".into();
        // serde_json's numbers have a smaller range than those that a sender may use.
        let start_text = start.map_or(String::new(), |start| format!(r#", "start_from": {start}"#));
        let validity = format!(r#"{{"type": "{}", "value": {value}{start_text}}}"#, NAMES[unit]);
        let text = body.to_string().replace("\"PLACE\"", &validity);
        let body = Body::from_json(text.as_bytes()).expect("JSON").for_root(&profile, at(now));
        let checked = body.read_root().and_then(|request| request.check(&profile, at(now)));
        // Rules V1 and V2: signed 64-bit integers.
        let is_in_range = (1..=i128::from(i64::MAX)).contains(&value)
            && start.is_none_or(|start| (i64::MIN.into()..=i64::MAX.into()).contains(&start));
        let start = start.unwrap_or(NOW_MILLISECONDS) * 1_000_000;
        let asked = (UNITS[unit], value as u64);
        let granted = checked.as_ref().ok().map(|grant| {
            let validity = grant.fields().validity();
            (validity.not_before().unix_timestamp().into(), validity.not_after().unix_timestamp().into())
        });
        let expected = expected(start, now, asked, (ValidityUnit::Year, 30)).filter(|_| is_in_range);
        assert_eq!(granted, expected);
        Verdict::of(&checked)
    });
    tally.assert_both();
}

/// How a validity ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    After(ValidityUnit, u64),
    /// In nanoseconds since 1970.
    At(i128),
    Never,
}

/// The last second of 9999, which stands for no expiry (RFC 5280 §4.1.2.5).
const NEVER: Seconds = 253_402_300_799;

fn endings() -> impl Strategy<Value = Ending> {
    prop_oneof![
        2 => periods().prop_map(|(unit, value)| Ending::After(unit, value)),
        2 => starts().prop_map(Ending::At),
        1 => Just(Ending::Never),
    ]
}

/// A back-dating in a unit, and in seconds.
fn backdatings() -> impl Strategy<Value = Option<(ValidityUnit, u64, i128)>> {
    let in_unit = |unit, most: u64, seconds: i128| {
        (1..=most).prop_map(move |value| Some((unit, value, i128::from(value) * seconds)))
    };
    prop_oneof![
        Just(None),
        in_unit(ValidityUnit::Minute, 2_880, 60),
        in_unit(ValidityUnit::Hour, 48, 3_600),
        in_unit(ValidityUnit::Day, 2, 86_400),
    ]
}

/// The result of rules V1 to V8 for a root, which no issuer limits.
fn expected_of(
    now: i128,
    start: Option<i128>,
    backdating: i128,
    ending: Ending,
    max: (ValidityUnit, u64),
) -> Option<(Seconds, Seconds)> {
    let is_backdated = start.is_none() && backdating > 0;
    let start = match start {
        Some(start) if start.div_euclid(1_000_000) < now.div_euclid(1_000_000) - TOLERANCE => return None,
        Some(start) => start,
        None => now - backdating * 1_000_000_000,
    };
    let not_before = start.div_euclid(1_000_000_000);
    date(not_before)?;
    let not_after = match ending {
        Ending::After(unit, value) => end(not_before, (unit, value))?,
        Ending::At(at) => at.div_euclid(1_000_000_000),
        Ending::Never => NEVER,
    };
    date(not_after)?;
    let is_short_enough = end(not_before, max).is_none_or(|latest| not_after <= latest);
    let second = now.div_euclid(1_000_000_000);
    let is_used_up = is_backdated && matches!(ending, Ending::After(..)) && not_after <= second;
    let is_over = not_after < second || not_after < not_before || is_used_up;
    (is_short_enough && !is_over).then_some((not_before, not_after))
}

#[test]
fn v8_every_start_and_every_end_is_that_of_the_calendar() {
    let maxima = || prop_oneof![Just((ValidityUnit::Year, 9_999)), Just((ValidityUnit::Year, 30)), periods()];
    let leads = || prop_oneof![3 => Just(None), 1 => leads()];
    let tally = for_all(
        20_000,
        (starts(), leads(), endings(), maxima(), backdatings()),
        |(now, lead, ending, max, backdating)| {
            let start = lead.map(|lead| now + lead * 1_000_000);
            let is_time = |at: i128| UtcDateTime::from_unix_timestamp_nanos(at).is_ok();
            if max.1 > i64::MAX as u64 || !start.is_none_or(is_time) {
                return Verdict::Refused;
            }
            let validity = match ending {
                Ending::After(unit, value) => RequestedValidity::new(unit, value).expect("at least 1"),
                Ending::At(end) => RequestedValidity::until(at(end)),
                Ending::Never => RequestedValidity::without_expiration(),
            };
            let validity = start.map_or(validity, |start| validity.with_not_before(at(start)));
            let profile = Profile::new(ProfileSettings {
                root_validity: MaximumValidity::new(max.0, max.1),
                backdating: backdating.map(|(unit, value, _)| Backdating::new(unit, value)),
                ..ProfileSettings::default()
            });
            // From the epoch, where no year has fewer days than elsewhere.
            let is_longer = |seconds| end(0, max).is_none_or(|longest| longest > seconds);
            assert_eq!(profile.is_ok(), backdating.is_none_or(|(_, _, seconds)| is_longer(seconds)));
            let Ok(profile) = profile else { return Verdict::Refused };
            let subject = DistinguishedName::new("Root").expect("a name");
            let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, validity);
            let grant = RootRequest::new(params).check(&profile, at(now));
            let backdating = backdating.map_or(0, |(_, _, seconds)| seconds);
            let expected = expected_of(now, start, backdating, ending, max);
            assert_eq!(grant.as_ref().ok().map(seconds), expected, "{:?}", grant.as_ref().err());
            Verdict::of(&grant)
        },
    );
    tally.assert_both();
}
