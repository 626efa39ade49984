//! The check of a request against the issuer, the profile and the time.

mod csr;
mod csr_names;
mod duplicates;
mod input;
mod names;
mod partial;
mod profile;
mod purposes;
mod rfc;
mod server_name;

pub(crate) use csr::grantable_key_usages;
pub(crate) use duplicates::repeated;
#[cfg(feature = "serde")]
pub(crate) use input::CheckContext;
pub(crate) use input::{check_issuer_validity, check_path_length};
pub(crate) use names::{Names, check_names, check_own_name};
pub(crate) use purposes::check_purposes;
