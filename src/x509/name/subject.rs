//! The distinguished name of a request, and the subject that it becomes.

use alloc::string::String;

use super::{Attribute, Name};
use crate::diagnostics::ViolationKind;
use crate::x509::der::{Writer, tag};

/// The distinguished name that a request asks for: a common name and up to five further attributes.
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::Attribute;
///
/// let name = DistinguishedName::new("TestCert")?
///     .with(Attribute::Country, "CN")?
///     .with(Attribute::Organization, "Example")?;
/// assert_eq!(name.value(Attribute::Country), Some("CN"));
/// # Ok::<(), certmint::error::ViolationKind>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName {
    /// In the order of [`Attribute::ALL`]; the common name is always there.
    values: [Option<String>; Attribute::ALL.len()],
}

impl DistinguishedName {
    /// A name that holds a common name of 1–64 characters.
    ///
    /// # Errors
    /// [`ViolationKind::Length`] or [`ViolationKind::ControlCharacter`].
    pub fn new(common_name: &str) -> Result<Self, ViolationKind> {
        Self::without_common_name().with(Attribute::CommonName, common_name)
    }

    /// The start of a name; its common name is set before anyone else sees it.
    pub(crate) fn without_common_name() -> Self {
        Self { values: Default::default() }
    }

    /// Sets an attribute, in place of the value that it had.
    ///
    /// # Errors
    /// [`ViolationKind::Length`], [`ViolationKind::ControlCharacter`] or [`ViolationKind::Country`]
    /// (rule N1).
    pub fn with(mut self, attribute: Attribute, value: &str) -> Result<Self, ViolationKind> {
        self.set(attribute, value)?;
        Ok(self)
    }

    pub(crate) fn set(&mut self, attribute: Attribute, value: &str) -> Result<(), ViolationKind> {
        attribute.check(value)?;
        self.values[attribute as usize] = Some(value.into());
        Ok(())
    }

    /// The value of an attribute, where it has one.
    #[must_use]
    pub fn value(&self, attribute: Attribute) -> Option<&str> {
        self.values[attribute as usize].as_deref()
    }

    /// The subject: each attribute its own RDN, in the order C, ST, L, O, OU, CN (rule N3). Attributes
    /// that are not set are inherited from `issuer`, byte for byte; the common name never is (rule N4).
    pub(crate) fn to_subject(&self, issuer: Option<&Name>) -> Name {
        let mut w = Writer::with_capacity(256);
        w.sequence(|w| {
            for attribute in Attribute::ALL {
                match (self.value(attribute), issuer) {
                    (Some(value), _) => {
                        w.nested(tag::SET, |w| attribute.encode(w, value));
                    }
                    (None, Some(issuer)) if attribute != Attribute::CommonName => {
                        for inherited in
                            issuer.attributes().filter(|inherited| inherited.oid == attribute.oid())
                        {
                            w.nested(tag::SET, |w| w.raw(inherited.bytes));
                        }
                    }
                    _ => {}
                }
            }
        });
        Name::from_der_unchecked(w.into_bytes())
    }
}
