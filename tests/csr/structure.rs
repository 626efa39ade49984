//! C2: the structure of a CSR, and its permitted deviations from the standards.

use certmint::Csr;
use certmint::error::{CsrError, EncodingDeviation, ErrorCode, NoticeKind};

use crate::check::{
    authority, defective, notices, object_identifier, of_another_structure, tolerated, violations,
};
use certmint::extension::KeyUsage::DigitalSignature;
use toolkit::asn1::{
    ATTRIBUTES, BIT_STRING, EXTENSION_REQUEST, INTEGER, KEY_USAGE, OCTET_STRING, SEQUENCE, SET, UTF8,
    attribute, dns, extension, extension_request, key_usage_value, oid, sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256};

const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";
const UNSTRUCTURED_NAME: &str = "1.2.840.113549.1.9.2";

fn names() -> Vec<u8> {
    extension_request(&[subject_alt_name(&[dns("test.example")])])
}

#[test]
fn c2_a_sound_request_is_issued_with_what_it_claims() {
    let issued = Builder::new(p256()).attributes(&[names()]).issue().expect("a certificate");
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:test.example"]);
    assert_eq!(issued.fields().notices(), []);
}

#[test]
fn c2_empty_attributes_are_accepted_and_absent_ones_noted() {
    let empty = Builder::new(p256());
    assert!(empty.der().windows(4).any(|octets| octets[..2] == [ATTRIBUTES, 0] && octets[2] == SEQUENCE));
    let identifiers: Vec<String> = toolkit::extensions(&empty.issue().expect("a certificate"))
        .into_iter()
        .map(|(oid, ..)| oid)
        .collect();
    assert_eq!(identifiers, ["2.5.29.15", "2.5.29.19", "2.5.29.14", "2.5.29.35"]);
    let absent = Builder { attributes: Vec::new(), ..empty };
    tolerated(&absent, &[("/csr#/attributes", EncodingDeviation::NoAttributes)]);
}

#[test]
fn c2_versions_1_and_2_are_noted_and_others_than_0_refused() {
    for version in [1, 2] {
        let request = Builder { version: tlv(INTEGER, [version]), ..Builder::new(p256()) };
        tolerated(&request, &[("/csr#/version", EncodingDeviation::CsrVersion(version))]);
    }
    // The last ones are 0 and 1, but not in their shortest form.
    for content in [&[3][..], &[0xff], &[1, 0], &[0, 0], &[0, 1], &[]] {
        let request = Builder { version: tlv(INTEGER, content), ..Builder::new(p256()) };
        defective(request.issue(), "/csr#/version", ErrorCode::Parameter, CsrError::Version);
    }
}

#[test]
fn c2_parts_that_are_missing_or_misplaced_are_refused() {
    let sound = Builder::new(p256());
    let swapped = Builder { subject: sound.spki.clone(), spki: sound.subject.clone(), ..sound.clone() };
    let pointers: Vec<String> =
        violations(swapped.issue()).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, ["/csr#/subject", "/csr#/subjectPKInfo"]);
    for (missing, request) in [
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
        ("signature of 7 bits", Builder { signature: Some(tlv(BIT_STRING, [1, 0x80])), ..sound.clone() }),
    ] {
        println!("{missing}");
        of_another_structure(request.issue(), "/csr", "the CSR");
    }
    // These are not DER.
    for signature in [tlv(BIT_STRING, []), tlv(BIT_STRING, [1, 0x81])] {
        let request = Builder { signature: Some(signature), ..sound.clone() };
        defective(request.issue(), "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
    }
}

