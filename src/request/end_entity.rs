//! The apply request: an end-entity certificate without a CSR.

use super::{CertificateParams, PartialRequest, check_end_entity_key_usages};
use crate::diagnostics::{Notices, ViolationKind};
use crate::key::{AlgorithmChoice, KeyAlgorithm, PublicKey, RequestedKey};
use crate::x509::extension::{
    BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages,
};

/// A request for an end-entity certificate, either for a generated key or for a public key that was
/// made elsewhere.
///
/// ```
/// use certmint::name::SubjectAlternativeName;
/// use certmint::request::ValidityUnit;
/// use certmint::{
///     CertificateParams, DistinguishedName, EndEntityRequest,
///     HashAlgorithm::Sha256, KeyAlgorithm::Ec256, RequestedValidity,
/// };
///
/// let name = DistinguishedName::new("db.internal")?;
/// let one_year = RequestedValidity::new(ValidityUnit::Year, 1)?;
/// let names = vec![SubjectAlternativeName::dns("db.internal")?];
/// let params = CertificateParams::new(Ec256, Sha256, name, one_year)
///     .with_alternative_names(names)?;
/// let request = EndEntityRequest::new(params);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndEntityRequest<K = KeyAlgorithm> {
    pub(crate) params: CertificateParams<K>,
    pub(crate) key_usages: KeyUsages,
    pub(crate) notices: Notices,
}

impl<K> EndEntityRequest<K>
where
    AlgorithmChoice<KeyAlgorithm>: From<K>,
{
    /// Asks for a certificate for a key that was made elsewhere, instead of a generated one.
    ///
    /// The caller vouches that the requester possesses the private key. If the request leaves the
    /// algorithm to the issuer, the key can be any that the profile accepts.
    ///
    /// # Errors
    /// [`ViolationKind::KeyNotOfAlgorithm`] if the algorithm of the key is not the requested one.
    pub fn with_public_key(self, key: PublicKey) -> Result<EndEntityRequest<PublicKey>, ViolationKind> {
        let Self { params, key_usages, notices } = self;
        Ok(EndEntityRequest { params: params.with_public_key(key)?, key_usages, notices })
    }
}

impl<K> EndEntityRequest<K> {
    /// Returns the parameters: the key, the names, the validity, the purposes and the extensions.
    ///
    /// A host can decide by them whether the sender may have what it asks for:
    ///
    /// ```
    /// use certmint::EndEntityRequest;
    /// use certmint::name::SubjectAlternativeName;
    ///
    /// fn is_internal<K>(request: &EndEntityRequest<K>) -> bool {
    ///     let names = request.params().alternative_names();
    ///     // Without names, the subject alone would decide.
    ///     !names.is_empty()
    ///         && names.iter().all(|name| match name {
    ///             SubjectAlternativeName::Dns(name) => {
    ///                 name.as_str().ends_with(".internal")
    ///             }
    ///             _ => false,
    ///         })
    /// }
    /// ```
    #[must_use]
    pub fn params(&self) -> &CertificateParams<K> {
        &self.params
    }

    /// Returns the key usages; none if the request leaves them to the profile.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.key_usages
    }

    /// Returns the request in the form in which it is checked.
    pub(crate) fn as_partial(&self) -> PartialRequest<'_, K> {
        PartialRequest { key_usages: self.key_usages, ..self.params.as_partial(BasicConstraints::EndEntity) }
    }
}

impl<K: RequestedKey> EndEntityRequest<K> {
    /// Makes a request with the default key usages of the profile. In the default profile these are
    /// digitalSignature, and keyEncipherment for an RSA key or keyAgreement for an EC key
    /// ([rule U2](crate::docs::rules#u2)).
    #[must_use]
    pub fn new(params: CertificateParams<K>) -> Self {
        Self { params, key_usages: KeyUsages::NONE, notices: Notices::default() }
    }

    /// Makes a request for the certificate of an OCSP responder that answers for the issuer: the
    /// purpose OCSPSigning instead of those in `params`, id-pkix-ocsp-nocheck, and the key usage
    /// digitalSignature ([rule O8](crate::docs::rules#o8)).
    ///
    /// Clients do not check whether such a certificate is revoked, so give it a validity of days or
    /// weeks, and renew it in time. An alternative name is not needed.
    ///
    /// A profile that limits what is issued must allow all of it: the purpose OCSPSigning in
    /// `apply_extended_key_usage`, the extension 1.3.6.1.5.5.7.48.1.5 (id-pkix-ocsp-nocheck) in
    /// `apply_extensions`, the key in `end_entity_keys`, the hash in `signature_algorithms`, and the
    /// validity in `end_entity_validity`.
    ///
    /// ```
    /// use certmint::request::ValidityUnit;
    /// use certmint::{
    ///     CertificateParams, DistinguishedName, EndEntityRequest,
    ///     HashAlgorithm::Sha256, KeyAlgorithm::Ec256, RequestedValidity,
    /// };
    ///
    /// let name = DistinguishedName::new("OCSP responder")?;
    /// let one_month = RequestedValidity::new(ValidityUnit::Month, 1)?;
    /// let params = CertificateParams::new(Ec256, Sha256, name, one_month);
    /// let request = EndEntityRequest::ocsp_responder(params)?;
    /// # Ok::<(), certmint::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ViolationKind::RepeatedExtension`] if `params` have an extension id-pkix-ocsp-nocheck.
    pub fn ocsp_responder(params: CertificateParams<K>) -> Result<Self, ViolationKind> {
        let purposes = ExtendedKeyUsage::new([KeyPurpose::ocsp_signing()]);
        let params = params.with_extended_key_usage(purposes);
        let params = params.with_extension(CustomExtension::ocsp_no_check())?;
        Self::new(params).with_key_usages(KeyUsages::of(&[KeyUsage::DigitalSignature]))
    }

    /// Sets the key usages. The empty set means the default.
    ///
    /// # Errors
    /// [`ViolationKind::KeyCertSign`], [`ViolationKind::NeedsKeyAgreement`] or
    /// [`ViolationKind::NotForEcKey`] ([rule U3](crate::docs::rules#u3)). If the issuer determines
    /// whether the key is an EC key, the last one is found when the request is checked.
    pub fn with_key_usages(mut self, usages: KeyUsages) -> Result<Self, ViolationKind> {
        check_end_entity_key_usages(usages, self.params.key.known_type())?;
        self.key_usages = usages;
        Ok(self)
    }

    /// Adds the notices from reading the body.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}
