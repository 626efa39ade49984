//! What issuing costs: the encoding alone, and both requests from JSON to PEM and DER.

#![allow(missing_docs, reason = "criterion's macros make an undocumented main")]

mod support;

use std::hint::black_box;

use certmint::rand_core::SeedableRng;
use certmint::wire::Body;
use certmint::{HashAlgorithm, KeyAlgorithm, PrivateKey, SignatureAlgorithm, Signer};
use criterion::{Criterion, criterion_group, criterion_main};
use rand_chacha::ChaCha20Rng;
use support::{authority, now};

const APPLY: &[u8] = br#"{
    "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
    "key_algorithm": "EC256", "signature_algorithm": "SHA256",
    "distinguished_name": { "country": "CN", "organization": "Example", "common_name": "db.example.org" },
    "subject_alternative_names": [ { "type": "DNS", "value": "db.example.org" } ],
    "extended_key_usage": { "server_auth": true },
    "validity": { "type": "DAY", "value": 90 }
}"#;

fn benches(c: &mut Criterion) {
    let rng = &mut ChaCha20Rng::from_seed([1; 32]);
    let authority = authority(rng);
    let csr = include_bytes!("../examples/data/csr.json");
    let (_, request) = Body::from_json(csr).and_then(|body| body.csr()).expect("a request");
    c.bench_function("encode: typed request to to-be-signed bytes", |b| {
        b.iter(|| {
            let grant = request.check(authority.issuer(), authority.profile(), now()).expect("a grant");
            black_box(grant.to_be_signed(rng).expect("bytes"));
        });
    });

    c.bench_function("apply: EC256 under EC256, JSON to certificate PEM and PKCS#8 PEM", |b| {
        b.iter(|| {
            let (_, request) = Body::from_json(APPLY).and_then(|body| body.apply()).expect("a request");
            let issued = authority.apply(&request, now(), rng).expect("a certificate");
            let key = issued.private_key().and_then(|key| key.to_pkcs8_pem().ok());
            black_box((issued.certificate().to_pem(), key));
        });
    });

    let csr = include_bytes!("../examples/data/intermediate_ca.json");
    c.bench_function("csr: P-256 under EC256, JSON to certificate DER", |b| {
        b.iter(|| {
            let (_, request) = Body::from_json(csr).and_then(|body| body.csr()).expect("a request");
            black_box(
                authority.csr(&request, now(), rng).expect("a certificate").certificate().as_der().len(),
            );
        });
    });

    let message = vec![0xab; 500];
    c.bench_function("bare: P-256 key and one signature", |b| {
        b.iter(|| {
            let key = PrivateKey::generate(KeyAlgorithm::Ec256, rng).expect("a key");
            black_box(
                key.sign(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256), &message).expect("a signature"),
            );
        });
    });
}

criterion_group!(issue, benches);
criterion_main!(issue);
