//! S1, S2 and S6: the list of alternative names, DNS names, and criticality.

use certmint::error::{ErrorCode, LengthError, NameError, NameErrorKind, Violation, ViolationKind};
use certmint::key::AlgorithmChoice;
use certmint::name::{DnsName, SubjectAlternativeName};
use certmint::wire::Body;
use certmint::{EndEntityRequest, Error, Issued, KeyAlgorithm};
use serde_json::{Value, json};

use crate::helpers::{SEQUENCE, apply, body_with, only, refused, tlv};
use toolkit::{extension, now, params, rng, root, violation, years};

const SUBJECT_ALT_NAME: &str = "2.5.29.17";

/// The context tags of GeneralName (RFC 5280 §4.2.1.6).
pub(crate) const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
pub(crate) const IP: u8 = 0x87;

pub(crate) fn with_names(names: &[(&str, &str)]) -> Value {
    let names: Vec<Value> =
        names.iter().map(|(kind, value)| json!({ "type": kind, "value": value })).collect();
    body_with(&[("/subject_alternative_names", json!(names))])
}

/// Reads a body without an authority.
fn read(body: &Value) -> Result<EndEntityRequest<AlgorithmChoice<KeyAlgorithm>>, Error> {
    Ok(Body::from_json(body.to_string().as_bytes())?.read_end_entity()?.1)
}

fn general_names(names: &[(u8, &[u8])]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = names.iter().map(|(tag, content)| tlv(*tag, content)).collect();
    tlv(SEQUENCE, &names.concat())
}

fn alternative_names(issued: &Issued) -> Option<(bool, Vec<u8>)> {
    extension(issued, SUBJECT_ALT_NAME)
}

/// Issues with one alternative name and compares the encoded name.
pub(crate) fn accepted(kind: &str, value: &str, tag: u8, content: &[u8]) {
    let issued = apply(&with_names(&[(kind, value)])).unwrap_or_else(|error| panic!("{value:?}: {error}"));
    assert_eq!(alternative_names(&issued), Some((false, general_names(&[(tag, content)]))), "{value:?}");
}

/// The only violation for one alternative name. Checks its location and code.
pub(crate) fn refused_name(kind: &str, value: &str, code: ErrorCode) -> Violation {
    let result = apply(&with_names(&[(kind, value)]));
    assert!(result.is_err(), "{kind} {value:?} was issued");
    let violation = violation(result);
    assert_eq!(
        (violation.pointer().as_str(), violation.code()),
        ("/subject_alternative_names/0/value", code)
    );
    violation
}

/// The fault of one alternative name.
pub(crate) fn defect(kind: &str, value: &str, code: ErrorCode) -> NameErrorKind {
    let violation = refused_name(kind, value, code);
    match violation.kind() {
        ViolationKind::Name(NameError { kind: defect, .. }) => *defect,
        other => panic!("{value:?}: {other:?}"),
    }
}

pub(crate) fn refused_length(kind: &str, value: &str, code: ErrorCode, max: usize) {
    let found = value.chars().count();
    let violation = refused_name(kind, value, code);
    assert_eq!(
        violation.kind(),
        &ViolationKind::Length(LengthError { found, min: 1, max }),
        "{kind} {found}"
    );
}

