//! Rule K5: remote keys. Covers misbehaving signers, retrying a to-be-signed certificate, and
//! storing and resuming it.

mod altered;
mod authorities;
mod digests;
mod examples;
mod misbehaving;
mod requests;
mod resume;
mod stored_limits;
