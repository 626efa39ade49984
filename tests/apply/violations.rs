//! E1: the location and text of a violation, all violations at once, and notices for what is
//! ignored.

use certmint::KeyAlgorithm;
use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::uuid::Uuid;
use certmint::wire::Body;
use serde_json::json;

use crate::errors::expected;
use crate::helpers::{
    apply, apply_text, body_with, expired_authority, lasting_authority, refused, text_with,
};
use toolkit::{apply_json, now, refusals, root};

#[test]
fn e1_what_is_right_draws_neither_violation_nor_notice() {
    let example = json!({
        "key_algorithm": "EC384",
        "distinguished_name": { "country": "CN", "state": "Sichuan", "locality": "Chengdu",
            "organization": "Huawei", "organizational_unit": "CloudBU", "common_name": "TestCert" },
        "subject_alternative_names": [{ "type": "IP", "value": "156.127.116.38" }],
        "signature_algorithm": "SHA512",
        "validity": { "type": "YEAR", "value": 3, "start_from": null },
        "issuer_id": "2CB2878B-6cd1-460d-bd25-AFE655159BDC",
        "key_usages": ["digitalSignature", "nonRepudiation"],
        "extended_key_usage": { "server_auth": true },
        "customized_extension": { "object_identifier": "1.3.6.1.4.1.2011.4.99", "value": "v" }
    });
    assert_eq!(apply(&example).expect("a certificate").fields().notices(), []);
    let body = Body::from_json(example.to_string().as_bytes()).expect("JSON");
    let (issuer_id, _) = body.read_end_entity().expect("a request");
    assert_eq!(issuer_id, Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc));
}

#[test]
fn e1_every_violation_is_found_at_once() {
    let body = json!({
        "issuer_id": "x",
        "key_algorithm": "RSA1024",
        "signature_algorithm": "sha256",
        "distinguished_name": { "country": "DEU", "state": "", "locality": "a\n", "organization": 1,
            "organizational_unit": "é".repeat(65) },
        "validity": { "type": "WEEK", "value": 0, "start_from": "now" },
        "subject_alternative_names": [
            { "type": "DNS", "value": "a..b" }, { "type": "IP", "value": "1.2.3" },
            { "type": "EMAIL", "value": "a" }, { "type": "URI", "value": "a" },
            { "type": "OTHER", "value": "" }, { "value": "a" }, { "type": "DNS" }, 7
        ],
        "key_usages": ["digitalSignature", "sign", 5],
        "extended_key_usage": { "server_auth": "yes", "time_stamping": 1 },
        "customized_extension": { "object_identifier": "2.5.29.17", "value": "" }
    });
    let mut found = refusals(apply(&body));
    let first = found[0].clone();
    let mut expected = expected(&[
        ("/issuer_id", ErrorCode::IssuerId),
        ("/key_algorithm", ErrorCode::KeyAlgorithm),
        ("/signature_algorithm", ErrorCode::SignatureAlgorithm),
        ("/distinguished_name/common_name", ErrorCode::DistinguishedName),
        ("/distinguished_name/country", ErrorCode::DistinguishedName),
        ("/distinguished_name/locality", ErrorCode::DistinguishedName),
        ("/distinguished_name/organization", ErrorCode::DistinguishedName),
        ("/distinguished_name/organizational_unit", ErrorCode::DistinguishedName),
        ("/validity/type", ErrorCode::Validity),
        ("/validity/value", ErrorCode::Validity),
        ("/validity/start_from", ErrorCode::Validity),
        ("/subject_alternative_names/0/value", ErrorCode::DnsName),
        ("/subject_alternative_names/1/value", ErrorCode::IpAddress),
        ("/subject_alternative_names/2/value", ErrorCode::Parameter),
        ("/subject_alternative_names/3/value", ErrorCode::Parameter),
        ("/subject_alternative_names/4/type", ErrorCode::AlternativeNameType),
        ("/subject_alternative_names/4/value", ErrorCode::Parameter),
        ("/subject_alternative_names/5/type", ErrorCode::AlternativeNameType),
        ("/subject_alternative_names/6/value", ErrorCode::DnsName),
        ("/subject_alternative_names/7", ErrorCode::Parameter),
        ("/key_usages/1", ErrorCode::Parameter),
        ("/key_usages/2", ErrorCode::Parameter),
        ("/extended_key_usage/server_auth", ErrorCode::Parameter),
        ("/extended_key_usage/time_stamping", ErrorCode::Parameter),
        ("/customized_extension/object_identifier", ErrorCode::Parameter),
        ("/customized_extension/value", ErrorCode::Parameter),
    ]);
    found.sort_by(|a, b| a.0.cmp(&b.0));
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, expected);

    let error = apply(&body).unwrap_err();
    assert_eq!(error.code(), first.1);
    let whole = error.to_string();
    for (pointer, _) in found {
        assert!(whole.contains(&format!("{pointer}: ")), "{pointer}");
    }
}

