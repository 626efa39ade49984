//! Why a value or bytes cannot become a distinguished name.

use crate::x509::length::LengthError;
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
}
