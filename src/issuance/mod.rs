//! From a request to a certificate or a CRL: the check, the grant, what is signed.

mod check;
pub(crate) mod crl;
mod fields;
mod grant;
pub(crate) mod issued;
pub(crate) mod to_be_signed;

pub(crate) use check::*;
pub(crate) use fields::{Contents, tell_contents};
pub use grant::Grant;
pub(crate) use issued::Issued;
pub use to_be_signed::Signed;
pub(crate) use to_be_signed::{Draft, ToBeSigned};
