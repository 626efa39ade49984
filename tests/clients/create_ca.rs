//! W6: the body that creates CAs.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::KeyUsages;
use certmint::uuid::Uuid;
use certmint::wire::{Body, CaRequest, CaResponse, CaType};
use certmint::{Authority, KeyAlgorithm, Profile, SubordinateRequest};
use serde_json::{Value, json};

use crate::{Held, OF_HOST, body, create_root, held, notices, now, refused, root, subordinate};
use toolkit::{only, params, rng, years};

const CRL_OF_HOST: (&str, NoticeKind) = ("/crl_configuration", NoticeKind::MemberOfHost);
const YEAR_2056: u64 = 946_771_200;

fn ignored(member: &str) -> (&str, NoticeKind) {
    (member, NoticeKind::IgnoredForRoot)
}

/// A valid create-CA body with these members set.
fn with(changes: &[(&str, Value)]) -> Vec<u8> {
    let mut body = json!({
        "type": "SUBORDINATE",
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "key_algorithm": "EC256",
        "signature_algorithm": "SHA256",
        "distinguished_name": { "common_name": "Sub" },
        "validity": { "type": "YEAR", "value": 1 }
    });
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    body.to_string().into_bytes()
}

#[test]
fn w8_roots_of_the_clients() {
    let sdk = Held {
        subject: "CN=Example Root,OU=CloudBU,O=Example,L=Chengdu,ST=Sichuan,C=CN".into(),
        key: Some(KeyAlgorithm::Ec384),
        signature: "1.2.840.10045.4.3.3".into(),
        validity: (1_795_978_318, YEAR_2056),
        usages: vec!["digitalSignature", "keyCertSign", "cRLSign"],
        purposes: vec![],
        ca: Some(None),
        names: vec![],
        custom: None,
    };
    let terraform = Held {
        subject: "CN=tf-root,OU=cloud,O=Example,L=SZ,ST=GD,C=CN".into(),
        key: Some(KeyAlgorithm::Rsa2048),
        signature: "1.2.840.113549.1.1.13".into(),
        validity: (1_795_978_320, 5 * 86_400),
        ..sdk.clone()
    };
    let usages = ignored("/key_usages");
    for (folder, file, expected, noted) in [
        ("sdk", "20_ca_create_root", sdk, vec![usages.clone(), CRL_OF_HOST, OF_HOST]),
        ("terraform", "ca_root", terraform.clone(), vec![usages.clone(), CRL_OF_HOST]),
        ("terraform", "ca_root_path_length_7", terraform.clone(), vec![ignored("/path_length")]),
        (
            "terraform",
            "ca_root_path_length_and_issuer",
            terraform,
            vec![ignored("/issuer_id"), ignored("/path_length"), usages],
        ),
    ] {
        let issued = create_root(&body(&format!("{folder}/{file}.json"))).expect(file);
        assert_eq!(held(&issued), expected, "{file}");
        assert_eq!(notices(&issued), noted, "{file}");
        let id = issued.certificate_id().to_string();
        let answer = serde_json::to_value(CaResponse::from(&issued)).expect("JSON");
        assert_eq!(answer, json!({ "ca_id": id }));
        assert!(Authority::try_from(issued).is_ok(), "{file}");
    }
}

#[test]
fn w8_subordinates_of_the_clients() {
    let authority = root(KeyAlgorithm::Ec256);
    let sdk = Held {
        subject: "CN=Example Sub,OU=CloudBU,O=Example,L=Chengdu,ST=Sichuan,C=CN".into(),
        key: Some(KeyAlgorithm::Ec256),
        signature: "1.2.840.10045.4.3.3".into(),
        // 20 years, of which 2028, 2032, 2036, 2040 and 2044 have 366 days.
        validity: (1_795_978_318, (20 * 365 + 5) * 86_400),
        usages: vec!["digitalSignature", "keyCertSign", "cRLSign"],
        purposes: vec![],
        ca: Some(Some(0)),
        names: vec![],
        custom: None,
    };
    let terraform = Held {
        subject: "CN=tf-sub,OU=cloud,O=Example,L=SZ,ST=GD,C=CN".into(),
        key: Some(KeyAlgorithm::Rsa2048),
        signature: "1.2.840.10045.4.3.4".into(),
        validity: (1_795_978_320, 86_400),
        // keyCertSign is always included.
        usages: vec!["keyCertSign", "cRLSign"],
        ca: Some(Some(5)),
        ..sdk.clone()
    };
    for (file, expected) in [("sdk/21_ca_create_subordinate_active", sdk), ("terraform/ca_sub", terraform)] {
        let json = body(&format!("{file}.json"));
        let issued = subordinate(&authority, &json).expect(file);
        assert_eq!(held(&issued), expected, "{file}");
        assert_eq!(notices(&issued), [CRL_OF_HOST, OF_HOST], "{file}");
        let CaRequest::Subordinate { issuer_id, .. } = Body::from_json(&json).unwrap().read_ca().expect(file)
        else {
            panic!("{file} is of a subordinate")
        };
        assert_eq!(Body::from_json(&json).unwrap().issuer_id(), Some(issuer_id));
    }
}

