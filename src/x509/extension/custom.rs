//! Extensions that the library does not know: the customized extension of an apply request, and
//! those that a Rust program adds.

use super::tls_feature::read_features;
use super::{Criticality, EXTENSION_BOUND, encode_extension};
use crate::x509::der::{Writer, is_one_value, tag};
use crate::x509::length::{LengthError, check_length};
use crate::x509::oid::{self, ObjectIdentifier};
use alloc::vec::Vec;

/// An extension given by its identifier and DER value ([rule U5](crate::docs::rules#u5)), or the
/// TLS feature ([`CustomExtension::tls_feature`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomExtension {
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
}

/// An identifier or value that a custom extension cannot have ([rule U5](crate::docs::rules#u5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomExtensionError {
    /// The identifier is under 2.5.29 or 1.3.6.1.5.5.7.1, whose extensions this library encodes
    /// itself.
    #[error("extensions under 2.5.29 and 1.3.6.1.5.5.7.1 cannot be custom extensions")]
    Reserved,
    /// The value is not exactly one DER value.
    #[error("the value of an extension must be exactly one DER value")]
    NotDer,
    /// The value of Netscape's certificate type (2.16.840.1.113730.1.1) is not a BIT STRING.
    #[error(
        "the value of nsCertType (Netscape) must be a BIT STRING, because OpenSSL rejects certificates with \
         any other value; omit the extension"
    )]
    NetscapeCertType,
    /// The value of the TLS feature (RFC 7633) is not a list of numbers of TLS extensions.
    #[error(
        "the value of the TLS feature must be a SEQUENCE of one or more INTEGERs, the numbers of TLS \
         extensions (RFC 7633 §4.1)"
    )]
    TlsFeature,
    /// The TLS feature (RFC 7633) is critical.
    #[error(
        "the TLS feature must not be critical (RFC 7633 §4), because verifiers that do not know it would \
         reject the certificate"
    )]
    CriticalTlsFeature,
    /// A text with too few or too many characters.
    #[error(transparent)]
    Length(#[from] LengthError),
}

impl CustomExtension {
    /// The maximum number of characters of [`CustomExtension::text`].
    pub const MAX_TEXT_CHARACTERS: usize = 64;

    /// Creates an extension of any content. The value must be exactly one DER value, at most 32
    /// levels deep. The content of values with a context tag and the order of a SET are not
    /// checked.
    ///
    /// # Errors
    /// [`CustomExtensionError::Reserved`] for identifiers under 2.5.29 and 1.3.6.1.5.5.7.1, whose
    /// extensions this library encodes itself, except the TLS feature (1.3.6.1.5.5.7.1.24, RFC
    /// 7633); [`CustomExtensionError::NotDer`]; [`CustomExtensionError::TlsFeature`] and
    /// [`CustomExtensionError::NetscapeCertType`] if that extension cannot have the value;
    /// [`CustomExtensionError::CriticalTlsFeature`].
    pub fn new(oid: ObjectIdentifier, critical: bool, value: Vec<u8>) -> Result<Self, CustomExtensionError> {
        Self::check_known_identifier(&oid)?;
        if !is_one_value(&value) {
            return Err(CustomExtensionError::NotDer);
        }
        if oid.as_content() == oid::TLS_FEATURE && read_features(&value).is_err() {
            return Err(CustomExtensionError::TlsFeature);
        }
        if oid.as_content() == oid::TLS_FEATURE && critical {
            return Err(CustomExtensionError::CriticalTlsFeature);
        }
        if oid.as_content() == oid::NETSCAPE_CERT_TYPE && value.first() != Some(&tag::BIT_STRING) {
            return Err(CustomExtensionError::NetscapeCertType);
        }
        Ok(Self { oid, critical, value })
    }

