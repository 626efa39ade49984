//! E4: no input makes the library panic, overflow the stack, use much memory, or run long.

use std::time::{Duration, Instant};

use certmint::error::{ErrorCode, LengthError, NoticeKind, Violation, ViolationKind};
use certmint::wire::Body;
use certmint::{Error, Issued, KeyAlgorithm};
use serde_json::{Value, json};

use crate::helpers::{apply, apply_text, body_with, only, refused, text_with};
use toolkit::{now, reproducible, root, violation};

/// Issues from text. A refusal or a certificate must come soon, even from unoptimized code.
fn apply_soon(json: &[u8]) -> Result<Issued, Error> {
    let authority = root(KeyAlgorithm::Ec256);
    let start = Instant::now();
    let result = apply_text(&authority, json, now());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    result
}

fn assert_short(error: &Error) {
    let characters = error.message().chars().count();
    assert!((1..=1_024).contains(&characters), "{characters}");
    assert!(!error.message().contains(char::is_control), "{}", error.message());
    assert!(error.violations().len() <= certmint::error::RequestError::MAX_VIOLATIONS);
}

#[test]
fn e4_what_is_no_json_is_refused() {
    let nested = |open: &str, count: usize| open.repeat(count).into_bytes();
    for json in [
        &b""[..],
        b" ",
        b"\0",
        b"{",
        b"{\"a\"",
        b"{\"a\":",
        b"{\"a\":1",
        b"nul",
        b"{}x",
        b"{}{}",
        b"{} null",
        b"{}\0",
        b"{'a': 1}",
        b"{a: 1}",
        b"{\"a\": 1,}",
        b"[1 2]",
        b"[1,]",
        b"{\"a\": 01}",
        b"{\"a\": +1}",
        b"{\"a\": .5}",
        b"{\"a\": 0x1}",
        b"{\"a\": NaN}",
        b"{\"a\": Infinity}",
        b"{1: 1}",
        b"/**/{}",
        b"{\"a\": \"\n\"}",
        b"{\"a\": \"\\x41\"}",
        b"{\"a\": \"\\u12\"}",
        b"{\"a\": \"\\ud800\"}",
        b"{\"a\": \"\\udc00\\ud800\"}",
        b"{\"a\": \"\\ud800\\u0041\"}",
        b"{\"\\ud800\": 1}",
        &nested("[", 60_000),
        &nested("{\"a\":", 12_000),
        &nested("[{\"a\":", 10_000),
        &nested("\"\\", 30_000),
    ] {
        let error = apply_soon(json).unwrap_err();
        let shown = String::from_utf8_lossy(&json[..json.len().min(40)]);
        let [violation] = error.violations() else { panic!("{shown}: {error:?}") };
        assert_eq!((violation.pointer().as_str(), violation.code()), ("", ErrorCode::Parameter), "{shown}");
        assert!(matches!(violation.kind(), ViolationKind::MalformedJson { .. }), "{shown}: {violation:?}");
        assert_short(&error);
    }
}

#[test]
fn e5_a_body_in_another_encoding_is_told_so() {
    let body = body_with(&[]).to_string();
    let wide = |mark: &str, octets: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{body}").encode_utf16().flat_map(octets).collect()
    };
    let utf32: Vec<u8> = body.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect();
    for (json, kind) in [
        ([b"\xef\xbb\xbf", body.as_bytes()].concat(), ViolationKind::ByteOrderMark),
        (b"\xef\xbb\xbf".to_vec(), ViolationKind::ByteOrderMark),
        (wide("\u{feff}", u16::to_le_bytes), ViolationKind::WideEncoding),
        (wide("\u{feff}", u16::to_be_bytes), ViolationKind::WideEncoding),
        (wide("", u16::to_le_bytes), ViolationKind::WideEncoding),
        (wide("", u16::to_be_bytes), ViolationKind::WideEncoding),
        (utf32, ViolationKind::WideEncoding),
        ("\u{0}".repeat(60_000).into_bytes(), ViolationKind::WideEncoding),
        // ISO 8859-1.
        (b"{\"a\":\n \"\xe9\"}".to_vec(), ViolationKind::NotUtf8 { line: 2, column: 3 }),
        (b"{\"a\": \"\xc0\x80\"}".to_vec(), ViolationKind::NotUtf8 { line: 1, column: 8 }),
        (b"{\"a\": \"\xed\xa0\x80\"}".to_vec(), ViolationKind::NotUtf8 { line: 1, column: 8 }),
    ] {
        assert_eq!(refused(apply_soon(&json)), only("", ErrorCode::Parameter, kind));
    }
    let marked = [b"\xef\xbb\xbf", body.as_bytes()].concat();
    assert_eq!(
        apply_soon(&marked).unwrap_err().message(),
        "the body starts with a byte order mark (U+FEFF); send UTF-8 without it (RFC 8259 §8.1)"
    );
    // Within a text, the same character is valid.
    assert!(apply_soon(body_with(&[("/x", json!("\u{feff}"))]).to_string().as_bytes()).is_ok());
}

