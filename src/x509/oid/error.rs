//! Why a text is not an object identifier.

use super::ObjectIdentifier;
use crate::x509::UnknownNameError;
use crate::x509::length::LengthError;

/// Why a text is not an object identifier in dotted decimal ([rule U5](crate::docs::rules#u5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectIdentifierError {
    /// Too few or too many characters.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// The first arc is not 0, 1 or 2.
    #[error("not an object identifier: the first arc must be 0, 1 or 2")]
    FirstArc,
    /// Fewer than two arcs.
    #[error("not an object identifier: there must be at least two arcs")]
    TooFewArcs,
    /// The first arc is 0 or 1, and the second is above 39.
    #[error("not an object identifier: the second arc must be below 40 if the first is 0 or 1")]
    SecondArc,
    /// An arc has no digits.
    #[error("not an object identifier: an arc is empty")]
    EmptyArc,
    /// An arc has more than one digit and starts with zero.
    #[error("not an object identifier: an arc has a leading zero")]
    LeadingZero,
    /// A character that is neither a digit nor a dot.
    #[error("not an object identifier: only digits and dots are allowed")]
    Character,
}

/// A text that is neither a name nor an identifier in dotted decimal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamedIdentifierError {
    /// It is no known name.
    #[error(transparent)]
    Name(#[from] UnknownNameError),
    /// It starts with a digit, but is not an identifier in dotted decimal.
    #[error(transparent)]
    ObjectIdentifier(#[from] ObjectIdentifierError),
}

impl NamedIdentifierError {
    /// Reads a text that is no known name as dotted decimal. `allowed` are the names.
    pub(crate) fn read(text: &str, allowed: &'static [&'static str]) -> Result<ObjectIdentifier, Self> {
        match text.starts_with(|first: char| first.is_ascii_digit()) {
            true => Ok(ObjectIdentifier::new(text)?),
            false => Err(UnknownNameError::new(text, allowed).into()),
        }
    }
}
