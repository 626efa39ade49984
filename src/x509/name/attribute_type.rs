//! The types of attributes: named ones and any other.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use super::attribute_table::{self, ATTRIBUTES, Attribute};
use crate::x509::oid::{NamedIdentifierError, ObjectIdentifier};

/// The type of an attribute of a distinguished name (rules
/// [N1](crate::docs::rules#n1)–[N3](crate::docs::rules#n3) and [N6](crate::docs::rules#n6)).
///
/// It is read from a keyword such as `CN`, from the name in its standard such as `commonName`, both
/// in any case, and from dotted decimal:
///
/// ```
/// use certmint::name::AttributeType;
///
/// let serial_number: AttributeType = "2.5.4.5".parse()?;
/// assert_eq!(serial_number, AttributeType::SerialNumber);
/// assert_eq!("domainComponent".parse(), Ok(AttributeType::DomainComponent));
/// assert_eq!(AttributeType::DomainComponent.to_string(), "DC");
/// # Ok::<(), certmint::error::NamedIdentifierError>(())
/// ```
#[derive(Clone, Debug, Eq)]
#[non_exhaustive]
pub enum AttributeType {
    /// C, two letters.
    Country,
    /// ST, 1–128 characters.
    StateOrProvince,
    /// L, 1–128 characters.
    Locality,
    /// O, 1–64 characters.
    Organization,
    /// OU, 1–64 characters.
    OrganizationalUnit,
    /// CN, 1–64 characters.
    CommonName,
    /// SN, 1–32,768 characters.
    Surname,
    /// serialNumber, 1–64 characters of PrintableString: the number of a device, an organization or
    /// a person.
    SerialNumber,
    /// title, 1–64 characters.
    Title,
    /// name, 1–32,768 characters.
    Name,
    /// GN, 1–32,768 characters.
    GivenName,
    /// initials, 1–32,768 characters.
    Initials,
    /// generationQualifier, 1–32,768 characters.
    GenerationQualifier,
    /// dnQualifier, characters of PrintableString.
    DnQualifier,
    /// pseudonym, 1–128 characters.
    Pseudonym,
    /// DC, ASCII characters: one label of a domain name.
    DomainComponent,
    /// emailAddress, 1–255 ASCII characters.
    EmailAddress,
    /// unstructuredName, 1–255 characters.
    UnstructuredName,
    /// unstructuredAddress, 1–255 characters.
    UnstructuredAddress,
    /// STREET, the street and number of an address.
    StreetAddress,
    /// businessCategory.
    BusinessCategory,
    /// postalCode.
    PostalCode,
    /// organizationIdentifier (ETSI EN 319 412-1 §5.1.4).
    OrganizationIdentifier,
    /// UID, the user id (RFC 4519 §2.39).
    UserId,
    /// jurisdictionL (CA/Browser Forum, Guidelines for Extended Validation §9.2.4).
    JurisdictionLocality,
    /// jurisdictionST.
    JurisdictionStateOrProvince,
    /// jurisdictionC.
    JurisdictionCountry,
    /// Any other type. With the identifier of a named type it is equal to that type;
    /// `AttributeType::from` makes the named one of it.
    Other(ObjectIdentifier),
}

impl AttributeType {
    /// The types that are members of `distinguished_name` in the JSON bodies, in the order of a
    /// subject ([rule N3](crate::docs::rules#n3)).
    pub const MEMBERS: [Self; 6] = [
        Self::Country,
        Self::StateOrProvince,
        Self::Locality,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::CommonName,
    ];

    /// All types but [`AttributeType::Other`], in the order of the table of attributes, whose first
    /// rows they are.
    const NAMED: [Self; 27] = [
        Self::Country,
        Self::StateOrProvince,
        Self::Locality,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::CommonName,
        Self::Surname,
        Self::SerialNumber,
        Self::Title,
        Self::Name,
        Self::GivenName,
        Self::Initials,
        Self::GenerationQualifier,
        Self::DnQualifier,
        Self::Pseudonym,
        Self::DomainComponent,
        Self::EmailAddress,
        Self::UnstructuredName,
        Self::UnstructuredAddress,
        Self::StreetAddress,
        Self::BusinessCategory,
        Self::PostalCode,
        Self::OrganizationIdentifier,
        Self::UserId,
        Self::JurisdictionLocality,
        Self::JurisdictionStateOrProvince,
        Self::JurisdictionCountry,
    ];

