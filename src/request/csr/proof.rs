//! The signature algorithm of a CSR (rule C3): SHA-256, SHA-384 and SHA-512 only, refused by name below.

use crate::diagnostics::CsrError;
use crate::key::{HashAlgorithm, KeyFamily, Scheme, SignatureAlgorithm};
use crate::x509::EncodingDeviation;
use crate::x509::der::{NotDer, Reader, Value, is_one_value, small_unsigned, tag};
use crate::x509::oid::{self, ObjectIdentifier};

/// Algorithms that are known and not accepted.
const WEAK: [&[u8]; 13] = [
    oid::MD2_WITH_RSA,
    oid::MD4_WITH_RSA,
    oid::MD5_WITH_RSA,
    oid::SHA1_WITH_RSA,
    oid::SHA1_WITH_RSA_OIW,
    oid::SHA224_WITH_RSA,
    oid::ECDSA_WITH_SHA1,
    oid::ECDSA_WITH_SHA224,
    oid::DSA_WITH_SHA1,
    oid::DSA_WITH_SHA224,
    oid::DSA_WITH_SHA256,
    oid::DSA_WITH_SHA384,
    oid::DSA_WITH_SHA512,
];

/// The name of a signature algorithm that is known and not accepted.
pub(crate) fn weak_signature_algorithm(oid: &[u8]) -> Option<&'static str> {
    oid::name(oid).filter(|_| WEAK.contains(&oid))
}

/// Reads the AlgorithmIdentifier of a signature, a CSR's or one with RSASSA-PSS of a certificate; beside it, how its encoding deviates, if it does.
pub(crate) fn read_scheme(bytes: &[u8]) -> Result<(Scheme, Option<EncodingDeviation>), CsrError> {
    const PART: &str = "the signature algorithm";
    const EXPECTED: &str = "an AlgorithmIdentifier (RFC 5280 §4.1.1.2)";
    let (oid, parameters) = read_algorithm(bytes).map_err(|NotDer| match is_one_value(bytes) {
        true => CsrError::Structure { part: PART, expected: EXPECTED },
        false => CsrError::Der(PART),
    })?;
    if oid == oid::RSASSA_PSS {
        return read_pss(parameters);
    }
    let Some(algorithm) = SignatureAlgorithm::from_oid(oid) else {
        let identifier = ObjectIdentifier::from_content(oid).ok_or(CsrError::Der(PART))?;
        return Err(match weak_signature_algorithm(oid) {
            Some(name) => CsrError::WeakSignatureAlgorithm(name),
            None => CsrError::UnknownSignatureAlgorithm(identifier),
        });
    };
    if parameters.is_some_and(|value| !is_null(value)) {
        return Err(CsrError::SignatureParameters);
    }
    let deviation = match (algorithm.family(), parameters) {
        // RFC 4055 §5: NULL, and implementations must also accept absent parameters.
        (KeyFamily::Rsa, None) => Some(EncodingDeviation::RsaWithoutNull),
        // RFC 5758 §3.2: absent.
        (KeyFamily::Ec, Some(_)) => Some(EncodingDeviation::EcdsaNullParameters),
        (KeyFamily::Rsa, Some(_)) | (KeyFamily::Ec, None) => None,
    };
    Ok((algorithm.into(), deviation))
}

/// The identifier and the parameters of an AlgorithmIdentifier.
fn read_algorithm(bytes: &[u8]) -> Result<(&[u8], Option<Value<'_>>), NotDer> {
    let mut reader = Reader::of_sequence(bytes)?;
    let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
    let parameters = if reader.is_finished() { None } else { Some(reader.next()?) };
    reader.finish()?;
    Ok((oid, parameters))
}

fn is_null(value: Value<'_>) -> bool {
    value.tag == tag::NULL && value.content.is_empty()
}

