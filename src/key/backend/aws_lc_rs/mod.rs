//! The crate aws-lc-rs: AWS-LC, in C and assembly. It adds randomness of its own to the nonce of
//! each ECDSA signature, blinds RSA signatures and verifies them before it returns them.
//!
//! The randomness comes from its own generator, which the operating system seeds.

mod ecdsa;
mod ed25519;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
mod rsa;

use alloc::vec::Vec;

use aws_lc_rs::error::Unspecified;

use super::{KeyRefusal, ecdsa_numbers, other_algorithm};
use crate::key::rsa::RsaComponents;
use crate::key::{KeyType, SignatureAlgorithm, SignerError};

/// A key. Its secrets are in memory that AWS-LC allocates, and overwrites before it is freed.
pub(crate) enum SigningKey {
    Ecdsa(ecdsa::SigningKey),
    Ed25519(ed25519::SigningKey),
    Rsa(rsa::SigningKey),
}

impl SigningKey {
    pub(super) fn from_octets(key_type: KeyType, secret: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        match key_type {
            KeyType::Ec(curve) => {
                let (key, point) = ecdsa::SigningKey::new(curve, secret)?;
                Ok((Self::Ecdsa(key), point))
            }
            KeyType::Ed25519 => {
                let (key, public) = ed25519::SigningKey::new(secret)?;
                Ok((Self::Ed25519(key), public))
            }
            KeyType::Rsa | KeyType::MlDsa(_) => Err(KeyRefusal::Unsupported),
        }
    }

    pub(super) fn from_rsa(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        rsa::SigningKey::new(components).map(Self::Rsa)
    }

    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match (self, algorithm) {
            (Self::Ecdsa(key), SignatureAlgorithm::Ecdsa(hash)) => key.sign(hash, message),
            (Self::Ed25519(key), SignatureAlgorithm::Ed25519) => key.sign(message),
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(hash)) => key.sign(hash, message),
            _ => Err(other_algorithm()),
        }
    }
}

impl From<Unspecified> for SignerError {
    fn from(error: Unspecified) -> Self {
        Self::new(error)
    }
}

pub(crate) enum VerifyingKey {
    Ecdsa(ecdsa::VerifyingKey),
    Ed25519(ed25519::VerifyingKey),
    #[cfg(feature = "ml-dsa")]
    MlDsa(ml_dsa::VerifyingKey),
    Rsa(rsa::VerifyingKey),
}

impl VerifyingKey {
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        match key_type {
            KeyType::Rsa => rsa::VerifyingKey::from_pkcs1_der(octets).map(Self::Rsa),
            KeyType::Ec(curve) => ecdsa::VerifyingKey::new(curve, octets).map(Self::Ecdsa),
            KeyType::Ed25519 => ed25519::VerifyingKey::new(octets).map(Self::Ed25519),
            #[cfg(feature = "ml-dsa")]
            KeyType::MlDsa(set) => ml_dsa::VerifyingKey::new(set, octets).map(Self::MlDsa),
            #[cfg(not(feature = "ml-dsa"))]
            KeyType::MlDsa(_) => Err(KeyRefusal::Unsupported),
        }
    }

    pub(super) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        use SignatureAlgorithm::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};
        match (self, algorithm) {
            (Self::Ecdsa(key), Ecdsa(hash)) => key.verify(hash, message, signature),
            (Self::Ed25519(key), Ed25519) => key.verify(message, signature),
            #[cfg(feature = "ml-dsa")]
            (Self::MlDsa(key), SignatureAlgorithm::MlDsa(set)) => key.verify(set, message, signature),
            (Self::Rsa(key), RsaPkcs1(hash)) => key.verify_pkcs1(hash, message, signature),
            (Self::Rsa(key), RsaPss { hash, salt_length }) => {
                key.verify_pss(hash, salt_length, message, signature)
            }
            _ => false,
        }
    }
}
