//! N1–N3: lengths, characters, string types and order of the subject.

use certmint::error::{DistinguishedNameError, ErrorCode, LengthError, ViolationKind};
use certmint::name::AttributeType;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued, KeyAlgorithm,
};
use serde_json::{Value, json};
use x509_cert::der::Encode;

use crate::helpers::{
    PRINTABLE, UTF8, apply, arc, attribute, authority_named, body_with, name, only, refused, text_with,
};
use toolkit::{apply_json, now, parse, rng, violation, years};

pub(crate) const ISSUER_COMMON_NAME: &[u8] = b"Issuer";

/// An authority whose subject is only a common name, so that nothing is inherited.
pub(crate) fn bare_authority() -> Authority {
    authority_named(&name(&[&attribute(arc::CN, UTF8, ISSUER_COMMON_NAME)]))
}

fn subject_of(issued: &Issued) -> Vec<u8> {
    parse(issued).tbs_certificate().subject().to_der().expect("DER")
}

pub(crate) fn with_name(distinguished_name: Value) -> Value {
    body_with(&[("/distinguished_name", distinguished_name)])
}

pub(crate) fn with_attribute(member: &str, value: &str) -> Value {
    body_with(&[(&format!("/distinguished_name/{member}"), json!(value))])
}

/// Member, arc and maximum length of each attribute except the country.
pub(crate) const TEXTS: [(&str, u8, usize); 5] = [
    ("state", arc::ST, 128),
    ("locality", arc::L, 128),
    ("organization", arc::O, 64),
    ("organizational_unit", arc::OU, 64),
    ("common_name", arc::CN, 64),
];

#[test]
fn n1_lengths_are_counted_in_characters() {
    let authority = bare_authority();
    for (member, last_arc, max) in TEXTS {
        // Characters of one, two, three and four octets, and one with a combining mark.
        for (unit, characters) in [("a", 1), ("é", 1), ("漢", 1), ("𝔘", 1), ("e\u{301}", 2)] {
            let longest = unit.repeat(max / characters);
            let issued = apply_json(&authority, &with_attribute(member, &longest)).expect(member);
            let expected = attribute(last_arc, UTF8, longest.as_bytes());
            let subject = subject_of(&issued);
            assert!(subject.windows(expected.len()).any(|window| window == expected), "{member} {unit}");

            let longer = longest + unit;
            let kind = ViolationKind::Length(LengthError { found: max + characters, min: 1, max });
            let refusal = refused(apply_json(&authority, &with_attribute(member, &longer)));
            let pointer = format!("/distinguished_name/{member}");
            assert_eq!(refusal, only(&pointer, ErrorCode::DistinguishedName, kind), "{unit}");
        }
    }
}

#[test]
fn n1_control_characters_are_refused() {
    let c0 = 0x00..=0x1f;
    let del_and_c1 = 0x7f..=0x9f;
    let authority = bare_authority();
    for code_point in c0.chain(del_and_c1) {
        let control = char::from_u32(code_point).expect("a character");
        let pointer = "/distinguished_name/common_name";
        for text in [format!("{control}"), format!("a{control}b"), format!("ab{control}")] {
            let refusal = refused(apply_json(&authority, &with_attribute("common_name", &text)));
            let kind = ViolationKind::DistinguishedName(DistinguishedNameError::ControlCharacter(control));
            assert_eq!(refusal, only(pointer, ErrorCode::DistinguishedName, kind));
        }
    }
    for (member, ..) in TEXTS {
        let violation = violation(apply_json(&authority, &with_attribute(member, "a\u{0}b")));
        assert_eq!(
            violation.to_string(),
            format!(
                "/distinguished_name/{member}: the control character U+0000 NULL is not allowed; remove it"
            )
        );
    }
}

#[test]
fn n1_everything_else_in_unicode_is_allowed() {
    let authority = bare_authority();
    for text in [
        " ",
        "~",
        "\u{a0}",
        "*",
        ",+=\"\\<>;#",
        "\u{ad}",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{e000}",
        "👩\u{200d}💻",
        "\u{10ffff}",
        "مثال",
    ] {
        let issued = apply_json(&authority, &with_attribute("common_name", text)).expect(text);
        let expected = name(&[&attribute(arc::CN, UTF8, text.as_bytes())]);
        assert_eq!(subject_of(&issued), expected, "{text:?}");
    }
}

#[test]
fn n1_a_country_is_two_ascii_letters() {
    let authority = bare_authority();
    for country in ["DE", "de", "Zz", "aA"] {
        assert!(apply_json(&authority, &with_attribute("country", country)).is_ok(), "{country}");
    }
    for country in ["D", "DEU", "D1", "é", "éa", "ÄÖ", "ＤＥ", "D ", " D", "D\u{0}", "--", "ßß"] {
        let violation = violation(apply_json(&authority, &with_attribute("country", country)));
        assert_eq!(
            (violation.pointer().as_str(), violation.code()),
            ("/distinguished_name/country", ErrorCode::DistinguishedName)
        );
        assert!(
            matches!(violation.kind(), ViolationKind::DistinguishedName(DistinguishedNameError::Country(_))),
            "{country:?}: {violation}"
        );
    }
}

