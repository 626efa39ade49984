//! The facade: an issuer together with its profile and, where there is one, its signer.

mod asynchronous;
mod root;

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use crate::diagnostics::IssuerError;
use crate::issuance::crl::{Crl, CrlRequest};
use crate::issuance::{CertificateRequest, Error, Issued, ToBeSigned};
use crate::issuer::{Issuer, IssuerExtensions};
use crate::key::{NoSigner, PrivateKey, PrivateKeyError, PublicKey, Signer};
use crate::profile::Profile;

/// A certificate authority: an issuer, its signer, and the profile by which it issues.
///
/// [`Authority::issue`] checks a request, encodes the certificate and signs it. Where the signer is
/// decides how an authority is made; each issues by the same rules:
///
/// | the signer | made by | issues with |
/// | --- | --- | --- |
/// | a key of this crate, or a [`Signer`] | [`Authority::new`] | [`Authority::issue`] |
/// | an [`AsyncSigner`] | [`Authority::with_async_signer`] | [`Authority::issue_async`] |
/// | elsewhere | [`Authority::without_signer`] | [`Authority::prepare`] |
///
/// [`AsyncSigner`]: crate::key::AsyncSigner
///
/// If the signer may fail, call [`Authority::prepare`] and then [`ToBeSigned::sign`] or
/// [`ToBeSigned::sign_async`]: `issue` loses the key that it generated, and the value that could
/// have been signed again. To control a single step, call the steps yourself: `request.check(…)`,
/// [`Grant::to_be_signed`](crate::issuance::Grant::to_be_signed), then [`ToBeSigned::sign`].
///
/// Issuing does not change an authority. Share it between threads as an `Arc`.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::{Authority, EndEntityRequest, Error, Issuer, PrivateKey};
///
/// fn issue(
///     chain: &str,
///     key: &str,
///     request: &EndEntityRequest,
/// ) -> Result<String, Error> {
///     let issuer = Issuer::from_chain_pem(chain)?;
///     let authority = Authority::new(issuer, PrivateKey::from_pem(key)?)?;
///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
///     let issued = authority.issue(request, now, rng)?;
///     Ok(issued.chain_pem())
/// }
/// ```
#[derive(Debug)]
pub struct Authority<S = PrivateKey> {
    issuer: Issuer,
    signer: S,
    profile: Profile,
}

impl TryFrom<Issued> for Authority<PrivateKey> {
    type Error = Error;

    /// Makes an authority from a CA that was just issued with a generated key. Store the key first:
    /// if this fails, the key is lost.
    ///
    /// The authority has the default profile, whatever the profile was by which the CA was issued.
    /// Set another one with [`Authority::with_profile`].
    ///
    /// # Errors
    /// [`CertificateError::NotACa`](crate::error::CertificateError::NotACa) for an end entity,
    /// [`PrivateKeyError::Missing`](crate::error::PrivateKeyError::Missing) if there is no key.
    fn try_from(mut issued: Issued) -> Result<Self, Error> {
        let signer = issued.take_private_key().ok_or(PrivateKeyError::Missing)?;
        Self::new(Issuer::try_from(&issued)?, signer)
    }
}

impl TryFrom<&Issued> for Issuer {
    type Error = IssuerError;

    /// Makes an issuer from a CA certificate that was just issued, with the chain above it.
    ///
    /// # Errors
    /// [`CertificateError::NotACa`](crate::error::CertificateError::NotACa) for an end entity.
    fn try_from(issued: &Issued) -> Result<Self, IssuerError> {
        Self::from_chain(issued.chain().cloned().collect())
    }
}

impl Authority<NoSigner> {
    /// Makes an authority whose signer is elsewhere, with the default profile. It has all of an
    /// authority but the signature: [`Authority::prepare`] gives what is to be signed.
    #[must_use]
    pub fn without_signer(issuer: Issuer) -> Self {
        Self { issuer, signer: NoSigner, profile: Profile::default() }
    }
}

impl<S> Authority<S> {
    /// Makes an authority if the signer's public key is the issuer's.
    fn with_key(issuer: Issuer, signer: S, public_key: impl FnOnce(&S) -> &PublicKey) -> Result<Self, Error> {
        if public_key(&signer) != issuer.public_key() {
            return Err(Error::SignerMismatch);
        }
        Ok(Self { issuer, signer, profile: Profile::default() })
    }

    /// Sets the profile.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets what the issuer publishes in its certificates, as [`Issuer::with_extensions`] does.
    #[must_use]
    pub fn with_extensions(mut self, extensions: IssuerExtensions) -> Self {
        self.issuer = self.issuer.with_extensions(extensions);
        self
    }

    /// Returns the issuer.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Returns the signer.
    #[must_use]
    pub fn signer(&self) -> &S {
        &self.signer
    }

    /// Returns the profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Checks a request and encodes the certificate, but does not sign it. Use it for a signer that
    /// answers later or may fail. The request is one that [`Authority::issue`] takes.
    ///
    /// If the request asks for a generated key, the private key is in the result
    /// ([`ToBeSigned::private_key`]), so that it can be stored before the signer is called.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of `rng`.
    pub fn prepare<Q: CertificateRequest, R: TryCryptoRng + ?Sized>(
        &self,
        request: &Q,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<ToBeSigned, Error> {
        request.check(&self.issuer, &self.profile, now)?.to_be_signed(rng)
    }

    /// Checks a request for a certificate revocation list and encodes the list, but does not sign
    /// it.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn prepare_crl(&self, request: &CrlRequest) -> Result<ToBeSigned<Crl>, Error> {
        request.to_be_signed(&self.issuer)
    }
}

impl<S: Signer> Authority<S> {
    /// Makes an authority with the default profile.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] if the signer's public key differs from the key in the issuer's
    /// certificate ([rule A1](crate::docs::rules#a1)).
    pub fn new(issuer: Issuer, signer: S) -> Result<Self, Error> {
        Self::with_key(issuer, signer, S::public_key)
    }

    /// Checks a request and issues the certificate. The request is an
    /// [`EndEntityRequest`](crate::EndEntityRequest), a
    /// [`SubordinateRequest`](crate::SubordinateRequest) or a [`CsrRequest`](crate::CsrRequest).
    ///
    /// If the request asks for a generated key, the result holds the private key.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of the signer or of
    /// `rng`.
    pub fn issue<Q: CertificateRequest, R: TryCryptoRng + ?Sized>(
        &self,
        request: &Q,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        Ok(self.prepare(request, now, rng)?.sign(&self.signer)?)
    }

    /// Issues a certificate revocation list. The request sets its times.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of the signer.
    pub fn issue_crl(&self, request: &CrlRequest) -> Result<Crl, Error> {
        Ok(self.prepare_crl(request)?.sign(&self.signer)?)
    }
}
