//! Certificates of every kind, key, hash and issuer key, for verifiers that share no code with this
//! crate. rustls-webpki verifies them here. They are also written to the build directory for the
//! verifiers that `.ci/verify.py` runs.

mod authorities;
mod contents;
mod further;
mod keys;
mod paths;
mod revocation;
mod written;

mod coverage;
mod rustls_webpki;
mod tampered;
