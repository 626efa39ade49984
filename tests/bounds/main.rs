//! How much memory and how much stack is taken by what others send (rule E4), whatever they send: what the fuzz
//! targets start from, and inputs that were made to cost the most.

mod bodies;
mod corpora;
mod csrs;
mod doors;
mod inputs;
mod issuers;
mod keys;
mod memory;
mod stack;
