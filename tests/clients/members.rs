//! W1, W2, W4 and W5: absent members, integers as texts, and unknown members.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::wire::Body;
use certmint::{Issued, KeyAlgorithm};
use serde_json::{Value, json};

use crate::{apply, held, notices, now, refused, root};
use toolkit::only;

fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = toolkit::apply_body();
    for (pointer, value) in changes {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer to a member");
        body.pointer_mut(parent).expect("the parent")[member] = value.clone();
    }
    body
}

fn issue(body: &Value) -> Result<Issued, certmint::Error> {
    apply(&root(KeyAlgorithm::Ec256), body.to_string().as_bytes())
}

#[test]
fn w1_null_and_the_empty_string_are_absent() {
    let plain = held(&issue(&with(&[])).expect("a certificate"));
    for absent in [json!(null), json!("")] {
        for pointer in [
            "/signature_algorithm",
            "/distinguished_name/country",
            "/validity/start_from",
            "/key_usages",
            "/subject_alternative_names",
            "/extended_key_usage",
            "/customized_extension",
            "/enterprise_project_id",
            "/unknown",
            "/distinguished_name/unknown",
        ] {
            let issued = issue(&with(&[(pointer, absent.clone())])).expect(pointer);
            assert_eq!((held(&issued), notices(&issued)), (plain.clone(), vec![]), "{pointer}");
        }
        for purpose in ["server_auth", "time_stamping", "unknown"] {
            let issued = issue(&with(&[("/extended_key_usage", json!({ purpose: absent }))])).expect(purpose);
            assert_eq!((held(&issued), notices(&issued)), (plain.clone(), vec![]), "{purpose}");
        }
    }
}

#[test]
fn w1_an_object_of_absent_members_is_absent() {
    for absent in [json!({}), json!({ "a": null }), json!({ "a": "", "b": null, "c": "" })] {
        let optional = [("/extended_key_usage", absent.clone()), ("/customized_extension", absent.clone())];
        let issued = issue(&with(&optional)).expect("a certificate");
        assert_eq!(notices(&issued), []);
        for (member, code) in
            [("/validity", ErrorCode::Validity), ("/distinguished_name", ErrorCode::DistinguishedName)]
        {
            let refusal = refused(issue(&with(&[(member, absent.clone())])));
            assert_eq!(refusal, only(member, code, ViolationKind::Missing), "{absent}");
        }
    }
    // If another type is expected, an object has the wrong type.
    let kind = ViolationKind::WrongType { found: "an object", expected: "an array" };
    let refusal = refused(issue(&with(&[("/key_usages", json!({}))])));
    assert_eq!(refusal, only("/key_usages", ErrorCode::Parameter, kind));
    let kind = ViolationKind::WrongType { found: "an object", expected: "a string" };
    let refusal = refused(issue(&with(&[("/key_algorithm", json!({}))])));
    assert_eq!(refusal, only("/key_algorithm", ErrorCode::KeyAlgorithm, kind));
    // A duplicate member is refused, whatever its value.
    let twice = with(&[("/customized_extension", json!("TWICE"))]).to_string();
    let twice = twice.replace("\"TWICE\"", r#"{"value":null,"value":null}"#);
    let refusal = refused(apply(&root(KeyAlgorithm::Ec256), twice.as_bytes()));
    let pointer = "/customized_extension/value";
    assert_eq!(refusal, only(pointer, ErrorCode::Parameter, ViolationKind::DuplicateMember));
}

#[test]
fn w1_entries_of_arrays_are_not_absent() {
    let text = |found, expected| ViolationKind::WrongType { found, expected };
    for (pointer, entry, at, code, kind) in [
        (
            "/subject_alternative_names",
            json!({ "type": "DNS", "value": "" }),
            "/subject_alternative_names/0/value",
            ErrorCode::DnsName,
            ViolationKind::Missing,
        ),
        (
            "/subject_alternative_names",
            json!(""),
            "/subject_alternative_names/0",
            ErrorCode::Parameter,
            text("a string", "an object"),
        ),
        (
            "/subject_alternative_names",
            json!(null),
            "/subject_alternative_names/0",
            ErrorCode::Parameter,
            text("null", "an object"),
        ),
        ("/key_usages", json!(null), "/key_usages/0", ErrorCode::Parameter, text("null", "a string")),
    ] {
        let refusal = refused(issue(&with(&[(pointer, json!([entry]))])));
        assert_eq!(refusal, only(at, code, kind), "{entry}");
    }
    let refusal = refused(issue(&with(&[("/subject_alternative_names", json!([{}]))])));
    assert_eq!(
        refusal,
        [
            (
                "/subject_alternative_names/0/type".to_string(),
                ErrorCode::AlternativeNameType,
                ViolationKind::Missing
            ),
            ("/subject_alternative_names/0/value".to_string(), ErrorCode::Parameter, ViolationKind::Missing),
        ]
    );
}

#[test]
fn w2_integers_may_be_decimal_strings() {
    let start = now().unix_timestamp() * 1_000;
    let number = with(&[("/validity", json!({ "type": "DAY", "value": 3, "start_from": start }))]);
    let texts = json!({ "type": "DAY", "value": "3", "start_from": start.to_string() });
    let issued = issue(&with(&[("/validity", texts)])).expect("a certificate");
    assert_eq!(held(&issued), held(&issue(&number).expect("a certificate")));
    assert_eq!(held(&issued).validity.1, 3 * 86_400);
    // The bounds are those of numbers.
    let range = |found| ViolationKind::OutOfRange { found, min: 1, max: i64::MAX.into() };
    for (value, kind) in [
        ("0", range(0)),
        ("-1", range(-1)),
        ("-9223372036854775808", range(i64::MIN.into())),
        ("18446744073709551615", range(u64::MAX.into())),
    ] {
        let refusal = refused(issue(&with(&[("/validity/value", json!(value))])));
        assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, kind), "{value}");
    }
}

