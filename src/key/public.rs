//! Public keys as certificates and CSRs hold them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use sha2::{Digest, Sha256};

use super::backend::{KeyRefusal, VerifyingKey};
use super::rsa::PUBLIC_EXPONENT;
use super::table::KeyForm;
use super::{KeyAlgorithm, KeyRole, KeySpec, KeyType, PublicKeyError, SignatureAlgorithm, rsa_modulus};
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, Reader, Writer, is_one_value, tag, unsigned};
#[cfg(feature = "pem")]
use crate::x509::pem::{Block, NotPem};

/// A checked public key, kept as its SubjectPublicKeyInfo byte for byte.
///
/// It is read from a SubjectPublicKeyInfo in DER or PEM, or made from what an HSM or a KMS returns:
/// [`PublicKey::from_ec_point`], [`PublicKey::from_rsa_components`].
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    /// The position in `spki` of the octets of the subjectPublicKey BIT STRING.
    bits: Range<usize>,
    spec: KeySpec,
}

impl From<NotDer> for PublicKeyError {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

impl PublicKey {
    /// Reads and checks a SubjectPublicKeyInfo in strict DER: RSA of 2048–4096 bits with an odd
    /// exponent from 65537 to below 2^33, no small factor, no ROCA pattern and no close primes; a
    /// point on P-256, P-384 or P-521, uncompressed or compressed; or an Ed25519 key, a canonical
    /// point that is not of small order; or, with the feature `ml-dsa`, a key of ML-DSA
    /// ([rule C4](crate::docs::rules#c4)).
    ///
    /// # Errors
    /// [`PublicKeyError`] states why the key is not accepted.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, PublicKeyError> {
        Self::read(spki, KeyRole::Subject).map(|(key, _)| key)
    }

    /// Reads a key as [`from_spki_der`](Self::from_spki_der) does, within the bounds of its role, and
    /// also returns its verifying key for callers that verify something at once.
    pub(crate) fn read(spki: &[u8], role: KeyRole) -> Result<(Self, VerifyingKey), PublicKeyError> {
        Self::read_parts(spki, role).map_err(|defect| match defect {
            PublicKeyError::Malformed if is_one_value(spki) => PublicKeyError::Structure,
            defect => defect,
        })
    }

    fn read_parts(spki: &[u8], role: KeyRole) -> Result<(Self, VerifyingKey), PublicKeyError> {
        let mut reader = Reader::of_sequence(spki)?;
        let identifier = AlgorithmIdentifier::read(reader.next()?)?;
        let bits = reader.bit_string()?;
        reader.finish()?;
        let key_type = KeyType::from_identifier(&identifier)?;
        let spec = match key_type.row().form {
            KeyForm::Rsa => read_rsa(bits, role)?,
            KeyForm::Ec(_) => read_point(key_type, bits)?,
            KeyForm::Seed(form) => read_octets(key_type, form.public_octets, bits)?,
        };
        let verifying_key = verifying_key(key_type, bits)?;
        // The BIT STRING ends the structure.
        let bits = spki.len() - bits.len()..spki.len();
        Ok((Self { spki: spki.to_vec(), bits, spec }, verifying_key))
    }

    /// Reads and checks a SubjectPublicKeyInfo in PEM: one block labelled `PUBLIC KEY` (RFC 7468
    /// §13), with base64 wrapped at any width. Text around the block is allowed.
    ///
    /// # Errors
    /// [`PublicKeyError::Pem`], and those of [`PublicKey::from_spki_der`].
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, PublicKeyError> {
        let block = Block::first(pem).map_err(|NotPem| PublicKeyError::Pem)?;
        if block.label != PEM_LABEL || !block.is_last() {
            return Err(PublicKeyError::Pem);
        }
        Self::from_spki_der(&block.decode().map_err(|NotPem| PublicKeyError::Pem)?)
    }

