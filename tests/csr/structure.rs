//! C2: the structure of a CSR, strict DER to the last octet.

use certmint::{Code, Csr, CsrDefect, ViolationKind};

use crate::asn1::{
    ATTRIBUTES, BIT_STRING, EXTENSION_REQUEST, INTEGER, KEY_USAGE, OCTET_STRING, SEQUENCE, SET, UTF8,
    attribute, concat, dns, extension, extension_request, key_usage_value, oid, sequence, subject_alt_name,
    tlv,
};
use crate::builder::{Builder, p256};
use crate::check::{authority, defective, notices, object_identifier, violations};
use crate::support;
use certmint::KeyUsage::DigitalSignature;

const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";
const UNSTRUCTURED_NAME: &str = "1.2.840.113549.1.9.2";

fn names() -> Vec<u8> {
    extension_request(&[subject_alt_name(&[dns("test.example")])])
}

#[test]
fn c2_a_sound_request_is_issued_with_what_it_claims() {
    let issued = Builder::new(p256()).attributes(&[names()]).issue().expect("a certificate");
    let names: Vec<String> = issued.alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:test.example"]);
    assert_eq!(issued.notices(), []);
}

#[test]
fn c2_empty_attributes_are_accepted_and_absent_ones_refused() {
    let empty = Builder::new(p256());
    assert!(empty.der().windows(4).any(|octets| octets[..2] == [ATTRIBUTES, 0] && octets[2] == SEQUENCE));
    let identifiers: Vec<String> = support::extensions(&empty.issue().expect("a certificate"))
        .into_iter()
        .map(|(oid, ..)| oid)
        .collect();
    assert_eq!(identifiers, ["2.5.29.15", "2.5.29.19", "2.5.29.14", "2.5.29.35"]);
    let absent = Builder { attributes: Vec::new(), ..empty };
    defective(absent.issue(), "/csr#/attributes", Code::Parameter, CsrDefect::NoAttributes);
}

#[test]
fn c2_versions_other_than_0_are_refused() {
    // The last one is 0, not in its shortest form.
    for content in [&[1][..], &[2], &[0xff], &[1, 0], &[0, 0]] {
        let request = Builder { version: tlv(INTEGER, content), ..Builder::new(p256()) };
        defective(request.issue(), "/csr#/version", Code::Parameter, CsrDefect::Version);
    }
}

#[test]
fn c2_parts_that_are_missing_or_misplaced_are_refused() {
    let sound = Builder::new(p256());
    let swapped = Builder { subject: sound.spki.clone(), spki: sound.subject.clone(), ..sound.clone() };
    let pointers: Vec<String> =
        violations(swapped.issue()).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, ["/csr#/subject", "/csr#/subjectPKInfo"]);
    for (part, request) in [
        ("version", Builder { version: Vec::new(), ..sound.clone() }),
        ("version of another type", Builder { version: tlv(OCTET_STRING, [0]), ..sound.clone() }),
        ("primitive attributes", Builder { attributes: vec![0x80, 0], ..sound.clone() }),
        ("attributes as [1]", Builder { attributes: vec![0xa1, 0], ..sound.clone() }),
        ("attributes as SET", Builder { attributes: vec![SET, 0], ..sound.clone() }),
        ("attributes twice", Builder { after_attributes: vec![ATTRIBUTES, 0], ..sound.clone() }),
        ("signature", Builder { signature: Some(Vec::new()), ..sound.clone() }),
        (
            "signature of another type",
            Builder { signature: Some(tlv(OCTET_STRING, [0, 1])), ..sound.clone() },
        ),
        ("signature of no octets", Builder { signature: Some(tlv(BIT_STRING, [])), ..sound.clone() }),
        ("signature of 7 bits", Builder { signature: Some(tlv(BIT_STRING, [1, 0x80])), ..sound.clone() }),
    ] {
        let found = violations(request.issue());
        let expected = ViolationKind::Csr(CsrDefect::Der("CertificationRequest"));
        assert_eq!(found, [("/csr".to_string(), Code::Parameter, expected)], "{part}");
    }
}

#[test]
fn c2_nothing_may_follow_anywhere() {
    let sound = Builder::new(p256());
    let null = vec![0x05, 0x00];
    for (place, request) in [
        ("the request", Builder { trailing: vec![0], ..sound.clone() }),
        ("the request", Builder { trailing: sound.der(), ..sound.clone() }),
        ("the signature", Builder { after_signature: null.clone(), ..sound.clone() }),
        ("the attributes", Builder { after_attributes: null, ..sound.clone() }),
    ] {
        let found = violations(request.issue());
        let expected = ViolationKind::Csr(CsrDefect::Der("CertificationRequest"));
        assert_eq!(found, [("/csr".to_string(), Code::Parameter, expected)], "after {place}");
    }
}

