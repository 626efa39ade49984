//! The rules that an operator can set, as data.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::error::ViolationKind;
use crate::extension::{Extension, KeyPurpose, KeyUsage, KeyUsages};
use crate::key::KeyFamily;
use crate::oid::ObjectIdentifier;

/// What happens where a certificate's validity is not within its issuer's (rule V6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValidityPolicy {
    /// The request is refused.
    #[default]
    Reject,
    /// `notAfter` is cut and `notBefore` raised to the issuer's, with a notice. A certificate that would
    /// already be over is refused.
    Truncate,
}

/// The rules that an operator can set. The default is what the two API pages say.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(crate) validity_policy: ValidityPolicy,
    pub(crate) csr_key_usages: [KeyUsages; 2],
    pub(crate) csr_key_purposes: Vec<KeyPurpose>,
    pub(crate) csr_extensions: BTreeSet<ObjectIdentifier>,
}

/// The key usages of an end entity whose CSR names none [API page].
const DEFAULT_CSR_KEY_USAGES: KeyUsages =
    KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]);

impl Default for Profile {
    fn default() -> Self {
        Self {
            validity_policy: ValidityPolicy::default(),
            csr_key_usages: [DEFAULT_CSR_KEY_USAGES; 2],
            csr_key_purposes: KeyPurpose::NAMED.into(),
            csr_extensions: BTreeSet::new(),
        }
    }
}

impl Profile {
    /// What happens where a validity is not within the issuer's. Default: [`ValidityPolicy::Reject`].
    #[must_use]
    pub fn with_validity_policy(mut self, policy: ValidityPolicy) -> Self {
        self.validity_policy = policy;
        self
    }

    /// The key usages of an end entity whose CSR names none, for keys of one family. Default for both:
    /// digitalSignature and keyAgreement, as the API page says; for an RSA key digitalSignature and
    /// keyEncipherment would please every verifier (rule C8). The empty set stands for the default.
    ///
    /// # Errors
    /// As for the key usages of an apply request: rule U3.
    pub fn with_csr_key_usages(
        mut self,
        family: KeyFamily,
        usages: KeyUsages,
    ) -> Result<Self, ViolationKind> {
        crate::request::check_end_entity_key_usages(usages, family)?;
        self.csr_key_usages[family as usize] =
            if usages.is_empty() { DEFAULT_CSR_KEY_USAGES } else { usages };
        Ok(self)
    }

    /// A further purpose that is granted when a CSR asks for it. Default: the five that the apply request
    /// names (rule C7).
    #[must_use]
    pub fn with_csr_key_purpose(mut self, purpose: KeyPurpose) -> Self {
        self.csr_key_purposes.push(purpose);
        self
    }

    /// An extension that is copied verbatim from a CSR that asks for it. Default: none (rule C6).
    ///
    /// # Errors
    /// [`ViolationKind::ReservedExtension`] for those that the library manages.
    pub fn with_csr_extension(mut self, oid: ObjectIdentifier) -> Result<Self, ViolationKind> {
        Extension::check_identifier(&oid)?;
        self.csr_extensions.insert(oid);
        Ok(self)
    }

    pub(crate) fn csr_key_usages(&self, family: KeyFamily) -> KeyUsages {
        self.csr_key_usages[family as usize]
    }
}