    /// Returns the key with a modulus and an exponent that passed all checks or were generated.
    pub(super) fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        // RFC 8017 App. A.1.1:
        // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
        let mut w = Writer::with_capacity(modulus.len() + 20);
        w.sequence(|w| {
            write_unsigned(w, modulus);
            write_unsigned(w, exponent);
        });
        Self::encode(rsa_spec(modulus), &w.into_bytes())
    }

    /// Returns the key with these octets of the subjectPublicKey, unchecked. Its size is that of the
    /// type, which RSA has not: there, only the encoding is of use.
    pub(super) fn from_octets(key_type: KeyType, octets: &[u8]) -> Self {
        Self::encode(KeySpec::of_type(key_type), octets)
    }

    /// ```asn1
    /// SubjectPublicKeyInfo ::= SEQUENCE {
    ///   algorithm         AlgorithmIdentifier,
    ///   subjectPublicKey  BIT STRING }
    /// ```
    fn encode(spec: KeySpec, bits: &[u8]) -> Self {
        let mut w = Writer::with_capacity(bits.len() + 40);
        w.sequence(|w| {
            spec.key_type.identifier().encode(w);
            w.bit_string(bits);
        });
        let spki = w.into_bytes();
        Self { bits: spki.len() - bits.len()..spki.len(), spki, spec }
    }

    /// Returns the SubjectPublicKeyInfo in DER, byte for byte as it was read.
    #[must_use]
    pub fn as_spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Returns the SubjectPublicKeyInfo in PEM, labelled `PUBLIC KEY` (RFC 7468 §13).
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::x509::pem::encode(PEM_LABEL, &self.spki)
    }

    /// Returns the octets of the subjectPublicKey BIT STRING: RSAPublicKey in DER, the point, or the
    /// octets of an Ed25519 or ML-DSA key.
    #[must_use]
    pub(crate) fn subject_public_key(&self) -> &[u8] {
        &self.spki[self.bits.clone()]
    }

    /// Returns whether `bits` encode this key, whose own point is not compressed. The point in
    /// `bits` may be (SEC 1 §2.3.3).
    pub(super) fn is_written_as(&self, bits: &[u8]) -> bool {
        match (self.spec.key_type, bits, self.subject_public_key()) {
            (KeyType::Ec(_), [sign @ (2 | 3), x @ ..], [4, point @ ..]) => {
                let (own_x, own_y) = point.split_at(point.len() / 2);
                x == own_x && own_y.last().is_some_and(|last| last & 1 == sign & 1)
            }
            (_, bits, own) => bits == own,
        }
    }

    /// Returns the type of the key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.spec.key_type
    }

    /// Returns the size of the key: the bits of an RSA modulus, of a curve's field, or of the
    /// octets of an ML-DSA key.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.spec.bits
    }

    /// Returns the type and size of the key.
    pub(crate) fn spec(&self) -> KeySpec {
        self.spec
    }

    /// Returns the algorithm by which this library would generate such a key; `None` for RSA keys
    /// of other sizes or exponents.
    #[must_use]
    pub fn algorithm(&self) -> Option<KeyAlgorithm> {
        let has_generated_exponent = match self.spec.key_type.row().form {
            KeyForm::Rsa => rsa_numbers(self.subject_public_key())
                .is_ok_and(|(_, exponent)| unsigned_of(exponent) == u64::from(PUBLIC_EXPONENT)),
            KeyForm::Ec(_) | KeyForm::Seed(_) => true,
        };
        KeyAlgorithm::ALL
            .into_iter()
            .find(|algorithm| has_generated_exponent && algorithm.spec() == self.spec)
    }

    /// Returns the name of the key's algorithm as the API spells it, for any size: `EC256`,
    /// `RSA2048`, `RSA3072`, `ED25519`.
    ///
    /// ```
    /// use certmint::{HashAlgorithm, Issued};
    ///
    /// /// `key_algorithm` and `signature_algorithm` of a certificate.
    /// fn algorithms(issued: &Issued) -> (String, Option<&'static str>) {
    ///     let hash = issued.signature_algorithm().hash();
    ///     (issued.subject_public_key().api_name(), hash.map(HashAlgorithm::as_str))
    /// }
    /// ```
    #[must_use]
    pub fn api_name(&self) -> String {
        let KeySpec { key_type, bits } = self.spec;
        match key_type.row().form {
            KeyForm::Rsa => format!("{key_type}{bits}"),
            // The name of a type with one size has it.
            KeyForm::Ec(_) | KeyForm::Seed(_) => String::from(key_type.as_str()),
        }
    }

    /// Returns an upper bound of the octets of a signature under this key.
    pub(crate) fn signature_bound(&self) -> usize {
        match self.spec.key_type.row().form {
            KeyForm::Rsa => self.subject_public_key().len(),
            // A SEQUENCE of two INTEGERs, each with a zero octet before a set top bit.
            KeyForm::Ec(curve) => 3 + 2 * (3 + curve.octets()),
            KeyForm::Seed(form) => form.signature_octets,
        }
    }

    /// Returns the leftmost 160 bits of the SHA-256 of the subjectPublicKey bits (RFC 7093 §2
    /// method 1).
    #[must_use]
    pub fn key_identifier(&self) -> [u8; 20] {
        let digest = Sha256::digest(self.subject_public_key());
        core::array::from_fn(|position| digest[position])
    }

    /// Returns whether `signature` (DER for ECDSA) is a signature of `message` under this key.
    #[must_use]
    pub fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let verifying_key = verifying_key(self.spec.key_type, self.subject_public_key());
        verifying_key.is_ok_and(|key| key.verify(algorithm, message, signature))
    }
}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "PUBLIC KEY";

