//! W13: the publication of revocation lists.

use certmint::error::{ErrorCode, HostBodyError, LengthError, ViolationKind};
use certmint::wire::{Body, CrlConfiguration};
use serde_json::{Value, json};

use toolkit::{only, refusals, refused};

fn body(json: &Value) -> Body<'static> {
    Body::from_json(json.to_string().as_bytes()).expect("JSON")
}

/// As a host stores it.
fn stored(configuration: &CrlConfiguration) -> Value {
    serde_json::to_value(configuration).expect("JSON")
}

fn enabling(name: Value, bucket: Value, days: Value) -> Body<'static> {
    body(&json!({ "crl_name": name, "obs_bucket_name": bucket, "valid_days": days }))
}

fn of_ca(configuration: Value) -> Body<'static> {
    body(&json!({ "type": "ROOT", "crl_configuration": configuration }))
}

#[test]
fn w13_a_body_that_turns_lists_on_names_where_and_how_often() {
    for (name, days, stored_name, stored_days) in [
        (json!("root"), json!(7), json!("root"), 7),
        (json!(""), json!("30"), json!(null), 30),
        (json!(null), json!(8), json!(null), 8),
        (json!("...A-z_0.9"), json!(7), json!("...A-z_0.9"), 7),
        (json!("a".repeat(64)), json!(7), json!("a".repeat(64)), 7),
    ] {
        let read = enabling(name, json!("b"), days).read_crl_configuration().expect("a configuration");
        let expected = json!({
            "enabled": true, "crl_name": stored_name, "obs_bucket_name": "b", "valid_days": stored_days
        });
        assert_eq!(stored(&read), expected);
    }
    let missing = [
        ("/obs_bucket_name".to_string(), ErrorCode::Parameter, ViolationKind::Missing),
        ("/valid_days".to_string(), ErrorCode::Parameter, ViolationKind::Missing),
    ];
    assert_eq!(refused(body(&json!({})).read_crl_configuration()), missing);
    assert_eq!(refusals(body(&json!([])).read_crl_configuration()), [(String::new(), ErrorCode::Parameter)]);
}

#[test]
fn w13_days_are_7_to_30() {
    for days in [json!(6), json!(31), json!(0), json!(-7), json!("07"), json!(7.5), json!(true)] {
        let refusal = refusals(enabling(json!(null), json!("b"), days.clone()).read_crl_configuration());
        assert_eq!(refusal, [("/valid_days".to_string(), ErrorCode::Parameter)], "{days}");
    }
}

#[test]
fn w13_names_are_segments_of_a_path() {
    for name in [".", "..", "a/b", "a b", "a%2fb", "é", "a\u{0}", "~a", "a?b", "a\\b", "<i>", "a;b"] {
        for (pointer, body) in [
            ("/crl_name", enabling(json!(name), json!("b"), json!(7))),
            ("/obs_bucket_name", enabling(json!("a"), json!(name), json!(7))),
        ] {
            let [(found, code, kind)] = &refused(body.read_crl_configuration())[..] else { panic!("one") };
            assert_eq!((found.as_str(), *code), (pointer, ErrorCode::Parameter), "{name}");
            assert!(
                matches!(kind, ViolationKind::HostBody(HostBodyError::NotAPathSegment(_))),
                "{name}: {kind}"
            );
        }
    }
    let long = enabling(json!("a".repeat(65)), json!("b"), json!(7));
    let kind = ViolationKind::Length(LengthError { found: 65, min: 1, max: 64 });
    assert_eq!(refused(long.read_crl_configuration()), only("/crl_name", ErrorCode::Parameter, kind));
    let number = enabling(json!(1), json!("b"), json!(7));
    assert_eq!(refusals(number.read_crl_configuration()), [("/crl_name".into(), ErrorCode::Parameter)]);
}

#[test]
fn w13_a_ca_body_can_turn_lists_on_off_or_say_nothing() {
    for absent in [json!(null), json!({}), json!(""), json!({ "enabled": null, "crl_name": "" })] {
        assert_eq!(of_ca(absent).crl_configuration().expect("nothing"), None);
    }
    let off = json!({ "enabled": false, "crl_name": null, "obs_bucket_name": null, "valid_days": null });
    for sent in [json!({ "enabled": false }), json!({ "enabled": false, "obs_bucket_name": "" })] {
        let read = of_ca(sent).crl_configuration().expect("a configuration").expect("it is there");
        assert_eq!(stored(&read), off);
    }
    let kept = json!({ "enabled": false, "crl_name": "a", "obs_bucket_name": "b", "valid_days": 9 });
    let read = of_ca(kept.clone()).crl_configuration().expect("a configuration").expect("it is there");
    assert_eq!(stored(&read), kept);
    let on = json!({ "enabled": true, "crl_name": "a", "obs_bucket_name": "b", "valid_days": 9 });
    let read = of_ca(on.clone()).crl_configuration().expect("a configuration").expect("it is there");
    assert_eq!(stored(&read), on);
}

#[test]
fn w13_every_fault_of_a_ca_body_has_its_pointer() {
    let parameter = |member: &str| (format!("/crl_configuration{member}"), ErrorCode::Parameter);
    for (sent, expected) in [
        (json!({ "enabled": true }), vec!["/obs_bucket_name", "/valid_days"]),
        (json!({ "valid_days": 7, "obs_bucket_name": "b" }), vec!["/enabled"]),
        (
            json!({ "enabled": "yes", "valid_days": 31, "crl_name": ".." }),
            vec!["/enabled", "/crl_name", "/valid_days"],
        ),
        (json!({ "enabled": false, "valid_days": 6 }), vec!["/valid_days"]),
        (json!("on"), vec![""]),
    ] {
        let refusal = refusals(of_ca(sent.clone()).crl_configuration());
        assert_eq!(refusal, expected.into_iter().map(parameter).collect::<Vec<_>>(), "{sent}");
    }
    let unknown = of_ca(json!({ "enabled": false, "colour": 1 }));
    assert!(unknown.crl_configuration().is_ok());
    let refusal = refusals(unknown.deny_unknown_members().crl_configuration());
    assert_eq!(refusal, [parameter("/colour")]);
}
