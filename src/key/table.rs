//! The table of algorithms, the only place that states a fact about an algorithm.
//!
//! [`KeyTypeRow`] describes a key type, [`KeyAlgorithmRow`] a key that can be generated, and
//! [`HashRow`] a hash and the signatures made with it. A key type that only verifies has no
//! [`KeyAlgorithm`].

use super::backend::Backend;
use super::{Curve, HashAlgorithm, KeyAlgorithm, KeyType};
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, Parameters};
use crate::x509::oid;

/// A key type.
pub(super) struct KeyTypeRow {
    /// The name in a profile and in messages about it.
    pub(super) name: &'static str,
    /// The name in `Debug` output.
    pub(super) title: &'static str,
    /// The algorithm of SubjectPublicKeyInfo and of PKCS#8.
    pub(super) identifier: AlgorithmIdentifier<'static>,
    /// Whether such keys may have keyEncipherment and dataEncipherment: RFC 3279 §2.3.1, RFC 8813
    /// §3.
    pub(super) enciphers: bool,
    /// Whether such keys may have keyAgreement (same sources).
    pub(super) agrees: bool,
    /// The backends that support it, the preferred one first.
    pub(super) backends: &'static [Backend],
}

impl KeyType {
    pub(super) const fn row(self) -> KeyTypeRow {
        match self {
            Self::Rsa => KeyTypeRow {
                name: "RSA",
                title: "RSA",
                // RFC 3279 §2.3.1
                identifier: with_null(oid::RSA_ENCRYPTION),
                enciphers: true,
                agrees: false,
                backends: &[Backend::Graviola, Backend::RustCrypto],
            },
            Self::Ec(Curve::P256) => KeyTypeRow {
                name: "EC256",
                title: "P-256",
                identifier: on_curve(Curve::P256.content()),
                enciphers: false,
                agrees: true,
                backends: &[Backend::Graviola, Backend::RustCrypto],
            },
            Self::Ec(Curve::P384) => KeyTypeRow {
                name: "EC384",
                title: "P-384",
                identifier: on_curve(Curve::P384.content()),
                enciphers: false,
                agrees: true,
                backends: &[Backend::Graviola, Backend::RustCrypto],
            },
        }
    }
}

const fn with_null(algorithm: &'static [u8]) -> AlgorithmIdentifier<'static> {
    AlgorithmIdentifier { algorithm, parameters: Parameters::Null }
}

const fn without_parameters(algorithm: &'static [u8]) -> AlgorithmIdentifier<'static> {
    AlgorithmIdentifier { algorithm, parameters: Parameters::Absent }
}

/// Returns the identifier of a key on a named curve (RFC 5480 §2.1.1).
pub(super) const fn on_curve(curve: &[u8]) -> AlgorithmIdentifier<'_> {
    AlgorithmIdentifier { algorithm: oid::EC_PUBLIC_KEY, parameters: Parameters::ObjectIdentifier(curve) }
}

impl Curve {
    /// Returns the content octets of the curve's identifier (RFC 5480 §2.1.1.1).
    pub(super) const fn content(self) -> &'static [u8] {
        match self {
            Self::P256 => oid::SECP256R1,
            Self::P384 => oid::SECP384R1,
        }
    }

    /// Returns the bits of a coordinate.
    pub(super) const fn bits(self) -> u32 {
        match self {
            Self::P256 => 256,
            Self::P384 => 384,
        }
    }
}

/// An algorithm that generates keys.
pub(super) struct KeyAlgorithmRow {
    /// The name on the wire.
    pub(super) name: &'static str,
    pub(super) key_type: KeyType,
    /// The bits of an RSA modulus or of a curve's field.
    pub(super) bits: u32,
}

impl KeyAlgorithm {
    pub(super) const fn row(self) -> KeyAlgorithmRow {
        let (name, key_type, bits) = match self {
            Self::Rsa2048 => ("RSA2048", KeyType::Rsa, 2_048),
            Self::Rsa4096 => ("RSA4096", KeyType::Rsa, 4_096),
            Self::Ec256 => ("EC256", KeyType::Ec(Curve::P256), Curve::P256.bits()),
            Self::Ec384 => ("EC384", KeyType::Ec(Curve::P384), Curve::P384.bits()),
        };
        KeyAlgorithmRow { name, key_type, bits }
    }
}

/// A hash, and the identifiers of the signatures made with it.
pub(super) struct HashRow {
    /// The name on the wire.
    pub(super) name: &'static str,
    /// The octets of a digest.
    pub(super) octets: usize,
    /// The hash alone, as PKCS#1 and RSASSA-PSS name it (RFC 4055 §2.1).
    pub(super) identifier: AlgorithmIdentifier<'static>,
    /// RSASSA-PKCS1-v1_5 (RFC 4055 §5).
    pub(super) with_rsa: AlgorithmIdentifier<'static>,
    /// ECDSA (RFC 5758 §3.2).
    pub(super) with_ecdsa: AlgorithmIdentifier<'static>,
}

impl HashAlgorithm {
    pub(super) const fn row(self) -> HashRow {
        match self {
            Self::Sha256 => HashRow {
                name: "SHA256",
                octets: 32,
                identifier: with_null(oid::SHA256),
                with_rsa: with_null(oid::SHA256_WITH_RSA),
                with_ecdsa: without_parameters(oid::ECDSA_WITH_SHA256),
            },
            Self::Sha384 => HashRow {
                name: "SHA384",
                octets: 48,
                identifier: with_null(oid::SHA384),
                with_rsa: with_null(oid::SHA384_WITH_RSA),
                with_ecdsa: without_parameters(oid::ECDSA_WITH_SHA384),
            },
            Self::Sha512 => HashRow {
                name: "SHA512",
                octets: 64,
                identifier: with_null(oid::SHA512),
                with_rsa: with_null(oid::SHA512_WITH_RSA),
                with_ecdsa: without_parameters(oid::ECDSA_WITH_SHA512),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::vec::Vec;

    use super::*;
    use crate::key::SignatureAlgorithm;

    fn assert_distinct<T: Ord>(facts: impl IntoIterator<Item = T>) {
        let facts: Vec<T> = facts.into_iter().collect();
        let count = facts.len();
        assert_eq!(facts.into_iter().collect::<BTreeSet<T>>().len(), count);
    }

    #[test]
    fn k1_no_two_rows_have_the_same_name_or_identifier() {
        assert_distinct(KeyType::ALL.map(|key_type| key_type.row().name));
        for key_type in KeyType::ALL {
            assert_eq!(KeyType::from_identifier(&key_type.row().identifier), Ok(key_type));
        }
        assert_distinct(KeyAlgorithm::ALL.map(KeyAlgorithm::as_str));
        assert_distinct(HashAlgorithm::ALL.map(HashAlgorithm::as_str));
        assert_distinct(SignatureAlgorithm::ALL.map(|algorithm| alloc::format!("{algorithm}")));
    }

    /// A curve has one size, so its name in a profile and on the wire is the same.
    #[test]
    fn k1_the_algorithm_of_a_curve_has_the_name_of_its_type() {
        for algorithm in KeyAlgorithm::ALL {
            if let KeyType::Ec(curve) = algorithm.key_type() {
                assert_eq!(algorithm.as_str(), algorithm.key_type().as_str());
                assert_eq!(algorithm.row().bits, curve.bits());
            }
        }
    }
}
