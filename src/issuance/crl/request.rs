//! The request for a revocation list, and its check.

use alloc::vec::Vec;

use time::UtcDateTime;

use super::{Crl, CrlNumber, IssuingDistributionPoint, RevokedCertificate};
use crate::diagnostics::{CrlError, Field, ViolationKind, Violations};
use crate::issuance::{Error, ToBeSigned};
use crate::issuer::Issuer;
use crate::key::HashAlgorithm;
use crate::x509::SerialNumber;
use crate::x509::validity::{Validity, is_expressible};

/// A request for a certificate revocation list: a full CRL of version 2 (RFC 5280 §5).
///
/// ```
/// use certmint::crl::{CrlNumber, RevocationReason, RevokedCertificate};
/// use certmint::time::{Duration, UtcDateTime};
/// use certmint::{Authority, Crl, CrlRequest, Error, Issued};
///
/// fn revoke(
///     ca: &Authority,
///     issued: &Issued,
///     now: UtcDateTime,
/// ) -> Result<Crl, Error> {
///     let revoked = RevokedCertificate::new(issued.serial_number(), now)
///         .with_reason(RevocationReason::KeyCompromise);
///     let next_update = now + Duration::days(7);
///     let request = CrlRequest::new(CrlNumber::from(1), now, next_update);
///     ca.issue_crl(&request.with_revoked(revoked))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlRequest {
    pub(super) number: CrlNumber,
    pub(super) this_update: UtcDateTime,
    pub(super) next_update: UtcDateTime,
    pub(super) hash: HashAlgorithm,
    pub(super) revoked: Vec<RevokedCertificate>,
    pub(super) issuing_distribution_point: Option<IssuingDistributionPoint>,
}

/// A checked request, with the serial numbers of its entries in order. Only a checked request can
/// be encoded.
pub(super) struct Checked<'a> {
    pub(super) request: &'a CrlRequest,
    pub(super) issuer: &'a Issuer,
    pub(super) serial_numbers: Vec<SerialNumber>,
}

impl CrlRequest {
    /// Makes a request for a list with this number and no entries, issued at `this_update`. The
    /// next list follows at `next_update` at the latest. The signature hash is SHA-256.
    #[must_use]
    pub fn new(number: CrlNumber, this_update: UtcDateTime, next_update: UtcDateTime) -> Self {
        Self {
            number,
            this_update,
            next_update,
            hash: HashAlgorithm::Sha256,
            revoked: Vec::new(),
            issuing_distribution_point: None,
        }
    }

