//! A backend that is not compiled in and has no keys.

#![allow(dead_code, reason = "which backends are absent decides which of these functions are called")]

use alloc::vec::Vec;

use super::KeyRefusal;
use crate::key::rsa::RsaComponents;
use crate::key::{KeyType, SignatureAlgorithm, SignerError};

pub(super) const fn is_supported() -> bool {
    false
}

pub(crate) enum SigningKey {}

impl SigningKey {
    pub(super) fn from_octets(_: KeyType, _: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn from_rsa(_: &RsaComponents) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn expanded(&self) -> zeroize::Zeroizing<Vec<u8>> {
        match *self {}
    }

    pub(super) fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        match *self {}
    }
}

pub(crate) enum VerifyingKey {}

impl VerifyingKey {
    pub(super) fn from_octets(_: KeyType, _: &[u8]) -> Result<Self, KeyRefusal> {
        Err(KeyRefusal::Unsupported)
    }

    pub(super) fn verify(&self, _: SignatureAlgorithm, _: &[u8], _: &[u8]) -> bool {
        match *self {}
    }
}
