//! E2 and E3: the wire form, codes and statuses.

use certmint::error::{ErrorCode, ViolationKind};
use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::uuid::Uuid;
use certmint::wire::{Body, Refusal, Response};
use certmint::{EndEntityRequest, Error, KeyAlgorithm};
use serde_json::{Value, json};

use crate::helpers::{apply, apply_text, body_with, body_without, lasting_authority, only, refused};
use toolkit::{apply_body, csr_body, now, params, refusals, rng, root, violation, years};

/// Pointers and codes, as [`refusals`] returns them.
pub(crate) fn expected(refusals: &[(&str, ErrorCode)]) -> Vec<(String, ErrorCode)> {
    refusals.iter().map(|(pointer, code)| ((*pointer).to_string(), *code)).collect()
}

#[test]
fn e2_values_are_escaped_and_shortened() {
    for (value, quoted) in [
        ("a\"b\\c", "\"a\\u{22}b\\u{5c}c\""),
        ("a\u{0}\n\u{1b}[31m\u{85}", "\"a\\u{0}\\u{a}\\u{1b}[31m\\u{85}\""),
        // Marks that reorder or hide text.
        ("a\u{202e}b\u{200b}\u{feff}\u{2066}\u{2028}", "\"a\\u{202e}b\\u{200b}\\u{feff}\\u{2066}\\u{2028}\""),
        ("é漢𝔘", "\"é漢𝔘\""),
        (&"é ".repeat(24), &format!("\"{}\"", "é ".repeat(24))),
        (&"é ".repeat(25), &format!("\"{}\"…", "é ".repeat(24))),
    ] {
        let error = apply(&body_with(&[("/key_algorithm", json!(value))])).unwrap_err();
        let message = format!(
            "/key_algorithm: found {quoted}, but the allowed values are RSA2048, RSA4096, \
                               EC256, EC384"
        );
        assert_eq!(error.message(), message);
    }
}

#[test]
fn e2_a_message_is_cut_to_1024_characters() {
    for character in ["é", "漢", "𝔘", "\u{0}"] {
        let names: Vec<Value> =
            (0..20).map(|_| json!({ "type": "DNS", "value": character.repeat(253) })).collect();
        let error = apply(&body_with(&[("/subject_alternative_names", json!(names))])).unwrap_err();
        assert_eq!(error.violations().len(), 20);
        assert_eq!(error.message().chars().count(), 1_024);
        assert!(error.to_string().chars().count() > 1_024);
        assert!(!error.message().contains(char::is_control));
    }
}

#[test]
fn e2_the_wire_form_has_two_members() {
    let error = apply(&body_with(&[("/validity/value", json!(0))])).unwrap_err();
    let refusal = serde_json::to_value(Refusal::from(&error)).expect("JSON");
    assert_eq!(
        refusal,
        json!({
            "error_code": "PCA.00020109",
            "error_msg": "/validity/value: found 0, but 1 to 9223372036854775807 are allowed"
        })
    );
    let issued = apply(&apply_body()).expect("a certificate");
    let response = serde_json::to_value(Response::from(&issued)).expect("JSON");
    assert_eq!(response, json!({ "certificate_id": issued.certificate_id().to_string() }));
}

#[test]
fn e3_codes_and_statuses() {
    for (code, text, status) in [
        (ErrorCode::Parameter, "PCA.00020001", 400),
        (ErrorCode::DistinguishedName, "PCA.00020101", 400),
        (ErrorCode::KeyAlgorithm, "PCA.00020102", 400),
        (ErrorCode::SignatureAlgorithm, "PCA.00020103", 400),
        (ErrorCode::Validity, "PCA.00020109", 400),
        (ErrorCode::DnsName, "PCA.00020110", 400),
        (ErrorCode::IpAddress, "PCA.00020111", 400),
        (ErrorCode::AlternativeNameType, "PCA.00020112", 400),
        (ErrorCode::IssuerId, "PCA.00020201", 400),
        (ErrorCode::CaType, "PCA.00020202", 400),
        (ErrorCode::PathLength, "PCA.00020203", 400),
        (ErrorCode::NotAuthenticated, "PCA.00030001", 401),
        (ErrorCode::IssuerNotFound, "PCA.00030102", 404),
        (ErrorCode::StateForbids, "PCA.00030201", 403),
        (ErrorCode::Frozen, "PCA.00030202", 403),
        (ErrorCode::CertificateKeyMismatch, "PCA.00030301", 403),
        (ErrorCode::Internal, "PCA.00010001", 500),
    ] {
        assert_eq!((code.as_str(), code.http_status(), code.to_string()), (text, status, text.to_string()));
        assert!((3..=36).contains(&text.len()));
    }
}

