//! Keys: algorithms, public keys and their checks, private keys, signers.

mod algorithm;
mod close_primes;
#[cfg(feature = "encryption")]
mod derivation;
mod ecdsa;
#[cfg(feature = "encryption")]
mod encrypted;
mod entropy;
#[cfg(feature = "encryption")]
mod pbes2;
#[cfg(feature = "pem")]
mod pem;
mod private;
mod public;
mod read;
#[allow(dead_code, unused_imports, reason = "the keys are still those of the rsa crate")]
mod rsa;
mod rsa_modulus;
mod signer;
mod subject;

pub(crate) use algorithm::Scheme;
pub use algorithm::{HashAlgorithm, KeyAlgorithm, KeyFamily, SignatureAlgorithm};
#[cfg(feature = "encryption")]
pub use derivation::KeyDerivationFunction;
pub use ecdsa::ecdsa_sig_value;
pub(crate) use entropy::Entropy;
pub use private::PrivateKey;
pub use public::PublicKey;
pub(crate) use signer::Internal;
pub use signer::Signer;
pub(crate) use subject::KeyProperties;
pub use subject::{KeyType, SubjectKey};
