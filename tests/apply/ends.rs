//! V8: minutes, an end at a given time, no expiry, and back-dating.

use certmint::error::{ErrorCode, NoticeKind, ProfileError, ValidityError, ViolationKind};
use certmint::profile::{Backdating, MaximumValidity, ProfileSettings, ValidityPolicy};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, EndEntityRequest, KeyAlgorithm, Profile, RequestedValidity, RootRequest, SubordinateRequest,
};
use serde_json::json;

use crate::helpers::{apply_text, at, authority_valid, body_with, only, refused, validity_der};
use crate::validity::{issue, issue_json, period, too_long, validity_of};
use toolkit::openssl::openssl_text;
use toolkit::oracle::verify_chain;
use toolkit::{now, params, profile_with, rng, root, truncating, years};

use ValidityUnit::{Day, Hour, Minute, Month, Year};

/// The validity, at an authority whose certificate never expires, in a profile without limits.
fn unlimited() -> Authority {
    authority_valid("700101000000Z", "99991231235959Z").with_profile(without_limits(|_| {}))
}

fn without_limits(change: impl FnOnce(&mut ProfileSettings)) -> Profile {
    profile_with(|settings| {
        settings.end_entity_validity = MaximumValidity::UNLIMITED;
        settings.subordinate_validity = MaximumValidity::UNLIMITED;
        settings.root_validity = MaximumValidity::UNLIMITED;
        change(settings);
    })
}

fn backdating(unit: ValidityUnit, value: u64) -> Profile {
    profile_with(|settings| settings.backdating = Some(Backdating::new(unit, value)))
}

#[test]
fn v8_minutes_from_rust() {
    let authority = unlimited();
    for (value, not_after) in [(1, "260131120100Z"), (5, "260131120500Z"), (1_441, "260201120100Z")] {
        let issued = issue(&authority, now(), period(Minute, value)).unwrap();
        assert_eq!(validity_of(&issued), validity_der("260131120000Z", not_after), "{value}");
    }
    // A longest validity in minutes, and one that is exceeded in months.
    let authority = authority_valid("700101000000Z", "99991231235959Z");
    let authority = authority.with_profile(profile_with(|settings| {
        settings.end_entity_validity = MaximumValidity::new(Minute, 60);
    }));
    assert!(issue(&authority, now(), period(Hour, 1)).is_ok());
    assert!(issue(&authority, now(), period(Minute, 60)).is_ok());
    let kind = ViolationKind::ValidityTooLong { max: 60, unit: "MINUTE", in_months: false };
    let refusal = refused(issue(&authority, now(), period(Minute, 61)));
    assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind.clone()));
    assert_eq!(kind.to_string(), "the validity is too long; at most 60 minutes are allowed");
    let kind = ViolationKind::ValidityTooLong { max: 60, unit: "MINUTE", in_months: true };
    let refusal = refused(issue(&authority, now(), period(Month, 1)));
    assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind));
    // Bodies keep the units of the API.
    let refusal = refused(issue_json(&authority, now(), json!({ "type": "MINUTE", "value": 5 })));
    assert_eq!(refusal[0].0, "/validity/type");
}

#[test]
fn v8_what_would_be_over_when_it_is_issued_is_refused() {
    let authority = unlimited();
    let start = now() - Duration::minutes(5);
    let validity = |minutes| period(Minute, minutes).with_not_before(start);
    // The last second counts.
    assert!(issue(&authority, now(), validity(5)).is_ok());
    let over = ViolationKind::AlreadyOver { now: now(), not_after: now() - Duration::minutes(1) };
    assert_eq!(
        refused(issue(&authority, now(), validity(4))),
        only("/validity/value", ErrorCode::Validity, over)
    );
    let ended = RequestedValidity::until(now() - Duration::SECOND).with_not_before(start);
    let over = ViolationKind::AlreadyOver { now: now(), not_after: now() - Duration::SECOND };
    assert_eq!(refused(issue(&authority, now(), ended)), only("/validity", ErrorCode::Validity, over));
}

