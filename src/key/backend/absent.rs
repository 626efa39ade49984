//! A backend that is not compiled in: it has no keys.

use alloc::vec::Vec;

use super::NoKey;
use crate::diagnostics::SignerError;
use crate::key::curve::Curve;
#[cfg(not(feature = "graviola"))]
use crate::key::rsa::RsaComponents;
use crate::key::{HashAlgorithm, Scheme};

/// Asked of graviola alone.
#[cfg(not(feature = "graviola"))]
pub(super) const fn is_supported() -> bool {
    false
}

pub(crate) enum SigningKey {}

impl SigningKey {
    pub(super) fn of_scalar(_: Curve, _: &[u8]) -> Result<(Self, Vec<u8>), NoKey> {
        Err(NoKey::Backend)
    }

    /// Asked of graviola alone.
    #[cfg(not(feature = "graviola"))]
    pub(super) fn of_rsa(_: &RsaComponents) -> Result<Self, NoKey> {
        Err(NoKey::Backend)
    }

    /// Asked of graviola alone.
    #[cfg(not(feature = "graviola"))]
    pub(super) fn is_rsa(&self) -> bool {
        match *self {}
    }

    pub(super) fn sign(&self, _: HashAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        match *self {}
    }
}

pub(crate) enum VerifyingKey {}

impl VerifyingKey {
    pub(super) fn of_point(_: Curve, _: &[u8]) -> Result<Self, NoKey> {
        Err(NoKey::Backend)
    }

    pub(super) fn of_rsa(_: &[u8]) -> Result<Self, NoKey> {
        Err(NoKey::Backend)
    }

    pub(super) fn verify(&self, _: Scheme, _: &[u8], _: &[u8]) -> bool {
        match *self {}
    }
}
