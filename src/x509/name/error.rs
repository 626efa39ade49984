//! Why a value or bytes cannot become a distinguished name.

use core::fmt;

use super::{AttributeError, AttributeErrorKind, SubjectError};
use crate::x509::length::LengthError;
use crate::x509::oid::ObjectIdentifier;
use crate::x509::{Sanitized, Visible};

/// A value that is not allowed for its attribute, or bytes that are not a name (rules
/// [N1](crate::docs::rules#n1) and [C5](crate::docs::rules#c5)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DistinguishedNameError {
    /// Too few or too many characters.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// A control character (C0, DEL or C1).
    #[error("the control character {} is not allowed; remove it", Visible(*.0))]
    ControlCharacter(char),
    /// A country that is not two ASCII letters.
    #[error(
        "the country (C) must be two letters A-Z or a-z, not {0}; use a code of ISO 3166-1, such as DE, or \
         omit the country"
    )]
    Country(Sanitized),
    /// Bytes that are not a Name in DER.
    #[error("the name is not a distinguished name in DER")]
    NotDer,
    /// Another value that the attribute cannot have.
    #[error(fmt = write_attribute)]
    Attribute {
        /// The type of the attribute.
        attribute: ObjectIdentifier,
        /// Why it cannot have the value.
        kind: AttributeErrorKind,
    },
    /// An RDN without attributes (RFC 5280 §4.1.2.4).
    #[error("an RDN must have at least one attribute; add one, or omit the RDN")]
    EmptyRdn,
    /// A name with too many attributes.
    #[error("the name has {found} attributes, but at most {max} are allowed")]
    TooManyAttributes {
        /// The number of attributes.
        found: usize,
        /// The maximum number of attributes.
        max: usize,
    },
}

fn write_attribute(
    attribute: &ObjectIdentifier,
    kind: &AttributeErrorKind,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    kind.write(f, attribute)
}

impl From<SubjectError> for DistinguishedNameError {
    fn from(error: SubjectError) -> Self {
        match error {
            SubjectError::TooManyAttributes { found, max } => Self::TooManyAttributes { found, max },
            SubjectError::Country(found) => Self::Country(found),
            SubjectError::Attribute(AttributeError { attribute, kind }) => {
                Self::Attribute { attribute, kind }
            }
        }
    }
}
