//! The rules that an operator can set, as data: settings that can hold anything, and the profile that is
//! made of them once they are checked.

mod check;
mod settings;
#[cfg(feature = "serde")]
mod text;

pub use settings::{
    AcceptedKeys, Conformance, CsrEncoding, DefaultKeyUsages, ProfileSettings, ValidityPolicy,
};

use crate::error::{ProfileError, ViolationKind, Violations};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsages};
use crate::key::{HashAlgorithm, KeyFamily};
use crate::oid::ObjectIdentifier;
use crate::validity::MaximumValidity;

/// The rules by which an authority issues: checked [`ProfileSettings`]. The default is what the two API
/// pages say.
///
/// With the feature `serde` it is read from and written to a configuration file as its settings;
/// settings that are not allowed are an error of deserialization.
///
/// ```
/// use certmint::{MaximumValidity, PeriodUnit, Profile, ProfileSettings};
///
/// let profile = Profile::new(ProfileSettings {
///     end_entity_validity: MaximumValidity { unit: PeriodUnit::Day, value: 90 },
///     end_entity_needs_alternative_name: true,
///     ..ProfileSettings::default()
/// })?;
/// assert_eq!(profile.settings().end_entity_validity.value, 90);
/// # Ok::<(), certmint::ProfileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "ProfileSettings", into = "ProfileSettings")
)]
pub struct Profile {
    settings: ProfileSettings,
}

impl Default for Profile {
    fn default() -> Self {
        Self { settings: ProfileSettings::default().with_default_key_usages() }
    }
}

impl Profile {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`ProfileError`] with every fault, each with the path of its setting.
    pub fn new(settings: ProfileSettings) -> Result<Self, ProfileError> {
        let settings = settings.with_default_key_usages();
        let mut violations = Violations::new();
        check::check(&settings, &mut violations);
        if violations.is_empty() { Ok(Self { settings }) } else { Err(violations.into()) }
    }

    /// The strict profile: the default one but for [`Conformance::Rfc`]. In nothing that it issues does a
    /// linter of the RFCs find a fault.
    #[must_use]
    pub fn rfc() -> Self {
        Self { settings: ProfileSettings::rfc().with_default_key_usages() }
    }

    /// The settings. What was left open, such as default key usages, is set as it holds.
    #[must_use]
    pub fn settings(&self) -> &ProfileSettings {
        &self.settings
    }

    pub(crate) fn conforms_to_rfcs(&self) -> bool {
        self.settings.conformance == Conformance::Rfc
    }

    pub(crate) fn validity_policy(&self) -> ValidityPolicy {
        self.settings.validity_policy
    }

    pub(crate) fn root_validity(&self) -> MaximumValidity {
        self.settings.root_validity
    }

    /// The longest validity of what stands below a root.
    pub(crate) fn validity(&self, kind: BasicConstraints) -> MaximumValidity {
        match kind {
            BasicConstraints::Ca { .. } => self.settings.subordinate_validity,
            BasicConstraints::EndEntity => self.settings.end_entity_validity,
        }
    }

    pub(crate) fn keys(&self, kind: BasicConstraints) -> &AcceptedKeys {
        match kind {
            BasicConstraints::Ca { .. } => &self.settings.ca_keys,
            BasicConstraints::EndEntity => &self.settings.end_entity_keys,
        }
    }

    pub(crate) fn apply_key_usages(&self, family: KeyFamily) -> KeyUsages {
        self.settings.apply_key_usages.of(family)
    }

    pub(crate) fn csr_key_usages(&self, family: KeyFamily) -> KeyUsages {
        self.settings.csr_key_usages.of(family)
    }

    pub(crate) fn ca_key_usages(&self, family: KeyFamily) -> KeyUsages {
        self.settings.ca_key_usages.of(family)
    }

    pub(crate) fn csr_hash(&self) -> HashAlgorithm {
        self.settings.csr_signature_algorithm
    }

    pub(crate) fn csr_purposes(&self) -> &ExtendedKeyUsage {
        &self.settings.csr_extended_key_usage
    }

    pub(crate) fn refused_hash(&self, asked: HashAlgorithm) -> Option<ViolationKind> {
        check::refused_hash(asked, &self.settings.signature_algorithms)
    }

    pub(crate) fn copies_from_csr(&self, oid: &ObjectIdentifier) -> bool {
        self.settings.csr_extensions.contains(oid)
    }

    pub(crate) fn demands_strict_csrs(&self) -> bool {
        self.settings.csr_encoding == Some(CsrEncoding::Strict)
    }

    pub(crate) fn apply_alternative_names(&self) -> usize {
        self.settings.apply_alternative_names
    }

    pub(crate) fn csr_alternative_names(&self) -> usize {
        self.settings.csr_alternative_names
    }

    pub(crate) fn needs_alternative_name(&self, kind: BasicConstraints) -> bool {
        self.settings.end_entity_needs_alternative_name && kind == BasicConstraints::EndEntity
    }
}

impl TryFrom<ProfileSettings> for Profile {
    type Error = ProfileError;

    fn try_from(settings: ProfileSettings) -> Result<Self, ProfileError> {
        Self::new(settings)
    }
}

impl From<Profile> for ProfileSettings {
    fn from(profile: Profile) -> Self {
        profile.settings
    }
}
