//! Why a value or bytes cannot become a distinguished name.

use core::fmt;

use crate::x509::length::LengthError;
use crate::x509::{Sanitized, Visible};

/// A value that is not allowed for its attribute, or bytes that are not a name (rules N1 and C5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistinguishedNameError {
    /// Too few or too many characters.
    Length(LengthError),
    /// A control character (C0, DEL or C1).
    ControlCharacter(char),
    /// A country that is not two ASCII letters.
    Country(Sanitized),
    /// Bytes that are not a Name in strict DER.
    NotDer,
}

impl fmt::Display for DistinguishedNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => length.fmt(f),
            Self::ControlCharacter(character) => {
                write!(f, "the control character {} is not allowed; leave it out", Visible(*character))
            }
            Self::Country(found) => write!(
                f,
                "the country (C) {found} is not two letters A-Z or a-z; send the code of ISO 3166-1, such as DE, or \
                 leave the country out"
            ),
            Self::NotDer => f.write_str("the name is not a distinguished name in strict DER"),
        }
    }
}

impl core::error::Error for DistinguishedNameError {}

impl From<LengthError> for DistinguishedNameError {
    fn from(length: LengthError) -> Self {
        Self::Length(length)
    }
}
