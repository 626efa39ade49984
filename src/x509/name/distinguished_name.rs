//! Distinguished names.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::{Hash, Hasher};

use super::builder::check_count;
use super::rdn::{NameAttribute, Rdn};
use super::{AttributeType, CheckedAttribute, DistinguishedNameBuilder, DistinguishedNameError};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag, values};

/// A distinguished name, the subject or issuer of a certificate: an X.501 Name (RFC 5280 §4.1.2.4).
///
/// The name is kept as its DER encoding. A name that was read remains unchanged byte for byte,
/// whatever its content (rules [N4](crate::docs::rules#n4), [N5](crate::docs::rules#n5) and
/// [C5](crate::docs::rules#c5)). A name that is made by [`DistinguishedName::new`] and
/// [`DistinguishedName::with`] has the attributes of the API in their order, each in an RDN of its
/// own ([rule N3](crate::docs::rules#n3)). Any other name has a [builder](DistinguishedName::builder).
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::AttributeType;
///
/// let name = DistinguishedName::new("TestCert")?
///     .with(AttributeType::Country, "DE")?
///     .with(AttributeType::Organization, "Example")?;
/// assert_eq!(name.to_string(), "C=DE, O=Example, CN=TestCert");
/// assert_eq!(name.value(AttributeType::Country).as_deref(), Some("DE"));
/// # Ok::<(), certmint::error::DistinguishedNameError>(())
/// ```
#[derive(Clone)]
pub struct DistinguishedName {
    der: Vec<u8>,
    /// Whether all values are known to be valid for their attributes. The builder accepts only
    /// valid ones.
    is_checked: bool,
}

impl PartialEq for DistinguishedName {
    /// Compares the encodings.
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for DistinguishedName {}

impl Hash for DistinguishedName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.der.hash(state);
    }
}

impl DistinguishedName {
    /// Creates a name with a common name of 1–64 characters.
    ///
    /// # Errors
    /// [`DistinguishedNameError::Length`] or [`DistinguishedNameError::ControlCharacter`].
    pub fn new(common_name: &str) -> Result<Self, DistinguishedNameError> {
        let attribute = AttributeType::CommonName;
        let common_name = attribute.checked(common_name)?;
        Ok(Self::from_checked([common_name].into_iter()))
    }

    /// Sets an attribute and replaces all values that it had, also in an RDN that it shares with
    /// other attributes; those stay. It gets an RDN of its own. An attribute of
    /// [`AttributeType::MEMBERS`] is placed in the order C, ST, L, O, OU, CN
    /// ([rule N3](crate::docs::rules#n3)), any other one where the first of its type was, or at the
    /// end. For names of any order, with repeated attributes or several in one RDN, there is a
    /// [builder](DistinguishedName::builder).
    ///
    /// # Errors
    /// [`DistinguishedNameError`] if the attribute cannot have the value: [`Length`],
    /// [`ControlCharacter`], [`Country`] or [`Attribute`] ([rule N1](crate::docs::rules#n1));
    /// [`TooManyAttributes`] for more than 100 attributes.
    ///
    /// [`Length`]: DistinguishedNameError::Length
    /// [`ControlCharacter`]: DistinguishedNameError::ControlCharacter
    /// [`Country`]: DistinguishedNameError::Country
    /// [`Attribute`]: DistinguishedNameError::Attribute
    /// [`TooManyAttributes`]: DistinguishedNameError::TooManyAttributes
    pub fn with(
        self,
        attribute: impl Borrow<AttributeType>,
        value: &str,
    ) -> Result<Self, DistinguishedNameError> {
        let attribute = attribute.borrow().checked(value)?;
        let mut w = Writer::with_capacity(self.der.len() + attribute.encoded_bound());
        w.sequence(|w| match attribute.position() {
            Some(position) => self.encode_with_member(w, &attribute, position),
            None => self.encode_with_other(w, &attribute),
        });
        let name = Self { der: w.into_bytes(), ..self };
        check_count(name.attributes().count())?;
        Ok(name)
    }

    /// Encodes the RDNs with an attribute of [`AttributeType::MEMBERS`] in its place.
    fn encode_with_member(&self, w: &mut Writer, attribute: &CheckedAttribute<'_>, position: usize) {
        let position = Some(position);
        let others = self.rdns().filter_map(|rdn| rdn.without(attribute.oid()));
        let mut others = others.map(|others| (others.position(), others)).peekable();
        // An RDN without a position stays where it is, before the attribute: `None` is the least.
        while let Some((_, others)) = others.next_if(|(it, _)| *it < position) {
            others.encode(w);
        }
        attribute.encode_rdn(w);
        others.for_each(|(_, others)| others.encode(w));
    }

    /// Encodes the RDNs with another attribute in place of the first one of its type, or at the
    /// end.
    fn encode_with_other(&self, w: &mut Writer, attribute: &CheckedAttribute<'_>) {
        let mut is_written = false;
        for rdn in self.rdns() {
            if let Some(others) = rdn.without(attribute.oid()) {
                others.encode(w);
            }
            if rdn.contains(attribute.oid()) && !core::mem::replace(&mut is_written, true) {
                attribute.encode_rdn(w);
            }
        }
        if !is_written {
            attribute.encode_rdn(w);
        }
    }

