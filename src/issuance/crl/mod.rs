//! Revocation lists: CRLs v2 (RFC 5280 §5, rules R1–R9).

mod encode;
mod issuing_distribution_point;
pub(crate) mod number;
mod request;
mod revoked;

use alloc::vec::Vec;
use core::fmt;

use time::UtcDateTime;

use crate::issuance::Signed;
use crate::issuance::to_be_signed::sealed;
use crate::issuer::Issuer;
use crate::key::PublicKey;
pub use issuing_distribution_point::{CertificateScope, IssuingDistributionPoint};
pub use number::CrlNumber;
pub use request::CrlRequest;
pub use revoked::RevokedCertificate;

pub use crate::x509::RevocationReason;

/// A signed certificate revocation list (CRL).
///
/// ```
/// use certmint::crl::CrlNumber;
/// use certmint::time::{Duration, UtcDateTime};
/// use certmint::{Authority, Crl, CrlRequest, Error};
///
/// fn empty_list(ca: &Authority, now: UtcDateTime) -> Result<Crl, Error> {
///     let next_update = now + Duration::days(7);
///     let request = CrlRequest::new(CrlNumber::from(1), now, next_update);
///     let crl = ca.issue_crl(&request)?;
///     assert_eq!(crl.number(), CrlNumber::from(1));
///     Ok(crl)
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Crl {
    der: Vec<u8>,
    number: CrlNumber,
    base_crl_number: Option<CrlNumber>,
    this_update: UtcDateTime,
    next_update: UtcDateTime,
}

impl Crl {
    /// Returns the DER encoding, which a CRL distribution point serves as `application/pkix-crl`
    /// (RFC 2585 §4.2).
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the list as one PEM block labelled `X509 CRL` (RFC 7468 §6), in lines of 64
    /// characters.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> alloc::string::String {
        crate::x509::pem::encode("X509 CRL", &self.der)
    }

    /// Returns the CRL number.
    #[must_use]
    pub fn number(&self) -> CrlNumber {
        self.number
    }

    /// Returns the number of the full CRL that a delta CRL updates
    /// ([rule R9](crate::docs::rules#r9)); `None` for a full CRL.
    #[must_use]
    pub fn base_crl_number(&self) -> Option<CrlNumber> {
        self.base_crl_number
    }

    /// Returns the time at which the list was issued, to the second.
    #[must_use]
    pub fn this_update(&self) -> UtcDateTime {
        self.this_update
    }

    /// Returns the latest time at which the next list is issued, to the second. After it, verifiers
    /// refuse this list.
    #[must_use]
    pub fn next_update(&self) -> UtcDateTime {
        self.next_update
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({:?}, {} octets)", self.number, self.der.len())
    }
}

/// The parts of a revocation list that are known before it is signed.
#[allow(missing_debug_implementations, unreachable_pub, reason = "never seen outside")]
pub struct UnsignedCrl {
    issuer: Issuer,
    number: CrlNumber,
    base_crl_number: Option<CrlNumber>,
    this_update: UtcDateTime,
    next_update: UtcDateTime,
}

impl Signed for Crl {}

impl sealed::Signed for Crl {
    type Unsigned = UnsignedCrl;

    fn verifying_key(unsigned: &UnsignedCrl) -> &PublicKey {
        unsigned.issuer.public_key()
    }

    fn assemble(unsigned: UnsignedCrl, der: Vec<u8>) -> Self {
        let UnsignedCrl { issuer: _, number, base_crl_number, this_update, next_update } = unsigned;
        Self { der, number, base_crl_number, this_update, next_update }
    }
}
