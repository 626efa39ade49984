//! The facade: a responder together with its signer.

use time::{Duration, UtcDateTime};

use super::{
    CertStatus, OcspErrorStatus, OcspRequest, OcspRequestError, OcspResponder, OcspResponderError,
    OcspResponse, OcspTimes,
};
use crate::issuance::{Error, ToBeSigned};
use crate::key::{PrivateKey, PublicKey, Signer};
use crate::x509::SerialNumber;

/// Answers the requests of clients: a responder and its signer.
///
/// ```
/// use certmint::ocsp::{CertStatus, OcspResponse, OcspService};
/// use certmint::{SerialNumber, time::UtcDateTime};
/// # struct Store;
/// # impl Store {
/// #     fn status(&self, _: SerialNumber) -> CertStatus { CertStatus::Unknown }
/// # }
///
/// // POST: the request is the body. GET: it is the rest of the path.
/// fn post(ocsp: &OcspService, store: &Store, body: &[u8]) -> OcspResponse {
///     let now = UtcDateTime::now();
///     ocsp.respond(body, now, |serial| Ok(store.status(serial)))
/// }
///
/// fn get(ocsp: &OcspService, store: &Store, path: &str) -> OcspResponse {
///     let now = UtcDateTime::now();
///     ocsp.respond_to_get(path, now, |serial| Ok(store.status(serial)))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OcspService<S = PrivateKey> {
    responder: OcspResponder,
    pub(super) signer: S,
    lifetime: Duration,
}

impl<S> OcspService<S> {
    pub(super) fn with_key(
        responder: OcspResponder,
        signer: S,
        public_key: impl FnOnce(&S) -> &PublicKey,
    ) -> Result<Self, OcspResponderError> {
        if public_key(&signer) != responder.public_key() {
            return Err(OcspResponderError::SignerMismatch);
        }
        Ok(Self { responder, signer, lifetime: Duration::DAY })
    }

    /// Sets how long the answers are valid, at least a second: `nextUpdate` is that much after
    /// `thisUpdate`. Until then clients and caches may use an answer although the certificate was
    /// revoked since.
    ///
    /// # Errors
    /// [`OcspResponderError::LifetimeTooShort`]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Result<Self, OcspResponderError> {
        if lifetime < Duration::SECOND {
            return Err(OcspResponderError::LifetimeTooShort);
        }
        self.lifetime = lifetime;
        Ok(self)
    }

    /// Returns the responder.
    #[must_use]
    pub fn responder(&self) -> &OcspResponder {
        &self.responder
    }

    /// Answers a request, up to the signature.
    pub(super) fn prepare(
        &self,
        request: &OcspRequest,
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> Result<ToBeSigned<OcspResponse>, Error> {
        let next_update = now.saturating_add(self.lifetime);
        let times = OcspTimes::new(now).with_next_update(next_update);
        self.responder.to_be_signed(request, times, status)
    }
}

impl<S: Signer> OcspService<S> {
    /// Makes a service whose answers are valid for a day.
    ///
    /// # Errors
    /// [`OcspResponderError::SignerMismatch`] if the signer's public key is not that of the
    /// responder.
    pub fn new(responder: OcspResponder, signer: S) -> Result<Self, OcspResponderError> {
        Self::with_key(responder, signer, S::public_key)
    }

    /// Answers a request in DER, such as the body of a POST request. `status` is asked for each
    /// certificate, or says why it cannot say: [`OcspErrorStatus::TryLater`] if a database cannot
    /// be reached.
    ///
    /// This never fails. Whatever goes wrong becomes an error response
    /// ([rule O4](crate::docs::rules#o4)). To log the reason, use [`OcspService::try_respond`].
    pub fn respond(
        &self,
        request: &[u8],
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> OcspResponse {
        self.respond_to(OcspRequest::from_der(request), now, status)
    }

    /// Answers the path of a GET request, as [`OcspService::respond`] does.
    pub fn respond_to_get(
        &self,
        path: &str,
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> OcspResponse {
        self.respond_to(OcspRequest::from_get_path(path), now, status)
    }

    fn respond_to(
        &self,
        request: Result<OcspRequest, OcspRequestError>,
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> OcspResponse {
        let answered =
            request.map_err(Error::from).and_then(|request| self.try_respond(&request, now, status));
        answered.unwrap_or_else(|error| OcspResponse::from_error(&error))
    }

    /// Answers a request, or returns why it is not answered with a status.
    /// [`OcspResponse::from_error`] makes the error response.
    ///
    /// # Errors
    /// [`Error::Ocsp`]; otherwise the error of the signer.
    pub fn try_respond(
        &self,
        request: &OcspRequest,
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> Result<OcspResponse, Error> {
        Ok(self.prepare(request, now, status)?.sign(&self.signer)?)
    }
}