    /// Returns the position of a named type in [`AttributeType::NAMED`].
    fn named_position(&self) -> Option<usize> {
        Some(match self {
            Self::Country => 0,
            Self::StateOrProvince => 1,
            Self::Locality => 2,
            Self::Organization => 3,
            Self::OrganizationalUnit => 4,
            Self::CommonName => 5,
            Self::Other(_) => return None,
            further => {
                let same = |named: &Self| core::mem::discriminant(named) == core::mem::discriminant(further);
                Self::NAMED.iter().position(same)?
            }
        })
    }

    /// Returns the row of the type in the table of attributes, if it has one.
    pub(super) fn row(&self) -> Option<&'static Attribute> {
        match self {
            Self::Other(oid) => attribute_table::find(oid.as_content()),
            named => named.named_position().map(|position| &ATTRIBUTES[position]),
        }
    }

    /// Returns the position in [`AttributeType::MEMBERS`], if any.
    pub(super) fn position(&self) -> Option<usize> {
        match self {
            Self::Other(oid) => Self::position_of(oid.as_content()),
            named => named.named_position().filter(|position| *position < Self::MEMBERS.len()),
        }
    }

    /// Returns the position in [`AttributeType::MEMBERS`] of the type with this identifier, if any.
    pub(super) fn position_of(oid: &[u8]) -> Option<usize> {
        ATTRIBUTES[..Self::MEMBERS.len()].iter().position(|row| row.oid == oid)
    }

    /// Returns the name of the attribute in the JSON bodies, such as `organizational_unit`, if it
    /// is one of [`AttributeType::MEMBERS`].
    #[must_use]
    pub fn member(&self) -> Option<&'static str> {
        self.row()?.member
    }

    /// Returns the name in the standard of the type, such as `commonName`, or `None` for a type
    /// that is not in the table of this crate.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Some(self.row()?.standard_name)
    }

    /// Returns the object identifier of the type.
    #[must_use]
    pub fn object_identifier(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.oid())
    }

    /// Returns the content octets of the object identifier.
    pub(crate) fn oid(&self) -> &[u8] {
        match (self, self.named_position()) {
            (Self::Other(oid), _) => oid.as_content(),
            (_, position) => ATTRIBUTES[position.unwrap_or_default()].oid,
        }
    }

    /// Returns the type of a row of the table.
    fn of_row(row: &'static Attribute) -> Self {
        let other = || Self::Other(ObjectIdentifier::from_content_unchecked(row.oid));
        Self::NAMED
            .into_iter()
            .zip(&ATTRIBUTES)
            .find_map(|(named, known)| (known.oid == row.oid).then_some(named))
            .unwrap_or_else(other)
    }
}

impl PartialEq for AttributeType {
    /// Compares the object identifiers.
    fn eq(&self, other: &Self) -> bool {
        self.oid() == other.oid()
    }
}

impl Hash for AttributeType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.oid().hash(state);
    }
}

impl From<ObjectIdentifier> for AttributeType {
    /// Returns the named type with this identifier, if there is one.
    fn from(oid: ObjectIdentifier) -> Self {
        match attribute_table::find(oid.as_content()) {
            Some(row) => Self::of_row(row),
            None => Self::Other(oid),
        }
    }
}

impl FromStr for AttributeType {
    type Err = NamedIdentifierError;

    /// Reads a keyword, the name in a standard, or dotted decimal.
    fn from_str(text: &str) -> Result<Self, NamedIdentifierError> {
        match attribute_table::find_name(text) {
            Some(row) => Ok(Self::of_row(row)),
            None => NamedIdentifierError::read(text, &["CN", "commonName", "2.5.4.3", "…"]).map(Self::from),
        }
    }
}

impl TryFrom<&str> for AttributeType {
    type Error = NamedIdentifierError;

    fn try_from(text: &str) -> Result<Self, NamedIdentifierError> {
        text.parse()
    }
}

