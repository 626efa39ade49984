//! Other libraries beside this one: what is issued goes into rustls, keys go to rcgen and come from it.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../authority/forge.rs"]
#[allow(dead_code, reason = "shared with the tests of authorities")]
mod forge;
#[path = "../support/openssl.rs"]
mod openssl;
#[path = "../authority/oracle.rs"]
#[allow(dead_code, reason = "shared with the tests of authorities")]
mod oracle;
#[path = "../authority/stock.rs"]
#[allow(dead_code, reason = "shared with the tests of authorities")]
mod stock;
#[path = "../support/mod.rs"]
mod support;

mod pki_types;
mod rcgen_issuers;
mod rcgen_requests;
mod tls;
