//! The structures in which private keys arrive unencrypted, and whether their parts belong together.

use super::backend::NoKey;
use super::curve::Curve;
use super::rsa::RsaComponents;
use super::{PrivateKey, PublicKey};
use crate::diagnostics::{PrivateKeyError, PublicKeyError};
use crate::x509::der::{NotDer, Reader, is_one_value, small_unsigned, tag};
use crate::x509::oid::{self, ObjectIdentifier};

impl From<NotDer> for PrivateKeyError {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

/// The structures of unencrypted private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Structure {
    /// PrivateKeyInfo and OneAsymmetricKey (RFC 5958).
    Pkcs8,
    /// ECPrivateKey (RFC 5915).
    Sec1,
    /// RSAPrivateKey (RFC 8017).
    Pkcs1,
}

impl Structure {
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

    /// Reads a key, whose weaknesses remain to be looked for.
    fn read(self, der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
        match self {
            Self::Pkcs8 => read_pkcs8(der),
            Self::Sec1 => read_sec1(der, None),
            Self::Pkcs1 => read_pkcs1(der),
        }
    }
}

/// Reads a key in any of the structures, and looks at its public key as at any other (rule C4).
pub(super) fn read(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    // What follows computes with the numbers before their size is known.
    if der.len() > PrivateKey::MAX_DER_OCTETS {
        return Err(PrivateKeyError::TooLong { found: der.len(), max: PrivateKey::MAX_DER_OCTETS });
    }
    if !is_one_value(der) {
        return Err(PrivateKeyError::Malformed);
    }
    let key = Structure::of_der(der)?.read(der)?;
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
/// The attributes are the owner's remarks, and are not looked at.
fn read_pkcs8(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let mut reader = Reader::of_sequence(der)?;
    let version = small_unsigned(reader.content_of(tag::INTEGER)?)?;
    let algorithm = reader.content_of(tag::SEQUENCE)?;
    let private_key = reader.content_of(tag::OCTET_STRING)?;
    reader.optional(tag::context_constructed(0))?;
    let public_key = reader.optional(tag::context(1))?;
    reader.finish()?;
    let key = read_by_algorithm(algorithm, private_key)?;
    // RFC 5958 §2: version is v2 exactly where there is a public key.
    match (version, public_key) {
        (0, None) => {}
        (1, Some([0, bits @ ..])) => check_public_key(&key, bits)?,
        _ => return Err(PrivateKeyError::Malformed),
    }
    Ok(key)
}

fn read_by_algorithm(algorithm: &[u8], private_key: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let mut algorithm = Reader::new(algorithm);
    let key = match algorithm.content_of(tag::OBJECT_IDENTIFIER)? {
        oid::RSA_ENCRYPTION => {
            // RFC 8017 App. A.1: the parameters are NULL.
            algorithm.content_of(tag::NULL)?;
            read_pkcs1(private_key)
        }
        oid::EC_PUBLIC_KEY => {
            let curve = read_curve(&mut algorithm)?;
            read_sec1(private_key, Some(curve))
        }
        other => {
            let oid = ObjectIdentifier::from_content(other).ok_or(PrivateKeyError::Malformed)?;
            return Err(PrivateKeyError::Unsupported(PublicKeyError::Algorithm(oid)));
        }
    }?;
    algorithm.finish()?;
    Ok(key)
}

/// The named curve of ECParameters (RFC 5480 §2.1.1).
fn read_curve<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], PrivateKeyError> {
    let named = reader.next()?.content_of(tag::OBJECT_IDENTIFIER);
    named.map_err(|NotDer| PrivateKeyError::Unsupported(PublicKeyError::ExplicitCurve))
}

/// ```asn1
/// ECPrivateKey ::= SEQUENCE {
///   version        INTEGER { ecPrivkeyVer1(1) },
///   privateKey     OCTET STRING,
///   parameters [0] ECParameters {{ NamedCurve }} OPTIONAL,
///   publicKey  [1] BIT STRING OPTIONAL }
/// ```
///
/// `outer` is the curve that an AlgorithmIdentifier around it names.
fn read_sec1(der: &[u8], outer: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    let mut reader = Reader::of_sequence(der)?;
    if small_unsigned(reader.content_of(tag::INTEGER)?)? != 1 {
        return Err(PrivateKeyError::Malformed);
    }
    let scalar = reader.content_of(tag::OCTET_STRING)?;
    let parameters = reader.optional(tag::context_constructed(0))?;
    let public_key = reader.optional(tag::context_constructed(1))?;
    reader.finish()?;
    let inner = match parameters {
        None => None,
        Some(parameters) => {
            let mut parameters = Reader::new(parameters);
            let curve = read_curve(&mut parameters)?;
            parameters.finish()?;
            Some(curve)
        }
    };
    let curve = match (outer, inner) {
        (None, None) => return Err(PrivateKeyError::NoCurve),
        (Some(outer), Some(inner)) if outer != inner => {
            return Err(PrivateKeyError::Inconsistent { part: "parameters" });
        }
        (Some(curve), _) | (None, Some(curve)) => curve,
    };
    let key = read_scalar(curve, scalar)?;
    if let Some(public_key) = public_key {
        let mut public_key = Reader::new(public_key);
        check_public_key(&key, public_key.bit_string()?)?;
        public_key.finish()?;
    }
    Ok(key)
}

/// RFC 5915 §3: as many octets as the order of the curve has. GnuTLS writes those of an INTEGER, with a zero in
/// front of a set top bit. The curves' own types see to 0 < scalar < order.
fn read_scalar(curve: &[u8], scalar: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let scalar = match scalar {
        [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) && rest.len() % 16 == 0 => rest,
        whole => whole,
    };
    let Some(curve) = Curve::from_oid(curve) else {
        let oid = ObjectIdentifier::from_content(curve).ok_or(PrivateKeyError::Malformed)?;
        return Err(PrivateKeyError::Unsupported(PublicKeyError::Curve(oid)));
    };
    if scalar.len() != curve.octets() {
        return Err(PrivateKeyError::Scalar);
    }
    PrivateKey::of_scalar(curve, scalar).map_err(|error| match error {
        NoKey::Value => PrivateKeyError::Scalar,
        NoKey::Backend => PrivateKeyError::Unsupported(PublicKeyError::Backend),
    })
}

/// RSAPrivateKey (RFC 8017 App. A.1.2).
fn read_pkcs1(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    // What a backend does not take of accepted numbers, it does not support.
    PrivateKey::of_rsa(RsaComponents::read(der)?)
        .map_err(|_| PrivateKeyError::Unsupported(PublicKeyError::Backend))
}

/// Whether the public key that stands beside a private one is its own.
fn check_public_key(key: &PrivateKey, bits: &[u8]) -> Result<(), PrivateKeyError> {
    if key.public.is_written_as(bits) {
        Ok(())
    } else {
        Err(PrivateKeyError::Inconsistent { part: "publicKey" })
    }
}
