//! The crates p256, p384 and, for public keys, rsa. ECDSA signatures are deterministic (RFC 6979).

use alloc::boxed::Box;
use alloc::vec::Vec;

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::SignatureScheme;
use rsa::{Pkcs1v15Sign, Pss, PublicKey as RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

use super::{KeyRefusal, ecdsa_numbers, other_algorithm};
use crate::key::{Curve, HashAlgorithm, SignatureAlgorithm, SignerError, ecdsa_sig_value};

pub(crate) enum SigningKey {
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
}

impl SigningKey {
    pub(super) fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        match curve {
            Curve::P256 => p256::ecdsa::SigningKey::from_slice(scalar).map(|key| {
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (Self::P256(Box::new(key)), point)
            }),
            Curve::P384 => p384::ecdsa::SigningKey::from_slice(scalar).map(|key| {
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (Self::P384(Box::new(key)), point)
            }),
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let SignatureAlgorithm::Ecdsa(hash) = algorithm else { return Err(other_algorithm()) };
        let digest = hash.digest(message);
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest.as_bytes())?;
                let (r, s) = signature.split_bytes();
                Ok(ecdsa_sig_value(&r, &s))
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(digest.as_bytes())?;
                let (r, s) = signature.split_bytes();
                Ok(ecdsa_sig_value(&r, &s))
            }
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
    Rsa(Box<RsaPublicKey>),
}

impl VerifyingKey {
    pub(super) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, KeyRefusal> {
        match curve {
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P256),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P384),
        }
        .map_err(|_| KeyRefusal::Invalid)
    }

    pub(super) fn from_rsa(rsa_public_key: &[u8]) -> Result<Self, KeyRefusal> {
        let key = RsaPublicKey::from_pkcs1_der(rsa_public_key).map_err(|_| KeyRefusal::Invalid)?;
        Ok(Self::Rsa(Box::new(key)))
    }

    pub(super) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
        match (self, algorithm) {
            (Self::P256(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P256, signature)
                .and_then(|numbers| p256::ecdsa::Signature::from_slice(&numbers[..64]).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(hash.digest(message).as_bytes(), &signature).is_ok()
                }),
            (Self::P384(key), Ecdsa(hash)) => ecdsa_numbers(Curve::P384, signature)
                .and_then(|numbers| p384::ecdsa::Signature::from_slice(&numbers).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(hash.digest(message).as_bytes(), &signature).is_ok()
                }),
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
