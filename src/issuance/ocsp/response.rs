//! Responses: signed ones, and those that only say why there is no status.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use time::UtcDateTime;

use super::responder::Identity;
use super::{OcspErrorStatus, OcspTimes};
use crate::issuance::to_be_signed::sealed;
use crate::issuance::{Error, Signed};
use crate::key::PublicKey;
use crate::x509::der::{Writer, tag};
use crate::x509::oid;

/// An OCSP response in DER: a signed one with the status of each certificate, or an error response,
/// which is not signed.
///
/// An HTTP server sends it with the status 200 and the media type [`OcspResponse::MEDIA_TYPE`],
/// error responses too.
#[derive(Clone, PartialEq, Eq)]
pub struct OcspResponse {
    der: Vec<u8>,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Signed { times: OcspTimes, has_nonce: bool },
    Error(OcspErrorStatus),
}

impl OcspResponse {
    /// The media type of a response (RFC 6960 §A.1).
    pub const MEDIA_TYPE: &str = "application/ocsp-response";

    /// Makes the error response with this status.
    #[must_use]
    pub fn error(status: OcspErrorStatus) -> Self {
        let mut w = Writer::with_capacity(5);
        w.sequence(|w| w.value(tag::ENUMERATED, &[status.code()]));
        Self { der: w.into_bytes(), content: Content::Error(status) }
    }

    /// Makes the error response for a request that was not answered: the status of
    /// [`OcspError::status`](super::OcspError::status), or `internalError` if the signer failed.
    #[must_use]
    pub fn from_error(error: &Error) -> Self {
        Self::error(match error {
            Error::Ocsp(error) => error.status(),
            _ => OcspErrorStatus::InternalError,
        })
    }

    /// Returns the DER encoding of the OCSPResponse.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the status of an error response; `None` for a signed one.
    #[must_use]
    pub fn error_status(&self) -> Option<OcspErrorStatus> {
        match self.content {
            Content::Signed { .. } => None,
            Content::Error(status) => Some(status),
        }
    }

    /// Returns `producedAt`, the time of signing, to the second.
    #[must_use]
    pub fn produced_at(&self) -> Option<UtcDateTime> {
        self.times().map(|times| times.produced_at)
    }

    /// Returns `thisUpdate`, to the second: for the HTTP header `Last-Modified`.
    #[must_use]
    pub fn this_update(&self) -> Option<UtcDateTime> {
        self.times().map(|times| times.this_update)
    }

    /// Returns `nextUpdate`, to the second: for the HTTP header `Expires`.
    #[must_use]
    pub fn next_update(&self) -> Option<UtcDateTime> {
        self.times()?.next_update
    }

    /// Returns how long a cache may keep the response to a GET request, in whole seconds: for
    /// `Cache-Control: max-age` (RFC 5019 §6.2). `None` if it must not be kept: an error response,
    /// one with a nonce, one without `nextUpdate`, or one whose `nextUpdate` has passed.
    #[must_use]
    pub fn max_age(&self, now: UtcDateTime) -> Option<Duration> {
        let Content::Signed { times, has_nonce: false } = &self.content else { return None };
        let seconds = (times.next_update? - now.truncate_to_second()).whole_seconds();
        u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
    }

    /// Returns the HTTP header `Cache-Control` of the response to a GET request (RFC 5019 §6.2).
    #[must_use]
    pub fn cache_control(&self, now: UtcDateTime) -> String {
        match self.max_age(now) {
            Some(age) => format!("max-age={}, public, no-transform, must-revalidate", age.as_secs()),
            None => "no-store".into(),
        }
    }

    fn times(&self) -> Option<&OcspTimes> {
        match &self.content {
            Content::Signed { times, .. } => Some(times),
            Content::Error(_) => None,
        }
    }
}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({:?}, {} octets)", self.content, self.der.len())
    }
}

/// The parts of a response that are known before it is signed.
#[allow(missing_debug_implementations, unreachable_pub, reason = "never seen outside")]
pub struct UnsignedOcspResponse {
    pub(super) identity: Arc<Identity>,
    pub(super) times: OcspTimes,
    pub(super) has_nonce: bool,
}

impl Signed for OcspResponse {}

impl sealed::Signed for OcspResponse {
    type Unsigned = UnsignedOcspResponse;

    fn verifying_key(unsigned: &UnsignedOcspResponse) -> &PublicKey {
        unsigned.identity.public_key()
    }

    fn after_signature(unsigned: &UnsignedOcspResponse) -> &[u8] {
        &unsigned.identity.certificates
    }

    /// ```asn1
    /// OCSPResponse ::= SEQUENCE {
    ///   responseStatus     ENUMERATED { successful(0), … },
    ///   responseBytes  [0] EXPLICIT SEQUENCE {
    ///     responseType  OBJECT IDENTIFIER,
    ///     response      OCTET STRING } OPTIONAL }
    /// BasicOCSPResponse ::= SEQUENCE {
    ///   tbsResponseData     ResponseData,
    ///   signatureAlgorithm  AlgorithmIdentifier,
    ///   signature           BIT STRING,
    ///   certs           [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
    /// ```
    fn assemble(unsigned: UnsignedOcspResponse, basic: Vec<u8>) -> Self {
        let UnsignedOcspResponse { identity: _, times, has_nonce } = unsigned;
        // Tag and length of the OCTET STRING, of two SEQUENCEs and of [0], and two short values.
        let mut w = Writer::with_capacity(basic.len() + 48);
        w.nested_about(tag::SEQUENCE, basic.len() + 32, |w| {
            w.value(tag::ENUMERATED, &[0]);
            w.nested_about(tag::context_constructed(0), basic.len() + 24, |w| {
                w.nested_about(tag::SEQUENCE, basic.len() + 18, |w| {
                    w.object_identifier(oid::OCSP_BASIC);
                    w.value(tag::OCTET_STRING, &basic);
                });
            });
        });
        Self { der: w.into_bytes(), content: Content::Signed { times, has_nonce } }
    }
}
