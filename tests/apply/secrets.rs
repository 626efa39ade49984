//! E2: key material is never quoted, whatever its form and wherever it was sent.

use std::fmt::Write;

use certmint::wire::{Body, Refusal};
use certmint::{Error, KeyAlgorithm, PrivateKey};
use serde_json::{Value, json};

use crate::helpers::{apply, body_with};
use crate::names::with_names;
use toolkit::{csr_body, rng};

/// The forms in which people paste a key, each with pieces that must not be repeated.
fn forms(algorithm: KeyAlgorithm) -> Vec<(&'static str, String, Vec<String>)> {
    let key = PrivateKey::generate(algorithm, &mut rng(9)).expect("a key");
    let pem = key.to_pkcs8_pem().to_string();
    let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let base64 = lines.concat();
    let mut hexadecimal = String::new();
    for octet in key.to_pkcs8_der().iter() {
        write!(hexadecimal, "{octet:02x}").expect("a String");
    }
    let pieces = |text: &str, length: usize| -> Vec<String> {
        let octets: Vec<char> = text.chars().collect();
        octets.windows(length).map(|piece| piece.iter().collect()).collect()
    };
    // The first octets of a PKCS#8 key are the same in all keys.
    let secret_base64 = pieces(&base64[48..], 12);
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let narrow: Vec<&str> =
        base64.as_bytes().chunks(32).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let secret_half = &narrow[1..];
    let octets: Vec<&str> =
        hexadecimal.as_bytes().chunks(2).map(|octet| std::str::from_utf8(octet).unwrap()).collect();
    let secret_octets = octets[36..].join(":");
    vec![
        ("PEM", pem.clone(), secret_base64.clone()),
        ("PEM in one line", pem.replace('\n', "\\n"), secret_base64.clone()),
        ("PEM without boundaries", lines.join("\n"), secret_base64.clone()),
        ("the last lines of PEM", lines[1..].join("\n"), secret_base64.clone()),
        ("base64", base64.clone(), secret_base64.clone()),
        ("base64url", url_safe.clone(), pieces(&url_safe[48..], 12)),
        ("base64 in words of a sentence", format!("my key is {base64}, thanks"), secret_base64.clone()),
        ("hexadecimal", hexadecimal.clone(), pieces(&hexadecimal[72..], 16)),
        ("base64 at 32 columns", secret_half.join("\n"), secret_base64.clone()),
        ("base64 at 32 columns and CRLF", secret_half.join("\r\n"), secret_base64),
        ("hexadecimal with colons", secret_octets.clone(), pieces(&secret_octets, 23)),
    ]
}

/// Bodies with `text` in one place each, which are refused because of it or because of their hash.
fn bodies(text: &str) -> Vec<Value> {
    let hash = ("/signature_algorithm", json!("MD5"));
    let mut bodies = Vec::new();
    for pointer in [
        "/issuer_id",
        "/key_algorithm",
        "/signature_algorithm",
        "/distinguished_name/common_name",
        "/distinguished_name/country",
        "/distinguished_name/state",
        "/validity/type",
        "/validity/value",
        "/validity/start_from",
        "/key_usages",
        "/unknown",
    ] {
        bodies.push(body_with(&[hash.clone(), (pointer, json!(text))]));
    }
    bodies.push(body_with(&[("/key_usages", json!([text]))]));
    bodies.push(body_with(&[("/extended_key_usage", json!({ "server_auth": text }))]));
    for custom in [
        json!({ "object_identifier": text, "value": text }),
        json!({ "object_identifier": "1.2.3", text: 0 }),
    ] {
        bodies.push(body_with(&[hash.clone(), ("/customized_extension", custom)]));
    }
    for kind in ["DNS", "IP", "EMAIL", "URI", text] {
        let mut names = with_names(&[(kind, text)]);
        names["signature_algorithm"] = json!("MD5");
        bodies.push(names);
    }
    bodies
}

fn assert_silent(error: &Error, form: &str, pieces: &[String], body: &Value) {
    let told = format!("{error}\n{error:?}\n{}\n{}", error.message(), Refusal::from(error).error_msg);
    for piece in pieces {
        assert!(!told.contains(piece), "{form}: {piece} of {body} in {}", error.message());
    }
}

fn assert_never_quoted(chosen: impl Fn(&str) -> bool) {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        for (form, text, pieces) in forms(algorithm).into_iter().filter(|(form, ..)| chosen(form)) {
            for body in bodies(&text) {
                assert_silent(&apply(&body).expect_err("a refusal"), form, &pieces, &body);
            }
            // RFC 8259 §4 leaves repeated names undefined. Here they are reported, so they must not
            // be quoted.
            let member = json!(text).to_string();
            let repeated = format!("{{{member}: 1, {member}: 2}}");
            let error = Body::from_json(repeated.as_bytes()).expect("JSON").read_end_entity().unwrap_err();
            assert_silent(&error, form, &pieces, &json!(repeated));
            let in_csr = csr_body(&text);
            let body = Body::from_json(in_csr.to_string().as_bytes()).expect("JSON");
            assert_silent(&body.read_csr().unwrap_err(), form, &pieces, &in_csr);
            let malformed = format!("{{\"csr\": {member}, }}");
            let error = Body::from_json(malformed.as_bytes()).unwrap_err();
            assert_silent(&error, form, &pieces, &json!(malformed));
        }
    }
}

#[test]
fn e2_private_keys_are_never_quoted() {
    assert_never_quoted(|form| !form.contains("32 columns") && !form.contains("colons"));
}

#[test]
fn e2_private_keys_in_narrow_lines_are_never_quoted() {
    assert_never_quoted(|form| form.contains("32 columns"));
}

#[test]
fn e2_private_keys_as_octets_with_colons_are_never_quoted() {
    assert_never_quoted(|form| form.contains("colons"));
}

#[test]
fn e2_a_notice_does_not_name_a_member_that_may_be_a_key() {
    for (form, text, pieces) in forms(KeyAlgorithm::Ec256) {
        if form.contains("32 columns") || form.contains("colons") {
            continue;
        }
        let mut body = body_with(&[]);
        body[&text] = json!(0);
        let issued = apply(&body).expect("a certificate");
        let told = format!("{:?} {}", issued.fields().notices(), issued.fields().notices()[0]);
        assert!(pieces.iter().all(|piece| !told.contains(piece)), "{form}: {told}");
    }
}
