//! The crate graviola: constant-time assembler of the s2n-bignum project, formally verified, and no
//! C. It derives ECDSA nonces by RFC 6979 and adds 16 octets of the operating system's randomness,
//! as RFC 6979 §3.6 allows, so that two signatures of one message differ.

mod emsa;
mod point;
mod rsa;

use alloc::boxed::Box;
use alloc::vec::Vec;

use graviola::hashing::{Sha256, Sha384, Sha512};
use graviola::signing::ecdsa::{self, P256, P384};
use graviola::signing::eddsa::{Ed25519SigningKey, Ed25519VerifyingKey};
pub(super) use graviola::util::is_cpu_supported as is_supported;

use super::{KeyRefusal, MAX_NUMBERS, ecdsa_numbers, other_algorithm};
use crate::key::rsa::RsaComponents;
use crate::key::{Curve, HashAlgorithm, KeyType, SignatureAlgorithm, SignerError, ecdsa_sig_value};

/// A key. graviola zeroizes it when dropped. The caller overwrites the part of the stack from which
/// the key was moved into its box.
pub(crate) enum SigningKey {
    P256(Box<ecdsa::SigningKey<P256>>),
    P384(Box<ecdsa::SigningKey<P384>>),
    Ed25519(Box<Ed25519SigningKey>),
    Rsa(Box<rsa::SigningKey>),
}

impl SigningKey {
    pub(super) fn from_octets(key_type: KeyType, secret: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        use graviola::key_agreement::{p256, p384};
        match key_type {
            KeyType::Ec(Curve::P256) => p256::StaticPrivateKey::from_bytes(secret).map(|private_key| {
                let point = private_key.public_key_uncompressed().to_vec();
                (Self::P256(Box::new(ecdsa::SigningKey { private_key })), point)
            }),
            KeyType::Ec(Curve::P384) => p384::StaticPrivateKey::from_bytes(secret).map(|private_key| {
                let point = private_key.public_key_uncompressed().to_vec();
                (Self::P384(Box::new(ecdsa::SigningKey { private_key })), point)
            }),
            KeyType::Ed25519 => Ed25519SigningKey::from_bytes(secret).map(|key| {
                let public = key.public_key().as_bytes().to_vec();
                (Self::Ed25519(Box::new(key)), public)
            }),
            KeyType::Rsa | KeyType::Ec(Curve::P521) | KeyType::MlDsa(_) => {
                return Err(KeyRefusal::Unsupported);
            }
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn from_rsa(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        rsa::SigningKey::new(components).map(|key| Self::Rsa(Box::new(key)))
    }

    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match (self, algorithm) {
            (Self::P256(key), SignatureAlgorithm::Ecdsa(hash)) => sign_ecdsa(key, hash, message),
            (Self::P384(key), SignatureAlgorithm::Ecdsa(hash)) => sign_ecdsa(key, hash, message),
            (Self::Ed25519(key), SignatureAlgorithm::Ed25519) => Ok(key.sign(message).to_vec()),
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(hash)) => key.sign(hash, message),
            _ => Err(other_algorithm()),
        }
    }
}

impl From<graviola::Error> for SignerError {
    fn from(error: graviola::Error) -> Self {
        Self::new(error)
    }
}

fn sign_ecdsa<C: ecdsa::Curve>(
    key: &ecdsa::SigningKey<C>,
    hash: HashAlgorithm,
    message: &[u8],
) -> Result<Vec<u8>, SignerError> {
    let mut numbers = [0; MAX_NUMBERS];
    let numbers = match hash {
        HashAlgorithm::Sha256 => key.sign::<Sha256>(&[message], &mut numbers),
        HashAlgorithm::Sha384 => key.sign::<Sha384>(&[message], &mut numbers),
        HashAlgorithm::Sha512 => key.sign::<Sha512>(&[message], &mut numbers),
    }?;
    let (r, s) = numbers.split_at(numbers.len() / 2);
    Ok(ecdsa_sig_value(r, s))
}

pub(crate) enum VerifyingKey {
    P256(Box<ecdsa::VerifyingKey<P256>>),
    P384(Box<ecdsa::VerifyingKey<P384>>),
    Ed25519(Box<Ed25519VerifyingKey>),
    Rsa(Box<rsa::VerifyingKey>),
}

impl VerifyingKey {
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        match key_type {
            KeyType::Rsa => {
                return rsa::VerifyingKey::from_pkcs1_der(octets).map(|key| Self::Rsa(Box::new(key)));
            }
            KeyType::Ec(Curve::P256) => ecdsa_key(Curve::P256, octets).map(Self::P256),
            KeyType::Ec(Curve::P384) => ecdsa_key(Curve::P384, octets).map(Self::P384),
            KeyType::Ed25519 => {
                Ed25519VerifyingKey::from_bytes(octets).map(|key| Self::Ed25519(Box::new(key)))
            }
            KeyType::Ec(Curve::P521) | KeyType::MlDsa(_) => return Err(KeyRefusal::Unsupported),
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        use SignatureAlgorithm::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};
        match (self, algorithm) {
            (Self::P256(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P256, signature)
                .is_some_and(|numbers| verify_ecdsa(key, hash, message, &numbers[..64])),
            (Self::P384(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P384, signature)
                .is_some_and(|numbers| verify_ecdsa(key, hash, message, &numbers[..96])),
            (Self::Ed25519(key), Ed25519) => key.verify(signature, message).is_ok(),
            (Self::Rsa(key), RsaPkcs1(hash)) => key.verify_pkcs1(hash, message, signature),
            (Self::Rsa(key), RsaPss { hash, salt_length }) => {
                key.verify_pss(hash, salt_length.into(), message, signature)
            }
            _ => false,
        }
    }
}

/// Returns the key for a point in its uncompressed or compressed encoding (SEC 1 §2.3.3).
fn ecdsa_key<C: ecdsa::Curve>(
    curve: Curve,
    point: &[u8],
) -> Result<Box<ecdsa::VerifyingKey<C>>, graviola::Error> {
    let decompressed;
    let point = match point {
        [2 | 3, ..] => {
            decompressed = point::decompress(curve, point).ok_or(graviola::Error::NotOnCurve)?;
            &decompressed
        }
        other => other,
    };
    ecdsa::VerifyingKey::from_x962_uncompressed(point).map(Box::new)
}

fn verify_ecdsa<C: ecdsa::Curve>(
    key: &ecdsa::VerifyingKey<C>,
    hash: HashAlgorithm,
    message: &[u8],
    numbers: &[u8],
) -> bool {
    match hash {
        HashAlgorithm::Sha256 => key.verify::<Sha256>(&[message], numbers),
        HashAlgorithm::Sha384 => key.verify::<Sha384>(&[message], numbers),
        HashAlgorithm::Sha512 => key.verify::<Sha512>(&[message], numbers),
    }
    .is_ok()
}
