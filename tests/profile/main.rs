//! What an operator can set: each setting, the configuration file, and the strict profile.
#![allow(missing_docs, clippy::panic, clippy::unwrap_used, reason = "a test")]
#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code, reason = "made for other tests too")]
#[path = "../csr/asn1.rs"]
mod asn1;
#[allow(dead_code, reason = "made for other tests too")]
#[path = "../csr/builder.rs"]
mod builder;
#[allow(dead_code, reason = "made for other tests too")]
#[path = "../csr/rsa_keys.rs"]
mod rsa_keys;

mod authorization;
mod configuration;
mod corpus;
mod corpus_csr;
mod issue;
mod purposes;
mod rfc;
mod servers;
mod settings;
