//! The crates p256, p384, p521, ed25519-dalek and, for public keys, rsa. ECDSA signatures are
//! deterministic (RFC 6979).

use alloc::boxed::Box;
use alloc::vec::Vec;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::SignatureScheme;
use rsa::{Pkcs1v15Sign, Pss, PublicKey as RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

use super::{KeyRefusal, ecdsa_numbers, other_algorithm};
use crate::key::stack::{P521_STACK_WORDS, clearing_stack};
use crate::key::{Curve, HashAlgorithm, KeyType, SignatureAlgorithm, SignerError, ecdsa_sig_value};

pub(crate) enum SigningKey {
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
    P521(Box<p521::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl SigningKey {
    pub(super) fn from_octets(key_type: KeyType, secret: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        match key_type {
            KeyType::Ec(Curve::P256) => p256::ecdsa::SigningKey::from_slice(secret).map(|key| {
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (Self::P256(Box::new(key)), point)
            }),
            KeyType::Ec(Curve::P384) => p384::ecdsa::SigningKey::from_slice(secret).map(|key| {
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (Self::P384(Box::new(key)), point)
            }),
            // The caller overwrites less of the stack than this takes.
            KeyType::Ec(Curve::P521) => clearing_stack::<P521_STACK_WORDS, _>(|| {
                p521::ecdsa::SigningKey::from_slice(secret).map(|key| {
                    let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                    (Self::P521(Box::new(key)), point)
                })
            }),
            KeyType::Ed25519 => ed25519_dalek::SigningKey::try_from(secret).map(|key| {
                let public = key.verifying_key().to_bytes().to_vec();
                (Self::Ed25519(Box::new(key)), public)
            }),
            KeyType::Rsa | KeyType::MlDsa(_) => return Err(KeyRefusal::Unsupported),
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        use SignatureAlgorithm::{Ecdsa, Ed25519};
        match (self, algorithm) {
            (Self::P256(key), Ecdsa(hash)) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(hash.digest(message).as_bytes())?;
                let (r, s) = signature.split_bytes();
                Ok(ecdsa_sig_value(&r, &s))
            }
            (Self::P384(key), Ecdsa(hash)) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(hash.digest(message).as_bytes())?;
                let (r, s) = signature.split_bytes();
                Ok(ecdsa_sig_value(&r, &s))
            }
            (Self::P521(key), Ecdsa(hash)) => {
                let digest = hash.digest(message);
                let sign = || key.sign_prehash(digest.as_bytes());
                let signature: p521::ecdsa::Signature = clearing_stack::<P521_STACK_WORDS, _>(sign)?;
                let (r, s) = signature.split_bytes();
                Ok(ecdsa_sig_value(&r, &s))
            }
            (Self::Ed25519(key), Ed25519) => Ok(key.try_sign(message)?.to_bytes().to_vec()),
            _ => Err(other_algorithm()),
        }
    }
}

impl From<p256::ecdsa::Error> for SignerError {
    fn from(error: p256::ecdsa::Error) -> Self {
        Self::new(error)
    }
}

pub(crate) enum VerifyingKey {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    Rsa(Box<RsaPublicKey>),
}

impl VerifyingKey {
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        match key_type {
            KeyType::Rsa => {
                let key = RsaPublicKey::from_pkcs1_der(octets).map_err(|_| KeyRefusal::Invalid)?;
                return Ok(Self::Rsa(Box::new(key)));
            }
            KeyType::Ec(Curve::P256) => p256::ecdsa::VerifyingKey::from_sec1_bytes(octets).map(Self::P256),
            KeyType::Ec(Curve::P384) => p384::ecdsa::VerifyingKey::from_sec1_bytes(octets).map(Self::P384),
            KeyType::Ec(Curve::P521) => {
                p521::ecdsa::VerifyingKey::from_sec1_bytes(octets).map(|key| Self::P521(Box::new(key)))
            }
            KeyType::Ed25519 => {
                ed25519_dalek::VerifyingKey::try_from(octets).map(|key| Self::Ed25519(Box::new(key)))
            }
            KeyType::MlDsa(_) => return Err(KeyRefusal::Unsupported),
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        use SignatureAlgorithm::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};
        match (self, algorithm) {
            (Self::P256(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P256, signature)
                .and_then(|numbers| p256::ecdsa::Signature::from_slice(&numbers[..64]).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(hash.digest(message).as_bytes(), &signature).is_ok()
                }),
            (Self::P384(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P384, signature)
                .and_then(|numbers| p384::ecdsa::Signature::from_slice(&numbers[..96]).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(hash.digest(message).as_bytes(), &signature).is_ok()
                }),
            (Self::P521(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P521, signature)
                .and_then(|numbers| p521::ecdsa::Signature::from_slice(&numbers).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(hash.digest(message).as_bytes(), &signature).is_ok()
                }),
            (Self::Ed25519(key), Ed25519) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            (Self::Rsa(key), RsaPkcs1(hash)) => {
                pkcs1(hash).verify(key, hash.digest(message).as_bytes(), signature).is_ok()
            }
            (Self::Rsa(key), RsaPss { hash, salt_length }) => {
                verify_pss(key, hash, salt_length.into(), hash.digest(message).as_bytes(), signature)
            }
            _ => false,
        }
    }
}

fn pkcs1(hash: HashAlgorithm) -> Pkcs1v15Sign {
    match hash {
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn verify_pss(key: &RsaPublicKey, hash: HashAlgorithm, salt: usize, digest: &[u8], signature: &[u8]) -> bool {
    match hash {
        HashAlgorithm::Sha256 => Pss::<Sha256>::new_with_salt(salt).verify(key, digest, signature),
        HashAlgorithm::Sha384 => Pss::<Sha384>::new_with_salt(salt).verify(key, digest, signature),
        HashAlgorithm::Sha512 => Pss::<Sha512>::new_with_salt(salt).verify(key, digest, signature),
    }
    .is_ok()
}
