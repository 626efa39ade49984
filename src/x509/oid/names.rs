//! The usual names of the identifiers in requests, as messages show them (rule E5). They have no
//! other effect.

mod table;

use core::fmt;

use super::ObjectIdentifier;
use crate::x509::name::attribute_table;
use table::NAMES;

/// An identifier as a message shows it: its name, or dotted decimal if it has none.
pub(crate) struct Named<'a>(&'a ObjectIdentifier);

impl ObjectIdentifier {
    /// Returns the usual name of a well-known identifier, as messages show it: an attribute type,
    /// extension, purpose, algorithm, curve or policy. It is for people: names are not unique
    /// everywhere, and a later version may word them differently.
    ///
    /// ```
    /// use certmint::ObjectIdentifier;
    ///
    /// let oid = ObjectIdentifier::new("1.3.6.1.5.5.7.3.1")?;
    /// assert_eq!(oid.name(), Some("serverAuth"));
    /// assert_eq!(ObjectIdentifier::new("2.999.1")?.name(), None);
    /// # Ok::<(), certmint::error::ObjectIdentifierError>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        let attribute = attribute_table::find(self.as_content()).map(|attribute| attribute.name);
        attribute.or_else(|| name(self.as_content()))
    }

    pub(crate) fn named(&self) -> Named<'_> {
        Named(self)
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(attribute) = attribute_table::find(self.0.as_content()) {
            let (keyword, name) = (attribute.keyword, attribute.name);
            return if keyword == name { f.write_str(name) } else { write!(f, "{name} ({keyword})") };
        }
        match name(self.0.as_content()) {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

/// Returns the name of an identifier that is not an attribute type.
pub(crate) fn name(oid: &[u8]) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::string::ToString;

    use super::*;

    fn named(dotted: &str) -> alloc::string::String {
        ObjectIdentifier::new(dotted).expect("an identifier").named().to_string()
    }

    #[test]
    fn e5_identifiers_are_shown_by_their_names_and_others_as_they_are() {
        for (dotted, name) in [
            ("2.5.4.6", "country (C)"),
            ("2.5.4.5", "serialNumber"),
            ("1.2.840.113549.1.9.7", "challengePassword"),
            ("2.5.29.37.0", "anyExtendedKeyUsage"),
            ("1.3.101.112", "Ed25519"),
            ("1.3.132.0.35", "secp521r1 (P-521)"),
            ("2.999.1", "2.999.1"),
        ] {
            assert_eq!(named(dotted), name);
        }
        let name = |dotted| ObjectIdentifier::new(dotted).expect("an identifier").name();
        assert_eq!(name("2.5.4.6"), Some("country"));
        assert_eq!(name("2.5.29.37.0"), Some("anyExtendedKeyUsage"));
        assert_eq!(name("2.999.1"), None);
    }

    #[test]
    fn e5_no_identifier_and_no_name_is_there_twice() {
        let mut seen = BTreeSet::new();
        let attributes = || attribute_table::ATTRIBUTES.iter();
        for oid in attributes().map(|row| row.oid).chain(NAMES.iter().map(|(oid, _)| *oid)) {
            assert!(seen.insert(oid), "{oid:02x?}");
        }
        let mut seen = BTreeSet::new();
        for name in attributes().map(|row| row.name).chain(NAMES.iter().map(|(_, name)| *name)) {
            assert!(seen.insert(name), "{name}");
            assert!(!name.contains(char::is_control) && name.is_ascii(), "{name}");
        }
    }
}
