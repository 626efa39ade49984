//! How much memory and how much stack is taken by what others send (rule E4), whatever they send: what the fuzz
//! targets start from, and inputs that were made to cost the most.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "clippy knows only #[test] functions as tests")]

#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../csr/asn1.rs"]
mod asn1;
#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../csr/builder.rs"]
mod builder;
#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../csr/rsa_keys.rs"]
mod rsa_keys;
#[path = "../support/mod.rs"]
mod support;

mod bodies;
mod corpora;
mod csrs;
mod doors;
mod inputs;
mod issuers;
mod keys;
mod memory;
mod stack;
