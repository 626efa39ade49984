#![allow(missing_docs, reason = "a test")]
#[path = "../support/mod.rs"]
mod support;
