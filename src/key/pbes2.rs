//! The parameters of PBES2: a key derived from a password, and a cipher for the key (RFC 8018 App. A.4).

use pkcs5::pbes2;

use super::derivation::{KeyDerivationFunction, Parameters, check};
use super::public::write_unsigned;
use super::{HashAlgorithm, PrivateKeyError};
use crate::x509::der::{NotDer, Reader, Writer, tag, unsigned};
use crate::x509::oid::{ObjectIdentifier, encryption as oid};

/// Known and not accepted: the ciphers and hashes are broken, or the key is derived too cheaply.
const WEAK: [(&[u8], &str); 18] = [
    (oid::HMAC_WITH_SHA1, "hmacWithSHA1"),
    (oid::HMAC_WITH_SHA224, "hmacWithSHA224"),
    (oid::DES_CBC, "desCBC"),
    (oid::DES_EDE3_CBC, "des-EDE3-CBC"),
    (oid::RC2_CBC, "rc2CBC"),
    (oid::RC5_CBC, "rc5-CBC-PAD"),
    (oid::PBE_WITH_MD2_AND_DES, "pbeWithMD2AndDES-CBC (PBES1)"),
    (oid::PBE_WITH_MD5_AND_DES, "pbeWithMD5AndDES-CBC (PBES1)"),
    (oid::PBE_WITH_MD2_AND_RC2, "pbeWithMD2AndRC2-CBC (PBES1)"),
    (oid::PBE_WITH_MD5_AND_RC2, "pbeWithMD5AndRC2-CBC (PBES1)"),
    (oid::PBE_WITH_SHA1_AND_DES, "pbeWithSHA1AndDES-CBC (PBES1)"),
    (oid::PBE_WITH_SHA1_AND_RC2, "pbeWithSHA1AndRC2-CBC (PBES1)"),
    (oid::PBE_WITH_SHA1_AND_128_BIT_RC4, "pbeWithSHAAnd128BitRC4"),
    (oid::PBE_WITH_SHA1_AND_40_BIT_RC4, "pbeWithSHAAnd40BitRC4"),
    (oid::PBE_WITH_SHA1_AND_3_KEY_DES, "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    (oid::PBE_WITH_SHA1_AND_2_KEY_DES, "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    (oid::PBE_WITH_SHA1_AND_128_BIT_RC2, "pbeWithSHAAnd128BitRC2-CBC"),
    (oid::PBE_WITH_SHA1_AND_40_BIT_RC2, "pbewithSHAAnd40BitRC2-CBC"),
];

fn refused(oid: &[u8]) -> PrivateKeyError {
    match WEAK.iter().find(|(weak, _)| *weak == oid) {
        Some((_, name)) => PrivateKeyError::WeakEncryption(name),
        None => ObjectIdentifier::from_content(oid)
            .map_or(PrivateKeyError::Malformed, PrivateKeyError::UnknownEncryption),
    }
}

pub(super) struct Pbes2<'a> {
    pub(super) function: KeyDerivationFunction,
    pub(super) salt: &'a [u8],
    pub(super) cipher: Cipher,
    pub(super) initialization_vector: [u8; 16],
}

/// AES in CBC mode, by the size of its key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
}

impl Cipher {
    fn from_oid(oid: &[u8]) -> Result<Self, PrivateKeyError> {
        match oid {
            oid::AES128_CBC => Ok(Self::Aes128),
            oid::AES192_CBC => Ok(Self::Aes192),
            oid::AES256_CBC => Ok(Self::Aes256),
            other => Err(refused(other)),
        }
    }

    const fn oid(self) -> &'static [u8] {
        match self {
            Self::Aes128 => oid::AES128_CBC,
            Self::Aes192 => oid::AES192_CBC,
            Self::Aes256 => oid::AES256_CBC,
        }
    }

    const fn key_octets(self) -> u64 {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }
}

impl<'a> Pbes2<'a> {
    /// Reads the content of an AlgorithmIdentifier.
    pub(super) fn read(algorithm: &'a [u8]) -> Result<Self, PrivateKeyError> {
        let mut algorithm = Reader::new(algorithm);
        let oid = algorithm.content_of(tag::OBJECT_IDENTIFIER)?;
        if oid != oid::PBES2 {
            return Err(refused(oid));
        }
        let mut parameters = Reader::new(algorithm.content_of(tag::SEQUENCE)?);
        algorithm.finish()?;
        let derivation = Derivation::read(parameters.content_of(tag::SEQUENCE)?)?;
        let (cipher, initialization_vector) = read_scheme(parameters.content_of(tag::SEQUENCE)?)?;
        parameters.finish()?;
        let expected = cipher.key_octets();
        if let Some(found) = derivation.key_octets.filter(|octets| *octets != expected) {
            return Err(PrivateKeyError::KeyLength { found, expected });
        }
        Ok(Self { function: derivation.function, salt: derivation.salt, cipher, initialization_vector })
    }