#[test]
fn c2_nothing_may_follow_anywhere() {
    let sound = Builder::new(p256());
    let null = vec![0x05, 0x00];
    for trailing in [vec![0], sound.der()] {
        let request = Builder { trailing, ..sound.clone() };
        defective(request.issue(), "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
    }
    let after_signature = Builder { after_signature: null.clone(), ..sound.clone() };
    of_another_structure(after_signature.issue(), "/csr", "the CSR");
    let after_attributes = Builder { after_attributes: null, ..sound };
    of_another_structure(after_attributes.issue(), "/csr", "the CSR");
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
        defective(result, "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
    }
    let subject = [&[SEQUENCE, 0x81, sound.subject[1]], &sound.subject[2..]].concat();
    let inner = sound.subject(subject);
    defective(inner.issue(), "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
}

#[test]
fn c2_other_attributes_are_ignored_with_a_notice_by_name() {
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "correct horse battery")]);
    let name = attribute(UNSTRUCTURED_NAME, &[tlv(UTF8, "A Name")]);
    // RFC 2985 defines both with one value. Ignored attributes are not checked.
    let unknown = attribute("1.3.6.1.4.1.55555.1", &[tlv(INTEGER, [1]), tlv(UTF8, "two values")]);
    let mut attributes = [password, name, unknown, names()];
    attributes.sort();
    let issued = Builder::new(p256()).attributes(&attributes).issue().expect("a certificate");
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:test.example"]);
    let mut texts: Vec<_> = issued.fields().notices().iter().map(ToString::to_string).collect();
    texts.sort();
    assert_eq!(
        texts,
        [
            "/csr#/attributes/1.2.840.113549.1.9.2: the attribute unstructuredName of the CSR was ignored",
            "/csr#/attributes/1.2.840.113549.1.9.7: the attribute challengePassword of the CSR was ignored",
            "/csr#/attributes/1.3.6.1.4.1.55555.1: the attribute 1.3.6.1.4.1.55555.1 of the CSR was ignored",
        ]
    );
    let csr = Csr::from_der(&Builder::new(p256()).attributes(&attributes).der()).expect("a CSR");
    assert!(!format!("{issued:?} {csr:?}").contains("horse"));
}

#[test]
fn c2_attributes_and_their_values_may_be_in_any_order() {
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "secret")]);
    let mut attributes = [password, names()];
    attributes.sort();
    attributes.reverse();
    let request = Builder::new(p256()).attributes(&attributes);
    let issued = tolerated(&request, &[("/csr#/attributes", EncodingDeviation::AttributeOrder)]);
    assert_eq!(issued.fields().alternative_names().len(), 1);

    let unsorted = attribute("1.3.6.1.4.1.55555.1", &[tlv(UTF8, "b"), tlv(UTF8, "a")]);
    let pointer = "/csr#/attributes/1.3.6.1.4.1.55555.1";
    let request = Builder::new(p256()).attributes(&[unsorted]);
    tolerated(&request, &[(pointer, EncodingDeviation::AttributeValueOrder)]);
}

#[test]
fn c2_an_extension_request_may_be_empty() {
    let request = Builder::new(p256()).attributes(&[extension_request(&[])]);
    let issued = tolerated(&request, &[("/csr#/extensionRequest", EncodingDeviation::NoExtensions)]);
    let plain = Builder::new(p256()).issue().expect("a certificate");
    assert_eq!(toolkit::extensions(&issued), toolkit::extensions(&plain));
}

#[test]
fn c2_an_attribute_may_be_without_a_value() {
    for (dotted, pointer) in [
        (EXTENSION_REQUEST, "/csr#/extensionRequest"),
        (CHALLENGE_PASSWORD, "/csr#/attributes/1.2.840.113549.1.9.7"),
    ] {
        let request = Builder::new(p256()).attributes(&[attribute(dotted, &[])]);
        tolerated(&request, &[(pointer, EncodingDeviation::AttributeWithoutValue)]);
    }
}

#[test]
fn c2_critical_may_be_encoded_as_ber_has_it() {
    let value = tlv(OCTET_STRING, key_usage_value(&[DigitalSignature]));
    let with_critical =
        |octet| Builder::new(p256()).extensions(&[sequence([&oid(KEY_USAGE), &tlv(1, [octet]), &value])]);
    let pointer = "/csr#/extensionRequest/keyUsage";
    for (octet, deviation) in [
        (0, EncodingDeviation::CriticalFalse),
        (1, EncodingDeviation::CriticalTrue),
        (0xfe, EncodingDeviation::CriticalTrue),
    ] {
        let issued = tolerated(&with_critical(octet), &[(pointer, deviation)]);
        assert_eq!(
            toolkit::extension(&issued, KEY_USAGE),
            Some((true, key_usage_value(&[DigitalSignature])))
        );
    }
    // A copied extension is encoded in DER.
    let oid_octets = oid("1.3.6.1.4.1.55555.1");
    let value = tlv(OCTET_STRING, [5, 0]);
    let profile = toolkit::copying(&["1.3.6.1.4.1.55555.1"]);
    for (octet, critical) in [(0, false), (7, true)] {
        let request = Builder::new(p256()).extensions(&[sequence([&oid_octets, &tlv(1, [octet]), &value])]);
        let issued = request.issue_from_der(&crate::check::with_profile(profile.clone()));
        let issued = issued.expect("a certificate");
        let found = toolkit::extension(&issued, "1.3.6.1.4.1.55555.1");
        assert_eq!(found, Some((critical, vec![5, 0])));
    }
}

