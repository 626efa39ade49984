//! A root and an end entity below it with keys of each parameter set, always with the same time and
//! randomness. They have the hashes of those that were last reviewed, because signatures are
//! deterministic. OpenSSL accepts them (`.ci/verifiers/ml_dsa.py`).

use certmint::{Authority, Certificate, EndEntityRequest, HashAlgorithm, KeyAlgorithm, RootRequest};
use toolkit::{now, params, rng, years};

use super::{ALL, issued::keep};
use crate::material::open;

/// The length and the SHA-256 of the DER of both certificates.
const GOLDEN: [[(usize, &str); 2]; 3] = [
    [
        (4_001, "c0ef987de300cf9d95bbbc8f8b9522dff82c7c7842847ea1b116d20ad6ea65c4"),
        (3_970, "515115b09f504d6b1a4674b7078f4e56612fe1cf8c7d4a189dfcdef6fc36cf90"),
    ],
    [
        (5_530, "51d0d4058738fb1aede8d9bf745957cac0118fc98ea000e109b1ab12e9f5a5b0"),
        (5_499, "dbfc956bf63336d307b06acd01af2e6986eea09aed188b68a2e01b5923e93249"),
    ],
    [
        (7_488, "03f6c8233ff4cec0e44765cddfab2694f70867c0d01371e777282ab0c09a0185"),
        (7_457, "38e920cf0bc46e422a0088cb7d2e37dcda4febaa9d2f06eadefc6a0e911d4ca1"),
    ],
];

/// The certificate of an end entity and that of the root.
fn issue(algorithm: KeyAlgorithm) -> Vec<Certificate> {
    let request = RootRequest::new(params(algorithm, "Golden Root", years(30)));
    let root = Authority::create_root(&request, &open(|_| ()), now(), &mut rng(112)).expect("a root");
    let authority = Authority::try_from(root).expect("an authority").with_profile(open(|_| ()));
    let request = EndEntityRequest::new(params(algorithm, "golden.example", years(1)));
    let issued = authority.issue(&request, now(), &mut rng(113)).expect("a certificate");
    issued.chain().cloned().collect()
}

fn digest(der: &[u8]) -> String {
    let digest = HashAlgorithm::Sha256.digest(der);
    digest.as_bytes().iter().map(|octet| format!("{octet:02x}")).collect()
}

#[test]
fn golden_certificates_of_ml_dsa_are_issued_byte_for_byte() {
    let found = ALL.map(|expected| {
        let chain = issue(expected.algorithm);
        let pem: String = chain.iter().map(Certificate::to_pem).collect();
        keep(&format!("chain-golden-{}.pem", expected.algorithm), pem);
        chain.into_iter().map(|certificate| (certificate.as_der().len(), digest(certificate.as_der())))
    });
    let found: Vec<_> = found.into_iter().flatten().collect();
    let golden = GOLDEN.as_flattened().iter().map(|(length, digest)| (*length, digest.to_string()));
    assert_eq!(found, golden.collect::<Vec<_>>());
}
