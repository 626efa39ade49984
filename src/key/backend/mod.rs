//! The cryptography behind the keys. There are three backends: aws-lc-rs, graviola, if the processor
//! has the instructions that it needs, and the RustCrypto crates; and a fourth one for ML-DSA alone,
//! whose signatures aws-lc-rs verifies. Each is there if it is compiled in.
//!
//! All accept and refuse the same encodings, so that no caller can tell them apart, except by the
//! bytes of an ECDSA signature: aws-lc-rs and graviola add randomness of the operating system to
//! its nonce. graviola has no keys on P-521.

#[cfg(not(all(feature = "aws-lc-rs", feature = "graviola", feature = "rustcrypto", feature = "ml-dsa")))]
mod absent;
#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
#[cfg(feature = "graviola")]
mod graviola;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
#[cfg(test)]
mod tests;

#[cfg(not(feature = "aws-lc-rs"))]
use absent as aws_lc_rs;
#[cfg(not(feature = "graviola"))]
use absent as graviola;
#[cfg(not(feature = "ml-dsa"))]
use absent as ml_dsa;
#[cfg(not(feature = "rustcrypto"))]
use absent as rustcrypto;

use alloc::vec::Vec;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::rsa::{self, RsaComponents};
use super::stack::{EC_STACK_WORDS, RSA_STACK_WORDS, clearing_stack};
use super::{Curve, KeyType, SignatureAlgorithm, SignerError, ed25519};
use crate::x509::der::{NotDer, Reader, tag, unsigned};

/// An implementation of the cryptography. The rows of the table name those that have a key, the
/// preferred one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Backend {
    AwsLcRs,
    Graviola,
    RustCrypto,
    /// The crate ml-dsa.
    MlDsa,
}

impl Backend {
    /// Returns whether it is compiled in and runs on this processor.
    fn is_there(self) -> bool {
        match self {
            Self::AwsLcRs => cfg!(feature = "aws-lc-rs"),
            // Beside a FIPS module only what it cannot do is done by another.
            Self::Graviola => !cfg!(feature = "fips") && graviola::is_supported(),
            Self::RustCrypto => cfg!(feature = "rustcrypto"),
            Self::MlDsa => cfg!(feature = "ml-dsa"),
        }
    }

    /// Makes a key in the first one of these backends that is there and supports it.
    fn first<K>(of: &[Self], make: impl Fn(Self) -> Result<K, KeyRefusal>) -> Result<K, KeyRefusal> {
        let backends = of.iter().filter(|backend| backend.is_there());
        let mut made = backends.map(|backend| make(*backend));
        made.find(|made| !matches!(made, Err(KeyRefusal::Unsupported)))
            .unwrap_or(Err(KeyRefusal::Unsupported))
    }
}

/// Why a backend does not accept a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyRefusal {
    /// There is no such key: the number or the point is not one of the curve's.
    Invalid,
    /// The backend, or each one that is compiled in, does not take it on this processor.
    Unsupported,
}

/// Returns the error for a key that is asked to sign with the algorithm of another key type.
fn other_algorithm() -> SignerError {
    SignerError::new("the key does not sign with this algorithm")
}

/// A private key that signs.
pub(super) enum SigningKey {
    AwsLcRs(aws_lc_rs::SigningKey),
    Graviola(graviola::SigningKey),
    RustCrypto(rustcrypto::SigningKey),
    MlDsa(ml_dsa::SigningKey),
    Rsa(rsa::SigningKey),
}

/// Each backend zeroizes its keys.
impl ZeroizeOnDrop for SigningKey {}

impl SigningKey {
    /// Returns the key with this secret number or seed, in as many octets as its type has, and the
    /// octets of its public key: on a curve, the uncompressed point (SEC 1 §2.3.3).
    pub(super) fn from_octets(key_type: KeyType, secret: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        Backend::first(key_type.row().signing, |backend| Self::from_octets_in(backend, key_type, secret))
    }

    fn from_octets_in(
        backend: Backend,
        key_type: KeyType,
        secret: &[u8],
    ) -> Result<(Self, Vec<u8>), KeyRefusal> {
        fn pair<K>(
            variant: fn(K) -> SigningKey,
            made: Result<(K, Vec<u8>), KeyRefusal>,
        ) -> Result<(SigningKey, Vec<u8>), KeyRefusal> {
            made.map(|(key, public)| (variant(key), public))
        }
        match backend {
            Backend::AwsLcRs => pair(Self::AwsLcRs, aws_lc_rs::SigningKey::from_octets(key_type, secret)),
            Backend::Graviola => pair(Self::Graviola, graviola::SigningKey::from_octets(key_type, secret)),
            Backend::RustCrypto => {
                pair(Self::RustCrypto, rustcrypto::SigningKey::from_octets(key_type, secret))
            }
            Backend::MlDsa => pair(Self::MlDsa, ml_dsa::SigningKey::from_octets(key_type, secret)),
        }
    }

