//! The structures of unencrypted private keys, and whether their parts belong together.

use super::backend::KeyRefusal;
use super::rsa::RsaComponents;
use super::table::{KeyForm, SeedForm, on_curve};
use super::{Curve, KeyType, PrivateKey, PrivateKeyError, PublicKey, PublicKeyError};
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, Reader, is_one_value, small_unsigned, tag};

impl From<NotDer> for PrivateKeyError {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

/// The structures of unencrypted private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyFormat {
    /// PrivateKeyInfo and OneAsymmetricKey (RFC 5958).
    Pkcs8,
    /// ECPrivateKey (RFC 5915).
    Sec1,
    /// RSAPrivateKey (RFC 8017).
    Pkcs1,
}

impl KeyFormat {
    /// Tells the structures apart by the tags of their first two members.
    pub(super) fn of_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        let mut reader = Reader::of_sequence(der)?;
        match (reader.next()?.tag, reader.next()?.tag) {
            (tag::INTEGER, tag::SEQUENCE) => Ok(Self::Pkcs8),
            (tag::INTEGER, tag::OCTET_STRING) => Ok(Self::Sec1),
            (tag::INTEGER, tag::INTEGER) => Ok(Self::Pkcs1),
            // EncryptedPrivateKeyInfo (RFC 5958 §3).
            (tag::SEQUENCE, tag::OCTET_STRING) if reader.is_finished() => Err(PrivateKeyError::Encrypted),
            _ => Err(PrivateKeyError::Malformed),
        }
    }

    /// Reads a key without looking for weaknesses.
    fn read(self, der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
        match self {
            Self::Pkcs8 => read_pkcs8(der),
            Self::Sec1 => read_sec1(der, None),
            Self::Pkcs1 => read_pkcs1(der),
        }
    }
}

/// Reads a key in any of the structures, and checks its public key like any other (rule C4).
pub(super) fn read(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    // The code below computes with the numbers before their size is known.
    if der.len() > PrivateKey::MAX_DER_OCTETS {
        return Err(PrivateKeyError::TooLong { found: der.len(), max: PrivateKey::MAX_DER_OCTETS });
    }
    if !is_one_value(der) {
        return Err(PrivateKeyError::Malformed);
    }
    let key = KeyFormat::of_der(der)?.read(der)?;
    PublicKey::from_spki_der(key.public.as_spki_der()).map_err(PrivateKeyError::Unsupported)?;
    Ok(key)
}

/// ```asn1
/// OneAsymmetricKey ::= SEQUENCE {
///   version              Version,
///   privateKeyAlgorithm  PrivateKeyAlgorithmIdentifier,
///   privateKey           PrivateKey,
///   attributes           [0] Attributes OPTIONAL,
///   ...,
///   [[2: publicKey       [1] PublicKey OPTIONAL ]],
///   ... }
/// ```
///
/// The attributes are the owner's remarks and are ignored.
fn read_pkcs8(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let mut reader = Reader::of_sequence(der)?;
    let version = small_unsigned(reader.content_of(tag::INTEGER)?)?;
    let algorithm = AlgorithmIdentifier::read(reader.next()?)?;
    let private_key = reader.content_of(tag::OCTET_STRING)?;
    reader.optional(tag::context_constructed(0))?;
    let public_key = reader.optional(tag::context(1))?;
    reader.finish()?;
    let key_type = KeyType::from_identifier(&algorithm).map_err(unsupported)?;
    let key = match key_type.row().form {
        KeyForm::Rsa => read_pkcs1(private_key),
        KeyForm::Ec(curve) => read_sec1(private_key, Some(curve)),
        KeyForm::Seed(form) => read_seed(key_type, form, private_key),
    }?;
    // RFC 5958 §2: version is v2 exactly if there is a public key.
    match (version, public_key) {
        (0, None) => {}
        (1, Some([0, bits @ ..])) => check_public_key(&key, bits)?,
        _ => return Err(PrivateKeyError::Malformed),
    }
    Ok(key)
}

fn unsupported(defect: PublicKeyError) -> PrivateKeyError {
    match defect {
        PublicKeyError::Malformed | PublicKeyError::RsaParameters | PublicKeyError::Parameters(_) => {
            PrivateKeyError::Malformed
        }
        defect => PrivateKeyError::Unsupported(defect),
    }
}

/// Reads the named curve of ECParameters (RFC 5480 §2.1.1).
fn read_curve(parameters: &[u8]) -> Result<&[u8], PrivateKeyError> {
    let mut reader = Reader::new(parameters);
    let named = reader.next()?.content_of(tag::OBJECT_IDENTIFIER);
    let curve = named.map_err(|NotDer| PrivateKeyError::Unsupported(PublicKeyError::ExplicitCurve))?;
    reader.finish()?;
    Ok(curve)
}

