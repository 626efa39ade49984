//! A profile: settings that were checked.

use time::Duration;

use super::check;
use super::{AcceptedKeys, Conformance, CsrEncoding, ProfileSettings, ServerNamePolicy, ValidityPolicy};
use crate::diagnostics::{CsrError, ProfileError, ViolationKind, Violations};
#[cfg(feature = "serde")]
use crate::key::KeyAlgorithm;
use crate::key::{HashAlgorithm, KeyType};
use crate::request::validity::{Backdating, MaximumValidity};
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::oid::ObjectIdentifier;

/// The rules by which an authority issues: [`ProfileSettings`] that were checked. The default is
/// what the two API pages say.
///
/// With the feature `serde`, a profile is read from and written to a configuration file as its
/// settings. Settings that are not allowed are an error of deserialization.
///
/// ```
/// use certmint::Profile;
/// use certmint::profile::{MaximumValidity, ProfileSettings};
/// use certmint::request::ValidityUnit;
///
/// let ninety_days = MaximumValidity { unit: ValidityUnit::Day, value: 90 };
/// let profile = Profile::new(ProfileSettings {
///     end_entity_validity: ninety_days,
///     end_entity_needs_alternative_name: true,
///     ..ProfileSettings::default()
/// })?;
/// assert_eq!(profile.settings().end_entity_validity.value, 90);
/// # Ok::<(), certmint::error::ProfileError>(())
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
        Self { settings: ProfileSettings::default().with_defaults() }
    }
}

impl Profile {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`ProfileError`] with every fault, each with the path of its setting.
    pub fn new(settings: ProfileSettings) -> Result<Self, ProfileError> {
        let settings = settings.with_defaults();
        let mut violations = Violations::new();
        check::check(&settings, &mut violations);
        if violations.is_empty() { Ok(Self { settings }) } else { Err(violations.into()) }
    }

    /// The strict profile: the default one with [`Conformance::Rfc`]. Linters of the RFCs find no
    /// fault in what it issues.
    #[must_use]
    pub fn rfc() -> Self {
        Self { settings: ProfileSettings::rfc().with_defaults() }
    }

    /// The settings. Those that were left open, such as default key usages, have their values.
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

    pub(crate) fn backdating(&self) -> Duration {
        self.settings.backdating.map(Backdating::duration).unwrap_or_default()
    }

    pub(crate) fn root_validity(&self) -> MaximumValidity {
        self.settings.root_validity
    }

    /// Returns the longest validity of a certificate below a root.
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

    /// Returns the algorithms that a JSON body may name for its key.
    #[cfg(feature = "serde")]
    pub(crate) fn body_key_algorithms(&self) -> &[KeyAlgorithm] {
        &self.settings.body_key_algorithms
    }

    /// Returns the key usages of a certificate whose request is not a CSR and asks for none.
    pub(crate) fn default_key_usages(&self, kind: BasicConstraints, key_type: KeyType) -> KeyUsages {
        match kind {
            BasicConstraints::EndEntity => self.settings.apply_key_usages.of(key_type),
            BasicConstraints::Ca { .. } => self.ca_key_usages(key_type),
        }
    }

    pub(crate) fn csr_key_usages(&self, key_type: KeyType) -> KeyUsages {
        self.settings.csr_key_usages.of(key_type)
    }

    pub(crate) fn ca_key_usages(&self, key_type: KeyType) -> KeyUsages {
        self.settings.ca_key_usages.of(key_type)
    }

    pub(crate) fn csr_hash(&self) -> HashAlgorithm {
        self.settings.csr_signature_algorithm
    }

    /// Returns the purposes that a request for such a certificate may ask for; `None` for any (rule
    /// U6).
    pub(crate) fn purposes(&self, kind: BasicConstraints, by_csr: bool) -> Option<&ExtendedKeyUsage> {
        let ProfileSettings {
            apply_extended_key_usage, csr_extended_key_usage, ca_extended_key_usage, ..
        } = &self.settings;
        let of_request =
            if by_csr { Some(csr_extended_key_usage) } else { apply_extended_key_usage.as_ref() };
        ca_extended_key_usage.as_ref().filter(|_| kind.is_ca()).or(of_request)
    }

    /// Returns the purposes of a certificate below a root whose request asks for none.
    pub(crate) fn default_purposes(&self, kind: BasicConstraints) -> &ExtendedKeyUsage {
        match kind {
            BasicConstraints::Ca { .. } => &self.settings.subordinate_default_extended_key_usage,
            BasicConstraints::EndEntity => &self.settings.end_entity_default_extended_key_usage,
        }
    }

    /// Returns whether a certificate below a root must have a purpose.
    pub(crate) fn needs_purpose(&self, kind: BasicConstraints) -> bool {
        match kind {
            BasicConstraints::Ca { .. } => self.settings.subordinate_needs_extended_key_usage,
            BasicConstraints::EndEntity => self.settings.end_entity_needs_extended_key_usage,
        }
    }

    /// Returns the key usages that no certificate of this kind gets, whatever the request (rule
    /// U7).
    pub(crate) fn withheld_key_usages(&self, kind: BasicConstraints) -> KeyUsages {
        let withheld = !kind.is_ca() && !self.settings.end_entity_crl_sign;
        if withheld { KeyUsages::of(&[KeyUsage::CrlSign]) } else { KeyUsages::NONE }
    }

    /// Returns the extensions that a request other than a CSR may have; `None` for all.
    pub(crate) fn apply_extensions(&self) -> Option<&[ObjectIdentifier]> {
        self.settings.apply_extensions.as_deref()
    }

    /// Returns whether a CA is issued for a CSR. A checked profile always decides this.
    pub(crate) fn issues_cas_by_csr(&self) -> bool {
        self.settings.csr_intermediate_ca.unwrap_or_default()
    }

    pub(crate) fn server_name_policy(&self) -> ServerNamePolicy {
        self.settings.server_without_alternative_name
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

    /// Returns why a CSR is not granted an alternative name because of its form, if it is not (rule
    /// S7).
    pub(crate) fn refused_form(&self, name: &SubjectAlternativeName) -> Option<CsrError> {
        let ProfileSettings { csr_alternative_name_forms: forms, csr_other_names: types, .. } =
            &self.settings;
        match name {
            SubjectAlternativeName::OtherName(name) => {
                let type_id = name.type_id();
                (!types.contains(&type_id)).then_some(CsrError::OtherName(type_id))
            }
            name => (!forms.contains(&name.form())).then_some(CsrError::NameFormNotGranted(name.form())),
        }
    }

    pub(crate) fn inherits_subject(&self) -> bool {
        self.settings.inherit_subject
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
