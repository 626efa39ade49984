//! C5 and S6: the subject of a CSR.

use certmint::error::{
    AttributeErrorKind, CsrError, DistinguishedNameError, ErrorCode, NameError, NameErrorKind, ViolationKind,
};

use crate::check::{certified_subject, defective, object_identifier, of_another_structure, violations};
use toolkit::asn1::{
    BMP, COMMON_NAME, COUNTRY, IA5, ORGANIZATIONAL_UNIT, PRINTABLE, SEQUENCE, SET, SUBJECT_ALT_NAME, TELETEX,
    UTF8, concat, dns, name, name_attribute, oid, sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256};
use toolkit::{extension, parse};

const POINTER: &str = "/csr#/subject";
const SURNAME: &str = "2.5.4.4";
const SERIAL_NUMBER: &str = "2.5.4.5";
const LOCALITY: &str = "2.5.4.7";
const STATE: &str = "2.5.4.8";
const ORGANIZATION: &str = "2.5.4.10";
const TITLE: &str = "2.5.4.12";
const PSEUDONYM: &str = "2.5.4.65";
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
const UNSTRUCTURED_NAME: &str = "1.2.840.113549.1.9.2";
const UNSTRUCTURED_ADDRESS: &str = "1.2.840.113549.1.9.8";
const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";

fn with(subject: Vec<u8>) -> Builder {
    Builder::new(p256()).subject(subject)
}

fn with_value(dotted: &str, tag: u8, value: impl AsRef<[u8]>) -> Builder {
    with(sequence([tlv(SET, name_attribute(dotted, tag, value))]))
}

#[track_caller]
fn assert_copied(subject: Vec<u8>) {
    let issued = with(subject.clone()).issue().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(certified_subject(&issued), subject);
    assert_eq!(issued.fields().subject().as_der(), subject);
}

