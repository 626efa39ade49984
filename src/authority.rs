//! The facade: an issuer together with its signer.

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use crate::diagnostics::IssuerError;
use crate::issuance::crl::{Crl, CrlRequest};
use crate::issuance::{CertificateRequest, Error, Issued};
use crate::issuer::{Issuer, IssuerExtensions};
use crate::key::{PrivateKey, PrivateKeyError, Signer};
use crate::profile::Profile;
use crate::request::RootRequest;

/// A certificate authority: an issuer, its signer, and the profile by which it issues.
///
/// [`Authority::issue`] checks a request, encodes the certificate and signs it. To control a single
/// step, call the steps yourself: `request.check(…)`,
/// [`Grant::generate_key`](crate::issuance::Grant::generate_key),
/// [`Grant::to_be_signed`](crate::issuance::Grant::to_be_signed), then
/// [`ToBeSigned::sign`](crate::ToBeSigned::sign) or
/// [`ToBeSigned::complete`](crate::ToBeSigned::complete). Do so if the signer may fail: `issue`
/// then loses the key that it generated, and the value that could have been signed again.
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

impl Authority<PrivateKey> {
    /// Makes a self-signed root with a generated key.
    ///
    /// Use [`Authority::try_from`] to turn the result, which holds the root's private key, into an
    /// authority. For a root whose key is elsewhere, call the steps: [`RootRequest::check`],
    /// [`Grant::to_be_signed`](crate::issuance::Grant::to_be_signed),
    /// [`ToBeSigned::sign`](crate::ToBeSigned::sign).
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found, or [`Error::Entropy`].
    pub fn create_root<R: TryCryptoRng + ?Sized>(
        request: &RootRequest,
        profile: &Profile,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        let (private_key, grant) = request.check(profile, now)?.generate_key(rng)?;
        let mut issued = grant.to_be_signed(rng)?.sign(&private_key)?;
        issued.private_key = Some(private_key);
        Ok(issued)
    }
}

impl TryFrom<Issued> for Authority<PrivateKey> {
    type Error = Error;

    /// Makes an authority from a CA that was just issued with a generated key. Store the key first:
    /// if this fails, the key is lost.
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

impl<S: Signer> Authority<S> {
    /// Makes an authority with the default profile.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] if the signer's public key differs from the key in the issuer's
    /// certificate ([rule A1](crate::docs::rules#a1)).
    pub fn new(issuer: Issuer, signer: S) -> Result<Self, Error> {
        if signer.public_key() != issuer.public_key() {
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
}

impl<S> Authority<S> {
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
}

impl<S: Signer> Authority<S> {
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
        let grant = request.check(&self.issuer, &self.profile, now)?;
        let (private_key, grant) = grant.obtain_key(rng)?;
        let mut issued = grant.to_be_signed(rng)?.sign(&self.signer)?;
        issued.private_key = private_key;
        Ok(issued)
    }

    /// Issues a certificate revocation list. The request sets its times.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of the signer.
    pub fn issue_crl(&self, request: &CrlRequest) -> Result<Crl, Error> {
        Ok(request.to_be_signed(&self.issuer)?.sign(&self.signer)?)
    }
}
