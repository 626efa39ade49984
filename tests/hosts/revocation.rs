//! W11: the body that revokes, and reasons in the host's own JSON.

use certmint::crl::RevocationReason;
use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::wire::Body;
use serde_json::json;

use toolkit::{refusals, refused};

fn body(json: &str) -> Body<'static> {
    Body::from_json(json.as_bytes()).expect("JSON")
}

#[test]
fn w11_reasons_are_those_of_the_api() {
    for (name, number) in [
        ("UNSPECIFIED", 0),
        ("KEY_COMPROMISE", 1),
        ("CERTIFICATE_AUTHORITY_COMPROMISE", 2),
        ("AFFILIATION_CHANGED", 3),
        ("SUPERSEDED", 4),
        ("CESSATION_OF_OPERATION", 5),
        ("CERTIFICATE_HOLD", 6),
        ("PRIVILEGE_WITHDRAWN", 9),
        ("ATTRIBUTE_AUTHORITY_COMPROMISE", 10),
    ] {
        let request = body(&json!({ "reason": name }).to_string()).read_revocation().unwrap();
        assert_eq!((request.reason().number(), request.notices()), (number, &[][..]), "{name}");
    }
}

#[test]
fn w11_without_a_reason_it_is_unspecified() {
    for json in ["{}", r#"{"reason":null}"#, r#"{"reason":""}"#] {
        assert_eq!(body(json).read_revocation().unwrap().reason(), RevocationReason::Unspecified, "{json}");
    }
    // No body at all is a refusal.
    assert_eq!(refusals(Body::from_json(b"")), [(String::new(), ErrorCode::Parameter)]);
}

#[test]
fn w11_other_reasons_are_refused() {
    for reason in [
        json!("keyCompromise"),
        json!("key_compromise"),
        json!("REMOVE_FROM_CRL"),
        json!("BECAUSE"),
        json!(1),
    ] {
        let result = body(&json!({ "reason": reason }).to_string()).read_revocation();
        assert_eq!(refusals(result), [("/reason".to_string(), ErrorCode::Parameter)], "{reason}");
    }
    let [(_, _, kind)] = &refused(body(r#"{"reason":"BECAUSE"}"#).read_revocation())[..] else {
        panic!("one")
    };
    let ViolationKind::NotOneOf { allowed, .. } = kind else { panic!("{kind}") };
    assert_eq!((allowed.len(), allowed[1]), (9, "KEY_COMPROMISE"));
    for json in ["[]", "null", r#""KEY_COMPROMISE""#, r#"{"reason":"SUPERSEDED","reason":"SUPERSEDED"}"#] {
        assert_eq!(refusals(body(json).read_revocation()).len(), 1, "{json}");
    }
}

#[test]
fn w5_unknown_members_of_a_revocation_draw_a_notice_or_are_refused() {
    let json = r#"{"reason":"SUPERSEDED","cause":"x"}"#;
    let request = body(json).read_revocation().unwrap();
    let [notice] = request.notices() else { panic!("one notice") };
    assert_eq!((notice.pointer().as_str(), notice.kind()), ("/cause", &NoticeKind::UnknownMember));
    let found = refusals(body(json).deny_unknown_members().read_revocation());
    assert_eq!(found, [("/cause".to_string(), ErrorCode::Parameter)]);
}

#[test]
fn w11_hosts_write_the_names_of_the_api_and_read_both() {
    for reason in RevocationReason::ALL.iter().copied() {
        let json = serde_json::to_value(reason).unwrap();
        assert_eq!(json, reason.api_name());
        assert_eq!(serde_json::from_value::<RevocationReason>(json).unwrap(), reason);
        assert_eq!(serde_json::from_value::<RevocationReason>(json!(reason.as_str())).unwrap(), reason);
    }
    let error = serde_json::from_str::<RevocationReason>("\"because\"").unwrap_err();
    assert!(error.to_string().starts_with("found \"because\", which is not a revocation reason"), "{error}");
    assert!(serde_json::from_str::<RevocationReason>("1").is_err());
}
