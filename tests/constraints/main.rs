//! Name constraints (rule A3), compared with OpenSSL and rustls-webpki. Constraints and names are
//! generated, with many hits and near misses. Both verifiers accept what is issued, and at least
//! one refuses what is refused.

mod hierarchy;
mod names;
mod outcomes;
mod verifiers;

mod common_names;
mod directory_names;
mod emitted;
mod levels;
mod single_forms;