    /// Sets the hash of the signature. The issuer's key determines the scheme
    /// ([rule K2](crate::docs::rules#k2)).
    #[must_use]
    pub fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = hash;
        self
    }

    /// Adds an entry. The order of the entries is kept.
    ///
    /// A revocation date after `this_update` is encoded unchanged
    /// ([rule R5](crate::docs::rules#r5)).
    #[must_use]
    pub fn with_revoked(mut self, revoked: RevokedCertificate) -> Self {
        self.revoked.push(revoked);
        self
    }

    /// Adds entries. The order of the entries is kept.
    #[must_use]
    pub fn with_all_revoked(mut self, revoked: impl IntoIterator<Item = RevokedCertificate>) -> Self {
        self.revoked.extend(revoked);
        self
    }

    /// Sets where the list can be fetched, or limits it to some of the issuer's certificates.
    #[must_use]
    pub fn with_issuing_distribution_point(mut self, point: IssuingDistributionPoint) -> Self {
        self.issuing_distribution_point = Some(point);
        self
    }

    /// Checks the request against the issuer and encodes the list.
    ///
    /// Violations point to the members `this_update` and `next_update`, and in the entries to
    /// `/revoked_certificates/3/serial_number`, `…/revocation_date` and `…/invalidity_date`.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found: [`ViolationKind::Crl`].
    pub fn to_be_signed(&self, issuer: &Issuer) -> Result<ToBeSigned<Crl>, Error> {
        Ok(self.check(issuer)?.into_to_be_signed())
    }

    pub(super) fn check<'a>(&'a self, issuer: &'a Issuer) -> Result<Checked<'a>, Error> {
        let mut violations = Violations::new();
        if !issuer.may_sign_crls() {
            violations.push(Field::Whole, ViolationKind::Crl(CrlError::NoCrlSign));
        }
        self.check_times(issuer, &mut violations);
        let serial_numbers = self.check_entries(&mut violations);
        Ok(violations.unless_any(Some(Checked { request: self, issuer, serial_numbers }))?)
    }

    /// Checks rules R2 and V9.
    fn check_times(&self, issuer: &Issuer, violations: &mut Violations) {
        let mut push = |field, defect| violations.push(field, ViolationKind::Crl(defect));
        if !is_expressible(self.this_update) {
            push(Field::ThisUpdate, CrlError::TimeNotExpressible);
        } else {
            let is_outside = |validity: &Validity| !validity.contains(self.this_update);
            if let Some(Validity { not_before, not_after }) = Some(issuer.validity()).filter(is_outside) {
                push(Field::ThisUpdate, CrlError::OutsideIssuerValidity { not_before, not_after });
            }
            for (certificate, validity) in issuer.above().filter(|(_, validity)| is_outside(validity)) {
                let (certificate, Validity { not_before, not_after }) = (certificate.clone(), validity);
                let defect = CrlError::OutsideChainValidity { certificate, not_before, not_after };
                push(Field::ThisUpdate, defect);
            }
        }
        if !is_expressible(self.next_update) {
            push(Field::NextUpdate, CrlError::TimeNotExpressible);
        } else if self.next_update.truncate_to_second() <= self.this_update.truncate_to_second() {
            push(Field::NextUpdate, CrlError::NextUpdateNotAfterThisUpdate);
        }
    }

    /// Returns the serial numbers of the entries, and records those that are invalid.
    fn check_entries(&self, violations: &mut Violations) -> Vec<SerialNumber> {
        let mut push = |field, defect| violations.push(field, ViolationKind::Crl(defect));
        let mut serial_numbers = Vec::with_capacity(self.revoked.len());
        for (position, entry) in self.revoked.iter().enumerate() {
            match entry.serial_number {
                Ok(serial_number) => serial_numbers.push(serial_number),
                Err(error) => push(Field::RevokedSerialNumber(position), CrlError::SerialNumber(error)),
            }
            if !is_expressible(entry.revocation_date) {
                push(Field::RevocationDate(position), CrlError::TimeNotExpressible);
            }
            if entry.invalidity_date.is_some_and(|at| !is_expressible(at)) {
                push(Field::InvalidityDate(position), CrlError::TimeNotExpressible);
            }
        }
        for (position, before) in repeated(self.with_common_end()) {
            let defect = CrlError::RepeatedSerialNumber { before };
            push(Field::RevokedSerialNumber(position), defect);
        }
        serial_numbers
    }

    /// Returns the serial numbers whose last eight octets also end another one, each with its
    /// position. There are hardly ever any. Sorting these octets is faster than sorting whole
    /// numbers.
    fn with_common_end(&self) -> Vec<(SerialNumber, usize)> {
        let numbered = self.revoked.iter().zip(0_u64..);
        let mut ends: Vec<u128> = numbered
            .filter_map(|(entry, position)| Some((entry.serial_number.ok()?, position)))
            .map(|(number, position)| u128::from(number.end()) << 64 | u128::from(position))
            .collect();
        ends.sort_unstable();
        let is_common = |one: &u128, other: &u128| one >> 64 == other >> 64;
        let common = ends.chunk_by(is_common).filter(|chunk| chunk.len() > 1).flatten();
        // The lower half is the position.
        common
            .filter_map(|end| usize::try_from(end & u128::from(u64::MAX)).ok())
            .filter_map(|position| Some((self.revoked[position].serial_number.ok()?, position)))
            .collect()
    }
}

/// Returns the positions of serial numbers that also occur at an earlier position, each with that
/// position, in n log n steps.
fn repeated(mut serial_numbers: Vec<(SerialNumber, usize)>) -> Vec<(usize, usize)> {
    serial_numbers.sort_unstable();
    let neighbours = serial_numbers.windows(2);
    let mut repeated: Vec<(usize, usize)> = neighbours
        .filter_map(|pair| match pair {
            [(one, before), (other, position)] if one == other => Some((*position, *before)),
            _ => None,
        })
        .collect();
    repeated.sort_unstable();
    repeated
}
