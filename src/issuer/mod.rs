//! Issuers: a CA's certificate and chain, checked, and what the CA publishes.

pub(crate) mod certificate;
pub(crate) mod chain;
pub(crate) mod extensions;
mod limits;

pub(crate) use chain::Issuer;
pub use extensions::IssuerExtensions;
