//! The attributes of a subject that a request can set.

use super::DistinguishedNameError;
use super::attribute_table::{ATTRIBUTES, Attribute, Bounds, Syntax};
use crate::x509::Sanitized;
use crate::x509::der::{Writer, tag};
use crate::x509::length::check_length;

/// The type of an attribute of a distinguished name (rules
/// [N1](crate::docs::rules#n1)–[N3](crate::docs::rules#n3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Returns the position in [`AttributeType::MEMBERS`] and in the table of attributes.
    pub(super) const fn position(self) -> usize {
        match self {
            Self::Country => 0,
            Self::StateOrProvince => 1,
            Self::Locality => 2,
            Self::Organization => 3,
            Self::OrganizationalUnit => 4,
            Self::CommonName => 5,
        }
    }

    fn row(self) -> &'static Attribute {
        &ATTRIBUTES[self.position()]
    }

    /// Returns the position in [`AttributeType::MEMBERS`] of the type with this identifier, if any.
    pub(super) fn position_of(oid: &[u8]) -> Option<usize> {
        ATTRIBUTES[..Self::MEMBERS.len()].iter().position(|row| row.oid == oid)
    }

    /// Returns the name of the attribute in the JSON bodies, such as `organizational_unit`.
    #[must_use]
    pub fn member(self) -> &'static str {
        self.row().member.unwrap_or_default()
    }

    /// Returns the content octets of the object identifier.
    pub(crate) fn oid(self) -> &'static [u8] {
        self.row().oid
    }

    /// Checks a value of the attribute (rule N1).
    pub(crate) fn checked(self, value: &str) -> Result<CheckedAttribute<'_>, DistinguishedNameError> {
        let row = self.row();
        if row.syntax == Syntax::CountryCode && !is_country(value) {
            return Err(DistinguishedNameError::Country(Sanitized::new(value)));
        }
        if let Bounds::Enforced { min, max } = row.bounds {
            check_length(value, min, max)?;
        }
        match value.chars().find(|character| character.is_control()) {
            Some(control) => Err(DistinguishedNameError::ControlCharacter(control)),
            None => Ok(CheckedAttribute { attribute: self, value }),
        }
    }
}

/// An attribute with a checked value.
#[derive(Clone, Copy)]
pub(crate) struct CheckedAttribute<'a> {
    attribute: AttributeType,
    value: &'a str,
}

impl CheckedAttribute<'_> {
    /// Returns the position of the type in [`AttributeType::MEMBERS`].
    pub(super) fn position(&self) -> usize {
        self.attribute.position()
    }

    /// Returns an upper bound of the octets of the RDN, close to the exact number.
    pub(super) fn encoded_bound(&self) -> usize {
        20 + self.value.len()
    }

    /// Encodes the attribute as an RDN of its own: the country as a PrintableString, all others as
    /// a UTF8String (rule N2; RFC 5280 §4.1.2.4).
    ///
    /// ```asn1
    /// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
    /// ```
    pub(super) fn encode(&self, w: &mut Writer) {
        let row = self.attribute.row();
        let string = match row.syntax {
            Syntax::CountryCode | Syntax::Printable => tag::PRINTABLE_STRING,
            Syntax::Ia5 => tag::IA5_STRING,
            Syntax::Directory | Syntax::Ia5OrDirectory => tag::UTF8_STRING,
        };
        w.nested(tag::SET, |w| {
            w.sequence(|w| {
                w.object_identifier(row.oid);
                w.value(string, self.value.as_bytes());
            });
        });
    }
}

/// Returns whether the value is two ASCII letters.
pub(super) fn is_country(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::oid;

    #[test]
    fn e5_the_members_of_bodies_have_the_keywords_of_rfc_4514() {
        let keywords = AttributeType::MEMBERS.map(|attribute| attribute.row().keyword);
        assert_eq!(keywords, ["C", "ST", "L", "O", "OU", "CN"]);
    }

    #[test]
    fn n3_the_members_of_bodies_are_the_first_rows_of_the_table() {
        let positions = AttributeType::MEMBERS.map(AttributeType::position);
        assert_eq!(positions, [0, 1, 2, 3, 4, 5]);
        let members = AttributeType::MEMBERS.map(AttributeType::member);
        let expected = ["country", "state", "locality", "organization", "organizational_unit", "common_name"];
        assert_eq!(members, expected);
        assert_eq!(ATTRIBUTES.iter().filter(|row| row.member.is_some()).count(), members.len());
        assert_eq!(AttributeType::position_of(oid::COMMON_NAME), Some(5));
        assert_eq!(AttributeType::position_of(oid::EMAIL_ADDRESS), None);
    }
}
