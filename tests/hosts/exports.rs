//! W16: exports, and what is told of their passwords.

use certmint::error::{ErrorCode, HostBodyError, NoticeKind, ViolationKind};
use certmint::wire::{Body, ExportFormat, ExportRequest};
use serde_json::{Value, json};

use toolkit::{only, refused};

fn read(json: &Value) -> Result<ExportRequest, certmint::Error> {
    Body::from_json(json.to_string().as_bytes())?.read_export()
}

/// A valid body with these members set.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = json!({ "is_compressed": true, "type": "OTHER" });
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    body
}

#[test]
fn w16_booleans_can_be_strings() {
    for (sent, expected) in
        [(json!(true), true), (json!("true"), true), (json!(false), false), (json!("false"), false)]
    {
        let request = read(&with(&[("is_compressed", sent.clone())])).expect("an export");
        assert_eq!(request.is_compressed(), expected, "{sent}");
    }
    for sent in [json!("TRUE"), json!("1"), json!(1), json!("yes"), json!({})] {
        let found = refused(read(&with(&[("is_compressed", sent.clone())])));
        assert_eq!(found.len(), 1, "{sent}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("/is_compressed", ErrorCode::Parameter));
    }
}

#[test]
fn w16_formats_are_those_of_the_api() {
    for (name, format) in [
        ("APACHE", ExportFormat::Apache),
        ("NGINX", ExportFormat::Nginx),
        ("IIS", ExportFormat::Iis),
        ("TOMCAT", ExportFormat::Tomcat),
        ("OTHER", ExportFormat::Other),
    ] {
        let request = read(&with(&[("type", json!(name))])).expect("an export");
        assert_eq!((request.format(), request.format().as_str()), (format, name));
        assert_eq!(format.to_string(), name);
        let plain = read(&with(&[("type", json!(name)), ("is_compressed", json!("false"))]));
        match format {
            ExportFormat::Iis => {
                let kind = HostBodyError::NeedsCompression("IIS").into();
                assert_eq!(refused(plain), only("/is_compressed", ErrorCode::Parameter, kind));
            }
            ExportFormat::Tomcat => {
                let kind = HostBodyError::NeedsCompression("TOMCAT").into();
                assert_eq!(refused(plain), only("/is_compressed", ErrorCode::Parameter, kind));
            }
            _ => assert!(!plain.expect("an export").is_compressed()),
        }
    }
    for sent in [json!("other"), json!("JKS"), json!(1)] {
        let found = refused(read(&with(&[("type", sent.clone())])));
        assert_eq!(
            (found.len(), found[0].0.as_str(), found[0].1),
            (1, "/type", ErrorCode::Parameter),
            "{sent}"
        );
    }
    let missing: Vec<_> = refused(read(&json!({}))).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(missing, ["/is_compressed", "/type"]);
}

#[test]
fn w16_the_sm_standards_are_refused_as_their_keys_are() {
    for sent in [json!(false), json!("false"), json!(null), json!("")] {
        assert!(read(&with(&[("is_sm_standard", sent)])).is_ok());
    }
    for sent in [json!(true), json!("true")] {
        let found = refused(read(&with(&[("is_sm_standard", sent)])));
        assert_eq!(found, only("/is_sm_standard", ErrorCode::KeyAlgorithm, HostBodyError::SmStandard.into()));
        assert_eq!(found[0].1.as_str(), "PCA.00020102");
    }
    let found = refused(read(&with(&[("is_sm_standard", json!("no"))])));
    assert_eq!((found[0].0.as_str(), found[0].1), ("/is_sm_standard", ErrorCode::Parameter));
}

#[test]
fn w16_a_password_has_at_most_32_octets() {
    for password in ["p", "secret-1.", &"é".repeat(16), &"\"\\\u{0}\u{1f600}".repeat(4)] {
        let request = read(&with(&[("password", json!(password))])).expect("an export");
        assert_eq!(request.password(), Some(password));
    }
    for absent in [json!(null), json!("")] {
        assert_eq!(read(&with(&[("password", absent)])).expect("an export").password(), None);
    }
    for (password, found) in [("x".repeat(33), 33), ("é".repeat(17), 34)] {
        let kind = HostBodyError::PasswordTooLong { found, max: 32 }.into();
        let refusal = refused(read(&with(&[("password", json!(password))])));
        assert_eq!(refusal, only("/password", ErrorCode::Parameter, kind));
    }
}

#[test]
fn e2_no_message_or_debug_output_shows_a_password() {
    const SECRET: &str = "hunter2-";
    let long = SECRET.repeat(5);
    let bodies = [
        with(&[("password", json!(SECRET))]),
        with(&[("password", json!(long))]),
        with(&[("password", json!([SECRET]))]),
        with(&[("password", json!({ "a": SECRET }))]),
        with(&[("password", json!(SECRET)), ("type", json!("IIS")), ("is_compressed", json!(false))]),
    ];
    for json in bodies {
        let body = Body::from_json(json.to_string().as_bytes()).expect("JSON");
        let mut told = format!("{body:?}");
        match body.read_export() {
            Ok(request) => told += &format!("{request:?}"),
            Err(error) => told += &format!("{error:?} {error} {}", error.message()),
        }
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn w5_unknown_members_of_an_export_draw_a_notice_or_are_refused() {
    let json = with(&[("colour", json!("red"))]);
    let request = read(&json).expect("an export");
    let [notice] = request.notices() else { panic!("one notice") };
    assert_eq!((notice.pointer().as_str(), notice.kind()), ("/colour", &NoticeKind::UnknownMember));
    let body = Body::from_json(json.to_string().as_bytes()).expect("JSON").deny_unknown_members();
    assert_eq!(
        refused(body.read_export()),
        only("/colour", ErrorCode::Parameter, ViolationKind::UnknownMember)
    );
}