#[test]
fn e1_violations_of_issuer_and_time_come_with_those_of_the_body() {
    let country = ("/distinguished_name/country", json!("DEU"));
    let bad_country = ("/distinguished_name/country", ErrorCode::DistinguishedName);
    let authority = root(KeyAlgorithm::Ec256);
    for (validity, pointer) in [
        (json!({ "type": "YEAR", "value": 21 }), "/validity/value"),
        (json!({ "type": "YEAR", "value": 1, "start_from": 0 }), "/validity/start_from"),
        // After the root.
        (json!({ "type": "YEAR", "value": 1, "start_from": 4_102_444_800_000_i64 }), "/validity"),
    ] {
        let body = body_with(&[country.clone(), ("/validity", validity)]);
        let found = refusals(apply_json(&authority, &body));
        assert_eq!(found, expected(&[bad_country, (pointer, ErrorCode::Validity)]));
    }
    let body = body_with(&[country, ("/validity", json!({ "type": "HOUR", "value": 1 }))]);
    let found = refused(apply_json(&expired_authority(), &body));
    assert!(
        found.iter().any(|(_, _, kind)| matches!(kind, ViolationKind::IssuerNotValid { .. })),
        "{found:?}"
    );
    assert_eq!(found[0].0, bad_country.0);
}

#[test]
fn e1_a_body_is_checked_against_an_issuer_whose_signer_is_elsewhere_as_against_an_authority() {
    let body = body_with(&[
        ("/distinguished_name/country", json!("DEU")),
        ("/validity", json!({ "type": "YEAR", "value": 21 })),
    ]);
    let json = body.to_string();
    let body = || Body::from_json(json.as_bytes()).expect("JSON");
    let authority = expired_authority();
    let alone = refused(body().for_issuer(authority.issuer(), authority.profile(), now()).read_end_entity());
    assert_eq!(alone, refused(body().for_authority(&authority, now()).read_end_entity()));
    assert!(alone.len() > refused(body().read_end_entity()).len(), "{alone:?}");
}

#[test]
fn e1_the_issuer_id_is_there_before_the_rest_is_read() {
    let id =
        |json: &str| Body::from_json(json.as_bytes()).expect("JSON").issuer_id().map(|id| id.to_string());
    let text = "2cb2878b-6cd1-460d-bd25-afe655159bdc";
    assert_eq!(id(&format!("{{\"issuer_id\":\"{text}\",\"validity\":7}}")).as_deref(), Some(text));
    for json in ["{}", "[]", "{\"issuer_id\":7}", "{\"issuer_id\":\"2cb2878b\"}"] {
        assert_eq!(id(json), None, "{json}");
    }
}

#[test]
fn e1_an_expired_issuer_is_named_beside_an_unreadable_validity() {
    for (pointer, value) in
        [("/validity/type", json!("WEEK")), ("/validity/value", json!(0)), ("/validity", json!(1))]
    {
        let found = refused(apply_json(&expired_authority(), &body_with(&[(pointer, value)])));
        assert_eq!((&*found[0].0, found[0].1), (pointer, ErrorCode::Validity));
        let issuer = found.iter().any(|(_, _, kind)| matches!(kind, ViolationKind::IssuerNotValid { .. }));
        assert!(issuer, "{pointer}: {found:?}");
    }
}

#[track_caller]
fn assert_early_start_is_named_beside_a_value_of(value: u8) {
    let validity = json!({ "type": "YEAR", "value": value, "start_from": 0 });
    let mut found = refusals(apply_json(&lasting_authority(), &body_with(&[("/validity", validity)])));
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        found,
        expected(&[("/validity/start_from", ErrorCode::Validity), ("/validity/value", ErrorCode::Validity)])
    );
}

#[test]
fn e1_an_early_start_and_a_long_period_are_both_named() {
    assert_early_start_is_named_beside_a_value_of(21);
}

#[test]
fn e1_an_early_start_is_named_beside_a_period_of_no_length() {
    assert_early_start_is_named_beside_a_value_of(0);
}

#[test]
fn e1_usages_that_do_not_fit_the_key_are_named_beside_other_violations() {
    for (pointer, value, code) in [
        ("/distinguished_name/country", json!("DEU"), ErrorCode::DistinguishedName),
        ("/signature_algorithm", json!("MD5"), ErrorCode::SignatureAlgorithm),
        ("/validity/value", json!(0), ErrorCode::Validity),
    ] {
        let body = body_with(&[(pointer, value), ("/key_usages", json!(["keyEncipherment"]))]);
        let found = refusals(apply(&body));
        assert_eq!(found, expected(&[(pointer, code), ("/key_usages", ErrorCode::Parameter)]));
    }
}