#[test]
fn e4_the_place_of_a_fault_counts_from_one() {
    for (json, expected) in [("{\n  'a': 1}", (2, 3)), ("{}x", (1, 3)), ("", (1, 1)), ("{\n", (2, 1))] {
        let error = Body::from_json(json.as_bytes()).unwrap_err();
        let ViolationKind::MalformedJson { line, column } = *error.violations()[0].kind() else {
            panic!("{json:?}: {error:?}")
        };
        assert!(line >= 1 && column >= 1, "{json:?}: line {line}, column {column}");
        assert_eq!(line, expected.0, "{json:?}");
        assert!(column.abs_diff(expected.1) <= 1, "{json:?}: column {column}");
    }
}

#[test]
fn e4_what_is_not_utf8_is_no_json_even_where_nothing_is_read() {
    // RFC 8259 §8.1: in a member that is unknown, too deep, one too many, or duplicate.
    let deep = format!("{}\"PLACE\"{}", "[".repeat(40), "]".repeat(40));
    let many = format!("[{}\"PLACE\"]", "0, ".repeat(200));
    for text in
        [r#""x": "PLACE""#, &format!(r#""x": {deep}"#), &format!(r#""x": {many}"#), r#""x": 1, "x": "PLACE""#]
    {
        assert!(Body::from_json(text_with(text).as_bytes()).is_ok());
        for octets in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf0\x9f"] {
            let body = text_with(text);
            let (before, after) = body.split_once("PLACE").expect("a place");
            let error = apply_soon(&[before.as_bytes(), octets, after.as_bytes()].concat()).unwrap_err();
            let (line, column) = place_after(before);
            let kinds: Vec<_> = error.violations().iter().map(Violation::kind).collect();
            assert_eq!(kinds, [&ViolationKind::NotUtf8 { line, column }]);
        }
    }
    // An error before it is reported first, and one after it is not.
    for (json, kind) in [
        (&b"{'a':\n\"\xff\"}"[..], ViolationKind::MalformedJson { line: 1, column: 2 }),
        (b"{\"a\":\n \"b\xff\"", ViolationKind::NotUtf8 { line: 2, column: 4 }),
        (b"{}\xff", ViolationKind::NotUtf8 { line: 1, column: 3 }),
    ] {
        let error = Body::from_json(json).unwrap_err();
        assert_eq!(error.violations()[0].kind(), &kind);
    }
}

/// The line and column after the text.
fn place_after(text: &str) -> (usize, usize) {
    (text.split('\n').count(), text.rsplit('\n').next().map_or(0, str::len) + 1)
}

