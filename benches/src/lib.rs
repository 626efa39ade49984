//! certmint beside its peers: the same work, in the same run.
//!
//! ```sh
//! cd benches
//! cargo bench                       # certmint with its default backend
//! cargo bench --features graviola   # certmint with graviola
//! cargo run --release --bin table -- --svg times.svg
//! ```
//!
//! It needs a C compiler and OpenSSL's headers (libssl-dev), for the peers alone. Everything is built as cargo
//! builds a release by default, which is what a program that takes these libraries gets. Times are compared
//! within a run only: those of `rustcrypto …` with each other, and those of `graviola …` with each other.
//!
//! Each [`Item`] is a piece of work. Each module of [`peer`] does it as a good program would with that library,
//! and leaves out what the library cannot do. All have the same input; what they make has the same names and
//! the same six extensions, a random serial number of 20 octets, and the issuer's signature, which is asserted
//! of each of them before it is measured. What repeats for an issuer is there before the work begins.
//!
//! - `rcgen-ring`, `rcgen-aws-lc-rs`: rcgen with either of its two backends. One build of rcgen has one of them,
//!   so that the former is the same source in a process of its own, which times itself and is asked for each
//!   sample.
//! - `x509-cert`: its `CertificateBuilder` with p256, p384 and rsa, with their default features.
//! - `openssl`: OpenSSL's builder through the `openssl` crate.
//! - `floor`: the bare cryptography of the item in certmint's backend, which is keys, signatures, verifications,
//!   and the hash of the key. RSA keys are made by the backend's own crate there, which certmint does not do;
//!   and the `rsa` crate blinds its signatures, which certmint does not ask of it.
//! - `certmint+aws-lc-rs`: certmint with an issuer's key that aws-lc-rs holds.
//!
//! The seeded generator is the same for all that take one, but for the search for RSA keys, whose seed is new in
//! each run. ring, aws-lc-rs and OpenSSL take the system's randomness for their keys, and graviola for the RSA keys of
//! the floor and for what it draws besides for each signature.

mod fixture;
mod item;
mod measured;
pub mod peer;
mod request;
#[cfg(feature = "suite")]
mod same;

pub use item::{Algorithm, BACKEND, Item};
pub use measured::{Made, Measured, measured};
#[cfg(feature = "suite")]
pub use same::assert_same;
