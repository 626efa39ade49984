//! V6 and V7: the issuer's own validity, and arithmetic at the limits of 64 bits.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::profile::ValidityPolicy;
use certmint::request::ValidityUnit;
use serde_json::json;

use crate::helpers::{
    apply_text, at, authority_valid, body_with, expired_authority, lasting_authority, milliseconds, only,
    refused, validity_der,
};
use crate::validity::{issue, issue_json, period, too_long, too_long_in, validity_of};
use toolkit::{now, profile_with, truncating, years};

use ValidityUnit::{Day, Hour, Month, Year};

#[test]
fn v6_the_issuer_must_be_valid_now() {
    let not_valid = |not_before: &str, not_after: &str| ViolationKind::IssuerNotValid {
        now: now(),
        not_before: at(not_before),
        not_after: at(not_after),
    };
    let (first, last) = ("2026-01-31T12:00:01Z", "2027-01-01T00:00:00Z");
    // The certificate itself would lie within the issuer's validity.
    let later = period(Day, 1).with_not_before(at(first));
    let refusal = refused(issue(&authority_valid("260131120001Z", "270101000000Z"), now(), later));
    assert_eq!(refusal, only("/validity", ErrorCode::Validity, not_valid(first, last)));

    for policy in [ValidityPolicy::Reject, ValidityPolicy::Truncate] {
        let authority =
            expired_authority().with_profile(profile_with(|settings| settings.validity_policy = policy));
        let refusal = refused(issue(&authority, now(), period(Day, 1)));
        let kind = not_valid("2025-01-01T00:00:00Z", "2025-12-31T23:59:59Z");
        assert_eq!(refusal[0], ("/validity".into(), ErrorCode::Validity, kind), "{policy:?}");
    }
    // Both ends belong to the issuer's validity (RFC 5280 §4.1.2.5).
    let authority = authority_valid("260131120000Z", "260131120000Z");
    let truncating = truncating();
    let issued = issue(&authority.with_profile(truncating), now(), period(Day, 1)).expect("one second");
    assert_eq!(validity_of(&issued), validity_der("260131120000Z", "260131120000Z"));
}

#[test]
fn v6_reject_refuses_what_the_issuer_does_not_cover() {
    let authority = authority_valid("260131115800Z", "260301000000Z");
    let outside = ViolationKind::OutsideIssuerValidity {
        not_before: at("2026-01-31T11:58:00Z"),
        not_after: at("2026-03-01T00:00:00Z"),
    };
    let start = milliseconds(at("2026-01-31T11:57:59.999Z"));
    for validity in [
        json!({ "type": "YEAR", "value": 1 }),
        json!({ "type": "HOUR", "value": 1, "start_from": start }),
        json!({ "type": "HOUR", "value": 1, "start_from": milliseconds(at("2030-01-01T00:00:00Z")) }),
    ] {
        let refusal = refused(issue_json(&authority, now(), validity));
        assert_eq!(refusal, only("/validity", ErrorCode::Validity, outside.clone()));
    }
    let validity = json!({ "type": "HOUR", "value": 1, "start_from": start + 1 });
    let issued = issue_json(&authority, now(), validity).expect("the whole of the issuer's validity");
    assert_eq!(validity_of(&issued), validity_der("260131115800Z", "260131125800Z"));
}

#[test]
fn v6_truncate_cuts_and_raises_with_a_notice() {
    let profile = truncating();
    let authority = authority_valid("260131115800Z", "260301000000Z").with_profile(profile);
    let start = at("2026-01-31T11:56:00Z");
    let raised = NoticeKind::NotBeforeRaised(at("2026-01-31T11:58:00Z"));
    let cut = NoticeKind::NotAfterTruncated(at("2026-03-01T00:00:00Z"));
    for (validity, expected, notices) in [
        (years(1), validity_der("260131120000Z", "260301000000Z"), vec![cut.clone()]),
        (
            period(Hour, 1).with_not_before(start),
            validity_der("260131115800Z", "260131125600Z"),
            vec![raised.clone()],
        ),
        (years(1).with_not_before(start), validity_der("260131115800Z", "260301000000Z"), vec![cut, raised]),
        (period(Day, 1), validity_der("260131120000Z", "260201120000Z"), vec![]),
    ] {
        let issued = issue(&authority, now(), validity).expect("a certificate");
        assert_eq!(validity_of(&issued), expected);
        assert!(issued.fields().notices().iter().all(|notice| notice.pointer() == "/validity"));
        let kinds: Vec<_> = issued.fields().notices().iter().map(|notice| notice.kind().clone()).collect();
        assert_eq!(kinds, notices);
    }
}