#[test]
fn e4_thousands_of_nested_arrays() {
    let nested = format!("{}{}", "[".repeat(32_000), "]".repeat(32_000));
    let issued = apply_soon(text_with(&format!("\"x\": {nested}")).as_bytes()).expect("a certificate");
    let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
    assert_eq!((notice.pointer().as_str(), notice.kind()), ("/x", &NoticeKind::UnknownMember));

    let an_array = |expected| ViolationKind::WrongType { found: "an array", expected };
    assert_eq!(refused(apply_soon(nested.as_bytes())), only("", ErrorCode::Parameter, an_array("an object")));
    let objects = format!("{}0{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for (pointer, code, expected) in [
        ("/distinguished_name", ErrorCode::DistinguishedName, "an object"),
        ("/validity/value", ErrorCode::Validity, "an integer"),
        ("/issuer_id", ErrorCode::IssuerId, "a string"),
    ] {
        let place =
            |text: &str| body_with(&[(pointer, json!("PLACE"))]).to_string().replace("\"PLACE\"", text);
        let refusal = refused(apply_soon(place(&nested).as_bytes()));
        assert_eq!(refusal, only(pointer, code, an_array(expected)));
        assert!(apply_soon(place(&objects).as_bytes()).is_err());
    }
    let names = format!("\"subject_alternative_names\": {nested}");
    let refusal = refused(apply_soon(text_with(&names).as_bytes()));
    assert_eq!(refusal, only("/subject_alternative_names/0", ErrorCode::Parameter, an_array("an object")));
}

#[test]
fn e4_thousands_of_characters_in_one_field() {
    let found = 4_000;
    for text in ["a".repeat(found), "\u{0}".repeat(found), "é".repeat(found), "a.".repeat(found / 2)] {
        for (pointer, max) in [("/distinguished_name/common_name", 64), ("/distinguished_name/locality", 128)]
        {
            let body = body_with(&[(pointer, json!(text))]).to_string();
            let kind = ViolationKind::Length(LengthError { found, min: 1, max });
            assert_eq!(
                refused(apply_soon(body.as_bytes())),
                only(pointer, ErrorCode::DistinguishedName, kind)
            );
        }
        for (kind, code, max) in [
            ("DNS", ErrorCode::DnsName, 253),
            ("IP", ErrorCode::IpAddress, 39),
            ("EMAIL", ErrorCode::Parameter, 256),
            ("URI", ErrorCode::Parameter, 253),
        ] {
            let names = json!([{ "type": kind, "value": text }]);
            let body = body_with(&[("/subject_alternative_names", names)]).to_string();
            let length = ViolationKind::Length(LengthError { found, min: 1, max });
            let refusal = refused(apply_soon(body.as_bytes()));
            assert_eq!(refusal, only("/subject_alternative_names/0/value", code, length));
        }
        let custom = json!({ "object_identifier": text, "value": text });
        let body = body_with(&[("/customized_extension", custom)]).to_string();
        let length = ViolationKind::Length(LengthError { found, min: 1, max: 64 });
        assert_eq!(
            refused(apply_soon(body.as_bytes())),
            [
                ("/customized_extension/object_identifier".to_string(), ErrorCode::Parameter, length.clone()),
                ("/customized_extension/value".to_string(), ErrorCode::Parameter, length),
            ]
        );
        for pointer in ["/issuer_id", "/key_algorithm", "/validity/type", "/distinguished_name/country"] {
            let error = apply_soon(body_with(&[(pointer, json!(text))]).to_string().as_bytes()).unwrap_err();
            assert_eq!(error.violations()[0].pointer(), pointer);
            assert_short(&error);
        }
    }
}

#[test]
fn e4_thousands_of_characters_as_the_name_of_a_member() {
    let long = "é".repeat(10_000);
    let issued = apply_soon(text_with(&format!("\"{long}\": 1")).as_bytes()).expect("a certificate");
    assert_eq!(issued.fields().notices()[0].pointer(), format!("/{}…", "é".repeat(48)));
    let repeated = format!("\"{long}\": 1, \"{long}\": 2");
    let error = apply_soon(text_with(&repeated).as_bytes()).unwrap_err();
    assert_eq!(error.violations()[0].kind(), &ViolationKind::DuplicateMember);
    assert_short(&error);
}

/// A body with an array of a thousand of these entries.
fn thousand(member: &str, entry: &str) -> Vec<u8> {
    let mut entries = format!("{entry},").repeat(1_000);
    entries.pop();
    text_with(&format!("\"{member}\": [{entries}]")).into_bytes()
}

