//! The request for a revocation list, and its check.

use alloc::vec::Vec;

use time::UtcDateTime;

use super::{Crl, CrlNumber, IssuingDistributionPoint, RevocationReason, RevokedCertificate};
use crate::diagnostics::{CrlError, Field, ViolationKind, Violations};
use crate::issuance::{Error, ToBeSigned};
use crate::issuer::Issuer;
use crate::key::HashAlgorithm;
use crate::x509::SerialNumber;
use crate::x509::general_name::{FETCHED_BY, Uri, UrlError, add_url};
use crate::x509::validity::{Validity, is_expressible};

/// A request for a certificate revocation list of version 2 (RFC 5280 §5): a full CRL, or after
/// [`CrlRequest::with_base_crl_number`] a delta CRL.
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
    pub(super) hash: Option<HashAlgorithm>,
    pub(super) revoked: Vec<RevokedCertificate>,
    pub(super) base_crl_number: Option<CrlNumber>,
    pub(super) issuing_distribution_point: Option<IssuingDistributionPoint>,
    pub(super) freshest_crl_urls: Vec<Uri>,
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
    /// next list follows at `next_update` at the latest. The signature hash is SHA-256,
    /// or SHA-512 if the issuer's key is on P-521.
    #[must_use]
    pub fn new(number: CrlNumber, this_update: UtcDateTime, next_update: UtcDateTime) -> Self {
        Self {
            number,
            this_update,
            next_update,
            hash: None,
            revoked: Vec::new(),
            base_crl_number: None,
            issuing_distribution_point: None,
            freshest_crl_urls: Vec::new(),
        }
    }

    /// Sets the hash of the signature. The issuer's key determines the scheme, and an Ed25519 or
    /// ML-DSA key uses no hash ([rule K2](crate::docs::rules#k2)).
    #[must_use]
    pub fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = Some(hash);
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

    /// Makes the list a delta CRL: its entries are only what changed since the full CRL with this
    /// number, its base (RFC 5280 §5.2.4, [rule R9](crate::docs::rules#r9)).
    ///
    /// Full and delta CRLs of an issuer share one sequence of numbers. The delta CRL has the same
    /// issuing distribution point as its base. A certificate that is no longer on hold, or that has
    /// expired, is an entry with the reason [`RevocationReason::RemoveFromCrl`].
    ///
    /// ```
    /// use certmint::crl::{CrlNumber, RevocationReason, RevokedCertificate};
    /// use certmint::time::{Duration, UtcDateTime};
    /// use certmint::{Authority, Crl, CrlRequest, Error, SerialNumber};
    ///
    /// fn released(
    ///     ca: &Authority,
    ///     base: &Crl,
    ///     from_hold: SerialNumber,
    ///     now: UtcDateTime,
    /// ) -> Result<Crl, Error> {
    ///     let number = base.number().next()?;
    ///     let next_update = now + Duration::hours(1);
    ///     let entry = RevokedCertificate::new(from_hold, now)
    ///         .with_reason(RevocationReason::RemoveFromCrl);
    ///     let request = CrlRequest::new(number, now, next_update)
    ///         .with_base_crl_number(base.number())
    ///         .with_revoked(entry);
    ///     ca.issue_crl(&request)
    /// }
    /// ```
    #[must_use]
    pub fn with_base_crl_number(mut self, base: CrlNumber) -> Self {
        self.base_crl_number = Some(base);
        self
    }

    /// Adds a URL of the delta CRL to a full CRL (freshestCRL, RFC 5280 §5.2.6). Several URLs lead
    /// to the same delta CRL. A verifier also finds it if the certificates name it:
    /// [`IssuerExtensions::with_freshest_crl_url`](crate::issuer::IssuerExtensions::with_freshest_crl_url).
    ///
    /// # Errors
    /// [`UrlError`] if the text is not a URL with the scheme http, https, ldap or ldaps.
    pub fn with_freshest_crl_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.freshest_crl_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Checks the request against the issuer and encodes the list.
    ///
    /// Violations point to the members `this_update`, `next_update`, `base_crl_number` and
    /// `freshest_crl`, and in the entries to `/revoked_certificates/3/serial_number`,
    /// `…/revocation_date`, `…/reason` and `…/invalidity_date`.
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
        self.check_base(&mut violations);
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

    /// Checks rule R9.
    fn check_base(&self, violations: &mut Violations) {
        let mut push = |field, defect| violations.push(field, ViolationKind::Crl(defect));
        let Some(base) = self.base_crl_number else { return };
        if base >= self.number {
            push(Field::BaseCrlNumber, CrlError::BaseNotBelowNumber);
        }
        if !self.freshest_crl_urls.is_empty() {
            push(Field::FreshestCrl, CrlError::FreshestCrlInDelta);
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
            if entry.reason == RevocationReason::RemoveFromCrl && self.base_crl_number.is_none() {
                push(Field::RevocationReason(position), CrlError::RemoveFromFullCrl);
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
