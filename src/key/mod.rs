//! Keys: algorithms, public and private keys, signers.

pub(crate) mod algorithm;
mod async_signer;
mod backend;
mod choice;
mod close_primes;
mod components;
#[cfg(feature = "encryption")]
mod derivation;
mod digest;
mod ecdsa;
mod ed25519;
#[cfg(feature = "encryption")]
mod encrypted;
mod entropy;
#[cfg(feature = "encryption")]
mod pbes2;
#[cfg(feature = "pem")]
mod pem;
pub(crate) mod private;
pub(crate) mod private_key_error;
mod pss;
pub(crate) mod public;
pub(crate) mod public_key_error;
mod read;
mod rsa;
mod rsa_modulus;
mod signature;
pub(crate) mod signer;
mod stack;
mod subject;
mod table;

pub use algorithm::{Curve, KeyType, MlDsa};
pub(crate) use algorithm::{HashAlgorithm, KeyAlgorithm, KeySpec, KeyUse};
pub use async_signer::{AsyncSigner, NoSigner};
pub(crate) use backend::VerifyingKey;
pub use choice::AlgorithmChoice;
#[cfg(feature = "encryption")]
pub use derivation::KeyDerivationFunction;
pub use digest::Digest;
pub use ecdsa::ecdsa_sig_value;
pub(crate) use entropy::{Entropy, EntropyError};
pub(crate) use private::PrivateKey;
pub(crate) use private_key_error::PrivateKeyError;
pub(crate) use public::PublicKey;
pub(crate) use public_key_error::PublicKeyError;
pub(crate) use rsa_modulus::KeyRole;
pub use signature::SignatureAlgorithm;
pub(crate) use signature::UnsupportedSignature;
pub(crate) use signer::{Signer, SignerError, Token};
pub use subject::{RequestedKey, SubjectKey};
