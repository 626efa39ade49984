//! A backend that is not compiled in and has no keys.

use alloc::vec::Vec;

use super::KeyRefusal;
#[cfg(not(all(feature = "aws-lc-rs", feature = "graviola")))]
use crate::key::rsa::RsaComponents;
use crate::key::{Curve, KeyType, SignatureAlgorithm, SignerError};

/// Called for graviola alone.
#[cfg(not(feature = "graviola"))]
pub(super) const fn is_supported() -> bool {
    false
}

pub(crate) enum SigningKey {}

impl SigningKey {
    pub(super) fn from_scalar(_: Curve, _: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn from_seed(_: KeyType, _: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    /// Not called for RustCrypto.
    #[cfg(not(all(feature = "aws-lc-rs", feature = "graviola")))]
    pub(super) fn from_rsa(_: &RsaComponents) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    /// Called for ml-dsa alone.
    #[cfg(not(feature = "ml-dsa"))]
    pub(super) fn expanded(&self) -> zeroize::Zeroizing<Vec<u8>> {
        match *self {}
    }

    pub(super) fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        match *self {}
    }
}

pub(crate) enum VerifyingKey {}

impl VerifyingKey {
    pub(super) fn from_point(_: Curve, _: &[u8]) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn from_rsa(_: &[u8]) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn from_octets(_: KeyType, _: &[u8]) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn verify(&self, _: SignatureAlgorithm, _: &[u8], _: &[u8]) -> bool {
        match *self {}
    }
}
