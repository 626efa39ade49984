//! The fuzz targets without libFuzzer: every seed goes through its target, and what was found stays found.
#![allow(missing_docs, clippy::panic, reason = "a test")]

#[allow(dead_code, unreachable_pub, reason = "what is public there is for the fuzz package")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

mod notices;
mod replay;
mod seeds;
