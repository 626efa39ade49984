//! Keys: algorithms, public and private keys, signers.

mod algorithm;
mod backend;
mod choice;
mod close_primes;
mod curve;
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
mod rsa;
mod rsa_modulus;
mod signer;
mod stack;
mod subject;

pub(crate) use algorithm::Scheme;
pub use algorithm::{HashAlgorithm, KeyAlgorithm, KeyFamily, SignatureAlgorithm};
pub(crate) use backend::VerifyingKey;
pub use choice::AlgorithmChoice;
#[cfg(feature = "encryption")]
pub use derivation::KeyDerivationFunction;
pub use ecdsa::ecdsa_sig_value;
pub(crate) use entropy::Entropy;
pub use private::PrivateKey;
pub use public::PublicKey;
pub(crate) use signer::Internal;
pub use signer::Signer;
pub(crate) use subject::KeyProperties;
pub use subject::{KeyType, RequestedKey, SubjectKey};
