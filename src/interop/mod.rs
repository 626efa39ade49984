//! Conversions for types and traits of other libraries, each behind a feature of the library's
//! name.

#[cfg(feature = "rustls-pki-types")]
mod pki_types;
#[cfg(feature = "rcgen")]
mod rcgen;

#[cfg(feature = "rcgen")]
pub use self::rcgen::{AlgorithmMismatch, RcgenSigner};
