//! U5: the customized extension, and extensions that a program adds.

use certmint::error::{CustomExtensionError, ErrorCode, LengthError, ObjectIdentifierError, ViolationKind};
use certmint::extension::CustomExtension;
use certmint::{Issued, ObjectIdentifier};
use serde_json::{Value, json};

use crate::helpers::{SEQUENCE, UTF8, apply, body_with, constructed, only, refused, tlv};
use crate::usages::{ec_application, typed};
use toolkit::{extension, extensions, violation};

fn with_custom(custom: Value) -> Value {
    body_with(&[("/customized_extension", custom)])
}

/// The last extension of the certificate, as the bytes of its SEQUENCE. x509-cert reads it only if
/// the arcs of the identifier are small.
fn custom_extension_is_last(issued: &Issued, oid: &[u8], text: &str) -> bool {
    let value = tlv(0x04, &tlv(UTF8, text.as_bytes()));
    let expected = constructed(SEQUENCE, &[&tlv(0x06, oid), &value]);
    let der = issued.certificate().as_der();
    // The signature follows: SEQUENCE of an identifier, BIT STRING.
    let position = der.windows(expected.len()).position(|window| window == expected);
    position.is_some_and(|position| der[position + expected.len()..].starts_with(&[SEQUENCE, 10, 0x06, 8]))
}

#[test]
fn u5_a_customized_extension_is_a_utf8_string_and_not_critical() {
    let longest = "漢".repeat(64);
    for (oid, value) in [("1.3.6.1.4.1.2011.4.99", "a"), ("1.2.3", &*longest), ("2.16.840.1", "a\nb\u{0}")] {
        let issued = apply(&with_custom(json!({ "object_identifier": oid, "value": value })));
        let issued = issued.expect(oid);
        assert_eq!(extension(&issued, oid), Some((false, tlv(UTF8, value.as_bytes()))));
        assert_eq!(extensions(&issued).last().map(|(last, ..)| &**last), Some(oid));
    }
}

#[test]
fn u5_identifiers_have_arcs_of_any_size() {
    let longest = format!("2.{}", "9".repeat(62));
    for (oid, start) in [
        ("0.0", &[0x00][..]),
        ("0.39", &[39]),
        ("1.0", &[40]),
        ("1.39.0", &[79, 0]),
        ("2.0", &[80]),
        ("2.39", &[119]),
        ("2.40", &[120]),
        ("2.47", &[127]),
        ("2.48", &[0x81, 0x00]),
        ("2.999.1", &[0x88, 0x37, 0x01]),
        ("1.2.127.128.16383.16384", &[42, 0x7f, 0x81, 0x00, 0xff, 0x7f, 0x81, 0x80, 0x00]),
        ("1.2.4294967296", &[42, 0x90, 0x80, 0x80, 0x80, 0x00]),
        (
            "2.25.340282366920938463463374607431768211455",
            &[
                0x69, 0x83, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                0xff, 0xff, 0xff, 0xff, 0x7f,
            ],
        ),
        // Neighbours of the reserved identifiers.
        ("2.5.28.1", &[0x55, 28, 1]),
        ("2.5.30", &[0x55, 30]),
        ("2.5.290", &[0x55, 0x82, 0x22]),
        ("1.3.6.1.5.5.7", &[0x2b, 6, 1, 5, 5, 7]),
        ("1.3.6.1.5.5.7.10", &[0x2b, 6, 1, 5, 5, 7, 10]),
        ("1.3.6.1.5.5.7.2.1", &[0x2b, 6, 1, 5, 5, 7, 2, 1]),
        (&longest, ObjectIdentifier::new(&longest).expect("64 characters").as_content()),
    ] {
        let issued = apply(&with_custom(json!({ "object_identifier": oid, "value": "v" }))).expect(oid);
        assert!(custom_extension_is_last(&issued, start, "v"), "{oid}");
        assert_eq!(ObjectIdentifier::new(oid).expect(oid).to_string(), oid);
    }
}

fn refused_identifier(oid: &str) -> ViolationKind {
    let violation = violation(apply(&with_custom(json!({ "object_identifier": oid, "value": "v" }))));
    assert_eq!(
        (violation.pointer().as_str(), violation.code()),
        ("/customized_extension/object_identifier", ErrorCode::Parameter)
    );
    violation.kind().clone()
}

#[test]
fn u5_malformed_identifiers_are_refused() {
    use ObjectIdentifierError::{Character, EmptyArc, FirstArc, LeadingZero, SecondArc, TooFewArcs};
    for (oid, defect) in [
        ("1", TooFewArcs),
        ("2", TooFewArcs),
        ("3.1", FirstArc),
        ("01.2", FirstArc),
        ("-1.2", FirstArc),
        (".1.2", FirstArc),
        (" 1.2", FirstArc),
        ("1.40", SecondArc),
        ("0.40.1", SecondArc),
        ("1.128", SecondArc),
        ("0.340282366920938463463374607431768211456", SecondArc),
        ("1.", EmptyArc),
        ("1..2", EmptyArc),
        ("1.2.", EmptyArc),
        ("1.02", LeadingZero),
        ("1.2.00", LeadingZero),
        ("1.2.a", Character),
        ("1.2 .3", Character),
        ("1.2.3\n", Character),
        ("1.2.٣", Character),
        ("1.2.+3", Character),
        ("1.2.-3", Character),
        ("1,2", FirstArc),
        ("id-ce", FirstArc),
    ] {
        assert_eq!(refused_identifier(oid), ViolationKind::ObjectIdentifier(defect), "{oid:?}");
    }
    for (oid, found) in [(format!("2.{}", "1".repeat(63)), 65), ("é".repeat(65), 65)] {
        assert_eq!(refused_identifier(&oid), ViolationKind::Length(LengthError { found, min: 1, max: 64 }));
    }
}

