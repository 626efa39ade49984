//! The parts of a name: RDNs and their attributes.

use alloc::borrow::Cow;

use super::AttributeType;
use super::text::{Text, text};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag, values};
use crate::x509::oid::ObjectIdentifier;

/// One RDN: the content of its SET.
#[derive(Clone, Copy)]
pub(crate) struct Rdn<'a>(&'a [u8]);

impl<'a> Rdn<'a> {
    pub(super) fn of(content: &'a [u8]) -> Self {
        Self(content)
    }

    /// Returns the number of attributes, but at least one.
    pub(super) fn count(self) -> usize {
        values(self.0).count().max(1)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn attributes(self) -> impl Iterator<Item = NameAttribute<'a>> {
        values(self.0).map(NameAttribute::read).map_while(Result::ok)
    }

    /// Returns its only attribute, if it has exactly one.
    pub(super) fn only(self) -> Option<NameAttribute<'a>> {
        let mut attributes = self.attributes();
        attributes.next().filter(|_| attributes.next().is_none())
    }

    /// Returns the position in [`AttributeType::MEMBERS`] of its only attribute, if any.
    pub(super) fn position(self) -> Option<usize> {
        AttributeType::position_of(self.only()?.oid)
    }

    /// Returns whether it has an attribute of this type.
    pub(super) fn contains(self, oid: &[u8]) -> bool {
        self.attributes().any(|attribute| attribute.oid == oid)
    }

    /// Returns the RDN without the attributes of a type, or `None` if it has no others.
    pub(super) fn without(self, oid: &'a [u8]) -> Option<OtherAttributes<'a>> {
        let has_others = self.is_empty() || self.attributes().any(|attribute| attribute.oid != oid);
        has_others.then_some(OtherAttributes { rdn: self, oid })
    }

    pub(super) fn encode(self, w: &mut Writer) {
        w.value(tag::SET, self.0);
    }
}

/// The attributes of an RDN whose type is another one.
#[derive(Clone, Copy)]
pub(super) struct OtherAttributes<'a> {
    rdn: Rdn<'a>,
    oid: &'a [u8],
}

impl<'a> OtherAttributes<'a> {
    fn attributes(self) -> impl Iterator<Item = NameAttribute<'a>> {
        self.rdn.attributes().filter(move |attribute| attribute.oid != self.oid)
    }

    /// Like [`Rdn::position`].
    pub(super) fn position(self) -> Option<usize> {
        let mut attributes = self.attributes();
        let only = attributes.next().filter(|_| attributes.next().is_none())?;
        AttributeType::position_of(only.oid)
    }

    /// Encodes them as a SET, whose order remains that of DER.
    pub(super) fn encode(self, w: &mut Writer) {
        w.nested_about(tag::SET, self.rdn.0.len(), |w| {
            self.attributes().for_each(|attribute| w.raw(attribute.bytes));
        });
    }
}

/// One attribute of a name: its type and its value.
#[derive(Clone, Copy)]
pub struct NameAttribute<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) value: Value<'a>,
    /// The whole encoding.
    pub(crate) bytes: &'a [u8],
}

impl<'a> NameAttribute<'a> {
    /// ```asn1
    /// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
    /// ```
    pub(crate) fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        let content = reader.next()?;
        reader.finish()?;
        Ok(Self { oid, value: content, bytes: value.bytes })
    }

    /// Returns the type, or `None` if the octets of its identifier are not one.
    #[must_use]
    pub fn attribute_type(&self) -> Option<AttributeType> {
        self.object_identifier().map(AttributeType::from)
    }

    /// Returns the identifier of the type, or `None` if the octets are not an identifier.
    #[must_use]
    pub fn object_identifier(&self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_content(self.oid)
    }

    /// Returns the value as text, or `None` if it has no string type or is not valid in its string
    /// type.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match text(self.value) {
            Text::Decoded(text) => Some(text),
            Text::Broken | Text::None => None,
        }
    }

    /// Returns the value in DER.
    #[must_use]
    pub fn value_der(&self) -> &'a [u8] {
        self.value.bytes
    }
}
