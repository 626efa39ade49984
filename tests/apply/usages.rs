//! U1–U4: key usage and extended key usage.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::{EndEntityRequest, Issued, KeyAlgorithm, ObjectIdentifier, Profile};
use serde_json::{Value, json};

use crate::helpers::{SEQUENCE, apply, body_with, constructed, only, refused, tlv};
use toolkit::{apply_json, extension, now, params, profile_with, rng, root, violation, years};

const KEY_USAGE: &str = "2.5.29.15";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

fn with_usages(usages: Value) -> Value {
    body_with(&[("/key_usages", usages)])
}

fn key_usage_of(body: &Value) -> (bool, Vec<u8>) {
    extension(&apply(body).expect("a certificate"), KEY_USAGE).expect("keyUsage")
}

pub(crate) fn typed(params: certmint::CertificateParams) -> Issued {
    let request = EndEntityRequest::new(params);
    root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(3)).expect("a certificate")
}

pub(crate) fn ec_application() -> certmint::CertificateParams {
    params(KeyAlgorithm::Ec256, "TestCert", years(1))
}

#[test]
fn u1_each_name_sets_its_bit() {
    for (usages, bits) in [
        (json!(["digitalSignature"]), &[3, 2, 7, 0x80][..]),
        (json!(["nonRepudiation"]), &[3, 2, 6, 0x40]),
        (json!(["keyAgreement"]), &[3, 2, 3, 0x08]),
        (json!(["encipherOnly", "keyAgreement"]), &[3, 2, 0, 0x09]),
        (json!(["decipherOnly", "keyAgreement"]), &[3, 3, 7, 0x08, 0x80]),
        (json!(["keyAgreement", "encipherOnly", "decipherOnly"]), &[3, 3, 7, 0x09, 0x80]),
        (json!(["digitalSignature", "nonRepudiation"]), &[3, 2, 6, 0xc0]),
    ] {
        assert_eq!(key_usage_of(&with_usages(usages.clone())), (true, bits.to_vec()), "{usages}");
    }
}

#[test]
fn u1_duplicates_count_once_and_order_does_not_matter() {
    let twice = json!(["nonRepudiation", "digitalSignature", "nonRepudiation", "digitalSignature"]);
    assert_eq!(key_usage_of(&with_usages(twice)), (true, vec![3, 2, 6, 0xc0]));
}

#[test]
fn u1_an_empty_list_counts_as_absent() {
    let absent = key_usage_of(&body_with(&[]));
    for empty in [json!([]), json!(null)] {
        assert_eq!(key_usage_of(&with_usages(empty)), absent);
    }
}

#[test]
fn u1_other_spellings_are_refused() {
    for usage in
        ["", "DigitalSignature", "contentCommitment", "crlSign", "digital_signature", "0", "keyUsage "]
    {
        let violation = violation(apply(&with_usages(json!(["digitalSignature", usage]))));
        assert_eq!((violation.pointer().as_str(), violation.code()), ("/key_usages/1", ErrorCode::Parameter));
        assert_eq!(
            violation.kind().to_string(),
            format!(
                "found {usage:?}, but the allowed values are digitalSignature, nonRepudiation, \
                 keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly, \
                 decipherOnly"
            )
        );
    }
}

#[test]
fn u2_the_default_depends_on_the_key() {
    for algorithm in ["EC256", "EC384"] {
        let body = body_with(&[("/key_algorithm", json!(algorithm))]);
        // digitalSignature and keyAgreement.
        assert_eq!(key_usage_of(&body), (true, vec![3, 2, 3, 0x88]));
    }
    // digitalSignature and keyEncipherment.
    let body = body_with(&[("/key_algorithm", json!("RSA2048"))]);
    assert_eq!(key_usage_of(&body), (true, vec![3, 2, 5, 0xa0]));
    let request = EndEntityRequest::new(params(KeyAlgorithm::Rsa4096, "TestCert", years(1)));
    let grant =
        request.check(root(KeyAlgorithm::Ec256).issuer(), &Profile::default(), now()).expect("a grant");
    assert_eq!(
        grant.fields().key_usages(),
        KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment])
    );
}

#[test]
fn u2_nothing_is_added_to_usages_that_are_given() {
    assert_eq!(key_usage_of(&with_usages(json!(["nonRepudiation"]))), (true, vec![3, 2, 6, 0x40]));
}

/// The usages are refused for a key of this algorithm, for these reasons.
fn refused_usages(algorithm: &str, usages: &[&str]) -> Vec<ViolationKind> {
    let body = body_with(&[("/key_algorithm", json!(algorithm)), ("/key_usages", json!(usages))]);
    let refusal = refused(apply(&body));
    assert!(
        refusal.iter().all(|(pointer, code, _)| (&**pointer, *code) == ("/key_usages", ErrorCode::Parameter))
    );
    refusal.into_iter().map(|(_, _, kind)| kind).collect()
}

