//! A name as the six members of the API.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{AttributeType, DistinguishedName, DistinguishedNameError};

/// A distinguished name as the six members of `distinguished_name` in the JSON of the API, to be
/// shown or stored by a host ([rule N6](crate::docs::rules#n6)).
///
/// A member is `None` (in JSON `null`) if the name has no such attribute. If it has several, the
/// member is the first whose value is text; [`DistinguishedName::attributes`] gives all of them,
/// and those of other types.
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::AttributeType::{CommonName, Country, UserId};
///
/// let name = DistinguishedName::builder()
///     .attribute(Country, "DE")?
///     .rdn([(UserId, "jdoe"), (CommonName, "J. Doe")])?
///     .build();
/// let members = name.members();
/// assert_eq!(members.country.as_deref(), Some("DE"));
/// assert_eq!(members.common_name.as_deref(), Some("J. Doe"));
/// assert_eq!(members.locality, None);
/// # Ok::<(), certmint::error::DistinguishedNameError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct NameMembers {
    /// C.
    pub country: Option<String>,
    /// ST.
    pub state: Option<String>,
    /// L.
    pub locality: Option<String>,
    /// O.
    pub organization: Option<String>,
    /// OU.
    pub organizational_unit: Option<String>,
    /// CN.
    pub common_name: Option<String>,
}

impl DistinguishedName {
    /// Returns the name as the six members of the API.
    #[must_use]
    pub fn members(&self) -> NameMembers {
        let [country, state, locality, organization, organizational_unit, common_name] =
            AttributeType::MEMBERS.map(|attribute| self.member(&attribute));
        NameMembers { country, state, locality, organization, organizational_unit, common_name }
    }

    /// Returns one of the members.
    pub(crate) fn member(&self, attribute: &AttributeType) -> Option<String> {
        let mut texts = self.attributes().filter(|found| found.oid == attribute.oid());
        texts.find_map(|found| found.text()).map(Cow::into_owned)
    }
}

impl From<&DistinguishedName> for NameMembers {
    fn from(name: &DistinguishedName) -> Self {
        name.members()
    }
}

impl TryFrom<&NameMembers> for DistinguishedName {
    type Error = DistinguishedNameError;

    /// Makes a name of the members that are there, in the order of the API (rule N3).
    ///
    /// # Errors
    /// [`DistinguishedNameError`] for a value that its attribute cannot have.
    fn try_from(members: &NameMembers) -> Result<Self, DistinguishedNameError> {
        let NameMembers { country, state, locality, organization, organizational_unit, common_name } =
            members;
        let values = [country, state, locality, organization, organizational_unit, common_name];
        let mut name = Self::builder();
        for (attribute, value) in AttributeType::MEMBERS.into_iter().zip(values) {
            if let Some(value) = value {
                name = name.attribute(attribute, value.as_str())?;
            }
        }
        Ok(name.build())
    }
}
