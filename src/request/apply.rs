//! The apply request: an end-entity certificate with a generated key.

use super::{Application, check_end_entity_key_usages};
use crate::error::{Notices, ViolationKind};
use crate::extension::KeyUsages;

/// Asks for an end-entity certificate with a generated key.
///
/// ```
/// use certmint::*;
///
/// let subject = DistinguishedName::new("db.internal")?;
/// let validity = Validity::new(PeriodUnit::Year, 1)?;
/// let application = Application::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, validity)
///     .with_alternative_names(vec![SubjectAlternativeName::dns("db.internal")?])?;
/// let request = ApplyRequest::new(application)
///     .with_key_usages(KeyUsages::of(&[KeyUsage::DigitalSignature]))?;
/// # Ok::<(), ViolationKind>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyRequest {
    pub(crate) application: Application,
    pub(crate) key_usages: KeyUsages,
    pub(crate) notices: Notices,
}

impl ApplyRequest {
    /// A request with the default key usages: digitalSignature, and keyEncipherment for an RSA key or
    /// keyAgreement for an EC key (rule U2).
    #[must_use]
    pub fn new(application: Application) -> Self {
        Self { application, key_usages: KeyUsages::NONE, notices: Notices::default() }
    }

    /// Sets the key usages. The empty set stands for the default.
    ///
    /// # Errors
    /// [`ViolationKind::KeyCertSign`], [`ViolationKind::NeedsKeyAgreement`] or
    /// [`ViolationKind::NotForEcKey`] (rule U3).
    pub fn with_key_usages(mut self, usages: KeyUsages) -> Result<Self, ViolationKind> {
        check_end_entity_key_usages(usages, self.application.key_algorithm.family())?;
        self.key_usages = usages;
        Ok(self)
    }

    /// Takes over what was noted when the body was read.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}