#[test]
fn e3_each_missing_member_has_the_code_of_its_kind() {
    for (pointer, code) in [
        ("/issuer_id", ErrorCode::IssuerId),
        ("/distinguished_name", ErrorCode::DistinguishedName),
        ("/validity", ErrorCode::Validity),
        ("/validity/type", ErrorCode::Validity),
        ("/validity/value", ErrorCode::Validity),
    ] {
        let missing = only(pointer, code, ViolationKind::Missing);
        assert_eq!(refused(apply(&body_without(pointer))), missing, "absent");
        assert_eq!(refused(apply(&body_with(&[(pointer, json!(null))]))), missing, "null");
        assert_eq!(refused(apply(&body_with(&[(pointer, json!(""))]))), missing, "empty");
    }
}

#[test]
fn e3_an_issuer_id_has_one_form() {
    for id in [
        "2cb2878b-6cd1-460d-bd25-afe655159bd",
        "2cb2878b-6cd1-460d-bd25-afe655159bdcc",
        "2cb2878b6cd1460dbd25afe655159bdc",
        "{2cb2878b-6cd1-460d-bd25-afe655159bdc}",
        "urn:uuid:2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "2cb2878b-6cd1-460d-bd25-afe655159bdg",
        "2cb2878-b6cd1-460d-bd25-afe655159bdc",
        "2cb2878b_6cd1_460d_bd25_afe655159bdc",
        " cb2878b-6cd1-460d-bd25-afe655159bdc",
        "2cb2878b-6cd1-460d-bd25-afe655159b\u{e9}",
    ] {
        let violation = violation(apply(&body_with(&[("/issuer_id", json!(id))])));
        assert_eq!((violation.pointer().as_str(), violation.code()), ("/issuer_id", ErrorCode::IssuerId));
        assert!(matches!(violation.kind(), ViolationKind::NotAUuid(_)), "{id}");
    }
}

#[test]
fn e3_the_codes_of_the_other_bodies() {
    let with_path_length = body_with(&[("/path_length", json!(7))]);
    let body = Body::from_json(with_path_length.to_string().as_bytes()).expect("JSON");
    let kind = ViolationKind::OutOfRange { found: 7, min: 0, max: 6 };
    assert_eq!(refused(body.read_subordinate()), only("/path_length", ErrorCode::PathLength, kind));

    let mut csr = csr_body("no PEM");
    csr["type"] = json!("CA");
    let body = Body::from_json(csr.to_string().as_bytes()).expect("JSON");
    assert_eq!(
        refusals(body.read_csr()),
        expected(&[("/csr", ErrorCode::Parameter), ("/type", ErrorCode::Parameter)])
    );
}

#[test]
fn e3_an_unknown_issuer_is_404() {
    let id = Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc);
    let error = Error::IssuerNotFound(id);
    assert_eq!((error.code().http_status(), error.violations()), (404, &[][..]));
    assert_eq!(
        serde_json::to_value(Refusal::from(&error)).expect("JSON"),
        json!({
            "error_code": "PCA.00030102",
            "error_msg": "there is no issuer 2cb2878b-6cd1-460d-bd25-afe655159bdc"
        })
    );
}

#[test]
fn e3_a_host_has_errors_of_its_own() {
    let id = Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc);
    let forbidden = Error::state_forbids(id, "DISABLED", "export");
    for (error, status, refusal) in [
        (
            Error::NotAuthenticated,
            401,
            json!({
                "error_code": "PCA.00030001",
                "error_msg": "the sender is not authenticated; send valid credentials"
            }),
        ),
        (
            forbidden,
            403,
            json!({
                "error_code": "PCA.00030201",
                "error_msg": "2cb2878b-6cd1-460d-bd25-afe655159bdc is in the state DISABLED, which does not \
                              allow the operation export"
            }),
        ),
        (
            Error::frozen(id),
            403,
            json!({
                "error_code": "PCA.00030202",
                "error_msg": "2cb2878b-6cd1-460d-bd25-afe655159bdc is frozen"
            }),
        ),
        (
            Error::CertificateKeyMismatch,
            403,
            json!({
                "error_code": "PCA.00030301",
                "error_msg": "the certificate and the private key do not match"
            }),
        ),
    ] {
        assert_eq!((error.code().http_status(), error.violations()), (status, &[][..]));
        assert_eq!(serde_json::to_value(Refusal::from(&error)).expect("JSON"), refusal);
    }
}

