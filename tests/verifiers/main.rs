//! Certificates of every kind, key, hash and issuer key, for verifiers that share no code with this crate: they
//! are verified by rustls-webpki here, and written to the folder of the build for those that `.ci/verify.py` asks.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code, reason = "made for other tests too")]
#[path = "../csr/asn1.rs"]
mod asn1;
#[allow(dead_code, reason = "made for other tests too")]
#[path = "../authority/forge.rs"]
mod forge;

mod authorities;
mod contents;
mod keys;
mod paths;
mod written;

mod coverage;
mod rustls_webpki;
mod tampered;
