//! OCSP requests: the only reader. What the response repeats is strict DER; the rest only has to
//! have one meaning.

use alloc::vec::Vec;
use core::fmt;

use super::{CertId, OcspRequestError};
use crate::x509::der::{NotDer, Reader, Value, tag};
use crate::x509::extension::RawExtension;
use crate::x509::oid::{self, ObjectIdentifier};

/// A request for the status of certificates, as a client sends it
/// ([rules O1–O3](crate::docs::rules#o1)).
///
/// A signature of the request and the name of the requestor are not looked at. Extensions are
/// ignored, except the nonce and critical ones.
///
/// ```
/// use certmint::error::OcspRequestError;
/// use certmint::ocsp::OcspRequest;
///
/// fn serial_numbers(
///     body: &[u8],
/// ) -> Result<Vec<Option<certmint::SerialNumber>>, OcspRequestError> {
///     let request = OcspRequest::from_der(body)?;
///     let certificates = request.certificates().iter();
///     Ok(certificates.map(|id| id.serial_number()).collect())
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct OcspRequest {
    certificates: Vec<CertId>,
    nonce: Option<Vec<u8>>,
    signed: bool,
}

impl OcspRequest {
    /// The media type of a request in the body of a POST (RFC 6960 §A.1).
    pub const MEDIA_TYPE: &str = "application/ocsp-request";

    /// The maximum number of octets of a request: 32,768.
    pub const MAX_OCTETS: usize = 32_768;

    /// The maximum number of certificates in a request: 100.
    pub const MAX_CERTIFICATES: usize = 100;

    /// The maximum number of octets of a nonce (RFC 9654 §2.1): 128.
    pub const MAX_NONCE_OCTETS: usize = 128;

    /// Makes a request without a nonce for these certificates, for a response that is signed in
    /// advance.
    ///
    /// # Errors
    /// [`OcspRequestError::NoCertificates`] or [`OcspRequestError::TooManyCertificates`].
    pub fn new(certificates: Vec<CertId>) -> Result<Self, OcspRequestError> {
        match certificates.len() {
            0 => Err(OcspRequestError::NoCertificates),
            1..=Self::MAX_CERTIFICATES => Ok(Self { certificates, nonce: None, signed: false }),
            _ => Err(OcspRequestError::TooManyCertificates),
        }
    }

    /// Reads a request in DER, such as the body of a POST request of HTTP.
    ///
    /// # Errors
    /// [`OcspRequestError`]
    pub fn from_der(der: &[u8]) -> Result<Self, OcspRequestError> {
        if der.len() > Self::MAX_OCTETS {
            return Err(OcspRequestError::TooLarge);
        }
        let (tbs, signed) = read_outer(der).map_err(malformed("OCSPRequest"))?;
        let mut members = Reader::new(tbs);
        let version = members.optional(tag::context_constructed(0)).map_err(malformed("version"))?;
        // The DEFAULT v1 is not encoded in DER, but some clients do.
        if version.is_some_and(|version| version != [tag::INTEGER, 1, 0]) {
            return Err(OcspRequestError::Version);
        }
        members.optional(tag::context_constructed(1)).map_err(malformed("requestorName"))?;
        let list = members.content_of(tag::SEQUENCE).map_err(malformed("requestList"))?;
        let extensions =
            members.optional(tag::context_constructed(2)).map_err(malformed("requestExtensions"))?;
        members.finish().map_err(malformed("tbsRequest"))?;
        let nonce = extensions.map(read_request_extensions).transpose()?.flatten();
        Ok(Self { nonce: nonce.map(<[u8]>::to_vec), signed, ..Self::new(read_list(list)?)? })
    }

    /// Returns the certificates, in the order of the request.
    #[must_use]
    pub fn certificates(&self) -> &[CertId] {
        &self.certificates
    }

    /// Returns the nonce, which the response repeats: 1 to 128 octets.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Returns whether the request has a signature. The signature is not verified.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.signed
    }
}

