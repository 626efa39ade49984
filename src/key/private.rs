//! Private keys: generated from the caller's randomness or loaded, and let go only as PKCS#8.

use core::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rand_core::TryCryptoRng;
use rsa::RsaPrivateKey;
use rsa::traits::{PublicKeyParts, SignatureScheme};
use zeroize::Zeroizing;

use super::public::pkcs1;
use super::{Entropy, Internal, KeyAlgorithm, PublicKey, SignatureAlgorithm, Signer};
use crate::error::{Error, KeyError, SignerError};

/// A private key. It is zeroized when dropped, cannot be cloned, and shows nothing in `Debug` (rule K3).
pub struct PrivateKey {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    Rsa(RsaPrivateKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl PrivateKey {
    /// Generates a key. All of its entropy comes from `rng`: the same output of `rng` gives the same key.
    /// A generator that repeats one value for ever, which no [`TryCryptoRng`] may, can keep this from
    /// coming to an end.
    ///
    /// # Errors
    /// [`Error::Entropy`] where `rng` fails.
    pub fn generate<R: TryCryptoRng + ?Sized>(algorithm: KeyAlgorithm, rng: &mut R) -> Result<Self, Error> {
        use p256::elliptic_curve::Generate;
        let secret = Entropy::use_for(rng, |rng| match algorithm {
            KeyAlgorithm::Rsa2048 => RsaPrivateKey::new(rng, 2_048).map(Secret::Rsa),
            KeyAlgorithm::Rsa4096 => RsaPrivateKey::new(rng, 4_096).map(Secret::Rsa),
            KeyAlgorithm::Ec256 => Ok(Secret::P256(p256::ecdsa::SigningKey::generate_from_rng(rng))),
            KeyAlgorithm::Ec384 => Ok(Secret::P384(p384::ecdsa::SigningKey::generate_from_rng(rng))),
        })?;
        // RsaPrivateKey::new refuses only sizes below 1024 bits.
        secret.map(Self::new).map_err(|_| Error::Entropy)
    }

    fn new(secret: Secret) -> Self {
        let public = match &secret {
            Secret::Rsa(key) => PublicKey::of_rsa(key.as_public_key()),
            Secret::P256(key) => PublicKey::of_p256(key.verifying_key()),
            Secret::P384(key) => PublicKey::of_p384(key.verifying_key()),
        };
        Self { secret, public }
    }

    /// The most octets of a key in DER. One of RSA 4096 has some 2,400.
    pub const MAX_DER_OCTETS: usize = 8_192;

    /// Loads an unencrypted PKCS#8 key in DER: RSA of 2048–4096 bits, P-256 or P-384.
    ///
    /// # Errors
    /// [`KeyError`], which says nothing about the key's content.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        // What follows computes with the numbers before their size is known.
        if der.len() > Self::MAX_DER_OCTETS {
            return Err(KeyError::Malformed);
        }
        let secret = RsaPrivateKey::from_pkcs8_der(der)
            .map(Secret::Rsa)
            .or_else(|_| p256::ecdsa::SigningKey::from_pkcs8_der(der).map(Secret::P256))
            .or_else(|_| p384::ecdsa::SigningKey::from_pkcs8_der(der).map(Secret::P384))
            .map_err(|_| KeyError::Malformed)?;
        let key = Self::new(secret);
        // The same bounds as for any other key: sizes and exponent of RSA.
        PublicKey::from_spki_der(key.public.as_spki_der()).map_err(KeyError::Unsupported)?;
        Ok(key)
    }

    /// Loads an unencrypted PKCS#8 key in PEM, one block labelled `PRIVATE KEY`.
    ///
    /// # Errors
    /// [`KeyError`], which says nothing about the key's content.
    #[cfg(feature = "pem")]
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        // Base64 takes four characters for three octets; the rest is for line ends and labels.
        if pem.len() > 2 * Self::MAX_DER_OCTETS {
            return Err(KeyError::Pem);
        }
        let (label, document) = der::SecretDocument::from_pem(pem).map_err(|_| KeyError::Pem)?;
        if label != PEM_LABEL {
            return Err(KeyError::Pem);
        }
        Self::from_pkcs8_der(document.as_bytes())
    }

    /// The key as unencrypted PKCS#8 in DER (RFC 5208). The bytes are zeroized when dropped.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] where the key cannot be encoded, which no key that exists is known to do.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<alloc::vec::Vec<u8>>, KeyError> {
        self.to_document().map(|document| document.to_bytes())
    }

    /// The key as unencrypted PKCS#8 in PEM (RFC 7468 §10). The text is zeroized when dropped.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] where the key cannot be encoded, which no key that exists is known to do.
    #[cfg(feature = "pem")]
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<alloc::string::String>, KeyError> {
        self.to_document()?.to_pem(PEM_LABEL, der::pem::LineEnding::LF).map_err(|_| KeyError::Malformed)
    }

    fn to_document(&self) -> Result<der::SecretDocument, KeyError> {
        match &self.secret {
            Secret::Rsa(key) => key.to_pkcs8_der(),
            Secret::P256(key) => key.to_pkcs8_der(),
            Secret::P384(key) => key.to_pkcs8_der(),
        }
        .map_err(|_| KeyError::Malformed)
    }
}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "PRIVATE KEY";

impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// RSASSA-PKCS1-v1_5, or ECDSA with the deterministic nonce of RFC 6979: no randomness is needed.
    fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<alloc::vec::Vec<u8>, SignerError> {
        let hash = algorithm.hash();
        match (&self.secret, algorithm) {
            (Secret::Rsa(key), SignatureAlgorithm::RsaPkcs1(_)) => hash
                .digest(message, |digest| pkcs1(hash).sign(None::<&mut NoBlinding>, key, digest))
                .map_err(SignerError::new),
            (Secret::P256(key), SignatureAlgorithm::Ecdsa(_)) => {
                let signature: Result<p256::ecdsa::Signature, _> =
                    hash.digest(message, |digest| key.sign_prehash(digest));
                signature.map(|signature| signature.to_der().as_bytes().to_vec()).map_err(SignerError::new)
            }
            (Secret::P384(key), SignatureAlgorithm::Ecdsa(_)) => {
                let signature: Result<p384::ecdsa::Signature, _> =
                    hash.digest(message, |digest| key.sign_prehash(digest));
                signature.map(|signature| signature.to_der().as_bytes().to_vec()).map_err(SignerError::new)
            }
            _ => Err(SignerError::new("the key is of the other family")),
        }
    }

    fn is_own_key(&self, _: Internal) -> bool {
        true
    }
}

/// No blinding: the type that stands where a generator would, and of which there is no value. The
/// exponentiation runs in constant time, and the `rsa` crate checks each result against the public key
/// before it returns it.
enum NoBlinding {}

impl rand_core::TryRng for NoBlinding {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        match *self {}
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        match *self {}
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
        match *self {}
    }
}

impl TryCryptoRng for NoBlinding {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = match &self.secret {
            Secret::Rsa(key) => key.n().bits(),
            Secret::P256(_) => 256,
            Secret::P384(_) => 384,
        };
        write!(f, "PrivateKey({:?}, {bits} bits, secret)", self.public.family())
    }
}
