//! Name constraints (rule A3) against OpenSSL and rustls-webpki: generated constraints and names, many hits
//! and near misses among them. What is issued, both accept; what is refused, one of them refuses too.

mod hierarchy;
mod names;
mod trial;
mod verifiers;

mod common_names;
mod directory_names;
mod emitted;
mod levels;
mod single_forms;