/// The fault of the only refused attribute.
#[track_caller]
fn attribute_defect(request: &Builder, dotted: &str) -> AttributeErrorKind {
    match &violations(request.issue())[..] {
        [
            (
                pointer,
                ErrorCode::DistinguishedName,
                ViolationKind::Csr(CsrError::Attribute { attribute, kind: defect }),
            ),
        ] => {
            assert_eq!((pointer.as_str(), attribute), (POINTER, &object_identifier(dotted)));
            defect.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn c5_the_subject_is_copied_byte_for_byte() {
    // Not in the order of N3, PrintableString and UTF8String mixed, several values of one
    // attribute, and an attribute without a name in the library.
    assert_copied(name(&[
        (COMMON_NAME, PRINTABLE, "first"),
        (ORGANIZATIONAL_UNIT, UTF8, "B"),
        (ORGANIZATIONAL_UNIT, PRINTABLE, "A"),
        (DOMAIN_COMPONENT, IA5, "example"),
        (COUNTRY, PRINTABLE, "de"),
        (EMAIL_ADDRESS, IA5, "ops@example.org"),
        ("1.3.6.1.4.1.55555.1", UTF8, "unheard of"),
        (COMMON_NAME, UTF8, "  second  "),
    ]));
}

#[test]
fn c5_nothing_is_inherited_from_the_issuer() {
    // The issuer's subject has C, ST, L, O and OU, which an apply request would inherit (rule N4).
    assert_copied(name(&[(COMMON_NAME, UTF8, "alone")]));
}

#[test]
fn c5_rdns_of_several_attributes_are_copied() {
    let mut attributes = [
        name_attribute(COMMON_NAME, UTF8, "multi"),
        name_attribute(ORGANIZATIONAL_UNIT, PRINTABLE, "a unit"),
        name_attribute(SERIAL_NUMBER, PRINTABLE, "0001"),
    ];
    attributes.sort();
    assert_copied(sequence([
        tlv(SET, concat(&attributes)),
        tlv(SET, name_attribute(COUNTRY, PRINTABLE, "DE")),
    ]));
}

#[test]
fn c5_rdns_have_no_attribute_twice() {
    let unit = |text: &str| name_attribute(ORGANIZATIONAL_UNIT, UTF8, text);
    assert_copied(sequence([tlv(SET, concat(&[unit("a"), unit("b")]))]));
    assert_copied(sequence([tlv(SET, unit("a")), tlv(SET, unit("a"))]));
    let request = with(sequence([tlv(SET, concat(&[unit("a"), unit("a")]))]));
    assert_eq!(attribute_defect(&request, ORGANIZATIONAL_UNIT), AttributeErrorKind::RepeatedInRdn);
}

#[test]
fn c5_attributes_hold_the_characters_of_their_definition_in_any_string_type() {
    assert_copied(name(&[
        (COUNTRY, UTF8, "de"),
        (SERIAL_NUMBER, UTF8, "7-a"),
        (EMAIL_ADDRESS, UTF8, "a@b.example"),
    ]));
    for (dotted, text, refused) in
        [(SERIAL_NUMBER, "é", 'é'), (SERIAL_NUMBER, "a*", '*'), (EMAIL_ADDRESS, "é@b.example", 'é')]
    {
        let defect = attribute_defect(&with_value(dotted, UTF8, text), dotted);
        let AttributeErrorKind::DefinedCharacter { character, .. } = defect else { panic!("{defect:?}") };
        assert_eq!(character, refused);
    }
    for (string, text) in
        [(UTF8, "1 "), (PRINTABLE, "1 "), (UTF8, "日本"), (PRINTABLE, "Unknown"), (UTF8, "")]
    {
        let found = violations(with_value(COUNTRY, string, text).issue());
        assert!(
            matches!(
                &found[..],
                [(
                    _,
                    ErrorCode::DistinguishedName,
                    ViolationKind::DistinguishedName(DistinguishedNameError::Country(_))
                )]
            ),
            "{found:?}"
        );
    }
}

#[test]
fn c5_rdns_that_are_not_in_der_order_are_refused() {
    let mut attributes = [
        name_attribute(COMMON_NAME, UTF8, "multi"),
        name_attribute(ORGANIZATIONAL_UNIT, PRINTABLE, "a unit"),
    ];
    attributes.sort();
    attributes.reverse();
    let request = with(sequence([tlv(SET, concat(&attributes))]));
    defective(request.issue(), POINTER, ErrorCode::Parameter, CsrError::RdnOrder);
}

#[test]
fn c5_a_subject_that_is_no_name_is_refused() {
    let attribute = name_attribute(COMMON_NAME, UTF8, "Test");
    for (case, subject) in [
        ("an RDN without attributes (RFC 5280 §4.1.2.4)", sequence([tlv(SET, [])])),
        ("an RDN as SEQUENCE", sequence([tlv(SEQUENCE, &attribute)])),
        ("attributes without RDN", sequence([&attribute])),
        ("a SET of RDNs", tlv(SET, tlv(SET, &attribute))),
        ("no value", sequence([tlv(SET, sequence([oid(COMMON_NAME)]))])),
        ("two values", sequence([tlv(SET, sequence([oid(COMMON_NAME), tlv(UTF8, "a"), tlv(UTF8, "b")]))])),
        ("no type", sequence([tlv(SET, sequence([tlv(UTF8, "a"), tlv(UTF8, "b")]))])),
        ("NULL", tlv(5, [])),
    ] {
        println!("{case}");
        of_another_structure(with(subject).issue(), POINTER, "the subject");
    }
    let without_end = sequence([tlv(SET, sequence([tlv(6, [0x55, 0x84]), tlv(UTF8, "a")]))]);
    defective(with(without_end).issue(), POINTER, ErrorCode::Parameter, CsrError::Der("the subject"));
}

#[test]
fn c5_other_string_types_are_refused_by_name() {
    for (dotted, tag, value, name) in [
        (COMMON_NAME, TELETEX, &b"Test"[..], "TeletexString"),
        (COMMON_NAME, BMP, b"\0T\0e", "BMPString"),
        (COMMON_NAME, 0x12, b"123", "NumericString"),
        (COMMON_NAME, 0x1a, b"Test", "VisibleString"),
        (COMMON_NAME, 0x04, b"Test", "OCTET STRING"),
        // The fifth choice of DirectoryString (RFC 5280 App. A): valid DER, but not an accepted
        // type.
        (COMMON_NAME, 0x1c, b"\0\0\0T", "UniversalString"),
        // Two attributes are defined as IA5String (RFC 5280 §4.1.2.4, App. A), and one may be;
        // these may not.
        (COMMON_NAME, IA5, b"Test", "IA5String"),
        (COUNTRY, IA5, b"DE", "IA5String"),
        (UNSTRUCTURED_ADDRESS, IA5, b"10.0.0.1", "IA5String"),
        ("1.3.6.1.4.1.55555.1", IA5, b"Test", "IA5String"),
        // x500UniqueIdentifier is a BIT STRING.
        ("2.5.4.45", 0x03, b"\0\x01", "BIT STRING"),
        (COMMON_NAME, 0x80, b"a", "a value of another type"),
    ] {
        let defect = attribute_defect(&with_value(dotted, tag, value), dotted);
        let allowed = "a UTF8String or PrintableString";
        assert_eq!(defect, AttributeErrorKind::StringType { found: name, allowed });
    }
    let defect = attribute_defect(&with_value(EMAIL_ADDRESS, TELETEX, "a@b.example"), EMAIL_ADDRESS);
    let allowed = "a UTF8String, PrintableString or IA5String";
    assert_eq!(defect, AttributeErrorKind::StringType { found: "TeletexString", allowed });
}

#[test]
fn c5_pkcs_9_names_have_the_strings_and_lengths_of_rfc_2985() {
    // RFC 2985 §5.2.2 and App. A: IA5String or DirectoryString, 255 characters; the address a
    // DirectoryString.
    for tag in [IA5, PRINTABLE, UTF8] {
        assert_copied(name(&[(COMMON_NAME, UTF8, "a"), (UNSTRUCTURED_NAME, tag, "r1.example.org")]));
    }
    for tag in [PRINTABLE, UTF8] {
        assert_copied(name(&[(UNSTRUCTURED_ADDRESS, tag, "10.0.0.1")]));
    }
    assert_copied(name(&[(UNSTRUCTURED_NAME, UTF8, "é*")]));
    for dotted in [UNSTRUCTURED_NAME, UNSTRUCTURED_ADDRESS] {
        assert_copied(name(&[(dotted, UTF8, &"証".repeat(255))]));
        for found in [0, 256] {
            let defect = attribute_defect(&with_value(dotted, UTF8, "証".repeat(found)), dotted);
            let AttributeErrorKind::Length { found: characters, min: 1, max: 255, .. } = defect else {
                panic!("{defect:?}")
            };
            assert_eq!(characters, found);
        }
    }
    let defect = attribute_defect(&with_value(UNSTRUCTURED_NAME, IA5, "é"), UNSTRUCTURED_NAME);
    assert!(matches!(defect, AttributeErrorKind::StringCharacter { character: 'é', .. }), "{defect:?}");
}

#[test]
fn c5_ia5_string_is_accepted_where_the_attribute_is_defined_so() {
    assert_copied(name(&[(DOMAIN_COMPONENT, IA5, "example"), (EMAIL_ADDRESS, IA5, "a_b*c@example.org")]));
}

#[test]
fn c5_characters_that_the_string_type_does_not_have_are_refused_and_shown() {
    for (value, refused) in [
        // X.680 §41.4: PrintableString has only letters, digits, space and '()+,-./:=?.
        ("a@b", '@'),
        ("*.example.org", '*'),
        ("a_b", '_'),
        ("a&b", '&'),
        ("é", 'é'),
    ] {
        let defect = attribute_defect(&with_value(COMMON_NAME, PRINTABLE, value), COMMON_NAME);
        let AttributeErrorKind::StringCharacter { string: "PrintableString", character, .. } = defect else {
            panic!("{defect:?}")
        };
        assert_eq!(character, refused);
    }
    for (dotted, tag, value, string, octet) in [
        (COMMON_NAME, UTF8, &b"\xe9"[..], "UTF8String", 0xe9),
        (COMMON_NAME, UTF8, b"ab\xc0\x80", "UTF8String", 0xc0),
        (COMMON_NAME, UTF8, b"\xed\xa0\x80", "UTF8String", 0xed),
        (COMMON_NAME, UTF8, b"\xf5\x80\x80\x80", "UTF8String", 0xf5),
        (COMMON_NAME, PRINTABLE, b"a\xfcb", "PrintableString", 0xfc),
        (EMAIL_ADDRESS, IA5, b"\xff@example.org", "IA5String", 0xff),
    ] {
        let defect = attribute_defect(&with_value(dotted, tag, value), dotted);
        assert_eq!(defect, AttributeErrorKind::StringOctet { string, octet });
    }
    assert_copied(name(&[(COMMON_NAME, PRINTABLE, "aZ09 '()+,-./:=?")]));
}

#[test]
fn c5_control_characters_are_refused() {
    for control in [0, 7, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f] {
        let character = char::from_u32(control).expect("a character");
        let request = with_value(COMMON_NAME, UTF8, format!("a{character}b"));
        let defect = attribute_defect(&request, COMMON_NAME);
        let AttributeErrorKind::ControlCharacter { character: found, .. } = defect else {
            panic!("{defect:?}")
        };
        assert_eq!(found, character);
    }
    for (dotted, tag, value) in [(EMAIL_ADDRESS, IA5, "a@b\0.example"), (COMMON_NAME, PRINTABLE, "a\0b")] {
        let defect = attribute_defect(&with_value(dotted, tag, value), dotted);
        assert!(matches!(defect, AttributeErrorKind::ControlCharacter { character: '\0', .. }), "{defect:?}");
    }
    assert_copied(name(&[(COMMON_NAME, UTF8, "\u{20}\u{7e}\u{a0}\u{202e}𝄞")]));
}

#[test]
fn c5_lengths_are_counted_in_characters() {
    for (dotted, min, max) in [
        (COMMON_NAME, 1, 64),
        (SERIAL_NUMBER, 1, 64),
        (LOCALITY, 1, 128),
        (STATE, 1, 128),
        (ORGANIZATION, 1, 64),
        (ORGANIZATIONAL_UNIT, 1, 64),
        (TITLE, 1, 64),
        (PSEUDONYM, 1, 128),
        (EMAIL_ADDRESS, 1, 255),
    ] {
        // Three octets each, unless the attribute is defined as ASCII.
        let character = if [SERIAL_NUMBER, EMAIL_ADDRESS].contains(&dotted) { "a" } else { "証" };
        for found in [min, max] {
            assert_copied(sequence([tlv(SET, name_attribute(dotted, UTF8, character.repeat(found)))]));
        }
        for found in [min - 1, max + 1] {
            let defect = attribute_defect(&with_value(dotted, UTF8, character.repeat(found)), dotted);
            let AttributeErrorKind::Length { found: counted, min: fewest, max: most, .. } = defect else {
                panic!("{defect:?}")
            };
            assert_eq!((counted, fewest, most), (found, min, max));
        }
    }
}

#[test]
fn c5_an_attribute_without_bound_has_at_least_one_character() {
    assert_copied(name(&[
        (SURNAME, UTF8, &"s".repeat(1_000)),
        ("1.3.6.1.4.1.55555.1", UTF8, &"x".repeat(1_000)),
    ]));
    let unknown = "1.3.6.1.4.1.55555.1";
    assert_eq!(attribute_defect(&with_value(unknown, UTF8, ""), unknown), AttributeErrorKind::Empty);
}

#[test]
fn c5_a_message_about_a_length_names_the_bounds_that_there_are() {
    let message = with_value("1.3.6.1.4.1.55555.1", UTF8, "").issue().expect_err("an empty value").message();
    // No standard allows 2^64 − 1 characters.
    assert!(!message.contains(&usize::MAX.to_string()), "{message}");
}

#[test]
fn e5_every_attribute_is_checked_and_spoken_of_by_its_name() {
    let request = with(name(&[
        // Java's keytool writes this if nothing is given.
        (COUNTRY, PRINTABLE, "Unknown"),
        (ORGANIZATION, BMP, "\0O"),
        (COMMON_NAME, UTF8, "fine"),
        (COMMON_NAME, UTF8, "a\nb"),
    ]));
    let error = request.issue().expect_err("a refusal");
    assert_eq!(
        error.message().split("; /csr#/subject: ").collect::<Vec<_>>(),
        [
            "/csr#/subject: the country (C) must be two letters A-Z or a-z, not \"Unknown\"; use a code of \
             ISO 3166-1, such as DE, or omit the country",
            "the attribute organization (O) is encoded as BMPString; encode it as a UTF8String or PrintableString",
            "the attribute common name (CN), \"a\\u{a}b\", contains the control character U+000A LINE FEED; \
             remove it",
        ]
    );
}

#[test]
fn c5_an_empty_subject_with_a_name_is_issued() {
    let request = Builder::new(p256()).empty_subject().extensions(&[subject_alt_name(&[dns("a.example")])]);
    let issued = request.issue().expect("a certificate");
    assert_eq!(certified_subject(&issued), [0x30, 0x00]);
    assert!(parse(&issued).tbs_certificate().subject().is_empty());
    assert_eq!(issued.fields().notices(), []);
}

#[test]
fn s6_the_names_are_critical_exactly_where_the_subject_is_empty() {
    let names = [subject_alt_name(&[dns("a.example")])];
    let critical_names = [toolkit::asn1::critical_extension(SUBJECT_ALT_NAME, sequence([dns("a.example")]))];
    let value = b"\x30\x0b\x82\x09a.example".to_vec();
    // The criticality in the CSR has no effect.
    for extensions in [&names, &critical_names] {
        let named = Builder::new(p256()).extensions(extensions);
        let issued = named.issue().expect("a certificate");
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), Some((false, value.clone())));
        let issued = named.empty_subject().issue().expect("a certificate");
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), Some((true, value.clone())));
    }
}