#[test]
fn w6_the_type_says_which_ca_is_made() {
    let root_body = with(&[("type", json!("ROOT")), ("path_length", json!(3))]);
    let body = |json: &[u8]| Body::from_json(json).expect("JSON");
    assert_eq!(body(&root_body).ca_type(), Some(CaType::Root));
    assert_eq!(body(&with(&[])).ca_type(), Some(CaType::Subordinate));
    let CaRequest::Root(request) = body(&root_body).read_ca().expect("a root") else {
        panic!("a subordinate")
    };
    assert_eq!(request, body(&root_body).read_root().expect("a root"));
    let CaRequest::Subordinate { issuer_id, request } = body(&with(&[])).read_ca().expect("a CA") else {
        panic!("a root")
    };
    assert_eq!(issuer_id, Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc));
    assert_eq!((issuer_id, request), body(&with(&[])).read_subordinate().expect("a CA"));

    let of_type = |pointer: &str, found: &str, allowed: &str| {
        format!("{pointer}: found \"{found}\", but the allowed values are {allowed}")
    };
    for (result, expected) in [
        (body(&with(&[])).read_root().map(drop), of_type("/type", "SUBORDINATE", "ROOT")),
        (body(&root_body).read_subordinate().map(drop), of_type("/type", "ROOT", "SUBORDINATE")),
        (
            body(&with(&[("type", json!("INTERMEDIATE_CA"))])).read_ca().map(drop),
            of_type("/type", "INTERMEDIATE_CA", "ROOT, SUBORDINATE"),
        ),
    ] {
        let error = result.expect_err("another type");
        assert_eq!((error.code(), error.code().as_str()), (ErrorCode::CaType, "PCA.00020202"));
        assert_eq!(error.message(), expected);
    }
    for absent in [json!(null), json!("")] {
        let body = body(&with(&[("type", absent)]));
        assert_eq!(refused(body.read_ca()), only("/type", ErrorCode::CaType, ViolationKind::Missing));
        assert_eq!(body.ca_type(), None);
        // This project's own body.
        assert!(body.read_subordinate().is_ok());
    }
    let wrong = body(&with(&[("type", json!(7))]));
    let kind = ViolationKind::WrongType { found: "an integer", expected: "a string" };
    assert_eq!(refused(wrong.read_subordinate()), only("/type", ErrorCode::CaType, kind));
}

#[test]
fn w6_a_root_ignores_what_it_does_not_need_whatever_it_holds() {
    for value in [json!(7), json!(-1), json!("x"), json!([1]), json!({ "a": [] }), json!(true)] {
        let changes = [("type", json!("ROOT")), ("path_length", value.clone())];
        let changes = [&changes[..], &[("issuer_id", value.clone()), ("key_usages", value.clone())]].concat();
        let issued = create_root(&with(&changes)).expect("a root");
        assert_eq!(held(&issued).ca, Some(None));
        assert_eq!(held(&issued).usages, ["digitalSignature", "keyCertSign", "cRLSign"]);
        assert_eq!(
            notices(&issued),
            [ignored("/issuer_id"), ignored("/path_length"), ignored("/key_usages")],
            "{value}"
        );
        // Also for an authority: a root has no issuer.
        let authority = root(KeyAlgorithm::Ec256);
        let under = Body::from_json(&with(&changes)).unwrap().for_authority(&authority, now());
        assert!(under.read_ca().is_ok() && under.read_root().is_ok());
    }
}

#[test]
fn w6_this_projects_own_root_has_the_path_length_that_it_asks_for() {
    let own = with(&[("type", json!(null)), ("issuer_id", json!(null)), ("path_length", json!("3"))]);
    let issued = create_root(&own).expect("a root");
    assert_eq!((held(&issued).ca, notices(&issued)), (Some(Some(3)), vec![]));
    let own = with(&[("type", json!(null)), ("path_length", json!(7))]);
    let kind = ViolationKind::OutOfRange { found: 7, min: 0, max: 6 };
    assert_eq!(refused(create_root(&own)), only("/path_length", ErrorCode::PathLength, kind));
}

