//! Private keys: generated from the caller's randomness or loaded, and exported only as PKCS#8.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use rand_core::{TryCryptoRng, TryRng};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::backend::{KeyRefusal, SigningKey};
#[cfg(feature = "pem")]
use super::read::KeyFormat;
use super::read::read;
use super::rsa::{RsaComponents, generate_2048, generate_3072, generate_4096};
use super::stack::{EC_STACK_WORDS, clearing_stack};
use super::table::KeyForm;
use super::{
    Entropy, KeyAlgorithm, KeyType, PrivateKeyError, PublicKey, PublicKeyError, SignatureAlgorithm, Signer,
    SignerError, Token,
};
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{Writer, tag};

/// A private key: generated, or loaded from PKCS#8, SEC 1 or PKCS#1.
///
/// It is zeroized when it is dropped, cannot be cloned, and shows nothing in `Debug`
/// ([rule K3](crate::docs::rules#k3)).
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

/// The secret part of a private key, in the form that PKCS#8 holds.
enum Secret {
    Rsa(RsaComponents),
    /// The secret number in as many octets as the order of the curve, or the seed.
    Octets(Zeroizing<Vec<u8>>),
}

impl PrivateKey {
    /// Generates a key. All of its entropy comes from `rng`: the same output of `rng` gives the
    /// same key. A generator that repeats one value forever, which [`TryCryptoRng`] rules out, can
    /// keep this function from returning.
    ///
    /// # Errors
    /// [`PrivateKeyError::Entropy`] if `rng` fails; [`PrivateKeyError::Unsupported`] with
    /// [`PublicKeyError::Backend`] if no compiled-in backend runs on this processor.
    pub fn generate<R: TryCryptoRng + ?Sized>(
        algorithm: KeyAlgorithm,
        rng: &mut R,
    ) -> Result<Self, PrivateKeyError> {
        Entropy::use_for(rng, |rng| match algorithm {
            KeyAlgorithm::Rsa2048 => Self::from_rsa(generate_2048(rng)),
            KeyAlgorithm::Rsa3072 => Self::from_rsa(generate_3072(rng)),
            KeyAlgorithm::Rsa4096 => Self::from_rsa(generate_4096(rng)),
            other => Self::generate_octets(other.key_type(), rng),
        })?
        .map_err(|_| PrivateKeyError::Unsupported(PublicKeyError::Backend))
    }

    /// Returns the RSA key with these numbers.
    pub(super) fn from_rsa(components: RsaComponents) -> Result<Self, KeyRefusal> {
        let signing_key = SigningKey::from_rsa(&components)?;
        let integers = components.integers();
        let public = PublicKey::from_rsa(integers.modulus, integers.public_exponent);
        Ok(Self { secret: Secret::Rsa(components), signing_key, public })
    }

    /// Generates a key from random octets: a secret number by rejection sampling (FIPS 186-5 App.
    /// A.2.2), or a seed.
    fn generate_octets<R: TryCryptoRng + ?Sized>(
        key_type: KeyType,
        rng: &mut Entropy<'_, R>,
    ) -> Result<Self, KeyRefusal> {
        let (octets, first_bits) = match key_type.row().form {
            KeyForm::Ec(curve) => (curve.octets(), curve.bits() % 8),
            KeyForm::Seed(form) => (form.octets, 0),
            // Its keys are made of primes.
            KeyForm::Rsa => return Err(KeyRefusal::Unsupported),
        };
        let mut secret = Zeroizing::new(vec![0; octets]);
        loop {
            let made = clearing_stack::<EC_STACK_WORDS, _>(|| {
                rng.try_fill_bytes(&mut secret).unwrap_or_else(|never| match never {});
                // The bits above those of a number of P-521.
                if first_bits > 0 {
                    secret[0] &= (1 << first_bits) - 1;
                }
                SigningKey::from_octets(key_type, &secret)
            });
            match made {
                Err(KeyRefusal::Invalid) => {}
                Err(KeyRefusal::Unsupported) => return Err(KeyRefusal::Unsupported),
                Ok((key, public)) => return Ok(Self::from_parts(key_type, secret, key, &public)),
            }
        }
    }

    /// Returns the key with this secret number or seed, in as many octets as its type has.
    pub(super) fn from_octets(key_type: KeyType, secret: &[u8]) -> Result<Self, KeyRefusal> {
        let (key, public) =
            clearing_stack::<EC_STACK_WORDS, _>(|| SigningKey::from_octets(key_type, secret))?;
        Ok(Self::from_parts(key_type, Zeroizing::new(secret.to_vec()), key, &public))
    }

    /// Returns whether this is the expanded form of the key's seed.
    pub(super) fn expands_to(&self, expanded: &[u8]) -> bool {
        self.signing_key.expanded().is_some_and(|own| own.as_slice() == expanded)
    }

    fn from_parts(
        key_type: KeyType,
        secret: Zeroizing<Vec<u8>>,
        signing_key: SigningKey,
        public: &[u8],
    ) -> Self {
        let public = PublicKey::from_octets(key_type, public);
        Self { secret: Secret::Octets(secret), signing_key, public }
    }

    /// Returns the public key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The maximum length of a key in DER, in octets. An RSA key of 4096 bits has some 2,400.
    pub const MAX_DER_OCTETS: usize = 8_192;

