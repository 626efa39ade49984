//! What every request for a certificate with a generated key holds.

use alloc::vec::Vec;

use crate::error::ViolationKind;
use crate::extension::{ExtendedKeyUsage, Extension};
use crate::key::{HashAlgorithm, KeyAlgorithm};
use crate::name::{DistinguishedName, SubjectAlternativeName};
use crate::validity::Validity;

/// What every request for a certificate with a generated key holds: an [`ApplyRequest`] for an end
/// entity, a [`SubordinateRequest`] or [`RootRequest`] for a CA.
///
/// [`ApplyRequest`]: crate::ApplyRequest
/// [`SubordinateRequest`]: crate::SubordinateRequest
/// [`RootRequest`]: crate::RootRequest
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub(crate) key_algorithm: KeyAlgorithm,
    pub(crate) hash: HashAlgorithm,
    pub(crate) subject: DistinguishedName,
    pub(crate) validity: Validity,
    pub(crate) alternative_names: Vec<SubjectAlternativeName>,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) extensions: Vec<Extension>,
}

impl Application {
    /// The most alternative names of a request, from the API page.
    pub const MAX_ALTERNATIVE_NAMES: usize = 20;

    /// Asks for a key of this algorithm, a signature with this hash (the family follows the issuer's
    /// key), a subject and a validity.
    #[must_use]
    pub fn new(
        key_algorithm: KeyAlgorithm,
        hash: HashAlgorithm,
        subject: DistinguishedName,
        validity: Validity,
    ) -> Self {
        Self {
            key_algorithm,
            hash,
            subject,
            validity,
            alternative_names: Vec::new(),
            extended_key_usage: ExtendedKeyUsage::default(),
            extensions: Vec::new(),
        }
    }

    /// Sets the alternative names, at most 20. Their order is kept; exact duplicates are emitted once
    /// (rule S1).
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`].
    pub fn with_alternative_names(
        mut self,
        names: Vec<SubjectAlternativeName>,
    ) -> Result<Self, ViolationKind> {
        if names.len() > Self::MAX_ALTERNATIVE_NAMES {
            return Err(ViolationKind::TooMany { found: names.len(), max: Self::MAX_ALTERNATIVE_NAMES });
        }
        self.alternative_names = names;
        Ok(self)
    }

    /// Sets the purposes of the key (rule U4).
    #[must_use]
    pub fn with_extended_key_usage(mut self, usage: ExtendedKeyUsage) -> Self {
        self.extended_key_usage = usage;
        self
    }

    /// Adds an extension (rule U5).
    ///
    /// # Errors
    /// [`ViolationKind::RepeatedExtension`] where one of the same identifier is there already.
    pub fn with_extension(mut self, extension: Extension) -> Result<Self, ViolationKind> {
        if self.extensions.iter().any(|known| known.object_identifier() == extension.object_identifier()) {
            return Err(ViolationKind::RepeatedExtension);
        }
        self.extensions.push(extension);
        Ok(self)
    }
}
