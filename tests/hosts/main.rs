//! What a service around the library does: it looks up authorities, answers and raises errors.

mod answers;
mod errors;
mod resolve;
mod revocation;
