//! Name constraints (rule A3) against OpenSSL and rustls-webpki: generated constraints and names, many hits
//! and near misses among them. What is issued, both accept; what is refused, one of them refuses too.
#![allow(missing_docs, clippy::panic, reason = "a test")]
#[path = "../authority/forge.rs"]
#[allow(dead_code, reason = "shared with another binary")]
mod forge;
#[path = "../support/mod.rs"]
mod support;

mod hierarchy;
mod names;
mod trial;
mod verifiers;

mod common_names;
mod directory_names;
mod emitted;
mod levels;
mod single_forms;
