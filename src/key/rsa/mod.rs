//! The numbers of RSA private keys, whatever computes with them afterwards.

mod components;
mod fermat_test;
mod generation;
mod prime;

use crypto_bigint::{Limb, NonZero};

pub(super) use components::RsaComponents;
pub(super) use generation::{generate_2048, generate_4096};

/// The public exponent of generated keys, a prime.
const PUBLIC_EXPONENT: u32 = 65_537;
const PUBLIC_EXPONENT_LIMB: NonZero<Limb> = NonZero::<Limb>::new_unwrap(Limb::from_u32(PUBLIC_EXPONENT));
