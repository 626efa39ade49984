//! E: the content of responses, and what they never contain.

use std::cell::Cell;

use certmint::Error;
use certmint::error::{ErrorCode, ViolationKind};
use certmint::wire::{Body, Refusal};
use proptest::prelude::*;
use serde_json::Value;

use crate::for_all::{Verdict, for_all};
use crate::generators::any_text;
use crate::issuers::private_key;
use crate::issuing::{authorities, encode};
use crate::json::{Sent, any_body, any_json, with_text};
use toolkit::rng;

/// Rule E3, without the codes that no body can cause.
const CODES: [(&str, u16); 11] = [
    ("PCA.00020001", 400),
    ("PCA.00020101", 400),
    ("PCA.00020102", 400),
    ("PCA.00020103", 400),
    ("PCA.00020109", 400),
    ("PCA.00020110", 400),
    ("PCA.00020111", 400),
    ("PCA.00020112", 400),
    ("PCA.00020201", 400),
    ("PCA.00020202", 400),
    ("PCA.00020203", 400),
];

/// Returns whether the character can disturb a terminal or a log line: a control character, or one
/// that reorders or hides the text around it.
fn disturbs(character: char) -> bool {
    character.is_control()
        || ('\u{200b}'..='\u{200f}').contains(&character)
        || ('\u{2028}'..='\u{202e}').contains(&character)
        || ('\u{2066}'..='\u{2069}').contains(&character)
        || character == '\u{feff}'
}

fn assert_fit_to_be_sent(error: &Error) {
    let refusal = Refusal::from(error);
    let first = error.violations().first().expect("a reason");
    assert_eq!(refusal.error_code, first.code().as_str());
    let known = CODES.iter().find(|(code, _)| *code == refusal.error_code).expect("a code of the table");
    assert_eq!(error.code().http_status(), known.1);
    assert!((3..=36).contains(&refusal.error_code.chars().count()));

    let whole = error.violations().iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert!(!whole.chars().any(disturbs), "{whole:?}");
    if whole.chars().count() <= 1_024 {
        assert_eq!(refusal.error_msg, whole);
    } else {
        let kept: String = whole.chars().take(1_023).collect();
        assert_eq!(refusal.error_msg, format!("{kept}…"));
    }
    let sent: Value = serde_json::to_value(&refusal).expect("JSON");
    assert_eq!(sent, serde_json::json!({ "error_code": refusal.error_code, "error_msg": refusal.error_msg }));
}

/// The body with these DNS names.
fn with_names(mut sent: Sent, texts: Vec<String>) -> Sent {
    if let Ok(Value::Object(mut body)) = serde_json::from_str(&sent.text) {
        let names = texts.into_iter().map(|text| serde_json::json!({ "type": "DNS", "value": text }));
        body.insert("subject_alternative_names".into(), names.collect());
        sent.text = Value::from(body).to_string();
    }
    sent
}

#[test]
fn e2_every_refusal_is_fit_to_be_sent() {
    let long = Cell::new(0);
    let texts = prop::collection::vec(any_text(40), 6..21);
    let with_many_names = (any_body(), texts).prop_map(|(sent, texts)| with_names(sent, texts));
    let sent = prop_oneof![5 => any_body(), 1 => with_many_names];
    let tally = for_all(2_500, (sent, 0..authorities().len()), |(sent, position)| {
        let encoded = encode(&sent, &authorities()[position], &mut rng(9));
        if let Err(error) = &encoded {
            assert_fit_to_be_sent(error);
            long.set(long.get() + usize::from(error.message().chars().count() == 1_024));
        }
        Verdict::of(&encoded)
    });
    tally.assert_both();
    assert!(long.get() > 30, "{long:?} messages that were cut");
}

#[test]
fn e4_any_json_is_refused_as_every_kind_of_request() {
    for_all(1_500, any_json(), |value| {
        let text = value.to_string();
        let body = match Body::from_json(text.as_bytes()) {
            Ok(body) => body,
            Err(error) => {
                assert!(text.len() > Body::MAX_OCTETS);
                assert_fit_to_be_sent(&error);
                return Verdict::Refused;
            }
        };
        for refused in [
            body.read_end_entity().map(drop),
            body.read_subordinate().map(drop),
            body.read_root().map(drop),
            body.read_csr().map(drop),
            body.read_ca().map(drop),
        ] {
            assert_fit_to_be_sent(&refused.expect_err("no request"));
        }
        Verdict::Refused
    });
}

