//! Distinguished names as text.

use core::fmt;

use super::attribute_table;
use super::{DistinguishedName, NameAttribute};
use crate::x509::der::tag;
use crate::x509::oid::ObjectIdentifier;
use crate::x509::write_character;

impl fmt::Display for DistinguishedName {
    /// Writes the name in the style of RFC 4514, but in the order of the encoding:
    /// `C=DE, O=Example, CN=TestCert`.
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
    match attribute_table::find(attribute.oid) {
        Some(known) => write!(f, "{}=", known.keyword)?,
        None => match ObjectIdentifier::from_content(attribute.oid) {
            Some(oid) => write!(f, "{oid}=")?,
            None => f.write_str("?=")?,
        },
    }
    let text_tags = [tag::UTF8_STRING, tag::PRINTABLE_STRING, tag::IA5_STRING];
    match core::str::from_utf8(attribute.value.content) {
        Ok(text) if text_tags.contains(&attribute.value.tag) => {
            text.chars().try_for_each(|character| match character {
                ',' | '+' | '=' | '"' | '\\' | '<' | '>' | ';' => write!(f, "\\{character}"),
                other => write_character(f, other),
            })
        }
        _ => {
            f.write_str("#")?;
            attribute.value.bytes.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
        }
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DistinguishedName({self})")
    }
}

impl fmt::Debug for NameAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameAttribute(")?;
        write_attribute(f, self)?;
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::der::Writer;

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
            DistinguishedName::read(&w.into_bytes()).expect("a name")
        };
        assert_eq!(alloc::format!("{:?}", shown(tag::UTF8_STRING)), "DistinguishedName(CN=ab)");
        assert_eq!(alloc::format!("{}", shown(tag::OCTET_STRING)), "CN=#04026162");
    }

    #[test]
    fn e5_characters_that_disturb_a_log_are_escaped() {
        let name = DistinguishedName::new("a\u{202e}b, c").expect("a name");
        assert_eq!(alloc::format!("{name}"), "CN=a\\u{202e}b\\, c");
    }
}
