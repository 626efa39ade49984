//! Issuers: a CA's certificate and chain, checked, and what the CA publishes.

pub(crate) mod certificate;
pub(crate) mod chain;
mod extensions;
mod limits;

pub(crate) use chain::Issuer;
pub use extensions::IssuerExtensions;
pub(crate) use extensions::{FETCHED_BY, add_url};