    /// Loads an unencrypted key in strict DER: RSA of 2048–4096 bits with two primes, P-256, P-384,
    /// P-521, Ed25519 (its seed, RFC 8410 §7) or ML-DSA (its seed, alone or with the expanded key, RFC
    /// 9881 §6). The structure is detected: PKCS#8 (RFC 5958, either version), the ECPrivateKey of SEC
    /// 1 (RFC 5915), which must name its curve, or the RSAPrivateKey of PKCS#1 (RFC 8017).
    ///
    /// All parts must belong together: a public key beside the private one, and all numbers of an
    /// RSA key. The public key must be one that [`PublicKey::from_spki_der`] accepts.
    ///
    /// # Errors
    /// [`PrivateKeyError`], which reveals nothing about the key's content.
    pub fn from_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        read(der)
    }

    /// Loads an unencrypted key in PEM, as [`from_der`](Self::from_der) does: one block labelled
    /// `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`, which must hold the structure that its
    /// label names. Text around the block and an `EC PARAMETERS` block before it are allowed.
    ///
    /// With the feature `encryption`, `from_pem_with_password` also loads an encrypted one.
    ///
    /// ```
    /// use certmint::PrivateKey;
    ///
    /// // Written by `openssl genrsa`, `openssl ecparam -genkey` or `openssl genpkey`.
    /// fn load(path: &str) -> Result<PrivateKey, Box<dyn core::error::Error>> {
    ///     let pem = std::fs::read_to_string(path)?;
    ///     Ok(PrivateKey::from_pem(&pem)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`PrivateKeyError`], which reveals nothing about the key's content.
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, PrivateKeyError> {
        let (label, der) = super::pem::decode(pem)?;
        let structure = match label {
            PEM_LABEL => KeyFormat::Pkcs8,
            "EC PRIVATE KEY" => KeyFormat::Sec1,
            "RSA PRIVATE KEY" => KeyFormat::Pkcs1,
            "ENCRYPTED PRIVATE KEY" => return Err(PrivateKeyError::Encrypted),
            _ => return Err(PrivateKeyError::Pem),
        };
        if KeyFormat::of_der(&der)? != structure {
            return Err(PrivateKeyError::Malformed);
        }
        Self::from_der(&der)
    }

    /// Returns the key as unencrypted PKCS#8 in DER (RFC 5958). The bytes are zeroized when
    /// dropped.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        let row = self.public.key_type().row();
        match (&self.secret, row.form) {
            (Secret::Rsa(components), _) => {
                let rsa_private_key = components.as_pkcs1_der();
                encode_pkcs8(row.identifier, rsa_private_key.len(), |w| w.raw(rsa_private_key))
            }
            (Secret::Octets(seed), KeyForm::Seed(form)) => {
                encode_pkcs8(row.identifier, seed.len(), |w| w.value(form.tag, seed))
            }
            (Secret::Octets(scalar), _) => {
                let point = self.public.subject_public_key();
                encode_pkcs8(row.identifier, scalar.len() + point.len(), |w| write_sec1(w, scalar, point))
            }
        }
    }

    /// Returns the key as unencrypted PKCS#8 in PEM (RFC 7468 §10). The text is zeroized when
    /// dropped.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<alloc::string::String> {
        Zeroizing::new(crate::x509::pem::encode_secret(PEM_LABEL, &self.to_pkcs8_der()))
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

    /// Signs with RSASSA-PKCS1-v1_5, with ECDSA and the nonce of RFC 6979, with Ed25519, or with
    /// ML-DSA in its deterministic variant (FIPS 204 §3.4). The backends graviola and aws-lc-rs add
    /// randomness from the operating system to the nonce of ECDSA (RFC 6979 §3.6).
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.signing_key.sign(algorithm, message)
    }

    fn is_own_key(&self, _: Token) -> bool {
        true
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spec = self.public.spec();
        let row = spec.key_type.row();
        let scheme = match row.form {
            KeyForm::Rsa => "Rsa",
            KeyForm::Ec(_) => "Ec",
            KeyForm::Seed(_) => row.title,
        };
        write!(f, "PrivateKey({scheme}, {} bits, secret)", spec.bits)
    }
}

/// Writes ECPrivateKey with the public key. The enclosing structure names the curve.
fn write_sec1(w: &mut Writer, scalar: &[u8], point: &[u8]) {
    w.sequence(|w| {
        w.value(tag::INTEGER, &[1]);
        w.value(tag::OCTET_STRING, scalar);
        w.nested(tag::context_constructed(1), |w| w.bit_string(point));
    });
}

/// Encodes OneAsymmetricKey (RFC 5958 §2), version v1, with a privateKey of little more than
/// `octets` octets.
fn encode_pkcs8(
    algorithm: AlgorithmIdentifier<'_>,
    octets: usize,
    private_key: impl FnOnce(&mut Writer),
) -> Zeroizing<Vec<u8>> {
    // More than all tags and lengths take: a buffer that grows would leave a copy behind.
    let mut w = Writer::with_capacity(octets + 64);
    w.sequence(|w| {
        w.value(tag::INTEGER, &[0]);
        algorithm.encode(w);
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
            Secret::Octets(_) => None,
        });
        assert_zeroized(|key| match key.secret {
            Secret::Octets(octets) => Some(octets),
            Secret::Rsa(_) => None,
        });
        assert_zeroized(|key| Some(key.signing_key));
    }
}
