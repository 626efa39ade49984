//! Key and hash algorithms (rules K1 and K2). The [table](super::table) holds the facts about each.

use super::PublicKeyError;
use super::table::Scheme;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, Parameters};
use crate::x509::extension::{KeyUsage, KeyUsages};
use crate::x509::oid::{self, ObjectIdentifier};

/// The algorithm and size of a key to generate ([rule K1](crate::docs::rules#k1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA, modulus of 2048 bits, e = 65537.
    Rsa2048,
    /// RSA, modulus of 4096 bits, e = 65537.
    Rsa4096,
    /// ECDSA on P-256 (secp256r1).
    Ec256,
    /// ECDSA on P-384 (secp384r1).
    Ec384,
    /// RSA, modulus of 3072 bits, e = 65537.
    Rsa3072,
    /// ECDSA on P-521 (secp521r1).
    Ec521,
    /// Ed25519.
    Ed25519,
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

impl KeyAlgorithm {
    /// All algorithms; within a type, from the shortest key to the longest.
    pub const ALL: [Self; 10] = [
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::Ec256,
        Self::Ec384,
        Self::Ec521,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The algorithms of the API, in its order. A JSON body names others only if the profile lists
    /// them.
    pub const API: [Self; 4] = [Self::Rsa2048, Self::Rsa4096, Self::Ec256, Self::Ec384];

    /// Returns the name in a profile and in JSON bodies.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the type of the keys.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        self.row().spec.key_type
    }

    /// Returns the type and size of the keys.
    pub(crate) const fn spec(self) -> KeySpec {
        self.row().spec
    }
}

/// The type of a key. It determines which signatures and key usages the key may have. A profile
/// lists the types that it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA, of any accepted size and exponent.
    Rsa,
    /// An elliptic-curve key for ECDSA.
    Ec(Curve),
    /// An Ed25519 key (RFC 8410).
    Ed25519,
    /// An ML-DSA key (FIPS 204, RFC 9881). Needs the feature `ml-dsa`.
    MlDsa(MlDsa),
}

/// A curve on which keys for ECDSA are accepted and generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// P-256 (secp256r1).
    P256,
    /// P-384 (secp384r1).
    P384,
    /// P-521 (secp521r1).
    P521,
}

/// A parameter set of ML-DSA (FIPS 204 §4).
///
/// Loading such a private key, and each signature by it, takes up to 512 KiB of stack
/// ([rule E4](crate::docs::rules#e4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MlDsa {
    /// ML-DSA-44, of security category 2.
    MlDsa44,
    /// ML-DSA-65, of security category 3.
    MlDsa65,
    /// ML-DSA-87, of security category 5.
    MlDsa87,
}

impl KeyType {
    /// All key types, whether or not a backend that is compiled in supports them.
    pub const ALL: [Self; 8] = [
        Self::Rsa,
        Self::Ec(Curve::P256),
        Self::Ec(Curve::P384),
        Self::Ec(Curve::P521),
        Self::Ed25519,
        Self::MlDsa(MlDsa::MlDsa44),
        Self::MlDsa(MlDsa::MlDsa65),
        Self::MlDsa(MlDsa::MlDsa87),
    ];

    /// The types of the API, which the default profile accepts.
    pub const API: [Self; 3] = [Self::Rsa, Self::Ec(Curve::P256), Self::Ec(Curve::P384)];

    /// Returns the name in a configuration file: RSA, EC256, EC384, EC521, ED25519,
    /// MLDSA44, MLDSA65 or MLDSA87.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the name of the algorithm in Java.
    #[cfg(feature = "serde")]
    pub(crate) const fn java_name(self) -> &'static str {
        self.row().java_name
    }

    /// Returns the use of such keys beside signatures.
    pub(crate) const fn key_use(self) -> KeyUse {
        self.row().key_use
    }

    /// Returns the hash of signatures by such keys if nobody asks for one; `None` if they sign the
    /// message without a separate hash.
    pub(crate) const fn default_hash(self) -> Option<HashAlgorithm> {
        match self.row().scheme {
            Scheme::RsaPkcs1(hash) | Scheme::Ecdsa(hash) => Some(hash),
            Scheme::Own(_) => None,
        }
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
            // The algorithm is one of the table, so its parameters are not the standard's.
            (other, _) if Self::ALL.into_iter().any(|known| known.identifier().algorithm == other) => {
                PublicKeyError::Parameters(named(other)?)
            }
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

/// What keys of a type can be used for beside signatures, which decides about their key usages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// Encipherment (RFC 3279 §2.3.1).
    Encipherment,
    /// Key agreement (RFC 5480 §3).
    Agreement,
    /// Nothing (RFC 8410 §5, RFC 9881 §5).
    SignatureOnly,
}

impl KeyUse {
    /// Returns the usages that such a key cannot have: RFC 8813 §3 for EC keys, RFC 9295 §3 for
    /// those that only sign.
    pub(crate) const fn forbidden(self) -> KeyUsages {
        use KeyUsage::{DataEncipherment, DecipherOnly, EncipherOnly, KeyAgreement, KeyEncipherment};
        match self {
            Self::Encipherment => KeyUsages::NONE,
            Self::Agreement => KeyUsages::of(&[KeyEncipherment, DataEncipherment]),
            Self::SignatureOnly => {
                KeyUsages::of(&[KeyEncipherment, DataEncipherment, KeyAgreement, EncipherOnly, DecipherOnly])
            }
        }
    }

    /// Returns the usages that RFC 3279 §2.3.1 does not list for such a key, although software grants
    /// them.
    pub(crate) const fn unlisted(self) -> KeyUsages {
        use KeyUsage::{DecipherOnly, EncipherOnly, KeyAgreement};
        match self {
            Self::Encipherment => KeyUsages::of(&[KeyAgreement, EncipherOnly, DecipherOnly]),
            Self::Agreement | Self::SignatureOnly => KeyUsages::NONE,
        }
    }
}

/// The type and size of a key, as a profile checks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeySpec {
    pub(crate) key_type: KeyType,
    /// The bits of an RSA modulus, of a curve's field, or of an ML-DSA key.
    pub(crate) bits: u32,
}

impl KeySpec {
    /// Returns the spec of a key whose type has one size.
    pub(super) const fn of_type(key_type: KeyType) -> Self {
        Self { key_type, bits: key_type.row().bits }
    }
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

    impl KeyAlgorithm {
        /// The names of [`KeyAlgorithm::API`], in order.
        #[cfg(feature = "serde")]
        pub(crate) const API_NAMES: [&'static str; Self::API.len()] = names_of!(Self::API, as_str);
    }
}

#[cfg(feature = "serde")]
mod serialization {
    use alloc::string::String;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{KeyAlgorithm, KeyType};

    macro_rules! by_name {
        ($($algorithm:ty),*) => {
            $(impl Serialize for $algorithm {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> Deserialize<'de> for $algorithm {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let name = String::deserialize(deserializer)?;
                    let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
                    known.ok_or_else(|| serde::de::Error::unknown_variant(&name, &Self::NAMES))
                }
            })*
        };
    }

    by_name!(KeyAlgorithm, KeyType);
}
