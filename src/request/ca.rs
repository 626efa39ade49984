//! Requests without a CSR for CAs: roots and subordinates.

use super::{CertificateParams, OF_A_CA, PartialRequest, subordinate_key_usages};
use crate::diagnostics::{Notices, ViolationKind};
use crate::key::{AlgorithmChoice, KeyAlgorithm, PublicKey, RequestedKey, SubjectKey};
use crate::x509::extension::{BasicConstraints, KeyUsages, PathLength};
use crate::x509::name_constraints::NameConstraints;

/// A request for a self-signed root CA ([rule A4](crate::docs::rules#a4)). It must give all names
/// itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootRequest<K = KeyAlgorithm> {
    pub(crate) params: CertificateParams<K>,
    pub(crate) path_length: Option<PathLength>,
    pub(crate) notices: Notices,
}

impl RootRequest {
    /// Asks for a certificate for a key that was made elsewhere, for example in an HSM, instead of
    /// a generated one. The caller vouches that the CA possesses the private key.
    ///
    /// # Errors
    /// [`ViolationKind::KeyNotOfAlgorithm`] if the algorithm of the key is not the requested one.
    pub fn with_public_key(self, key: PublicKey) -> Result<RootRequest<PublicKey>, ViolationKind> {
        let Self { params, path_length, notices } = self;
        Ok(RootRequest { params: params.with_public_key(key)?, path_length, notices })
    }
}

impl<K> RootRequest<K> {
    /// Returns the parameters: the key, the names, the validity, the purposes and the extensions.
    #[must_use]
    pub fn params(&self) -> &CertificateParams<K> {
        &self.params
    }

    /// Returns how many CAs may follow below the root; `None` for any number.
    #[must_use]
    pub fn path_length(&self) -> Option<PathLength> {
        self.path_length
    }

    /// Returns the request in the form in which it is checked.
    pub(crate) fn as_partial(&self) -> PartialRequest<'_, K> {
        let path_length = self.path_length.map(|length| length.get().into());
        self.params.as_partial(BasicConstraints::Ca { path_length })
    }
}

impl<K: SubjectKey> RootRequest<K> {
    /// Makes a request for a root without a path length: any number of CAs may follow below it.
    #[must_use]
    pub fn new(params: CertificateParams<K>) -> Self {
        Self { params, path_length: None, notices: Notices::default() }
    }

    /// Limits how many CAs may follow below the root.
    #[must_use]
    pub fn with_path_length(mut self, path_length: PathLength) -> Self {
        self.path_length = Some(path_length);
        self
    }

    /// Adds the notices from reading the body.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}

/// A request for a subordinate CA ([rule A4](crate::docs::rules#a4)). Attributes of the name that
/// are not given are inherited from the issuer, as for an
/// [`EndEntityRequest`](crate::EndEntityRequest).
///
/// A CA for some purposes only gets them by its parameters; verifiers then accept nothing else
/// below it ([rule A7](crate::docs::rules#a7)):
///
/// ```
/// use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
/// use certmint::{CertificateParams, SubordinateRequest};
///
/// fn ca_for_clients(params: CertificateParams) -> SubordinateRequest {
///     let purposes = ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
///     SubordinateRequest::new(params.with_extended_key_usage(purposes))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubordinateRequest<K = KeyAlgorithm> {
    pub(crate) params: CertificateParams<K>,
    pub(crate) path_length: PathLength,
    /// Empty for the profile's.
    pub(crate) key_usages: KeyUsages,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) notices: Notices,
}

impl<K> SubordinateRequest<K>
where
    AlgorithmChoice<KeyAlgorithm>: From<K>,
{
    /// Asks for a certificate for a key that was made elsewhere, for example in an HSM, instead of
    /// a generated one. The caller vouches that the CA possesses the private key.
    ///
    /// # Errors
    /// [`ViolationKind::KeyNotOfAlgorithm`] if the algorithm of the key is not the requested one.
    pub fn with_public_key(self, key: PublicKey) -> Result<SubordinateRequest<PublicKey>, ViolationKind> {
        let Self { params, path_length, key_usages, name_constraints, notices } = self;
        let params = params.with_public_key(key)?;
        Ok(SubordinateRequest { params, path_length, key_usages, name_constraints, notices })
    }
}

impl<K> SubordinateRequest<K> {
    /// Returns the parameters: the key, the names, the validity, the purposes and the extensions.
    #[must_use]
    pub fn params(&self) -> &CertificateParams<K> {
        &self.params
    }

    /// Returns how many CAs may follow below the subordinate.
    #[must_use]
    pub fn path_length(&self) -> PathLength {
        self.path_length
    }

    /// Returns the key usages; none if the request leaves them to the profile.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.key_usages
    }

    /// Returns the name constraints, if they were set.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.name_constraints.as_ref()
    }

    /// Returns the request in the form in which it is checked.
    pub(crate) fn as_partial(&self) -> PartialRequest<'_, K> {
        PartialRequest {
            key_usages: self.key_usages,
            name_constraints: self.name_constraints.as_ref(),
            ..self.params.as_partial(BasicConstraints::subordinate_ca(self.path_length))
        }
    }
}

impl<K: RequestedKey> SubordinateRequest<K> {
    /// Makes a request for a subordinate CA of path length 0, which issues end entities only, with
    /// the profile's key usages.
    #[must_use]
    pub fn new(params: CertificateParams<K>) -> Self {
        Self {
            params,
            path_length: PathLength::default(),
            key_usages: KeyUsages::NONE,
            name_constraints: None,
            notices: Notices::default(),
        }
    }

    /// Sets the key usages. Allowed are keyCertSign, which is always included, digitalSignature,
    /// nonRepudiation and cRLSign ([rule W6](crate::docs::rules#w6)). The empty set means the
    /// profile's.
    ///
    /// # Errors
    /// [`ViolationKind::NotForCa`] for any other usage.
    pub fn with_key_usages(mut self, usages: KeyUsages) -> Result<Self, ViolationKind> {
        if let Some(other) = usages.difference(OF_A_CA).iter().next() {
            return Err(ViolationKind::NotForCa(other.as_str()));
        }
        self.key_usages = subordinate_key_usages(usages);
        Ok(self)
    }

    /// Sets how many CAs may follow below the subordinate.
    #[must_use]
    pub fn with_path_length(mut self, path_length: PathLength) -> Self {
        self.path_length = path_length;
        self
    }

    /// Sets the names that the subordinate may issue (nameConstraints, critical). They apply in
    /// addition to those of the CAs above it, which bind it whether or not it repeats them.
    #[must_use]
    pub fn with_name_constraints(mut self, constraints: NameConstraints) -> Self {
        self.name_constraints = Some(constraints);
        self
    }

    /// Adds the notices from reading the body.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}
