//! Private keys: generated from the caller's randomness or loaded, and let go only as PKCS#8.

use alloc::vec::Vec;
use core::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use rand_core::TryCryptoRng;
use rsa::RsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::traits::{PublicKeyParts, SignatureScheme};
use zeroize::Zeroizing;

use super::public::pkcs1;
#[cfg(feature = "pem")]
use super::read::Structure;
use super::read::read;
use super::{Entropy, Internal, KeyAlgorithm, PublicKey, SignatureAlgorithm, Signer};
use crate::der::{Writer, tag};
use crate::error::{Error, KeyError, SignerError};
use crate::oid;

/// A private key. It is zeroized when dropped, cannot be cloned, and shows nothing in `Debug` (rule K3).
pub struct PrivateKey {
    secret: Secret,
    pub(super) public: PublicKey,
}

pub(super) enum Secret {
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

    pub(super) fn new(secret: Secret) -> Self {
        let public = match &secret {
            Secret::Rsa(key) => PublicKey::of_rsa(key.as_public_key()),
            Secret::P256(key) => PublicKey::of_p256(key.verifying_key()),
            Secret::P384(key) => PublicKey::of_p384(key.verifying_key()),
        };
        Self { secret, public }
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The most octets of a key in DER. One of RSA 4096 has some 2,400.
    pub const MAX_DER_OCTETS: usize = 8_192;

    /// Loads an unencrypted key in strict DER: RSA of 2048–4096 bits with two primes, P-256 or P-384. The
    /// structure is recognised: PKCS#8 (RFC 5958, either version), the ECPrivateKey of SEC 1 (RFC 5915),
    /// which must name its curve, or the RSAPrivateKey of PKCS#1 (RFC 8017).
    ///
    /// All parts must belong together: a public key beside the private one, and each of the numbers of an
    /// RSA key. The public key must be one that [`PublicKey::from_spki_der`] accepts.
    ///
    /// # Errors
    /// [`KeyError`], which says nothing about the key's content.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        read(der)
    }

    /// Loads an unencrypted key in PEM, as [`from_der`](Self::from_der) does: one block labelled
    /// `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`, which must hold the structure that its label
    /// says. Text around it is tolerated, and a block `EC PARAMETERS` before it.
    ///
    /// ```
    /// use certmint::{KeyError, PrivateKey};
    ///
    /// // As `openssl genrsa`, `openssl ecparam -genkey` and `openssl genpkey` write it.
    /// fn load(path: &str, password: &[u8]) -> Result<PrivateKey, Box<dyn core::error::Error>> {
    ///     let pem = std::fs::read_to_string(path)?;
    ///     match PrivateKey::from_pem(&pem) {
    ///         Err(KeyError::Encrypted) => Ok(PrivateKey::from_encrypted_pkcs8_pem(&pem, password)?),
    ///         loaded => Ok(loaded?),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// [`KeyError`], which says nothing about the key's content.
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, der) = super::pem::decode(pem)?;
        let structure = match label {
            PEM_LABEL => Structure::Pkcs8,
            "EC PRIVATE KEY" => Structure::Sec1,
            "RSA PRIVATE KEY" => Structure::Pkcs1,
            "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
            _ => return Err(KeyError::Pem),
        };
        if Structure::of_der(&der)? != structure {
            return Err(KeyError::Malformed);
        }
        Self::from_der(&der)
    }

    /// The key as unencrypted PKCS#8 in DER (RFC 5958). The bytes are zeroized when dropped.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] where the key cannot be encoded, which no key that exists is known to do.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match &self.secret {
            Secret::Rsa(key) => {
                key.to_pkcs8_der().map(|document| document.to_bytes()).map_err(|_| KeyError::Malformed)
            }
            Secret::P256(key) => Ok(self.encode_ec(oid::SECP256R1, &Zeroizing::new(key.to_bytes()))),
            Secret::P384(key) => Ok(self.encode_ec(oid::SECP384R1, &Zeroizing::new(key.to_bytes()))),
        }
    }

    /// PKCS#8 around ECPrivateKey, which holds the public key and leaves the curve to the outside.
    fn encode_ec(&self, curve: &[u8], scalar: &[u8]) -> Zeroizing<Vec<u8>> {
        let public = self.public.subject_public_key();
        // More than all tags and lengths take: a buffer that grew would leave a copy behind.
        let mut w = Writer::with_capacity(scalar.len() + public.len() + 64);
        w.sequence(|w| {
            w.value(tag::INTEGER, &[0]);
            w.sequence(|w| {
                w.object_identifier(oid::EC_PUBLIC_KEY);
                w.object_identifier(curve);
            });
            w.nested(tag::OCTET_STRING, |w| {
                w.sequence(|w| {
                    w.value(tag::INTEGER, &[1]);
                    w.value(tag::OCTET_STRING, scalar);
                    w.nested(tag::context_constructed(1), |w| w.bit_string(public));
                });
            });
        });
        Zeroizing::new(w.into_bytes())
    }

    /// The key as unencrypted PKCS#8 in PEM (RFC 7468 §10). The text is zeroized when dropped.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] where the key cannot be encoded, which no key that exists is known to do.
    #[cfg(feature = "pem")]
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<alloc::string::String>, KeyError> {
        let der = self.to_pkcs8_der()?;
        der::pem::encode_string(PEM_LABEL, der::pem::LineEnding::LF, &der)
            .map(Zeroizing::new)
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
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
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