#[test]
fn e1_usages_that_nobody_has_are_named_beside_those_that_do_not_exist() {
    let found = refusals(apply(&body_with(&[("/key_usages", json!(["keyCertSign", "sign"]))])));
    assert_eq!(
        found,
        expected(&[("/key_usages/1", ErrorCode::Parameter), ("/key_usages", ErrorCode::Parameter)])
    );
}

#[test]
fn e1_messages_name_what_was_found_and_what_is_allowed() {
    for (pointer, value, message) in [
        (
            "/key_algorithm",
            json!("RSA1024"),
            "found \"RSA1024\", but the allowed values are RSA2048, \
                                              RSA4096, EC256, EC384",
        ),
        (
            "/key_algorithm",
            json!("ec256"),
            "found \"ec256\", but the allowed values are RSA2048, RSA4096, \
                                            EC256, EC384",
        ),
        (
            "/signature_algorithm",
            json!("SHA1"),
            "found \"SHA1\", but the allowed values are SHA256, SHA384, \
                                                 SHA512",
        ),
        (
            "/distinguished_name/common_name",
            json!("a".repeat(65)),
            "found 65 characters, but 1 to 64 are \
                                                                    allowed",
        ),
        ("/distinguished_name/state", json!(7), "found an integer, but expected a string"),
        ("/validity/value", json!(null), "a value is required"),
        ("/validity/value", json!(21), "the validity is too long; at most 20 years are allowed"),
        (
            "/issuer_id",
            json!("2cb2878b6cd1460dbd25afe655159bdc"),
            "found \"2cb2878b6cd1460dbd25afe655159bdc\", but expected the form \
             xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)",
        ),
    ] {
        let error = apply(&body_with(&[(pointer, value)])).unwrap_err();
        assert_eq!(error.message(), format!("{pointer}: {message}"));
        assert_eq!(error.to_string(), error.message());
    }
}

#[test]
fn e1_a_message_about_the_whole_body_does_not_start_with_a_colon() {
    for text in ["[]", "{"] {
        let error = apply_text(&lasting_authority(), text.as_bytes(), now()).unwrap_err();
        assert_eq!(error.violations()[0].pointer(), "");
        assert!(!error.message().starts_with(':'), "{}", error.message());
    }
}

#[test]
fn e1_unknown_members_draw_notices() {
    let mut body = body_with(&[
        ("/path_length", json!(1)),
        ("/validity/end", json!(1)),
        ("/distinguished_name/email", json!("a@b")),
        ("/subject_alternative_names", json!([{ "type": "DNS", "value": "a", "critical": true }])),
        ("/extended_key_usage", json!({ "ocsp_signing": false })),
        ("/customized_extension", json!({ "critical": true })),
    ]);
    // Escaped by RFC 6901 §3, and like every text that the sender chose.
    body["a~b/c\u{202e}"] = json!(1);
    let issued = apply(&body).expect("a certificate");
    let mut pointers: Vec<String> =
        issued.fields().notices().iter().map(certmint::error::Notice::pointer).collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/a~0b~1c\\u{202e}",
            "/customized_extension/critical",
            "/distinguished_name/email",
            "/extended_key_usage/ocsp_signing",
            "/path_length",
            "/subject_alternative_names/0/critical",
            "/validity/end",
        ]
    );
    assert!(issued.fields().notices().iter().all(|notice| *notice.kind() == NoticeKind::UnknownMember));
}

#[test]
fn e1_repeated_members_are_refused() {
    for (members, pointer) in [
        (r#""issuer_id": "x""#, "/issuer_id"),
        (r#""validity": null"#, "/validity"),
        (r#""x": 1, "x": 1, "x": 2"#, "/x"),
        (
            r#""extended_key_usage": {"server_auth": true, "server_auth": true}"#,
            "/extended_key_usage/server_auth",
        ),
        (
            r#""subject_alternative_names": [{"type": "DNS", "type": "IP", "value": "a"}]"#,
            "/subject_alternative_names/0/type",
        ),
    ] {
        let refusal = refused(apply_text(&root(KeyAlgorithm::Ec256), text_with(members).as_bytes(), now()));
        let repeated = (pointer.to_string(), ErrorCode::Parameter, ViolationKind::DuplicateMember);
        assert!(refusal.contains(&repeated), "{pointer}: {refusal:?}");
    }
}
