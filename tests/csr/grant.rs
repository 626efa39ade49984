//! C6 and C7: the extensions of a CSR that are granted; C13: no key is returned.

use std::net::IpAddr;

use certmint::Csr;
use certmint::error::{
    CsrError, ErrorCode, LengthError, NameError, NameErrorKind, NoticeKind, ViolationKind,
};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::name::{NameForm, SubjectAlternativeName};

use crate::check::{
    authority, defective, notices, object_identifier, of_another_structure, refused, violations, with_profile,
};
use toolkit::asn1::{
    EXT_KEY_USAGE, SUBJECT_ALT_NAME, UTF8, critical_extension, dns, ext_key_usage, extension, name, oid,
    sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256};
use toolkit::{copying, extension as issued_extension, extensions, profile_with};

const NAMES: &str = "/csr#/extensionRequest/subjectAltName";
const PURPOSES: &str = "/csr#/extensionRequest/extKeyUsage";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const SMART_CARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const ANY_PURPOSE: &str = "2.5.29.37.0";

fn with(extensions: &[Vec<u8>]) -> Builder {
    Builder::new(p256()).extensions(extensions)
}

fn with_names(names: &[Vec<u8>]) -> Builder {
    with(&[subject_alt_name(names)])
}

#[test]
fn c6_the_four_forms_of_names_are_granted_in_their_order() {
    let names = [
        tlv(0x86, "spiffe://example.org/a"),
        dns("b.example"),
        tlv(0x87, [192, 0, 2, 1]),
        tlv(0x81, "c@example.org"),
        dns("*.a.example"),
        tlv(0x87, [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ];
    let issued = with_names(&names).issue().expect("a certificate");
    assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, sequence(&names))));
    let ip = |text: &str| SubjectAlternativeName::Ip(text.parse::<IpAddr>().expect("an address"));
    assert_eq!(issued.fields().alternative_names()[2], ip("192.0.2.1"));
    assert_eq!(issued.fields().alternative_names()[5], ip("2001:db8::1"));
}

#[test]
fn c6_exact_duplicates_are_granted_once() {
    let names = [dns("a.example"), dns("b.example"), dns("a.example"), dns("A.example")];
    let issued = with_names(&names).issue().expect("a certificate");
    let once = sequence([dns("a.example"), dns("b.example"), dns("A.example")]);
    assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, once)));
}

#[test]
fn s7_names_of_other_forms_are_errors_unless_the_profile_lists_them() {
    let other = sequence([oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, tlv(0x0c, "user@example.org"))]);
    let user_principal_name = object_identifier("1.3.6.1.4.1.311.20.2.3");
    for (asked, defect) in [
        (tlv(0xa0, &other[2..]), CsrError::OtherName(user_principal_name)),
        (tlv(0xa3, []), CsrError::NameForm("x400Address")),
        (tlv(0xa4, name(&[("2.5.4.3", UTF8, "a")])), CsrError::NameFormNotGranted(NameForm::DirectoryName)),
        (tlv(0xa5, tlv(0xa1, tlv(0x0c, "party"))), CsrError::NameForm("ediPartyName")),
        (tlv(0x88, [0x2a, 3]), CsrError::NameFormNotGranted(NameForm::RegisteredId)),
    ] {
        let can_be_granted = !matches!(defect, CsrError::NameForm(_));
        let request = with_names(&[dns("a.example"), asked]);
        let pointer = format!("{NAMES}/1");
        defective(request.issue(), &pointer, ErrorCode::AlternativeNameType, defect);
        // The CSR itself is valid; the type of certificate decides (rule C16).
        let csr = Csr::from_der(&request.der()).expect("a CSR");
        assert_eq!(csr.alternative_names().len(), 1 + usize::from(can_be_granted));
    }
}

