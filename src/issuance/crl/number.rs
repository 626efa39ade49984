//! The CRL number (RFC 5280 §5.2.3).

use core::fmt;
use core::str::FromStr;

use crate::diagnostics::{CrlError, ViolationKind};
use crate::x509::der::Writer;
use crate::x509::extension::{Criticality, encode_extension};
use crate::x509::oid;
use crate::x509::unsigned160::{MAX_OCTETS, NotUnsigned160, Unsigned160};

/// The number of a revocation list. Each list of an issuer must have a larger number than the list
/// before it (RFC 5280 §5.2.3, [rule R4](crate::docs::rules#r4)). The host keeps count; any number
/// that only grows will do, such as the Unix time in seconds.
///
/// Its text is hexadecimal, as that of a [`SerialNumber`](crate::SerialNumber); 0 is `00`. The file
/// `crlnumber` of OpenSSL holds such a text and a line feed.
///
/// ```
/// use certmint::crl::CrlNumber;
///
/// assert!(CrlNumber::from(41) < CrlNumber::from(42));
/// assert_eq!(CrlNumber::new(&[0, 42])?, CrlNumber::from(42));
///
/// let number: CrlNumber = "0B\n".trim_end().parse()?;
/// assert_eq!(number.to_u64(), Some(11));
/// assert_eq!(number.next()?.to_string(), "0c");
/// # Ok::<(), certmint::error::CrlNumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlNumber(Unsigned160);

impl CrlNumber {
    /// Makes a number from big-endian octets, from 0 to 2^159 − 1: as an INTEGER it has at most 20
    /// octets.
    ///
    /// # Errors
    /// [`CrlNumberError::TooLarge`]
    pub fn new(octets: &[u8]) -> Result<Self, CrlNumberError> {
        Self::below_2_to_159(Unsigned160::new(octets).ok())
    }

    fn below_2_to_159(number: Option<Unsigned160>) -> Result<Self, CrlNumberError> {
        number.filter(|number| !number.is_top_bit_set()).map(Self).ok_or(CrlNumberError::TooLarge)
    }

    /// Returns the number of the list after this one.
    ///
    /// # Errors
    /// [`CrlNumberError::TooLarge`] if this is the largest number.
    pub fn next(&self) -> Result<Self, CrlNumberError> {
        let mut octets = [0; MAX_OCTETS];
        let significant = self.as_bytes();
        octets[MAX_OCTETS - significant.len()..].copy_from_slice(significant);
        for octet in octets.iter_mut().rev() {
            *octet = octet.wrapping_add(1);
            if *octet != 0 {
                break;
            }
        }
        Self::new(&octets)
    }

    /// Returns the number in big-endian octets without leading zeros; for 0, no octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.significant()
    }

    /// Returns the number as an integer; `None` if it is 2^64 or more.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }

    /// ```asn1
    /// CRLNumber ::= INTEGER (0..MAX)
    /// ```
    pub(super) fn encode(&self, w: &mut Writer) {
        encode_extension(w, oid::CRL_NUMBER, Criticality::NonCritical, |w| self.0.encode(w));
    }

    /// Encodes the deltaCRLIndicator (RFC 5280 §5.2.4) of a delta CRL whose base has this number.
    ///
    /// ```asn1
    /// BaseCRLNumber ::= CRLNumber
    /// ```
    pub(super) fn encode_as_base(&self, w: &mut Writer) {
        encode_extension(w, oid::DELTA_CRL_INDICATOR, Criticality::Critical, |w| self.0.encode(w));
    }
}

/// Why octets or a text are not a CRL number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlNumberError {
    /// It is 2^159 or more, and so does not fit into 20 octets.
    #[error("a CRL number must be below 2^159, so that it fits into 20 octets")]
    TooLarge,
    /// The text is not hexadecimal digits, with or without colons between octets.
    #[error("a CRL number is written in hexadecimal digits, with or without colons between octets")]
    NotHexadecimal,
}

impl From<CrlNumberError> for ViolationKind {
    fn from(error: CrlNumberError) -> Self {
        Self::Crl(match error {
            CrlNumberError::TooLarge => CrlError::NumberTooLarge,
            CrlNumberError::NotHexadecimal => CrlError::NumberNotHexadecimal,
        })
    }
}

impl FromStr for CrlNumber {
    type Err = CrlNumberError;

    /// Reads hexadecimal digits in any case, with or without colons between octets.
    fn from_str(text: &str) -> Result<Self, CrlNumberError> {
        match text.parse() {
            Ok(number) => Self::below_2_to_159(Some(number)),
            Err(NotUnsigned160::TooLong(_)) => Err(CrlNumberError::TooLarge),
            Err(NotUnsigned160::NotHexadecimal) => Err(CrlNumberError::NotHexadecimal),
        }
    }
}

impl fmt::Display for CrlNumber {
    /// Writes two lower-case hexadecimal digits for each octet; for 0, `00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<u64> for CrlNumber {
    fn from(number: u64) -> Self {
        let mut octets = [0; MAX_OCTETS];
        octets[MAX_OCTETS - size_of::<u64>()..].copy_from_slice(&number.to_be_bytes());
        Self(Unsigned160::from_octets(octets))
    }
}

impl fmt::Debug for CrlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CrlNumber({:?})", self.0)
    }
}