#[test]
fn s1_all_four_kinds_in_their_order_exact_duplicates_once() {
    let issued = apply(&with_names(&[
        ("URI", "urn:x:y"),
        ("DNS", "example.org"),
        ("EMAIL", "a@example.org"),
        ("DNS", "Example.org"),
        ("IP", "192.0.2.1"),
        ("DNS", "example.org"),
        ("IP", "2001:db8::1"),
        ("URI", "urn:x:y"),
        ("IP", "2001:db8::1"),
        ("IP", "::192.0.2.1"),
    ]))
    .expect("a certificate");
    let expected = general_names(&[
        (URI, b"urn:x:y"),
        (DNS, b"example.org"),
        (EMAIL, b"a@example.org"),
        // Another spelling counts as another name.
        (DNS, b"Example.org"),
        (IP, &[192, 0, 2, 1]),
        (IP, &[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (IP, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1]),
    ]);
    assert_eq!(alternative_names(&issued), Some((false, expected)));
}

#[test]
fn s1_two_spellings_of_one_address_are_emitted_once() {
    let issued = apply(&with_names(&[("IP", "2001:DB8:0::0001"), ("IP", "2001:db8::1")]));
    let address = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let expected = general_names(&[(IP, &address)]);
    assert_eq!(alternative_names(&issued.expect("a certificate")), Some((false, expected)));
}

#[test]
fn s1_twenty_names_and_no_more() {
    let names: Vec<String> = (0..20).map(|number| format!("host-{number}.example")).collect();
    let mut asked: Vec<(&str, &str)> = names.iter().map(|name| ("DNS", &**name)).collect();
    let issued = apply(&with_names(&asked)).expect("20 names");
    let expected: Vec<(u8, &[u8])> = names.iter().map(|name| (DNS, name.as_bytes())).collect();
    assert_eq!(alternative_names(&issued), Some((false, general_names(&expected))));

    let too_many = || ViolationKind::TooMany { found: 21, max: 20 };
    // A duplicate counts.
    asked.push(asked[0]);
    let refusal = refused(apply(&with_names(&asked)));
    assert_eq!(refusal, only("/subject_alternative_names", ErrorCode::Parameter, too_many()));

    let typed: Vec<_> =
        asked.iter().map(|(_, name)| SubjectAlternativeName::dns(name).expect("a name")).collect();
    let typed = params(KeyAlgorithm::Ec256, "TestCert", years(1)).with_alternative_names(typed);
    let request = EndEntityRequest::new(typed.expect("100 are readable"));
    let result = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(3));
    assert_eq!(refused(result), only("/subject_alternative_names", ErrorCode::Parameter, too_many()));

    // Without an authority, the body is checked only against what every profile forbids.
    let request = read(&with_names(&asked)).expect("a request");
    let result = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(3));
    assert_eq!(refused(result), only("/subject_alternative_names", ErrorCode::Parameter, too_many()));
    let too_many = ViolationKind::TooMany { found: 101, max: 100 };
    let refusal = refused(read(&with_names(&vec![asked[0]; 101])));
    assert_eq!(refusal, only("/subject_alternative_names", ErrorCode::Parameter, too_many.clone()));
    let names = vec![SubjectAlternativeName::dns("a").expect("a name"); 101];
    let asked = params(KeyAlgorithm::Ec256, "TestCert", years(1));
    assert_eq!(asked.with_alternative_names(names), Err(too_many));
}

#[test]
fn s1_an_empty_list_emits_no_extension() {
    for names in [json!([]), json!(null)] {
        let issued = apply(&body_with(&[("/subject_alternative_names", names)])).expect("a certificate");
        assert_eq!(alternative_names(&issued), None);
    }
}

#[test]
fn s1_empty_values_are_refused() {
    for (kind, code) in [
        ("DNS", ErrorCode::DnsName),
        ("IP", ErrorCode::IpAddress),
        ("EMAIL", ErrorCode::Parameter),
        ("URI", ErrorCode::Parameter),
    ] {
        let refusal = refused(apply(&with_names(&[(kind, "")])));
        assert_eq!(refusal, only("/subject_alternative_names/0/value", code, ViolationKind::Missing));
    }
}

#[test]
fn s1_other_types_are_refused() {
    for kind in ["dns", "DNS ", "OTHER", "DirName", "IPv4", "MAIL"] {
        let violation = violation(apply(&with_names(&[("DNS", "a.example"), (kind, "x")])));
        let pointer = "/subject_alternative_names/1/type";
        assert_eq!(
            (violation.pointer().as_str(), violation.code()),
            (pointer, ErrorCode::AlternativeNameType)
        );
        assert_eq!(
            violation.kind().to_string(),
            format!(
                "found {kind:?}, but the allowed values are DNS, \
                                                          IP, EMAIL, URI"
            )
        );
    }
}

/// Labels of these lengths, joined by dots.
pub(crate) fn labels(lengths: &[usize]) -> String {
    lengths.iter().map(|length| "a".repeat(*length)).collect::<Vec<_>>().join(".")
}

#[test]
fn s2_dns_names() {
    for name in [
        "localhost",
        "a",
        "example.org",
        "EXAMPLE.Org",
        "_acme-challenge.example.org",
        "a_b.example",
        "_",
        "a--b.example",
        "xn--mnchen-3ya.de",
        "*.example.org",
        "*.org",
        "*._tcp.example",
        "1.2.3.4a",
        "4.example",
        "0x7f.0.0.1.a",
        "1.0x7g",
        "x7f",
        "00x7f",
        "1.0.0.127.in-addr.arpa",
        "1-2.3-4",
        "1_",
        &labels(&[63]),
        &labels(&[63, 63, 63, 61]),
        &format!("*.{}", labels(&[63, 63, 63, 59])),
    ] {
        accepted("DNS", name, DNS, name.as_bytes());
    }
}