    /// Creates a non-critical extension of 1–64 characters, encoded as a UTF8String: the customized
    /// extension of the API page.
    ///
    /// # Errors
    /// [`CustomExtensionError::Reserved`], which here includes the TLS feature;
    /// [`CustomExtensionError::NetscapeCertType`]; [`CustomExtensionError::Length`].
    pub fn text(oid: ObjectIdentifier, text: &str) -> Result<Self, CustomExtensionError> {
        Self::check_identifier_of_text(&oid)?;
        Self::check_text(text)?;
        let mut w = Writer::with_capacity(2 + text.len());
        w.value(tag::UTF8_STRING, text.as_bytes());
        Ok(Self { oid, critical: false, value: w.into_bytes() })
    }

    /// Creates id-pkix-ocsp-nocheck, which is not critical: clients need not check whether an OCSP
    /// responder's certificate is revoked (RFC 6960 §4.2.2.2.1). Give such a certificate a short
    /// validity.
    #[must_use]
    pub fn ocsp_no_check() -> Self {
        let oid = ObjectIdentifier::from_content_unchecked(oid::OCSP_NO_CHECK);
        Self { oid, critical: false, value: Vec::from([tag::NULL, 0]) }
    }

    pub(crate) fn check_text(text: &str) -> Result<(), CustomExtensionError> {
        Ok(check_length(text, 1, Self::MAX_TEXT_CHARACTERS)?)
    }

    /// Checks the identifier of an extension whose value is not limited to text.
    pub(crate) fn check_known_identifier(oid: &ObjectIdentifier) -> Result<(), CustomExtensionError> {
        if oid.as_content() == oid::TLS_FEATURE { Ok(()) } else { Self::check_identifier(oid) }
    }

    pub(crate) fn check_identifier(oid: &ObjectIdentifier) -> Result<(), CustomExtensionError> {
        let reserved = oid.is_under(oid::CERTIFICATE_EXTENSIONS) || oid.is_under(oid::PKIX_EXTENSIONS);
        if reserved { Err(CustomExtensionError::Reserved) } else { Ok(()) }
    }

    /// Checks the identifier of an extension whose value is text.
    pub(crate) fn check_identifier_of_text(oid: &ObjectIdentifier) -> Result<(), CustomExtensionError> {
        // OpenSSL rejects the whole certificate if this value is not a BIT STRING.
        if oid.as_content() == oid::NETSCAPE_CERT_TYPE {
            return Err(CustomExtensionError::NetscapeCertType);
        }
        Self::check_identifier(oid)
    }

    /// Returns whether a standard defines the content of this extension, although this library does
    /// not know it: sMIMECapabilities (RFC 4262), the extensions of Certificate Transparency (RFC
    /// 6962 §3.1, §3.3) and those of OCSP (RFC 6960 §4.4), except id-pkix-ocsp-nocheck, which is
    /// always NULL (§4.2.2.2.1).
    pub(crate) fn has_defined_content(oid: &ObjectIdentifier) -> bool {
        let under = |arc| oid.is_under(arc);
        [oid::SMIME_CAPABILITIES, oid::CERTIFICATE_TRANSPARENCY].into_iter().any(under)
            || under(oid::OCSP) && oid.as_content() != oid::OCSP_NO_CHECK
    }

    /// Returns whether the content conforms to the RFCs, as far as they define it.
    pub(crate) fn conforms_to_rfcs(&self) -> bool {
        let is_null = self.value == [tag::NULL, 0];
        !Self::has_defined_content(&self.oid)
            && (self.oid.as_content() != oid::OCSP_NO_CHECK || (is_null && !self.critical))
    }

    /// Returns the identifier.
    #[must_use]
    pub fn object_identifier(&self) -> &ObjectIdentifier {
        &self.oid
    }

    /// Returns whether the extension is critical.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// Returns the value in DER: the content of extnValue.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Returns an upper bound of the encoded length in octets.
    pub(crate) fn encoded_bound(&self) -> usize {
        EXTENSION_BOUND + self.oid.as_content().len() + self.value.len()
    }

    pub(crate) fn encode(&self, w: &mut Writer) {
        encode_extension(w, self.oid.as_content(), Criticality::critical_if(self.critical), |w| {
            w.raw(&self.value)
        });
    }
}
