//! V1–V5: periods, start, limits, time encodings.

use certmint::error::{ErrorCode, ViolationKind};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, EndEntityRequest, Error, Issued, KeyAlgorithm, Profile, RequestedValidity, RootRequest,
};
use serde_json::{Value, json};
use x509_cert::der::Encode;

use crate::helpers::{
    apply_text, at, authority_valid, body_with, lasting_authority, milliseconds, only, refused, validity_der,
};
use toolkit::{now, params, parse, rng, years};

use ValidityUnit::{Day, Hour, Month, Year};

pub(crate) fn issue(
    authority: &Authority,
    now: UtcDateTime,
    validity: RequestedValidity,
) -> Result<Issued, Error> {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "TestCert", validity));
    authority.issue(&request, now, &mut rng(3))
}

pub(crate) fn issue_json(authority: &Authority, now: UtcDateTime, validity: Value) -> Result<Issued, Error> {
    apply_text(authority, body_with(&[("/validity", validity)]).to_string().as_bytes(), now)
}

pub(crate) fn period(unit: ValidityUnit, value: u64) -> RequestedValidity {
    RequestedValidity::new(unit, value).expect("a period")
}

/// The Validity of the certificate, in DER.
pub(crate) fn validity_of(issued: &Issued) -> Vec<u8> {
    parse(issued).tbs_certificate().validity().to_der().expect("DER")
}

pub(crate) fn too_long(max: u64) -> Vec<(String, ErrorCode, ViolationKind)> {
    too_long_in(Year, max)
}

/// The refusal of a period in this unit.
pub(crate) fn too_long_in(asked: ValidityUnit, max: u64) -> Vec<(String, ErrorCode, ViolationKind)> {
    let in_months = asked == Month;
    only(
        "/validity/value",
        ErrorCode::Validity,
        ViolationKind::ValidityTooLong { max, unit: "YEAR", in_months },
    )
}

#[test]
fn v1_units_are_of_the_length_that_the_page_gives() {
    let authority = lasting_authority();
    for (unit, value, not_after) in [
        ("HOUR", 1, "260131130000Z"),
        ("HOUR", 25, "260201130000Z"),
        ("DAY", 1, "260201120000Z"),
        ("DAY", 365, "270131120000Z"),
        ("MONTH", 1, "260303120000Z"),
        ("MONTH", 12, "270207120000Z"),
        ("YEAR", 1, "270131120000Z"),
        ("YEAR", 3, "290131120000Z"),
    ] {
        let issued = issue_json(&authority, now(), json!({ "type": unit, "value": value })).expect(unit);
        assert_eq!(validity_of(&issued), validity_der("260131120000Z", not_after), "{unit} {value}");
    }
}

#[test]
fn v1_a_year_keeps_the_date_and_29_february_becomes_28_where_it_must() {
    let authority = lasting_authority();
    for (start, value, not_before, not_after) in [
        ("2024-02-29T23:59:59Z", 1, "240229235959Z", "250228235959Z"),
        ("2024-02-29T00:00:00Z", 3, "240229000000Z", "270228000000Z"),
        ("2024-02-29T00:00:00Z", 4, "240229000000Z", "280229000000Z"),
        ("2024-02-28T12:00:00Z", 4, "240228120000Z", "280228120000Z"),
        ("2026-02-28T12:00:00Z", 2, "260228120000Z", "280228120000Z"),
        ("2023-03-01T12:00:00Z", 1, "230301120000Z", "240301120000Z"),
        // 2100 is not a leap year, 2400 is.
        ("2096-02-29T06:07:08Z", 4, "20960229060708Z", "21000228060708Z"),
        ("2396-02-29T06:07:08Z", 4, "23960229060708Z", "24000229060708Z"),
        ("2025-12-31T23:59:59Z", 20, "251231235959Z", "451231235959Z"),
    ] {
        let issued = issue(&authority, at(start), years(value)).expect(start);
        assert_eq!(validity_of(&issued), validity_der(not_before, not_after), "{start} + {value}");
    }
}

#[test]
fn v1_values_below_one_and_other_units_are_refused() {
    let authority = lasting_authority();
    let max = i128::from(i64::MAX);
    for value in [0, -1, i64::MIN] {
        let refusal = refused(issue_json(&authority, now(), json!({ "type": "DAY", "value": value })));
        let kind = ViolationKind::OutOfRange { found: value.into(), min: 1, max };
        assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind));
    }
    for unit in ["WEEK", "year", "YEARS", " ", " DAY", "MINUTE"] {
        let error = issue_json(&authority, now(), json!({ "type": unit, "value": 1 })).unwrap_err();
        let message = format!(
            "/validity/type: found {unit:?}, but the allowed values are YEAR, MONTH, DAY, \
                               HOUR"
        );
        assert_eq!((error.code(), error.message()), (ErrorCode::Validity, message));
    }
    let zero = ViolationKind::OutOfRange { found: 0, min: 1, max };
    assert_eq!(RequestedValidity::new(Year, 0).map_err(ViolationKind::from), Err(zero));
}