#[test]
fn c6_names_are_checked_by_the_rules_of_their_kind() {
    use NameErrorKind::*;
    for (tag, name, code, defect) in [
        (0x82, "a..b", ErrorCode::DnsName, EmptyLabel),
        (0x82, "has space", ErrorCode::DnsName, Character(' ')),
        (0x82, "a.example.", ErrorCode::DnsName, TrailingDot),
        (0x82, "a.*.example", ErrorCode::DnsName, Wildcard),
        (0x82, "*", ErrorCode::DnsName, Wildcard),
        (0x82, "192.0.2.1", ErrorCode::DnsName, Ipv4Address),
        (0x82, "127.1", ErrorCode::DnsName, NumericLastLabel),
        (0x82, "*.0x7f", ErrorCode::DnsName, NumericLastLabel),
        (0x81, "a@127.1", ErrorCode::Parameter, AddressDomain),
        (0x86, "https://127.1/", ErrorCode::Parameter, NumericHost),
        (0x86, "https://[::ffff:10.1.2.3]/", ErrorCode::Parameter, Ipv4Mapped([10, 1, 2, 3].into())),
        (0x82, "zoë.example", ErrorCode::DnsName, NotAscii),
        (0x82, "good.example\0.evil.example", ErrorCode::DnsName, Character('\0')),
        (0x81, "nobody", ErrorCode::Parameter, At),
        (0x81, "a b@example.org", ErrorCode::Parameter, LocalPart),
        (0x81, "a@*.example.org", ErrorCode::Parameter, Wildcard),
        (0x86, "example.org", ErrorCode::Parameter, Scheme),
        (0x86, "https://", ErrorCode::Parameter, EmptyHost),
        (0x86, "https://a b/", ErrorCode::Parameter, Host),
    ] {
        let found = violations(with_names(&[tlv(tag, name)]).issue());
        let [(pointer, found_code, ViolationKind::Name(NameError { kind: found_defect, .. }))] = &found[..]
        else {
            panic!("{name:?}: {found:?}");
        };
        assert_eq!(
            (pointer.as_str(), *found_code, *found_defect),
            ("/csr#/extensionRequest/subjectAltName/0", code, defect),
            "{name:?}"
        );
    }
}

#[test]
fn s3_an_ipv4_mapped_address_of_a_csr_is_refused() {
    let address = |third_group: u8| tlv(0x87, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, third_group, 10, 1, 2, 3]);
    assert!(with_names(&[address(0xfe)]).issue().is_ok());
    let found = violations(with_names(&[dns("a.example"), address(0xff)]).issue());
    let [(pointer, ErrorCode::IpAddress, ViolationKind::Name(NameError { found, kind: defect }))] =
        &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!((pointer.as_str(), found.to_string()), (&*format!("{NAMES}/1"), "\"::ffff:10.1.2.3\"".into()));
    assert_eq!(*defect, NameErrorKind::Ipv4Mapped([10, 1, 2, 3].into()));
}

#[test]
fn c6_empty_and_long_names_are_refused() {
    for (tag, max, code, tail) in [
        (0x82, 253, ErrorCode::DnsName, ""),
        (0x81, 256, ErrorCode::Parameter, "@a"),
        (0x86, 2_048, ErrorCode::Parameter, "://a"),
    ] {
        let longest = match tag {
            0x82 => ["a"; 127].join("."),
            0x81 => format!("{}{tail}", "a".repeat(max - tail.len())),
            _ => format!("u{tail}/{}", "a".repeat(max - tail.len() - 2)),
        };
        assert_eq!(longest.len(), max);
        let issued = with_names(&[tlv(tag, &longest)]).issue().expect("a certificate");
        let value = sequence([tlv(tag, &longest)]);
        assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, value)));
        for (name, found) in [(String::new(), 0), (format!("{longest}a"), max + 1)] {
            let kind = ViolationKind::Length(LengthError { found, min: 1, max });
            refused(with_names(&[tlv(tag, &name)]).issue(), &format!("{NAMES}/0"), code, kind);
        }
    }
    for length in [0, 3, 5, 8, 15, 17, 32] {
        let request = with_names(&[tlv(0x87, vec![1; length])]);
        defective(request.issue(), &format!("{NAMES}/0"), ErrorCode::IpAddress, CsrError::IpOctets(length));
    }
}

#[test]
fn c6_an_alternative_name_extension_that_is_none_is_refused_for_what_it_is() {
    // The same for a CA, for which refused names are left out (rule C16).
    let request = |value: &[u8]| with(&[extension(SUBJECT_ALT_NAME, value)]);
    for issue in [Builder::issue, Builder::issue_ca] {
        let empty = issue(&request(&sequence::<&[u8]>([])));
        defective(empty, NAMES, ErrorCode::Parameter, CsrError::NoNamesInExtension);
        for value in [
            tlv(0x31, dns("a.example")),
            sequence([tlv(0x80, "a")]),
            sequence([tlv(0xa2, dns("a"))]),
            sequence([tlv(0x89, "a")]),
        ] {
            of_another_structure(issue(&request(&value)), NAMES, "subjectAltName");
        }
        for value in [[sequence([dns("a.example")]), vec![0]].concat(), Vec::new()] {
            let result = issue(&request(&value));
            defective(result, NAMES, ErrorCode::Parameter, CsrError::Der("subjectAltName"));
        }
    }
}

