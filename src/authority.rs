//! The facade: an issuer and whoever signs for it.

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use crate::error::{Error, KeyError};
use crate::grant::Grant;
use crate::issued::Issued;
use crate::issuer::Issuer;
use crate::key::{KeyAlgorithm, PrivateKey, Signer};
use crate::profile::Profile;
use crate::request::{ApplyRequest, CsrRequest, RootRequest, SubordinateRequest};

/// A certificate authority: an issuer, its signer, and the profile by which it issues.
///
/// Each method checks the request, encodes, signs; whoever needs a step of their own calls the steps:
/// `request.check(…)`, [`Grant::generate_key`], [`Grant::to_be_signed`], then
/// [`ToBeSigned::sign`](crate::ToBeSigned::sign) or [`ToBeSigned::complete`](crate::ToBeSigned::complete).
#[derive(Debug)]
pub struct Authority<S = PrivateKey> {
    issuer: Issuer,
    signer: S,
    profile: Profile,
}

impl Authority<PrivateKey> {
    /// Makes a self-signed root with a generated key. The private key of the result is the root's;
    /// [`Authority::try_from`] makes an authority of it.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found, or [`Error::Entropy`].
    pub fn create_root<R: TryCryptoRng + ?Sized>(
        request: &RootRequest,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        let (private_key, grant) = request.check(&Profile::default(), now)?.generate_key(rng)?;
        let mut issued = grant.to_be_signed(rng)?.sign(&private_key)?;
        issued.private_key = Some(private_key);
        Ok(issued)
    }
}

impl TryFrom<Issued> for Authority<PrivateKey> {
    type Error = Error;

    /// Makes an authority of a CA that was just issued with a generated key. Store the key first: it is
    /// lost with an error.
    ///
    /// # Errors
    /// [`IssuerError::NotACa`](crate::IssuerError::NotACa) for an end entity, [`KeyError::Missing`] where the key is not
    /// there.
    fn try_from(mut issued: Issued) -> Result<Self, Error> {
        let signer = issued.take_private_key().ok_or(KeyError::Missing)?;
        Self::new(Issuer::from_chain(issued.chain().cloned().collect())?, signer)
    }
}

impl<S: Signer> Authority<S> {
    /// An authority with the default profile.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] where the signer's public key is not the certificate's (rule A1).
    pub fn new(issuer: Issuer, signer: S) -> Result<Self, Error> {
        if signer.public_key() != issuer.public_key() {
            return Err(Error::SignerMismatch);
        }
        Ok(Self { issuer, signer, profile: Profile::default() })
    }

    /// Issues by another profile.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Whoever signs.
    #[must_use]
    pub fn signer(&self) -> &S {
        &self.signer
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Issues an end-entity certificate with a generated key.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise what the signer or `rng` met.
    pub fn apply<R: TryCryptoRng + ?Sized>(
        &self,
        request: &ApplyRequest,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        self.issue_with_generated_key(request.check(&self.issuer, &self.profile, now)?, rng)
    }

    /// Issues a subordinate CA with a generated key.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise what the signer or `rng` met.
    pub fn subordinate<R: TryCryptoRng + ?Sized>(
        &self,
        request: &SubordinateRequest,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        self.issue_with_generated_key(request.check(&self.issuer, &self.profile, now)?, rng)
    }

    /// Issues a certificate for the key of a CSR.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; otherwise what the signer or `rng` met.
    pub fn csr<R: TryCryptoRng + ?Sized>(
        &self,
        request: &CsrRequest,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        request.check(&self.issuer, &self.profile, now)?.to_be_signed(rng)?.sign(&self.signer)
    }

    fn issue_with_generated_key<R: TryCryptoRng + ?Sized>(
        &self,
        grant: Grant<KeyAlgorithm>,
        rng: &mut R,
    ) -> Result<Issued, Error> {
        let (private_key, grant) = grant.generate_key(rng)?;
        let mut issued = grant.to_be_signed(rng)?.sign(&self.signer)?;
        issued.private_key = Some(private_key);
        Ok(issued)
    }
}
