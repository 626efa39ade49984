//! X.501 names as they stand in certificates: bytes that are kept, whatever they hold.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::Attribute;
use crate::diagnostics::ViolationKind;
use crate::x509::der::{NotDer, Reader, Value, Writer, tag, values};
use crate::x509::oid::{self, ObjectIdentifier};

/// A distinguished name in DER, kept byte for byte (rules N4, N5, C5).
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Vec<u8>);

/// One attribute of a name: its type, its value, and all of its bytes.
pub(crate) struct NameAttribute<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) value: Value<'a>,
    pub(crate) bytes: &'a [u8],
}

impl<'a> NameAttribute<'a> {
    pub(crate) fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        let content = reader.next()?;
        reader.finish()?;
        Ok(Self { oid, value: content, bytes: value.bytes })
    }
}

impl Name {
    /// A name of these attributes in the given order, each its own RDN: the country as PrintableString, all
    /// others as UTF8String (rule N2). Without attributes it is the empty name.
    ///
    /// ```
    /// use certmint::name::{Attribute, Name};
    ///
    /// let name = Name::from_attributes(&[(Attribute::Country, "CN"), (Attribute::Organization, "Example")])?;
    /// assert_eq!(name.to_string(), "C=CN, O=Example");
    /// # Ok::<(), certmint::error::ViolationKind>(())
    /// ```
    ///
    /// # Errors
    /// [`ViolationKind::Length`], [`ViolationKind::ControlCharacter`] or [`ViolationKind::Country`]
    /// (rule N1).
    pub fn from_attributes(attributes: &[(Attribute, &str)]) -> Result<Self, ViolationKind> {
        attributes.iter().try_for_each(|(attribute, value)| attribute.check(value))?;
        let mut w = Writer::with_capacity(128);
        w.sequence(|w| {
            for (attribute, value) in attributes {
                w.nested(tag::SET, |w| attribute.encode(w, value));
            }
        });
        Ok(Self(w.into_bytes()))
    }

    /// Takes a Name in DER, of any attributes: for a directoryName of name constraints, say. Only its
    /// structure is checked, down to each attribute; values can be anything.
    ///
    /// # Errors
    /// [`ViolationKind::NameNotDer`].
    pub fn from_der(der: &[u8]) -> Result<Self, ViolationKind> {
        Self::read(der).map_err(|NotDer| ViolationKind::NameNotDer)
    }

    /// Takes a Name whose structure is sound, down to each attribute; values and order within an RDN
    /// can be anything.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NotDer> {
        let name = Self::read_tolerant(bytes)?;
        if name.rdns().any(Rdn::is_empty) { Err(NotDer) } else { Ok(name) }
    }

    /// Takes a Name as [`Name::read`] does, also with RDNs that have no attribute, which RFC 5280 §4.1.2.4
    /// forbids.
    pub(crate) fn read_tolerant(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut rdns = Reader::of_sequence(bytes)?;
        while !rdns.is_finished() {
            let mut rdn = Reader::new(rdns.content_of(tag::SET)?);
            while !rdn.is_finished() {
                NameAttribute::read(rdn.next()?)?;
            }
        }
        Ok(Self(bytes.to_vec()))
    }

    /// Reads a Name as [`Name::read_tolerant`] does and leaves out the RDNs that have no attribute: they say
    /// nothing, and OpenSSL compares names without them. Whether there were any.
    pub(crate) fn read_without_empty_rdns(bytes: &[u8]) -> Result<(Self, bool), NotDer> {
        let name = Self::read_tolerant(bytes)?;
        if !name.rdns().any(Rdn::is_empty) {
            return Ok((name, false));
        }
        let mut w = Writer::with_capacity(bytes.len());
        w.sequence(|w| {
            for Rdn(attributes) in name.rdns().filter(|rdn| !rdn.is_empty()) {
                w.value(tag::SET, attributes);
            }
        });
        Ok((Self(w.into_bytes()), true))
    }

    /// Takes a Name that was written here, or read through already.
    pub(crate) fn from_der_unchecked(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The DER encoding.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// Whether the name has no attributes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.len() == 2
    }

    /// All attributes, from the first RDN to the last. A fault ends the sequence; there is none, because
    /// every name was read through once or written here.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = NameAttribute<'_>> {
        self.rdns().flat_map(Rdn::attributes)
    }

    /// The RDNs, each with its attributes.
    pub(crate) fn rdns(&self) -> impl Iterator<Item = Rdn<'_>> {
        let rdns = Value::read(&self.0).map_or(&[][..], |name| name.content);
        values(rdns).map(|rdn| Rdn(rdn.content))
    }
}

