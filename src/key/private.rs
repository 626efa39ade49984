//! Private keys: generated from the caller's randomness or loaded, and let go only as PKCS#8.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use rand_core::{TryCryptoRng, TryRng};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::backend::{NoKey, SigningKey};
use super::curve::Curve;
#[cfg(feature = "pem")]
use super::read::Structure;
use super::read::read;
use super::rsa::{RsaComponents, generate_2048, generate_4096};
use super::stack::{EC_STACK_WORDS, clearing_stack};
use super::{Entropy, Internal, KeyAlgorithm, PublicKey, SignatureAlgorithm, Signer};
use crate::diagnostics::{Error, PrivateKeyError, PublicKeyError, SignerError};
use crate::x509::der::{Writer, tag};
use crate::x509::oid;

/// A private key: generated, or loaded from PKCS#8, SEC 1 or PKCS#1.
///
/// It is zeroized when it is dropped, cannot be cloned, and shows nothing in `Debug` (rule K3).
///
/// ```
/// use certmint::key::KeyDerivationFunction;
/// use certmint::{KeyAlgorithm, PrivateKey};
///
/// let rng = &mut getrandom::SysRng;
/// let key = PrivateKey::generate(KeyAlgorithm::Ec256, rng)?;
/// let kdf = KeyDerivationFunction::pbkdf2_hmac_sha256(10_000)?;
/// let pem = key.to_encrypted_pkcs8_pem(b"password", kdf, rng)?;
/// let loaded = PrivateKey::from_encrypted_pkcs8_pem(&pem, b"password")?;
/// assert_eq!(loaded.public_key(), key.public_key());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PrivateKey {
    secret: Secret,
    signing_key: SigningKey,
    pub(super) public: PublicKey,
}

/// What of a private key is secret, as PKCS#8 wants it.
enum Secret {
    Rsa(RsaComponents),
    /// The secret number, in as many octets as the order of the curve has.
    Ec(Curve, Zeroizing<Vec<u8>>),
}

impl PrivateKey {
    /// Generates a key. All of its entropy comes from `rng`: the same output of `rng` gives the same key.
    /// A generator that repeats one value for ever, which no [`TryCryptoRng`] may, can keep this from
    /// coming to an end.
    ///
    /// # Errors
    /// [`Error::Entropy`] where `rng` fails; [`Error::Key`] around [`PublicKeyError::Backend`] where no
    /// backend that is compiled in runs on this processor.
    pub fn generate<R: TryCryptoRng + ?Sized>(algorithm: KeyAlgorithm, rng: &mut R) -> Result<Self, Error> {
        Entropy::use_for(rng, |rng| match algorithm {
            KeyAlgorithm::Rsa2048 => Self::of_rsa(generate_2048(rng)),
            KeyAlgorithm::Rsa4096 => Self::of_rsa(generate_4096(rng)),
            KeyAlgorithm::Ec256 => Self::generate_ec(Curve::P256, rng),
            KeyAlgorithm::Ec384 => Self::generate_ec(Curve::P384, rng),
        })?
        .map_err(|_| PrivateKeyError::Unsupported(PublicKeyError::Backend).into())
    }

    /// The RSA key of these numbers.
    pub(super) fn of_rsa(components: RsaComponents) -> Result<Self, NoKey> {
        let signing_key = SigningKey::of_rsa(&components)?;
        let numbers = components.numbers();
        let public = PublicKey::of_rsa(numbers.modulus, numbers.public_exponent);
        Ok(Self { secret: Secret::Rsa(components), signing_key, public })
    }

    /// By rejection sampling (FIPS 186-5 App. A.2.2).
    fn generate_ec<R: TryCryptoRng + ?Sized>(curve: Curve, rng: &mut Entropy<'_, R>) -> Result<Self, NoKey> {
        let mut scalar = Zeroizing::new(vec![0; curve.octets()]);
        loop {
            let made = clearing_stack::<EC_STACK_WORDS, _>(|| {
                rng.try_fill_bytes(&mut scalar).unwrap_or_else(|never| match never {});
                SigningKey::of_scalar(curve, &scalar)
            });
            match made {
                Err(NoKey::Value) => {}
                Err(NoKey::Backend) => return Err(NoKey::Backend),
                Ok((key, point)) => return Ok(Self::of_ec(curve, scalar, key, &point)),
            }
        }
    }

    /// The key on a curve with this secret number.
    pub(super) fn of_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, NoKey> {
        let (key, point) = clearing_stack::<EC_STACK_WORDS, _>(|| SigningKey::of_scalar(curve, scalar))?;
        Ok(Self::of_ec(curve, Zeroizing::new(scalar.to_vec()), key, &point))
    }

    fn of_ec(curve: Curve, scalar: Zeroizing<Vec<u8>>, signing_key: SigningKey, point: &[u8]) -> Self {
        let public = PublicKey::of_point(curve, point);
        Self { secret: Secret::Ec(curve, scalar), signing_key, public }
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
    /// [`PrivateKeyError`], which says nothing about the key's content.
    pub fn from_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        read(der)
    }

