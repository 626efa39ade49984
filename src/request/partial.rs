//! Requests as far as they could be read: what the check looks at. A request that was built in Rust
//! has all parts; of a body that is refused, some may be missing.

use alloc::sync::Arc;

use super::CertificateType;
use super::csr::PartialClaims;
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
    /// A fallback where it could not be read whole.
    pub(crate) validity: RequestedValidity,
    /// Those that could be read.
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    /// The positions of those that could not be read, in ascending order.
    pub(crate) refused_names: &'a [usize],
    /// Whether all alternative names could be read.
    pub(crate) has_all_names: bool,
    /// Those that could be read; none for the profile's.
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: Option<&'a ExtendedKeyUsage>,
    pub(crate) extensions: &'a [CustomExtension],
    pub(crate) name_constraints: Option<&'a NameConstraints>,
}

/// A request with a CSR.
pub(crate) struct PartialCsrRequest<'a> {
    /// `None` where nothing of the CSR could be read.
    pub(crate) claims: Option<PartialClaims<'a>>,
    /// That of an end entity where it could not be read.
    pub(crate) certificate_type: CertificateType,
    /// A fallback where it could not be read whole.
    pub(crate) validity: RequestedValidity,
    /// `None` for the profile's.
    pub(crate) hash: Option<HashAlgorithm>,
    pub(crate) name_constraints: Option<&'a NameConstraints>,
    /// Whether name constraints can still be set: on a request that is made of a body.
    pub(crate) takes_name_constraints: bool,
}