#[test]
fn e4_a_thousand_entries() {
    for entry in ["0", "null", "\"\"", "{\"type\":\"DNS\",\"value\":\"a..b\"}"] {
        let error = apply_soon(&thousand("subject_alternative_names", entry)).unwrap_err();
        let first = &error.violations()[0];
        assert_eq!(
            (first.pointer().as_str(), first.code()),
            ("/subject_alternative_names", ErrorCode::Parameter)
        );
        assert_eq!(first.kind(), &ViolationKind::TooMany { found: 1_000, max: 20 });
        assert_short(&error);
    }
    // Valid names do not hide that there are too many.
    let names = thousand("subject_alternative_names", "{\"type\":\"DNS\",\"value\":\"a\"}");
    let too_many = ViolationKind::TooMany { found: 1_000, max: 20 };
    assert_eq!(
        refused(apply_soon(&names)),
        only("/subject_alternative_names", ErrorCode::Parameter, too_many)
    );

    let usages = apply_soon(&thousand("key_usages", "\"digitalSignature\"")).unwrap_err();
    assert_eq!(usages.violations()[0].pointer(), "/key_usages");
    assert!(matches!(usages.violations()[0].kind(), ViolationKind::TooMany { found: 1_000, .. }));

    let issued = apply_soon(&thousand("unknown", "[]")).expect("a certificate");
    assert_eq!(issued.fields().notices().len(), 1);
}

#[test]
fn e4_thousands_of_members() {
    let members: Vec<String> = (0..4_000).map(|number| format!("\"m{number}\":{number}")).collect();
    let members = members.join(",");
    let error = apply_soon(text_with(&members).as_bytes()).unwrap_err();
    assert!(matches!(error.violations()[0].kind(), ViolationKind::TooMany { .. }), "{error}");
    assert_short(&error);
    let nested = format!("\"extended_key_usage\": {{{members}}}");
    let error = apply_soon(text_with(&nested).as_bytes()).unwrap_err();
    assert_eq!(error.violations()[0].pointer(), "/extended_key_usage");
    assert_short(&error);
    let repeated = "\"x\":1,".repeat(10_000);
    let error = apply_soon(text_with(repeated.trim_end_matches(',')).as_bytes()).unwrap_err();
    assert_short(&error);
}

#[test]
fn e4_numbers_of_many_digits() {
    let digits = "9".repeat(60_000);
    for number in [digits.clone(), format!("0.{digits}"), format!("1e-{digits}"), format!("-{digits}")] {
        let body =
            body_with(&[("/validity/value", json!("PLACE"))]).to_string().replace("\"PLACE\"", &number);
        assert_short(&apply_soon(body.as_bytes()).unwrap_err());
    }
}

#[test]
fn e4_numbers_that_no_float_holds_are_no_json() {
    // RFC 8259 §6 lets a parser limit the range of numbers.
    for number in ["1e400", &"9".repeat(400)] {
        let body = body_with(&[("/validity/value", json!("PLACE"))]).to_string().replace("\"PLACE\"", number);
        let violation = violation(apply_soon(body.as_bytes()));
        assert_eq!((violation.pointer().as_str(), violation.code()), ("", ErrorCode::Parameter));
        assert!(matches!(violation.kind(), ViolationKind::MalformedJson { line: 1, .. }), "{violation}");
    }
}

#[test]
fn e4_white_space_and_order_do_not_matter() {
    let body: Value = body_with(&[]);
    let spaced = serde_json::to_string_pretty(&body).expect("JSON").replace(' ', &" ".repeat(1_500));
    let (plain, spaced) = (apply(&body).expect("a certificate"), apply_soon(spaced.as_bytes()));
    let spaced = spaced.expect("a certificate");
    assert_eq!(reproducible(spaced.certificate().as_der()), reproducible(plain.certificate().as_der()));
}

#[test]
fn e4_65536_octets_are_read_and_65537_refused() {
    let plain = body_with(&[]).to_string();
    let padded = |octets: usize| format!("{plain}{}", " ".repeat(octets - plain.len()));
    assert!(apply_soon(padded(Body::MAX_OCTETS).as_bytes()).is_ok());
    for found in [65_537, 1 << 20] {
        let kind = ViolationKind::BodyTooLong { found, max: 65_536 };
        assert_eq!(refused(apply_soon(padded(found).as_bytes())), only("", ErrorCode::Parameter, kind));
    }
}
