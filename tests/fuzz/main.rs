//! The fuzz targets without libFuzzer: every seed runs through its target, so that fixed bugs stay
//! fixed.

mod oracle;
mod replay;
mod seeds;
