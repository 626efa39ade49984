//! U5: object identifiers and the customized extension, compared with arithmetic on decimal text.

use certmint::extension::CustomExtension;
use certmint::{ObjectIdentifier, Profile};
use proptest::prelude::*;
use serde_json::json;

use crate::for_all::{Verdict, for_all};
use crate::generators::{any_text, attribute_text, nearly};
use crate::issuers::CaCertificate;
use crate::json::{apply, apply_body};
use toolkit::{now, rng, tlv};

/// The quotient and remainder of a decimal number by 128, by long division.
fn divide(decimal: &str) -> (String, u8) {
    let (mut quotient, mut remainder) = (String::new(), 0_u32);
    for digit in decimal.bytes() {
        remainder = remainder * 10 + u32::from(digit - b'0');
        quotient.push(char::from(b'0' + (remainder / 128) as u8));
        remainder %= 128;
    }
    let significant = quotient.trim_start_matches('0');
    (significant.into(), remainder as u8)
}

/// The sum of a decimal number and 80, by written addition.
fn plus_80(decimal: &str) -> String {
    let mut digits: Vec<u32> = decimal.bytes().rev().map(|digit| u32::from(digit - b'0')).collect();
    digits.resize(digits.len().max(2), 0);
    digits[1] += 8;
    let mut position = 1;
    while digits[position] > 9 {
        digits[position] -= 10;
        if position + 1 == digits.len() {
            digits.push(0);
        }
        digits[position + 1] += 1;
        position += 1;
    }
    let text: String = digits.iter().rev().map(|digit| char::from(b'0' + *digit as u8)).collect();
    text.trim_start_matches('0').into()
}

/// A subidentifier in base 128 (X.690 §8.19.2).
fn subidentifier(decimal: &str) -> Vec<u8> {
    let (mut rest, last) = divide(decimal);
    let mut octets = vec![last];
    while !rest.is_empty() {
        let (quotient, remainder) = divide(&rest);
        octets.insert(0, remainder | 0x80);
        rest = quotient;
    }
    octets
}

/// The content of the identifier (X.690 §8.19), if the text is one by rule U5.
fn reference(dotted: &str) -> Option<Vec<u8>> {
    let arcs: Vec<&str> = dotted.split('.').collect();
    let is_number = |arc: &&str| {
        !arc.is_empty()
            && arc.bytes().all(|octet| octet.is_ascii_digit())
            && (*arc == "0" || !arc.starts_with('0'))
    };
    let is_below_40 = |arc: &str| arc.len() < 2 || arc.len() == 2 && arc < "40";
    let [first, second, rest @ ..] = &arcs[..] else { return None };
    if dotted.len() > 64 || !arcs.iter().all(is_number) {
        return None;
    }
    let mut content = match *first {
        "0" if is_below_40(second) => subidentifier(second),
        "1" if is_below_40(second) => vec![40 + second.parse::<u8>().ok()?],
        "2" => subidentifier(&plus_80(second)),
        _ => return None,
    };
    content.extend(rest.iter().flat_map(|arc| subidentifier(arc)));
    Some(content)
}

fn dotted() -> impl Strategy<Value = String> {
    let arc = || {
        prop_oneof![
            6 => "0|[1-9][0-9]{0,3}",
            1 => "[1-9][0-9]{8,30}",
            1 => "127|128|16383|16384|4294967295|4294967296",
        ]
    };
    let start = prop_oneof![
        2 => (0..2_u8, 0..42_u8).prop_map(|(first, second)| format!("{first}.{second}")),
        2 => arc().prop_map(|second| format!("2.{second}")),
        1 => Just("1.3.6.1.4.1".to_string()),
    ];
    (start, prop::collection::vec(arc(), 0..8))
        .prop_map(|(start, arcs)| arcs.iter().fold(start, |dotted, arc| format!("{dotted}.{arc}")))
}