#[test]
fn v8_an_end_at_a_given_time_is_cut_to_the_second() {
    let authority = unlimited();
    for (end, not_after) in [
        ("2026-01-31T12:00:00Z", "260131120000Z"),
        ("2026-02-01T00:00:00.999999999Z", "260201000000Z"),
        ("2049-12-31T23:59:59Z", "491231235959Z"),
        ("2050-01-01T00:00:00Z", "20500101000000Z"),
        ("9999-12-31T23:59:59Z", "99991231235959Z"),
    ] {
        let issued = issue(&authority, now(), RequestedValidity::until(at(end))).unwrap();
        assert_eq!(validity_of(&issued), validity_der("260131120000Z", not_after), "{end}");
    }
    let later = RequestedValidity::until(at("2030-01-01T00:00:00Z"));
    let issued = issue(&authority, now(), later.with_not_before(at("2029-01-01T00:00:00Z"))).unwrap();
    assert_eq!(validity_of(&issued), validity_der("290101000000Z", "300101000000Z"));
}

#[test]
fn v8_an_end_at_a_given_time_has_the_limits_of_a_period() {
    let authority = authority_valid("700101000000Z", "99991231235959Z");
    let until = |text: &str| RequestedValidity::until(at(text));
    // 20 years, by the default profile.
    assert!(issue(&authority, now(), until("2046-01-31T12:00:00Z")).is_ok());
    let kind = ViolationKind::ValidityTooLong { max: 20, unit: "YEAR", in_months: false };
    let refusal = refused(issue(&authority, now(), until("2046-01-31T12:00:01Z")));
    assert_eq!(refusal, only("/validity", ErrorCode::Validity, kind));

    let backwards = until("2029-01-01T00:00:00Z").with_not_before(at("2029-01-01T00:00:01Z"));
    let error = ValidityError::EndsBeforeStart {
        not_before: at("2029-01-01T00:00:01Z"),
        not_after: at("2029-01-01T00:00:00Z"),
    };
    let refusal = refused(issue(&authority, now(), backwards));
    assert_eq!(refusal, only("/validity", ErrorCode::Validity, ViolationKind::Validity(error)));
    for end in [UtcDateTime::MIN, at("0001-01-01T00:00:00Z"), at("1949-12-31T23:59:59Z")] {
        let refusal = refused(issue(&authority, now(), RequestedValidity::until(end)));
        assert_eq!(refusal, only("/validity", ErrorCode::Validity, ViolationKind::TimeNotExpressible));
    }

    // The issuer's end.
    let authority = authority_valid("260131115800Z", "260301000000Z");
    assert!(issue(&authority, now(), until("2026-03-01T00:00:00Z")).is_ok());
    let refusal = refused(issue(&authority, now(), until("2026-03-01T00:00:01Z")));
    assert!(matches!(refusal[0].2, ViolationKind::OutsideIssuerValidity { .. }), "{refusal:?}");
    let issued = issue(&authority.with_profile(truncating()), now(), until("2026-03-01T00:00:01Z")).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260131120000Z", "260301000000Z"));
    let notices: Vec<_> = issued.fields().notices().iter().map(|notice| notice.kind().clone()).collect();
    assert_eq!(notices, [NoticeKind::NotAfterTruncated(at("2026-03-01T00:00:00Z"))]);
}

