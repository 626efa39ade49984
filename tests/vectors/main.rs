//! Certificate signing requests that others keep for their own tests, with the verdict on each.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../support/mod.rs"]
mod support;

mod csrs;
mod verdicts;
