//! C10 to C12: the certificate's type, hash and path length.

use certmint::HashAlgorithm::{Sha256, Sha384, Sha512};
use certmint::error::{CsrError, EncodingDeviation, ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::KeyUsage;
use certmint::request::CertificateType;
use certmint::{Csr, CsrRequest, Issued, KeyAlgorithm};
use serde_json::{Value, json};

use crate::check::{authority, ca_of, defective, notices, of_another_structure, tolerated, violations};
use toolkit::asn1::{BASIC_CONSTRAINTS, ca_false, ca_true, extension, key_usage};
use toolkit::builder::{Builder, ec_spki, p256};
use toolkit::{self, csr_body, csr_json, now, parse, reproducible, rng, years};

const CONSTRAINTS: &str = "/csr#/extensionRequest/basicConstraints";
const KEY_USAGE: &str = "/csr#/extensionRequest/keyUsage";
const CERT_SIGN: [KeyUsage; 1] = [KeyUsage::KeyCertSign];

fn with(extensions: &[Vec<u8>]) -> Builder {
    Builder::new(p256()).extensions(extensions)
}

/// The body for a request, with additional members.
fn body(request: &Builder, members: &[(&str, Value)]) -> Value {
    let mut body = csr_body(&request.pem());
    for (name, value) in members {
        body[*name] = value.clone();
    }
    body
}

#[track_caller]
fn assert_constraints(issued: &Issued, value: &[u8]) {
    assert_eq!(toolkit::extension(issued, BASIC_CONSTRAINTS), Some((true, value.to_vec())));
}

#[test]
fn c10_an_entity_is_the_default() {
    for members in
        [&[][..], &[("type", json!("ENTITY_CERT"))], &[("type", Value::Null)], &[("type", json!(""))]]
    {
        for request in [Builder::new(p256()), with(&[ca_false()])] {
            let issued = csr_json(authority(), &body(&request, members)).expect("a certificate");
            assert_constraints(&issued, &[0x30, 0]);
            assert_eq!(notices(&issued), []);
        }
    }
}

#[test]
fn c10_a_contradiction_is_named_beside_whatever_else_is_wrong() {
    let pointers = |request: &Builder, members: &[(&str, Value)]| -> Vec<String> {
        let error = csr_json(authority(), &body(request, members)).expect_err("a refusal");
        error.violations().iter().map(|violation| violation.pointer()).collect()
    };
    let contradicting = with(&[ca_true(None)]);
    assert_eq!(pointers(&contradicting, &[("validity", json!(7))]), ["/validity", CONSTRAINTS]);
    let no_ca = with(&[ca_false()]);
    let members = [("type", json!("INTERMEDIATE_CA")), ("path_length", json!(-1))];
    assert_eq!(pointers(&no_ca, &members), ["/path_length", CONSTRAINTS]);
    // secp256k1.
    let other_curve = contradicting.spki(ec_spki("1.3.132.0.10", &[4; 65]));
    assert_eq!(pointers(&other_curve, &[]), ["/csr#/subjectPKInfo", CONSTRAINTS]);
}

#[test]
fn c10_ca_true_in_an_entity_request_is_refused() {
    for request in [with(&[ca_true(None)]), with(&[ca_true(Some(0))])] {
        defective(request.issue(), CONSTRAINTS, ErrorCode::Parameter, CsrError::CaTrueInEntity);
        let message = request.issue().expect_err("a refusal").message();
        assert!(message.contains("INTERMEDIATE_CA"), "{message}");
        let csr = Csr::from_der(&request.der()).expect("a CSR that is sound in itself");
        let result = CsrRequest::new(csr, CertificateType::EntityCert, years(1));
        defective(result, CONSTRAINTS, ErrorCode::Parameter, CsrError::CaTrueInEntity);
    }
}

#[test]
fn c10_ca_true_with_key_cert_sign_in_an_entity_request_is_refused_twice() {
    let found = violations(with(&[key_usage(&CERT_SIGN), ca_true(None)]).issue());
    assert_eq!(
        found,
        [(CONSTRAINTS, CsrError::CaTrueInEntity), (KEY_USAGE, CsrError::KeyCertSignInEntity)]
            .map(|(pointer, defect)| (pointer.to_string(), ErrorCode::Parameter, ViolationKind::Csr(defect)))
    );
}

#[test]
fn c10_a_ca_is_issued_where_the_type_says_so() {
    for request in
        [Builder::new(p256()), with(&[ca_true(None)]), with(&[ca_true(None), key_usage(&CERT_SIGN)])]
    {
        let issued = request.issue_ca().expect("a CA");
        assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
        assert_eq!(notices(&issued), []);
    }
}

#[test]
fn c10_ca_false_in_a_ca_request_is_refused() {
    let request = with(&[ca_false()]);
    defective(request.issue_ca(), CONSTRAINTS, ErrorCode::Parameter, CsrError::CaFalseInCa);
    let csr = Csr::from_der(&request.der()).expect("a CSR that is sound in itself");
    let result = CsrRequest::new(csr, ca_of(0), years(1));
    defective(result, CONSTRAINTS, ErrorCode::Parameter, CsrError::CaFalseInCa);
}

#[test]
fn c10_other_types_are_refused() {
    for value in ["CA", "entity_cert", "ROOT", "SUBORDINATE", "INTERMEDIATE_CA "] {
        let result = csr_json(authority(), &body(&Builder::new(p256()), &[("type", json!(value))]));
        assert_eq!(toolkit::refusals(result), [("/type".to_string(), ErrorCode::Parameter)], "{value:?}");
    }
    for (value, found) in [(json!(1), "an integer"), (json!(["ENTITY_CERT"]), "an array")] {
        let result = csr_json(authority(), &body(&Builder::new(p256()), &[("type", value)]));
        let kind = ViolationKind::WrongType { found, expected: "a string" };
        assert_eq!(violations(result), [("/type".to_string(), ErrorCode::Parameter, kind)]);
    }
}

#[test]
fn c2_ca_may_be_encoded_as_ber_has_it() {
    let request = |octet| with(&[extension(BASIC_CONSTRAINTS, [0x30, 3, 1, 1, octet])]);
    let issued = tolerated(&request(0), &[(CONSTRAINTS, EncodingDeviation::CaFalse)]);
    assert_constraints(&issued, &[0x30, 0]);
    defective(request(0).issue_ca(), CONSTRAINTS, ErrorCode::Parameter, CsrError::CaFalseInCa);
    let issued = request(1).issue_ca().expect("a CA");
    assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
    assert_eq!(notices(&issued), [(CONSTRAINTS, NoticeKind::Encoding(EncodingDeviation::CaTrue))]);
    defective(request(1).issue(), CONSTRAINTS, ErrorCode::Parameter, CsrError::CaTrueInEntity);
}

#[test]
fn c10_constraints_that_are_none_are_refused_for_what_they_are() {
    let request = |value: &[u8]| with(&[extension(BASIC_CONSTRAINTS, value)]);
    // A path length without cA (RFC 5280 §4.2.1.9).
    for value in [&[0x30, 3, 2, 1, 0][..], &[0x30, 6, 1, 1, 0, 2, 1, 0]] {
        let defect = CsrError::PathLengthWithoutCa;
        defective(request(value).issue(), CONSTRAINTS, ErrorCode::Parameter, defect.clone());
        defective(request(value).issue_ca(), CONSTRAINTS, ErrorCode::Parameter, defect);
    }
    // A negative path length, an additional member, another type, a path length of another type.
    for value in [
        &[0x30, 6, 1, 1, 0xff, 2, 1, 0xff][..],
        &[0x30, 5, 1, 1, 0xff, 5, 0],
        &[0x31, 0],
        &[0x30, 6, 1, 1, 0xff, 4, 1, 0],
    ] {
        of_another_structure(request(value).issue(), CONSTRAINTS, "basicConstraints");
        of_another_structure(request(value).issue_ca(), CONSTRAINTS, "basicConstraints");
    }
    for value in [&[][..], &[0x30, 7, 1, 1, 0xff, 2, 2, 0, 1], &[0x30, 3, 1, 1]] {
        let defect = CsrError::Der("basicConstraints");
        defective(request(value).issue(), CONSTRAINTS, ErrorCode::Parameter, defect.clone());
        defective(request(value).issue_ca(), CONSTRAINTS, ErrorCode::Parameter, defect);
    }
}

#[test]
fn c11_the_hash_is_sha384() {
    let rsa_issuer = toolkit::root(KeyAlgorithm::Rsa2048);
    let request = csr_body(&Builder::new(p256()).pem());
    for (authority, algorithm) in
        [(authority(), "1.2.840.10045.4.3.3"), (&rsa_issuer, "1.2.840.113549.1.1.12")]
    {
        let issued = csr_json(authority, &request).expect("a certificate");
        assert_eq!(parse(&issued).signature_algorithm().oid.to_string(), algorithm);
    }
}

#[test]
fn c11_rust_code_can_set_another_hash() {
    for (hash, algorithm) in
        [(Sha256, "1.2.840.10045.4.3.2"), (Sha384, "1.2.840.10045.4.3.3"), (Sha512, "1.2.840.10045.4.3.4")]
    {
        let csr = Csr::from_der(&Builder::new(p256()).der()).expect("a CSR");
        let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request");
        let issued = authority().issue(&request.with_hash(hash), now(), &mut rng(4)).expect("a certificate");
        assert_eq!(parse(&issued).signature_algorithm().oid.to_string(), algorithm);
    }
}

#[test]
fn c11_the_body_cannot_set_another_hash() {
    let members = [("signature_algorithm", json!("SHA256"))];
    let issued = csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a certificate");
    assert_eq!(parse(&issued).signature_algorithm().oid.to_string(), "1.2.840.10045.4.3.3");
    assert_eq!(notices(&issued), [("/signature_algorithm", NoticeKind::UnknownMember)]);
}

#[test]
fn c12_a_ca_has_the_path_length_that_the_body_names() {
    for length in 0..=6u8 {
        let members = [("type", json!("INTERMEDIATE_CA")), ("path_length", json!(length))];
        let issued = csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a CA");
        assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, length]);
    }
}