#[test]
fn u5_identifiers_are_those_of_the_arithmetic_and_print_as_they_were_given() {
    let texts = prop_oneof![
        4 => dotted(),
        3 => nearly(dotted(), &['.', '0', '1', '9', '3', ' ', 'a', '-', '٣']),
        1 => "[0-9.]{0,70}",
        1 => any_text(70),
        1 => "2\\.[1-9][0-9]{58,64}",
    ];
    let small = std::cell::Cell::new(0);
    let tally = for_all(10_000, texts, |text| {
        let oid = ObjectIdentifier::new(&text);
        assert_eq!(oid.as_ref().ok().map(ObjectIdentifier::as_content), reference(&text).as_deref());
        if let Ok(oid) = &oid {
            assert_eq!(oid.to_string(), text);
            // const-oid, within its limits: arcs of 32 bits, 39 octets in total.
            if let Ok(known) = x509_cert::der::asn1::ObjectIdentifier::new(&text) {
                assert_eq!(known.as_bytes(), oid.as_content());
                small.set(small.get() + 1);
            }
        }
        Verdict::of(&oid)
    });
    tally.assert_both();
    assert!(small.get() > 2_000, "{small:?} that const-oid knows");
}

#[test]
fn u5_the_arithmetic_knows_its_examples() {
    for (dotted, content) in [
        ("1.2.840.113549", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d][..]),
        ("2.999.1", &[0x88, 0x37, 0x01]),
        ("2.0", &[0x50]),
        ("2.47", &[0x7f]),
        ("2.48", &[0x81, 0x00]),
        ("0.39", &[0x27]),
        ("1.39", &[0x4f]),
    ] {
        assert_eq!(reference(dotted).as_deref(), Some(content), "{dotted}");
    }
    for refused in ["", "1", "1.40", "3.1", "1.01", "1..2", "1.2.", ".1.2", "1.a"] {
        assert_eq!(reference(refused), None, "{refused}");
    }
}

#[test]
fn u5_a_customized_extension_is_its_text_or_is_refused() {
    let issuer = CaCertificate::default().load();
    let identifiers = prop_oneof![
        5 => dotted(),
        1 => "2\\.5\\.29(\\.[0-9]{1,2})?",
        1 => "1\\.3\\.6\\.1\\.5\\.5\\.7\\.1(\\.[0-9]{1,2})?",
        1 => "2\\.5\\.290|1\\.3\\.6\\.1\\.5\\.5\\.7\\.10",
        1 => "[0-9.]{0,9}",
    ];
    let texts = prop_oneof![3 => attribute_text(64), 1 => any_text(66)];
    let tally = for_all(5_000, (identifiers, texts), |(dotted, text)| {
        let mut body = apply_body();
        body["customized_extension"] = json!({ "object_identifier": dotted, "value": text });
        let request = apply(&body);
        // If both are absent, there is no extension (rule W1).
        if dotted.is_empty() && text.is_empty() {
            assert!(request.is_ok());
            return Verdict::Accepted;
        }
        let content = reference(&dotted);
        // 2.5.29 and 1.3.6.1.5.5.7.1 and everything below them.
        let is_reserved = ["2.5.29", "1.3.6.1.5.5.7.1"]
            .iter()
            .any(|arc| dotted == *arc || dotted.starts_with(&format!("{arc}.")));
        let is_sound = content.is_some() && !is_reserved && (1..=64).contains(&text.chars().count());
        assert_eq!(request.is_ok(), is_sound, "{request:?}");
        let Ok(request) = request else {
            // The same as a typed request.
            let identifier = ObjectIdentifier::new(&dotted).ok();
            let extension = identifier.and_then(|oid| CustomExtension::text(oid, &text).ok());
            assert_eq!(extension, None);
            return Verdict::Refused;
        };
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        let (_, grant) = grant.generate_key(&mut rng(3)).expect("a key");
        let to_be_signed = grant.to_be_signed(&mut rng(4)).expect("encoded");
        let value = tlv(0x0c, text.as_bytes());
        let extension = tlv(0x30, &[tlv(6, &content.expect("an identifier")), tlv(4, &value)].concat());
        // The last extension (rule X2), and not critical.
        assert!(to_be_signed.as_bytes().ends_with(&extension));
        Verdict::Accepted
    });
    tally.assert_both();
}