#[test]
fn w2_other_spellings_of_integers_are_refused() {
    let digits = "9".repeat(60_000);
    for value in [
        "+3",
        "03",
        "00",
        "-0",
        "-01",
        "--1",
        "-",
        " 3",
        "3 ",
        "3\n",
        "3.0",
        "3e0",
        "0x3",
        "1_000",
        "1,000",
        "٣",
        "３",
        "three",
        "18446744073709551616",
        "-9223372036854775809",
        "340282366920938463463374607431768211456",
        &digits,
    ] {
        for pointer in ["/validity/value", "/validity/start_from"] {
            let kind = ViolationKind::WrongType { found: "a string", expected: "an integer" };
            let refusal = refused(issue(&with(&[(pointer, json!(value))])));
            assert_eq!(refusal, only(pointer, ErrorCode::Validity, kind), "{value:?}");
        }
    }
}

#[test]
fn w4_a_purpose_that_is_unknown_is_refused_where_it_is_asked_for() {
    let with_purpose = |value: Value| {
        with(&[("/extended_key_usage", json!({ "client_auth": true, "ocsp_signing": value }))])
    };
    let pointer = "/extended_key_usage/ocsp_signing";
    for value in [json!(true), json!("true"), json!(0), json!(1), json!([]), json!({}), json!({ "a": 1 })] {
        let found = refused(issue(&with_purpose(value.clone())));
        let [(at, ErrorCode::Parameter, ViolationKind::UnknownPurpose { known })] = &found[..] else {
            panic!("{value}: {found:?}")
        };
        assert_eq!(at, pointer);
        let named = [
            "server_auth",
            "client_auth",
            "code_signing",
            "email_protection",
            "time_stamping",
            "smart_card_logon",
        ];
        assert_eq!(*known, named);
    }
    let issued = issue(&with_purpose(json!(false))).expect("a certificate");
    assert_eq!(notices(&issued), [(pointer, NoticeKind::UnknownMember)]);
    // If the only purpose were ignored, the certificate would be valid for every purpose.
    let alone = with(&[("/extended_key_usage", json!({ "ocsp_signing": true }))]);
    assert_eq!(refused(issue(&alone)).len(), 1);
    assert_eq!(
        issue(&alone).unwrap_err().message(),
        "/extended_key_usage/ocsp_signing: there is no such purpose; omit it, or send false; the purposes \
         are server_auth, client_auth, code_signing, email_protection, time_stamping, smart_card_logon"
    );
}

/// A body with an unknown member in each of its objects.
fn misspelt() -> Value {
    with(&[
        ("/subject_alternative_name", json!([{ "type": "DNS", "value": "a.example" }])),
        ("/validity/end", json!(1)),
        ("/distinguished_name/email", json!("a@b")),
        ("/subject_alternative_names", json!([{ "type": "DNS", "value": "a", "critical": true }])),
        ("/customized_extension", json!({ "object_identifier": "1.2.3", "value": "v", "critical": true })),
        ("/enterprise_project_id", json!("0")),
        ("/extended_key_usage", json!({ "server_auth": true, "ocsp_signing": false })),
    ])
}

const UNKNOWN: [(&str, ErrorCode); 5] = [
    ("/customized_extension/critical", ErrorCode::Parameter),
    ("/distinguished_name/email", ErrorCode::DistinguishedName),
    ("/subject_alternative_name", ErrorCode::Parameter),
    ("/subject_alternative_names/0/critical", ErrorCode::Parameter),
    ("/validity/end", ErrorCode::Validity),
];

#[test]
fn w5_unknown_members_draw_notices() {
    let issued = issue(&misspelt()).expect("a certificate");
    let mut unknown: Vec<_> = notices(&issued)
        .into_iter()
        .filter(|(_, kind)| *kind == NoticeKind::UnknownMember)
        .map(|(pointer, _)| pointer)
        .collect();
    unknown.sort_unstable();
    let mut expected: Vec<_> = UNKNOWN.iter().map(|(pointer, _)| *pointer).collect();
    expected.push("/extended_key_usage/ocsp_signing");
    expected.sort_unstable();
    assert_eq!(unknown, expected);
}