#[test]
fn v8_no_expiry_needs_an_issuer_and_a_profile_without_an_end() {
    let forever = RequestedValidity::without_expiration();
    assert_eq!(forever, RequestedValidity::until(at("9999-12-31T23:59:59Z")));
    let issued = issue(&unlimited(), now(), forever).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260131120000Z", "99991231235959Z"));
    assert!(!issued.fields().validity().expires());
    assert!(issue(&unlimited(), now(), years(1)).unwrap().fields().validity().expires());
    let text = openssl_text("x509 -noout -enddate", issued.certificate().to_pem().as_bytes());
    assert_eq!(text.trim_end(), "notAfter=Dec 31 23:59:59 9999 GMT");

    // The default profile has a limit.
    let limited = authority_valid("700101000000Z", "99991231235959Z");
    let kind = ViolationKind::ValidityTooLong { max: 20, unit: "YEAR", in_months: false };
    assert_eq!(refused(issue(&limited, now(), forever)), only("/validity", ErrorCode::Validity, kind));
    // Any longest validity that ends after 9999 allows it, and no other.
    for (years, is_allowed) in [(7_974, true), (7_973, false)] {
        let profile = profile_with(|settings| {
            settings.end_entity_validity = MaximumValidity::new(Year, years);
        });
        let authority = authority_valid("700101000000Z", "99991231235959Z").with_profile(profile);
        assert_eq!(issue(&authority, now(), forever).is_ok(), is_allowed, "{years}");
    }

    // An issuer that expires, even a second before: it is not truncated either.
    for policy in [ValidityPolicy::Reject, ValidityPolicy::Truncate] {
        let profile = without_limits(|settings| settings.validity_policy = policy);
        let not_after = at("9999-12-31T23:59:58Z");
        let authority = authority_valid("700101000000Z", "99991231235958Z").with_profile(profile.clone());
        let kind = ViolationKind::OutsideIssuerValidity { not_before: at("1970-01-01T00:00:00Z"), not_after };
        let refusal = refused(issue(&authority, now(), forever));
        assert_eq!(refusal, only("/validity", ErrorCode::Validity, kind), "{policy:?}");
        // One that expires is.
        let almost = RequestedValidity::until(not_after);
        assert!(issue(&authority, now(), almost).is_ok());
    }

    // CAs and roots as well; the chain has no end.
    let profile = without_limits(|_| {});
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Device Root", forever));
    let root = Authority::create_root(&request, &profile, now(), &mut rng(60)).unwrap();
    let root = Authority::try_from(root).unwrap().with_profile(profile.clone());
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Device CA", forever));
    let ca = Authority::try_from(root.issue(&request, now(), &mut rng(61)).unwrap()).unwrap();
    let device = issue(&ca.with_profile(profile), now(), forever).unwrap();
    assert!(device.chain().all(|certificate| {
        certificate.as_der().windows(17).any(|time| time == b"\x18\x0f99991231235959Z")
    }));
    assert_eq!(device.fields().notices(), []);
    // In the year 2500.
    assert_eq!(verify_chain(&device, webpki::KeyUsage::client_auth(), 16_725_225_600), Ok(()));
    let refusal = refused(Authority::create_root(
        &RootRequest::new(params(KeyAlgorithm::Ec256, "Root", forever)),
        &Profile::default(),
        now(),
        &mut rng(62),
    ));
    assert!(matches!(refusal[0].2, ViolationKind::ValidityTooLong { max: 30, .. }), "{refusal:?}");
}

#[test]
fn v8_the_start_is_backdated_where_none_is_asked_for() {
    let lasting = || authority_valid("700101000000Z", "99991231235959Z");
    for (profile, not_before, not_after) in [
        (Profile::default(), "260131120000Z", "260131130000Z"),
        (backdating(Minute, 5), "260131115500Z", "260131125500Z"),
        (backdating(Minute, 59), "260131110100Z", "260131120100Z"),
    ] {
        let authority = lasting().with_profile(profile);
        let issued = issue(&authority, now(), period(Hour, 1)).unwrap();
        assert_eq!(validity_of(&issued), validity_der(not_before, not_after));
        assert_eq!(issued.fields().notices(), []);
        // Bodies alike.
        let issued = issue_json(&authority, now(), json!({ "type": "HOUR", "value": 1 })).unwrap();
        assert_eq!(validity_of(&issued), validity_der(not_before, not_after));
        // A start that is asked for stays, however early or late.
        let start = at("2026-01-31T11:55:00.5Z");
        let issued = issue(&authority, now(), period(Hour, 1).with_not_before(start)).unwrap();
        assert_eq!(validity_of(&issued), validity_der("260131115500Z", "260131125500Z"));
    }
    let authority = lasting().with_profile(backdating(Day, 2));
    let issued = issue(&authority, at("2026-01-31T12:00:00.9Z"), years(1)).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260129120000Z", "270129120000Z"));
    let until = RequestedValidity::until(at("2026-02-01T00:00:00Z"));
    assert_eq!(
        validity_of(&issue(&authority, now(), until).unwrap()),
        validity_der("260129120000Z", "260201000000Z")
    );
    // The longest validity counts from the back-dated start.
    assert!(issue(&authority, now(), years(20)).is_ok());
    assert_eq!(refused(issue(&authority, now(), years(21))), too_long(20));
    // It does not add to what is wrong with a body whose validity cannot be read.
    let body = body_with(&[("/validity", json!({ "type": "DAY" }))]).to_string();
    let refusal = refused(apply_text(&authority, body.as_bytes(), now()));
    assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, ViolationKind::Missing));
}

