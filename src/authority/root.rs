//! Roots: with a generated key, and with a key that a signer holds.

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use super::Authority;
use crate::issuance::{Error, Issued, ToBeSigned};
use crate::key::{AsyncSigner, NoSigner, PrivateKey, PublicKey, Signer, SubjectKey};
use crate::profile::Profile;
use crate::request::RootRequest;

impl Authority<PrivateKey> {
    /// Makes a self-signed root with a generated key.
    ///
    /// Use [`Authority::try_from`] to turn the result, which holds the root's private key, into an
    /// authority. For a root whose key is elsewhere, use [`Authority::create_root_with_signer`],
    /// [`Authority::create_root_with_async_signer`] or [`Authority::prepare_root`].
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found, or [`Error::Entropy`].
    pub fn create_root<R: TryCryptoRng + ?Sized>(
        request: &RootRequest,
        profile: &Profile,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        Authority::prepare_root(request, profile, now, rng)?.sign_with_own_key()
    }
}

impl<S: Signer> Authority<S> {
    /// Makes a self-signed root whose key is the signer's, for example in an HSM. The request is
    /// for the signer's public key.
    ///
    /// ```
    /// use certmint::time::UtcDateTime;
    /// use certmint::{Authority, CertificateParams, DistinguishedName, Error};
    /// use certmint::{HashAlgorithm, Issuer, Profile, RequestedValidity};
    /// use certmint::{RootRequest, Signer};
    ///
    /// fn hsm_root<S: Signer>(
    ///     hsm: S,
    ///     subject: DistinguishedName,
    ///     validity: RequestedValidity,
    /// ) -> Result<Authority<S>, Error> {
    ///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
    ///     let (key, hash) = (hsm.public_key().clone(), HashAlgorithm::Sha384);
    ///     let params = CertificateParams::new(key, hash, subject, validity);
    ///     let (request, profile) = (RootRequest::new(params), Profile::default());
    ///     let root = Authority::create_root_with_signer(
    ///         &request, &profile, &hsm, now, rng,
    ///     )?;
    ///     Authority::new(Issuer::try_from(&root)?, hsm)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; [`Error::SignerMismatch`] if the request is
    /// for another key; otherwise the error of the signer or of `rng`.
    pub fn create_root_with_signer<R: TryCryptoRng + ?Sized>(
        request: &RootRequest<PublicKey>,
        profile: &Profile,
        signer: &S,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        Ok(Authority::prepare_root(request, profile, now, rng)?.sign(signer)?)
    }
}

impl<S: AsyncSigner> Authority<S> {
    /// Makes a self-signed root, as [`Authority::create_root_with_signer`] does, and awaits the
    /// signer. Everything but the signature is done before this function returns.
    ///
    /// # Errors
    /// Those of [`Authority::create_root_with_signer`].
    pub fn create_root_with_async_signer<'a, R: TryCryptoRng + ?Sized>(
        request: &RootRequest<PublicKey>,
        profile: &Profile,
        signer: &'a S,
        now: UtcDateTime,
        rng: &mut R,
    ) -> impl Future<Output = Result<Issued, Error>> + use<'a, S, R> {
        let prepared = Authority::prepare_root(request, profile, now, rng);
        async move { Ok(prepared?.sign_async(signer).await?) }
    }
}

impl Authority<NoSigner> {
    /// Checks a request for a root and encodes the certificate, but does not sign it, as
    /// [`Authority::prepare`] does. The key that is certified signs it.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise the error of `rng`.
    pub fn prepare_root<K: SubjectKey, R: TryCryptoRng + ?Sized>(
        request: &RootRequest<K>,
        profile: &Profile,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<ToBeSigned, Error> {
        request.check(profile, now)?.to_be_signed(rng)
    }
}