/// ```asn1
/// ECPrivateKey ::= SEQUENCE {
///   version        INTEGER { ecPrivkeyVer1(1) },
///   privateKey     OCTET STRING,
///   parameters [0] ECParameters {{ NamedCurve }} OPTIONAL,
///   publicKey  [1] BIT STRING OPTIONAL }
/// ```
///
/// `outer` is the curve that the enclosing AlgorithmIdentifier names.
fn read_sec1(der: &[u8], outer: Option<Curve>) -> Result<PrivateKey, PrivateKeyError> {
    let mut reader = Reader::of_sequence(der)?;
    if small_unsigned(reader.content_of(tag::INTEGER)?)? != 1 {
        return Err(PrivateKeyError::Malformed);
    }
    let scalar = reader.content_of(tag::OCTET_STRING)?;
    let parameters = reader.optional(tag::context_constructed(0))?;
    let public_key = reader.optional(tag::context_constructed(1))?;
    reader.finish()?;
    let inner = parameters.map(read_curve).transpose()?.map(on_curve);
    let key_type = match (outer.map(KeyType::Ec), inner) {
        (None, None) => return Err(PrivateKeyError::NoCurve),
        (Some(outer), Some(inner)) if outer.identifier() != inner => {
            return Err(PrivateKeyError::Inconsistent { part: "parameters" });
        }
        (Some(outer), _) => outer,
        (None, Some(inner)) => KeyType::from_identifier(&inner).map_err(unsupported)?,
    };
    let KeyType::Ec(curve) = key_type else { return Err(PrivateKeyError::Malformed) };
    let key = read_scalar(curve, scalar)?;
    if let Some(public_key) = public_key {
        let mut public_key = Reader::new(public_key);
        check_public_key(&key, public_key.bit_string()?)?;
        public_key.finish()?;
    }
    Ok(key)
}

/// Reads a scalar of as many octets as the order of the curve has (RFC 5915 §3). GnuTLS writes the
/// octets of an INTEGER, with a zero before a set top bit. The curves' own types ensure 0 < scalar
/// < order.
fn read_scalar(curve: Curve, scalar: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let scalar = match scalar {
        [0, rest @ ..] if rest.len() == curve.octets() && rest[0] >= 0x80 => rest,
        whole => whole,
    };
    if scalar.len() != curve.octets() {
        return Err(PrivateKeyError::Scalar);
    }
    PrivateKey::from_octets(KeyType::Ec(curve), scalar).map_err(|refusal| match refusal {
        KeyRefusal::Invalid => PrivateKeyError::Scalar,
        KeyRefusal::Unsupported => PrivateKeyError::Unsupported(PublicKeyError::Backend),
    })
}

/// Reads the one value that holds the seed: CurvePrivateKey (RFC 8410 §7), or the private key of
/// ML-DSA (RFC 9881 §6). An expanded key alone is refused: the seed cannot be computed from it, and no
/// other form is written.
///
/// ```asn1
/// ML-DSA-44-PrivateKey ::= CHOICE {
///   seed [0] OCTET STRING (SIZE (32)),
///   expandedKey OCTET STRING (SIZE (2560)),
///   both SEQUENCE { seed OCTET STRING (SIZE (32)), expandedKey OCTET STRING (SIZE (2560)) } }
/// ```
fn read_seed(key_type: KeyType, form: SeedForm, private_key: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let mut reader = Reader::new(private_key);
    let value = reader.next()?;
    reader.finish()?;
    let (seed, expanded) = match (value.tag, form.expanded_octets) {
        (tag::OCTET_STRING, Some(_)) => return Err(PrivateKeyError::ExpandedKey),
        (tag::SEQUENCE, Some(octets)) => {
            let mut both = Reader::of_sequence(private_key)?;
            let seed = both.content_of(tag::OCTET_STRING)?;
            let expanded = both.content_of(tag::OCTET_STRING)?;
            both.finish()?;
            if expanded.len() != octets {
                return Err(PrivateKeyError::Malformed);
            }
            (seed, Some(expanded))
        }
        _ => (value.content_of(form.tag)?, None),
    };
    let (found, expected) = (seed.len(), form.octets);
    if found != expected {
        return Err(PrivateKeyError::SeedLength { found, expected });
    }
    // Every seed of this length is one.
    let key = PrivateKey::from_octets(key_type, seed)
        .map_err(|_| PrivateKeyError::Unsupported(PublicKeyError::Backend))?;
    if expanded.is_some_and(|expanded| !key.expands_to(expanded)) {
        return Err(PrivateKeyError::Inconsistent { part: "expandedKey" });
    }
    Ok(key)
}

/// Reads RSAPrivateKey (RFC 8017 App. A.1.2).
fn read_pkcs1(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    // Accepted numbers that the backend refuses are unsupported.
    PrivateKey::from_rsa(RsaComponents::read(der)?)
        .map_err(|_| PrivateKeyError::Unsupported(PublicKeyError::Backend))
}

/// Checks that the public key beside a private key is its own.
fn check_public_key(key: &PrivateKey, bits: &[u8]) -> Result<(), PrivateKeyError> {
    if key.public.is_written_as(bits) {
        Ok(())
    } else {
        Err(PrivateKeyError::Inconsistent { part: "publicKey" })
    }
}
