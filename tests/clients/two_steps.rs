//! W12: subordinate CAs that are created in two steps.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::uuid::Uuid;
use certmint::wire::{Body, PendingCaRequest};
use certmint::{Authority, DistinguishedName, Error, Issued, KeyAlgorithm, PublicKey};
use serde_json::{Value, json};

use crate::{Held, OF_HOST, body, held, notices, now, refused, root};
use toolkit::stock::key;
use toolkit::{only, rng};

const CRL_OF_HOST: (&str, NoticeKind) = ("/crl_configuration", NoticeKind::MemberOfHost);
const PENDING: &str = "sdk/22_ca_create_subordinate_pending.json";
const ACTIVATE: &str = "host/23_ca_activate.json";

fn parsed(json: &[u8]) -> Body<'static> {
    Body::from_json(json).expect("JSON")
}

/// A body of the Python client with these members set.
fn with(file: &str, changes: &[(&str, Value)]) -> Body<'static> {
    let mut json: Value = serde_json::from_slice(&body(file)).expect("JSON");
    for (member, value) in changes {
        json[*member] = value.clone();
    }
    parsed(json.to_string().as_bytes())
}

fn public_key() -> PublicKey {
    key(KeyAlgorithm::Ec256).public_key().clone()
}

fn noted(request: &PendingCaRequest) -> Vec<(String, NoticeKind)> {
    request.notices().iter().map(|notice| (notice.pointer(), notice.kind().clone())).collect()
}

fn activate(authority: &Authority, body: Body<'static>, subject: DistinguishedName) -> Result<Issued, Error> {
    let (above, request) =
        body.resolve(|_| Some(authority))?.read_activation(public_key(), subject, now())?;
    above.issue(&request, now(), &mut rng(9))
}

#[test]
fn w12_a_body_without_issuer_hash_and_validity_asks_for_a_key() {
    let pending = parsed(&body(PENDING));
    assert!(pending.is_pending_ca());
    let request = pending.read_pending_ca().expect("a request");
    assert_eq!(request.key_algorithm(), KeyAlgorithm::Ec256);
    assert_eq!(
        request.subject().to_string(),
        "C=CN, ST=Sichuan, L=Chengdu, O=Example, OU=CloudBU, CN=Example Sub"
    );
    assert_eq!(noted(&request), []);
    // Absent by rule W1.
    let absent = [("issuer_id", json!("")), ("signature_algorithm", json!(null)), ("validity", json!({}))];
    let absent = with(PENDING, &absent);
    assert!(absent.is_pending_ca());
    assert_eq!(absent.read_pending_ca().expect("a request"), request);
}

#[test]
fn w12_a_body_with_an_issuer_asks_for_a_certificate() {
    let missing = |pointer: &str, code| (pointer.to_string(), code, ViolationKind::Missing);
    let id = json!("b2dfd96c-3ab9-47ff-b435-dce76cc549af");
    let body = with(PENDING, &[("issuer_id", id)]);
    assert!(!body.is_pending_ca());
    let hash = missing("/signature_algorithm", ErrorCode::SignatureAlgorithm);
    assert_eq!(refused(body.read_ca()), [hash, missing("/validity", ErrorCode::Validity)]);
    for (member, value) in
        [("signature_algorithm", json!("SHA256")), ("validity", json!({ "type": "YEAR", "value": 1 }))]
    {
        assert!(with(PENDING, &[(member, value)]).is_pending_ca(), "{member}");
    }
    let of_terraform = parsed(&body_of_terraform());
    assert!(of_terraform.is_pending_ca());
    let later = |member: &str| (format!("/{member}"), NoticeKind::NotUntilActivation);
    let request = of_terraform.read_pending_ca().expect("a request");
    assert_eq!(noted(&request), [later("signature_algorithm"), later("validity")]);
    for ca_type in [json!("ROOT"), json!(null), json!(1), json!("subordinate")] {
        assert!(!with(PENDING, &[("type", ca_type)]).is_pending_ca());
    }
    assert!(!parsed(b"[]").is_pending_ca());
}

fn body_of_terraform() -> Vec<u8> {
    body("terraform/ca_sub_said_to_be_root.json")
}

#[test]
fn w12_what_counts_at_the_activation_draws_a_notice() {
    let later = |member: &str| (format!("/{member}"), NoticeKind::NotUntilActivation);
    let body = with(
        PENDING,
        &[
            ("path_length", json!(3)),
            ("key_usages", json!(["keyCertSign"])),
            ("subject_alternative_names", json!([{ "type": "DNS", "value": "a.example" }])),
            ("extended_key_usage", json!({ "server_auth": true })),
            ("customized_extension", json!({ "object_identifier": "2.999.1", "value": "x" })),
            ("crl_configuration", json!({ "enabled": false })),
            ("enterprise_project_id", json!("0")),
            ("colour", json!("red")),
        ],
    );
    let host = |(pointer, kind): (&str, NoticeKind)| (pointer.to_string(), kind);
    assert_eq!(
        noted(&body.read_pending_ca().expect("a request")),
        [
            later("path_length"),
            later("key_usages"),
            later("subject_alternative_names"),
            later("extended_key_usage"),
            later("customized_extension"),
            host(CRL_OF_HOST),
            host(OF_HOST),
            ("/colour".to_string(), NoticeKind::UnknownMember),
        ]
    );
    let refusal = refused(body.deny_unknown_members().read_pending_ca());
    assert_eq!(refusal, only("/colour", ErrorCode::Parameter, ViolationKind::UnknownMember));
}

