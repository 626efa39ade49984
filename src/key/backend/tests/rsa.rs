//! RSA.

use alloc::vec;
use alloc::vec::Vec;

use ::rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use ::rsa::traits::{PrivateKeyParts, PublicKeyParts, SignatureScheme};
use ::rsa::{BoxedUint, Pkcs1v15Sign, PrivateKey as RsaPrivateKey, Pss};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Sha256, Sha384, Sha512};

use super::{Verifiers, backends};
use crate::key::backend::{Backend, KeyRefusal, SigningKey};
use crate::key::rsa::{self, RsaComponents};
use crate::key::{HashAlgorithm, KeyType, SignatureAlgorithm};

const MESSAGE: &[u8] = b"to be signed";

fn key(bits: usize, exponent: u64) -> RsaPrivateKey {
    let mut rng = ChaCha20Rng::seed_from_u64(bits as u64);
    RsaPrivateKey::new_with_exp(&mut rng, bits, BoxedUint::from(exponent)).expect("a key")
}

fn verifiers(key: &RsaPrivateKey) -> Verifiers {
    Verifiers::from_rsa(key.to_public_key().to_pkcs1_der().expect("a public key").as_bytes())
}

fn pss(key: &RsaPrivateKey, hash: HashAlgorithm, salt: usize) -> Option<Vec<u8>> {
    let rng = Some(&mut ChaCha20Rng::from_seed([9; 32]));
    let digest = hash.digest(MESSAGE);
    let digest = digest.as_bytes();
    match hash {
        HashAlgorithm::Sha256 => Pss::<Sha256>::new_with_salt(salt).sign(rng, key, digest),
        HashAlgorithm::Sha384 => Pss::<Sha384>::new_with_salt(salt).sign(rng, key, digest),
        HashAlgorithm::Sha512 => Pss::<Sha512>::new_with_salt(salt).sign(rng, key, digest),
    }
    .ok()
}

/// Returns wrong signatures of the same length, or nearly.
fn damaged(signature: &[u8], key: &RsaPrivateKey) -> Vec<Vec<u8>> {
    let mut wrong: Vec<Vec<u8>> = (0..signature.len())
        .step_by(17)
        .map(|position| {
            let mut damaged = signature.to_vec();
            damaged[position] ^= 1;
            damaged
        })
        .collect();
    let modulus = key.n().to_be_bytes().to_vec();
    // Congruent to the signature, but not below the modulus, if it fits at all.
    let signature_number = BoxedUint::from_be_slice(signature, key.n().bits_precision()).expect("fits");
    let sum = signature_number.wrapping_add(key.n().as_ref()).to_be_bytes().to_vec();
    wrong.extend([vec![0; signature.len()], vec![0xff; signature.len()], modulus, sum]);
    wrong.extend([vec![], signature[1..].to_vec(), [&[0], signature].concat(), [signature, &[0]].concat()]);
    wrong
}

/// A private key in this crate, and in each backend that supports it.
struct Signers(rsa::SigningKey, Vec<(Backend, SigningKey)>);

impl Signers {
    fn of(key: &RsaPrivateKey) -> Self {
        let der = key.to_pkcs1_der().expect("a private key");
        let components = RsaComponents::read(der.as_bytes()).expect("numbers that belong together");
        let own = rsa::SigningKey::new(&components).expect("a key");
        let others = backends(KeyType::Rsa).filter_map(|backend| {
            match SigningKey::from_rsa_in(backend, &components) {
                Ok(key) => Some((backend, key)),
                Err(KeyRefusal::Unsupported) => None,
                Err(KeyRefusal::Invalid) => panic!("{backend:?} refuses a key"),
            }
        });
        Self(own, others.collect())
    }

    /// Returns the backends that support the key.
    fn backends(&self) -> Vec<Backend> {
        self.1.iter().map(|(backend, _)| *backend).collect()
    }

    /// Returns the signature that all make.
    fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
        let own = self.0.sign(hash, message).expect("a signature");
        for (backend, key) in &self.1 {
            let other = key.sign(SignatureAlgorithm::RsaPkcs1(hash), message).expect("a signature");
            assert_eq!(own, other, "{backend:?}");
        }
        own
    }
}

