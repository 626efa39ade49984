//! Why a private key is not loaded or written. An operator sees these errors; a request cannot
//! cause them.

use super::{EntropyError, PublicKeyError};
use crate::x509::oid::ObjectIdentifier;

/// Why a private key cannot be used. The texts say nothing about the content of the key or about
/// the password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// The octets are not exactly one of the supported structures in DER.
    #[error("the private key is not exactly one PKCS#8, SEC 1 or PKCS#1 structure in DER")]
    Malformed,
    /// The text does not contain exactly one PEM block with a supported label.
    #[error(
        "the text must contain exactly one PEM block labelled PRIVATE KEY, EC PRIVATE KEY, RSA PRIVATE KEY \
         or ENCRYPTED PRIVATE KEY"
    )]
    Pem,
    /// The random number generator failed.
    #[error("{}", EntropyError)]
    Entropy,
    /// There is no private key, because none was generated or it was taken out.
    #[error("there is no private key")]
    Missing,
    /// This library does not sign with keys of this kind.
    #[error("the private key cannot be used: {0}")]
    Unsupported(PublicKeyError),
    /// An RSA key has more than two primes.
    #[error("the RSA private key has more than two primes, which is not supported")]
    MultiPrime,
    /// Neither the ECPrivateKey nor its context names a curve (RFC 5915 §3).
    #[error("the private key does not name its curve")]
    NoCurve,
    /// The secret number of an elliptic-curve key is zero, is not below the order of its curve, or
    /// differs in length from the order.
    #[error(
        "the private key must be a number above 0 and below the order of its curve, with as many octets as \
         the order"
    )]
    Scalar,
    /// The seed of a key that is made from one has another length (RFC 8410 §7, RFC 9881 §6).
    #[error("the private key is a seed of {found} octets, but must have {expected}")]
    SeedLength {
        /// The octets of the seed.
        found: usize,
        /// The octets of a seed of this algorithm.
        expected: usize,
    },
    /// An ML-DSA key is there without its seed (RFC 9881 §6).
    #[error("the private key is an expanded ML-DSA key without its seed; export the key with its seed")]
    ExpandedKey,
    /// A part of the key does not match the others.
    #[error("the parts of the private key do not match: {part}")]
    Inconsistent {
        /// The part, as its standard names it: publicKey (RFC 5958, RFC 5915), parameters (RFC
        /// 5915), expandedKey (RFC 9881 §6), modulus, privateExponent, exponent1, exponent2 or
        /// coefficient (RFC 8017 App. A.1.2).
        part: &'static str,
    },
    /// The input is longer than any key.
    #[error("the private key has {found} octets, but at most {max} are allowed")]
    TooLong {
        /// The number of octets of the input.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// The key is encrypted, but was loaded without a password.
    #[error("the private key is encrypted; load it with its password")]
    Encrypted,
    /// The key is not encrypted, but was loaded with a password.
    #[error("the private key is not encrypted; load it without a password")]
    NotEncrypted,
    /// The PEM block is encrypted as its own headers say (`Proc-Type`, `DEK-Info`; RFC 1421), with
    /// a single round of MD5 over the password.
    #[error(
        "the private key has the legacy encryption of PEM (Proc-Type, DEK-Info), which is not accepted; \
         convert it with openssl pkcs8 -topk8 -scrypt"
    )]
    LegacyPemEncryption,
    /// The password is wrong or the encrypted key is damaged; the two are indistinguishable.
    #[error("the password is wrong, or the encrypted private key is damaged")]
    Decryption,
    /// The encryption is known, but not accepted; the name of its algorithm.
    #[error(
        "the private key is encrypted with {0}, which is not accepted; convert it with openssl pkcs8 -topk8 \
         -scrypt"
    )]
    WeakEncryption(&'static str),
    /// This library does not support the encryption; its algorithm.
    #[error("the private key is encrypted with {}, which is not supported", .0.named())]
    UnknownEncryption(ObjectIdentifier),
    /// The cost parameter N of scrypt is not a power of two above 1 (RFC 7914 §2).
    #[error("the costParameter of scrypt must be a power of two above 1")]
    ScryptCostParameter,
    /// A parameter of the password-based key derivation is out of bounds: the derivation would take
    /// too long, or would be too weak.
    #[error("the {parameter} of the key derivation is {found}, but must be from {min} to {max}")]
    KeyDerivationLimit {
        /// The name of the parameter.
        parameter: &'static str,
        /// The value of the parameter.
        found: u64,
        /// The minimum value.
        min: u64,
        /// The maximum value.
        max: u64,
    },
    /// The keyLength of the key derivation differs from that of the cipher (RFC 8018 App. A.2).
    #[error(
        "the keyLength of the key derivation is {found}, but the key of the cipher has {expected} octets"
    )]
    KeyLength {
        /// The octets that keyLength says; more than 64 bits can hold are given as the most that
        /// they can.
        found: u64,
        /// The number of octets of the cipher's key.
        expected: u64,
    },
    /// A key was to be encrypted with an empty password.
    #[error("a private key must not be encrypted with an empty password")]
    EmptyPassword,
}

impl From<EntropyError> for PrivateKeyError {
    fn from(_: EntropyError) -> Self {
        Self::Entropy
    }
}
