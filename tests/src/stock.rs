//! Keys that are generated once, authorities that use them, and randomness that fails.

use std::sync::OnceLock;

use certmint::error::SignerError;
use certmint::error::{CertificateError, ChainError, IssuerError};
use certmint::extension::PathLength;
use certmint::key::SignatureAlgorithm;
use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::request::CertificateType;
use certmint::{Authority, Csr, CsrRequest, Error, Issued, Issuer, KeyAlgorithm, Profile};
use certmint::{PrivateKey, PublicKey, Signer};
use rand_chacha::ChaCha20Rng;

use crate::forge::{Forged, csr};
use crate::{now, rng, years};

/// The algorithms of the API.
pub const ALGORITHMS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];

/// Returns the same key of an algorithm in every call, because RSA keys take long to generate.
pub fn key(algorithm: KeyAlgorithm) -> PrivateKey {
    static MADE: [OnceLock<Vec<u8>>; KeyAlgorithm::ALL.len()] =
        [const { OnceLock::new() }; KeyAlgorithm::ALL.len()];
    let pkcs8 = MADE[algorithm as usize].get_or_init(|| {
        let key = PrivateKey::generate(algorithm, &mut rng(90 + algorithm as u8)).expect("a key");
        key.to_pkcs8_der().to_vec()
    });
    PrivateKey::from_der(pkcs8).expect("a key")
}

/// An authority with the key of [`key`] and a certificate that was not written by this crate.
pub fn authority(algorithm: KeyAlgorithm) -> Authority {
    let key = key(algorithm);
    let certificate = Forged::ca("Forged Root", &key).sign(&key);
    Authority::new(Issuer::from_der(&certificate).expect("an issuer"), key).expect("an authority")
}

/// A CA for the key of [`key`], issued for a CSR.
pub fn subordinate(above: &Authority, algorithm: KeyAlgorithm, path_length: u8) -> Authority {
    let length = PathLength::new(path_length).expect("a path length");
    let csr = csr(&key(algorithm), "Subordinate", &[]);
    let request =
        CsrRequest::new(csr, CertificateType::IntermediateCa(length), years(10)).expect("a request");
    let issued = above.issue(&request, now(), &mut rng(91)).expect("a CA");
    let issuer = Issuer::from_chain(issued.chain().cloned().collect()).expect("an issuer");
    Authority::new(issuer, key(algorithm)).expect("an authority")
}

/// The reason why an issuer does not load: the position of the faulty certificate and its fault.
#[derive(Debug, PartialEq, Eq)]
pub enum Told {
    Certificate(usize, CertificateError),
    /// `CertificateError::Content` without the expected content.
    Content(usize, &'static str),
    Chain(usize, ChainError),
    Other(IssuerError),
}

/// The result of loading, without the subjects that errors use to name certificates.
pub fn told<T>(result: Result<T, IssuerError>) -> Result<(), Told> {
    result.map(drop).map_err(|error| match error {
        IssuerError::Certificate { certificate, error: CertificateError::Content { part, .. } } => {
            Told::Content(certificate.position(), part)
        }
        IssuerError::Certificate { certificate, error } => Told::Certificate(certificate.position(), error),
        IssuerError::Chain { certificate, error, .. } => Told::Chain(certificate.position(), error),
        other => Told::Other(other),
    })
}

/// Issues an end-entity certificate for a CSR, valid for one year.
pub fn entity<S: Signer>(authority: &Authority<S>, csr: Csr) -> Result<Issued, Error> {
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1))?;
    authority.issue(&request, now(), &mut rng(92))
}

/// Seeded randomness that fails at one of its calls, counted from 0.
pub struct FailingRng {
    source: ChaCha20Rng,
    pub calls: usize,
    fails_at: usize,
    recovers: bool,
}

impl FailingRng {
    /// That call and all later ones fail.
    pub fn from_call(fails_at: usize) -> Self {
        Self { source: rng(93), calls: 0, fails_at, recovers: false }
    }

    /// Only that call fails.
    pub fn at_call(fails_at: usize) -> Self {
        Self { recovers: true, ..Self::from_call(fails_at) }
    }

    fn call(&mut self) -> Result<&mut ChaCha20Rng, Broken> {
        let call = self.calls;
        self.calls += 1;
        let fails = if self.recovers { call == self.fails_at } else { call >= self.fails_at };
        if fails { Err(Broken) } else { Ok(&mut self.source) }
    }
}

#[derive(Debug)]
pub struct Broken;

impl core::fmt::Display for Broken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no entropy")
    }
}

impl core::error::Error for Broken {}

impl TryRng for FailingRng {
    type Error = Broken;

    fn try_next_u32(&mut self) -> Result<u32, Broken> {
        self.call()?.try_next_u32().map_err(|never| match never {})
    }

    fn try_next_u64(&mut self) -> Result<u64, Broken> {
        self.call()?.try_next_u64().map_err(|never| match never {})
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Broken> {
        self.call()?.try_fill_bytes(octets).map_err(|never| match never {})
    }
}

impl TryCryptoRng for FailingRng {}

/// A root as it was issued, with its key.
pub fn root_issued() -> Issued {
    let request = certmint::RootRequest::new(crate::params(KeyAlgorithm::Ec256, "Root", years(30)));
    Authority::create_root(&request, &Profile::default(), now(), &mut rng(94)).expect("a root")
}

/// The signature that a remote signer makes for a request with its key.
pub type Answer = fn(&PrivateKey, SignatureAlgorithm, &[u8]) -> Result<Vec<u8>, SignerError>;

/// A remote key and the signature that it returns.
pub struct Remote {
    pub key: PrivateKey,
    pub answer: Answer,
}

impl Signer for Remote {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        (self.answer)(&self.key, algorithm, message)
    }
}