#[test]
fn c12_the_path_length_is_0_where_none_is_named() {
    for members in [&[][..], &[("path_length", Value::Null)]] {
        let mut body = body(&Builder::new(p256()), members);
        body["type"] = json!("INTERMEDIATE_CA");
        let issued = csr_json(authority(), &body).expect("a CA");
        assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
    }
}

#[test]
fn c12_path_lengths_out_of_range_are_refused_for_a_ca() {
    let ca = |value: Value| [("type", json!("INTERMEDIATE_CA")), ("path_length", value)];
    for (found, value) in [
        (7, json!(7)),
        (7, json!("7")),
        (-1, json!(-1)),
        (-1, json!("-1")),
        (1 << 40, json!(1u64 << 40)),
        (256, json!(256)),
    ] {
        let result = csr_json(authority(), &body(&Builder::new(p256()), &ca(value)));
        let kind = ViolationKind::OutOfRange { found, min: 0, max: 6 };
        assert_eq!(violations(result), [("/path_length".to_string(), ErrorCode::PathLength, kind)]);
    }
    for (found, value) in [
        ("a string", json!("x")),
        ("a boolean", json!(true)),
        ("a number that is not a 64-bit integer", json!(0.5)),
    ] {
        let result = csr_json(authority(), &body(&Builder::new(p256()), &ca(value)));
        let kind = ViolationKind::WrongType { found, expected: "an integer" };
        assert_eq!(violations(result), [("/path_length".to_string(), ErrorCode::PathLength, kind)]);
    }
}

