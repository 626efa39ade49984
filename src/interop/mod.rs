//! The types and traits of other libraries, each by a feature of its name.

#[cfg(feature = "rustls-pki-types")]
mod pki_types;
#[cfg(feature = "rcgen")]
mod rcgen;

#[cfg(feature = "rcgen")]
pub use self::rcgen::{AlgorithmMismatch, RcgenSigner};
