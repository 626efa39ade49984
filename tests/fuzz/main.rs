//! The fuzz targets without libFuzzer: every seed goes through its target, and what was found stays found.

mod notices;
mod replay;
mod seeds;
