//! K3: freed memory contains nothing of a private key. An allocator inspects each block, with
//! aws-lc-rs also those of C, and threads run on a stack that is inspected when they have ended.

#![allow(unsafe_code, reason = "an allocator")]

mod allocator;
mod c_heap;
mod left_on_stack;
mod stack;

use std::sync::LazyLock;

use allocator::{keep_an_eye_on, watched};
use certmint::error::SignerError;
use certmint::key::{KeyDerivationFunction, KeyType, SignatureAlgorithm};
use certmint::profile::{AcceptedKeys, ProfileSettings};
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm,
    PrivateKey, Profile, PublicKey, RequestedValidity, RootRequest, Signer,
};
use rand_chacha::ChaCha20Rng;
use rsa::PrivateKey as RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sha2::{Digest, Sha512};
use toolkit::{content, members};

/// Those that this build has: graviola alone does not have P-521.
const ALGORITHMS: &[KeyAlgorithm] = &[
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa4096,
    KeyAlgorithm::Ec256,
    KeyAlgorithm::Ec384,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Ed25519,
    #[cfg(any(feature = "rustcrypto", feature = "aws-lc-rs"))]
    KeyAlgorithm::Ec521,
    #[cfg(feature = "ml-dsa")]
    KeyAlgorithm::MlDsa87,
];
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
    /// RSAPrivateKey, ECPrivateKey or CurvePrivateKey.
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
        match key.public_key().key_type() {
            // version, n, e, and then d and the numbers derived from it.
            KeyType::Rsa => {
                members(&traditional)[3..9].iter().for_each(|secret| keep_an_eye_on(content(secret)));
            }
            // The seed, and its hash, which has the secret number and what nonces are made of.
            KeyType::Ed25519 => {
                keep_an_eye_on(content(&traditional));
                keep_an_eye_on(&Sha512::digest(content(&traditional)));
            }
            // The seed, and K of the expanded key (FIPS 204 §7.2), from which the randomness of signatures
            // is made.
            #[cfg(feature = "ml-dsa")]
            KeyType::MlDsa(_) => {
                use aws_lc_rs::encoding::AsRawBytes;
                use aws_lc_rs::signature::{ML_DSA_87_SIGNING, PqdsaKeyPair};
                let seed = content(&traditional);
                let pair = PqdsaKeyPair::from_seed(&ML_DSA_87_SIGNING, seed).unwrap();
                keep_an_eye_on(seed);
                keep_an_eye_on(&pair.private_key().as_raw_bytes().unwrap().as_ref()[32..64]);
            }
            // version, privateKey
            _ => keep_an_eye_on(content(members(&traditional)[1])),
        }
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
        static ALL: LazyLock<Vec<Watched>> =
            LazyLock::new(|| ALGORITHMS.iter().copied().map(Watched::new).collect());
        &ALL
    }

    fn key(&self) -> PrivateKey {
        PrivateKey::from_der(&self.pkcs8).unwrap()
    }

    fn is_rsa(&self) -> bool {
        self.algorithm.key_type() == KeyType::Rsa
    }

    /// d, the secret number or the seed.
    fn secret(&self) -> &[u8] {
        match self.algorithm.key_type() {
            KeyType::Rsa => content(members(&self.traditional)[3]),
            KeyType::Ed25519 | KeyType::MlDsa(_) => content(&self.traditional),
            _ => content(members(&self.traditional)[1]),
        }
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

/// A profile that accepts keys of every type.
fn every_key() -> Profile {
    let keys = || AcceptedKeys { types: KeyType::ALL.into(), ..AcceptedKeys::default() };
    let settings = ProfileSettings { end_entity_keys: keys(), ca_keys: keys(), ..ProfileSettings::default() };
    Profile::new(settings).expect("settings that are allowed")
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
    assert_eq!(
        found.collect::<Vec<_>>(),
        ALGORITHMS.iter().map(|algorithm| (*algorithm, 0)).collect::<Vec<_>>()
    );
}

#[test]
fn k3_what_is_left_in_freed_memory_would_be_seen() {
    for key in Watched::all() {
        let copies = || {
            drop(std::hint::black_box(key.pkcs8.clone()));
            // Covers the part that was written, not the whole request.
            let mut growing = Vec::with_capacity(8);
            growing.extend_from_slice(&key.traditional[key.traditional.len().saturating_sub(40)..]);
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
            damaged[length.saturating_sub(position)] ^= 1;
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
fn w16_an_export_leaves_no_password_in_freed_memory() {
    let password = std::str::from_utf8(PASSWORD).expect("ASCII");
    let json = |others: &str| format!(r#"{{"password":"{password}",{others}}}"#).into_bytes();
    let read = |json: &[u8]| Body::from_json(json).and_then(Body::read_export);
    Watched::all();
    for (others, is_accepted) in [
        (r#""is_compressed":true,"type":"IIS","other":"value""#, true),
        (r#""is_compressed":false,"type":"IIS","is_sm_standard":true"#, false),
        (r#""password":"twice""#, false),
        (r#""type":}"#, false),
    ] {
        let json = json(others);
        assert_eq!(read(&json).is_ok(), is_accepted, "{others}");
        assert_eq!(watched(|| drop(read(&json))).1, 0, "{others}");
        // Any other reader leaves it there.
        let other = || drop(Body::from_json(&json).map(|body| body.read_tags().is_ok()));
        assert_eq!(watched(other).1, usize::from(!others.ends_with('}')), "{others}");
    }
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
        let root = Authority::create_root(&request, &every_key(), now, &mut rng(key.algorithm)).unwrap();
        assert_eq!(*root.private_key().unwrap().to_pkcs8_der(), key.pkcs8);
        Authority::try_from(root).unwrap()
    });
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root"));
    let root = Authority::create_root(&request, &Profile::default(), now, &mut other_rng()).unwrap();
    let root = Authority::try_from(root).unwrap().with_profile(every_key());
    // The key travels inside what is to be signed, also after a signer that fails.
    let remote = Authority::without_signer(root.issuer().clone()).with_profile(every_key());
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
