//! The key that a request asks to have certified: one to be generated, or one made elsewhere.

use rand_core::TryCryptoRng;

use super::{Internal, KeyAlgorithm, KeyFamily, PrivateKey, PublicKey};
use crate::issuance::Error;

/// The types of keys among which a profile chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum KeyType {
    /// RSA, of any size and exponent that is accepted.
    Rsa,
    /// P-256 (secp256r1).
    Ec256,
    /// P-384 (secp384r1).
    Ec384,
}

impl KeyType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rsa, Self::Ec256, Self::Ec384];

    /// The name in a configuration: RSA, EC256, EC384.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Ec256 => "EC256",
            Self::Ec384 => "EC384",
        }
    }
}

/// What of a key a profile looks at.
#[derive(Clone, Copy)]
pub(crate) struct KeyProperties {
    pub(crate) key_type: KeyType,
    /// `None` for other keys than RSA keys.
    pub(crate) rsa_bits: Option<u32>,
}

impl KeyProperties {
    pub(crate) fn of(key: &impl SubjectKey) -> Self {
        Self { key_type: key.key_type(), rsa_bits: key.rsa_bits() }
    }

    pub(crate) fn family(self) -> KeyFamily {
        match self.key_type {
            KeyType::Rsa => KeyFamily::Rsa,
            KeyType::Ec256 | KeyType::Ec384 => KeyFamily::Ec,
        }
    }
}

/// The key that a request asks to have certified: a [`KeyAlgorithm`] for a key to be generated, or a
/// [`PublicKey`] that was made elsewhere, in an HSM or by another library. That whoever asks possesses
/// the private key is then the caller's own statement: nothing here can check it, as a
/// [`Csr`](crate::Csr) can.
///
/// Nothing else can implement it.
pub trait SubjectKey: RequestedKey<Key = Self> {
    /// Whether it is an RSA or an elliptic-curve key.
    fn family(&self) -> KeyFamily;

    /// The type of the key.
    fn key_type(&self) -> KeyType;

    /// The bits of an RSA modulus; `None` for other keys.
    fn rsa_bits(&self) -> Option<u32>;

    /// The public key, and the private key where it is generated from `rng`. Cannot be implemented
    /// elsewhere: its argument has no name there.
    #[doc(hidden)]
    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error>;
}

/// The key of a request that has an issuer: a [`SubjectKey`], or an
/// [`AlgorithmChoice`](crate::key::AlgorithmChoice), which leaves the algorithm of the key to the issuer.
///
/// Nothing else can implement it.
pub trait RequestedKey: Clone {
    /// The key that is asked for once the issuer is known.
    type Key: SubjectKey;

    /// Whether it is an RSA or an elliptic-curve key; `None` where the issuer decides.
    #[doc(hidden)]
    fn known_family(&self, _: Internal) -> Option<KeyFamily>;

    /// The key that is asked for below an issuer with this public key.
    #[doc(hidden)]
    fn below(&self, issuer: &PublicKey, _: Internal) -> Self::Key;
}

impl RequestedKey for KeyAlgorithm {
    type Key = Self;

    fn known_family(&self, _: Internal) -> Option<KeyFamily> {
        Some(KeyAlgorithm::family(*self))
    }

    fn below(&self, _: &PublicKey, _: Internal) -> Self {
        *self
    }
}

impl RequestedKey for PublicKey {
    type Key = Self;

    fn known_family(&self, _: Internal) -> Option<KeyFamily> {
        Some(PublicKey::family(self))
    }

    fn below(&self, _: &PublicKey, _: Internal) -> Self {
        self.clone()
    }
}

impl SubjectKey for KeyAlgorithm {
    fn family(&self) -> KeyFamily {
        KeyAlgorithm::family(*self)
    }

    fn key_type(&self) -> KeyType {
        match self {
            Self::Rsa2048 | Self::Rsa4096 => KeyType::Rsa,
            Self::Ec256 => KeyType::Ec256,
            Self::Ec384 => KeyType::Ec384,
        }
    }

    fn rsa_bits(&self) -> Option<u32> {
        match self {
            Self::Rsa2048 => Some(2_048),
            Self::Rsa4096 => Some(4_096),
            Self::Ec256 | Self::Ec384 => None,
        }
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error> {
        let private_key = PrivateKey::generate(self, rng)?;
        let public_key = private_key.public_key().clone();
        Ok((Some(private_key), public_key))
    }
}

impl SubjectKey for PublicKey {
    fn family(&self) -> KeyFamily {
        PublicKey::family(self)
    }

    fn key_type(&self) -> KeyType {
        match (PublicKey::family(self), self.algorithm()) {
            (KeyFamily::Rsa, _) => KeyType::Rsa,
            (KeyFamily::Ec, Some(KeyAlgorithm::Ec384)) => KeyType::Ec384,
            (KeyFamily::Ec, _) => KeyType::Ec256,
        }
    }

    fn rsa_bits(&self) -> Option<u32> {
        PublicKey::rsa_bits(self)
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        _: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error> {
        Ok((None, self))
    }
}
