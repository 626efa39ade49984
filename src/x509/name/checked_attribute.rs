//! Attributes whose values were checked, and how they are written.

use super::attribute_table::{Bounds, Syntax, UB_NAME};
use super::copied::{Values, check_attribute, is_country, is_printable};
use super::{AttributeErrorKind, AttributeType, DistinguishedNameError};
use crate::x509::Sanitized;
use crate::x509::der::{Value, Writer, is_one_value, tag};
use crate::x509::length::check_length;

/// The value of an attribute, for a name that is built ([rule N6](crate::docs::rules#n6)).
///
/// A text becomes a value of it by itself: `builder.attribute(AttributeType::CommonName, "db")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeValue<'a> {
    /// A text. It is written in the string type that the definition of the attribute demands, and
    /// as a UTF8String where it leaves a choice or this crate does not know the attribute.
    Text(&'a str),
    /// A value in DER, for attributes whose values are no text, and for those whose definition
    /// demands a string type that this crate does not know.
    Der(&'a [u8]),
}

impl<'a> From<&'a str> for AttributeValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// An attribute with a checked value.
#[derive(Clone, Copy)]
pub(crate) struct CheckedAttribute<'a> {
    oid: &'a [u8],
    value: CheckedValue<'a>,
}

#[derive(Clone, Copy)]
enum CheckedValue<'a> {
    Text(u8, &'a str),
    Der(&'a [u8]),
}

impl AttributeType {
    /// Checks a value of the attribute (rules N1 and N6).
    pub(crate) fn checked<'a>(
        &'a self,
        value: impl Into<AttributeValue<'a>>,
    ) -> Result<CheckedAttribute<'a>, DistinguishedNameError> {
        let value = match value.into() {
            AttributeValue::Text(text) => CheckedValue::Text(self.check_text(text)?, text),
            AttributeValue::Der(der) => {
                self.check_der(der)?;
                CheckedValue::Der(der)
            }
        };
        Ok(CheckedAttribute { oid: self.oid(), value })
    }

    /// Checks a text and returns the tag of the string type in which it is written: a country is a
    /// PrintableString (rule N2; RFC 5280 §4.1.2.4).
    fn check_text(&self, text: &str) -> Result<u8, DistinguishedNameError> {
        let row = self.row();
        let syntax = row.map_or(Syntax::Directory, |row| row.syntax);
        if syntax == Syntax::CountryCode && !is_country(text) {
            return Err(DistinguishedNameError::Country(Sanitized::new(text)));
        }
        match row.map_or(Bounds::None, |row| row.bounds) {
            Bounds::Enforced { min, max } => check_length(text, min, max)?,
            Bounds::None | Bounds::OfRfcs { .. } => check_length(text, 1, UB_NAME)?,
        }
        if let Some(control) = text.chars().find(|character| character.is_control()) {
            return Err(DistinguishedNameError::ControlCharacter(control));
        }
        let refused = |allowed, character| {
            let value = Sanitized::new(text);
            Err(self.error(AttributeErrorKind::DefinedCharacter { value, allowed, character }))
        };
        match syntax {
            Syntax::Directory | Syntax::Ia5OrDirectory => Ok(tag::UTF8_STRING),
            Syntax::CountryCode => Ok(tag::PRINTABLE_STRING),
            Syntax::Printable => match text.chars().find(|character| !is_printable(*character)) {
                Some(character) => refused(AttributeErrorKind::PRINTABLE_CHARACTERS, character),
                None => Ok(tag::PRINTABLE_STRING),
            },
            Syntax::Ia5 => match text.chars().find(|character| !character.is_ascii()) {
                Some(character) => refused(AttributeErrorKind::ASCII_CHARACTERS, character),
                None => Ok(tag::IA5_STRING),
            },
        }
    }

    fn check_der(&self, der: &[u8]) -> Result<(), DistinguishedNameError> {
        match Value::read(der) {
            Ok(value) if is_one_value(der) => Ok(check_attribute(self.oid(), value, Values::Any)?),
            _ => Err(self.error(AttributeErrorKind::NotDer)),
        }
    }

    pub(super) fn error(&self, kind: AttributeErrorKind) -> DistinguishedNameError {
        DistinguishedNameError::Attribute { attribute: self.object_identifier(), kind }
    }
}

impl<'a> CheckedAttribute<'a> {
    /// Returns the position of the type in [`AttributeType::MEMBERS`], if any.
    pub(super) fn position(&self) -> Option<usize> {
        AttributeType::position_of(self.oid)
    }

    /// Returns the content octets of the type's identifier.
    pub(super) fn oid(&self) -> &'a [u8] {
        self.oid
    }

    /// Returns an upper bound of the octets of the RDN, close to the exact number for the types of
    /// [`AttributeType::MEMBERS`].
    pub(super) fn encoded_bound(&self) -> usize {
        let octets = match self.value {
            CheckedValue::Text(_, text) => text.len(),
            CheckedValue::Der(der) => der.len(),
        };
        17 + self.oid.len() + octets
    }

    /// Encodes the attribute as an RDN of its own.
    pub(super) fn encode_rdn(&self, w: &mut Writer) {
        w.nested(tag::SET, |w| self.encode(w));
    }

    /// ```asn1
    /// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
    /// ```
    pub(super) fn encode(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.object_identifier(self.oid);
            match self.value {
                CheckedValue::Text(string, text) => w.value(string, text.as_bytes()),
                CheckedValue::Der(der) => w.raw(der),
            }
        });
    }
}
