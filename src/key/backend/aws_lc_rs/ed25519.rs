//! Ed25519. AWS-LC looks only at the length of a public key when it is read, so this module checks
//! that it is a point.

use alloc::boxed::Box;
use alloc::vec::Vec;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use crypto_bigint::modular::ConstMontyParams;
use crypto_bigint::{U256, const_monty_form, const_monty_params};

use super::KeyRefusal;
use crate::key::SignerError;

pub(crate) struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// Returns the key, and the octets of its public key.
    pub(super) fn new(seed: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        // There is no public key beside the seed to check it against.
        let key = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyRefusal::Invalid)?;
        let public = key.public_key().as_ref().to_vec();
        Ok((Self(key), public))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.0.try_sign(message)?.as_ref().to_vec())
    }
}

pub(crate) struct VerifyingKey(Box<ParsedPublicKey>);

impl VerifyingKey {
    pub(super) fn new(octets: &[u8]) -> Result<Self, KeyRefusal> {
        let key = ParsedPublicKey::new(&ED25519, octets).map_err(|_| KeyRefusal::Invalid)?;
        if is_on_curve(octets) { Ok(Self(Box::new(key))) } else { Err(KeyRefusal::Invalid) }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

const_monty_params!(
    Field,
    U256,
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
    "The field of edwards25519 (RFC 8032 §5.1)."
);
const_monty_form!(Element, Field, "An element of the field.");

/// The constant of the curve −x² + y² = 1 + d x² y² (same section).
const D: U256 = U256::from_be_hex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");

/// Returns whether a coordinate y in 32 octets is that of a point. It is below the prime and neither
/// 1 nor −1, and public, so this takes any time.
fn is_on_curve(octets: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(octets) else { return false };
    // The sign of x.
    y[31] &= 0x7f;
    let y = Element::new(&U256::from_le_slice(&y));
    // x² = u / v, which is a square exactly if u v is one (RFC 8032 §5.1.3). v is never zero.
    let (u, v) = (y.square() - Element::ONE, Element::new(&D) * y.square() + Element::ONE);
    // Euler's criterion: the exponent is half of the prime minus 1.
    let half = Field::PARAMS.modulus().as_ref().shr_vartime(1);
    (u * v).pow_vartime(&half) == Element::ONE
}
