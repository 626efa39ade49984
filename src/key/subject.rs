//! The key that a request asks to certify: one to generate, or one made elsewhere.

use rand_core::TryCryptoRng;

pub(super) use self::sealed::Sealed;
use super::{KeyAlgorithm, KeySpec, KeyType, PrivateKey, PrivateKeyError, PublicKey};

mod sealed {
    /// Keeps other crates from implementing the traits of requested keys.
    pub trait Sealed {}
}

/// The key that a request asks to certify: a [`KeyAlgorithm`] for a key to generate, or a
/// [`PublicKey`] made elsewhere, in an HSM or by another library. For a [`PublicKey`], the caller
/// vouches that the requester holds the private key: nothing here can check it, as a
/// [`Csr`](crate::Csr) can.
///
/// This trait is sealed.
pub trait SubjectKey: RequestedKey<Key = Self> {
    /// Returns the type of the key.
    fn key_type(&self) -> KeyType;

    /// Returns the bits of an RSA modulus or of a curve's field.
    fn bits(&self) -> u32;

    /// Returns the public key, and the private key if it is generated from `rng`.
    #[doc(hidden)]
    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
    ) -> Result<(Option<PrivateKey>, PublicKey), PrivateKeyError>;
}

/// The key of a request that has an issuer: a [`SubjectKey`], or an
/// [`AlgorithmChoice`](crate::key::AlgorithmChoice), which leaves the algorithm of the key to the
/// issuer.
///
/// This trait is sealed.
pub trait RequestedKey: Clone + Sealed {
    /// The requested key once the issuer is known.
    type Key: SubjectKey;

    /// Returns the type of the key; `None` if the issuer decides.
    #[doc(hidden)]
    fn known_type(&self) -> Option<KeyType>;

    /// Returns the requested key below an issuer with this public key.
    #[doc(hidden)]
    fn below(&self, issuer: &PublicKey) -> Self::Key;
}

impl KeySpec {
    pub(crate) fn of(key: &impl SubjectKey) -> Self {
        Self { key_type: key.key_type(), bits: key.bits() }
    }
}

impl Sealed for KeyAlgorithm {}

impl RequestedKey for KeyAlgorithm {
    type Key = Self;

    fn known_type(&self) -> Option<KeyType> {
        Some(KeyAlgorithm::key_type(*self))
    }

    fn below(&self, _: &PublicKey) -> Self {
        *self
    }
}

impl SubjectKey for KeyAlgorithm {
    fn key_type(&self) -> KeyType {
        KeyAlgorithm::key_type(*self)
    }

    fn bits(&self) -> u32 {
        self.spec().bits
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
    ) -> Result<(Option<PrivateKey>, PublicKey), PrivateKeyError> {
        let private_key = PrivateKey::generate(self, rng)?;
        let public_key = private_key.public_key().clone();
        Ok((Some(private_key), public_key))
    }
}

impl Sealed for PublicKey {}

impl RequestedKey for PublicKey {
    type Key = Self;

    fn known_type(&self) -> Option<KeyType> {
        Some(PublicKey::key_type(self))
    }

    fn below(&self, _: &PublicKey) -> Self {
        self.clone()
    }
}

impl SubjectKey for PublicKey {
    fn key_type(&self) -> KeyType {
        PublicKey::key_type(self)
    }

    fn bits(&self) -> u32 {
        self.spec().bits
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        _: &mut R,
    ) -> Result<(Option<PrivateKey>, PublicKey), PrivateKeyError> {
        Ok((None, self))
    }
}
