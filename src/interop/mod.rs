//! Types and traits of other crates, each behind a feature of the crate's name.

#[cfg(feature = "rustls-pki-types")]
mod pki_types;
#[cfg(feature = "rcgen")]
mod rcgen;

#[cfg(feature = "rcgen")]
pub use self::rcgen::{AlgorithmMismatch, RcgenSigner};
