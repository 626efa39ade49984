//! Keys: algorithms, public keys and their checks, private keys, signers.

mod algorithm;
mod entropy;
mod private;
mod public;
mod rsa_modulus;
mod signer;
mod subject;

pub(crate) use algorithm::Scheme;
pub use algorithm::{HashAlgorithm, KeyAlgorithm, KeyFamily, SignatureAlgorithm};
pub(crate) use entropy::Entropy;
pub use private::PrivateKey;
pub use public::PublicKey;
pub(crate) use signer::Internal;
pub use signer::Signer;
pub(crate) use subject::KeyProperties;
pub use subject::{KeyType, SubjectKey};
