//! The code of the fuzz targets. It does not need libFuzzer: certmint's tests use this library
//! without its feature `fuzzing` and run every seed through its target.
//!
//! A target is a function of the octets that a fuzzer supplies. It passes them to certmint and the
//! result to the [`oracle`], which panics if the result is wrong. The target reports how often
//! something was accepted and refused, which exposes a corpus that reaches nothing. See README.md.

pub mod input;
pub mod oracle;
pub mod pool;
pub mod targets;