#[test]
fn v2_start_from_is_cut_down_to_the_second() {
    let authority = lasting_authority();
    // The example of the API documentation, 2022-02-18T01:15:39.688Z.
    let now = at("2022-02-18T01:15:00Z");
    let validity = json!({ "type": "HOUR", "value": 1, "start_from": 1_645_146_939_688_i64 });
    let issued = issue_json(&authority, now, validity).expect("a start in the future");
    assert_eq!(validity_of(&issued), validity_der("220218011539Z", "220218021539Z"));

    let issued = issue(&authority, at("2026-01-31T12:00:00.999999999Z"), period(Day, 1)).expect("no start");
    assert_eq!(validity_of(&issued), validity_der("260131120000Z", "260201120000Z"));
}

#[test]
fn v2_the_earliest_start_is_five_minutes_ago_to_the_millisecond() {
    let authority = lasting_authority();
    for (at_issuing, not_before) in
        [("2026-01-31T12:00:00Z", "260131115500Z"), ("2026-01-31T12:00:00.250Z", "260131115500Z")]
    {
        let now = at(at_issuing);
        let earliest = milliseconds(now) - 300_000;
        let validity = |start: i64| json!({ "type": "HOUR", "value": 1, "start_from": start });

        let issued = issue_json(&authority, now, validity(earliest)).expect("the earliest start");
        assert_eq!(validity_of(&issued), validity_der(not_before, "260131125500Z"));

        let start_from = i128::from(earliest - 1);
        let kind = ViolationKind::StartTooEarly { start_from, earliest: earliest.into() };
        let refusal = refused(issue_json(&authority, now, validity(earliest - 1)));
        assert_eq!(refusal, only("/validity/start_from", ErrorCode::Validity, kind));
    }
    // Fractions of a millisecond are ignored on either side.
    let now = at("2026-01-31T12:00:00.000999Z");
    let start = at("2026-01-31T11:55:00Z");
    assert!(issue(&authority, now, period(Hour, 1).with_not_before(start)).is_ok());
    let early = start - Duration::nanoseconds(1);
    let refusal = refused(issue(&authority, now, period(Hour, 1).with_not_before(early)));
    assert!(matches!(refusal[0].2, ViolationKind::StartTooEarly { .. }), "{refusal:?}");
}

#[test]
fn v2_start_from_is_milliseconds_not_seconds() {
    let seconds = now().unix_timestamp();
    let validity = json!({ "type": "DAY", "value": 1, "start_from": seconds });
    let error = issue_json(&lasting_authority(), now(), validity).unwrap_err();
    assert_eq!(
        error.message(),
        "/validity/start_from: found 1769860800 (1970-01-21T11:37:40Z), but the earliest start is \
         1769860500000 (2026-01-31T11:55:00Z), five minutes before now; omit it to start now"
    );
}

#[test]
fn v2_a_start_of_another_type_is_refused() {
    for (start, found) in [
        (json!("2026-01-31T12:00:00Z"), "a string"),
        (json!(1.5), "a number that is not a 64-bit integer"),
        (json!(true), "a boolean"),
        (json!([]), "an array"),
    ] {
        let validity = json!({ "type": "DAY", "value": 1, "start_from": start });
        let kind = ViolationKind::WrongType { found, expected: "an integer" };
        let refusal = refused(issue_json(&lasting_authority(), now(), validity));
        assert_eq!(refusal, only("/validity/start_from", ErrorCode::Validity, kind));
    }
}

#[test]
fn v3_not_after_is_the_start_plus_the_period_without_a_second_less() {
    let issued = issue(&lasting_authority(), now(), period(Hour, 24)).expect("a day");
    let validity = *parse(&issued).tbs_certificate().validity();
    let length = validity.not_after.to_unix_duration() - validity.not_before.to_unix_duration();
    assert_eq!(length.as_secs(), 86_400);
}

#[test]
fn v3_a_period_one_second_longer_than_the_issuer_is_refused() {
    let day = issue(&authority_valid("260131120000Z", "260201120000Z"), now(), period(Day, 1));
    assert_eq!(validity_of(&day.expect("a day")), validity_der("260131120000Z", "260201120000Z"));
    let refusal = refused(issue(&authority_valid("260131120000Z", "260201115959Z"), now(), period(Day, 1)));
    let kind = ViolationKind::OutsideIssuerValidity {
        not_before: at("2026-01-31T12:00:00Z"),
        not_after: at("2026-02-01T11:59:59Z"),
    };
    assert_eq!(refusal, only("/validity", ErrorCode::Validity, kind));
}

