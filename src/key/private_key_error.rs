//! Why a private key is not loaded or written: what an operator meets, not what a request can
//! cause.

use core::fmt;

use super::{EntropyError, PublicKeyError};
use crate::x509::oid::ObjectIdentifier;

/// Why a private key cannot be used. Says nothing about the key's content, nor about a password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// Not strict DER of one of the structures that are read, or something stands after it.
    Malformed,
    /// Not PEM text with exactly one block of a label that is read.
    Pem,
    /// The random number generator failed.
    Entropy,
    /// There is no private key: none was generated, or it was taken out.
    Missing,
    /// The key is of a kind that this library does not sign with.
    Unsupported(PublicKeyError),
    /// An RSA key of more than two primes.
    MultiPrime,
    /// The ECPrivateKey names no curve, and nothing around it does (RFC 5915 §3).
    NoCurve,
    /// The secret number of an elliptic-curve key has another length than the order of its curve,
    /// is zero, or is not below that order.
    Scalar,
    /// A part of the key does not belong to the others.
    Inconsistent {
        /// The part, as its standard names it: publicKey (RFC 5958, RFC 5915), parameters (RFC
        /// 5915), modulus, privateExponent, exponent1, exponent2 or coefficient (RFC 8017 App.
        /// A.1.2).
        part: &'static str,
    },
    /// The input is longer than any key.
    TooLong {
        /// The octets of the input.
        found: usize,
        /// The most octets that are read.
        max: usize,
    },
    /// The key is encrypted, and was loaded without a password.
    Encrypted,
    /// The key is not encrypted, and was loaded with a password.
    NotEncrypted,
    /// The PEM block is encrypted by headers of its own (`Proc-Type`, `DEK-Info`; RFC 1421), with a
    /// single round of MD5 over the password.
    LegacyPemEncryption,
    /// The password is wrong, or the encrypted key is damaged: the two cannot be told apart.
    Decryption,
    /// The encryption is known and not accepted; the name of the algorithm.
    WeakEncryption(&'static str),
    /// The encryption uses an algorithm that this library does not know.
    UnknownEncryption(ObjectIdentifier),
    /// The cost parameter N of scrypt is not a power of two above 1 (RFC 7914 §2).
    ScryptCostParameter,
    /// The derivation of a key from a password is out of bounds: too dear to be done, or too cheap
    /// to protect.
    KeyDerivationLimit {
        /// What is out of bounds.
        parameter: &'static str,
        /// Its value.
        found: u64,
        /// The least that is accepted.
        min: u64,
        /// The most that is accepted.
        max: u64,
    },
    /// The keyLength of the key derivation is not that of the cipher (RFC 8018 App. A.2).
    KeyLength {
        /// The octets that keyLength says; more than 64 bits can hold are given as the most that
        /// they can.
        found: u64,
        /// The octets of the cipher's key.
        expected: u64,
    },
    /// A key was to be encrypted with an empty password.
    EmptyPassword,
}

