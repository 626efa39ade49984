//! certmint, with its default backend, with graviola or with aws-lc-rs.

mod aws_lc_rs;
mod constrained;
mod crl;
mod encode;
mod ocsp;
mod parts;
mod schemes;
mod threads;
mod worst;

use std::ops::Deref;

use ::certmint::request::{CertificateType, ValidityUnit};
use ::certmint::time::UtcDateTime;
use ::certmint::wire::Body;
use ::certmint::{Authority, Csr, CsrRequest, HashAlgorithm, Issued, Issuer, PrivateKey, RequestedValidity};
use rand_chacha::ChaCha20Rng;

pub use self::aws_lc_rs::prepare as prepare_aws_lc_rs;
pub use self::parts::parts;
pub use self::schemes::sizes;
use self::threads::Threads;
use crate::fixture::{DAYS, NOW, der, fixture, fresh_rng, rng};
use crate::{Algorithm, Item, Made, Measured, measured};

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    Some(match item {
        Item::Encode(names) => encode::typed(names),
        Item::EncodeJson(names) => encode::json(names),
        Item::Apply(algorithm) => apply(algorithm),
        Item::Csr(algorithm) => csr(algorithm),
        Item::Threads(count) => Box::new(Threads::new(count)),
        Item::Load => load(item.algorithm()),
        Item::Crl(entries) => crl::prepare(entries),
        Item::Ocsp => ocsp::prepare(),
        Item::Scheme(task, scheme) => schemes::prepare(task, scheme),
        Item::WorstAccepted => worst::accepted(),
        Item::WorstRefused => worst::refused(),
        Item::WorstConstrained => constrained::prepare(),
    })
}

fn apply(algorithm: Algorithm) -> Box<dyn Measured> {
    let (authority, mut rng) = (authority(algorithm), fresh_rng());
    let body = fixture(algorithm).apply.as_bytes();
    let work = move || apply_once(&authority, body, &mut rng);
    measured(work, |(certificate, key)| Made::CertificateAndKey(certificate, key.to_string()))
}

fn apply_once(
    authority: &Authority,
    body: &[u8],
    rng: &mut ChaCha20Rng,
) -> (String, impl Deref<Target = String> + use<>) {
    let (_, request) = Body::from_json(body).and_then(|body| body.read_end_entity()).expect("a request");
    let issued = authority.issue(&request, now(), rng).expect("a certificate");
    let key = issued.private_key().expect("a generated key").to_pkcs8_pem();
    (issued.certificate().to_pem(), key)
}

fn load(algorithm: Algorithm) -> Box<dyn Measured> {
    let fixture = fixture(algorithm);
    let (certificate, key) = (der(fixture.issuer), der(fixture.issuer_key));
    let work = move || {
        let issuer = Issuer::from_der(&certificate).expect("an issuer");
        let key = PrivateKey::from_der(&key).expect("a key");
        Authority::new(issuer, key).expect("an authority")
    };
    measured(work, |_| Made::Nothing)
}

fn csr(algorithm: Algorithm) -> Box<dyn Measured> {
    let (authority, mut rng) = (authority(algorithm), rng());
    let csr = fixture(algorithm).csr;
    let work = move || {
        let request = csr_request(csr, algorithm);
        authority.issue(&request, now(), &mut rng).expect("a certificate")
    };
    measured(work, show)
}

fn csr_request(csr: &str, algorithm: Algorithm) -> CsrRequest {
    let csr = Csr::from_pem(csr).expect("a CSR");
    let validity = RequestedValidity::new(ValidityUnit::Day, DAYS.into()).expect("a period");
    CsrRequest::new(csr, CertificateType::EntityCert, validity).expect("a request").with_hash(hash(algorithm))
}

fn show(issued: Issued) -> Made {
    Made::Certificate(issued.certificate().as_der().to_vec())
}

fn authority(algorithm: Algorithm) -> Authority {
    let fixture = fixture(algorithm);
    let issuer = Issuer::from_chain_pem(fixture.issuer).expect("an issuer");
    let key = PrivateKey::from_pem(fixture.issuer_key).expect("a key");
    Authority::new(issuer, key).expect("an authority")
}

fn hash(algorithm: Algorithm) -> HashAlgorithm {
    match algorithm {
        Algorithm::Ec384 => HashAlgorithm::Sha384,
        Algorithm::Ec256 | Algorithm::Rsa2048 => HashAlgorithm::Sha256,
    }
}

fn now() -> UtcDateTime {
    UtcDateTime::UNIX_EPOCH + NOW
}
