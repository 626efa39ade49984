//! W14: what a CSR holds.

use certmint::HashAlgorithm::{Sha256, Sha384, Sha512};
use certmint::error::ErrorCode;
use certmint::wire::{Body, CsrDescription};
use certmint::{Csr, Error, PublicKey};
use serde_json::{Value, json};

use toolkit::builder::{Builder, Scheme, p256, p384, rsa_2048};
use toolkit::openssl::openssl_text;
use toolkit::refusals;

fn parse(json: &Value) -> Result<Value, Error> {
    let csr = Body::from_json(json.to_string().as_bytes())?.read_csr_to_parse()?;
    Ok(serde_json::to_value(CsrDescription::from(&csr)).expect("JSON"))
}

#[test]
fn w14_a_csr_is_described_by_the_names_of_the_api() {
    for (key, scheme, algorithm, length, signature) in [
        (rsa_2048(), Scheme::Pkcs1(Sha256), "RSA", 2_048, "SHA256withRSA"),
        (rsa_2048(), Scheme::Pkcs1(Sha512), "RSA", 2_048, "SHA512withRSA"),
        (rsa_2048(), Scheme::Pss { hash: Sha384, salt: 48 }, "RSA", 2_048, "RSASSA-PSS"),
        (p256(), Scheme::Ecdsa(Sha256), "EC", 256, "SHA256withECDSA"),
        (p384(), Scheme::Ecdsa(Sha384), "EC", 384, "SHA384withECDSA"),
    ] {
        let csr = Builder::new(key).scheme(scheme);
        let described = parse(&json!({ "csr": csr.pem() })).expect("a CSR");
        assert_eq!(described["key_algorithm"], algorithm, "{scheme:?}");
        assert_eq!(described["key_algorithm_length"], length, "{scheme:?}");
        assert_eq!(described["signature_algorithm"], signature);
        assert_eq!(described.as_object().expect("an object").len(), 5);
        let pem = described["public_key"].as_str().expect("a text");
        assert_eq!(pem.matches('\n').count(), pem.matches("\r\n").count());
        let key = PublicKey::from_pem(pem).expect("a key");
        assert_eq!(&key, Csr::from_der(&csr.der()).expect("a CSR").public_key());
    }
}

#[test]
fn w14_the_key_and_the_subject_are_those_that_openssl_shows() {
    let file = toolkit::path("tests/clients/host/19_csr_parse.json");
    let body: Value = serde_json::from_slice(&std::fs::read(file).expect("a body")).expect("JSON");
    let described = parse(&body).expect("a CSR");
    let pem = body["csr"].as_str().expect("a text");
    let key = openssl_text("req -noout -pubkey", pem.as_bytes());
    assert_eq!(described["public_key"].as_str().expect("a text").replace("\r\n", "\n"), key);
    let expected = json!({
        "country": "CN", "state": null, "locality": null, "organization": "Example",
        "organizational_unit": null, "common_name": "db.example.org"
    });
    assert_eq!(described["distinguished_name"], expected);
    // Escaped line ends (rule C1).
    let escaped = json!({ "csr": pem.replace('\n', "\\r\\n") });
    assert_eq!(parse(&escaped).expect("a CSR"), described);
}

#[test]
fn w14_a_csr_with_a_fault_that_the_ca_can_replace_is_described() {
    let csr = Builder::new(p256()).empty_subject();
    let described = parse(&json!({ "csr": csr.pem() })).expect("a CSR");
    assert_eq!(described["distinguished_name"]["common_name"], Value::Null);
}

#[test]
fn w14_what_is_no_csr_is_refused_where_it_is() {
    let mut altered = Builder::new(p256()).der();
    *altered.last_mut().expect("an octet") ^= 1;
    let altered = toolkit::builder::to_pem("CERTIFICATE REQUEST", &altered);
    for (csr, pointer) in [
        (json!(null), "/csr"),
        (json!(""), "/csr"),
        (json!(7), "/csr"),
        (json!("no PEM"), "/csr"),
        (json!(altered), "/csr#/signature"),
    ] {
        assert_eq!(refusals(parse(&json!({ "csr": csr }))), [(pointer.to_string(), ErrorCode::Parameter)]);
    }
}