#[test]
fn w12_every_fault_of_a_pending_ca_is_told_at_once() {
    let body = with(
        PENDING,
        &[
            ("type", json!("ROOT")),
            ("key_algorithm", json!("SM2")),
            ("distinguished_name", json!({ "country": "CN" })),
            ("path_length", json!(7)),
            ("key_usages", json!(["certSign"])),
        ],
    );
    let found: Vec<_> =
        refused(body.read_pending_ca()).into_iter().map(|(pointer, code, _)| (pointer, code)).collect();
    let expected = [
        ("/type", ErrorCode::CaType),
        ("/key_algorithm", ErrorCode::KeyAlgorithm),
        ("/distinguished_name/common_name", ErrorCode::DistinguishedName),
        ("/path_length", ErrorCode::PathLength),
        ("/key_usages/0", ErrorCode::Parameter),
    ];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_string(), code)));
}

#[test]
fn w12_the_activation_issues_for_the_key_and_the_name_of_the_creation() {
    let authority = root(KeyAlgorithm::Ec256);
    let subject = parsed(&body(PENDING)).read_pending_ca().expect("a request").subject().clone();
    let issued = activate(&authority, parsed(&body(ACTIVATE)), subject.clone()).expect("a CA");
    let expected = Held {
        subject: "CN=Example Sub,OU=CloudBU,O=Example,L=Chengdu,ST=Sichuan,C=CN".into(),
        key: Some(KeyAlgorithm::Ec256),
        signature: "1.2.840.10045.4.3.3".into(),
        // 10 years, of which 2028, 2032 and 2036 have 366 days.
        validity: (1_795_978_318, (10 * 365 + 3) * 86_400),
        usages: vec!["digitalSignature", "keyCertSign", "cRLSign"],
        purposes: vec![],
        ca: Some(Some(0)),
        names: vec![],
        custom: None,
    };
    assert_eq!(held(&issued), expected);
    assert_eq!(notices(&issued), [CRL_OF_HOST]);
    assert_eq!(issued.subject_public_key(), &public_key());
    assert!(issued.private_key().is_none());

    // What was fixed is ignored, whatever it is.
    let fixed = |member| (member, NoticeKind::FixedAtCreation);
    let again =
        [("key_algorithm", json!(7)), ("distinguished_name", json!("x")), ("type", json!("SUBORDINATE"))];
    let issued = activate(&authority, with(ACTIVATE, &again), subject).expect("a CA");
    assert_eq!(held(&issued), expected);
    assert_eq!(notices(&issued), [fixed("/key_algorithm"), fixed("/distinguished_name"), CRL_OF_HOST]);

    // Attributes are inherited as in one step.
    let short = DistinguishedName::new("Short").expect("a name");
    let issued = activate(&authority, parsed(&body(ACTIVATE)), short).expect("a CA");
    assert_eq!(held(&issued).subject, "CN=Short,OU=PKI,O=Example,L=Munich,ST=Bavaria,C=DE");
}

#[test]
fn w12_an_activation_is_refused_as_a_subordinate_is() {
    let authority = root(KeyAlgorithm::Ec256);
    let subject = || DistinguishedName::new("Sub").expect("a name");
    let missing = |pointer: &str, code| (pointer.to_string(), code, ViolationKind::Missing);
    let nothing = parsed(b"{}").resolve(|_| Some(&authority)).expect("no issuer");
    assert_eq!(
        refused(nothing.read_activation(public_key(), subject(), now())),
        [
            missing("/issuer_id", ErrorCode::IssuerId),
            missing("/signature_algorithm", ErrorCode::SignatureAlgorithm),
            missing("/validity", ErrorCode::Validity),
        ]
    );
    // With what the issuer refuses.
    let long = [("validity", json!({ "type": "YEAR", "value": 31 })), ("path_length", json!(9))];
    let refusal = refused(activate(&authority, with(ACTIVATE, &long), subject()));
    let pointers: Vec<_> = refusal.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/path_length", "/validity/value"]);
    let error = activate(&authority, with(ACTIVATE, &[("type", json!("ROOT"))]), subject()).unwrap_err();
    assert_eq!((error.code(), error.violations()[0].pointer().as_str()), (ErrorCode::CaType, "/type"));
    let none = parsed(&body(ACTIVATE)).resolve(|_: Uuid| None::<&Authority>);
    assert_eq!(none.map(drop).unwrap_err().code(), ErrorCode::IssuerNotFound);
}