#[test]
fn v8_a_period_that_the_backdating_uses_up_is_refused() {
    let lasting = || authority_valid("700101000000Z", "99991231235959Z");
    // The last one ends at the very second of issuing.
    for (profile, unit, value, before, after) in [
        (backdating(Day, 2), Day, 1, Duration::days(2), -Duration::DAY),
        (backdating(Minute, 5), Minute, 1, Duration::minutes(5), -Duration::minutes(4)),
        (backdating(Minute, 5), Minute, 4, Duration::minutes(5), -Duration::MINUTE),
        (backdating(Minute, 5), Minute, 5, Duration::minutes(5), Duration::ZERO),
    ] {
        let authority = lasting().with_profile(profile.clone());
        let (not_before, not_after) = (now() - before, now() + after);
        let late = now() + Duration::milliseconds(999);
        for now in [now(), late] {
            let kind =
                ViolationKind::Validity(ValidityError::WithinBackdating { now, not_before, not_after });
            let refusal = refused(issue(&authority, now, period(unit, value)));
            assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind.clone()));
            // A root alike.
            let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root", period(unit, value)));
            let refusal = refused(Authority::create_root(&request, &profile, now, &mut rng(66)));
            assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind));
        }
        // One more minute of the same start, and the same period from a start that is asked for.
        assert!(issue(&authority, now(), period(unit, value).with_not_before(now())).is_ok());
    }
    let authority = lasting().with_profile(backdating(Minute, 5));
    let issued = issue(&authority, now(), period(Minute, 6)).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260131115500Z", "260131120100Z"));
    // Who sets an end in the past is told so, and who sets it to now gets it.
    let ended = RequestedValidity::until(now() - Duration::SECOND);
    let over = ViolationKind::AlreadyOver { now: now(), not_after: now() - Duration::SECOND };
    assert_eq!(refused(issue(&authority, now(), ended)), only("/validity", ErrorCode::Validity, over));
    assert!(issue(&authority, now(), RequestedValidity::until(now())).is_ok());
    // The start of the issuer limits the back-dating.
    let young = authority_valid("260131115900Z", "270301000000Z").with_profile(backdating(Minute, 5));
    assert!(issue(&young, now(), period(Minute, 2)).is_ok());
    let refusal = refused(issue(&young, now(), period(Minute, 1)));
    let minute_ago = now() - Duration::MINUTE;
    let error = ValidityError::WithinBackdating { now: now(), not_before: minute_ago, not_after: now() };
    assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, ViolationKind::Validity(error)));
}

#[test]
fn v8_a_longest_validity_is_longer_than_the_backdating() {
    type Set = fn(&mut ProfileSettings) -> &mut MaximumValidity;
    let settings: [(&str, Set); 3] = [
        ("/root_validity/value", |settings| &mut settings.root_validity),
        ("/subordinate_validity/value", |settings| &mut settings.subordinate_validity),
        ("/end_entity_validity/value", |settings| &mut settings.end_entity_validity),
    ];
    for (pointer, set) in settings {
        for (backdating, name, too_short, enough) in [
            (Backdating::new(Hour, 48), "HOUR", (Minute, 5), (Minute, 2_881)),
            (Backdating::new(Hour, 48), "HOUR", (Hour, 48), (Hour, 49)),
            (Backdating::new(Day, 2), "DAY", (Day, 2), (Day, 3)),
            (Backdating::new(Minute, 1), "MINUTE", (Minute, 1), (Minute, 2)),
            (Backdating::new(Minute, 60), "MINUTE", (Hour, 1), (Month, 1)),
            (Backdating::new(Hour, 48), "HOUR", (Minute, 2_880), (Year, 1)),
            (Backdating::new(Hour, 48), "HOUR", (Minute, 1), (Minute, i64::MAX as u64)),
        ] {
            let profile = |(unit, value)| {
                let mut settings =
                    ProfileSettings { backdating: Some(backdating), ..ProfileSettings::default() };
                *set(&mut settings) = MaximumValidity::new(unit, value);
                Profile::new(settings)
            };
            let refused = profile(too_short).unwrap_err();
            let [violation] = refused.violations() else { panic!("{refused}") };
            let (backdating, unit) = (backdating.value, name);
            let error = ValidityError::MaximumWithinBackdating { backdating, unit };
            assert_eq!(violation.pointer(), pointer);
            assert_eq!(violation.kind(), &ViolationKind::Validity(error));
            assert!(profile(enough).is_ok(), "{pointer} {enough:?}");
        }
    }
}

#[test]
fn v8_backdating_goes_no_further_than_the_issuers_start() {
    let authority = authority_valid("260131115800Z", "270301000000Z").with_profile(backdating(Minute, 5));
    let issued = issue(&authority, now(), period(Hour, 1)).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260131115800Z", "260131125800Z"));
    assert_eq!(issued.fields().notices(), []);
    // Below a CA that was made at the same time.
    let root = root(KeyAlgorithm::Ec256).with_profile(backdating(Minute, 5));
    let issued = issue(&root, now(), period(Hour, 1)).unwrap();
    assert_eq!(validity_of(&issued), validity_der("260131120000Z", "260131130000Z"));
    // An issuer that is not valid yet.
    let authority = authority_valid("260131120001Z", "270301000000Z").with_profile(backdating(Minute, 5));
    let refusal = refused(issue(&authority, now(), period(Hour, 1)));
    assert!(matches!(refusal[0].2, ViolationKind::IssuerNotValid { .. }), "{refusal:?}");
}