#[test]
fn c12_the_path_length_of_an_entity_is_ignored_with_a_notice_whatever_it_is() {
    let entity = [("type", json!("ENTITY_CERT"))];
    for members in [&[][..], &entity] {
        for length in
            [json!(0), json!(6), json!(7), json!(-1), json!("x"), json!("0"), json!([1]), json!({ "a": 1 })]
        {
            let members = [members, &[("path_length", length)]].concat();
            let issued =
                csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a certificate");
            assert_constraints(&issued, &[0x30, 0]);
            assert_eq!(notices(&issued), [("/path_length", NoticeKind::PathLengthOfEntity)]);
        }
    }
    for absent in [json!(null), json!(""), json!({})] {
        let members = [("path_length", absent)];
        let issued = csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a certificate");
        assert_eq!(notices(&issued), []);
    }
}

#[test]
fn c12_the_path_length_beside_a_type_that_is_none_is_not_judged() {
    let members = [("type", json!("CA")), ("path_length", json!(7))];
    let result = csr_json(authority(), &body(&Builder::new(p256()), &members));
    assert_eq!(toolkit::refusals(result), [("/type".to_string(), ErrorCode::Parameter)]);
}

#[test]
fn c12_the_path_length_inside_the_csr_is_not_used() {
    for (inside, members, granted) in
        [(3, vec![], 0), (0, vec![("path_length", json!(2))], 2), (100, vec![], 0)]
    {
        let mut body = body(&with(&[ca_true(Some(inside))]), &members);
        body["type"] = json!("INTERMEDIATE_CA");
        let issued = csr_json(authority(), &body).expect("a CA");
        assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, granted]);
        assert_eq!(notices(&issued), [(CONSTRAINTS, NoticeKind::PathLengthInCsr)]);
    }
}