#[test]
fn w6_the_key_usages_of_a_subordinate() {
    let authority = root(KeyAlgorithm::Ec256);
    let not_granted = |usage| ("/key_usages", NoticeKind::KeyUsageNotGranted(usage));
    for (asked, granted, noted) in [
        (json!([]), &["digitalSignature", "keyCertSign", "cRLSign"][..], vec![]),
        (json!(null), &["digitalSignature", "keyCertSign", "cRLSign"], vec![]),
        (json!(["keyCertSign"]), &["keyCertSign"], vec![]),
        (json!(["digitalSignature"]), &["digitalSignature", "keyCertSign"], vec![]),
        (json!(["nonRepudiation", "cRLSign"]), &["nonRepudiation", "keyCertSign", "cRLSign"], vec![]),
        // A value below the default is requested, and no more is granted.
        (json!(["keyEncipherment"]), &["keyCertSign"], vec![not_granted("keyEncipherment")]),
        (
            json!(["cRLSign", "decipherOnly", "keyAgreement"]),
            &["keyCertSign", "cRLSign"],
            vec![not_granted("keyAgreement"), not_granted("decipherOnly")],
        ),
    ] {
        for ca_type in [json!("SUBORDINATE"), json!(null)] {
            let json = with(&[("key_usages", asked.clone()), ("type", ca_type)]);
            let issued = subordinate(&authority, &json).expect("a CA");
            assert_eq!(held(&issued).usages, granted, "{asked}");
            assert_eq!(notices(&issued), noted, "{asked}");
        }
    }
    let error = subordinate(&authority, &with(&[("key_usages", json!(["certSign"]))])).unwrap_err();
    assert_eq!(
        (error.violations()[0].pointer().as_str(), error.code()),
        ("/key_usages/0", ErrorCode::Parameter)
    );
}

#[test]
fn w6_the_key_usages_of_a_subordinate_from_rust() {
    use certmint::extension::KeyUsage::*;
    let request = || SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(1)));
    let authority = root(KeyAlgorithm::Ec256);
    let issue = |request: &SubordinateRequest| {
        let issued = authority.issue(request, now(), &mut rng(7)).expect("a CA");
        (issued.fields().key_usages(), held(&issued).usages)
    };
    let with_usages =
        |usages: &[certmint::extension::KeyUsage]| request().with_key_usages(KeyUsages::of(usages));
    let expected = (KeyUsages::of(&[KeyCertSign, NonRepudiation]), vec!["nonRepudiation", "keyCertSign"]);
    assert_eq!(issue(&with_usages(&[NonRepudiation]).expect("usages of a CA")), expected);
    assert_eq!(issue(&with_usages(&[]).expect("the default")), issue(&request()));
    assert_eq!(
        with_usages(&[CrlSign, KeyAgreement, DataEncipherment]),
        Err(ViolationKind::NotForCa("dataEncipherment"))
    );
}

#[test]
fn w6_the_path_length_of_a_subordinate() {
    let authority = root(KeyAlgorithm::Ec256);
    for (asked, granted) in [(json!(null), 0), (json!(0), 0), (json!("0"), 0), (json!(6), 6), (json!("5"), 5)]
    {
        let issued = subordinate(&authority, &with(&[("path_length", asked)])).expect("a CA");
        assert_eq!(held(&issued).ca, Some(Some(granted)));
    }
    let kind = ViolationKind::OutOfRange { found: 7, min: 0, max: 6 };
    let refusal = refused(subordinate(&authority, &with(&[("path_length", json!(7))])));
    assert_eq!(refusal, only("/path_length", ErrorCode::PathLength, kind));
}

#[test]
fn e1_a_create_ca_body_says_at_once_what_the_issuer_and_the_time_refuse() {
    let authority = root(KeyAlgorithm::Ec256);
    let long = json!({ "type": "YEAR", "value": 21 });
    let json = with(&[("key_algorithm", json!("SM2")), ("validity", long.clone())]);
    let under = Body::from_json(&json).unwrap().for_authority(&authority, now());
    let pointers = |error: certmint::Error| -> Vec<String> {
        error.violations().iter().map(|violation| violation.pointer()).collect()
    };
    let expected = ["/key_algorithm", "/validity/value"];
    assert_eq!(pointers(under.read_ca().unwrap_err()), expected);
    assert_eq!(pointers(under.read_subordinate().unwrap_err()), expected);
    // A root may be valid for 21 years.
    let json = with(&[("key_algorithm", json!("SM2")), ("validity", long), ("type", json!("ROOT"))]);
    let profile = Profile::default();
    for body in [
        Body::from_json(&json).unwrap().for_root(&profile, now()),
        Body::from_json(&json).unwrap().for_authority(&authority, now()),
    ] {
        assert_eq!(pointers(body.read_ca().unwrap_err()), ["/key_algorithm"]);
    }
}
