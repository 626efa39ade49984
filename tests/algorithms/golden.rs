//! A root with an Ed25519 key and an end entity with a key of each further algorithm, byte for byte
//! as last reviewed. Every backend makes the same signatures.
//!
//! If a change is intended, `cargo test --test algorithms golden_files_are_written -- --ignored`
//! writes the files anew.

use certmint::{Authority, EndEntityRequest, Issued, KeyAlgorithm, RootRequest};
use toolkit::{now, params, path, rng, years};

use crate::material::{further, open};

/// The certificates and the names of their files, always with the same time and randomness.
fn issue() -> Vec<(String, Issued)> {
    let request = RootRequest::new(params(KeyAlgorithm::Ed25519, "Golden Root", years(30)));
    let root = || Authority::create_root(&request, &open(|_| ()), now(), &mut rng(110)).expect("a root");
    let authority = Authority::try_from(root()).expect("an authority").with_profile(open(|_| ()));
    let entity = |algorithm: KeyAlgorithm| {
        let request = EndEntityRequest::new(params(algorithm, "golden.example", years(1)));
        let issued = authority.issue(&request, now(), &mut rng(111)).expect("a certificate");
        (format!("apply_{}", algorithm.as_str().to_lowercase()), issued)
    };
    let entities = further().into_iter().map(entity);
    [("root_ed25519".to_string(), root())].into_iter().chain(entities).collect()
}

#[test]
fn golden_certificates_of_further_keys_are_issued_byte_for_byte() {
    for (name, issued) in issue() {
        let golden = std::fs::read(path(&format!("tests/golden/{name}.der"))).expect("a golden file");
        assert!(issued.certificate().as_der() == golden, "{name} differs from the golden file");
        crate::openssl::verifies(&issued);
    }
}

#[test]
#[ignore = "writes the golden files"]
fn golden_files_are_written() {
    for (name, issued) in issue() {
        std::fs::write(path(&format!("tests/golden/{name}.der")), issued.certificate().as_der())
            .expect("a file");
    }
}
