//! One certificate of each kind, byte for byte as last reviewed.
//!
//! A change here is a change of what is issued. If it is intended, `cargo test --test authority
//! golden_files_are_written -- --ignored` writes the files anew. Read them with `openssl x509
//! -inform DER -text` before committing.

use std::path::PathBuf;

use certmint::wire::Body;
use certmint::{Authority, Issued, Profile};
use serde_json::Value;
use webpki::KeyUsage;

use toolkit::oracle::verify_chain;
use toolkit::{now, parse, reproducible, rng};

const NAMES: [&str; 6] =
    ["root_ec384", "subordinate_ec256", "apply_ec256", "apply_rsa2048", "csr_entity", "csr_intermediate_ca"];

fn body(json: &str) -> Body<'static> {
    Body::from_json(json.as_bytes()).expect("JSON")
}

/// The certificates of [`NAMES`], from the sample requests, always with the same time and
/// randomness.
fn issue() -> [Issued; 6] {
    let root = || {
        let request = body(include_str!("../../examples/data/root.json")).read_root().expect("a request");
        Authority::create_root(&request, &Profile::default(), now(), &mut rng(100)).expect("a root")
    };
    let top = Authority::try_from(root()).expect("an authority");
    let subordinate = || {
        let (_, request) =
            body(include_str!("../../examples/data/subordinate.json")).read_subordinate().expect("a request");
        top.issue(&request, now(), &mut rng(101)).expect("a subordinate")
    };
    let below = Authority::try_from(subordinate()).expect("an authority");
    let apply = |algorithm: &str, seed| {
        let mut json: Value =
            serde_json::from_str(include_str!("../../examples/data/apply.json")).expect("JSON");
        json["key_algorithm"] = algorithm.into();
        let (_, request) = body(&json.to_string()).read_end_entity().expect("a request");
        below.issue(&request, now(), &mut rng(seed)).expect("a certificate")
    };
    let csr = |json, seed| {
        let (_, request) = body(json).read_csr().expect("a request");
        below.issue(&request, now(), &mut rng(seed)).expect("a certificate")
    };
    [
        root(),
        subordinate(),
        apply("EC256", 102),
        apply("RSA2048", 103),
        csr(include_str!("../../examples/data/csr.json"), 104),
        csr(include_str!("../../examples/data/intermediate_ca.json"), 105),
    ]
}

fn path(name: &str) -> PathBuf {
    toolkit::path(&format!("tests/golden/{name}.der"))
}

#[test]
fn golden_certificates_are_issued_byte_for_byte() {
    for (name, issued) in NAMES.into_iter().zip(issue()) {
        let golden = std::fs::read(path(name)).unwrap();
        let same = reproducible(issued.certificate().as_der()) == reproducible(&golden);
        assert!(same, "{name} differs from the golden file");
    }
}

#[test]
fn golden_certificates_verify_and_read_back() {
    for (name, issued) in NAMES.into_iter().zip(issue()).skip(2) {
        parse(&issued);
        let result = verify_chain(&issued, KeyUsage::client_auth(), 0);
        if name == "csr_intermediate_ca" {
            assert!(matches!(result, Err(webpki::Error::CaUsedAsEndEntity)), "{result:?}");
        } else {
            assert_eq!(result, Ok(()), "{name}");
        }
    }
}

#[test]
#[ignore = "writes the golden files"]
fn golden_files_are_written() {
    for (name, issued) in NAMES.into_iter().zip(issue()) {
        std::fs::write(path(name), issued.certificate().as_der()).unwrap();
    }
}