#[test]
fn v6_truncate_never_issues_what_is_already_over() {
    let profile = truncating();
    let authority = authority_valid("260131115800Z", "260301000000Z").with_profile(profile);
    let kind = ViolationKind::OutsideIssuerValidity {
        not_before: at("2026-01-31T11:58:00Z"),
        not_after: at("2026-03-01T00:00:00Z"),
    };
    for start in ["2026-03-01T00:00:01Z", "2030-01-01T00:00:00Z"] {
        let refusal = refused(issue(&authority, now(), period(Day, 1).with_not_before(at(start))));
        assert_eq!(refusal, only("/validity", ErrorCode::Validity, kind.clone()), "{start}");
    }
    // Truncating does not widen the limit of rule V4.
    assert_eq!(refused(issue(&authority, now(), years(21))), too_long(20));
}

#[test]
fn v7_no_value_of_64_bits_overflows() {
    let authority = lasting_authority();
    for unit in [Year, Month, Day, Hour] {
        for value in [u64::MAX, u64::MAX / 3_600, i64::MAX as u64, i64::MAX as u64 / 86_400, 1 << 32, 1 << 31]
        {
            let refusal = refused(issue(&authority, now(), period(unit, value)));
            assert_eq!(refusal, too_long_in(unit, 20), "{unit:?} {value}");
        }
    }
    for (name, unit) in [("YEAR", Year), ("MONTH", Month), ("DAY", Day), ("HOUR", Hour)] {
        let refusal = refused(issue_json(&authority, now(), json!({ "type": name, "value": i64::MAX })));
        assert_eq!(refusal, too_long_in(unit, 20), "{name}");
    }
    assert!(issue(&authority, now(), period(Hour, 175_320)).is_ok());
}

#[test]
fn v7_values_beyond_63_bits_are_out_of_range_and_beyond_64_of_another_type() {
    let authority = lasting_authority();
    let range = |found| ViolationKind::OutOfRange { found, min: 1, max: i64::MAX.into() };
    let wrong = || ViolationKind::WrongType {
        found: "a number that is not a 64-bit integer",
        expected: "an integer",
    };
    for (value, kind) in [
        ("9223372036854775808", range(1 << 63)),
        ("18446744073709551615", range(u64::MAX.into())),
        ("18446744073709551616", wrong()),
        ("-9223372036854775808", range(i64::MIN.into())),
        ("-9223372036854775809", wrong()),
        ("1e3", wrong()),
        ("1.0", wrong()),
    ] {
        let body = body_with(&[("/validity/value", json!("VALUE"))]).to_string().replace("\"VALUE\"", value);
        let refusal = refused(apply_text(&authority, body.as_bytes(), now()));
        assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind), "{value}");
    }
}

#[test]
fn v7_no_start_of_64_bits_overflows() {
    let authority = lasting_authority();
    let not_expressible =
        only("/validity/start_from", ErrorCode::Validity, ViolationKind::TimeNotExpressible);
    for start in [i64::MIN, i64::MAX, i64::MIN / 1_000, i64::MAX / 1_000] {
        let validity = json!({ "type": "HOUR", "value": 1, "start_from": start });
        assert_eq!(refused(issue_json(&authority, now(), validity)), not_expressible, "{start}");
    }
    let earliest = i128::from(milliseconds(now()) - 300_000);
    for start in [-1, 0, -86_400_000_i64] {
        let validity = json!({ "type": "HOUR", "value": 1, "start_from": start });
        let kind = ViolationKind::StartTooEarly { start_from: start.into(), earliest };
        let refusal = refused(issue_json(&authority, now(), validity));
        assert_eq!(refusal, only("/validity/start_from", ErrorCode::Validity, kind), "{start}");
    }
    let unsigned = json!({ "type": "HOUR", "value": 1, "start_from": u64::MAX });
    let (min, max) = (i64::MIN.into(), i64::MAX.into());
    let kind = ViolationKind::OutOfRange { found: u64::MAX.into(), min, max };
    let refusal = refused(issue_json(&authority, now(), unsigned));
    assert_eq!(refusal, only("/validity/start_from", ErrorCode::Validity, kind));
}