/// Returns whether the octets are JSON, according to a parser that keeps everything. (It would also
/// refuse a lone surrogate, or a number beyond the range of floats, in ignored values; no generator
/// here produces one.)
fn is_json(octets: &[u8]) -> bool {
    serde_json::from_slice::<Value>(octets).is_ok()
}

#[test]
fn e4_any_octets_are_json_exactly_where_they_are() {
    let octets = prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..60),
        2 => any_text(60).prop_map(String::into_bytes),
        3 => (any_body(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(sent, position, octet)| {
            let mut octets = sent.text.into_bytes();
            let position = position.index(octets.len());
            octets[position] = octet;
            octets
        }),
        2 => any_body().prop_map(|sent| sent.text.into_bytes()),
    ];
    let tally = for_all(5_000, octets, |octets| {
        let body = Body::from_json(&octets);
        assert_eq!(body.is_ok(), is_json(&octets));
        if let Err(error) = &body {
            assert_fit_to_be_sent(error);
            let [violation] = error.violations() else { panic!("{error}") };
            assert_eq!((violation.pointer().as_str(), violation.code()), ("", ErrorCode::Parameter));
            assert!(matches!(
                violation.kind(),
                ViolationKind::MalformedJson { .. }
                    | ViolationKind::NotUtf8 { .. }
                    | ViolationKind::ByteOrderMark
                    | ViolationKind::WideEncoding
            ));
        }
        Verdict::of(&body)
    });
    tally.assert_both();
}

/// Private keys in the forms in which they are sent by mistake.
fn secrets() -> impl Strategy<Value = String> {
    let pem = private_key().to_pkcs8_pem().to_string();
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let hexadecimal: String =
        private_key().to_pkcs8_der()[36..68].iter().map(|octet| format!("{octet:02x}")).collect();
    let octets = hexadecimal.as_bytes().chunks(2).map(|octet| std::str::from_utf8(octet).expect("ASCII"));
    let with_colons = octets.collect::<Vec<_>>().join(":");
    let of_one = prop::sample::select(vec![
        pem.replace('\n', "\\n"),
        pem.replace('\n', "\r\n"),
        pem.replace("PRIVATE KEY", "CERTIFICATE REQUEST"),
        pem,
        base64,
        hexadecimal,
        with_colons,
    ]);
    let of_any =
        prop_oneof!["[A-Za-z0-9+/]{43}=", "[A-Za-z0-9_-]{86}", "[0-9a-f]{64}", "([A-Za-z0-9+/]{16} ){5}"];
    prop_oneof![2 => of_one, 1 => of_any]
}

/// Returns whether the text contains 12 consecutive characters of the secret, ignoring line breaks
/// and colons.
fn tells(text: &str, secret: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|character| character.is_ascii_alphanumeric() || "+/_-".contains(*character))
            .collect()
    };
    // The text of a boundary is not secret.
    let secret: String = secret
        .split("-----")
        .filter(|part| !part.contains(" PRIVATE ") && !part.contains("CERTIFICATE"))
        .collect();
    let (text, secret) = (bare(text), bare(&secret.replace("\\n", "")));
    secret.as_bytes().windows(12).any(|window| text.contains(std::str::from_utf8(window).expect("ASCII")))
}

#[test]
fn e2_no_secret_is_ever_quoted_wherever_it_was_put() {
    assert!(tells("found \"MIGHAgEAMBMGByqG\"", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEH"));
    let values = (any_body(), any::<prop::sample::Index>(), secrets(), 0..3_u8, 0..authorities().len());
    let tally = for_all(2_500, values, |(mut sent, position, secret, place, authority)| {
        sent.text = with_text(&sent, position, &secret, place);
        let encoded = encode(&sent, &authorities()[authority], &mut rng(9));
        match &encoded {
            Ok(to_be_signed) => {
                // An accepted name is in the certificate, but no notice repeats it.
                for notice in to_be_signed.fields().notices() {
                    assert!(!tells(&format!("{notice} {notice:?}"), &secret), "{notice}");
                }
            }
            Err(error) => {
                let all = format!("{error} {error:?} {:#?} {}", error, error.message());
                assert!(!tells(&all, &secret), "{error}");
            }
        }
        let body = Body::from_json(sent.text.as_bytes()).expect("JSON");
        assert!(!tells(&format!("{body:?}"), &secret));
        Verdict::of(&encoded)
    });
    tally.assert_both();
}
