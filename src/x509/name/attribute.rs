//! The attributes of a subject that a request can name, as a table.

use crate::diagnostics::{Sanitized, ViolationKind};
use crate::x509::der::{Writer, tag};
use crate::x509::oid;

/// An attribute of the distinguished name of a request (rules N1–N3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribute {
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

/// What the standards and the API pages say of one attribute.
struct Definition {
    /// The member of the JSON body.
    member: &'static str,
    oid: &'static [u8],
    /// PrintableString for the country, UTF8String for all others (RFC 5280 §4.1.2.4, App. A).
    tag: u8,
    /// The fewest and the most characters: RFC 5280 App. A (ub-state-name, ub-common-name, …).
    bounds: (usize, usize),
}

impl Attribute {
    /// All of them, in the order in which a subject holds them (rule N3).
    pub const ALL: [Self; 6] = [
        Self::Country,
        Self::StateOrProvince,
        Self::Locality,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::CommonName,
    ];

    const fn definition(self) -> Definition {
        let (member, oid, tag, bounds) = match self {
            Self::Country => ("country", oid::COUNTRY_NAME, tag::PRINTABLE_STRING, (2, 2)),
            Self::StateOrProvince => ("state", oid::STATE_OR_PROVINCE_NAME, tag::UTF8_STRING, (1, 128)),
            Self::Locality => ("locality", oid::LOCALITY_NAME, tag::UTF8_STRING, (1, 128)),
            Self::Organization => ("organization", oid::ORGANIZATION_NAME, tag::UTF8_STRING, (1, 64)),
            Self::OrganizationalUnit => {
                ("organizational_unit", oid::ORGANIZATIONAL_UNIT_NAME, tag::UTF8_STRING, (1, 64))
            }
            Self::CommonName => ("common_name", oid::COMMON_NAME, tag::UTF8_STRING, (1, 64)),
        };
        Definition { member, oid, tag, bounds }
    }

    /// The attribute of this type, where it is one of the six.
    pub(crate) fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.oid() == oid)
    }

    /// The name of the attribute in the JSON bodies, such as `organizational_unit`.
    #[must_use]
    pub const fn member(self) -> &'static str {
        self.definition().member
    }

    /// The fewest and the most characters.
    pub(crate) const fn bounds(self) -> (usize, usize) {
        self.definition().bounds
    }

    pub(crate) const fn oid(self) -> &'static [u8] {
        self.definition().oid
    }

    /// ```asn1
    /// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
    /// ```
    pub(super) fn encode(self, w: &mut Writer, value: &str) {
        w.sequence(|w| {
            w.object_identifier(self.oid());
            w.value(self.definition().tag, value.as_bytes());
        });
    }

    /// Checks a value (rule N1).
    pub(crate) fn check(self, value: &str) -> Result<(), ViolationKind> {
        if self == Self::Country {
            return if is_country(value) {
                Ok(())
            } else {
                Err(ViolationKind::Country(Sanitized::new(value)))
            };
        }
        let (min, max) = self.bounds();
        ViolationKind::check_length(value, min, max)?;
        match value.chars().find(|character| character.is_control()) {
            Some(control) => Err(ViolationKind::ControlCharacter(control.into())),
            None => Ok(()),
        }
    }
}

/// Two ASCII letters.
pub(super) fn is_country(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e5_the_six_attributes_of_requests_have_the_keywords_of_rfc_4514() {
        let keywords = Attribute::ALL.map(|attribute| oid::attribute_keyword(attribute.oid()));
        assert_eq!(keywords, ["C", "ST", "L", "O", "OU", "CN"].map(Some));
    }
}
