//! Rule K5: keys that are elsewhere. Signers that misbehave, to-be-signed certificates that are tried
//! again, and those that are stored and taken up again.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../authority/forge.rs"]
#[allow(dead_code, reason = "shared")]
mod forge;
#[path = "../authority/oracle.rs"]
#[allow(dead_code, reason = "shared")]
mod oracle;
#[path = "../authority/stock.rs"]
#[allow(dead_code, reason = "shared")]
mod stock;
#[path = "../support/mod.rs"]
mod support;

mod altered;
mod examples;
mod misbehaving;
mod requests;
mod resume;
mod standing;
