//! An entry of a revocation list.

use time::UtcDateTime;

use crate::x509::der::{Writer, tag};
use crate::x509::extension::{Criticality, encode_extension};
use crate::x509::oid;
use crate::x509::validity::{encode_generalized_time, encode_time};
use crate::x509::{RevocationReason, SerialNumber, SerialNumberError};

/// A revoked certificate: its serial number, when it was revoked, and if known, why and since when
/// it must not be relied on.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::crl::{RevocationReason, RevokedCertificate};
///
/// let revoked = RevokedCertificate::new([0x42; 20], UtcDateTime::UNIX_EPOCH)
///     .with_reason(RevocationReason::Superseded);
/// assert_eq!(revoked.serial_number()?.as_bytes(), [0x42; 20]);
/// assert_eq!(revoked.reason(), RevocationReason::Superseded);
/// # Ok::<(), certmint::error::SerialNumberError>(())
/// ```
///
/// It converts to an [`ocsp::CertStatus`](crate::ocsp::CertStatus), so that one list of entries
/// feeds both CRLs and OCSP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedCertificate {
    pub(super) serial_number: Result<SerialNumber, SerialNumberError>,
    pub(super) revocation_date: UtcDateTime,
    pub(super) reason: RevocationReason,
    pub(super) invalidity_date: Option<UtcDateTime>,
}

impl RevokedCertificate {
    /// Makes an entry for the certificate with this serial number: a
    /// [`SerialNumber`](crate::SerialNumber), or big-endian octets. Leading zeros are ignored. The
    /// check of the request decides whether octets are a valid serial number
    /// ([rule R3](crate::docs::rules#r3)).
    #[must_use]
    pub fn new(serial_number: impl AsRef<[u8]>, revocation_date: UtcDateTime) -> Self {
        let serial_number = SerialNumber::new(serial_number.as_ref());
        Self { serial_number, revocation_date, reason: RevocationReason::Unspecified, invalidity_date: None }
    }

    /// Sets the reason. The default is [`RevocationReason::Unspecified`], which is written by
    /// leaving the reason out (RFC 5280 §5.3.1). [`RevocationReason::RemoveFromCrl`] is for delta
    /// CRLs only ([rule R9](crate::docs::rules#r9)).
    #[must_use]
    pub fn with_reason(mut self, reason: RevocationReason) -> Self {
        self.reason = reason;
        self
    }

    /// Sets the time since when the certificate must not be relied on, as far as known. It is often
    /// earlier than the revocation (RFC 5280 §5.3.2).
    #[must_use]
    pub fn with_invalidity_date(mut self, at: UtcDateTime) -> Self {
        self.invalidity_date = Some(at);
        self
    }

    /// Returns the serial number.
    ///
    /// # Errors
    /// [`SerialNumberError`] if the octets that [`RevokedCertificate::new`] was given are none. A
    /// list with such an entry is refused.
    pub fn serial_number(&self) -> Result<SerialNumber, SerialNumberError> {
        self.serial_number
    }

    /// Returns the time of the revocation.
    #[must_use]
    pub fn revocation_date(&self) -> UtcDateTime {
        self.revocation_date
    }

    /// Returns the reason.
    #[must_use]
    pub fn reason(&self) -> RevocationReason {
        self.reason
    }

    /// Returns the time since when the certificate must not be relied on, if it was set.
    #[must_use]
    pub fn invalidity_date(&self) -> Option<UtcDateTime> {
        self.invalidity_date
    }

    const fn is_reason_written(&self) -> bool {
        !matches!(self.reason, RevocationReason::Unspecified)
    }

    /// Returns an upper bound of the encoded length in octets.
    pub(super) const fn encoded_bound(&self) -> usize {
        // The SEQUENCE, an INTEGER of 21 octets, a GeneralizedTime; then the SEQUENCE of
        // extensions.
        let reason = if self.is_reason_written() { 12 } else { 0 };
        let invalidity_date = if self.invalidity_date.is_some() { 26 } else { 0 };
        2 + 23 + 17 + 2 + reason + invalidity_date
    }

    /// ```asn1
    /// SEQUENCE {
    ///   userCertificate     CertificateSerialNumber,
    ///   revocationDate      Time,
    ///   crlEntryExtensions  Extensions OPTIONAL }
    /// ```
    pub(super) fn encode(&self, w: &mut Writer, serial_number: &SerialNumber) {
        w.sequence(|w| {
            serial_number.encode(w);
            encode_time(w, self.revocation_date);
            if self.is_reason_written() || self.invalidity_date.is_some() {
                w.sequence(|w| self.encode_extensions(w));
            }
        });
    }

    /// ```asn1
    /// CRLReason ::= ENUMERATED { … }
    /// InvalidityDate ::= GeneralizedTime
    /// ```
    fn encode_extensions(&self, w: &mut Writer) {
        if self.is_reason_written() {
            encode_extension(w, oid::REASON_CODE, Criticality::NonCritical, |w| {
                w.value(tag::ENUMERATED, &[self.reason.number()]);
            });
        }
        if let Some(at) = self.invalidity_date {
            // A GeneralizedTime even before 2050 (RFC 5280 §5.3.2).
            encode_extension(w, oid::INVALIDITY_DATE, Criticality::NonCritical, |w| {
                encode_generalized_time(w, at);
            });
        }
    }
}
