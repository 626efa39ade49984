//! Public keys as certificates and CSRs hold them.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::SignatureScheme;
use rsa::{BoxedUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{HashAlgorithm, KeyAlgorithm, KeyFamily, Scheme, SignatureAlgorithm, rsa_modulus};
use crate::der::{NotDer, Reader, Writer, tag, unsigned};
use crate::error::PublicKeyDefect;
use crate::oid::{self, ObjectIdentifier};
#[cfg(feature = "pem")]
use crate::pem::{Block, NotPem};

/// A checked public key, together with its SubjectPublicKeyInfo byte for byte.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    /// Where in `spki` the octets of the subjectPublicKey BIT STRING stand.
    bits: Range<usize>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Rsa(RsaPublicKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl From<NotDer> for PublicKeyDefect {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

impl PublicKey {
    /// Reads and checks a SubjectPublicKeyInfo in strict DER: RSA of 2048–4096 bits with an odd exponent
    /// from 65537 to below 2^33, no small factor, no ROCA pattern and no close primes; or a point on P-256
    /// or P-384, uncompressed or compressed (rule C4).
    ///
    /// # Errors
    /// [`PublicKeyDefect`] says what is not accepted.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, PublicKeyDefect> {
        let mut reader = Reader::of_sequence(spki)?;
        let mut algorithm = Reader::new(reader.content_of(tag::SEQUENCE)?);
        let bits = reader.bit_string()?;
        reader.finish()?;
        let oid = algorithm.content_of(tag::OBJECT_IDENTIFIER)?;
        let material = match oid {
            oid::RSA_ENCRYPTION => {
                // RFC 3279 §2.3.1: the parameters are NULL.
                let parameters = algorithm.content_of(tag::NULL)?;
                if !parameters.is_empty() {
                    return Err(PublicKeyDefect::Malformed);
                }
                Material::Rsa(read_rsa(bits)?)
            }
            oid::EC_PUBLIC_KEY => {
                let curve = algorithm.next()?;
                let curve =
                    curve.content_of(tag::OBJECT_IDENTIFIER).map_err(|_| PublicKeyDefect::ExplicitCurve)?;
                read_ec(curve, bits)?
            }
            other => {
                let oid = ObjectIdentifier::from_content(other).ok_or(PublicKeyDefect::Malformed)?;
                return Err(PublicKeyDefect::Algorithm(oid));
            }
        };
        algorithm.finish()?;
        // The BIT STRING ends the structure.
        Ok(Self { spki: spki.to_vec(), bits: spki.len() - bits.len()..spki.len(), material })
    }

    /// Reads and checks a SubjectPublicKeyInfo in PEM: one block labelled `PUBLIC KEY` (RFC 7468 §13),
    /// base64 wrapped at any width. Text around it is tolerated.
    ///
    /// # Errors
    /// [`PublicKeyDefect::Pem`], and those of [`PublicKey::from_spki_der`].
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, PublicKeyDefect> {
        let block = Block::first(pem).map_err(|NotPem| PublicKeyDefect::Pem)?;
        if block.label != PEM_LABEL || !block.is_last() {
            return Err(PublicKeyDefect::Pem);
        }
        Self::from_spki_der(&block.decode().map_err(|NotPem| PublicKeyDefect::Pem)?)
    }

    pub(super) fn of_rsa(key: &RsaPublicKey) -> Self {
        use rsa::traits::PublicKeyParts;
        // RFC 8017 App. A.1.1: RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
        let mut w = Writer::with_capacity(560);
        w.sequence(|w| {
            write_unsigned(w, &key.n().to_be_bytes());
            write_unsigned(w, &key.e().to_be_bytes());
        });
        Self::encode(Material::Rsa(key.clone()), &w.into_bytes(), |w| {
            w.object_identifier(oid::RSA_ENCRYPTION);
            w.value(tag::NULL, &[]);
        })
    }

    pub(super) fn of_p256(key: &p256::ecdsa::VerifyingKey) -> Self {
        Self::encode(Material::P256(*key), key.to_sec1_point(false).as_bytes(), |w| {
            w.object_identifier(oid::EC_PUBLIC_KEY);
            w.object_identifier(oid::SECP256R1);
        })
    }

    pub(super) fn of_p384(key: &p384::ecdsa::VerifyingKey) -> Self {
        Self::encode(Material::P384(*key), key.to_sec1_point(false).as_bytes(), |w| {
            w.object_identifier(oid::EC_PUBLIC_KEY);
            w.object_identifier(oid::SECP384R1);
        })
    }

    /// ```asn1
    /// SubjectPublicKeyInfo ::= SEQUENCE {
    ///   algorithm         AlgorithmIdentifier,
    ///   subjectPublicKey  BIT STRING }
    /// ```
    fn encode(material: Material, bits: &[u8], algorithm: impl FnOnce(&mut Writer)) -> Self {
        let mut w = Writer::with_capacity(bits.len() + 40);
        w.sequence(|w| {
            w.sequence(algorithm);
            w.bit_string(bits);
        });
        let spki = w.into_bytes();
        Self { bits: spki.len() - bits.len()..spki.len(), spki, material }
    }

    /// The SubjectPublicKeyInfo in DER, byte for byte as it came.
    #[must_use]
    pub fn as_spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The octets of the subjectPublicKey BIT STRING: RSAPublicKey in DER, or the point.
    #[must_use]
    pub(crate) fn subject_public_key(&self) -> &[u8] {
        &self.spki[self.bits.clone()]
    }

    /// Whether `bits` are this key, whose own point is not compressed. A point may be (SEC 1 §2.3.3).
    pub(super) fn is_written_as(&self, bits: &[u8]) -> bool {
        match (bits, self.subject_public_key()) {
            ([sign @ (2 | 3), x @ ..], [4, point @ ..]) => {
                let (own_x, own_y) = point.split_at(point.len() / 2);
                x == own_x && own_y.last().is_some_and(|last| last & 1 == sign & 1)
            }
            (bits, own) => bits == own,
        }
    }

    /// Whether it is an RSA or an elliptic-curve key.
    #[must_use]
    pub fn family(&self) -> KeyFamily {
        match self.material {
            Material::Rsa(_) => KeyFamily::Rsa,
            Material::P256(_) | Material::P384(_) => KeyFamily::Ec,
        }
    }

    /// The algorithm by which this library would generate such a key; `None` for RSA keys of other sizes
    /// or exponents.
    #[must_use]
    pub fn algorithm(&self) -> Option<KeyAlgorithm> {
        use rsa::traits::PublicKeyParts;
        match &self.material {
            Material::Rsa(key) if key.e().bits() != 17 || *key.e() != BoxedUint::from(65_537_u32) => None,
            Material::Rsa(key) => match key.n().bits() {
                2_048 => Some(KeyAlgorithm::Rsa2048),
                4_096 => Some(KeyAlgorithm::Rsa4096),
                _ => None,
            },
            Material::P256(_) => Some(KeyAlgorithm::Ec256),
            Material::P384(_) => Some(KeyAlgorithm::Ec384),
        }
    }

    /// The bits of an RSA modulus; `None` for other keys.
    pub(crate) fn rsa_bits(&self) -> Option<u32> {
        use rsa::traits::PublicKeyParts;
        match &self.material {
            Material::Rsa(key) => Some(key.n().bits()),
            Material::P256(_) | Material::P384(_) => None,
        }
    }

    /// The leftmost 160 bits of the SHA-256 of the subjectPublicKey bits (RFC 7093 §2 method 1).
    #[must_use]
    pub fn key_identifier(&self) -> [u8; 20] {
        let digest = Sha256::digest(self.subject_public_key());
        core::array::from_fn(|position| digest[position])
    }

    /// Whether `signature` (DER for ECDSA) is one of `message` under this key.
    #[must_use]
    pub fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        self.verify_scheme(algorithm.into(), message, signature)
    }

    pub(crate) fn verify_scheme(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (&self.material, scheme) {
            (Material::Rsa(key), Scheme::Pkcs1(hash)) => {
                let padding = pkcs1(hash);
                hash.digest(message, |digest| padding.verify(key, digest, signature).is_ok())
            }
            (Material::Rsa(key), Scheme::Pss { hash, salt_octets }) => {
                verify_pss(key, hash, salt_octets.into(), message, signature)
            }
            (Material::P256(key), Scheme::Ecdsa(hash)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| {
                    hash.digest(message, |digest| key.verify_prehash(digest, &signature).is_ok())
                }),
            (Material::P384(key), Scheme::Ecdsa(hash)) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| {
                    hash.digest(message, |digest| key.verify_prehash(digest, &signature).is_ok())
                }),
            _ => false,
        }
    }
}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "PUBLIC KEY";

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.material, &other.material) {
            (Material::Rsa(one), Material::Rsa(another)) => one == another,
            (Material::P256(one), Material::P256(another)) => one == another,
            (Material::P384(one), Material::P384(another)) => one == another,
            _ => false,
        }
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.material {
            Material::Rsa(_) => "RSA",
            Material::P256(_) => "P-256",
            Material::P384(_) => "P-384",
        };
        write!(f, "PublicKey({kind})")
    }
}

