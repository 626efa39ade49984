//! The parameters of RSASSA-PSS (RFC 4055 §3.1).

use super::HashAlgorithm;
use super::public::write_unsigned;
use super::signature::{SignatureAlgorithm, UnsupportedSignature};
use crate::x509::EncodingDeviation;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, ParameterMatch, Parameters};
use crate::x509::der::{NotDer, Reader, Value, Writer, small_unsigned, tag};
use crate::x509::oid;

const DEFAULT_SALT_LENGTH: u16 = 20;

const SHA1: UnsupportedSignature<'static> = UnsupportedSignature::Weak("RSASSA-PSS with SHA-1");

/// Reads RSASSA-PSS with the same accepted hash for message and mask (both default to SHA-1). Also
/// returns how the encoding deviates, if it does.
pub(super) fn read(
    parameters: Parameters<'_>,
) -> Result<(SignatureAlgorithm, Option<EncodingDeviation>), UnsupportedSignature<'_>> {
    let der = match parameters {
        Parameters::Absent => return Err(SHA1),
        Parameters::Other(der) => der,
        _ => return Err(UnsupportedSignature::Parameters),
    };
    let found = PssParameters::read(der).map_err(|NotDer| UnsupportedSignature::Parameters)?;
    let (hash, mask_hash) = found.hash.zip(found.mask_hash).ok_or(SHA1)?;
    let (hash, mask_hash) = (accepted(hash)?, accepted(mask_hash)?);
    if hash != mask_hash {
        return Err(UnsupportedSignature::MaskGenerationHash);
    }
    // A DEFAULT is not encoded in DER (X.690 §11.5).
    let is_default_encoded = found.has_trailer_field || found.salt_length == Some(DEFAULT_SALT_LENGTH.into());
    let deviation = is_default_encoded.then_some(EncodingDeviation::PssDefault);
    let salt_length = match found.salt_length {
        None => DEFAULT_SALT_LENGTH,
        // A salt of 512 octets or more fits no modulus of 4096 bits.
        Some(octets) => u16::try_from(octets).map_err(|_| UnsupportedSignature::Parameters)?,
    };
    Ok((SignatureAlgorithm::RsaPss { hash, salt_length }, deviation))
}

fn accepted(identifier: AlgorithmIdentifier<'_>) -> Result<HashAlgorithm, UnsupportedSignature<'static>> {
    let is_known = |hash: &HashAlgorithm| hash.identifier().algorithm == identifier.algorithm;
    HashAlgorithm::ALL
        .into_iter()
        .find(is_known)
        .ok_or(UnsupportedSignature::Weak("RSASSA-PSS with a hash other than SHA-256, SHA-384 and SHA-512"))
}

pub(super) fn encode(w: &mut Writer, hash: HashAlgorithm, salt_length: u16) {
    AlgorithmIdentifier::write(w, oid::RSASSA_PSS, |w| {
        w.sequence(|w| {
            w.nested(tag::context_constructed(0), |w| hash.identifier().encode(w));
            w.nested(tag::context_constructed(1), |w| {
                AlgorithmIdentifier::write(w, oid::MGF1, |w| hash.identifier().encode(w));
            });
            if salt_length != DEFAULT_SALT_LENGTH {
                w.nested(tag::context_constructed(2), |w| write_unsigned(w, &salt_length.to_be_bytes()));
            }
        });
    });
}

/// trailerField has only its default.
///
/// ```asn1
/// RSASSA-PSS-params ::= SEQUENCE {
///   hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
///   maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///   saltLength        [2] INTEGER DEFAULT 20,
///   trailerField      [3] INTEGER DEFAULT 1 }
/// ```
struct PssParameters<'a> {
    hash: Option<AlgorithmIdentifier<'a>>,
    /// The hash of MGF1, the only mask generation function.
    mask_hash: Option<AlgorithmIdentifier<'a>>,
    salt_length: Option<u32>,
    has_trailer_field: bool,
}

impl<'a> PssParameters<'a> {
    fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(der)?;
        let hash = reader.optional(tag::context_constructed(0))?.map(read_hash).transpose()?;
        let mask_hash = reader.optional(tag::context_constructed(1))?.map(read_mask).transpose()?;
        let salt = reader.optional(tag::context_constructed(2))?;
        let salt_length = salt
            .map(|salt| Value::read(salt)?.content_of(tag::INTEGER).and_then(small_unsigned))
            .transpose()?;
        let trailer_field = reader.optional(tag::context_constructed(3))?;
        reader.finish()?;
        if trailer_field.is_some_and(|field| field != [tag::INTEGER, 1, 1]) {
            return Err(NotDer);
        }
        Ok(Self { hash, mask_hash, salt_length, has_trailer_field: trailer_field.is_some() })
    }
}

/// Reads a hash whose parameters are NULL or absent. Both must be accepted (RFC 4055 §2.1).
fn read_hash(bytes: &[u8]) -> Result<AlgorithmIdentifier<'_>, NotDer> {
    let hash = AlgorithmIdentifier::from_der(bytes)?;
    match hash.parameters.compare(Parameters::Null) {
        ParameterMatch::Exact | ParameterMatch::NullMissing => Ok(hash),
        ParameterMatch::NullAdded | ParameterMatch::Different => Err(NotDer),
    }
}

/// Reads the hash in the parameters of MGF1.
fn read_mask(bytes: &[u8]) -> Result<AlgorithmIdentifier<'_>, NotDer> {
    match AlgorithmIdentifier::from_der(bytes)? {
        AlgorithmIdentifier { algorithm: oid::MGF1, parameters: Parameters::Other(hash) } => read_hash(hash),
        _ => Err(NotDer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c3_parameters_are_read_as_they_are_written() {
        for hash in HashAlgorithm::ALL {
            for salt_length in [0, 20, 32, 64, 470] {
                let algorithm = SignatureAlgorithm::RsaPss { hash, salt_length };
                let mut w = Writer::with_capacity(64);
                algorithm.encode(&mut w);
                let der = w.into_bytes();
                let identifier = AlgorithmIdentifier::from_der(&der).expect("an identifier");
                assert_eq!(SignatureAlgorithm::read(&identifier), Ok((algorithm, None)));
            }
        }
    }
}
