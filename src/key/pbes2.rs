//! The accepted parameters of PBES2 (RFC 8018 App. A.4), in the types of pkcs5.
//!
//! pkcs5 writes the parameters and reads accepted algorithms. Identifiers, salts and numbers are
//! read here, because pkcs5 does not know identifiers with large arcs and does not report which
//! value does not fit its fields.

use der::Decode;
use pkcs5::pbes2::{
    AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID, EncryptionScheme, HMAC_WITH_SHA1_OID, Kdf, PBES2_OID,
    PBKDF2_OID, Parameters, Pbkdf2Params, Pbkdf2Prf, SCRYPT_OID, Salt, ScryptParams,
};
use pkcs5::{AlgorithmIdentifierRef, ObjectIdentifier as Oid};

use super::PrivateKeyError;
use super::derivation::{Function, KeyDerivationFunction, check};
use crate::x509::der::{NotDer, Reader, tag, unsigned};
use crate::x509::oid::ObjectIdentifier;

const CIPHERS: [Oid; 3] = [AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID];
const HASHES: [Pbkdf2Prf; 3] =
    [Pbkdf2Prf::HmacWithSha256, Pbkdf2Prf::HmacWithSha384, Pbkdf2Prf::HmacWithSha512];

/// Known algorithms that are refused because the cipher or hash is broken or the key derivation is
/// too cheap (RFC 8018 App. B and C, RFC 7292 App. C).
const WEAK: [(Oid, &str); 18] = [
    (HMAC_WITH_SHA1_OID, "hmacWithSHA1"),
    (Oid::new_unwrap("1.2.840.113549.2.8"), "hmacWithSHA224"),
    (Oid::new_unwrap("1.3.14.3.2.7"), "desCBC"),
    (Oid::new_unwrap("1.2.840.113549.3.7"), "des-EDE3-CBC"),
    (Oid::new_unwrap("1.2.840.113549.3.2"), "rc2CBC"),
    (Oid::new_unwrap("1.2.840.113549.3.9"), "rc5-CBC-PAD"),
    (Oid::new_unwrap("1.2.840.113549.1.5.1"), "pbeWithMD2AndDES-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.5.3"), "pbeWithMD5AndDES-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.5.4"), "pbeWithMD2AndRC2-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.5.6"), "pbeWithMD5AndRC2-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.5.10"), "pbeWithSHA1AndDES-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.5.11"), "pbeWithSHA1AndRC2-CBC (PBES1)"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.1"), "pbeWithSHAAnd128BitRC4"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.2"), "pbeWithSHAAnd40BitRC4"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.3"), "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.4"), "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.5"), "pbeWithSHAAnd128BitRC2-CBC"),
    (Oid::new_unwrap("1.2.840.113549.1.12.1.6"), "pbewithSHAAnd40BitRC2-CBC"),
];

impl From<der::Error> for PrivateKeyError {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

fn refused(oid: &[u8]) -> PrivateKeyError {
    match WEAK.iter().find(|(weak, _)| weak.as_bytes() == oid) {
        Some((_, name)) => PrivateKeyError::WeakEncryption(name),
        None => ObjectIdentifier::from_content(oid)
            .map_or(PrivateKeyError::Malformed, PrivateKeyError::UnknownEncryption),
    }
}

/// Reads the AlgorithmIdentifier of an encrypted key.
pub(super) fn read(der: &[u8]) -> Result<Parameters, PrivateKeyError> {
    let (_, mut algorithm) = algorithm(der, &[PBES2_OID])?;
    let mut parameters = Reader::new(algorithm.content_of(tag::SEQUENCE)?);
    algorithm.finish()?;
    let derivation = Derivation::read(parameters.next()?.bytes)?;
    let encryption = read_cipher(parameters.next()?.bytes)?;
    parameters.finish()?;
    let expected = octets(encryption.key_size());
    if let Some(found) = derivation.key_octets.filter(|octets| *octets != expected) {
        return Err(PrivateKeyError::KeyLength { found, expected });
    }
    Ok(Parameters { kdf: kdf(derivation.function, derivation.salt)?, encryption })
}

/// Returns the algorithm of an AlgorithmIdentifier, if it is an accepted one, and a reader of what
/// follows its identifier.
fn algorithm<'a>(der: &'a [u8], accepted: &[Oid]) -> Result<(Oid, Reader<'a>), PrivateKeyError> {
    let mut algorithm = Reader::of_sequence(der)?;
    let found = algorithm.content_of(tag::OBJECT_IDENTIFIER)?;
    let oid = accepted.iter().find(|oid| oid.as_bytes() == found);
    Ok((*oid.ok_or_else(|| refused(found))?, algorithm))
}

