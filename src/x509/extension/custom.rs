//! Extensions that the library does not know: the customized extension of an apply request, and any
//! that a Rust program adds.

use alloc::vec::Vec;

use super::{Criticality, EXTENSION_BOUND, encode_extension};
use crate::diagnostics::ViolationKind;
use crate::x509::der::{NotDer, Reader, Writer, is_one_value, small_unsigned, tag};
use crate::x509::oid::{self, ObjectIdentifier};

/// An extension given as an identifier and a DER value (rule U5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomExtension {
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
}

impl CustomExtension {
    /// The most characters of [`CustomExtension::text`].
    pub const MAX_TEXT_CHARACTERS: usize = 64;

    /// An extension of any content, which must be exactly one DER value, at most 32 levels deep. The
    /// content of values with a context tag is not looked at, nor the order of a SET.
    ///
    /// # Errors
    /// [`ViolationKind::ReservedExtension`] for identifiers under 2.5.29 and 1.3.6.1.5.5.7.1, which hold
    /// what this library encodes itself, but for the TLS feature (1.3.6.1.5.5.7.1.24, RFC 7633);
    /// [`ViolationKind::ExtensionValueNotDer`]; [`ViolationKind::TlsFeature`] and
    /// [`ViolationKind::NetscapeCertType`] where the value is not one of that extension.
    pub fn new(oid: ObjectIdentifier, critical: bool, value: Vec<u8>) -> Result<Self, ViolationKind> {
        Self::check_known_identifier(&oid)?;
        if !is_one_value(&value) {
            return Err(ViolationKind::ExtensionValueNotDer);
        }
        if oid.as_content() == oid::TLS_FEATURE && read_tls_feature(&value).is_err() {
            return Err(ViolationKind::TlsFeature);
        }
        if oid.as_content() == oid::NETSCAPE_CERT_TYPE && value.first() != Some(&tag::BIT_STRING) {
            return Err(ViolationKind::NetscapeCertType);
        }
        Ok(Self { oid, critical, value })
    }

    /// A non-critical extension of 1–64 characters, encoded as a UTF8String: what the API page calls a
    /// customized extension.
    ///
    /// # Errors
    /// [`ViolationKind::ReservedExtension`] as for [`CustomExtension::new`], [`ViolationKind::NetscapeCertType`], or
    /// [`ViolationKind::Length`].
    pub fn text(oid: ObjectIdentifier, text: &str) -> Result<Self, ViolationKind> {
        Self::check_identifier_of_text(&oid)?;
        Self::check_text(text)?;
        let mut w = Writer::with_capacity(2 + text.len());
        w.value(tag::UTF8_STRING, text.as_bytes());
        Ok(Self { oid, critical: false, value: w.into_bytes() })
    }

    pub(crate) fn check_text(text: &str) -> Result<(), ViolationKind> {
        ViolationKind::check_length(text, 1, Self::MAX_TEXT_CHARACTERS)
    }

    /// As [`CustomExtension::check_identifier`], for a value that can be more than a text.
    pub(crate) fn check_known_identifier(oid: &ObjectIdentifier) -> Result<(), ViolationKind> {
        if oid.as_content() == oid::TLS_FEATURE { Ok(()) } else { Self::check_identifier(oid) }
    }

    pub(crate) fn check_identifier(oid: &ObjectIdentifier) -> Result<(), ViolationKind> {
        let reserved = oid.is_under(oid::CERTIFICATE_EXTENSIONS) || oid.is_under(oid::PKIX_EXTENSIONS);
        if reserved { Err(ViolationKind::ReservedExtension) } else { Ok(()) }
    }

    /// As [`CustomExtension::check_identifier`], for an extension whose value is a text.
    pub(crate) fn check_identifier_of_text(oid: &ObjectIdentifier) -> Result<(), ViolationKind> {
        // OpenSSL refuses the whole certificate where this one is no BIT STRING.
        if oid.as_content() == oid::NETSCAPE_CERT_TYPE {
            return Err(ViolationKind::NetscapeCertType);
        }
        Self::check_identifier(oid)
    }

    /// Whether a standard defines what an extension of this identifier holds, without this library
    /// knowing it: sMIMECapabilities (RFC 4262), those of Certificate Transparency (RFC 6962 §3.1, §3.3),
    /// those of OCSP (RFC 6960 §4.4) but id-pkix-ocsp-nocheck, which is always NULL (§4.2.2.2.1).
    pub(crate) fn has_defined_content(oid: &ObjectIdentifier) -> bool {
        let under = |arc| oid.is_under(arc);
        [oid::SMIME_CAPABILITIES, oid::CERTIFICATE_TRANSPARENCY].into_iter().any(under)
            || under(oid::OCSP) && oid.as_content() != oid::OCSP_NO_CHECK
    }

    /// Whether the content is what RFCs say, as far as they say it.
    pub(crate) fn conforms_to_rfcs(&self) -> bool {
        let is_null = self.value == [tag::NULL, 0];
        !Self::has_defined_content(&self.oid)
            && (self.oid.as_content() != oid::OCSP_NO_CHECK || (is_null && !self.critical))
    }

    /// The identifier.
    #[must_use]
    pub fn object_identifier(&self) -> &ObjectIdentifier {
        &self.oid
    }

    /// At least the octets of the encoding.
    pub(crate) fn encoded_bound(&self) -> usize {
        EXTENSION_BOUND + self.oid.as_content().len() + self.value.len()
    }

    pub(crate) fn encode(&self, w: &mut Writer) {
        encode_extension(w, self.oid.as_content(), Criticality::critical_if(self.critical), |w| {
            w.raw(&self.value)
        });
    }
}

/// ```asn1
/// Features ::= SEQUENCE OF INTEGER
/// ```
///
/// At least one, each the number of a TLS extension: 16 bits (RFC 7633 §4.1, RFC 8446 §4.2).
fn read_tls_feature(value: &[u8]) -> Result<(), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    loop {
        let feature = small_unsigned(reader.content_of(tag::INTEGER)?)?;
        u16::try_from(feature).map_err(|_| NotDer)?;
        if reader.is_finished() {
            return Ok(());
        }
    }
}
