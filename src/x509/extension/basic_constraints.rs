//! basicConstraints (RFC 5280 §4.2.1.9), critical.

use super::{Criticality, encode_extension};
use crate::x509::EncodingDeviation;
use crate::x509::der::{NotDer, Reader, Writer, tag, unsigned};
use crate::x509::oid;

/// The number of CAs that may follow below a CA: 0–6, the range of the API page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathLength(u8);

impl PathLength {
    /// The largest path length that a request can ask for.
    pub const MAX: u8 = 6;

    /// Creates a path length of 0–6.
    ///
    /// # Errors
    /// [`PathLengthError`] above 6.
    pub fn new(length: u8) -> Result<Self, PathLengthError> {
        if length > Self::MAX { Err(PathLengthError { found: length }) } else { Ok(Self(length)) }
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// A path length above [`PathLength::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {found}, but 0 to {} are allowed", PathLength::MAX)]
pub struct PathLengthError {
    /// The path length that was given.
    pub found: u8,
}

/// The value of basicConstraints, as any certificate may hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BasicConstraints {
    EndEntity,
    Ca { path_length: Option<u32> },
}

impl BasicConstraints {
    /// Returns the value for a subordinate CA.
    pub(crate) fn subordinate_ca(path_length: PathLength) -> Self {
        Self::Ca { path_length: Some(path_length.get().into()) }
    }

    pub(crate) fn is_ca(self) -> bool {
        matches!(self, Self::Ca { .. })
    }

    pub(crate) fn path_length(self) -> Option<u32> {
        match self {
            Self::Ca { path_length } => path_length,
            Self::EndEntity => None,
        }
    }

    /// ```asn1
    /// BasicConstraints ::= SEQUENCE {
    ///   cA                 BOOLEAN DEFAULT FALSE,
    ///   pathLenConstraint  INTEGER (0..MAX) OPTIONAL }
    /// ```
    pub(crate) fn encode(self, w: &mut Writer) {
        encode_extension(w, oid::BASIC_CONSTRAINTS, Criticality::Critical, |w| {
            w.sequence(|w| {
                if let Self::Ca { path_length } = self {
                    w.value(tag::BOOLEAN, &[0xff]);
                    if let Some(length) = path_length {
                        w.unsigned(length);
                    }
                }
            });
        });
    }

    /// Reads the value of the extension in strict DER. [`BasicConstraints::read_tolerant`] also
    /// accepts BER.
    pub(crate) fn read(value: &[u8]) -> Result<Self, NotDer> {
        match Self::read_tolerant(value)? {
            (constraints, None) => Ok(constraints),
            (_, Some(_)) => Err(NotDer),
        }
    }

    /// Reads a value that is never copied, and accepts a cA in BER. A path length above 32 bits
    /// limits nothing. A path length without cA is an error (RFC 5280 §4.2.1.9).
    pub(crate) fn read_tolerant(value: &[u8]) -> Result<(Self, Option<EncodingDeviation>), NotDer> {
        let mut reader = Reader::of_sequence(value)?;
        let (ca, is_der) = reader.boolean_default_false()?;
        let path_length = reader.optional(tag::INTEGER)?.map(unsigned).transpose()?.map(saturated);
        reader.finish()?;
        let (constraints, deviation) = match (ca, path_length) {
            (true, path_length) => (Self::Ca { path_length }, EncodingDeviation::CaTrue),
            (false, None) => (Self::EndEntity, EncodingDeviation::CaFalse),
            (false, Some(_)) => return Err(NotDer),
        };
        Ok((constraints, (!is_der).then_some(deviation)))
    }
}

fn saturated(magnitude: &[u8]) -> u32 {
    let value = |octets: &[u8]| octets.iter().fold(0, |value, octet| value << 8 | u32::from(*octet));
    if magnitude.len() > size_of::<u32>() { u32::MAX } else { value(magnitude) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_basic_constraints_that_are_only_read_may_encode_ca_as_ber_has_it() {
        let ca = |path_length| BasicConstraints::Ca { path_length };
        for (value, expected) in [
            (&[0x30, 0][..], Ok((BasicConstraints::EndEntity, None))),
            (&[0x30, 3, 1, 1, 0xff], Ok((ca(None), None))),
            (&[0x30, 6, 1, 1, 0xff, 2, 1, 0], Ok((ca(Some(0)), None))),
            (&[0x30, 3, 1, 1, 0], Ok((BasicConstraints::EndEntity, Some(EncodingDeviation::CaFalse)))),
            (&[0x30, 6, 1, 1, 1, 2, 1, 3], Ok((ca(Some(3)), Some(EncodingDeviation::CaTrue)))),
            (&[0x30, 3, 2, 1, 0], Err(NotDer)),
            (&[0x30, 6, 1, 1, 0, 2, 1, 0], Err(NotDer)),
        ] {
            assert_eq!(BasicConstraints::read_tolerant(value), expected, "{value:02x?}");
            let strict = expected.and_then(|(constraints, deviation)| match deviation {
                None => Ok(constraints),
                Some(_) => Err(NotDer),
            });
            assert_eq!(BasicConstraints::read(value), strict, "{value:02x?}");
        }
    }
}