/// A generator that always fails.
struct Dry;

impl TryRng for Dry {
    type Error = core::fmt::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Err(core::fmt::Error)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Err(core::fmt::Error)
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
        Err(core::fmt::Error)
    }
}

impl TryCryptoRng for Dry {}

#[test]
fn e3_a_generator_that_fails_is_500() {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "TestCert", years(1)));
    let error = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut Dry).unwrap_err();
    assert!(matches!(error, Error::Entropy), "{error:?}");
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
    // A refusal comes before any randomness is drawn.
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "TestCert", years(21)));
    let error = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut Dry).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Validity);
    assert!(root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(1)).is_err());
}

#[test]
fn e3_wrong_types_are_refused_with_the_code_of_their_member() {
    let types = [
        (json!(true), "a boolean"),
        (json!(-1), "an integer"),
        (json!(0.5), "a number that is not a 64-bit integer"),
        (json!("text"), "a string"),
        (json!([]), "an array"),
        (json!({}), "an object"),
    ];
    for (pointer, code, expected) in [
        ("/issuer_id", ErrorCode::IssuerId, "a string"),
        ("/key_algorithm", ErrorCode::KeyAlgorithm, "a string"),
        ("/signature_algorithm", ErrorCode::SignatureAlgorithm, "a string"),
        ("/distinguished_name", ErrorCode::DistinguishedName, "an object"),
        ("/distinguished_name/common_name", ErrorCode::DistinguishedName, "a string"),
        ("/distinguished_name/country", ErrorCode::DistinguishedName, "a string"),
        ("/distinguished_name/organizational_unit", ErrorCode::DistinguishedName, "a string"),
        ("/validity", ErrorCode::Validity, "an object"),
        ("/validity/type", ErrorCode::Validity, "a string"),
        ("/validity/value", ErrorCode::Validity, "an integer"),
        ("/validity/start_from", ErrorCode::Validity, "an integer"),
        ("/key_usages", ErrorCode::Parameter, "an array"),
        ("/subject_alternative_names", ErrorCode::Parameter, "an array"),
        ("/extended_key_usage", ErrorCode::Parameter, "an object"),
        ("/customized_extension", ErrorCode::Parameter, "an object"),
    ] {
        for (value, found) in types.iter().filter(|(_, found)| *found != expected) {
            let refusal = refused(apply(&body_with(&[(pointer, value.clone())])));
            assert_eq!(refusal, only(pointer, code, ViolationKind::WrongType { found, expected }));
        }
    }
    for (value, found) in
        types.iter().chain([&(json!(null), "null")]).filter(|(_, found)| *found != "an object")
    {
        let refusal = refused(apply(&body_with(&[("/subject_alternative_names", json!([value]))])));
        let kind = ViolationKind::WrongType { found, expected: "an object" };
        assert_eq!(refusal, only("/subject_alternative_names/0", ErrorCode::Parameter, kind));
        let root = refused(apply_text(&lasting_authority(), value.to_string().as_bytes(), now()));
        assert_eq!(
            root,
            only("", ErrorCode::Parameter, ViolationKind::WrongType { found, expected: "an object" })
        );
    }
    for (member, value, code, wrong) in [
        ("type", json!(1), ErrorCode::AlternativeNameType, "/subject_alternative_names/0/type"),
        ("value", json!(1), ErrorCode::DnsName, "/subject_alternative_names/0/value"),
    ] {
        let mut name = json!({ "type": "DNS", "value": "a" });
        name[member] = value;
        let kind = ViolationKind::WrongType { found: "an integer", expected: "a string" };
        let refusal = refused(apply(&body_with(&[("/subject_alternative_names", json!([name]))])));
        assert_eq!(refusal, only(wrong, code, kind));
    }
}
