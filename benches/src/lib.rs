//! The same work for certmint and for others that issue certificates.
//!
//! Each [`Item`] is a piece of work. Each module of [`peer`] does it as a good program would with that library,
//! and leaves out what the library cannot do.

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