#[test]
fn s2_malformed_dns_names_are_refused() {
    use NameErrorKind::{
        Character, EmptyLabel, Hyphen, Ipv4Address, LabelTooLong, NotAscii, NumericLastLabel, TrailingDot,
        Wildcard,
    };
    for (name, expected) in [
        ("a..b", EmptyLabel),
        (".a", EmptyLabel),
        (".", EmptyLabel),
        ("..", TrailingDot),
        ("*..a", EmptyLabel),
        ("a.", TrailingDot),
        ("example.org.", TrailingDot),
        ("has space", Character(' ')),
        ("a b.example", Character(' ')),
        ("a\u{0}b", Character('\u{0}')),
        ("a\n", Character('\n')),
        ("a:8080", Character(':')),
        ("https://a", Character(':')),
        ("a/b", Character('/')),
        ("a@b", Character('@')),
        ("a,b", Character(',')),
        ("a\u{7f}", Character('\u{7f}')),
        ("-a.example", Hyphen),
        ("a-.example", Hyphen),
        ("a.-b", Hyphen),
        ("-", Hyphen),
        ("*", Wildcard),
        ("a.*.example", Wildcard),
        ("*.*.example", Wildcard),
        ("*a.example", Wildcard),
        ("a*.example", Wildcard),
        ("a.*", Wildcard),
        ("**.example", Wildcard),
        ("192.0.2.1", Ipv4Address),
        ("256.0.0.1", NumericLastLabel),
        ("192.0.2.01", NumericLastLabel),
        ("999.999.999.999", NumericLastLabel),
        ("7", NumericLastLabel),
        ("127.1", NumericLastLabel),
        ("1.2.3", NumericLastLabel),
        ("1.2.3.4.5", NumericLastLabel),
        ("2130706433", NumericLastLabel),
        ("example.123", NumericLastLabel),
        ("08", NumericLastLabel),
        ("0x", NumericLastLabel),
        ("0X7F", NumericLastLabel),
        ("0x7f.1", NumericLastLabel),
        ("example.0xBadC0de", NumericLastLabel),
        ("*.0x7f", NumericLastLabel),
        ("*.1", NumericLastLabel),
        ("a..1", EmptyLabel),
        ("127.1.", TrailingDot),
        ("*.192.0.2.1", Ipv4Address),
        ("münchen.de", NotAscii),
        ("xn--é", NotAscii),
        ("例え.jp", NotAscii),
        ("a。b", NotAscii),
        ("a\u{200b}b", NotAscii),
        (&labels(&[64]), LabelTooLong),
        (&labels(&[1, 64, 1]), LabelTooLong),
    ] {
        assert_eq!(defect("DNS", name, ErrorCode::DnsName), expected, "{name:?}");
    }
    assert_eq!(defect("DNS", "*.", ErrorCode::DnsName), NameErrorKind::Wildcard);
    refused_length("DNS", &labels(&[63, 63, 63, 62]), ErrorCode::DnsName, 253);
    refused_length("DNS", &"é".repeat(254), ErrorCode::DnsName, 253);
    let typed = DnsName::new("a..b").unwrap_err();
    assert_eq!(typed.kind, EmptyLabel);
}

#[test]
fn s2_messages_say_what_to_send_instead() {
    for (name, message) in [
        (
            "192.0.2.1",
            "\"192.0.2.1\": it is an IPv4 address; send it with type IP (in a CSR, as an iPAddress)",
        ),
        (
            "127.1",
            "\"127.1\": its last label is a number, so URL parsers read it as an IPv4 address; send an IP \
             address in dotted decimal with type IP (in a CSR, as an iPAddress)",
        ),
        (
            "bücher.example",
            "\"bücher.example\": it contains characters outside ASCII; use A-labels (xn--…) in host names, \
             and percent-encoding in other parts of a URI",
        ),
        ("a.", "\"a.\": it ends with a dot; remove the dot"),
        ("a b", "\"a b\": it contains the character U+0020 SPACE, which is not allowed there; remove it"),
    ] {
        assert_eq!(refused_name("DNS", name, ErrorCode::DnsName).kind().to_string(), message);
    }
}

#[test]
fn s6_beside_a_subject_the_extension_is_not_critical() {
    for names in [&[("DNS", "a.example")][..], &[("IP", "::1"), ("EMAIL", "a@b"), ("URI", "urn:a:b")]] {
        let issued = apply(&with_names(names)).expect("a certificate");
        assert!(!issued.fields().subject().is_empty());
        assert_eq!(alternative_names(&issued).map(|(critical, _)| critical), Some(false));
    }
}

#[test]
fn s6_an_apply_request_has_no_empty_subject() {
    let names = json!([{ "type": "DNS", "value": "a.example" }]);
    let body = body_with(&[("/subject_alternative_names", names), ("/distinguished_name", json!({}))]);
    let pointer = "/distinguished_name";
    assert_eq!(refused(apply(&body)), only(pointer, ErrorCode::DistinguishedName, ViolationKind::Missing));
}