/// One RDN: the content of its SET.
#[derive(Clone, Copy)]
pub(crate) struct Rdn<'a>(&'a [u8]);

impl<'a> Rdn<'a> {
    /// As many attributes as it has, and at least one.
    pub(crate) fn count(self) -> usize {
        values(self.0).count().max(1)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn attributes(self) -> impl Iterator<Item = NameAttribute<'a>> {
        values(self.0).map(NameAttribute::read).map_while(Result::ok)
    }
}

impl fmt::Display for Name {
    /// In the manner of RFC 4514, but in the order of the encoding: `C=CN, O=Example, CN=TestCert`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, rdn) in self.rdns().enumerate() {
            for (within, attribute) in rdn.attributes().enumerate() {
                match (position, within) {
                    (0, 0) => {}
                    (_, 0) => f.write_str(", ")?,
                    _ => f.write_str("+")?,
                }
                write_attribute(f, &attribute)?;
            }
        }
        Ok(())
    }
}

fn write_attribute(f: &mut fmt::Formatter<'_>, attribute: &NameAttribute<'_>) -> fmt::Result {
    match oid::attribute_keyword(attribute.oid) {
        Some(keyword) => write!(f, "{keyword}=")?,
        None => match ObjectIdentifier::from_content(attribute.oid) {
            Some(oid) => write!(f, "{oid}=")?,
            None => f.write_str("?=")?,
        },
    }
    let text_tags = [tag::UTF8_STRING, tag::PRINTABLE_STRING, tag::IA5_STRING];
    match core::str::from_utf8(attribute.value.content) {
        Ok(text) if text_tags.contains(&attribute.value.tag) => {
            for character in text.chars() {
                match character {
                    ',' | '+' | '=' | '"' | '\\' | '<' | '>' | ';' => write!(f, "\\{character}")?,
                    other => crate::diagnostics::write_character(f, other)?,
                }
            }
            Ok(())
        }
        _ => {
            let mut hexadecimal = String::from("#");
            for octet in attribute.value.bytes {
                write!(hexadecimal, "{octet:02x}")?;
            }
            f.write_str(&hexadecimal)
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::name::Attribute;

    #[test]
    fn n1_values_are_shown_as_text_where_they_are_text() {
        let shown = |tag: u8| {
            let mut w = Writer::with_capacity(32);
            w.sequence(|w| {
                w.nested(tag::SET, |w| {
                    w.sequence(|w| {
                        w.object_identifier(crate::x509::oid::COMMON_NAME);
                        w.value(tag, b"ab");
                    });
                });
            });
            Name::read(&w.into_bytes()).expect("a name")
        };
        assert_eq!(alloc::format!("{:?}", shown(tag::UTF8_STRING)), "Name(CN=ab)");
        assert_eq!(alloc::format!("{}", shown(tag::OCTET_STRING)), "CN=#04026162");
    }

    #[test]
    fn e5_characters_that_disturb_a_log_are_escaped() {
        let name = Name::from_attributes(&[(Attribute::CommonName, "a\u{202e}b, c")]).expect("a name");
        assert_eq!(alloc::format!("{name}"), "CN=a\\u{202e}b\\, c");
    }
}