#[test]
fn c12_the_path_length_fits_below_the_issuers() {
    let issuer = toolkit::subordinate(authority(), KeyAlgorithm::Ec256, 1);
    let members = |length: u8| [("type", json!("INTERMEDIATE_CA")), ("path_length", json!(length))];
    let issued = csr_json(&issuer, &body(&Builder::new(p256()), &members(0))).expect("a CA");
    assert_constraints(&issued, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
    let result = csr_json(&issuer, &body(&Builder::new(p256()), &members(1)));
    let kind = ViolationKind::IssuerPathLength { issuer: 1, asked: 1 };
    assert_eq!(violations(result), [("/path_length".to_string(), ErrorCode::PathLength, kind)]);
}

#[test]
fn c12_names_beside_the_csr_are_ignored_whatever_they_hold() {
    let plain = Builder::new(p256()).issue().expect("a certificate");
    let entry = json!({ "type": "DNS", "value": "evil.example" });
    let mut nested = json!(0);
    for _ in 0..100 {
        nested = json!([nested]);
    }
    for value in [
        json!([entry]),
        json!([]),
        json!("text"),
        json!(7),
        json!(-0.5),
        json!({ "type": "DNS" }),
        json!([{ "type": "XYZ", "value": 3 }, null]),
        json!(vec![entry; 1_000]),
        nested,
    ] {
        let members = [("subject_alternative_names", value)];
        let issued = csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a certificate");
        assert_eq!(notices(&issued), [("/subject_alternative_names", NoticeKind::ReservedMember)]);
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(plain.certificate().as_der()));
    }
    let members = [("subject_alternative_names", Value::Null)];
    let issued = csr_json(authority(), &body(&Builder::new(p256()), &members)).expect("a certificate");
    assert_eq!(notices(&issued), []);
}

#[test]
fn c12_names_beside_the_csr_do_not_stand_in_for_missing_ones() {
    let members = [("subject_alternative_names", json!([{ "type": "DNS", "value": "a.example" }]))];
    let result = csr_json(authority(), &body(&Builder::new(p256()).empty_subject(), &members));
    defective(result, "/csr#/subject", ErrorCode::DistinguishedName, CsrError::NoName);
}