impl fmt::Display for AttributeType {
    /// Writes the keyword that precedes the `=` when a name is displayed, or dotted decimal for a
    /// type without one. [`AttributeType::from_str`] reads both.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.keyword),
            None => self.object_identifier().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::oid;
    use alloc::string::ToString;

    #[test]
    fn e5_the_members_of_bodies_have_the_keywords_of_rfc_4514() {
        let keywords = AttributeType::MEMBERS.map(|attribute| attribute.to_string());
        assert_eq!(keywords, ["C", "ST", "L", "O", "OU", "CN"]);
    }

    #[test]
    fn n3_the_members_of_bodies_are_the_first_rows_of_the_table() {
        let positions = AttributeType::MEMBERS.map(|attribute| attribute.position());
        assert_eq!(positions, [0, 1, 2, 3, 4, 5].map(Some));
        let members = AttributeType::MEMBERS.map(|attribute| attribute.member());
        let expected = ["country", "state", "locality", "organization", "organizational_unit", "common_name"];
        assert_eq!(members, expected.map(Some));
        assert_eq!(ATTRIBUTES.iter().filter(|row| row.member.is_some()).count(), members.len());
        assert_eq!(AttributeType::position_of(oid::COMMON_NAME), Some(5));
        assert_eq!(AttributeType::position_of(oid::EMAIL_ADDRESS), None);
    }

    #[test]
    fn n6_the_named_types_are_the_first_rows_of_the_table() {
        for (position, named) in AttributeType::NAMED.into_iter().enumerate() {
            assert_eq!(named.named_position(), Some(position));
            assert_eq!(named.oid(), ATTRIBUTES[position].oid);
            assert_eq!(AttributeType::from(named.object_identifier()), named);
        }
        use AttributeType as T;
        for (named, dotted) in [
            (T::Surname, "2.5.4.4"),
            (T::SerialNumber, "2.5.4.5"),
            (T::Title, "2.5.4.12"),
            (T::Name, "2.5.4.41"),
            (T::GivenName, "2.5.4.42"),
            (T::Initials, "2.5.4.43"),
            (T::GenerationQualifier, "2.5.4.44"),
            (T::DnQualifier, "2.5.4.46"),
            (T::Pseudonym, "2.5.4.65"),
            (T::DomainComponent, "0.9.2342.19200300.100.1.25"),
            (T::EmailAddress, "1.2.840.113549.1.9.1"),
            (T::UnstructuredName, "1.2.840.113549.1.9.2"),
            (T::UnstructuredAddress, "1.2.840.113549.1.9.8"),
            (T::StreetAddress, "2.5.4.9"),
            (T::BusinessCategory, "2.5.4.15"),
            (T::PostalCode, "2.5.4.17"),
            (T::OrganizationIdentifier, "2.5.4.97"),
            (T::UserId, "0.9.2342.19200300.100.1.1"),
            (T::JurisdictionLocality, "1.3.6.1.4.1.311.60.2.1.1"),
            (T::JurisdictionStateOrProvince, "1.3.6.1.4.1.311.60.2.1.2"),
            (T::JurisdictionCountry, "1.3.6.1.4.1.311.60.2.1.3"),
        ] {
            assert_eq!(named.object_identifier().to_string(), dotted);
        }
    }

    #[test]
    fn n6_a_type_is_read_from_its_keyword_its_name_and_its_identifier() {
        for row in &ATTRIBUTES {
            let expected = AttributeType::from(ObjectIdentifier::from_content_unchecked(row.oid));
            let dotted = expected.object_identifier().to_string();
            let shouted = row.standard_name.to_ascii_uppercase();
            for text in [row.keyword, row.standard_name, &dotted, &shouted] {
                assert_eq!(text.parse().as_ref(), Ok(&expected), "{text}");
            }
            assert_eq!(expected.to_string(), row.keyword);
            assert_eq!(expected.name(), Some(row.standard_name));
        }
        let other: AttributeType = "2.999.1".parse().expect("a type");
        assert_eq!((other.to_string().as_str(), other.name(), other.member()), ("2.999.1", None, None));
        for text in ["", "CX", "common name", "C=DE", "1", "2.999.01"] {
            assert!(text.parse::<AttributeType>().is_err(), "{text}");
        }
    }
}
