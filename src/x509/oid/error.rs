//! What is wrong with an object identifier.

use core::fmt;

use crate::x509::length::LengthError;

/// What is wrong with an object identifier in dotted decimal (rule U5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectIdentifierError {
    /// Too few or too many characters.
    Length(LengthError),
    /// The first arc is not 0, 1 or 2.
    FirstArc,
    /// Fewer than two arcs.
    TooFewArcs,
    /// The second arc is 40 or more under 0 or 1.
    SecondArc,
    /// An arc has no digits.
    EmptyArc,
    /// An arc starts with a zero that is not all of it.
    LeadingZero,
    /// Something other than digits and dots.
    Character,
}

impl fmt::Display for ObjectIdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Length(length) => return length.fmt(f),
            Self::FirstArc => "the first arc must be 0, 1 or 2",
            Self::TooFewArcs => "there must be at least two arcs",
            Self::SecondArc => "the second arc must be below 40 under 0 and 1",
            Self::EmptyArc => "an arc is empty",
            Self::LeadingZero => "an arc has a leading zero",
            Self::Character => "only digits and dots are allowed",
        };
        write!(f, "not an object identifier: {text}")
    }
}

impl core::error::Error for ObjectIdentifierError {}

impl From<LengthError> for ObjectIdentifierError {
    fn from(length: LengthError) -> Self {
        Self::Length(length)
    }
}
