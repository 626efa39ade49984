//! Builds names of any attributes.

use alloc::vec::Vec;

use super::checked_attribute::{AttributeValue, CheckedAttribute};
use super::copied::MAX_ATTRIBUTES;
use super::{AttributeErrorKind, AttributeType, DistinguishedName, DistinguishedNameError};
use crate::x509::der::{Writer, tag};

/// Builds a distinguished name of any attributes, in the order in which they are added
/// ([rule N6](crate::docs::rules#n6)). Without attributes it builds the empty name.
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::AttributeType::{
///     CommonName, DomainComponent, SerialNumber, UserId,
/// };
///
/// let name = DistinguishedName::builder()
///     .attribute(DomainComponent, "org")?
///     .attribute(DomainComponent, "example")?
///     // Two attributes in one RDN; DER decides their order.
///     .rdn([(UserId, "jdoe"), (CommonName, "J. Doe")])?
///     .attribute(SerialNumber, "42")?
///     .build();
/// assert_eq!(
///     name.to_string(),
///     "DC=org, DC=example, CN=J. Doe+UID=jdoe, serialNumber=42",
/// );
/// # Ok::<(), certmint::error::DistinguishedNameError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistinguishedNameBuilder {
    /// The RDNs in DER, one after another.
    rdns: Vec<u8>,
    attributes: usize,
}

impl DistinguishedNameBuilder {
    /// Adds an RDN with one attribute. Its type is an [`AttributeType`] or an
    /// [`ObjectIdentifier`](crate::ObjectIdentifier), its value a text or an [`AttributeValue`].
    ///
    /// A text is written as the definition of its type demands: a PrintableString (country,
    /// serialNumber, dnQualifier), an IA5String (DC, emailAddress), or a UTF8String (all others,
    /// and all types that this crate does not know). It has the number of characters that
    /// [`AttributeType`] says, or 1–32,768, and no control characters.
    ///
    /// # Errors
    /// [`DistinguishedNameError`] if the attribute cannot have the value, or for more than 100
    /// attributes.
    pub fn attribute<'a>(
        self,
        attribute: impl Into<AttributeType>,
        value: impl Into<AttributeValue<'a>>,
    ) -> Result<Self, DistinguishedNameError> {
        self.rdn([(attribute, value)])
    }

    /// Adds one RDN with several attributes. In DER they are a SET, sorted by their encodings; their
    /// order here has no meaning.
    ///
    /// # Errors
    /// As for [`DistinguishedNameBuilder::attribute`]; also if there is no attribute, or if one
    /// occurs twice with the same value.
    pub fn rdn<'a, T: Into<AttributeType>, V: Into<AttributeValue<'a>>>(
        mut self,
        attributes: impl IntoIterator<Item = (T, V)>,
    ) -> Result<Self, DistinguishedNameError> {
        let mut encoded: Vec<Vec<u8>> = Vec::new();
        for (attribute, value) in attributes {
            self.attributes += 1;
            check_count(self.attributes)?;
            let (attribute, value) = (attribute.into(), value.into());
            encoded.push(encode(attribute.checked(value)?));
            if encoded.split_last().is_some_and(|(last, before)| before.contains(last)) {
                return Err(attribute.error(AttributeErrorKind::RepeatedInRdn));
            }
        }
        if encoded.is_empty() {
            return Err(DistinguishedNameError::EmptyRdn);
        }
        encoded.sort_unstable();
        let octets = encoded.iter().map(Vec::len).sum::<usize>();
        let mut w = Writer::with_capacity(octets + 8);
        w.nested_about(tag::SET, octets, |w| encoded.iter().for_each(|attribute| w.raw(attribute)));
        self.rdns.extend_from_slice(w.as_bytes());
        Ok(self)
    }

    /// Returns the name.
    #[must_use]
    pub fn build(self) -> DistinguishedName {
        DistinguishedName::from_checked_rdns(&self.rdns)
    }
}

/// Checks the number of attributes of a name.
pub(super) fn check_count(found: usize) -> Result<(), DistinguishedNameError> {
    let max = MAX_ATTRIBUTES;
    if found > max { Err(DistinguishedNameError::TooManyAttributes { found, max }) } else { Ok(()) }
}

fn encode(attribute: CheckedAttribute<'_>) -> Vec<u8> {
    let mut w = Writer::with_capacity(attribute.encoded_bound());
    attribute.encode(&mut w);
    w.into_bytes()
}