#[test]
fn s6_an_empty_subject_without_names_is_refused() {
    let request = Builder::new(p256()).empty_subject();
    defective(request.issue(), POINTER, ErrorCode::DistinguishedName, CsrError::NoName);
}

#[test]
fn s6_an_empty_subject_with_a_bad_name_is_refused_for_the_name_alone() {
    let request = Builder::new(p256()).empty_subject().extensions(&[subject_alt_name(&[dns("a..b")])]);
    let (pointer, code, kind) = match &violations(request.issue())[..] {
        [violation] => violation.clone(),
        others => panic!("there is an alternative name: {others:?}"),
    };
    assert_eq!(pointer, "/csr#/extensionRequest/subjectAltName/0");
    assert_eq!(code, ErrorCode::DnsName);
    assert!(
        matches!(kind, ViolationKind::Name(NameError { kind: NameErrorKind::EmptyLabel, .. })),
        "{kind:?}"
    );
}

#[test]
fn c5_the_subject_of_a_ca_is_not_empty() {
    let request = Builder::new(p256()).empty_subject();
    defective(request.issue_ca(), POINTER, ErrorCode::DistinguishedName, CsrError::EmptySubject);
    let named = request.extensions(&[subject_alt_name(&[dns("a.example")])]);
    defective(named.issue_ca(), POINTER, ErrorCode::DistinguishedName, CsrError::EmptySubject);
    let issued = Builder::new(p256()).issue_ca().expect("a CA");
    assert_eq!(certified_subject(&issued), name(&[(COMMON_NAME, UTF8, "Test")]));
}