impl fmt::Debug for OcspRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { certificates, nonce, signed } = self;
        let nonce = nonce.as_ref().map(Vec::len);
        write!(f, "OcspRequest({certificates:?}, nonce of {nonce:?} octets, signed: {signed})")
    }
}

fn malformed(part: &'static str) -> impl Fn(NotDer) -> OcspRequestError {
    move |NotDer| OcspRequestError::Malformed { part }
}

/// Returns the content of the tbsRequest, and whether a signature follows it.
fn read_outer(der: &[u8]) -> Result<(&[u8], bool), NotDer> {
    let mut reader = Reader::of_sequence(der)?;
    let tbs = reader.content_of(tag::SEQUENCE)?;
    let signature = reader.optional(tag::context_constructed(0))?;
    reader.finish()?;
    Ok((tbs, signature.is_some()))
}

/// Reads the requestList, and no more entries of it than are allowed.
fn read_list(list: &[u8]) -> Result<Vec<CertId>, OcspRequestError> {
    let mut requests = Reader::new(list);
    let mut certificates = Vec::new();
    while !requests.is_finished() {
        if certificates.len() == OcspRequest::MAX_CERTIFICATES {
            return Err(OcspRequestError::TooManyCertificates);
        }
        let mut request = Reader::new(requests.content_of(tag::SEQUENCE).map_err(malformed("Request"))?);
        certificates.push(CertId::read(request.next().map_err(malformed("reqCert"))?)?);
        let part = malformed("singleRequestExtensions");
        if let Some(extensions) = request.optional(tag::context_constructed(0)).map_err(&part)? {
            for extension in read_extensions(extensions).map_err(&part)? {
                check_not_critical(&extension.map_err(&part)?)?;
            }
        }
        request.finish().map_err(malformed("Request"))?;
    }
    Ok(certificates)
}

/// Reads the requestExtensions and returns the nonce.
fn read_request_extensions(bytes: &[u8]) -> Result<Option<&[u8]>, OcspRequestError> {
    let part = malformed("requestExtensions");
    let mut nonce = None;
    for extension in read_extensions(bytes).map_err(&part)? {
        let extension = extension.map_err(&part)?;
        if extension.oid != oid::OCSP_NONCE {
            check_not_critical(&extension)?;
        } else if nonce.replace(read_nonce(extension.value)?).is_some() {
            return Err(OcspRequestError::RepeatedNonce);
        }
    }
    Ok(nonce)
}

/// ```asn1
/// Nonce ::= OCTET STRING (SIZE(1..128))
/// ```
fn read_nonce(value: &[u8]) -> Result<&[u8], OcspRequestError> {
    let nonce = Value::read(value).and_then(|value| value.content_of(tag::OCTET_STRING));
    let nonce = nonce.map_err(malformed("nonce"))?;
    match nonce.len() {
        1..=OcspRequest::MAX_NONCE_OCTETS => Ok(nonce),
        found => Err(OcspRequestError::NonceLength { found }),
    }
}

/// Returns the extensions without collecting them. An empty list has one meaning.
fn read_extensions(bytes: &[u8]) -> Result<impl Iterator<Item = Result<RawExtension<'_>, NotDer>>, NotDer> {
    let mut reader = Reader::of_sequence(bytes)?;
    Ok(core::iter::from_fn(move || {
        if reader.is_finished() {
            return None;
        }
        let extension = reader.next().and_then(RawExtension::read);
        if extension.is_err() {
            reader = Reader::new(&[]);
        }
        Some(extension)
    }))
}

/// Unknown extensions are ignored unless they are critical (RFC 6960 §4.4).
fn check_not_critical(extension: &RawExtension<'_>) -> Result<(), OcspRequestError> {
    if !extension.critical {
        return Ok(());
    }
    let identifier = ObjectIdentifier::from_content(extension.oid);
    Err(identifier.map_or(
        OcspRequestError::Malformed { part: "requestExtensions" },
        OcspRequestError::CriticalExtension,
    ))
}