#[test]
fn w5_a_host_can_have_unknown_members_refused() {
    let read = |body: &Value| Body::from_json(body.to_string().as_bytes()).unwrap().deny_unknown_members();
    let mut found = refused(read(&misspelt()).read_end_entity());
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let expected = UNKNOWN.map(|(pointer, code)| (pointer.to_string(), code, ViolationKind::UnknownMember));
    assert_eq!(found, expected);
    // The setting survives when the authority is set later.
    let authority = root(KeyAlgorithm::Ec256);
    assert_eq!(
        refused(read(&misspelt()).for_authority(&authority, now()).read_end_entity()).len(),
        UNKNOWN.len()
    );
    // Absent members and the host's own members are not refused.
    let known = with(&[
        ("/enterprise_project_id", json!("0")),
        ("/unknown", json!("")),
        ("/validity/unknown", json!(null)),
        ("/extended_key_usage", json!({ "server_auth": true, "ocsp_signing": false })),
    ]);
    assert!(read(&known).read_end_entity().is_ok());
    let message =
        read(&with(&[("/subject_alternative_name", json!([]))])).read_end_entity().unwrap_err().message();
    assert_eq!(
        message,
        "/subject_alternative_name: this request has no such member; correct its name, or omit it"
    );
}

#[test]
fn w5_every_body_has_its_own_members() {
    let host = json!({ "enabled": true });
    let with_all = with(&[
        ("/type", json!("ROOT")),
        ("/path_length", json!(0)),
        ("/key_usages", json!(["keyCertSign"])),
        ("/crl_configuration", host.clone()),
        ("/enterprise_project_id", json!("0")),
    ]);
    let read = |body: &Value| Body::from_json(body.to_string().as_bytes()).unwrap().deny_unknown_members();
    assert!(read(&with_all).read_root().is_ok() && read(&with_all).read_ca().is_ok());
    let mut subordinate = with_all.clone();
    subordinate["type"] = json!("SUBORDINATE");
    assert!(read(&subordinate).read_subordinate().is_ok() && read(&subordinate).read_ca().is_ok());
    let unknown = |pointer: &str| (pointer.to_string(), ErrorCode::Parameter, ViolationKind::UnknownMember);
    let own = with(&[("/crl_configuration", host), ("/type", json!("ENTITY_CERT"))]);
    assert_eq!(refused(read(&own).read_end_entity()), [unknown("/crl_configuration"), unknown("/type")]);
    // The issuer id is not a member of this project's own root body.
    assert_eq!(refused(read(&with(&[])).read_root()), [unknown("/issuer_id")]);
    let csr = json!({
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc", "csr": "no PEM", "type": "ENTITY_CERT",
        "path_length": "x", "subject_alternative_names": 7, "validity": { "type": "DAY", "value": "1" },
        "enterprise_project_id": "0", "signature_algorithm": "SHA256"
    });
    let found: Vec<_> = refused(read(&csr).read_csr()).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(found, ["/csr", "/signature_algorithm"]);
}

/// The members in the first table of a section of the module's documentation.
fn documented(section: &str) -> Vec<String> {
    let page = include_str!("../../src/wire/bodies.md");
    let (_, after) = page.split_once(&format!("\n# {section}\n")).expect("a section");
    let table = after.split("\n\n").find(|paragraph| paragraph.starts_with("| member |")).expect("a table");
    let cells = table.lines().skip(2).filter_map(|line| line.split('|').nth(1));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(String::from)).collect()
}

#[test]
fn w7_what_is_documented_is_known_and_what_the_clients_send_is_documented() {
    type Read = fn(&Body<'_>) -> Result<(), certmint::Error>;
    let sections: [(&str, &[&str], Read); 3] = [
        ("Apply", &["01_apply_all_fields"], |body| body.read_end_entity().map(drop)),
        ("CSR", &["14_csr_all_fields_entity"], |body| body.read_csr().map(drop)),
        ("Create-CA", &["20_ca_create_root", "21_ca_create_subordinate_active"], |body| {
            body.read_ca().map(drop)
        }),
    ];
    for (section, files, read) in sections {
        let members = documented(section);
        assert!(members.len() >= 7, "{members:?}");
        let ca_type = if section == "Create-CA" { json!("SUBORDINATE") } else { json!(7) };
        for member in &members {
            let mut body = json!({ "type": ca_type, "oops": 1 });
            body[member] = if member == "type" { ca_type.clone() } else { json!(7) };
            let body = Body::from_json(body.to_string().as_bytes()).unwrap().deny_unknown_members();
            let unknown: Vec<String> = refused(read(&body))
                .into_iter()
                .filter(|(_, _, kind)| *kind == ViolationKind::UnknownMember)
                .map(|(pointer, ..)| pointer)
                .collect();
            let type_is_unknown = section == "Apply";
            let expected = if type_is_unknown { vec!["/oops", "/type"] } else { vec!["/oops"] };
            assert_eq!(unknown, expected, "{section}: {member}");
        }
        for file in files {
            let body: Value =
                serde_json::from_slice(&crate::body(&format!("sdk/{file}.json"))).expect("JSON");
            for member in body.as_object().expect("an object").keys() {
                assert!(members.contains(member), "{section} has no {member}");
            }
        }
    }
}
