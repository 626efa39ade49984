//! Why a certificate revocation list is not issued.

use time::UtcDateTime;

use super::ChainCertificate;
use super::shown::Instant;
use crate::x509::SerialNumberError;

/// Why a certificate revocation list (CRL) is not issued (rules
/// [R1](crate::docs::rules#r1)–[R9](crate::docs::rules#r9)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// The keyUsage of the issuer's certificate lacks cRLSign.
    #[error("the issuer cannot sign CRLs, because its keyUsage does not include cRLSign")]
    NoCrlSign,
    /// `thisUpdate` is outside the issuer's validity.
    #[error(
        "thisUpdate must be within the issuer's validity, {} to {}",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideIssuerValidity {
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// `thisUpdate` is outside the validity of a CA above the issuer
    /// ([rule V9](crate::docs::rules#v9)).
    #[error(
        "thisUpdate must be within the validity of {certificate}, {} to {}; load the issuer with a \
         certificate of that CA that is valid at that time",
        Instant(*.not_before),
        Instant(*.not_after)
    )]
    OutsideChainValidity {
        /// The CA.
        certificate: ChainCertificate,
        /// The start of its validity.
        not_before: UtcDateTime,
        /// The end of its validity.
        not_after: UtcDateTime,
    },
    /// `nextUpdate` is not after `thisUpdate`, with both cut to the second.
    #[error("nextUpdate must be at least one second after thisUpdate")]
    NextUpdateNotAfterThisUpdate,
    /// A time is outside the years 1950 to 9999, which X.509 times can express.
    #[error("the time must be within the years 1950 to 9999, which CRLs can express")]
    TimeNotExpressible,
    /// The octets are not a serial number.
    #[error(transparent)]
    SerialNumber(SerialNumberError),
    /// An earlier entry has the same serial number.
    #[error("entry {before} has the same serial number; list each certificate once")]
    RepeatedSerialNumber {
        /// The position of the earlier entry, from 0.
        before: usize,
    },
    /// A full CRL has an entry with the reason removeFromCRL ([rule R9](crate::docs::rules#r9)).
    #[error("the reason removeFromCRL is for delta CRLs; omit the entry")]
    RemoveFromFullCrl,
    /// The base of a delta CRL does not have a smaller number than the delta CRL.
    #[error("the base of a delta CRL must have a smaller number than the delta CRL; use a new number")]
    BaseNotBelowNumber,
    /// A delta CRL says where the delta CRL is (RFC 5280 §5.2.6).
    #[error("freshestCRL is for full CRLs (RFC 5280 §5.2.6); omit it")]
    FreshestCrlInDelta,
    /// A CRL number is 2^159 or more, and so does not fit into 20 octets.
    #[error("a CRL number must be below 2^159, so that it fits into 20 octets")]
    NumberTooLarge,
    /// The text of a CRL number is not hexadecimal digits, with or without colons between octets.
    #[error("a CRL number is written in hexadecimal digits, with or without colons between octets")]
    NumberNotHexadecimal,
}
