//! RSA private keys: their numbers, their generation, and signatures.

mod components;
mod fermat_test;
mod generation;
mod prime;
mod signing;

use crypto_bigint::{Limb, NonZero};

pub(super) use components::RsaComponents;
pub(super) use generation::{generate_2048, generate_3072, generate_4096};
pub(super) use signing::SigningKey;
#[cfg(feature = "graviola")]
pub(super) use signing::emsa_pkcs1_v1_5;

/// The public exponent of generated keys, a prime.
pub(super) const PUBLIC_EXPONENT: u32 = 65_537;
const PUBLIC_EXPONENT_LIMB: NonZero<Limb> = NonZero::<Limb>::new_unwrap(Limb::from_u32(PUBLIC_EXPONENT));
