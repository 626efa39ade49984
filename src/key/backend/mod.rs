//! The cryptography behind the keys. There are two backends: graviola, where it is compiled in and the
//! processor has the instructions that it needs, and the crates of RustCrypto, where they are compiled in.
//!
//! Both take the same encodings and refuse the same ones, so that nothing above can tell them apart, but by
//! the bytes of an ECDSA signature: graviola adds randomness of the operating system to its nonce.

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

use super::curve::Curve;
use super::rsa::{self, RsaComponents};
use super::stack::{EC_STACK_WORDS, RSA_STACK_WORDS, clearing_stack};
use super::{HashAlgorithm, Scheme};
use crate::diagnostics::SignerError;
use crate::x509::der::{NotDer, Reader, tag, unsigned};

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// It is none: the number or the point is not one of the curve's.
    Value,
    /// No backend that is compiled in takes it on this processor.
    Backend,
}

/// A private key that signs.
pub(super) enum SigningKey {
    Graviola(graviola::SigningKey),
    RustCrypto(rustcrypto::SigningKey),
    Rsa(rsa::SigningKey),
}

/// Each of the backends zeroizes its keys.
impl ZeroizeOnDrop for SigningKey {}

impl SigningKey {
    /// The key on a curve whose secret number is `scalar`, in as many octets as the order has; and the
    /// uncompressed point (SEC 1 §2.3.3) of its public key.
    pub(super) fn of_scalar(curve: Curve, scalar: &[u8]) -> Result<(Self, Vec<u8>), NoKey> {
        if graviola::is_supported() {
            let (key, point) = graviola::SigningKey::of_scalar(curve, scalar)?;
            Ok((Self::Graviola(key), point))
        } else {
            let (key, point) = rustcrypto::SigningKey::of_scalar(curve, scalar)?;
            Ok((Self::RustCrypto(key), point))
        }
    }

    /// The RSA key of these numbers.
    pub(super) fn of_rsa(components: &RsaComponents) -> Result<Self, NoKey> {
        clearing_stack::<RSA_STACK_WORDS, _>(|| {
            if graviola::is_supported()
                // Not of every size and exponent that is accepted.
                && let Ok(key) = graviola::SigningKey::of_rsa(components)
            {
                return Ok(Self::Graviola(key));
            }
            rsa::SigningKey::new(components).map(Self::Rsa)
        })
    }

    /// RSASSA-PKCS1-v1_5 with an RSA key, the DER of an ECDSA signature with any other.
    pub(super) fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self {
            Self::Graviola(key) if key.is_rsa() => {
                clearing_stack::<RSA_STACK_WORDS, _>(|| key.sign(hash, message))
            }
            Self::Graviola(key) => clearing_stack::<EC_STACK_WORDS, _>(|| key.sign(hash, message)),
            Self::RustCrypto(key) => clearing_stack::<EC_STACK_WORDS, _>(|| key.sign(hash, message)),
            Self::Rsa(key) => clearing_stack::<RSA_STACK_WORDS, _>(|| key.sign(hash, message)),
        }
    }
}

/// A public key that verifies.
pub(crate) enum VerifyingKey {
    Graviola(graviola::VerifyingKey),
    RustCrypto(rustcrypto::VerifyingKey),
}

impl VerifyingKey {
    /// The key of a point in its uncompressed or compressed encoding (SEC 1 §2.3.3).
    pub(super) fn of_point(curve: Curve, point: &[u8]) -> Result<Self, NoKey> {
        if graviola::is_supported() {
            graviola::VerifyingKey::of_point(curve, point).map(Self::Graviola)
        } else {
            rustcrypto::VerifyingKey::of_point(curve, point).map(Self::RustCrypto)
        }
    }

    /// The key of an RSAPublicKey (RFC 8017 App. A.1.1) that passed all checks.
    pub(super) fn of_rsa(rsa_public_key: &[u8]) -> Result<Self, NoKey> {
        if graviola::is_supported() {
            graviola::VerifyingKey::of_rsa(rsa_public_key).map(Self::Graviola)
        } else {
            rustcrypto::VerifyingKey::of_rsa(rsa_public_key).map(Self::RustCrypto)
        }
    }

    /// Whether `signature` is one of `message`.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Graviola(key) => key.verify(scheme, message, signature),
            Self::RustCrypto(key) => key.verify(scheme, message, signature),
        }
    }
}

/// The most octets of an ECDSA signature's two numbers, side by side.
const MAX_NUMBERS: usize = 2 * Curve::P384.octets();

/// The two numbers of an ECDSA signature side by side, each in as many octets as the order has; `None` where
/// they do not fit in there, or the signature is not strict DER.
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
