//! The fuzz targets without libFuzzer: every seed runs through its target, so that fixed bugs stay
//! fixed.

mod notices;
mod replay;
mod seeds;
