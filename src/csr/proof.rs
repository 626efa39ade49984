//! The signature algorithm of a CSR (rule C3): SHA-256, SHA-384 and SHA-512 only, refused by name below.

use crate::der::{NotDer, Reader, Value, small_unsigned, tag};
use crate::error::CsrDefect;
use crate::key::{HashAlgorithm, KeyFamily, Scheme, SignatureAlgorithm};
use crate::oid::{self, ObjectIdentifier};

/// Algorithms that are known and not accepted.
const WEAK: [(&[u8], &str); 13] = [
    (oid::MD2_WITH_RSA, "md2WithRSAEncryption"),
    (oid::MD4_WITH_RSA, "md4WithRSAEncryption"),
    (oid::MD5_WITH_RSA, "md5WithRSAEncryption"),
    (oid::SHA1_WITH_RSA, "sha1WithRSAEncryption"),
    (oid::SHA1_WITH_RSA_OIW, "sha1WithRSA"),
    (oid::SHA224_WITH_RSA, "sha224WithRSAEncryption"),
    (oid::ECDSA_WITH_SHA1, "ecdsa-with-SHA1"),
    (oid::ECDSA_WITH_SHA224, "ecdsa-with-SHA224"),
    (oid::DSA_WITH_SHA1, "dsa-with-SHA1"),
    (oid::DSA_WITH_SHA224, "dsa-with-SHA224"),
    (oid::DSA_WITH_SHA256, "dsa-with-SHA256"),
    (oid::DSA_WITH_SHA384, "dsa-with-SHA384"),
    (oid::DSA_WITH_SHA512, "dsa-with-SHA512"),
];

/// Reads the AlgorithmIdentifier of a CSR's signature. `Err(None)` where it is not strict DER.
pub(super) fn read_scheme(bytes: &[u8]) -> Result<Scheme, Option<CsrDefect>> {
    let mut reader = Reader::of_sequence(bytes).map_err(|NotDer| None)?;
    let oid = reader.expect(tag::OBJECT_IDENTIFIER).map_err(|NotDer| None)?;
    let parameters = if reader.is_finished() { None } else { Some(reader.next().map_err(|NotDer| None)?) };
    reader.finish().map_err(|NotDer| None)?;
    if oid == oid::RSASSA_PSS {
        return read_pss(parameters.ok_or(CsrDefect::WeakSignatureAlgorithm("RSASSA-PSS with SHA-1"))?)
            .map_err(Some);
    }
    let Some(algorithm) = SignatureAlgorithm::from_oid(oid) else {
        return Err(match WEAK.iter().find(|(weak, _)| *weak == oid) {
            Some((_, name)) => Some(CsrDefect::WeakSignatureAlgorithm(name)),
            None => ObjectIdentifier::from_content(oid).map(CsrDefect::UnknownSignatureAlgorithm),
        });
    };
    let fitting = match (algorithm.family(), parameters) {
        // RFC 4055 §5: NULL, and implementations must also accept absent parameters.
        (KeyFamily::Rsa, None) | (KeyFamily::Ec, None) => true,
        (KeyFamily::Rsa, Some(parameters)) => is_null(parameters),
        // RFC 5758 §3.2: absent.
        (KeyFamily::Ec, Some(_)) => false,
    };
    if fitting { Ok(algorithm.into()) } else { Err(Some(CsrDefect::SignatureParameters)) }
}

fn is_null(value: Value<'_>) -> bool {
    value.tag == tag::NULL && value.content.is_empty()
}

const DEFAULT_SALT_OCTETS: u32 = 20;

/// RFC 4055 §3.1. All members have defaults, and all hash defaults are SHA-1.
///
/// ```asn1
/// RSASSA-PSS-params ::= SEQUENCE {
///   hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
///   maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///   saltLength        [2] INTEGER DEFAULT 20,
///   trailerField      [3] INTEGER DEFAULT 1 }
/// ```
fn read_pss(parameters: Value<'_>) -> Result<Scheme, CsrDefect> {
    let sha1 = CsrDefect::WeakSignatureAlgorithm("RSASSA-PSS with SHA-1");
    let malformed = |_: NotDer| CsrDefect::SignatureParameters;
    let content = parameters.expect(tag::SEQUENCE).map_err(malformed)?;
    let mut reader = Reader::new(content);
    let hash = reader.optional(tag::context_constructed(0)).map_err(malformed)?;
    let mask = reader.optional(tag::context_constructed(1)).map_err(malformed)?;
    let salt = reader.optional(tag::context_constructed(2)).map_err(malformed)?;
    // An encoded trailerField is 1, which is the default and not encoded in DER, or unknown.
    reader.finish().map_err(malformed)?;

    let hash = read_hash(hash.ok_or(sha1.clone())?)?;
    let mask_content =
        Value::read(mask.ok_or(sha1)?).and_then(|mask| mask.expect(tag::SEQUENCE)).map_err(malformed)?;
    let mut mask = Reader::new(mask_content);
    if mask.expect(tag::OBJECT_IDENTIFIER).map_err(malformed)? != oid::MGF1 {
        return Err(CsrDefect::SignatureParameters);
    }
    let mask_hash = read_hash(mask.next().map_err(malformed)?.bytes)?;
    mask.finish().map_err(malformed)?;
    if mask_hash != hash {
        return Err(CsrDefect::MaskGenerationHash);
    }
    let salt_octets = match salt {
        None => DEFAULT_SALT_OCTETS,
        Some(salt) => {
            let content = Value::read(salt).and_then(|salt| salt.expect(tag::INTEGER)).map_err(malformed)?;
            // A DEFAULT is not encoded (X.690 §11.5).
            small_unsigned(content)
                .ok()
                .filter(|octets| *octets != DEFAULT_SALT_OCTETS)
                .ok_or(NotDer)
                .map_err(malformed)?
        }
    };
    // A salt does not fit a modulus of 4096 bits from 512 octets on.
    let salt_octets = u16::try_from(salt_octets).map_err(|_| CsrDefect::SignatureParameters)?;
    Ok(Scheme::Pss { hash, salt_octets })
}

/// A hash AlgorithmIdentifier; parameters are NULL or absent, both are to be accepted (RFC 4055 §2.1).
fn read_hash(bytes: &[u8]) -> Result<HashAlgorithm, CsrDefect> {
    let malformed = |_: NotDer| CsrDefect::SignatureParameters;
    let mut reader = Reader::of_sequence(bytes).map_err(malformed)?;
    let oid = reader.expect(tag::OBJECT_IDENTIFIER).map_err(malformed)?;
    if !reader.is_finished() && !is_null(reader.next().map_err(malformed)?) {
        return Err(CsrDefect::SignatureParameters);
    }
    reader.finish().map_err(malformed)?;
    match oid {
        oid::SHA256 => Ok(HashAlgorithm::Sha256),
        oid::SHA384 => Ok(HashAlgorithm::Sha384),
        oid::SHA512 => Ok(HashAlgorithm::Sha512),
        _ => Err(CsrDefect::WeakSignatureAlgorithm(
            "RSASSA-PSS with a hash other than SHA-256, SHA-384 and SHA-512",
        )),
    }
}