#[test]
fn c6_octets_that_are_no_ascii_are_refused_as_such() {
    for (tag, code) in
        [(0x82, ErrorCode::DnsName), (0x81, ErrorCode::Parameter), (0x86, ErrorCode::Parameter)]
    {
        let found = violations(with_names(&[dns("a.example"), tlv(tag, b"\xff\xfe")]).issue());
        let [(pointer, found_code, ViolationKind::Name(NameError { kind: NameErrorKind::NotAscii, .. }))] =
            &found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!((pointer.as_str(), *found_code), ("/csr#/extensionRequest/subjectAltName/1", code));
    }
}

#[test]
fn s1_a_hundred_names_are_granted_and_101_refused() {
    let names: Vec<Vec<u8>> = (0..101).map(|number| dns(&format!("{number}.example"))).collect();
    let issued = with_names(&names[..100]).issue_from_der(authority()).expect("a certificate");
    assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, sequence(&names[..100]))));
    let result = with_names(&names).issue_from_der(authority());
    refused(result, NAMES, ErrorCode::Parameter, ViolationKind::TooMany { found: 101, max: 100 });
}

#[test]
fn c6_other_extensions_are_not_granted_and_noted() {
    let asked = [
        "2.5.29.14",
        "2.5.29.30",
        "2.5.29.36",
        "2.5.29.54",
        "2.5.29.31",
        "2.5.29.32",
        "2.5.29.35",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.4.1.55555.1",
    ];
    let extensions_asked: Vec<Vec<u8>> =
        asked.iter().map(|dotted| critical_extension(dotted, sequence::<&[u8]>([]))).collect();
    let issued = with(&extensions_asked).issue().expect("a certificate");
    let pointers: Vec<String> =
        asked.iter().map(|dotted| format!("/csr#/extensionRequest/{dotted}")).collect();
    let expected: Vec<(&str, NoticeKind)> = pointers
        .iter()
        .zip(asked)
        .map(|(pointer, dotted)| {
            (pointer.as_str(), NoticeKind::ExtensionNotGranted(object_identifier(dotted)))
        })
        .collect();
    assert_eq!(notices(&issued), expected);
    let plain = Builder::new(p256()).issue().expect("a certificate");
    assert_eq!(extensions(&issued), extensions(&plain));
}

#[test]
fn c6_the_profile_can_have_extensions_copied_verbatim() {
    let profile = copying(&["1.3.6.1.4.1.55555.1", "1.3.6.1.4.1.55555.2"]);
    let value = tlv(0x0c, "as sent");
    let request = with(&[
        critical_extension("1.3.6.1.4.1.55555.2", &value),
        extension("1.3.6.1.4.1.55555.3", &value),
        extension("1.3.6.1.4.1.55555.1", &value),
    ]);
    let issued = request.issue_from_der(&with_profile(profile)).expect("a certificate");
    let last: Vec<_> = extensions(&issued).split_off(4);
    assert_eq!(
        last,
        [("1.3.6.1.4.1.55555.2".into(), true, value.clone()), ("1.3.6.1.4.1.55555.1".into(), false, value)]
    );
    let kind = NoticeKind::ExtensionNotGranted(object_identifier("1.3.6.1.4.1.55555.3"));
    assert_eq!(notices(&issued), [("/csr#/extensionRequest/1.3.6.1.4.1.55555.3", kind)]);
}

#[test]
fn c6_an_extension_whose_value_is_no_der_is_never_copied() {
    let authority = with_profile(copying(&["1.3.6.1.4.1.55555.1"]));
    for value in [&b""[..], b"\x05", b"\x05\x00\x00", b"\x30\x80\x00\x00"] {
        let issued = with(&[extension("1.3.6.1.4.1.55555.1", value)])
            .issue_from_der(&authority)
            .expect("a certificate");
        let kind = NoticeKind::ExtensionNotGranted(object_identifier("1.3.6.1.4.1.55555.1"));
        assert_eq!(notices(&issued), [("/csr#/extensionRequest/1.3.6.1.4.1.55555.1", kind)]);
        assert_eq!(issued_extension(&issued, "1.3.6.1.4.1.55555.1"), None);
    }
}

