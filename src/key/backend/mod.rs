//! The cryptography behind the keys. There are two backends: graviola, if it is compiled in and the
//! processor has the instructions that it needs, and the RustCrypto crates, if they are compiled
//! in.
//!
//! Both accept and refuse the same encodings, so that no caller can tell them apart, except by the
//! bytes of an ECDSA signature: graviola adds randomness from the operating system to its nonce.

#[cfg(not(all(feature = "rustcrypto", feature = "graviola")))]
mod absent;
#[cfg(feature = "graviola")]
mod graviola;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
#[cfg(all(test, feature = "rustcrypto", feature = "graviola"))]
mod tests;

#[cfg(not(feature = "graviola"))]
use absent as graviola;
#[cfg(not(feature = "rustcrypto"))]
use absent as rustcrypto;

use alloc::vec::Vec;

use zeroize::ZeroizeOnDrop;

use super::rsa::{self, RsaComponents};
use super::stack::{EC_STACK_WORDS, RSA_STACK_WORDS, clearing_stack};
use super::{Curve, KeyType, SignatureAlgorithm, SignerError};
use crate::x509::der::{NotDer, Reader, tag, unsigned};

/// An implementation of the cryptography.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Graviola,
    RustCrypto,
}

impl Backend {
    /// Returns the preferred one of the backends that support keys of this type, are compiled in,
    /// and run on this processor.
    fn of(key_type: KeyType) -> Result<Self, KeyRefusal> {
        let is_there = |backend: &Self| match backend {
            Self::Graviola => graviola::is_supported(),
            Self::RustCrypto => cfg!(feature = "rustcrypto"),
        };
        key_type.row().backends.iter().copied().find(is_there).ok_or(KeyRefusal::Unsupported)
    }
}

/// Why a backend does not accept a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyRefusal {
    /// There is no such key: the number or the point is not one of the curve's.
    Invalid,
    /// No backend that is compiled in takes it on this processor.
    Unsupported,
}

/// Returns the error for a key that is asked to sign with the algorithm of another key type.
fn other_algorithm() -> SignerError {
    SignerError::new("the key does not sign with this algorithm")
}

/// A private key that signs.
pub(super) enum SigningKey {
    Graviola(graviola::SigningKey),
    RustCrypto(rustcrypto::SigningKey),
    Rsa(rsa::SigningKey),
}

/// Each backend zeroizes its keys.
impl ZeroizeOnDrop for SigningKey {}

impl SigningKey {
    /// Returns the key on a curve whose secret number is `scalar`, in as many octets as the order
    /// has, and the uncompressed point (SEC 1 §2.3.3) of its public key.
    pub(super) fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        match Backend::of(KeyType::Ec(curve))? {
            Backend::Graviola => {
                let (key, point) = graviola::SigningKey::from_scalar(curve, scalar)?;
                Ok((Self::Graviola(key), point))
            }
            Backend::RustCrypto => {
                let (key, point) = rustcrypto::SigningKey::from_scalar(curve, scalar)?;
                Ok((Self::RustCrypto(key), point))
            }
        }
    }

    /// Returns the RSA key with these numbers.
    pub(super) fn from_rsa(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        clearing_stack::<RSA_STACK_WORDS, _>(|| {
            if Backend::of(KeyType::Rsa) == Ok(Backend::Graviola)
                // graviola does not support every accepted size and exponent.
                && let Ok(key) = graviola::SigningKey::from_rsa(components)
            {
                return Ok(Self::Graviola(key));
            }
            rsa::SigningKey::new(components).map(Self::Rsa)
        })
    }

    /// Signs with RSASSA-PKCS1-v1_5 (RSA keys) or ECDSA (keys on a curve; the signature is in DER).
    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let sign = || match (self, algorithm) {
            (Self::Graviola(key), _) => key.sign(algorithm, message),
            (Self::RustCrypto(key), _) => key.sign(algorithm, message),
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(hash)) => key.sign(hash, message),
            (Self::Rsa(_), _) => Err(other_algorithm()),
        };
        match algorithm {
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. } => {
                clearing_stack::<RSA_STACK_WORDS, _>(sign)
            }
            SignatureAlgorithm::Ecdsa(_) => clearing_stack::<EC_STACK_WORDS, _>(sign),
        }
    }
}

/// A public key that verifies.
pub(crate) enum VerifyingKey {
    Graviola(graviola::VerifyingKey),
    RustCrypto(rustcrypto::VerifyingKey),
}

impl VerifyingKey {
    /// Returns the key for a point in its uncompressed or compressed encoding (SEC 1 §2.3.3).
    pub(super) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, KeyRefusal> {
        match Backend::of(KeyType::Ec(curve))? {
            Backend::Graviola => graviola::VerifyingKey::from_point(curve, point).map(Self::Graviola),
            Backend::RustCrypto => rustcrypto::VerifyingKey::from_point(curve, point).map(Self::RustCrypto),
        }
    }

    /// Returns the key for an RSAPublicKey (RFC 8017 App. A.1.1) that passed all checks.
    pub(super) fn from_rsa(rsa_public_key: &[u8]) -> Result<Self, KeyRefusal> {
        match Backend::of(KeyType::Rsa)? {
            Backend::Graviola => graviola::VerifyingKey::from_rsa(rsa_public_key).map(Self::Graviola),
            Backend::RustCrypto => rustcrypto::VerifyingKey::from_rsa(rsa_public_key).map(Self::RustCrypto),
        }
    }

    /// Returns whether `signature` is a signature of `message`.
    pub(crate) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Graviola(key) => key.verify(algorithm, message, signature),
            Self::RustCrypto(key) => key.verify(algorithm, message, signature),
        }
    }
}

/// The maximum length of the two numbers of an ECDSA signature side by side, in octets.
const MAX_NUMBERS: usize = 2 * Curve::P384.octets();

/// Returns the two numbers of an ECDSA signature side by side, each in as many octets as the order
/// has; `None` if they do not fit or the signature is not strict DER.
fn ecdsa_numbers(curve: Curve, signature: &[u8]) -> Option<[u8; MAX_NUMBERS]> {
    let read = || -> Result<[&[u8]; 2], NotDer> {
        let mut reader = Reader::of_sequence(signature)?;
        let r = unsigned(reader.content_of(tag::INTEGER)?)?;
        let s = unsigned(reader.content_of(tag::INTEGER)?)?;
        reader.finish()?;
        Ok([r, s])
    };
    let mut numbers = [0; MAX_NUMBERS];
    for (number, place) in read().ok()?.into_iter().zip(numbers.chunks_exact_mut(curve.octets())) {
        let start = place.len().checked_sub(number.len())?;
        place[start..].copy_from_slice(number);
    }
    Some(numbers)
}
