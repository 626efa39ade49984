//! Requests for certificates. The issuer, the profile and the time decide whether they are granted.

pub(crate) mod ca;
pub(crate) mod csr;
pub(crate) mod csr_builder;
pub(crate) mod csr_request;
pub(crate) mod end_entity;
mod key_usage;
mod names;
pub(crate) mod params;
mod partial;
mod replacements;
pub(crate) mod validity;

pub(crate) use ca::{RootRequest, SubordinateRequest};
pub use csr_request::CertificateType;
pub(crate) use csr_request::CsrRequest;
#[cfg(feature = "serde")]
pub(crate) use csr_request::check_against_type;
pub(crate) use end_entity::EndEntityRequest;
pub(crate) use key_usage::{
    OF_A_CA, check_end_entity_key_usages, end_entity_faults, faults_of_type, key_agreement_faults,
    rfc_faults, subordinate_key_usages,
};
pub(crate) use names::{check_alternative_name, check_subject_value};
pub(crate) use params::CertificateParams;
pub(crate) use partial::{PartialCsrRequest, PartialRequest};
pub(crate) use replacements::{Claimed, GrantedParts, NO_REPLACEMENTS, Replacements};
pub use validity::ValidityUnit;