    /// Starts a name of any attributes.
    #[must_use]
    pub fn builder() -> DistinguishedNameBuilder {
        DistinguishedNameBuilder::default()
    }

    /// Creates a name of these attributes in the given order, with one RDN for each. Without
    /// attributes it is the empty name.
    ///
    /// ```
    /// use certmint::DistinguishedName;
    /// use certmint::name::AttributeType;
    ///
    /// let base = DistinguishedName::from_attributes(&[
    ///     (AttributeType::Country, "DE"),
    ///     (AttributeType::Organization, "Example"),
    /// ])?;
    /// assert_eq!(base.to_string(), "C=DE, O=Example");
    /// # Ok::<(), certmint::error::DistinguishedNameError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`DistinguishedName::with`].
    pub fn from_attributes(attributes: &[(AttributeType, &str)]) -> Result<Self, DistinguishedNameError> {
        check_count(attributes.len())?;
        let checked = attributes.iter().map(|(attribute, value)| attribute.checked(*value));
        Ok(Self::from_checked(checked.collect::<Result<Vec<_>, _>>()?.into_iter()))
    }

    /// Creates a name of these attributes in the given order.
    pub(crate) fn from_checked<'a>(attributes: impl Iterator<Item = CheckedAttribute<'a>> + Clone) -> Self {
        let octets = attributes.clone().map(|attribute| attribute.encoded_bound()).sum::<usize>();
        let mut w = Writer::with_capacity(4 + octets);
        w.sequence(|w| attributes.for_each(|attribute| attribute.encode_rdn(w)));
        Self { der: w.into_bytes(), is_checked: true }
    }

    /// Creates a name of RDNs in DER whose attributes were checked.
    pub(super) fn from_checked_rdns(rdns: &[u8]) -> Self {
        let mut w = Writer::with_capacity(8 + rdns.len());
        w.nested_about(tag::SEQUENCE, rdns.len(), |w| w.raw(rdns));
        Self { der: w.into_bytes(), is_checked: true }
    }

    /// Reads a Name in DER, with any attributes. Only the structure is checked, down to each
    /// attribute. Values can be anything, as in a directoryName of name constraints. If the name is
    /// the subject of a request, the check of the request applies the rules for the subject of a
    /// CSR to it ([rule C5](crate::docs::rules#c5)).
    ///
    /// # Errors
    /// [`DistinguishedNameError::NotDer`].
    pub fn from_der(der: &[u8]) -> Result<Self, DistinguishedNameError> {
        Self::read(der).map_err(|NotDer| DistinguishedNameError::NotDer)
    }

    /// Reads a Name and checks its structure, down to each attribute. Values and the order within
    /// an RDN can be anything.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NotDer> {
        let name = Self::read_tolerant(bytes)?;
        if name.rdns().any(Rdn::is_empty) { Err(NotDer) } else { Ok(name) }
    }

    /// Like [`DistinguishedName::read`], but also accepts RDNs without attributes, which RFC 5280
    /// §4.1.2.4 forbids.
    pub(crate) fn read_tolerant(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut rdns = Reader::of_sequence(bytes)?;
        while !rdns.is_finished() {
            let mut rdn = Reader::new(rdns.content_of(tag::SET)?);
            while !rdn.is_finished() {
                NameAttribute::read(rdn.next()?)?;
            }
        }
        Ok(Self::from_der_unchecked(bytes.to_vec()))
    }

    /// Like [`DistinguishedName::read_tolerant`], but drops the RDNs without attributes: they have
    /// no meaning, and OpenSSL ignores them when it compares names. Also returns whether there were
    /// any.
    pub(crate) fn read_without_empty_rdns(bytes: &[u8]) -> Result<(Self, bool), NotDer> {
        let name = Self::read_tolerant(bytes)?;
        if !name.rdns().any(Rdn::is_empty) {
            return Ok((name, false));
        }
        let mut w = Writer::with_capacity(bytes.len());
        w.sequence(|w| name.rdns().filter(|rdn| !rdn.is_empty()).for_each(|rdn| rdn.encode(w)));
        Ok((Self::from_der_unchecked(w.into_bytes()), true))
    }

    /// Takes bytes whose structure the caller checks.
    pub(super) fn from_der_unchecked(der: Vec<u8>) -> Self {
        Self { der, is_checked: false }
    }

    /// Returns the DER encoding.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns whether the name has no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.der.len() == 2
    }

    /// Returns whether all values are known to be valid for their attributes.
    pub(crate) fn is_checked(&self) -> bool {
        self.is_checked
    }

    /// Returns the first value of an attribute as text, or `None` if there is no such attribute or
    /// its value is not text.
    #[must_use]
    pub fn value(&self, attribute: impl Borrow<AttributeType>) -> Option<Cow<'_, str>> {
        let oid = attribute.borrow().oid();
        self.attributes().find(|found| found.oid == oid)?.text()
    }

    /// Returns all attributes, from the first RDN to the last.
    ///
    /// ```
    /// use certmint::DistinguishedName;
    ///
    /// let name = DistinguishedName::new("db")?;
    /// for attribute in name.attributes() {
    ///     let name = attribute.attribute_type().and_then(|it| it.name());
    ///     assert_eq!(name, Some("commonName"));
    ///     assert_eq!(attribute.text().as_deref(), Some("db"));
    /// }
    /// # Ok::<(), certmint::error::DistinguishedNameError>(())
    /// ```
    pub fn attributes(&self) -> impl Iterator<Item = NameAttribute<'_>> {
        // A fault would end the iteration, but every name was validated when read, or written here.
        self.rdns().flat_map(Rdn::attributes)
    }

    /// Returns the RDNs, each with its attributes.
    pub(crate) fn rdns(&self) -> impl Iterator<Item = Rdn<'_>> {
        let rdns = Value::read(&self.der).map_or(&[][..], |name| name.content);
        values(rdns).map(|rdn| Rdn::of(rdn.content))
    }

    /// Returns the subject granted to a request with this name. Members of `distinguished_name` in
    /// the JSON bodies that the name lacks are inherited from the issuer, byte for byte, except the
    /// common name (rule N4).
    pub(crate) fn inheriting(&self, issuer: Option<&Self>) -> Self {
        let Some(issuer) = issuer else { return self.clone() };
        let positions = |name: &Self, has: &mut [bool], value: bool| {
            let attributes = name.attributes();
            attributes
                .filter_map(|attribute| AttributeType::position_of(attribute.oid))
                .for_each(|position| has[position] = value);
        };
        let mut is_inherited = AttributeType::MEMBERS.map(|_| false);
        positions(issuer, &mut is_inherited, true);
        positions(self, &mut is_inherited, false);
        if let Some(common_name) = AttributeType::CommonName.position() {
            is_inherited[common_name] = false;
        }
        if !is_inherited.contains(&true) {
            return self.clone();
        }
        let mut w = Writer::with_capacity(64 + self.der.len() + issuer.der.len());
        w.sequence(|w| {
            // Inherited members go before the first RDN that follows them in the order of the
            // members.
            let mut inherit = |w: &mut Writer, before: usize| {
                let members = AttributeType::MEMBERS.into_iter().zip(&mut is_inherited).take(before);
                for (attribute, is_inherited) in members.filter(|(_, is_inherited)| **is_inherited) {
                    *is_inherited = false;
                    let inherited = issuer.attributes().filter(|found| found.oid == attribute.oid());
                    inherited.for_each(|inherited| w.value(tag::SET, inherited.bytes));
                }
            };
            for rdn in self.rdns() {
                inherit(w, rdn.position().unwrap_or_default());
                rdn.encode(w);
            }
            inherit(w, AttributeType::MEMBERS.len());
        });
        // What is inherited is the issuer's, whatever it holds.
        Self { der: w.into_bytes(), is_checked: false }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use AttributeType::{CommonName, Country, Locality, Organization};

    fn name(attributes: &[(AttributeType, &str)]) -> DistinguishedName {
        DistinguishedName::from_attributes(attributes).expect("a name")
    }

    #[test]
    fn n3_an_attribute_takes_its_place_whenever_it_is_set() {
        let built = DistinguishedName::new("a").and_then(|name| name.with(Organization, "b"));
        let built = built.and_then(|name| name.with(Country, "DE")).expect("a name");
        assert_eq!(built, name(&[(Country, "DE"), (Organization, "b"), (CommonName, "a")]));
        let again = built.with(Organization, "other").expect("a name");
        assert_eq!(again.to_string(), "C=DE, O=other, CN=a");
        let twice = name(&[(CommonName, "a"), (CommonName, "b")]).with(CommonName, "c").expect("a name");
        assert_eq!(twice.to_string(), "CN=c");
    }

    #[test]
    fn n4_what_is_missing_is_inherited_in_its_place() {
        let issuer = name(&[(CommonName, "root"), (Organization, "c"), (Organization, "b"), (Country, "DE")]);
        let inherited = |own: &[(AttributeType, &str)]| name(own).inheriting(Some(&issuer)).to_string();
        assert_eq!(inherited(&[(CommonName, "a")]), "C=DE, O=c, O=b, CN=a");
        assert_eq!(inherited(&[(Locality, "l"), (CommonName, "a")]), "C=DE, L=l, O=c, O=b, CN=a");
        assert_eq!(inherited(&[(Country, "FR"), (CommonName, "a")]), "C=FR, O=c, O=b, CN=a");
        assert_eq!(inherited(&[(CommonName, "a"), (Organization, "o")]), "C=DE, CN=a, O=o");
        assert_eq!(name(&[(CommonName, "a")]).inheriting(None).to_string(), "CN=a");
    }
}