/// Keys are equal regardless of the encoding of their points.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        let (one, another) = (self.subject_public_key(), other.subject_public_key());
        self.spec == other.spec && (self.is_written_as(another) || other.is_written_as(one))
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.spec.key_type.row().title)
    }
}

/// Returns the verifying key for the octets of a subjectPublicKey.
fn verifying_key(key_type: KeyType, bits: &[u8]) -> Result<VerifyingKey, PublicKeyError> {
    VerifyingKey::from_octets(key_type, bits).map_err(|refusal| match (refusal, key_type.row().form) {
        (KeyRefusal::Unsupported, _) => PublicKeyError::Backend,
        (KeyRefusal::Invalid, KeyForm::Rsa) => PublicKeyError::RsaPublicKey,
        (KeyRefusal::Invalid, KeyForm::Ec(_)) => PublicKeyError::Point,
        (KeyRefusal::Invalid, KeyForm::Seed(_)) => PublicKeyError::EdwardsPoint,
    })
}

/// Writes an INTEGER from a magnitude in big-endian octets.
pub(super) fn write_unsigned(w: &mut Writer, octets: &[u8]) {
    let magnitude = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    w.nested(tag::INTEGER, |w| {
        if magnitude.first().is_none_or(|first| *first >= 0x80) {
            w.raw(&[0]);
        }
        w.raw(magnitude);
    });
}

/// Returns modulus and public exponent of an RSAPublicKey (RFC 8017 App. A.1.1), in the fewest
/// octets.
pub(super) fn rsa_numbers(rsa_public_key: &[u8]) -> Result<(&[u8], &[u8]), NotDer> {
    let mut reader = Reader::of_sequence(rsa_public_key)?;
    let modulus = unsigned(reader.content_of(tag::INTEGER)?)?;
    let exponent = unsigned(reader.content_of(tag::INTEGER)?)?;
    reader.finish()?;
    Ok((modulus, exponent))
}

/// Returns a number of at most eight octets.
fn unsigned_of(octets: &[u8]) -> u64 {
    octets.iter().fold(0, |value, octet| value << 8 | u64::from(*octet))
}

/// Returns the spec of a key with a modulus of whole octets, the first of which is not zero.
fn rsa_spec(modulus: &[u8]) -> KeySpec {
    let bits = u32::try_from(modulus.len() * 8).unwrap_or(u32::MAX);
    KeySpec { key_type: KeyType::Rsa, bits }
}

fn read_rsa(bits: &[u8], role: KeyRole) -> Result<KeySpec, PublicKeyError> {
    let (modulus, exponent) = rsa_numbers(bits).map_err(|NotDer| PublicKeyError::RsaPublicKey)?;
    rsa_modulus::check(modulus, exponent, role)?;
    if rsa_modulus::has_close_primes(modulus) {
        return Err(PublicKeyError::ClosePrimes);
    }
    Ok(rsa_spec(modulus))
}

fn read_point(key_type: KeyType, bits: &[u8]) -> Result<KeySpec, PublicKeyError> {
    // SEC 1 §2.3.3: 04 is uncompressed, 02 and 03 are compressed. The others (point at infinity,
    // hybrid, compact) are not for certificates (RFC 5480 §2.2).
    if matches!(bits, [2..=4, ..]) { Ok(KeySpec::of_type(key_type)) } else { Err(PublicKeyError::Point) }
}

/// Checks the length of a key without a structure.
fn read_octets(key_type: KeyType, octets: usize, bits: &[u8]) -> Result<KeySpec, PublicKeyError> {
    let found = bits.len();
    if found == octets {
        Ok(KeySpec::of_type(key_type))
    } else {
        Err(PublicKeyError::Octets { found, expected: octets })
    }
}
