//! ML-DSA: the crate ml-dsa. Messages are signed as they are, with an empty context (RFC 9881 §3), in
//! the deterministic variant (FIPS 204 §3.4), so that signing needs no randomness. With aws-lc-rs, it
//! signs only.
//!
//! The crate zeroizes its keys when they are dropped. It leaves the intermediate results of a
//! computation on the stack, where they are overwritten here.

use alloc::vec::Vec;

use ml_dsa::signature::Signer as _;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use zeroize::{Zeroize, Zeroizing};

use super::{KeyRefusal, other_algorithm};
use crate::key::stack::{ML_DSA_STACK_WORDS, clearing_stack};
use crate::key::{KeyType, MlDsa, SignatureAlgorithm, SignerError};

/// The keys are behind pointers.
pub(crate) enum SigningKey {
    MlDsa44(ml_dsa::SigningKey<MlDsa44>),
    MlDsa65(ml_dsa::SigningKey<MlDsa65>),
    MlDsa87(ml_dsa::SigningKey<MlDsa87>),
}

impl SigningKey {
    pub(super) fn from_octets(key_type: KeyType, seed: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        let KeyType::MlDsa(set) = key_type else { return Err(KeyRefusal::Unsupported) };
        clearing_stack::<ML_DSA_STACK_WORDS, _>(|| match set {
            MlDsa::MlDsa44 => expand(seed).map(|(key, public)| (Self::MlDsa44(key), public)),
            MlDsa::MlDsa65 => expand(seed).map(|(key, public)| (Self::MlDsa65(key), public)),
            MlDsa::MlDsa87 => expand(seed).map(|(key, public)| (Self::MlDsa87(key), public)),
        })
    }

    /// Returns the encoding of FIPS 204 §7.2, algorithm 24.
    pub(super) fn expanded(&self) -> Zeroizing<Vec<u8>> {
        clearing_stack::<ML_DSA_STACK_WORDS, _>(|| match self {
            Self::MlDsa44(key) => encode_expanded(key),
            Self::MlDsa65(key) => encode_expanded(key),
            Self::MlDsa87(key) => encode_expanded(key),
        })
    }

    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        clearing_stack::<ML_DSA_STACK_WORDS, _>(|| match (self, algorithm) {
            (Self::MlDsa44(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa44)) => sign(key, message),
            (Self::MlDsa65(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa65)) => sign(key, message),
            (Self::MlDsa87(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa87)) => sign(key, message),
            _ => Err(other_algorithm()),
        })
    }
}

/// Returns the key of a seed and the octets of its public key.
fn expand<P: MlDsaParams>(seed: &[u8]) -> Result<(ml_dsa::SigningKey<P>, Vec<u8>), KeyRefusal> {
    let seed = seed.try_into().map_err(|_| KeyRefusal::Invalid)?;
    let key = ml_dsa::SigningKey::from_seed(seed);
    let public = key.as_ref().encode().to_vec();
    Ok((key, public))
}

#[allow(deprecated, reason = "only to compare with the expanded key beside a seed")]
fn encode_expanded<P: MlDsaParams>(key: &ml_dsa::SigningKey<P>) -> Zeroizing<Vec<u8>> {
    let mut octets = key.expanded_key().to_expanded();
    let copy = Zeroizing::new(octets.to_vec());
    octets.zeroize();
    copy
}

fn sign<P: MlDsaParams>(key: &ml_dsa::SigningKey<P>, message: &[u8]) -> Result<Vec<u8>, SignerError> {
    let signature = key.try_sign(message).map_err(SignerError::new)?;
    Ok(signature.encode().to_vec())
}

pub(crate) enum VerifyingKey {
    MlDsa44(ml_dsa::VerifyingKey<MlDsa44>),
    MlDsa65(ml_dsa::VerifyingKey<MlDsa65>),
    MlDsa87(ml_dsa::VerifyingKey<MlDsa87>),
}

impl VerifyingKey {
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Result<Self, KeyRefusal> {
        let KeyType::MlDsa(set) = key_type else { return Err(KeyRefusal::Unsupported) };
        match set {
            MlDsa::MlDsa44 => decode(octets).map(Self::MlDsa44),
            MlDsa::MlDsa65 => decode(octets).map(Self::MlDsa65),
            MlDsa::MlDsa87 => decode(octets).map(Self::MlDsa87),
        }
    }

    pub(super) fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::MlDsa44(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa44)) => {
                verify(key, message, signature)
            }
            (Self::MlDsa65(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa65)) => {
                verify(key, message, signature)
            }
            (Self::MlDsa87(key), SignatureAlgorithm::MlDsa(MlDsa::MlDsa87)) => {
                verify(key, message, signature)
            }
            _ => false,
        }
    }
}

/// All octets of the right length are a key (FIPS 204 §7.2, algorithm 23).
fn decode<P: MlDsaParams>(octets: &[u8]) -> Result<ml_dsa::VerifyingKey<P>, KeyRefusal> {
    let octets = octets.try_into().map_err(|_| KeyRefusal::Invalid)?;
    Ok(ml_dsa::VerifyingKey::decode(octets))
}

fn verify<P: MlDsaParams>(key: &ml_dsa::VerifyingKey<P>, message: &[u8], signature: &[u8]) -> bool {
    ml_dsa::Signature::try_from(signature)
        .is_ok_and(|signature| key.verify_with_context(message, &[], &signature))
}
