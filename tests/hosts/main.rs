//! What a service around the library does: it looks up authorities, answers, raises errors, and
//! reads the bodies that concern only itself.

mod answers;
mod descriptions;
mod errors;
mod exported;
mod exports;
mod imports;
mod lists;
mod publication;
mod records;
mod resolve;
mod revocation;
mod stored_cas;
mod tags;
