//! Keys: algorithms, public keys and their checks, private keys, signers.

mod algorithm;
mod backend;
mod choice;
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
pub(crate) mod private_key_error;
mod pss;
mod public;
pub(crate) mod public_key_error;
mod read;
mod rsa;
mod rsa_modulus;
mod signature;
pub(crate) mod signer;
mod stack;
mod subject;
mod table;

pub(crate) use algorithm::KeySpec;
pub use algorithm::{Curve, HashAlgorithm, KeyAlgorithm, KeyType};
pub(crate) use backend::VerifyingKey;
pub use choice::AlgorithmChoice;
#[cfg(feature = "encryption")]
pub use derivation::KeyDerivationFunction;
pub use ecdsa::ecdsa_sig_value;
pub(crate) use entropy::{Entropy, EntropyError};
pub use private::PrivateKey;
pub(crate) use private_key_error::PrivateKeyError;
pub use public::PublicKey;
pub(crate) use public_key_error::PublicKeyError;
pub use signature::SignatureAlgorithm;
pub(crate) use signature::UnsupportedSignature;
pub use signer::Signer;
pub(crate) use signer::{Internal, SignerError};
pub use subject::{RequestedKey, SubjectKey};
