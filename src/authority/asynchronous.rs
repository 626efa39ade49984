//! Authorities whose signers answer later. Only the signature is awaited.

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use super::Authority;
use crate::issuance::crl::{Crl, CrlRequest};
use crate::issuance::{CertificateRequest, Error, Issued};
use crate::issuer::Issuer;
use crate::key::AsyncSigner;

impl<S: AsyncSigner> Authority<S> {
    /// Makes an authority whose signer answers later, with the default profile.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] if the signer's public key differs from the key in the issuer's
    /// certificate ([rule A1](crate::docs::rules#a1)).
    pub fn with_async_signer(issuer: Issuer, signer: S) -> Result<Self, Error> {
        Self::with_key(issuer, signer, S::public_key)
    }

    /// Checks a request and issues the certificate, as [`Authority::issue`] does, and awaits the
    /// signer.
    ///
    /// Everything but the signature is done before this function returns: the future borrows
    /// neither the request nor `rng`, and is `Send` if the signer is `Sync`, whatever they are. If
    /// it is dropped before it ends, or the signer fails, a generated key is lost: then use
    /// [`Authority::prepare`] and [`ToBeSigned::sign_async`](crate::ToBeSigned::sign_async).
    ///
    /// ```
    /// use certmint::key::AsyncSigner;
    /// use certmint::time::UtcDateTime;
    /// use certmint::{Authority, CsrRequest, Error};
    ///
    /// async fn issue<S: AsyncSigner>(
    ///     authority: &Authority<S>,
    ///     request: &CsrRequest,
    /// ) -> Result<String, Error> {
    ///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
    ///     let issued = authority.issue_async(request, now, rng).await?;
    ///     Ok(issued.chain_pem())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of the signer or of
    /// `rng`.
    pub fn issue_async<'a, Q: CertificateRequest, R: TryCryptoRng + ?Sized>(
        &'a self,
        request: &Q,
        now: UtcDateTime,
        rng: &mut R,
    ) -> impl Future<Output = Result<Issued, Error>> + use<'a, S, Q, R> {
        let prepared = self.prepare(request, now, rng);
        async move { Ok(prepared?.sign_async(&self.signer).await?) }
    }

    /// Issues a certificate revocation list, as [`Authority::issue_crl`] does, and awaits the
    /// signer.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of the signer.
    pub fn issue_crl_async<'a>(
        &'a self,
        request: &CrlRequest,
    ) -> impl Future<Output = Result<Crl, Error>> + use<'a, S> {
        let prepared = self.prepare_crl(request);
        async move { Ok(prepared?.sign_async(&self.signer).await?) }
    }
}
