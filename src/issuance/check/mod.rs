//! Where a request meets the issuer, the profile and the time.

mod csr;
mod csr_names;
mod duplicates;
mod names;
mod profile;
mod purposes;
mod requests;
mod rfc;
mod server_name;
mod terms;

pub(crate) use csr::grantable_key_usages;
#[cfg(feature = "serde")]
pub(crate) use csr::{check_limits_of_ca, check_limits_of_key_agreement};
#[cfg(feature = "serde")]
pub(crate) use csr_names::grantable_names;
pub(crate) use duplicates::repeated;
pub(crate) use names::{Names, check_names, check_own_name};
pub(crate) use purposes::check_purposes;
#[cfg(feature = "serde")]
pub(crate) use terms::{Circumstances, Terms};
pub(crate) use terms::{check_issuer_validity, check_path_length};