#[test]
fn c2_microsofts_attribute_counts_as_extension_request() {
    const MICROSOFTS: &str = "1.3.6.1.4.1.311.2.1.14";
    let extensions = [subject_alt_name(&[dns("ms.example")]), extension("2.5.29.14", [4, 1, 7])];
    let request = Builder::new(p256()).attributes(&[attribute(MICROSOFTS, &[sequence(&extensions)])]);
    let issued = request.issue().expect("a certificate");
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:ms.example"]);
    assert_eq!(
        notices(&issued),
        [
            ("/csr#/attributes/1.3.6.1.4.1.311.2.1.14", NoticeKind::MicrosoftExtensionRequest),
            (
                "/csr#/extensionRequest/2.5.29.14",
                NoticeKind::ExtensionNotGranted(object_identifier("2.5.29.14"))
            ),
        ]
    );
    // A fault in it is reported there.
    let bad = subject_alt_name(&[dns("a..b")]);
    let request = Builder::new(p256()).attributes(&[attribute(MICROSOFTS, &[sequence([bad])])]);
    let pointers: Vec<String> =
        violations(request.issue()).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, ["/csr#/extensionRequest/subjectAltName/0"]);
    // With extensionRequest, in either order, it is ambiguous what is requested.
    for other in [self::names(), attribute(EXTENSION_REQUEST, &[])] {
        let microsofts = attribute(MICROSOFTS, &[sequence(&extensions)]);
        for attributes in [[other.clone(), microsofts.clone()], [microsofts, other]] {
            let request = Builder::new(p256()).attributes(&attributes);
            defective(
                request.issue(),
                "/csr#/attributes",
                ErrorCode::Parameter,
                CsrError::TwoExtensionRequests,
            );
        }
    }
    let two = attribute(MICROSOFTS, &[sequence(&extensions), sequence(&extensions)]);
    let request = Builder::new(p256()).attributes(&[two]);
    defective(request.issue(), "/csr#/attributes", ErrorCode::Parameter, CsrError::ExtensionRequestValues(2));
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
            Ok(issued) => {
                let kind = NoticeKind::AttributeIgnored(object_identifier(UNSTRUCTURED_NAME));
                let pointer = "/csr#/attributes/1.2.840.113549.1.9.2";
                assert_eq!(notices(&issued), [(pointer, kind)], "{type_name}");
            }
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
        let defect = CsrError::RepeatedAttribute(object_identifier(repeated));
        defective(request.issue(), "/csr#/attributes", ErrorCode::Parameter, defect);
    }
}

#[test]
fn c2_an_extension_request_has_no_two_values() {
    let value = |name| sequence([subject_alt_name(&[dns(name)])]);
    for values in [vec![value("a"), value("b")], vec![value("a"); 3]] {
        let request = Builder::new(p256()).attributes(&[attribute(EXTENSION_REQUEST, &values)]);
        let defect = CsrError::ExtensionRequestValues(values.len());
        defective(request.issue(), "/csr#/attributes", ErrorCode::Parameter, defect);
    }
}

#[test]
fn c2_a_repeated_extension_is_refused() {
    for dotted in [KEY_USAGE, "2.5.29.14", "1.3.6.1.4.1.55555.1"] {
        let repeated = extension(dotted, key_usage_value(&[DigitalSignature]));
        let request = Builder::new(p256()).extensions(&[repeated.clone(), names_extension(), repeated]);
        let defect = CsrError::RepeatedExtension(object_identifier(dotted));
        defective(request.issue(), "/csr#/extensionRequest", ErrorCode::Parameter, defect);
    }
}