/// RSASSA-PSS with one accepted hash for the signature and its mask; all hash defaults are SHA-1.
fn read_pss(parameters: Option<Value<'_>>) -> Result<(Scheme, Option<EncodingDeviation>), CsrError> {
    let sha1 = CsrError::WeakSignatureAlgorithm("RSASSA-PSS with SHA-1");
    let parameters = parameters.ok_or(sha1.clone())?;
    let parameters = PssParameters::read(parameters).map_err(|NotDer| CsrError::SignatureParameters)?;
    let (hash, mask_hash) = parameters.hash.zip(parameters.mask_hash).ok_or(sha1)?;
    let accepted = |oid: &[u8]| match oid {
        oid::SHA256 => Ok(HashAlgorithm::Sha256),
        oid::SHA384 => Ok(HashAlgorithm::Sha384),
        oid::SHA512 => Ok(HashAlgorithm::Sha512),
        _ => Err(CsrError::WeakSignatureAlgorithm(
            "RSASSA-PSS with a hash other than SHA-256, SHA-384 and SHA-512",
        )),
    };
    let (hash, mask_hash) = (accepted(hash)?, accepted(mask_hash)?);
    if hash != mask_hash {
        return Err(CsrError::MaskGenerationHash);
    }
    // A DEFAULT is not encoded in DER (X.690 §11.5).
    let is_default_encoded =
        parameters.has_trailer_field || parameters.salt_octets == Some(DEFAULT_SALT_OCTETS.into());
    let deviation = is_default_encoded.then_some(EncodingDeviation::PssDefault);
    let salt_octets = match parameters.salt_octets {
        None => DEFAULT_SALT_OCTETS,
        // A salt of 512 octets and more fits no modulus of 4096 bits.
        Some(octets) => u16::try_from(octets).map_err(|_| CsrError::SignatureParameters)?,
    };
    Ok((Scheme::Pss { hash, salt_octets }, deviation))
}

const DEFAULT_SALT_OCTETS: u16 = 20;

/// RFC 4055 §3.1. Of trailerField only the default is defined.
///
/// ```asn1
/// RSASSA-PSS-params ::= SEQUENCE {
///   hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
///   maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///   saltLength        [2] INTEGER DEFAULT 20,
///   trailerField      [3] INTEGER DEFAULT 1 }
/// ```
struct PssParameters<'a> {
    hash: Option<&'a [u8]>,
    /// The hash of MGF1, the only mask generation that there is.
    mask_hash: Option<&'a [u8]>,
    salt_octets: Option<u32>,
    has_trailer_field: bool,
}

impl<'a> PssParameters<'a> {
    fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let hash = reader.optional(tag::context_constructed(0))?.map(read_hash).transpose()?;
        let mask_hash = reader.optional(tag::context_constructed(1))?.map(read_mask).transpose()?;
        let salt = reader.optional(tag::context_constructed(2))?;
        let salt_octets = salt
            .map(|salt| Value::read(salt)?.content_of(tag::INTEGER).and_then(small_unsigned))
            .transpose()?;
        let trailer_field = reader.optional(tag::context_constructed(3))?;
        reader.finish()?;
        if trailer_field.is_some_and(|field| field != [tag::INTEGER, 1, 1]) {
            return Err(NotDer);
        }
        Ok(Self { hash, mask_hash, salt_octets, has_trailer_field: trailer_field.is_some() })
    }
}

/// A hash AlgorithmIdentifier; parameters are NULL or absent, both are to be accepted (RFC 4055 §2.1).
fn read_hash(bytes: &[u8]) -> Result<&[u8], NotDer> {
    let (oid, parameters) = read_algorithm(bytes)?;
    if parameters.is_none_or(is_null) { Ok(oid) } else { Err(NotDer) }
}

/// The hash in the parameters of MGF1.
fn read_mask(bytes: &[u8]) -> Result<&[u8], NotDer> {
    match read_algorithm(bytes)? {
        (oid::MGF1, Some(hash)) => read_hash(hash.bytes),
        _ => Err(NotDer),
    }
}
