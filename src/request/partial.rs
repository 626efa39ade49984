//! Requests as far as they could be read, in the form in which they are checked. A request built in
//! Rust has all parts; one from a refused body may lack some.

use alloc::sync::Arc;

use super::CertificateType;
use super::csr::PartialClaims;
use super::replacements::Replacements;
use super::validity::RequestedValidity;
use crate::key::{AlgorithmChoice, HashAlgorithm};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::NameConstraints;

/// A request without a CSR. `None` stands for a part that could not be read.
pub(crate) struct PartialRequest<'a, K> {
    pub(crate) kind: BasicConstraints,
    pub(crate) key: Option<&'a K>,
    pub(crate) hash: Option<AlgorithmChoice<HashAlgorithm>>,
    pub(crate) subject: Option<&'a DistinguishedName>,
    /// Whether attributes that the subject lacks are inherited, if the profile allows it.
    pub(crate) inherits_subject: bool,
    /// A fallback if it could not be read completely.
    pub(crate) validity: RequestedValidity,
    /// The names that could be read.
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    /// The positions of the names that could not be read, in ascending order.
    pub(crate) refused_names: &'a [usize],
    /// Whether all alternative names could be read.
    pub(crate) has_all_names: bool,
    /// The usages that could be read; empty for the profile's.
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: Option<&'a ExtendedKeyUsage>,
    pub(crate) extensions: &'a [CustomExtension],
    pub(crate) name_constraints: Option<&'a NameConstraints>,
}

/// A request with a CSR.
pub(crate) struct PartialCsrRequest<'a> {
    /// `None` if nothing of the CSR could be read.
    pub(crate) claims: Option<PartialClaims<'a>>,
    /// The parts that the CA sets itself.
    pub(crate) replacements: &'a Replacements,
    /// The type of an end entity if it could not be read.
    pub(crate) certificate_type: CertificateType,
    /// A fallback if it could not be read completely.
    pub(crate) validity: RequestedValidity,
    /// `None` for the profile's.
    pub(crate) hash: Option<HashAlgorithm>,
    pub(crate) name_constraints: Option<&'a NameConstraints>,
    /// Whether name constraints can still be set, on a request that was made from a body.
    pub(crate) takes_name_constraints: bool,
}
