//! Revocation lists: rules R1–R8.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code, reason = "shared with the tests of authorities")]
#[path = "../authority/forge.rs"]
mod forge;
#[allow(dead_code, reason = "shared with the tests of authorities")]
#[path = "../authority/oracle.rs"]
mod oracle;
#[allow(dead_code, reason = "shared with the tests of authorities")]
#[path = "../authority/stock.rs"]
mod stock;

mod entries;
mod lists;
mod material;
mod openssl;
mod rules;
mod rustls_webpki;
mod signers;
