//! K3: freed memory contains nothing of a private key. An allocator inspects each block, and
//! threads run on a stack that is inspected when they have ended.

#![allow(unsafe_code, reason = "an allocator")]

mod allocator;
mod left_on_stack;
mod stack;

use std::sync::LazyLock;

use allocator::{keep_an_eye_on, watched};
use certmint::error::SignerError;
use certmint::key::{KeyDerivationFunction, KeyType, SignatureAlgorithm};
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm,
    PrivateKey, Profile, PublicKey, RequestedValidity, RootRequest, Signer,
};
use rand_chacha::ChaCha20Rng;
use rsa::PrivateKey as RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use toolkit::{content, members};

const ALGORITHMS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];
const PASSWORD: &[u8] = b"correct horse battery staple";

fn rng(algorithm: KeyAlgorithm) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([100 + algorithm as u8; 32])
}

/// For salts, which must not equal octets of a key.
fn other_rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

fn generate(algorithm: KeyAlgorithm) -> PrivateKey {
    PrivateKey::generate(algorithm, &mut rng(algorithm)).unwrap()
}

/// A key in each format, with the secret numbers that the allocator looks for.
struct Watched {
    algorithm: KeyAlgorithm,
    pkcs8: Vec<u8>,
    /// RSAPrivateKey, or ECPrivateKey.
    traditional: Vec<u8>,
    pem: String,
    encrypted: Vec<u8>,
}

impl Watched {
    fn new(algorithm: KeyAlgorithm) -> Self {
        let key = generate(algorithm);
        let pkcs8 = key.to_pkcs8_der().to_vec();
        // PrivateKeyInfo ::= SEQUENCE { version, algorithm, privateKey OCTET STRING, … }
        let traditional = content(members(&pkcs8)[2]).to_vec();
        let numbers = members(&traditional);
        let secrets = match key.public_key().key_type() {
            // version, n, e, and then d and the numbers derived from it.
            KeyType::Rsa => &numbers[3..9],
            // version, privateKey
            _ => &numbers[1..2],
        };
        secrets.iter().for_each(|secret| keep_an_eye_on(content(secret)));
        keep_an_eye_on(PASSWORD);
        Self {
            algorithm,
            traditional,
            pem: key.to_pkcs8_pem().to_string(),
            encrypted: key.to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut other_rng()).unwrap(),
            pkcs8,
        }
    }

    fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Watched>> = LazyLock::new(|| ALGORITHMS.map(Watched::new).into());
        &ALL
    }

    fn key(&self) -> PrivateKey {
        PrivateKey::from_der(&self.pkcs8).unwrap()
    }

    fn is_rsa(&self) -> bool {
        matches!(self.algorithm, KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa4096)
    }

    /// RSAPrivateKey with the primes in the other order.
    fn swapped(&self) -> Vec<u8> {
        let key = RsaPrivateKey::from_pkcs1_der(&self.traditional).unwrap();
        let primes = [1, 0].map(|position: usize| key.primes()[position].as_ref().clone());
        let (n, e, d) = (key.n().as_ref().clone(), key.e().clone(), key.d().clone());
        let swapped = RsaPrivateKey::from_components(n, e, d, primes.to_vec()).unwrap();
        let pkcs1 = swapped.to_pkcs1_der().unwrap().as_bytes().to_vec();
        keep_an_eye_on(content(members(&pkcs1)[8]));
        pkcs1
    }
}

/// A signer that is away.
struct Failing<'a>(&'a PublicKey);

impl Signer for Failing<'_> {
    fn public_key(&self) -> &PublicKey {
        self.0
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::new("away"))
    }
}

fn cheap() -> KeyDerivationFunction {
    KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS).unwrap()
}

/// Runs the function for a key of each algorithm. No block freed meanwhile may hold a piece of a
/// secret.
#[track_caller]
fn assert_nothing_left<T>(run: impl Fn(&Watched) -> T) {
    let found = Watched::all().iter().map(|key| (key.algorithm, watched(|| drop(run(key))).1));
    assert_eq!(found.collect::<Vec<_>>(), ALGORITHMS.map(|algorithm| (algorithm, 0)));
}

#[test]
fn k3_what_is_left_in_freed_memory_would_be_seen() {
    for key in Watched::all() {
        let copies = || {
            drop(key.pkcs8.clone());
            // Covers the part that was written, not the whole request.
            let mut growing = Vec::with_capacity(8);
            growing.extend_from_slice(&key.traditional[key.traditional.len() - 40..]);
            growing.extend([0; 100]);
        };
        assert!(watched(copies).1 >= 1, "{:?}", key.algorithm);
        let words: Vec<u8> = key.traditional.iter().rev().copied().collect();
        assert_eq!(watched(|| drop(words)).1, 1, "{:?}", key.algorithm);
    }
    assert_eq!(watched(|| drop(vec![7; 1_000])).1, 0);
}

#[test]
fn k3_generating_leaves_nothing_in_freed_memory() {
    assert_nothing_left(|key| generate(key.algorithm));
}