    /// Returns the RSA key with these numbers.
    pub(super) fn from_rsa(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        // One call for each, because a frame for all would need the stack of all.
        Backend::first(KeyType::Rsa.row().signing, |backend| {
            clearing_stack::<RSA_STACK_WORDS, _>(|| Self::from_rsa_in(backend, components))
        })
        .or_else(|_| clearing_stack::<RSA_STACK_WORDS, _>(|| rsa::SigningKey::new(components).map(Self::Rsa)))
    }

    fn from_rsa_in(backend: Backend, components: &RsaComponents) -> Result<Self, KeyRefusal> {
        match backend {
            Backend::AwsLcRs => aws_lc_rs::SigningKey::from_rsa(components).map(Self::AwsLcRs),
            // It does not support every accepted size.
            Backend::Graviola => graviola::SigningKey::from_rsa(components).map(Self::Graviola),
            // The crate rsa is used only with public keys.
            Backend::RustCrypto | Backend::MlDsa => Err(KeyRefusal::Unsupported),
        }
    }

    /// Returns the expanded form of a key that is made from a seed, as PKCS#8 may hold it beside the
    /// seed; `None` if there is no such form.
    pub(super) fn expanded(&self) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::MlDsa(key) => Some(key.expanded()),
            Self::AwsLcRs(_) | Self::Graviola(_) | Self::RustCrypto(_) | Self::Rsa(_) => None,
        }
    }

    /// Signs with RSASSA-PKCS1-v1_5 (RSA keys), ECDSA (keys on a curve; the signature is in DER), or
    /// the scheme of the key.
    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let sign = || match (self, algorithm) {
            (Self::AwsLcRs(key), _) => key.sign(algorithm, message),
            (Self::Graviola(key), _) => key.sign(algorithm, message),
            (Self::RustCrypto(key), _) => key.sign(algorithm, message),
            (Self::MlDsa(key), _) => key.sign(algorithm, message),
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(hash)) => key.sign(hash, message),
            (Self::Rsa(_), _) => Err(other_algorithm()),
        };
        match algorithm {
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. } => {
                clearing_stack::<RSA_STACK_WORDS, _>(sign)
            }
            SignatureAlgorithm::Ecdsa(_) | SignatureAlgorithm::Ed25519 | SignatureAlgorithm::MlDsa(_) => {
                clearing_stack::<EC_STACK_WORDS, _>(sign)
            }
        }
    }
}

/// A public key that verifies.
pub(crate) enum VerifyingKey {
    AwsLcRs(aws_lc_rs::VerifyingKey),
    Graviola(graviola::VerifyingKey),
    RustCrypto(rustcrypto::VerifyingKey),
    MlDsa(ml_dsa::VerifyingKey),
}

impl VerifyingKey {
    /// Returns the key for the octets of a subjectPublicKey: a point in its uncompressed or compressed
    /// encoding (SEC 1 §2.3.3), an RSAPublicKey (RFC 8017 App. A.1.1) that passed all checks, or as many
    /// octets as the keys of the type have.
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        if key_type == KeyType::Ed25519 && !ed25519::is_strict_point(octets) {
            return Err(KeyRefusal::Invalid);
        }
        Backend::first(key_type.row().verifying, |backend| Self::from_octets_in(backend, key_type, octets))
    }

    fn from_octets_in(backend: Backend, key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        match backend {
            Backend::AwsLcRs => aws_lc_rs::VerifyingKey::from_octets(key_type, octets).map(Self::AwsLcRs),
            Backend::Graviola => graviola::VerifyingKey::from_octets(key_type, octets).map(Self::Graviola),
            Backend::RustCrypto => {
                rustcrypto::VerifyingKey::from_octets(key_type, octets).map(Self::RustCrypto)
            }
            Backend::MlDsa => ml_dsa::VerifyingKey::from_octets(key_type, octets).map(Self::MlDsa),
        }
    }

    /// Returns whether `signature` is a signature of `message`.
    pub(crate) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        if algorithm == SignatureAlgorithm::Ed25519 && !ed25519::is_strict_signature(signature) {
            return false;
        }
        match self {
            Self::AwsLcRs(key) => key.verify(algorithm, message, signature),
            Self::Graviola(key) => key.verify(algorithm, message, signature),
            Self::RustCrypto(key) => key.verify(algorithm, message, signature),
            Self::MlDsa(key) => key.verify(algorithm, message, signature),
        }
    }
}

/// The maximum length of the two numbers of an ECDSA signature side by side, in octets.
const MAX_NUMBERS: usize = 2 * Curve::P521.octets();

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