#[test]
fn u3_usages_that_do_not_fit_are_refused() {
    use ViolationKind::{KeyCertSign, NeedsKeyAgreement, NotForEcKey};
    for algorithm in ["EC256", "EC384", "RSA2048", "RSA4096"] {
        assert_eq!(refused_usages(algorithm, &["digitalSignature", "keyCertSign"]), [KeyCertSign]);
        assert_eq!(refused_usages(algorithm, &["encipherOnly"]), [NeedsKeyAgreement("encipherOnly")]);
        assert_eq!(
            refused_usages(algorithm, &["decipherOnly", "encipherOnly"]),
            [NeedsKeyAgreement("encipherOnly"), NeedsKeyAgreement("decipherOnly")]
        );
    }
    assert_eq!(refused_usages("EC256", &["keyEncipherment"]), [NotForEcKey("keyEncipherment")]);
    assert_eq!(
        refused_usages("EC384", &["keyCertSign", "decipherOnly", "dataEncipherment", "keyEncipherment"]),
        [
            KeyCertSign,
            NeedsKeyAgreement("decipherOnly"),
            NotForEcKey("keyEncipherment"),
            NotForEcKey("dataEncipherment"),
        ]
    );
}

#[test]
fn u7_crl_sign_is_not_for_end_entities() {
    for usages in [&["cRLSign"][..], &["digitalSignature", "cRLSign"]] {
        assert_eq!(refused_usages("EC256", usages), [ViolationKind::CrlSignOfEntity]);
        assert_eq!(refused_usages("RSA2048", usages), [ViolationKind::CrlSignOfEntity]);
    }
    // As a typed request, and next to other faults of a body.
    let request =
        EndEntityRequest::new(ec_application()).with_key_usages(KeyUsages::of(&[KeyUsage::CrlSign]));
    let result =
        request.expect("usages").check(root(KeyAlgorithm::Ec256).issuer(), &Profile::default(), now());
    assert_eq!(refused(result), only("/key_usages", ErrorCode::Parameter, ViolationKind::CrlSignOfEntity));
    let body = body_with(&[("/key_usages", json!(["cRLSign"])), ("/signature_algorithm", json!("MD5"))]);
    let pointers: Vec<_> = refused(apply(&body)).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, ["/signature_algorithm", "/key_usages"]);
}

#[test]
fn u7_crl_sign_is_issued_where_the_profile_says_so() {
    let profile = profile_with(|settings| settings.end_entity_crl_sign = true);
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile);
    let issued = apply_json(&authority, &with_usages(json!(["cRLSign"]))).expect("a certificate");
    assert_eq!(extension(&issued, KEY_USAGE), Some((true, vec![3, 2, 1, 0x02])));
}

#[test]
fn u3_encipherment_is_for_rsa_keys() {
    let rsa = params(KeyAlgorithm::Rsa2048, "TestCert", years(1));
    let usages = KeyUsages::of(&[KeyUsage::KeyEncipherment, KeyUsage::DataEncipherment]);
    let request = EndEntityRequest::new(rsa).with_key_usages(usages).expect("usages of an RSA key");
    let grant =
        request.check(root(KeyAlgorithm::Ec256).issuer(), &Profile::default(), now()).expect("a grant");
    assert_eq!((grant.fields().key_usages(), grant.fields().notices()), (usages, &[][..]));
    let refusal = EndEntityRequest::new(ec_application()).with_key_usages(usages);
    assert_eq!(refusal, Err(ViolationKind::NotForEcKey("keyEncipherment")));
}

#[test]
fn u3_messages_say_what_to_do() {
    for (usages, message) in [
        (
            json!(["keyCertSign"]),
            "/key_usages: keyCertSign is for CAs only (RFC 5280 §4.2.1.9); omit it, or request a \
             subordinate CA",
        ),
        (
            json!(["keyEncipherment"]),
            "/key_usages: keyEncipherment is not for EC keys (RFC 8813 §3); use keyAgreement, or an RSA key",
        ),
        (
            json!(["encipherOnly"]),
            "/key_usages: encipherOnly requires keyAgreement; add keyAgreement, or \
                                   omit encipherOnly",
        ),
    ] {
        assert_eq!(apply(&with_usages(usages)).unwrap_err().message(), message);
    }
}

/// id-kp (RFC 5280 §4.2.1.12) with these last arcs.
fn purposes(arcs: &[u8]) -> Vec<u8> {
    let purposes: Vec<_> = arcs.iter().map(|arc| [0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, *arc]).collect();
    tlv(SEQUENCE, &purposes.concat())
}