    /// ```asn1
    /// AlgorithmIdentifier { id-PBES2, SEQUENCE {
    ///   keyDerivationFunc  AlgorithmIdentifier {{PBES2-KDFs}},
    ///   encryptionScheme   AlgorithmIdentifier {{PBES2-Encs}} } }
    /// ```
    pub(super) fn encode(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.object_identifier(oid::PBES2);
            w.sequence(|w| {
                w.sequence(|w| self.encode_derivation(w));
                w.sequence(|w| {
                    w.object_identifier(self.cipher.oid());
                    w.value(tag::OCTET_STRING, &self.initialization_vector);
                });
            });
        });
    }

    /// ```asn1
    /// scrypt-params ::= SEQUENCE {
    ///   salt                      OCTET STRING,
    ///   costParameter             INTEGER (1..MAX),
    ///   blockSize                 INTEGER (1..MAX),
    ///   parallelizationParameter  INTEGER (1..MAX),
    ///   keyLength                 INTEGER (1..MAX) OPTIONAL }
    ///
    /// PBKDF2-params ::= SEQUENCE {
    ///   salt            CHOICE { specified OCTET STRING, otherSource AlgorithmIdentifier },
    ///   iterationCount  INTEGER (1..MAX),
    ///   keyLength       INTEGER (1..MAX) OPTIONAL,
    ///   prf             AlgorithmIdentifier DEFAULT algid-hmacWithSHA1 }
    /// ```
    fn encode_derivation(&self, w: &mut Writer) {
        match self.function.0 {
            Parameters::Scrypt { n, r, p } => {
                w.object_identifier(oid::SCRYPT);
                w.sequence(|w| {
                    w.value(tag::OCTET_STRING, self.salt);
                    write_unsigned(w, &n.to_be_bytes());
                    write_unsigned(w, &r.to_be_bytes());
                    write_unsigned(w, &p.to_be_bytes());
                });
            }
            Parameters::Pbkdf2 { hash, iterations } => {
                w.object_identifier(oid::PBKDF2);
                w.sequence(|w| {
                    w.value(tag::OCTET_STRING, self.salt);
                    write_unsigned(w, &iterations.to_be_bytes());
                    w.sequence(|w| {
                        w.object_identifier(hmac(hash));
                        w.value(tag::NULL, &[]);
                    });
                });
            }
        }
    }

    /// The same for the crate that derives and encrypts.
    pub(super) fn to_pkcs5(&self) -> Result<pbes2::Parameters, PrivateKeyError> {
        let salt = pbes2::Salt::new(self.salt).map_err(|_| PrivateKeyError::Malformed)?;
        // The key has the length that the cipher demands.
        let key_length = None;
        let kdf = match self.function.0 {
            Parameters::Scrypt { n, r, p } => pbes2::Kdf::Scrypt(pbes2::ScryptParams {
                salt,
                cost_parameter: n,
                block_size: r,
                parallelization: p,
                key_length,
            }),
            Parameters::Pbkdf2 { hash, iterations } => pbes2::Kdf::Pbkdf2(pbes2::Pbkdf2Params {
                salt,
                iteration_count: iterations,
                key_length,
                prf: match hash {
                    HashAlgorithm::Sha256 => pbes2::Pbkdf2Prf::HmacWithSha256,
                    HashAlgorithm::Sha384 => pbes2::Pbkdf2Prf::HmacWithSha384,
                    HashAlgorithm::Sha512 => pbes2::Pbkdf2Prf::HmacWithSha512,
                },
            }),
        };
        let iv = self.initialization_vector;
        let encryption = match self.cipher {
            Cipher::Aes128 => pbes2::EncryptionScheme::Aes128Cbc { iv },
            Cipher::Aes192 => pbes2::EncryptionScheme::Aes192Cbc { iv },
            Cipher::Aes256 => pbes2::EncryptionScheme::Aes256Cbc { iv },
        };
        Ok(pbes2::Parameters { kdf, encryption })
    }
}

