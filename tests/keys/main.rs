//! Private keys as they are read and written: rules K3, C4 and E4, and the exchange of keys with OpenSSL.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[allow(dead_code, reason = "made for CSRs, of which this binary makes none")]
#[path = "../csr/rsa_keys.rs"]
mod rsa_keys;
#[path = "../support/mod.rs"]
mod support;

#[path = "../support/openssl.rs"]
mod openssl;
mod stock;

mod encrypted;
mod encryption_limits;
mod encryption_refused;
mod pem;
mod rsa;
mod secrets;
mod structures;
mod with_openssl;
mod with_openssl_encrypted;