#[test]
fn c7_the_six_purposes_are_granted_in_their_order() {
    let purposes = [CLIENT_AUTH, EMAIL_PROTECTION, SMART_CARD_LOGON, SERVER_AUTH, CODE_SIGNING];
    let issued = with(&[ext_key_usage(&purposes)]).issue().expect("a certificate");
    let value = sequence(purposes.iter().map(|dotted| oid(dotted)));
    assert_eq!(issued_extension(&issued, EXT_KEY_USAGE), Some((false, value)));
    assert_eq!(notices(&issued), []);
}

#[test]
fn c7_time_stamping_is_critical_alone_and_noted_beside_others() {
    let alone = with(&[ext_key_usage(&[TIME_STAMPING])]).issue().expect("a certificate");
    assert_eq!(issued_extension(&alone, EXT_KEY_USAGE), Some((true, sequence([oid(TIME_STAMPING)]))));
    assert_eq!(alone.fields().notices(), []);
    let both = with(&[ext_key_usage(&[TIME_STAMPING, SERVER_AUTH])]).issue().expect("a certificate");
    let value = sequence([oid(TIME_STAMPING), oid(SERVER_AUTH)]);
    assert_eq!(issued_extension(&both, EXT_KEY_USAGE), Some((false, value)));
    assert_eq!(notices(&both), [(PURPOSES, NoticeKind::TimeStampingNotAlone)]);
}

#[test]
fn c7_other_purposes_are_not_granted_and_noted() {
    let asked = [OCSP_SIGNING, SERVER_AUTH, ANY_PURPOSE, SERVER_AUTH, "1.3.6.1.4.1.55555.9"];
    let issued = with(&[ext_key_usage(&asked)]).issue().expect("a certificate");
    assert_eq!(issued_extension(&issued, EXT_KEY_USAGE), Some((false, sequence([oid(SERVER_AUTH)]))));
    let expected = [OCSP_SIGNING, ANY_PURPOSE, "1.3.6.1.4.1.55555.9"]
        .map(|dotted| (PURPOSES, NoticeKind::KeyPurposeNotGranted(object_identifier(dotted))));
    assert_eq!(notices(&issued), expected);
}

#[test]
fn c7_a_purpose_of_the_profile_is_granted() {
    let purpose = KeyPurpose::from(object_identifier(OCSP_SIGNING));
    let authority = with_profile(profile_with(|settings| {
        settings.csr_extended_key_usage = ExtendedKeyUsage::new([purpose]);
    }));
    let request = with(&[ext_key_usage(&[OCSP_SIGNING, ANY_PURPOSE])]);
    let issued = request.issue_from_der(&authority).expect("a certificate");
    assert_eq!(issued_extension(&issued, EXT_KEY_USAGE), Some((false, sequence([oid(OCSP_SIGNING)]))));
    let kind = NoticeKind::KeyPurposeNotGranted(object_identifier(ANY_PURPOSE));
    assert_eq!(notices(&issued), [(PURPOSES, kind)]);
}

#[test]
fn c7_purposes_that_are_none_are_refused_for_what_they_are() {
    let request = |value: &[u8]| with(&[extension(EXT_KEY_USAGE, value)]).issue();
    defective(request(&[0x30, 0]), PURPOSES, ErrorCode::Parameter, CsrError::NoKeyPurpose);
    of_another_structure(request(&tlv(0x31, oid(SERVER_AUTH))), PURPOSES, "extKeyUsage");
    of_another_structure(request(&sequence([tlv(2, [1])])), PURPOSES, "extKeyUsage");
    for value in [sequence([tlv(6, [0x80])]), vec![0x30]] {
        defective(request(&value), PURPOSES, ErrorCode::Parameter, CsrError::Der("extKeyUsage"));
    }
}

#[test]
fn c13_the_result_has_no_private_key() {
    let mut issued = Builder::new(p256()).issue().expect("a certificate");
    assert!(issued.private_key().is_none());
    assert!(issued.take_private_key().is_none());
    assert!(!issued.chain_pem().contains("PRIVATE"));
}

#[test]
fn c13_an_issued_ca_without_its_key_becomes_no_authority() {
    let issued = Builder::new(p256()).issue_ca().expect("a CA");
    let result = certmint::Authority::try_from(issued);
    assert!(
        matches!(result, Err(certmint::Error::Key(certmint::error::PrivateKeyError::Missing))),
        "{result:?}"
    );
}