#[test]
fn n1_the_typed_name_has_the_same_bounds() {
    let too_long = DistinguishedNameError::Length(LengthError { found: 65, min: 1, max: 64 });
    assert_eq!(DistinguishedName::new(&"é".repeat(65)), Err(too_long));
    assert_eq!(DistinguishedName::new("\u{9f}"), Err(DistinguishedNameError::ControlCharacter('\u{9f}')));
    let named = DistinguishedName::new("a").and_then(|name| name.with(AttributeType::Locality, ""));
    let empty = LengthError { found: 0, min: 1, max: 128 };
    assert_eq!(named, Err(DistinguishedNameError::Length(empty)));
    let named = DistinguishedName::new("a").and_then(|name| name.with(AttributeType::CommonName, "b"));
    assert_eq!(named, DistinguishedName::new("b"));
}

#[test]
fn c5_a_subject_in_der_is_checked_as_that_of_a_csr_and_copied() {
    const SERIAL_NUMBER: u8 = 5;
    let issue = |der: &[u8]| {
        let subject = DistinguishedName::from_der(der).expect("a name");
        let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, years(1));
        bare_authority().issue(&EndEntityRequest::new(params), now(), &mut rng(3))
    };
    let serial_number = attribute(SERIAL_NUMBER, PRINTABLE, b"42");
    let sound = name(&[&attribute(arc::CN, PRINTABLE, b"leaf"), &serial_number]);
    assert_eq!(subject_of(&issue(&sound).expect("a certificate")), sound);

    const TELETEX: u8 = 0x14;
    for (der, text) in [
        (
            name(&[]),
            "/distinguished_name: the subject is empty and there is no alternative name; request one of them",
        ),
        (
            name(&[&attribute(arc::CN, TELETEX, b"leaf")]),
            "/distinguished_name: the attribute common name (CN) is encoded as TeletexString; encode it as a \
             UTF8String or PrintableString",
        ),
        (
            name(&[&[&attribute(arc::CN, UTF8, b"leaf")[..], &serial_number].concat()]),
            "/distinguished_name: the name is not a distinguished name in DER",
        ),
    ] {
        let refused = violation(issue(&der));
        assert_eq!((refused.code(), &*refused.to_string()), (ErrorCode::DistinguishedName, text));
    }
}

#[test]
fn n2_the_country_is_a_printable_string_and_all_else_utf8() {
    let issued = apply_json(
        &bare_authority(),
        &with_name(json!({ "common_name": "plain", "country": "dE", "organization": "PLAIN" })),
    );
    let expected = name(&[
        &attribute(arc::C, PRINTABLE, b"dE"),
        &attribute(arc::O, UTF8, b"PLAIN"),
        &attribute(arc::CN, UTF8, b"plain"),
    ]);
    assert_eq!(subject_of(&issued.expect("a certificate")), expected);
}

#[test]
fn n2_a_country_that_no_printable_string_holds_is_refused() {
    let violation = violation(apply(&with_attribute("country", "D*")));
    assert_eq!(
        violation.to_string(),
        "/distinguished_name/country: the country (C) must be two letters A-Z or a-z, not \"D*\"; use a \
         code of ISO 3166-1, such as DE, or omit the country"
    );
}

#[test]
fn n3_attributes_stand_in_order_each_its_own_rdn() {
    // The members of the body are in another order.
    let body = text_with(
        r#""distinguished_name": {"common_name": "TestCert", "organizational_unit": "CloudBU",
        "organization": "Huawei", "locality": "Chengdu", "state": "Sichuan", "country": "CN"}, "x": 0"#,
    );
    let body = body.replace(r#""distinguished_name":{"common_name":"TestCert"},"#, "");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let expected = name(&[
        &attribute(arc::C, PRINTABLE, b"CN"),
        &attribute(arc::ST, UTF8, b"Sichuan"),
        &attribute(arc::L, UTF8, b"Chengdu"),
        &attribute(arc::O, UTF8, b"Huawei"),
        &attribute(arc::OU, UTF8, b"CloudBU"),
        &attribute(arc::CN, UTF8, b"TestCert"),
    ]);
    assert_eq!(subject_of(&apply_json(&bare_authority(), &body).expect("a certificate")), expected);
}

#[test]
fn n3_each_attribute_is_there_once() {
    let text = text_with(r#""x": 0"#).replace(
        r#"{"common_name":"TestCert"}"#,
        r#"{"organization": "A", "common_name": "TestCert", "organization": "B"}"#,
    );
    let body = certmint::wire::Body::from_json(text.as_bytes()).expect("JSON");
    let refusal = refused(body.read_end_entity());
    assert_eq!(refusal.len(), 1);
    assert_eq!(
        (&*refusal[0].0, &refusal[0].2),
        ("/distinguished_name/organization", &ViolationKind::DuplicateMember)
    );
}
