//! Rule K5: keys that are elsewhere. Signers that misbehave, to-be-signed certificates that are tried
//! again, and those that are stored and taken up again.

mod altered;
mod examples;
mod misbehaving;
mod requests;
mod resume;
mod standing;