#[test]
fn c2_lengths_in_any_but_the_shortest_form_are_refused() {
    let sound = Builder::new(p256());
    let der = sound.der();
    let content = &der[3..];
    assert_eq!(der[..2], [SEQUENCE, 0x81]);
    let indefinite = [&[SEQUENCE, 0x80], content, &[0, 0]].concat();
    let long = [&[SEQUENCE, 0x82, 0, der[2]], content].concat();
    let too_short = [&[SEQUENCE, 0x81, der[2] - 1], content].concat();
    let too_long = [&[SEQUENCE, 0x81, der[2] + 1], content].concat();
    let beyond_memory = [&[SEQUENCE, 0x88], [0xff; 8].as_slice(), content].concat();
    for bytes in [indefinite, long, too_short, too_long, beyond_memory, der[..der.len() - 1].to_vec(), vec![]]
    {
        let result = Csr::from_der(&bytes);
        defective(result, "/csr", Code::Parameter, CsrDefect::Der("CertificationRequest"));
    }
    let subject = [&[SEQUENCE, 0x81, sound.subject[1]], &sound.subject[2..]].concat();
    let inner = sound.subject(subject);
    defective(inner.issue(), "/csr", Code::Parameter, CsrDefect::Der("CertificationRequest"));
}

#[test]
fn c2_other_attributes_are_ignored() {
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "correct horse battery")]);
    let name = attribute(UNSTRUCTURED_NAME, &[tlv(UTF8, "A Name")]);
    // RFC 2985 defines both with one value; of an attribute that is ignored nothing is checked.
    let unknown = attribute("1.3.6.1.4.1.55555.1", &[tlv(INTEGER, [1]), tlv(UTF8, "two values")]);
    let mut attributes = [password, name, unknown, names()];
    attributes.sort();
    let issued = Builder::new(p256()).attributes(&attributes).issue().expect("a certificate");
    let names: Vec<String> = issued.alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:test.example"]);
    assert_eq!(issued.notices(), []);
    assert!(!format!("{issued:?}").contains("horse"));
}

#[test]
fn c2_an_attribute_that_is_ignored_may_have_a_value_of_any_type() {
    let mut refused: Vec<(&str, String)> = Vec::new();
    for (type_name, value) in [
        ("RELATIVE-OID", tlv(0x0d, [1])),
        ("TIME", tlv(0x0e, "2026")),
        ("NumericString", tlv(0x12, "1")),
        ("TeletexString", tlv(0x14, "a")),
        ("GraphicString", tlv(0x19, "a")),
        ("VisibleString", tlv(0x1a, "a")),
        ("GeneralString", tlv(0x1b, "a")),
        ("UniversalString", tlv(0x1c, b"\0\0\0a")),
        ("BMPString", tlv(0x1e, b"\0a")),
        ("[0]", tlv(0x80, "a")),
        ("[APPLICATION 1]", tlv(0x41, "a")),
        ("[PRIVATE 31]", [&[0xdf, 0x1f], &[1, 0][..]].concat()),
    ] {
        let request = Builder::new(p256()).attributes(&[attribute(UNSTRUCTURED_NAME, &[value])]);
        match request.issue() {
            Ok(issued) => assert_eq!(notices(&issued), [], "{type_name}"),
            Err(error) => refused.push((type_name, error.message())),
        }
    }
    assert_eq!(refused, []);
}

#[test]
fn c2_a_challenge_password_is_never_quoted() {
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "hunter2hunter2")]);
    let twice = Builder::new(p256()).attributes(&[password.clone(), password]);
    let error = twice.issue().expect_err("a repeated attribute");
    for shown in [format!("{error:?}"), error.to_string(), error.message()] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn c2_a_repeated_attribute_is_refused() {
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "a")]);
    let another = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "b")]);
    for (attributes, repeated) in [
        ([password.clone(), another], CHALLENGE_PASSWORD),
        ([password.clone(), password], CHALLENGE_PASSWORD),
        ([names(), names()], EXTENSION_REQUEST),
    ] {
        let request = Builder::new(p256()).attributes(&attributes);
        let defect = CsrDefect::RepeatedAttribute(object_identifier(repeated));
        defective(request.issue(), "/csr#/attributes", Code::Parameter, defect);
    }
}

#[test]
fn c2_an_extension_request_has_exactly_one_value() {
    let value = |name| sequence([subject_alt_name(&[dns(name)])]);
    for values in [vec![], vec![value("a"), value("b")], vec![value("a"); 3]] {
        let request = Builder::new(p256()).attributes(&[attribute(EXTENSION_REQUEST, &values)]);
        let defect = CsrDefect::ExtensionRequestValues(values.len());
        defective(request.issue(), "/csr#/attributes", Code::Parameter, defect);
    }
}