#[test]
fn k3_loading_leaves_nothing_in_freed_memory() {
    assert_nothing_left(|key| PrivateKey::from_der(&key.pkcs8).unwrap());
    assert_nothing_left(|key| PrivateKey::from_pem(&key.pem).unwrap());
    assert_nothing_left(|key| PrivateKey::from_encrypted_pkcs8_der(&key.encrypted, PASSWORD).unwrap());
    // An ECPrivateKey alone does not name its curve.
    assert_nothing_left(|key| key.is_rsa().then(|| PrivateKey::from_der(&key.traditional).unwrap()));
}

#[test]
fn k3_loading_an_rsa_key_with_the_smaller_prime_first_leaves_nothing_in_freed_memory() {
    let swapped: Vec<_> = Watched::all().iter().filter(|key| key.is_rsa()).map(Watched::swapped).collect();
    for pkcs1 in swapped {
        let load = || drop(PrivateKey::from_der(&pkcs1).unwrap());
        assert_eq!(watched(load).1, 0);
    }
}

#[test]
fn k3_refusing_a_key_leaves_nothing_in_freed_memory() {
    for position in [4, 20, 60] {
        assert_nothing_left(|key| {
            let mut damaged = zeroize::Zeroizing::new(key.pkcs8.clone());
            let length = damaged.len();
            damaged[length - position] ^= 1;
            PrivateKey::from_der(&damaged).err()
        });
    }
    assert_nothing_left(|key| PrivateKey::from_encrypted_pkcs8_der(&key.encrypted, b"another").unwrap_err());
}

#[test]
fn k3_writing_leaves_nothing_in_freed_memory() {
    assert_nothing_left(|key| key.key().to_pkcs8_der());
    assert_nothing_left(|key| key.key().to_pkcs8_pem());
    assert_nothing_left(|key| key.key().to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut other_rng()));
    assert_nothing_left(|key| key.key().to_encrypted_pkcs8_pem(PASSWORD, cheap(), &mut other_rng()));
}

#[test]
fn k3_signing_leaves_nothing_in_freed_memory() {
    assert_nothing_left(|key| {
        let key = key.key();
        let hash = HashAlgorithm::Sha256;
        let algorithm = SignatureAlgorithm::new(key.public_key().key_type(), hash);
        key.sign(algorithm, b"message").unwrap()
    });
}

#[test]
fn k3_issuing_leaves_nothing_in_freed_memory() {
    let now = UtcDateTime::from_unix_timestamp(1_769_860_800).unwrap();
    let validity = RequestedValidity::new(ValidityUnit::Day, 90).unwrap();
    let params = |algorithm, name: &str| {
        let subject = DistinguishedName::new(name).unwrap();
        CertificateParams::new(algorithm, HashAlgorithm::Sha256, subject, validity)
    };
    // The root's key is the first one generated.
    assert_nothing_left(|key| {
        let request = RootRequest::new(params(key.algorithm, "Root"));
        let root =
            Authority::create_root(&request, &Profile::default(), now, &mut rng(key.algorithm)).unwrap();
        assert_eq!(*root.private_key().unwrap().to_pkcs8_der(), key.pkcs8);
        Authority::try_from(root).unwrap()
    });
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root"));
    let root = Authority::create_root(&request, &Profile::default(), now, &mut other_rng()).unwrap();
    let root = Authority::try_from(root).unwrap();
    // The key travels inside what is to be signed, also after a signer that fails.
    let remote = Authority::without_signer(root.issuer().clone());
    assert_nothing_left(|key| {
        let request = EndEntityRequest::new(params(key.algorithm, "Leaf"));
        let prepared = remote.prepare(&request, now, &mut rng(key.algorithm)).unwrap();
        assert_eq!(*prepared.private_key().unwrap().to_pkcs8_der(), key.pkcs8);
        prepared
    });
    assert_nothing_left(|key| {
        let request = EndEntityRequest::new(params(key.algorithm, "Leaf"));
        let prepared = remote.prepare(&request, now, &mut rng(key.algorithm)).unwrap();
        prepared.sign(&Failing(root.issuer().public_key())).unwrap_err()
    });
    assert_nothing_left(|key| {
        let request = EndEntityRequest::new(params(key.algorithm, "Leaf"));
        let prepared = remote.prepare(&request, now, &mut rng(key.algorithm)).unwrap();
        let again = prepared.sign(&Failing(root.issuer().public_key())).unwrap_err().into_retry().unwrap();
        let issued = again.sign(root.signer()).unwrap();
        assert_eq!(*issued.private_key().unwrap().to_pkcs8_der(), key.pkcs8);
        issued
    });
    assert_nothing_left(|key| {
        let request = EndEntityRequest::new(params(key.algorithm, "Leaf"));
        let prepared = remote.prepare(&request, now, &mut rng(key.algorithm)).unwrap();
        prepared.complete(b"no signature").unwrap_err()
    });
    assert_nothing_left(|key| {
        let request = EndEntityRequest::new(params(key.algorithm, "Leaf"));
        let issued = root.issue(&request, now, &mut rng(key.algorithm)).unwrap();
        assert_eq!(*issued.private_key().unwrap().to_pkcs8_der(), key.pkcs8);
        (issued.private_key().unwrap().to_pkcs8_pem(), issued)
    });
}