#[test]
fn v4_the_longest_periods_of_an_end_entity() {
    let authority = lasting_authority();
    // 20 years from here are 7305 days, 20 years from 2081 are 7304: 2100 is not a leap year.
    let later = at("2081-01-31T12:00:00Z");
    for (start, unit, longest) in [
        (now(), Year, 20),
        (now(), Month, 235),
        (now(), Day, 7_305),
        (now(), Hour, 175_320),
        (later, Year, 20),
        (later, Month, 235),
        (later, Day, 7_304),
        (later, Hour, 175_296),
        (at("2080-02-29T00:00:00Z"), Day, 7_304),
    ] {
        let issued = issue(&authority, start, period(unit, longest)).expect("the longest");
        let not_after = issued.fields().validity().not_after();
        assert!(not_after.year() <= start.year() + 20, "{unit:?} {longest}: {not_after}");
        assert_eq!(
            refused(issue(&authority, start, period(unit, longest + 1))),
            too_long_in(unit, 20),
            "{unit:?}"
        );
    }
}

#[test]
fn v4_month_236_is_longer_than_twenty_years() {
    let authority = lasting_authority();
    for (months, accepted) in [(235, true), (236, false), (240, false)] {
        let result = issue_json(&authority, now(), json!({ "type": "MONTH", "value": months }));
        match accepted {
            // 235 × 31 days.
            true => assert_eq!(
                validity_of(&result.expect("235 months")),
                validity_der("260131120000Z", "460111120000Z")
            ),
            false => assert_eq!(refused(result), too_long_in(Month, 20)),
        }
    }
}

#[test]
fn v4_a_root_has_thirty_years() {
    for (unit, longest) in [(Year, 30), (Month, 353), (Day, 10_957), (Hour, 262_968)] {
        let create = |value| {
            let params = params(KeyAlgorithm::Ec256, "Root", period(unit, value));
            Authority::create_root(&RootRequest::new(params), &Profile::default(), now(), &mut rng(1))
        };
        let not_after = create(longest).expect("a root").fields().validity().not_after();
        assert!(not_after <= at("2056-01-31T12:00:00Z"), "{unit:?}: {not_after}");
        assert_eq!(refused(create(longest + 1)), too_long_in(unit, 30), "{unit:?}");
    }
}

#[test]
fn v5_utc_time_ends_with_2049() {
    let authority = lasting_authority();
    for (start, not_before, not_after) in [
        ("2049-12-31T22:59:59Z", "491231225959Z", "491231235959Z"),
        ("2049-12-31T23:00:00Z", "491231230000Z", "20500101000000Z"),
        ("2049-12-31T23:59:59.999Z", "491231235959Z", "20500101005959Z"),
        ("2050-01-01T00:00:00Z", "20500101000000Z", "20500101010000Z"),
        ("1999-12-31T23:30:00Z", "991231233000Z", "000101003000Z"),
        ("1970-01-01T00:00:00Z", "700101000000Z", "700101010000Z"),
    ] {
        let issued = issue(&authority, at(start), period(Hour, 1)).expect(start);
        assert_eq!(validity_of(&issued), validity_der(not_before, not_after), "{start}");
    }
}

#[test]
fn v5_nothing_goes_past_9999() {
    let authority = lasting_authority();
    let last = issue(&authority, at("9999-12-31T22:59:59Z"), period(Hour, 1)).expect("the last hour");
    assert_eq!(validity_of(&last), validity_der("99991231225959Z", "99991231235959Z"));
    let last = issue(&authority, at("9990-06-15T12:00:00Z"), years(9)).expect("nine years");
    assert_eq!(validity_of(&last), validity_der("99900615120000Z", "99990615120000Z"));
    for (start, unit, value) in [
        ("9999-12-31T23:00:00Z", Hour, 1),
        ("9990-06-15T12:00:00Z", Year, 10),
        ("9999-12-01T12:00:00Z", Month, 1),
        ("9999-12-31T12:00:00Z", Day, u64::MAX),
    ] {
        let refusal = refused(issue(&authority, at(start), period(unit, value)));
        assert_eq!(
            refusal,
            only("/validity/value", ErrorCode::Validity, ViolationKind::TimeNotExpressible),
            "{start}"
        );
    }
    // 10000-01-01T00:00:00Z.
    let validity = json!({ "type": "HOUR", "value": 1, "start_from": 253_402_300_800_000_i64 });
    let refusal = refused(issue_json(&authority, now(), validity));
    assert_eq!(refusal, only("/validity/start_from", ErrorCode::Validity, ViolationKind::TimeNotExpressible));
}