/// What keyDerivationFunc says.
struct Derivation<'a> {
    function: KeyDerivationFunction,
    salt: &'a [u8],
    key_octets: Option<u64>,
}

impl<'a> Derivation<'a> {
    fn read(algorithm: &'a [u8]) -> Result<Self, PrivateKeyError> {
        let mut algorithm = Reader::new(algorithm);
        let read = match algorithm.content_of(tag::OBJECT_IDENTIFIER)? {
            oid::SCRYPT => Self::read_scrypt,
            oid::PBKDF2 => Self::read_pbkdf2,
            other => return Err(refused(other)),
        };
        let mut parameters = Reader::new(algorithm.content_of(tag::SEQUENCE)?);
        algorithm.finish()?;
        let derivation = read(&mut parameters)?;
        parameters.finish()?;
        check("salt in octets", derivation.salt.len() as u64, 1..=pbes2::Salt::MAX_LEN as u64)?;
        Ok(derivation)
    }

    fn read_scrypt(reader: &mut Reader<'a>) -> Result<Self, PrivateKeyError> {
        let salt = reader.content_of(tag::OCTET_STRING)?;
        let mut n_r_p = [0; 3];
        for number in &mut n_r_p {
            *number = saturated(reader.content_of(tag::INTEGER)?)?;
        }
        let key_octets = reader.optional(tag::INTEGER)?.map(saturated).transpose()?;
        Ok(Self { function: KeyDerivationFunction::read_scrypt(n_r_p)?, salt, key_octets })
    }

    fn read_pbkdf2(reader: &mut Reader<'a>) -> Result<Self, PrivateKeyError> {
        let salt = reader.content_of(tag::OCTET_STRING)?;
        let iterations = saturated(reader.content_of(tag::INTEGER)?)?;
        let key_octets = reader.optional(tag::INTEGER)?.map(saturated).transpose()?;
        // The default of the standard.
        let hash = if reader.is_finished() {
            Err(refused(oid::HMAC_WITH_SHA1))
        } else {
            read_hmac(reader.content_of(tag::SEQUENCE)?)
        }?;
        Ok(Self { function: KeyDerivationFunction::read_pbkdf2(hash, iterations)?, salt, key_octets })
    }
}

/// A non-negative INTEGER; one of more than 64 bits exceeds every bound anyway.
fn saturated(content: &[u8]) -> Result<u64, NotDer> {
    let magnitude = unsigned(content)?;
    if magnitude.len() > size_of::<u64>() {
        return Ok(u64::MAX);
    }
    Ok(magnitude.iter().fold(0, |value, octet| value << 8 | u64::from(*octet)))
}

const fn hmac(hash: HashAlgorithm) -> &'static [u8] {
    match hash {
        HashAlgorithm::Sha256 => oid::HMAC_WITH_SHA256,
        HashAlgorithm::Sha384 => oid::HMAC_WITH_SHA384,
        HashAlgorithm::Sha512 => oid::HMAC_WITH_SHA512,
    }
}

/// RFC 8018 App. B.1.2: the parameters are NULL. GnuTLS leaves them out, which is accepted as RFC 4055 §2.1
/// has it for the hashes.
fn read_hmac(algorithm: &[u8]) -> Result<HashAlgorithm, PrivateKeyError> {
    let mut algorithm = Reader::new(algorithm);
    let hash = match algorithm.content_of(tag::OBJECT_IDENTIFIER)? {
        oid::HMAC_WITH_SHA256 => HashAlgorithm::Sha256,
        oid::HMAC_WITH_SHA384 => HashAlgorithm::Sha384,
        oid::HMAC_WITH_SHA512 => HashAlgorithm::Sha512,
        other => return Err(refused(other)),
    };
    algorithm.optional(tag::NULL)?;
    algorithm.finish()?;
    Ok(hash)
}

/// RFC 8018 App. B.2.5: the parameter is the initialization vector.
fn read_scheme(algorithm: &[u8]) -> Result<(Cipher, [u8; 16]), PrivateKeyError> {
    let mut algorithm = Reader::new(algorithm);
    let cipher = Cipher::from_oid(algorithm.content_of(tag::OBJECT_IDENTIFIER)?)?;
    let initialization_vector = algorithm.content_of(tag::OCTET_STRING)?;
    algorithm.finish()?;
    Ok((cipher, initialization_vector.try_into().map_err(|_| PrivateKeyError::Malformed)?))
}
