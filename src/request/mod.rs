//! Typed requests: what a program asks for, valid in itself. Whether it is granted depends on the issuer,
//! the profile and the time.

mod application;
mod apply;
mod ca;
mod csr;
mod key_usage;

pub use application::Application;
pub use apply::ApplyRequest;
pub use ca::{RootRequest, SubordinateRequest};
#[cfg(feature = "serde")]
pub(crate) use csr::check_against_type;
pub use csr::{CertificateType, CsrRequest};
pub(crate) use key_usage::{
    ENCIPHERMENT, OF_A_CA, check_end_entity_key_usages, encipherment_faults, end_entity_faults,
    key_agreement_faults, rfc_faults, subordinate_key_usages,
};