#[test]
fn c2_a_repeated_extension_is_refused() {
    for dotted in [KEY_USAGE, "2.5.29.14", "1.3.6.1.4.1.55555.1"] {
        let repeated = extension(dotted, key_usage_value(&[DigitalSignature]));
        let request = Builder::new(p256()).extensions(&[repeated.clone(), names_extension(), repeated]);
        let defect = CsrDefect::RepeatedExtension(object_identifier(dotted));
        defective(request.issue(), "/csr#/extensionRequest", Code::Parameter, defect);
    }
}

fn names_extension() -> Vec<u8> {
    subject_alt_name(&[dns("test.example")])
}

#[test]
fn c2_attributes_that_are_not_der_are_refused() {
    let value = tlv(OCTET_STRING, []);
    let identifier = oid("1.3.6.1.4.1.55555.1");
    let with_critical = |critical: &[u8]| extension_request(&[sequence([&identifier, critical, &value])]);
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "a")]);
    let sorted = {
        let mut both = [password.clone(), names()];
        both.sort();
        both
    };
    for (case, attributes) in [
        ("not in the order of a SET OF (X.690 §11.6)", concat([&sorted[1], &sorted[0]])),
        ("an attribute without values (RFC 2986 §4.1)", attribute(CHALLENGE_PASSWORD, &[])),
        ("no SEQUENCE", tlv(SET, &password)),
        ("no type", sequence([tlv(SET, tlv(UTF8, "a"))])),
        ("no SET of values", sequence([oid(CHALLENGE_PASSWORD)])),
        ("something after the values", sequence([&oid(CHALLENGE_PASSWORD)[..], &[SET, 0, 5, 0]])),
        ("an identifier that does not end", sequence([tlv(6, [0x2a, 0x86]), tlv(SET, tlv(UTF8, "a"))])),
        ("an identifier with padding", sequence([tlv(6, [0x2a, 0x80, 1]), tlv(SET, tlv(UTF8, "a"))])),
        ("no extensions (RFC 5280 §4.1: SIZE (1..MAX))", extension_request(&[])),
        ("extensions as SET", attribute(EXTENSION_REQUEST, &[tlv(SET, names_extension())])),
        ("FALSE, the DEFAULT, encoded", with_critical(&[0x01, 0x01, 0x00])),
        ("TRUE as 01", with_critical(&[0x01, 0x01, 0x01])),
        ("critical twice", with_critical(&[0x01, 0x01, 0xff, 0x01, 0x01, 0xff])),
        ("an extension without value", extension_request(&[sequence([&identifier])])),
        ("an extension of two values", extension_request(&[sequence([&identifier, &value, &value])])),
    ] {
        let request = Builder { attributes: tlv(ATTRIBUTES, &attributes), ..Builder::new(p256()) };
        let found = violations(request.issue());
        let expected = ViolationKind::Csr(CsrDefect::Der("attributes"));
        assert_eq!(found, [("/csr#/attributes".to_string(), Code::Parameter, expected)], "{case}");
    }
}

#[test]
fn c2_all_faults_are_named_at_once() {
    let request = Builder {
        version: tlv(INTEGER, [1]),
        subject: crate::asn1::name(&[("2.5.4.3", UTF8, "\u{7}")]),
        spki: crate::builder::ec_spki("1.3.132.0.10", &[4; 65]),
        algorithm: crate::asn1::algorithm("1.2.840.10045.4.1", &[]),
        ..Builder::new(p256())
    }
    .extensions(&[
        extension(KEY_USAGE, [0x05, 0x00]),
        subject_alt_name(&[dns("a..b"), dns("good.example"), tlv(0x87, [1, 2, 3])]),
    ]);
    let mut body = support::csr_body(&request.pem());
    body["validity"]["value"] = 21.into();
    assert_eq!(
        support::refusals(support::csr_json(authority(), &body)),
        [
            ("/csr#/version", Code::Parameter),
            ("/csr#/subject", Code::DistinguishedName),
            ("/csr#/subjectPKInfo", Code::KeyAlgorithm),
            ("/csr#/signatureAlgorithm", Code::SignatureAlgorithm),
            ("/csr#/extensionRequest/keyUsage", Code::Parameter),
            ("/csr#/extensionRequest/subjectAltName/0", Code::DnsName),
            ("/csr#/extensionRequest/subjectAltName/2", Code::IpAddress),
            ("/validity/value", Code::Validity),
        ]
        .map(|(pointer, code)| (pointer.to_string(), code))
    );
}
