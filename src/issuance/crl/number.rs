//! The CRL number (RFC 5280 §5.2.3).

use core::fmt;

use crate::diagnostics::{CrlError, ViolationKind};
use crate::x509::der::Writer;
use crate::x509::extension::{Criticality, encode_extension};
use crate::x509::oid;
use crate::x509::unsigned160::{MAX_OCTETS, Unsigned160};

/// The number of a revocation list. Each list of an issuer must have a larger number than the list
/// before it (RFC 5280 §5.2.3, [rule R4](crate::docs::rules#r4)). The host keeps count; any number
/// that only grows will do, such as the Unix time in seconds.
///
/// ```
/// use certmint::crl::CrlNumber;
///
/// assert!(CrlNumber::from(41) < CrlNumber::from(42));
/// assert_eq!(CrlNumber::new(&[0, 42])?, CrlNumber::from(42));
/// # Ok::<(), certmint::error::CrlNumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlNumber(Unsigned160);

impl CrlNumber {
    /// Makes a number from big-endian octets, from 0 to 2^159 − 1: as an INTEGER it has at most 20
    /// octets.
    ///
    /// # Errors
    /// [`CrlNumberError`] if the number is larger.
    pub fn new(octets: &[u8]) -> Result<Self, CrlNumberError> {
        let number = Unsigned160::new(octets).ok().filter(|number| !number.is_top_bit_set());
        number.map(Self).ok_or(CrlNumberError)
    }

    /// Returns the number of the list after this one.
    ///
    /// # Errors
    /// [`CrlNumberError`] if this is the largest number.
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

/// A CRL number is 2^159 or more, and so does not fit into 20 octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a CRL number must be below 2^159, so that it fits into 20 octets")]
#[non_exhaustive]
pub struct CrlNumberError;

impl From<CrlNumberError> for ViolationKind {
    fn from(_: CrlNumberError) -> Self {
        Self::Crl(CrlError::NumberTooLarge)
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
