//! The parameters that all requests without a CSR have in common.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::PartialRequest;
use crate::diagnostics::ViolationKind;
use crate::key::{AlgorithmChoice, HashAlgorithm, KeyAlgorithm, PublicKey, RequestedKey};
use crate::request::validity::RequestedValidity;
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

/// The parameters that all requests without a CSR have in common: an [`EndEntityRequest`] for an
/// end entity, a [`SubordinateRequest`] or [`RootRequest`] for a CA.
///
/// The key is either generated for an algorithm (`CertificateParams<KeyAlgorithm>`) or was made
/// elsewhere (`CertificateParams<PublicKey>`). Below an issuer, the algorithm of the key and the
/// hash of the signature can be left to the issuer ([`AlgorithmChoice`]).
///
/// [`EndEntityRequest`]: crate::EndEntityRequest
/// [`SubordinateRequest`]: crate::SubordinateRequest
/// [`RootRequest`]: crate::RootRequest
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateParams<K = KeyAlgorithm> {
    pub(crate) key: K,
    pub(crate) hash: AlgorithmChoice<HashAlgorithm>,
    pub(crate) subject: DistinguishedName,
    pub(crate) inherits_subject: bool,
    pub(crate) validity: RequestedValidity,
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) extensions: Vec<CustomExtension>,
}

impl CertificateParams {
    /// The maximum number of alternative names under any profile. The default profile allows 20, as
    /// the API page says ([rule S1](crate::docs::rules#s1)).
    pub const MAX_ALTERNATIVE_NAMES: usize = 100;
}

impl<K> CertificateParams<K>
where
    AlgorithmChoice<KeyAlgorithm>: From<K>,
{
    /// Asks for a certificate for a key that was made elsewhere, instead of a generated one. The
    /// caller vouches that the requester possesses the private key. If the request leaves the
    /// algorithm to the issuer, the key can be any that the profile accepts.
    ///
    /// # Errors
    /// [`ViolationKind::KeyNotOfAlgorithm`] if the algorithm of the key is not the requested one.
    pub fn with_public_key(self, key: PublicKey) -> Result<CertificateParams<PublicKey>, ViolationKind> {
        let Self {
            key: asked,
            hash,
            subject,
            inherits_subject,
            validity,
            alternative_names,
            extended_key_usage,
            extensions,
        } = self;
        if let AlgorithmChoice::Named(asked) = asked.into() {
            check_key(asked, &key)?;
        }
        Ok(CertificateParams {
            key,
            hash,
            subject,
            inherits_subject,
            validity,
            alternative_names,
            extended_key_usage,
            extensions,
        })
    }
}

/// Checks that a key, which was made elsewhere, is of the algorithm that was asked for.
pub(crate) fn check_key(asked: KeyAlgorithm, key: &PublicKey) -> Result<(), ViolationKind> {
    if key.algorithm() == Some(asked) {
        Ok(())
    } else {
        Err(ViolationKind::KeyNotOfAlgorithm { asked: asked.as_str() })
    }
}

impl<K> CertificateParams<K> {
    /// Returns the key: its algorithm if it is still to be generated, or the public key.
    #[must_use]
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Returns the hash of the signature.
    #[must_use]
    pub fn hash(&self) -> AlgorithmChoice<HashAlgorithm> {
        self.hash
    }

    /// Returns the subject as it is asked for, without the attributes that it would inherit.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the requested validity.
    #[must_use]
    pub fn validity(&self) -> RequestedValidity {
        self.validity
    }

    /// Returns the alternative names.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        &self.alternative_names
    }

    /// Returns the purposes of the key.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.extended_key_usage
    }

    /// Returns the further extensions.
    #[must_use]
    pub fn extensions(&self) -> &[CustomExtension] {
        &self.extensions
    }

    /// Returns all parts in the form in which a request for this kind of certificate is checked.
    pub(super) fn as_partial(&self, kind: BasicConstraints) -> PartialRequest<'_, K> {
        PartialRequest {
            kind,
            key: Some(&self.key),
            hash: Some(self.hash),
            subject: Some(&self.subject),
            inherits_subject: self.inherits_subject,
            validity: self.validity,
            alternative_names: self.alternative_names.clone(),
            refused_names: &[],
            has_all_names: true,
            key_usages: KeyUsages::NONE,
            extended_key_usage: Some(&self.extended_key_usage),
            extensions: &self.extensions,
            name_constraints: None,
        }
    }
}

impl<K: RequestedKey> CertificateParams<K> {
    /// Makes the parameters of a certificate: its key, the hash of its signature (the issuer's key
    /// determines the scheme), its subject and its validity. The empty name is a subject for end
    /// entities with alternative names only ([rule S6](crate::docs::rules#s6)).
    #[must_use]
    pub fn new(
        key: K,
        hash: impl Into<AlgorithmChoice<HashAlgorithm>>,
        subject: DistinguishedName,
        validity: RequestedValidity,
    ) -> Self {
        Self {
            key,
            hash: hash.into(),
            subject,
            inherits_subject: true,
            validity,
            alternative_names: Arc::default(),
            extended_key_usage: ExtendedKeyUsage::default(),
            extensions: Vec::new(),
        }
    }

    /// Takes the subject as it is: attributes that it lacks are not inherited from the issuer (rules
    /// [N4](crate::docs::rules#n4) and [N6](crate::docs::rules#n6)). The profile can switch off
    /// inheritance for all requests
    /// ([`inherit_subject`](crate::profile::ProfileSettings::inherit_subject)).
    ///
    /// A subject without attributes inherits none in any case.
    #[must_use]
    pub fn without_inherited_attributes(mut self) -> Self {
        self.inherits_subject = false;
        self
    }

    /// Sets the alternative names, at most 100. The profile decides how many it grants, by default
    /// 20. The names keep their order; exact duplicates are encoded once
    /// ([rule S1](crate::docs::rules#s1)).
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`] for more than 100 names.
    pub fn with_alternative_names(
        mut self,
        names: Vec<SubjectAlternativeName>,
    ) -> Result<Self, ViolationKind> {
        let (found, max) = (names.len(), CertificateParams::MAX_ALTERNATIVE_NAMES);
        if found > max {
            return Err(ViolationKind::TooMany { found, max });
        }
        self.alternative_names = names.into();
        Ok(self)
    }

    /// Sets the purposes of the key ([rule U4](crate::docs::rules#u4)).
    #[must_use]
    pub fn with_extended_key_usage(mut self, usage: ExtendedKeyUsage) -> Self {
        self.extended_key_usage = usage;
        self
    }

    /// Adds an extension ([rule U5](crate::docs::rules#u5)).
    ///
    /// # Errors
    /// [`ViolationKind::RepeatedExtension`] if there already is one with the same identifier.
    pub fn with_extension(mut self, extension: CustomExtension) -> Result<Self, ViolationKind> {
        if self.extensions.iter().any(|known| known.object_identifier() == extension.object_identifier()) {
            return Err(ViolationKind::RepeatedExtension);
        }
        self.extensions.push(extension);
        Ok(self)
    }
}
