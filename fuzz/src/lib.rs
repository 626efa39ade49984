//! What the fuzz targets run. It needs no libFuzzer: the tests of certmint depend on this library without its feature
//! `fuzzing` and run every seed through its target.
//!
//! A target is a function of the octets that a fuzzer offers. It has certmint do something with them, hands what
//! comes out to the [`oracle`], which panics where it should not have come out, and says how often something was
//! accepted and refused, so that a corpus that reaches nothing is noticed. See README.md.

pub mod input;
pub mod oracle;
pub mod pool;
pub mod targets;
