//! Certificate signing requests: rules C1–C13 and S6, each through requests that are built by hand.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../support/openssl.rs"]
mod openssl;
#[path = "../support/mod.rs"]
mod support;

mod asn1;
mod builder;
mod check;
mod rsa_keys;

mod ca_names;
mod encodings;
mod field;
mod grant;
mod hostile;
mod interop;
mod key;
mod kind;
mod pem;
mod proof;
mod pss;
mod structure;
mod subject;
mod usage;
