//! Certificates of every kind, key, hash and issuer key, for verifiers that share no code with this crate: they
//! are verified by rustls-webpki here, and written to the folder of the build for those that `.ci/verify.py` asks.

mod authorities;
mod contents;
mod keys;
mod paths;
mod written;

mod coverage;
mod rustls_webpki;
mod tampered;
