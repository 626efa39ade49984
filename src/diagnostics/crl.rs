//! What is wrong with a request for a revocation list.

use core::fmt;

use time::UtcDateTime;

use super::{ChainCertificate, Instant};

/// What is wrong with a request for a revocation list (rules R1–R8).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlError {
    /// The issuer's certificate has a keyUsage without cRLSign.
    NoCrlSign,
    /// `thisUpdate` is not within the issuer's validity.
    OutsideIssuerValidity {
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// `thisUpdate` is not within the validity of a CA above the issuer (rule V9).
    OutsideChainValidity {
        /// The CA.
        certificate: ChainCertificate,
        /// The start of its validity.
        not_before: UtcDateTime,
        /// The end of its validity.
        not_after: UtcDateTime,
    },
    /// `nextUpdate` is not after `thisUpdate`, both cut to the second.
    NextUpdateNotAfterThisUpdate,
    /// A time leaves the years 1950 to 9999, which X.509 times can express.
    TimeNotExpressible,
    /// A serial number of 0, or without any octet.
    SerialNumberZero,
    /// A serial number is too long.
    SerialNumberTooLong {
        /// The octets found, without leading zeros.
        found: usize,
        /// The most octets.
        max: usize,
    },
    /// The same serial number as of an entry before.
    RepeatedSerialNumber {
        /// The position of that entry, from 0.
        before: usize,
    },
    /// A CRL number takes more than 20 octets: it is 2^159 or more.
    NumberTooLarge,
}

impl fmt::Display for CrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NoCrlSign => "the issuer's keyUsage does not contain cRLSign: it cannot sign a CRL",
            Self::OutsideIssuerValidity { not_before, not_after } => {
                return write!(
                    f,
                    "thisUpdate must be within the issuer's validity, {} to {}",
                    Instant(*not_before),
                    Instant(*not_after)
                );
            }
            Self::OutsideChainValidity { certificate, not_before, not_after } => {
                return write!(
                    f,
                    "thisUpdate must be within the validity of {certificate}, {} to {}; load the issuer with a \
                     certificate of that CA that is valid then",
                    Instant(*not_before),
                    Instant(*not_after)
                );
            }
            Self::NextUpdateNotAfterThisUpdate => "nextUpdate must be at least one second after thisUpdate",
            Self::TimeNotExpressible => {
                "the time is not within the years 1950 to 9999, which CRLs can express"
            }
            Self::SerialNumberZero => "a serial number must be positive",
            Self::SerialNumberTooLong { found, max } => {
                return write!(f, "the serial number has {found} octets, at most {max} are allowed");
            }
            Self::RepeatedSerialNumber { before } => {
                return write!(f, "entry {before} has the same serial number");
            }
            Self::NumberTooLarge => "a CRL number has at most 20 octets: it must be below 2^159",
        };
        f.write_str(text)
    }
}