fn names_extension() -> Vec<u8> {
    subject_alt_name(&[dns("test.example")])
}

#[test]
fn c2_attributes_of_another_structure_are_refused() {
    let value = tlv(OCTET_STRING, []);
    let identifier = oid("1.3.6.1.4.1.55555.1");
    let password = attribute(CHALLENGE_PASSWORD, &[tlv(UTF8, "a")]);
    let with = |attributes: Vec<u8>| {
        let request = Builder { attributes: tlv(ATTRIBUTES, &attributes), ..Builder::new(p256()) };
        request.issue()
    };
    for attributes in [
        // Not a SEQUENCE, no type, not a SET of values, octets after the values.
        tlv(SET, &password),
        sequence([tlv(SET, tlv(UTF8, "a"))]),
        sequence([oid(CHALLENGE_PASSWORD)]),
        sequence([&oid(CHALLENGE_PASSWORD)[..], &[SET, 0, 5, 0]]),
    ] {
        of_another_structure(with(attributes), "/csr#/attributes", "the member attributes");
    }
    for attributes in [
        // Incomplete identifiers, and padded ones; a length that is too long.
        sequence([tlv(6, [0x2a, 0x86]), tlv(SET, tlv(UTF8, "a"))]),
        sequence([tlv(6, [0x2a, 0x80, 1]), tlv(SET, tlv(UTF8, "a"))]),
        vec![SEQUENCE, 9, 5, 0],
    ] {
        let defect = CsrError::Der("the member attributes");
        defective(with(attributes), "/csr#/attributes", ErrorCode::Parameter, defect);
    }
    let with_critical = |critical: &[u8]| extension_request(&[sequence([&identifier, critical, &value])]);
    for attributes in [
        // Extensions as SET, critical twice, an extension without a value, and one with two values.
        attribute(EXTENSION_REQUEST, &[tlv(SET, names_extension())]),
        with_critical(&[0x01, 0x01, 0xff, 0x01, 0x01, 0xff]),
        extension_request(&[sequence([&identifier])]),
        extension_request(&[sequence([&identifier, &value, &value])]),
    ] {
        of_another_structure(with(attributes), "/csr#/extensionRequest", "the extension request");
    }
    let request = with(with_critical(&[0x01, 0x02, 0xff, 0xff]));
    let defect = CsrError::Der("the extension request");
    defective(request, "/csr#/extensionRequest", ErrorCode::Parameter, defect);
}

#[test]
fn c2_all_faults_are_named_at_once() {
    let request = Builder {
        version: tlv(INTEGER, [3]),
        subject: toolkit::asn1::name(&[("2.5.4.3", UTF8, "\u{7}")]),
        spki: toolkit::builder::ec_spki("1.3.132.0.10", &[4; 65]),
        algorithm: toolkit::asn1::algorithm("1.2.840.10045.4.1", &[]),
        ..Builder::new(p256())
    }
    .extensions(&[
        extension(KEY_USAGE, [0x05, 0x00]),
        subject_alt_name(&[dns("a..b"), dns("good.example"), tlv(0x87, [1, 2, 3])]),
    ]);
    let mut body = toolkit::csr_body(&request.pem());
    body["validity"]["value"] = 21.into();
    assert_eq!(
        toolkit::refusals(toolkit::csr_json(authority(), &body)),
        [
            ("/csr#/version", ErrorCode::Parameter),
            ("/csr#/subject", ErrorCode::DistinguishedName),
            ("/csr#/subjectPKInfo", ErrorCode::KeyAlgorithm),
            ("/csr#/signatureAlgorithm", ErrorCode::SignatureAlgorithm),
            ("/csr#/extensionRequest/keyUsage", ErrorCode::Parameter),
            ("/csr#/extensionRequest/subjectAltName/0", ErrorCode::DnsName),
            ("/csr#/extensionRequest/subjectAltName/2", ErrorCode::IpAddress),
            ("/validity/value", ErrorCode::Validity),
        ]
        .map(|(pointer, code)| (pointer.to_string(), code))
    );
}