pub(super) fn pkcs1(hash: HashAlgorithm) -> Pkcs1v15Sign {
    match hash {
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn verify_pss(
    key: &RsaPublicKey,
    hash: HashAlgorithm,
    salt: usize,
    message: &[u8],
    signature: &[u8],
) -> bool {
    use rsa::Pss;
    hash.digest(message, |digest| {
        match hash {
            HashAlgorithm::Sha256 => Pss::<Sha256>::new_with_salt(salt).verify(key, digest, signature),
            HashAlgorithm::Sha384 => Pss::<Sha384>::new_with_salt(salt).verify(key, digest, signature),
            HashAlgorithm::Sha512 => Pss::<Sha512>::new_with_salt(salt).verify(key, digest, signature),
        }
        .is_ok()
    })
}

/// INTEGER of a magnitude in big-endian octets.
pub(super) fn write_unsigned(w: &mut Writer, octets: &[u8]) {
    let magnitude = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    w.nested(tag::INTEGER, |w| {
        if magnitude.first().is_none_or(|first| *first >= 0x80) {
            w.raw(&[0]);
        }
        w.raw(magnitude);
    });
}

fn read_rsa(bits: &[u8]) -> Result<RsaPublicKey, PublicKeyDefect> {
    let mut reader = Reader::of_sequence(bits)?;
    let modulus = unsigned(reader.content_of(tag::INTEGER)?)?;
    let exponent = unsigned(reader.content_of(tag::INTEGER)?)?;
    reader.finish()?;
    rsa_modulus::check(modulus, exponent)?;
    if rsa_modulus::has_close_primes(modulus) {
        return Err(PublicKeyDefect::ClosePrimes);
    }
    // The check has bounded both sizes.
    let number = |octets: &[u8]| BoxedUint::from_be_slice(octets, octets.len() as u32 * 8);
    let modulus = number(modulus).map_err(|_| PublicKeyDefect::Malformed)?;
    let exponent = number(exponent).map_err(|_| PublicKeyDefect::Malformed)?;
    RsaPublicKey::new(modulus, exponent).map_err(|_| PublicKeyDefect::Malformed)
}

fn read_ec(curve: &[u8], bits: &[u8]) -> Result<Material, PublicKeyDefect> {
    // SEC 1 §2.3.3: 04 uncompressed, 02 and 03 compressed. The others (point at infinity, hybrid,
    // compact) are not for certificates (RFC 5480 §2.2).
    let point = matches!(bits, [2..=4, ..]).then_some(bits).ok_or(PublicKeyDefect::Point);
    match curve {
        oid::SECP256R1 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point?)
            .map(Material::P256)
            .map_err(|_| PublicKeyDefect::Point),
        oid::SECP384R1 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point?)
            .map(Material::P384)
            .map_err(|_| PublicKeyDefect::Point),
        other => {
            let oid = ObjectIdentifier::from_content(other).ok_or(PublicKeyDefect::Malformed)?;
            Err(PublicKeyDefect::Curve(oid))
        }
    }
}
