//! OCSP services whose signers answer later. Only the signature is awaited.

use time::UtcDateTime;

use super::{
    CertStatus, OcspErrorStatus, OcspRequest, OcspRequestError, OcspResponder, OcspResponderError,
    OcspResponse, OcspService,
};
use crate::issuance::{Error, ToBeSigned};
use crate::key::AsyncSigner;
use crate::x509::SerialNumber;

impl<S: AsyncSigner> OcspService<S> {
    /// Makes a service whose signer answers later. Its answers are valid for a day.
    ///
    /// # Errors
    /// [`OcspResponderError::SignerMismatch`] if the signer's public key is not that of the
    /// responder.
    pub fn with_async_signer(responder: OcspResponder, signer: S) -> Result<Self, OcspResponderError> {
        Self::with_key(responder, signer, S::public_key)
    }

    /// Answers a request in DER, as [`OcspService::respond`] does, and awaits the signer.
    ///
    /// Everything but the signature is done before this function returns, the calls of `status`
    /// too. The future is `Send` if the signer is `Sync`, whatever `status` is. To look the
    /// statuses up asynchronously, read [`OcspRequest::certificates`] first:
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use certmint::key::AsyncSigner;
    /// use certmint::ocsp::{
    ///     CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, OcspService,
    /// };
    /// use certmint::time::UtcDateTime;
    /// use certmint::{Error, SerialNumber};
    /// # struct Database;
    /// # impl Database {
    /// #     async fn statuses(
    /// #         &self,
    /// #         _: &OcspRequest,
    /// #     ) -> HashMap<SerialNumber, CertStatus> {
    /// #         HashMap::new()
    /// #     }
    /// # }
    ///
    /// async fn post<S: AsyncSigner>(
    ///     ocsp: &OcspService<S>,
    ///     database: &Database,
    ///     body: &[u8],
    /// ) -> Result<OcspResponse, Error> {
    ///     let request = OcspRequest::from_der(body)?;
    ///     let found = database.statuses(&request).await;
    ///     let status =
    ///         |serial| Ok(found.get(&serial).copied().unwrap_or(CertStatus::Unknown));
    ///     let now = UtcDateTime::now();
    ///     ocsp.try_respond_async(&request, now, status).await
    /// }
    /// ```
    pub fn respond_async<'a, F>(
        &'a self,
        request: &[u8],
        now: UtcDateTime,
        status: F,
    ) -> impl Future<Output = OcspResponse> + use<'a, S, F>
    where
        F: FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    {
        self.respond_later(self.prepare_read(OcspRequest::from_der(request), now, status))
    }

    /// Answers the path of a GET request, as [`OcspService::respond_async`] does.
    pub fn respond_to_get_async<'a, F>(
        &'a self,
        path: &str,
        now: UtcDateTime,
        status: F,
    ) -> impl Future<Output = OcspResponse> + use<'a, S, F>
    where
        F: FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    {
        self.respond_later(self.prepare_read(OcspRequest::from_get_path(path), now, status))
    }

    /// Answers a request as [`OcspService::try_respond`] does, and awaits the signer.
    ///
    /// # Errors
    /// [`Error::Ocsp`]; otherwise the error of the signer.
    pub fn try_respond_async<'a, F>(
        &'a self,
        request: &OcspRequest,
        now: UtcDateTime,
        status: F,
    ) -> impl Future<Output = Result<OcspResponse, Error>> + use<'a, S, F>
    where
        F: FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    {
        self.sign_later(self.prepare(request, now, status))
    }

    fn prepare_read(
        &self,
        request: Result<OcspRequest, OcspRequestError>,
        now: UtcDateTime,
        status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> Result<ToBeSigned<OcspResponse>, Error> {
        self.prepare(&request?, now, status)
    }

    async fn sign_later(
        &self,
        prepared: Result<ToBeSigned<OcspResponse>, Error>,
    ) -> Result<OcspResponse, Error> {
        Ok(prepared?.sign_async(&self.signer).await?)
    }

    async fn respond_later(&self, prepared: Result<ToBeSigned<OcspResponse>, Error>) -> OcspResponse {
        let answered = self.sign_later(prepared).await;
        answered.unwrap_or_else(|error| OcspResponse::from_error(&error))
    }
}