fn with_purposes(names: &[&str]) -> Value {
    let members = names.iter().map(|name| ((*name).to_string(), json!(true))).collect();
    body_with(&[("/extended_key_usage", Value::Object(members))])
}

#[test]
fn u4_the_six_purposes() {
    let smart_card_logon = [0x06, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2];
    for (names, expected) in [
        (&["server_auth"][..], (false, purposes(&[1]))),
        (&["client_auth"], (false, purposes(&[2]))),
        (&["code_signing"], (false, purposes(&[3]))),
        (&["email_protection"], (false, purposes(&[4]))),
        // RFC 3161 §2.3.
        (&["time_stamping"], (true, purposes(&[8]))),
        (&["client_auth", "server_auth"], (false, purposes(&[1, 2]))),
        (
            &["email_protection", "code_signing", "client_auth", "server_auth"],
            (false, purposes(&[1, 2, 3, 4])),
        ),
        (&["smart_card_logon"], (false, tlv(SEQUENCE, &smart_card_logon))),
        (
            &["smart_card_logon", "client_auth"],
            (false, tlv(SEQUENCE, &[&purposes(&[2])[2..], &smart_card_logon].concat())),
        ),
    ] {
        let mut body = with_purposes(names);
        body["subject_alternative_names"] = json!([{ "type": "DNS", "value": "a.example" }]);
        let issued = apply(&body).expect("a certificate");
        assert_eq!(extension(&issued, EXTENDED_KEY_USAGE), Some(expected), "{names:?}");
        assert_eq!(issued.fields().notices(), []);
    }
}

#[test]
fn u4_nothing_asked_for_makes_no_extension() {
    for absent in [
        json!(null),
        json!({}),
        json!({ "server_auth": false, "client_auth": false, "code_signing": false,
            "email_protection": false, "time_stamping": false, "smart_card_logon": false }),
        json!({ "server_auth": null, "time_stamping": false }),
    ] {
        let issued = apply(&body_with(&[("/extended_key_usage", absent)])).expect("a certificate");
        assert_eq!(extension(&issued, EXTENDED_KEY_USAGE), None);
    }
}

#[test]
fn u4_time_stamping_beside_others_is_not_critical_and_draws_a_notice() {
    let issued = apply(&with_purposes(&["time_stamping", "client_auth"])).expect("a certificate");
    assert_eq!(extension(&issued, EXTENDED_KEY_USAGE), Some((false, purposes(&[2, 8]))));
    let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
    assert_eq!(
        (notice.pointer().as_str(), notice.kind()),
        ("/extended_key_usage", &NoticeKind::TimeStampingNotAlone)
    );
}

#[test]
fn u4_purposes_that_are_no_booleans_are_refused() {
    for (value, found) in [
        (json!("true"), "a string"),
        (json!(1), "an integer"),
        (json!([]), "an array"),
        (json!({}), "an object"),
    ] {
        let refusal = refused(apply(&body_with(&[("/extended_key_usage", json!({ "server_auth": value }))])));
        let kind = ViolationKind::WrongType { found, expected: "a boolean" };
        assert_eq!(refusal, only("/extended_key_usage/server_auth", ErrorCode::Parameter, kind));
    }
}

#[test]
fn u4_a_program_can_add_any_purpose() {
    let other = ObjectIdentifier::new("1.3.6.1.4.1.311.20.2.2").expect("an identifier");
    let server = ObjectIdentifier::new("1.3.6.1.5.5.7.3.1").expect("an identifier");
    let usage = ExtendedKeyUsage::new([
        KeyPurpose::Other(other.clone()),
        KeyPurpose::ServerAuth,
        KeyPurpose::Other(server.clone()),
        KeyPurpose::Other(other),
    ]);
    // An identifier of a named purpose is that purpose.
    assert_eq!(usage.purposes(), [KeyPurpose::SmartCardLogon, KeyPurpose::ServerAuth]);
    assert!(usage.contains(&KeyPurpose::Other(server)) && !usage.contains(&KeyPurpose::ClientAuth));
    let issued = typed(ec_application().with_extended_key_usage(usage));
    let expected = constructed(
        SEQUENCE,
        &[&[0x06, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2], &[0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1]],
    );
    assert_eq!(extension(&issued, EXTENDED_KEY_USAGE), Some((false, expected)));

    // By its identifier, timeStamping must still be the only purpose.
    let time_stamping = ObjectIdentifier::new("1.3.6.1.5.5.7.3.8").expect("an identifier");
    let usage = ExtendedKeyUsage::new([KeyPurpose::Other(time_stamping), KeyPurpose::TimeStamping]);
    let issued = typed(ec_application().with_extended_key_usage(usage));
    assert_eq!(extension(&issued, EXTENDED_KEY_USAGE), Some((true, purposes(&[8]))));
}