#[test]
fn k2_all_make_the_same_signatures_with_keys_of_all_sizes() {
    for bits in [2_048, 2_056, 2_112, 2_176, 2_304, 3_072, 4_088, 4_096] {
        let key = key(bits, 65_537);
        let signers = Signers::of(&key);
        // graviola does not support every size, and the crate rsa gets no private key. This crate
        // then signs.
        let supports = |backend: &Backend| match backend {
            Backend::AwsLcRs => true,
            Backend::Graviola => bits % 128 == 0,
            Backend::RustCrypto | Backend::MlDsa => false,
        };
        assert_eq!(signers.backends(), backends(KeyType::Rsa).filter(supports).collect::<Vec<_>>(), "{bits}");
        let verifiers = verifiers(&key);
        for hash in HashAlgorithm::ALL {
            let signature = signers.sign(hash, MESSAGE);
            assert!(verifiers.verify(SignatureAlgorithm::RsaPkcs1(hash), MESSAGE, &signature));
            assert!(!verifiers.verify(SignatureAlgorithm::RsaPkcs1(hash), b"something else", &signature));
            assert!(!verifiers.verify(SignatureAlgorithm::Ecdsa(hash), MESSAGE, &signature));
        }
    }
}

#[test]
fn k2_either_prime_may_be_the_larger_one() {
    // Its primes begin with fc and c0: the order of the primes matters for one message in 27.
    let key = RsaPrivateKey::new(&mut ChaCha20Rng::seed_from_u64(4), 2_048).expect("a key");
    let [p, q] = key.primes() else { panic!("two primes") };
    for primes in [[p, q], [q, p]] {
        let (n, e, d) = (key.n().as_ref().clone(), key.e().clone(), key.d().clone());
        let key =
            RsaPrivateKey::from_components(n, e, d, primes.map(|prime| prime.as_ref().clone()).to_vec())
                .expect("a key");
        let signers = Signers::of(&key);
        for message in 0..=255_u8 {
            signers.sign(HashAlgorithm::Sha256, &[message]);
        }
    }
}

#[test]
fn c3_the_verdicts_on_pkcs1_signatures_are_the_same() {
    for (bits, exponent) in
        [(2_048, 65_537), (2_056, 65_537), (2_112, 65_537), (3_072, (1 << 32) - 1), (2_048, (1 << 33) - 1)]
    {
        let key = key(bits, exponent);
        let verifiers = verifiers(&key);
        for hash in HashAlgorithm::ALL {
            let digest = hash.digest(MESSAGE);
            let padding = match hash {
                HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            let sign = |padding: Pkcs1v15Sign| {
                padding.sign(None::<&mut ChaCha20Rng>, &key, digest.as_bytes()).expect("a signature")
            };
            let signature = sign(padding);
            let algorithm = SignatureAlgorithm::RsaPkcs1(hash);
            assert!(verifiers.verify(algorithm, MESSAGE, &signature), "{bits} {exponent}");
            for wrong in damaged(&signature, &key) {
                assert!(!verifiers.verify(algorithm, MESSAGE, &wrong));
            }
            // DigestInfo without its parameters, or no DigestInfo at all.
            let unprefixed = sign(Pkcs1v15Sign::new_unprefixed());
            assert!(!verifiers.verify(algorithm, MESSAGE, &unprefixed));
        }
    }
}

#[test]
fn c3_the_verdicts_on_pss_signatures_with_any_salt_are_the_same() {
    for (bits, exponent) in [(2_048, 65_537), (2_056, 65_537), (2_048, (1 << 33) - 1)] {
        let key = key(bits, exponent);
        let verifiers = verifiers(&key);
        for hash in HashAlgorithm::ALL {
            let longest = bits / 8 - hash.octets() - 2;
            for salt in [0, 20, 32, 48, 64, longest] {
                let signature = pss(&key, hash, salt).expect("a signature");
                let algorithm = |salt: usize| SignatureAlgorithm::RsaPss { hash, salt_length: salt as u16 };
                assert!(verifiers.verify(algorithm(salt), MESSAGE, &signature), "{bits} {hash:?} {salt}");
                assert!(!verifiers.verify(algorithm(salt), b"something else", &signature));
                for other in [0, 20, 32, 48, 64, longest, longest + 1, 65_535] {
                    let verdict = verifiers.verify(algorithm(other), MESSAGE, &signature);
                    assert_eq!(verdict, other == salt, "{hash:?} {salt} as {other}");
                }
                for wrong in damaged(&signature, &key) {
                    assert!(!verifiers.verify(algorithm(salt), MESSAGE, &wrong));
                }
                assert!(!verifiers.verify(SignatureAlgorithm::RsaPkcs1(hash), MESSAGE, &signature));
            }
        }
    }
}