#[test]
fn u5_identifiers_that_the_library_manages_are_refused() {
    for oid in ["2.5.29", "2.5.29.15", "2.5.29.17", "2.5.29.99.1", "1.3.6.1.5.5.7.1", "1.3.6.1.5.5.7.1.1"] {
        assert_eq!(
            refused_identifier(oid),
            ViolationKind::CustomExtension(CustomExtensionError::Reserved),
            "{oid}"
        );
    }
}

#[test]
fn u5_both_fields_or_neither() {
    let (oid, value) = ("/customized_extension/object_identifier", "/customized_extension/value");
    for (custom, missing) in [
        (json!({ "object_identifier": "1.2.3" }), value),
        (json!({ "object_identifier": "1.2.3", "value": null }), value),
        (json!({ "object_identifier": "1.2.3", "value": "" }), value),
        (json!({ "object_identifier": "", "value": "v" }), oid),
        (json!({ "value": "v" }), oid),
        (json!({ "object_identifier": null, "value": "v" }), oid),
    ] {
        assert_eq!(
            refused(apply(&with_custom(custom))),
            only(missing, ErrorCode::Parameter, ViolationKind::Missing)
        );
    }
    for neither in [
        json!(null),
        json!(""),
        json!({}),
        json!({ "object_identifier": null, "value": null }),
        json!({ "object_identifier": "", "value": "" }),
    ] {
        let issued = apply(&with_custom(neither)).expect("no extension");
        // keyUsage, basicConstraints and the two key identifiers.
        assert_eq!(extensions(&issued).len(), 4);
    }
    let text = "é".repeat(65);
    let refusal = refused(apply(&with_custom(json!({ "object_identifier": "1.2.3", "value": text }))));
    assert_eq!(
        refusal,
        only(value, ErrorCode::Parameter, ViolationKind::Length(LengthError { found: 65, min: 1, max: 64 }))
    );
}

#[test]
fn u5_a_program_can_add_any_number_but_none_twice() {
    let oid = |dotted| ObjectIdentifier::new(dotted).expect("an identifier");
    let first = CustomExtension::new(oid("1.2.3.4"), true, vec![0x05, 0x00]).expect("NULL");
    let second = CustomExtension::text(oid("1.2.3.3"), "text").expect("a text");
    let params = ec_application().with_extension(first).and_then(|both| both.with_extension(second));
    let params = params.expect("two extensions");
    let again = CustomExtension::new(oid("1.2.3.4"), false, vec![0x0c, 0x00]).expect("a text");
    assert_eq!(params.clone().with_extension(again), Err(ViolationKind::RepeatedExtension));

    let issued = typed(params);
    let last: Vec<_> = extensions(&issued).into_iter().skip(4).collect();
    assert_eq!(
        last,
        [("1.2.3.4".to_string(), true, vec![0x05, 0x00]), ("1.2.3.3".to_string(), false, tlv(UTF8, b"text")),]
    );
}

#[test]
fn u5_a_program_can_add_only_der_under_free_identifiers() {
    let oid = |dotted| ObjectIdentifier::new(dotted).expect("an identifier");
    for value in [
        &[][..],
        &[0x05],
        &[0x05, 0x00, 0x00],
        &[0x30, 0x80, 0x00, 0x00],
        &[0x04, 0x81, 0x01, 0x00],
        &[0x04, 0x02, 0x00],
        &[0x01, 0x01, 0x01],
        &[0x30, 0x02, 0x04, 0x05],
    ] {
        let refusal = CustomExtension::new(oid("1.2.3"), false, value.to_vec());
        assert_eq!(refusal, Err(CustomExtensionError::NotDer), "{value:02x?}");
    }
    let reserved = CustomExtension::new(oid("2.5.29.19"), true, vec![0x30, 0x00]);
    assert_eq!(reserved, Err(CustomExtensionError::Reserved));
    let reserved = CustomExtension::text(oid("1.3.6.1.5.5.7.1.24"), "x");
    assert_eq!(reserved, Err(CustomExtensionError::Reserved));
}

#[test]
fn u5_netscape_cert_type_is_a_bit_string_or_refused() {
    const NS_CERT_TYPE: &str = "2.16.840.1.113730.1.1";
    assert_eq!(
        refused(apply(&with_custom(json!({ "object_identifier": NS_CERT_TYPE, "value": "x" })))),
        only(
            "/customized_extension/object_identifier",
            ErrorCode::Parameter,
            ViolationKind::CustomExtension(CustomExtensionError::NetscapeCertType)
        )
    );
    let oid = || ObjectIdentifier::new(NS_CERT_TYPE).expect("an identifier");
    assert_eq!(CustomExtension::text(oid(), "x"), Err(CustomExtensionError::NetscapeCertType));
    assert_eq!(
        CustomExtension::new(oid(), false, vec![0x05, 0x00]),
        Err(CustomExtensionError::NetscapeCertType)
    );
    let server = CustomExtension::new(oid(), false, vec![0x03, 0x02, 0x06, 0x40]).expect("an extension");
    assert_eq!(server.object_identifier().to_string(), NS_CERT_TYPE);
}
