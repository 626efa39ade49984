//! The memory and stack that any foreign input uses (rule E4), with the seeds of the fuzz targets
//! and with inputs built for the highest cost.

mod bodies;
mod corpora;
mod csrs;
mod entry_points;
mod inputs;
mod issuers;
mod keys;
mod memory;
mod ocsp;
mod stack;
