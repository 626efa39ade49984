//! What the fuzz targets run. It needs no libFuzzer: the tests of certmint include this very file and run every
//! seed through its target.
//!
//! A target is a function of the octets that a fuzzer offers. It has certmint do something with them, hands what
//! comes out to the [`oracle`], which panics where it should not have come out, and says how often something was
//! accepted and refused, so that a corpus that reaches nothing is noticed. See README.md.
//!
//! Paths start with `super`, because there this is no crate.

pub mod input;
pub mod oracle;
pub mod pool;
pub mod targets;