    /// Loads an unencrypted key in PEM, as [`from_der`](Self::from_der) does: one block labelled
    /// `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`, which must hold the structure that its label
    /// says. Text around it is tolerated, and a block `EC PARAMETERS` before it.
    ///
    /// ```
    /// use certmint::PrivateKey;
    /// use certmint::error::PrivateKeyError;
    ///
    /// // As `openssl genrsa`, `openssl ecparam -genkey` and `openssl genpkey` write it.
    /// fn load(path: &str, password: &[u8]) -> Result<PrivateKey, Box<dyn core::error::Error>> {
    ///     let pem = std::fs::read_to_string(path)?;
    ///     match PrivateKey::from_pem(&pem) {
    ///         Err(PrivateKeyError::Encrypted) => Ok(PrivateKey::from_encrypted_pkcs8_pem(&pem, password)?),
    ///         loaded => Ok(loaded?),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// [`PrivateKeyError`], which says nothing about the key's content.
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, PrivateKeyError> {
        let (label, der) = super::pem::decode(pem)?;
        let structure = match label {
            PEM_LABEL => Structure::Pkcs8,
            "EC PRIVATE KEY" => Structure::Sec1,
            "RSA PRIVATE KEY" => Structure::Pkcs1,
            "ENCRYPTED PRIVATE KEY" => return Err(PrivateKeyError::Encrypted),
            _ => return Err(PrivateKeyError::Pem),
        };
        if Structure::of_der(&der)? != structure {
            return Err(PrivateKeyError::Malformed);
        }
        Self::from_der(&der)
    }

    /// The key as unencrypted PKCS#8 in DER (RFC 5958). The bytes are zeroized when dropped.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        match &self.secret {
            Secret::Rsa(components) => encode_rsa(components.as_pkcs1_der()),
            Secret::Ec(curve, scalar) => encode_ec(*curve, scalar, self.public.subject_public_key()),
        }
    }

    /// The key as unencrypted PKCS#8 in PEM (RFC 7468 §10). The text is zeroized when dropped.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<alloc::string::String> {
        Zeroizing::new(crate::x509::pem::encode(PEM_LABEL, &self.to_pkcs8_der()))
    }
}

/// Each part zeroizes itself.
impl ZeroizeOnDrop for PrivateKey {}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "PRIVATE KEY";

impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// RSASSA-PKCS1-v1_5, or ECDSA with the nonce of RFC 6979, to which the graviola backend adds randomness
    /// of the operating system (§3.6 there).
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        if algorithm.family() != self.public.family() {
            return Err(SignerError::new("the key is of the other family"));
        }
        self.signing_key.sign(algorithm.hash(), message)
    }

    fn is_own_key(&self, _: Internal) -> bool {
        true
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = match self.secret {
            Secret::Rsa(_) => self.public.rsa_bits().unwrap_or_default(),
            Secret::Ec(curve, _) => curve.octets() as u32 * 8,
        };
        write!(f, "PrivateKey({:?}, {bits} bits, secret)", self.public.family())
    }
}

/// PKCS#8 around an RSAPrivateKey (RFC 8017 App. A.1).
fn encode_rsa(rsa_private_key: &[u8]) -> Zeroizing<Vec<u8>> {
    let algorithm = |w: &mut Writer| {
        w.object_identifier(oid::RSA_ENCRYPTION);
        w.value(tag::NULL, &[]);
    };
    encode_pkcs8(rsa_private_key.len(), algorithm, |w| w.raw(rsa_private_key))
}

/// PKCS#8 around ECPrivateKey, which holds the public key and leaves the curve to the outside.
fn encode_ec(curve: Curve, scalar: &[u8], point: &[u8]) -> Zeroizing<Vec<u8>> {
    let algorithm = |w: &mut Writer| {
        w.object_identifier(oid::EC_PUBLIC_KEY);
        w.object_identifier(curve.oid());
    };
    encode_pkcs8(scalar.len() + point.len(), algorithm, |w| {
        w.sequence(|w| {
            w.value(tag::INTEGER, &[1]);
            w.value(tag::OCTET_STRING, scalar);
            w.nested(tag::context_constructed(1), |w| w.bit_string(point));
        });
    })
}

/// OneAsymmetricKey (RFC 5958 §2) of version v1, with a privateKey of little more than so many octets.
fn encode_pkcs8(
    octets: usize,
    algorithm: impl FnOnce(&mut Writer),
    private_key: impl FnOnce(&mut Writer),
) -> Zeroizing<Vec<u8>> {
    // More than all tags and lengths take: a buffer that grew would leave a copy behind.
    let mut w = Writer::with_capacity(octets + 64);
    w.sequence(|w| {
        w.value(tag::INTEGER, &[0]);
        w.sequence(algorithm);
        w.nested(tag::OCTET_STRING, private_key);
    });
    Zeroizing::new(w.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k3_the_parts_of_a_key_zeroize_themselves_by_their_types() {
        fn assert_zeroized<T: ZeroizeOnDrop>(_: fn(PrivateKey) -> Option<T>) {}
        assert_zeroized(|key| match key.secret {
            Secret::Rsa(components) => Some(components),
            Secret::Ec(..) => None,
        });
        assert_zeroized(|key| match key.secret {
            Secret::Ec(_, scalar) => Some(scalar),
            Secret::Rsa(_) => None,
        });
        assert_zeroized(|key| Some(key.signing_key));
    }
}
