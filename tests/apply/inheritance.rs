//! N4 and N5: the inherited part of a subject, and the issuer field.

use certmint::Issued;
use certmint::error::{CertificateError, ErrorCode, IssuerError, ViolationKind};
use serde_json::json;

use crate::helpers::{
    PRINTABLE, SEQUENCE, SET, UTF8, arc, attribute, authority_named, constructed, name, only, refused, tlv,
    try_authority,
};
use crate::subject::{ISSUER_COMMON_NAME, bare_authority, with_name};
use toolkit::apply_json;

/// The content of an issuer: several values of a type, RDNs with several attributes, all string
/// types and contents, and types that no request can name.
struct Odd {
    country: Vec<u8>,
    state: Vec<u8>,
    locality: Vec<u8>,
    organizations: [Vec<u8>; 2],
    units: [Vec<u8>; 4],
    subject: Vec<u8>,
}

fn odd() -> Odd {
    let (teletex, bmp) = (0x14, 0x1e);
    let country = attribute(arc::C, UTF8, b"Germany");
    let state = attribute(arc::ST, bmp, &[0, b'B', 0x20, 0xac]);
    let locality = attribute(arc::L, teletex, b"M\xfcnchen");
    let organizations = [attribute(arc::O, UTF8, b""), attribute(arc::O, PRINTABLE, b"Second")];
    let units = [
        attribute(arc::OU, UTF8, b"one"),
        attribute(arc::OU, PRINTABLE, b"two"),
        attribute(arc::OU, bmp, &[0, b'3']),
        // A control character and a double space stay as they are.
        attribute(arc::OU, UTF8, b"four\n  "),
    ];
    let common_name = attribute(arc::CN, UTF8, ISSUER_COMMON_NAME);
    let serial_number = attribute(5, PRINTABLE, b"42");
    // 0.9.2342.19200300.100.1.25, domainComponent (RFC 4519 §2.4).
    let domain_component = [0x06, 10, 0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
    let domain_component = constructed(SEQUENCE, &[&domain_component, &tlv(0x16, b"example")]);
    let subject = constructed(
        SEQUENCE,
        &[
            &constructed(SET, &[&common_name]),
            &constructed(SET, &[&units[0]]),
            &constructed(SET, &[&domain_component]),
            // Not in DER's order: the issuer's bytes are kept.
            &constructed(SET, &[&units[1], &organizations[0], &serial_number]),
            &constructed(SET, &[&units[2]]),
            &constructed(SET, &[&locality, &state]),
            &constructed(SET, &[&units[3], &country]),
            &constructed(SET, &[&organizations[1]]),
        ],
    );
    Odd { country, state, locality, organizations, units, subject }
}

/// Subject and issuer from the TBSCertificate in DER, because x509-cert cannot read all of them.
fn raw_issuer_and_subject(issued: &Issued) -> (Vec<u8>, Vec<u8>) {
    use x509_cert::der::{Decode, Reader, SliceReader};
    let certificate = x509_cert::der::AnyRef::from_der(issued.certificate().as_der()).expect("a SEQUENCE");
    let tbs = SliceReader::new(certificate.value()).and_then(|mut reader| reader.tlv_bytes()).expect("a tbs");
    let tbs = x509_cert::der::AnyRef::from_der(tbs).expect("a SEQUENCE");
    let mut reader = SliceReader::new(tbs.value()).expect("fields");
    // version, serialNumber, signature, issuer, validity, subject.
    let fields: Vec<&[u8]> = (0..6).map(|_| reader.tlv_bytes().expect("a field")).collect();
    (fields[3].to_vec(), fields[5].to_vec())
}

#[test]
fn n4_all_values_of_the_issuer_are_inherited_byte_for_byte() {
    let odd = odd();
    let issued = apply_json(&authority_named(&odd.subject), &with_name(json!({ "common_name": "Leaf" })));
    let (_, subject) = raw_issuer_and_subject(&issued.expect("a certificate"));
    let Odd { country, state, locality, organizations: [first, second], units, .. } = &odd;
    let [one, two, three, four] = units;
    let leaf = attribute(arc::CN, UTF8, b"Leaf");
    let expected = name(&[country, state, locality, first, second, one, two, three, four, &leaf]);
    assert_eq!(subject, expected);
}

#[test]
fn n4_what_is_given_replaces_all_values_of_the_issuer() {
    let odd = odd();
    let given = json!({ "common_name": "Leaf", "country": "FR", "organizational_unit": "only" });
    let issued = apply_json(&authority_named(&odd.subject), &with_name(given)).expect("a certificate");
    let Odd { state, locality, organizations: [first, second], .. } = &odd;
    let expected = name(&[
        &attribute(arc::C, PRINTABLE, b"FR"),
        state,
        locality,
        first,
        second,
        &attribute(arc::OU, UTF8, b"only"),
        &attribute(arc::CN, UTF8, b"Leaf"),
    ]);
    assert_eq!(raw_issuer_and_subject(&issued).1, expected);
}

#[test]
fn n4_null_and_empty_inherit() {
    let odd = odd();
    let authority = authority_named(&odd.subject);
    let absent = apply_json(&authority, &with_name(json!({ "common_name": "Leaf" }))).expect("absent");
    for member in ["country", "state", "locality", "organization", "organizational_unit"] {
        for value in [json!(null), json!("")] {
            let inheriting = with_name(json!({ "common_name": "Leaf", member: value }));
            let inheriting = apply_json(&authority, &inheriting).expect("an attribute that is absent");
            assert_eq!(raw_issuer_and_subject(&inheriting), raw_issuer_and_subject(&absent));
        }
    }
}

#[test]
fn n4_the_common_name_is_never_inherited() {
    let authority = bare_authority();
    for (missing, pointer) in [
        (json!({}), "/distinguished_name"),
        (json!({ "common_name": null }), "/distinguished_name"),
        (json!({ "common_name": "", "country": "" }), "/distinguished_name"),
        (json!({ "common_name": "", "country": "DE" }), "/distinguished_name/common_name"),
    ] {
        let refusal = refused(apply_json(&authority, &with_name(missing)));
        assert_eq!(refusal, only(pointer, ErrorCode::DistinguishedName, ViolationKind::Missing));
    }
}

#[test]
fn n5_the_issuer_field_is_the_issuers_subject_byte_for_byte() {
    let odd = odd();
    let set_of_two = constructed(SET, &[&attribute(arc::OU, UTF8, b"b"), &attribute(arc::OU, UTF8, b"a")]);
    for subject in [
        odd.subject,
        name(&[&attribute(arc::CN, PRINTABLE, b"Issuer")]),
        name(&[&attribute(arc::OU, UTF8, b"x"), &attribute(arc::OU, UTF8, b"x")]),
        constructed(SEQUENCE, &[&set_of_two]),
        // Values that are not strings, and a type that is not registered.
        name(&[&attribute(arc::CN, 0x02, &[42]), &attribute(99, 0x05, &[])]),
        name(&[&attribute(arc::O, UTF8, &[0xff, 0xfe])]),
        name(&[&attribute(arc::O, UTF8, &[b'x'; 1_000])]),
    ] {
        let issued = apply_json(&authority_named(&subject), &with_name(json!({ "common_name": "Leaf" })));
        assert_eq!(raw_issuer_and_subject(&issued.expect("a certificate")).0, subject);
    }
}

#[test]
fn n5_an_issuer_without_a_subject_issues_nothing() {
    // RFC 5280 §4.1.2.6: a CA's subject is a non-empty distinguished name.
    let result = try_authority(&name(&[]), "700101000000Z", "99991231235959Z");
    let Err(IssuerError::Certificate { certificate, error }) = result else { panic!("a subject is needed") };
    assert_eq!((certificate.position(), error), (0, CertificateError::EmptySubject));
}
#[test]
fn n5_the_issuer_may_hold_every_string_type() {
    // DirectoryString has universalString among its choices (RFC 5280 §4.1.2.4).
    for (string_type, tag, content) in [
        ("TeletexString", 0x14, &b"a"[..]),
        ("BMPString", 0x1e, b"\0a"),
        ("UniversalString", 0x1c, b"\0\0\0a"),
        ("IA5String", 0x16, b"a"),
        ("NumericString", 0x12, b"1"),
        ("GeneralString", 0x1b, b"a"),
        ("GraphicString", 0x19, b"a"),
    ] {
        let subject = name(&[&attribute(arc::OU, tag, content), &attribute(arc::CN, UTF8, b"Issuer")]);
        let authority = try_authority(&subject, "700101000000Z", "99991231235959Z");
        let authority = authority.unwrap_or_else(|error| panic!("{string_type}: {error}"));
        let issued = apply_json(&authority, &with_name(json!({ "common_name": "Leaf" })));
        let expected = name(&[&attribute(arc::OU, tag, content), &attribute(arc::CN, UTF8, b"Leaf")]);
        let fields = raw_issuer_and_subject(&issued.expect(string_type));
        assert_eq!(fields, (subject, expected), "{string_type}");
    }
}
