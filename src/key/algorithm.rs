//! Key and hash algorithms (rules K1 and K2). The [table](super::table) holds the facts about each.

use super::PublicKeyError;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, Parameters};
use crate::x509::oid::{self, ObjectIdentifier};

/// The algorithm and size of a key to generate ([rule K1](crate::docs::rules#k1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// RSA, modulus of 2048 bits, e = 65537.
    Rsa2048,
    /// RSA, modulus of 4096 bits, e = 65537.
    Rsa4096,
    /// ECDSA on P-256 (secp256r1).
    Ec256,
    /// ECDSA on P-384 (secp384r1).
    Ec384,
}

impl KeyAlgorithm {
    /// All algorithms; within a type, from the shortest key to the longest.
    pub const ALL: [Self; 4] = [Self::Rsa2048, Self::Rsa4096, Self::Ec256, Self::Ec384];

    /// Returns the name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the type of the keys.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        self.row().key_type
    }

    /// Returns the type and size of the keys.
    pub(crate) const fn spec(self) -> KeySpec {
        let row = self.row();
        KeySpec { key_type: row.key_type, bits: row.bits }
    }
}

/// The type of a key. It determines which signatures and key usages the key may have. A profile
/// lists the types that it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA, of any accepted size and exponent.
    Rsa,
    /// An elliptic-curve key.
    Ec(Curve),
}

/// A curve on which keys are accepted and generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// P-256 (secp256r1).
    P256,
    /// P-384 (secp384r1).
    P384,
}

impl KeyType {
    /// All key types.
    pub const ALL: [Self; 3] = [Self::Rsa, Self::Ec(Curve::P256), Self::Ec(Curve::P384)];

    /// Returns the name in a configuration file: RSA, EC256 or EC384.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns whether such keys may have keyEncipherment and dataEncipherment.
    pub(crate) const fn enciphers(self) -> bool {
        self.row().enciphers
    }

    /// Returns whether such keys may have keyAgreement.
    pub(crate) const fn agrees(self) -> bool {
        self.row().agrees
    }

    /// Returns the algorithm in SubjectPublicKeyInfo and PKCS#8.
    pub(crate) const fn identifier(self) -> AlgorithmIdentifier<'static> {
        self.row().identifier
    }

    /// Returns the type that SubjectPublicKeyInfo or PKCS#8 names. The parameters must be exactly
    /// those of the standard.
    ///
    /// # Errors
    /// [`PublicKeyError`] for an algorithm or parameters that are not accepted.
    pub(crate) fn from_identifier(found: &AlgorithmIdentifier<'_>) -> Result<Self, PublicKeyError> {
        if let Some(known) = Self::ALL.into_iter().find(|known| known.identifier() == *found) {
            return Ok(known);
        }
        let named = |content| ObjectIdentifier::from_content(content).ok_or(PublicKeyError::Malformed);
        Err(match (found.algorithm, found.parameters) {
            (oid::RSA_ENCRYPTION | oid::EC_PUBLIC_KEY, Parameters::Malformed) => PublicKeyError::Malformed,
            (oid::RSA_ENCRYPTION, _) => PublicKeyError::RsaParameters,
            (oid::EC_PUBLIC_KEY, Parameters::ObjectIdentifier(curve)) => PublicKeyError::Curve(named(curve)?),
            (oid::EC_PUBLIC_KEY, _) => PublicKeyError::ExplicitCurve,
            (other, _) => PublicKeyError::Algorithm(named(other)?),
        })
    }
}

impl Curve {
    /// Returns the length in octets of a coordinate, and of a number below the order.
    #[allow(clippy::as_conversions, reason = "`TryFrom` is not const")]
    pub(super) const fn octets(self) -> usize {
        self.bits().div_ceil(8) as usize
    }
}

/// The type and size of a key, as a profile checks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeySpec {
    pub(crate) key_type: KeyType,
    /// The bits of an RSA modulus or of a curve's field.
    pub(crate) bits: u32,
}

/// A hash algorithm. Any hash goes with any key ([rule K2](crate::docs::rules#k2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// All hashes, from the shortest to the longest.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// Returns the name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the length of a digest in octets.
    #[must_use]
    pub const fn octets(self) -> usize {
        self.row().octets
    }

    /// Returns the identifier of the hash alone, as PKCS#1 and RSASSA-PSS name it.
    pub(super) const fn identifier(self) -> AlgorithmIdentifier<'static> {
        self.row().identifier
    }
}

mod names {
    use core::fmt;
    use core::str::FromStr;

    use super::{HashAlgorithm, KeyAlgorithm, KeyType};
    use crate::x509::{UnknownNameError, names_of};

    macro_rules! names {
        ($($algorithm:ty),*) => {
            $(impl $algorithm {
                /// The names of all variants, in order.
                pub(crate) const NAMES: [&'static str; Self::ALL.len()] = names_of!(Self::ALL, as_str);
            }

            impl FromStr for $algorithm {
                type Err = UnknownNameError;

                /// Reads the name that `as_str` returns.
                fn from_str(name: &str) -> Result<Self, UnknownNameError> {
                    let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
                    known.ok_or_else(|| UnknownNameError::new(name, &Self::NAMES))
                }
            }

            impl TryFrom<&str> for $algorithm {
                type Error = UnknownNameError;

                fn try_from(name: &str) -> Result<Self, UnknownNameError> {
                    name.parse()
                }
            }

            impl AsRef<str> for $algorithm {
                fn as_ref(&self) -> &str {
                    self.as_str()
                }
            }

            impl fmt::Display for $algorithm {
                /// Writes the name that `as_str` returns.
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(self.as_str())
                }
            })*
        };
    }

    names!(KeyAlgorithm, KeyType, HashAlgorithm);
}

#[cfg(feature = "serde")]
mod serialization {
    use alloc::string::String;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::KeyType;

    impl Serialize for KeyType {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }

    impl<'de> Deserialize<'de> for KeyType {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let name = String::deserialize(deserializer)?;
            let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
            known.ok_or_else(|| serde::de::Error::unknown_variant(&name, &Self::NAMES))
        }
    }
}
