//! The TLS feature extension (RFC 7633), known as must-staple.

use alloc::vec::Vec;

use super::{CustomExtension, CustomExtensionError};
use crate::x509::der::{NotDer, Reader, Writer, small_unsigned, tag};
use crate::x509::oid::{self, ObjectIdentifier};

/// A TLS extension that a server promises to support (RFC 7633), by its number (RFC 8446 §4.2).
///
/// A certificate with [`TlsFeature::STATUS_REQUEST`] is known as must-staple: clients that process
/// the extension refuse a server that does not staple an OCSP response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TlsFeature(u16);

impl TlsFeature {
    /// status_request: OCSP stapling (RFC 6066 §8).
    pub const STATUS_REQUEST: Self = Self(5);

    /// status_request_v2: OCSP stapling for the whole chain (RFC 6961).
    pub const STATUS_REQUEST_V2: Self = Self(17);

    /// Makes the feature with the number of a TLS extension.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// Returns the number of the TLS extension.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl CustomExtension {
    /// Creates the TLS feature extension, not critical (RFC 7633 §4). The features keep their
    /// order; repeated ones are encoded once. `[TlsFeature::STATUS_REQUEST]` makes must-staple.
    ///
    /// ```
    /// use certmint::extension::{CustomExtension, TlsFeature};
    /// use certmint::{CertificateParams, Error};
    ///
    /// fn must_staple(params: CertificateParams) -> Result<CertificateParams, Error> {
    ///     let features = [TlsFeature::STATUS_REQUEST];
    ///     let extension = CustomExtension::tls_feature(&features)?;
    ///     Ok(params.with_extension(extension)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`CustomExtensionError::TlsFeature`] if there is no feature.
    pub fn tls_feature(features: &[TlsFeature]) -> Result<Self, CustomExtensionError> {
        let mut each_once: Vec<TlsFeature> = Vec::new();
        for feature in features {
            if !each_once.contains(feature) {
                each_once.push(*feature);
            }
        }
        // The identifier is one.
        let oid = ObjectIdentifier::from_content(oid::TLS_FEATURE).ok_or(CustomExtensionError::TlsFeature)?;
        Self::new(oid, false, encode_features(&each_once))
    }
}

/// ```asn1
/// Features ::= SEQUENCE OF INTEGER
/// ```
fn encode_features(features: &[TlsFeature]) -> Vec<u8> {
    let mut w = Writer::with_capacity(5 * features.len() + 8);
    w.sequence(|w| {
        for TlsFeature(number) in features {
            match number.to_be_bytes() {
                [0, low @ 0..=0x7f] => w.value(tag::INTEGER, &[low]),
                [0, low] => w.value(tag::INTEGER, &[0, low]),
                [high @ 0..=0x7f, low] => w.value(tag::INTEGER, &[high, low]),
                [high, low] => w.value(tag::INTEGER, &[0, high, low]),
            }
        }
    });
    w.into_bytes()
}

/// Reads the value of the extension: at least one number of a TLS extension, each of 16 bits (RFC
/// 7633 §4.1, RFC 8446 §4.2).
pub(super) fn read_features(value: &[u8]) -> Result<(), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    loop {
        let feature = small_unsigned(reader.content_of(tag::INTEGER)?)?;
        u16::try_from(feature).map_err(|_| NotDer)?;
        if reader.is_finished() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u5_every_feature_is_written_as_it_is_read() {
        for number in 0..=u16::MAX {
            let value = encode_features(&[TlsFeature::new(number), TlsFeature::STATUS_REQUEST]);
            assert_eq!(read_features(&value), Ok(()), "{number}");
        }
        for (number, value) in [
            (5, &[0x30, 3, 2, 1, 5][..]),
            (0x7f, &[0x30, 3, 2, 1, 0x7f]),
            (0x80, &[0x30, 4, 2, 2, 0, 0x80]),
            (0x100, &[0x30, 4, 2, 2, 1, 0]),
            (0xffff, &[0x30, 5, 2, 3, 0, 0xff, 0xff]),
        ] {
            assert_eq!(encode_features(&[TlsFeature::new(number)]), value);
        }
    }
}