impl fmt::Display for PrivateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Malformed => {
                "the private key is not strict DER of a PKCS#8, SEC 1 or PKCS#1 structure with nothing after it"
            }
            Self::Pem => {
                "the text does not hold exactly one PEM block of a private key, labelled PRIVATE KEY, \
                 EC PRIVATE KEY, RSA PRIVATE KEY or ENCRYPTED PRIVATE KEY"
            }
            Self::Entropy => return EntropyError.fmt(f),
            Self::Missing => "there is no private key",
            Self::Unsupported(defect) => return write!(f, "the private key cannot be used: {defect}"),
            Self::MultiPrime => "the RSA private key has more than two primes, which is not supported",
            Self::NoCurve => "the private key does not name its curve",
            Self::Scalar => {
                "the private key is not a number from 1 to below the order of its curve, in as many octets"
            }
            Self::Inconsistent { part } => {
                return write!(f, "the parts of the private key do not belong together: {part}");
            }
            Self::TooLong { found, max } => {
                return write!(f, "the private key has {found} octets, at most {max} are read");
            }
            Self::Encrypted => "the private key is encrypted; load it as such, with its password",
            Self::NotEncrypted => "the private key is not encrypted; load it without a password",
            Self::LegacyPemEncryption => {
                "the private key has the legacy encryption of PEM (Proc-Type, DEK-Info), which is not accepted; \
                 convert it with openssl pkcs8 -topk8 -scrypt"
            }
            Self::Decryption => "the password is wrong, or the encrypted private key is damaged",
            Self::WeakEncryption(name) => {
                return write!(
                    f,
                    "the private key is encrypted with {name}, which is not accepted; \
                     convert it with openssl pkcs8 -topk8 -scrypt"
                );
            }
            Self::UnknownEncryption(oid) => {
                return write!(f, "the private key is encrypted with {oid}, which is not known");
            }
            Self::ScryptCostParameter => "the costParameter of scrypt is not a power of two above 1",
            Self::KeyDerivationLimit { parameter, found, min, max } => {
                return write!(
                    f,
                    "the {parameter} of the key derivation is {found}, {min} to {max} are accepted"
                );
            }
            Self::KeyLength { found, expected } => {
                return write!(
                    f,
                    "the keyLength of the key derivation is {found}, the key of the cipher has {expected} octets"
                );
            }
            Self::EmptyPassword => "a private key is not encrypted with an empty password",
        };
        f.write_str(text)
    }
}

impl core::error::Error for PrivateKeyError {}

impl From<EntropyError> for PrivateKeyError {
    fn from(_: EntropyError) -> Self {
        Self::Entropy
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn oid() -> ObjectIdentifier {
        ObjectIdentifier::new("2.999.1").expect("an identifier")
    }

    #[test]
    fn k3_texts_of_keys_that_are_not_loaded() {
        use PrivateKeyError as K;
        for (error, text) in [
            (
                K::Malformed,
                "the private key is not strict DER of a PKCS#8, SEC 1 or PKCS#1 structure with nothing after it",
            ),
            (
                K::Pem,
                "the text does not hold exactly one PEM block of a private key, labelled PRIVATE KEY, \
                 EC PRIVATE KEY, RSA PRIVATE KEY or ENCRYPTED PRIVATE KEY",
            ),
            (
                K::Unsupported(PublicKeyError::EvenModulus),
                "the private key cannot be used: its modulus is even; make a new key elsewhere",
            ),
            (K::MultiPrime, "the RSA private key has more than two primes, which is not supported"),
            (K::NoCurve, "the private key does not name its curve"),
            (
                K::Scalar,
                "the private key is not a number from 1 to below the order of its curve, in as many octets",
            ),
            (
                K::Inconsistent { part: "exponent1" },
                "the parts of the private key do not belong together: exponent1",
            ),
            (K::TooLong { found: 9, max: 8 }, "the private key has 9 octets, at most 8 are read"),
            (K::Encrypted, "the private key is encrypted; load it as such, with its password"),
            (K::NotEncrypted, "the private key is not encrypted; load it without a password"),
            (
                K::LegacyPemEncryption,
                "the private key has the legacy encryption of PEM (Proc-Type, DEK-Info), which is not accepted; \
                 convert it with openssl pkcs8 -topk8 -scrypt",
            ),
            (K::Decryption, "the password is wrong, or the encrypted private key is damaged"),
            (
                K::WeakEncryption("des-EDE3-CBC"),
                "the private key is encrypted with des-EDE3-CBC, which is not accepted; convert it with \
                 openssl pkcs8 -topk8 -scrypt",
            ),
            (K::UnknownEncryption(oid()), "the private key is encrypted with 2.999.1, which is not known"),
            (K::ScryptCostParameter, "the costParameter of scrypt is not a power of two above 1"),
            (
                K::KeyDerivationLimit { parameter: "iterationCount", found: 3, min: 1, max: 2 },
                "the iterationCount of the key derivation is 3, 1 to 2 are accepted",
            ),
            (
                K::KeyLength { found: 16, expected: 32 },
                "the keyLength of the key derivation is 16, the key of the cipher has 32 octets",
            ),
            (K::EmptyPassword, "a private key is not encrypted with an empty password"),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }
}