/// Combines the function with a salt, for a key of the length that the cipher takes.
pub(super) fn kdf(function: KeyDerivationFunction, salt: &[u8]) -> Result<Kdf, PrivateKeyError> {
    check("salt in octets", octets(salt.len()), 1..=octets(Salt::MAX_LEN))?;
    let (salt, key_length) = (Salt::new(salt)?, None);
    Ok(match function.0 {
        Function::Scrypt { n, r, p } => {
            ScryptParams { salt, cost_parameter: n, block_size: r, parallelization: p, key_length }.into()
        }
        Function::Pbkdf2 { prf, iterations } => {
            Pbkdf2Params { salt, iteration_count: iterations, key_length, prf }.into()
        }
    })
}

/// The content of keyDerivationFunc.
struct Derivation<'a> {
    function: KeyDerivationFunction,
    salt: &'a [u8],
    key_octets: Option<u64>,
}

impl<'a> Derivation<'a> {
    fn read(der: &'a [u8]) -> Result<Self, PrivateKeyError> {
        let (oid, mut algorithm) = algorithm(der, &[SCRYPT_OID, PBKDF2_OID])?;
        let mut parameters = Reader::new(algorithm.content_of(tag::SEQUENCE)?);
        algorithm.finish()?;
        let salt = parameters.content_of(tag::OCTET_STRING)?;
        let read = if oid == SCRYPT_OID { Self::read_scrypt } else { Self::read_pbkdf2 };
        let derivation = read(salt, &mut parameters)?;
        parameters.finish()?;
        Ok(derivation)
    }

    fn read_scrypt(salt: &'a [u8], reader: &mut Reader<'a>) -> Result<Self, PrivateKeyError> {
        let n_r_p = [number(reader)?, number(reader)?, number(reader)?];
        let key_octets = reader.optional(tag::INTEGER)?.map(saturated).transpose()?;
        Ok(Self { function: KeyDerivationFunction::read_scrypt(n_r_p)?, salt, key_octets })
    }

    fn read_pbkdf2(salt: &'a [u8], reader: &mut Reader<'a>) -> Result<Self, PrivateKeyError> {
        let iterations = number(reader)?;
        let key_octets = reader.optional(tag::INTEGER)?.map(saturated).transpose()?;
        // The standard's default.
        if reader.is_finished() {
            return Err(refused(HMAC_WITH_SHA1_OID.as_bytes()));
        }
        let prf = read_hash(reader.next()?.bytes)?;
        Ok(Self { function: KeyDerivationFunction::read_pbkdf2(prf, iterations)?, salt, key_octets })
    }
}

/// Reads the hash. Its parameters are NULL (RFC 8018 App. B.1.2); pkcs5 also accepts absent ones,
/// which GnuTLS writes.
fn read_hash(der: &[u8]) -> Result<Pbkdf2Prf, PrivateKeyError> {
    algorithm(der, &HASHES.map(Pbkdf2Prf::oid))?;
    Ok(AlgorithmIdentifierRef::from_der(der)?.try_into()?)
}

fn read_cipher(der: &[u8]) -> Result<EncryptionScheme, PrivateKeyError> {
    algorithm(der, &CIPHERS)?;
    Ok(EncryptionScheme::from_der(der)?)
}

fn octets(count: usize) -> u64 {
    // No platform counts beyond 64 bits.
    count.try_into().unwrap_or(u64::MAX)
}

fn number(reader: &mut Reader<'_>) -> Result<u64, NotDer> {
    saturated(reader.content_of(tag::INTEGER)?)
}

/// Reads a non-negative INTEGER. One of more than 64 bits saturates, because it exceeds every limit
/// anyway.
fn saturated(content: &[u8]) -> Result<u64, NotDer> {
    let magnitude = unsigned(content)?;
    if magnitude.len() > size_of::<u64>() {
        return Ok(u64::MAX);
    }
    Ok(magnitude.iter().fold(0, |value, octet| value << 8 | u64::from(*octet)))
}
