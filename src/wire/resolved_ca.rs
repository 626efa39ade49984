//! A create-CA body with the authority that it names.

use core::ops::Deref;

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use crate::authority::Authority;
use crate::issuance::{Error, ToBeSigned};
use crate::key::{KeyAlgorithm, PublicKey};
use crate::profile::Profile;
use crate::request::{RootRequest, SubordinateRequest};

/// The request in a create-CA body, with the authority that it names, from
/// [`ResolvedBody::read_ca`](super::ResolvedBody::read_ca).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolvedCaRequest<A> {
    /// A root: [`Authority::create_root`].
    Root(RootRequest),
    /// A CA below an issuer.
    Subordinate {
        /// The authority that the body names.
        authority: A,
        /// The request.
        request: SubordinateRequest,
    },
}

impl<S, A: Deref<Target = Authority<S>>> ResolvedCaRequest<A> {
    /// Prepares the certificate of the CA for a key that the host makes. `make_key` is called when
    /// nothing else is wrong, so that no key is left over from a request that is refused. It returns
    /// the public key, and whatever the host needs of the key.
    ///
    /// Returns the authority that is to sign, `None` for a root, which signs with its own key; the
    /// host's key; and the bytes to be signed.
    ///
    /// ```
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::time::UtcDateTime;
    /// use certmint::wire::ResolvedCaRequest;
    /// use certmint::{Authority, Error, Issued, PrivateKey, Profile};
    ///
    /// fn create(
    ///     request: ResolvedCaRequest<&Authority>,
    ///     profile: &Profile,
    ///     now: UtcDateTime,
    ///     rng: &mut impl TryCryptoRng,
    ///     keys: &mut impl TryCryptoRng,
    /// ) -> Result<Issued, Error> {
    ///     let (above, key, to_be_signed) =
    ///         request.prepare_with_key(profile, now, rng, |algorithm| {
    ///             let key = PrivateKey::generate(algorithm, keys)?;
    ///             Ok::<_, Error>((key.public_key().clone(), key))
    ///         })?;
    ///     let signer = above.map_or(&key, Authority::signer);
    ///     Ok(to_be_signed.sign(signer)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; [`Error::Entropy`]; those of `make_key`.
    pub fn prepare_with_key<K, E: From<Error>, R: TryCryptoRng + ?Sized>(
        self,
        root_profile: &Profile,
        now: UtcDateTime,
        rng: &mut R,
        make_key: impl FnOnce(KeyAlgorithm) -> Result<(PublicKey, K), E>,
    ) -> Result<(Option<A>, K, ToBeSigned), E> {
        let (above, grant) = match self {
            Self::Root(request) => (None, request.check(root_profile, now)?),
            Self::Subordinate { authority, request } => {
                let grant = request.check(authority.issuer(), authority.profile(), now)?;
                (Some(authority), grant)
            }
        };
        let (public_key, key) = make_key(grant.key_algorithm())?;
        let grant = grant.with_key(public_key).map_err(Error::from)?;
        Ok((above, key, grant.to_be_signed(rng)?))
    }
}