#[test]
fn v8_a_ca_made_now_issues_on_a_host_whose_clock_is_slow() {
    let slow = now() - Duration::seconds(2);
    for (profile, is_issued) in [(Profile::default(), false), (backdating(Minute, 5), true)] {
        let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root", years(10)));
        let root = Authority::create_root(&request, &profile, now(), &mut rng(63)).unwrap();
        let root = Authority::try_from(root).unwrap().with_profile(profile.clone());
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "CA", years(5)));
        let ca = root.issue(&request, now(), &mut rng(64)).unwrap();
        let ca = Authority::try_from(ca).unwrap().with_profile(profile);
        assert_eq!(issue(&ca, slow, period(Hour, 1)).is_ok(), is_issued);
        let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
        assert_eq!(root.issue(&request, slow, &mut rng(65)).is_ok(), is_issued);
    }
}

#[test]
fn v8_backdating_is_from_a_minute_to_48_hours() {
    let profile = |backdating: serde_json::Value| -> Result<Profile, serde_json::Error> {
        serde_json::from_value(json!({ "backdating": backdating }))
    };
    for (unit, max) in [("MINUTE", 2_880), ("HOUR", 48), ("DAY", 2)] {
        for value in [1, max] {
            let read = profile(json!({ "type": unit, "value": value })).unwrap();
            assert!(read.settings().backdating.is_some());
            let written = serde_json::to_value(&read).unwrap();
            assert_eq!(written["backdating"], json!({ "type": unit, "value": value }));
        }
        for value in [0, max + 1, u64::MAX] {
            let error = profile(json!({ "type": unit, "value": value })).unwrap_err().to_string();
            let told = format!("/backdating/value: found {value}, but 1 to {max} are allowed");
            assert!(error.contains(&told), "{error}");
        }
    }
    for unit in ["YEAR", "MONTH"] {
        let error = profile(json!({ "type": unit, "value": 1 })).unwrap_err().to_string();
        let told =
            format!("/backdating/type: found \"{unit}\", but the allowed values are DAY, HOUR, MINUTE");
        assert!(error.contains(&told), "{error}");
    }
    assert!(profile(json!({ "type": "SECOND", "value": 1 })).is_err());
    assert!(profile(json!({ "type": "MINUTE" })).is_err());
    assert_eq!(profile(json!(null)).unwrap(), Profile::default());
    let settings =
        ProfileSettings { backdating: Some(Backdating::new(Month, 1)), ..ProfileSettings::default() };
    let error: ProfileError = Profile::new(settings).unwrap_err();
    assert_eq!(error.violations().len(), 1);
    // Both faults at once.
    for unit in [Year, Month] {
        let settings =
            ProfileSettings { backdating: Some(Backdating::new(unit, 0)), ..ProfileSettings::default() };
        let error = Profile::new(settings).unwrap_err();
        let pointers: Vec<_> = error.violations().iter().map(|violation| violation.pointer()).collect();
        assert_eq!(pointers, ["/backdating/type", "/backdating/value"]);
        let out_of_range = ViolationKind::OutOfRange { found: 0, min: 1, max: 2_880 };
        assert_eq!(error.violations()[1].kind(), &out_of_range);
    }
}

#[test]
fn v8_no_time_overflows() {
    let ends =
        [UtcDateTime::MIN, UtcDateTime::MAX, at("1950-01-01T00:00:00Z"), at("9999-12-31T23:59:59.999Z")];
    let authority = unlimited().with_profile(without_limits(|settings| {
        settings.backdating = Some(Backdating::new(Day, 2));
    }));
    for now in ends {
        for validity in [
            RequestedValidity::without_expiration(),
            period(Minute, u64::MAX),
            period(Minute, i64::MAX as u64),
        ]
        .into_iter()
        .chain(ends.map(RequestedValidity::until))
        {
            for validity in [validity].into_iter().chain(ends.map(|start| validity.with_not_before(start))) {
                // Granted or refused, without a panic.
                let _ = issue(&authority, now, validity).map(drop);
            }
        }
    }
}
