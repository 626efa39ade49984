//! The table of algorithms, the only place that states a fact about an algorithm.
//!
//! [`KeyTypeRow`] describes a key type, [`KeyAlgorithmRow`] a key that can be generated, and
//! [`HashRow`] a hash and the signatures made with it. A key type that only verifies has no
//! [`KeyAlgorithm`].

use super::algorithm::KeyUse;
use super::backend::Backend;
use super::{Curve, HashAlgorithm, KeyAlgorithm, KeySpec, KeyType, MlDsa, SignatureAlgorithm};
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, Parameters};
use crate::x509::der::tag;
use crate::x509::oid;

const ALL: &[Backend] = &[Backend::AwsLcRs, Backend::Graviola, Backend::RustCrypto];
const WITHOUT_GRAVIOLA: &[Backend] = &[Backend::AwsLcRs, Backend::RustCrypto];

/// A key type.
pub(super) struct KeyTypeRow {
    /// The name in a profile and in messages about it.
    pub(super) name: &'static str,
    /// The name in `Debug` output.
    pub(super) title: &'static str,
    /// The name of `java.security.Key.getAlgorithm`.
    #[cfg(feature = "serde")]
    pub(super) java_name: &'static str,
    /// The algorithm of SubjectPublicKeyInfo and of PKCS#8.
    pub(super) identifier: AlgorithmIdentifier<'static>,
    /// The parts of the keys.
    pub(super) form: KeyForm,
    /// The bits of a curve's field or of a public key; 0 for RSA, whose keys have several sizes.
    pub(super) bits: u32,
    /// The signatures that issuers make with it.
    pub(super) scheme: Scheme,
    /// The use beside signatures.
    pub(super) key_use: KeyUse,
    /// The backends that sign with it, the preferred one first.
    pub(super) signing: &'static [Backend],
    /// The backends that verify with it, the preferred one first.
    pub(super) verifying: &'static [Backend],
}

/// The parts of the keys of a type, and how they are encoded.
#[derive(Clone, Copy)]
pub(super) enum KeyForm {
    /// RSAPublicKey and RSAPrivateKey (RFC 8017 App. A.1).
    Rsa,
    /// A point and ECPrivateKey (RFC 5480 §2.2, RFC 5915).
    Ec(Curve),
    /// Octets without a structure, and a seed from which everything else follows.
    Seed(SeedForm),
}

/// A key that is made from a seed.
#[derive(Clone, Copy)]
pub(super) struct SeedForm {
    /// The octets of the seed.
    pub(super) octets: usize,
    /// The tag of the seed in the privateKey of PKCS#8.
    pub(super) tag: u8,
    /// The octets of a public key.
    pub(super) public_octets: usize,
    /// The octets of a signature.
    pub(super) signature_octets: usize,
    /// The octets of the expanded key that PKCS#8 may hold beside the seed or instead of it; `None` if
    /// there is no such form.
    pub(super) expanded_octets: Option<usize>,
}

/// The signatures that issuers make with keys of a type. The hash is that of a signature for which
/// nobody asks for another.
#[derive(Clone, Copy)]
pub(super) enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(HashAlgorithm),
    /// ECDSA.
    Ecdsa(HashAlgorithm),
    /// A scheme without a separate hash, whose identifier is that of the key.
    Own(SignatureAlgorithm),
}

impl KeyType {
    pub(super) const fn row(self) -> KeyTypeRow {
        match self {
            Self::Rsa => KeyTypeRow {
                name: "RSA",
                title: "RSA",
                #[cfg(feature = "serde")]
                java_name: "RSA",
                // RFC 3279 §2.3.1
                identifier: with_null(oid::RSA_ENCRYPTION),
                form: KeyForm::Rsa,
                bits: 0,
                scheme: Scheme::RsaPkcs1(HashAlgorithm::Sha256),
                key_use: KeyUse::Encipherment,
                signing: ALL,
                verifying: ALL,
            },
            Self::Ec(Curve::P256) => KeyTypeRow {
                name: "EC256",
                title: "P-256",
                // AWS-LC multiplies the base point again to check what it has computed.
                signing: &[Backend::Graviola, Backend::AwsLcRs, Backend::RustCrypto],
                ..KeyTypeRow::on(Curve::P256)
            },
            Self::Ec(Curve::P384) => {
                KeyTypeRow { name: "EC384", title: "P-384", ..KeyTypeRow::on(Curve::P384) }
            }
            Self::Ec(Curve::P521) => KeyTypeRow {
                name: "EC521",
                title: "P-521",
                scheme: Scheme::Ecdsa(HashAlgorithm::Sha512),
                signing: WITHOUT_GRAVIOLA,
                verifying: WITHOUT_GRAVIOLA,
                ..KeyTypeRow::on(Curve::P521)
            },
            Self::Ed25519 => KeyTypeRow {
                name: "ED25519",
                title: "Ed25519",
                #[cfg(feature = "serde")]
                java_name: "EdDSA",
                // RFC 8410 §3
                identifier: without_parameters(oid::ED25519),
                // RFC 8032 §5.1.5, §5.1.6; RFC 8410 §7: CurvePrivateKey ::= OCTET STRING
                form: KeyForm::Seed(SeedForm {
                    octets: 32,
                    tag: tag::OCTET_STRING,
                    public_octets: 32,
                    signature_octets: 64,
                    expanded_octets: None,
                }),
                bits: 255,
                scheme: Scheme::Own(SignatureAlgorithm::Ed25519),
                key_use: KeyUse::SignatureOnly,
                signing: ALL,
                verifying: ALL,
            },
            // FIPS 204 §4 table 2
            Self::MlDsa(MlDsa::MlDsa44) => KeyTypeRow {
                name: "MLDSA44",
                title: "ML-DSA-44",
                ..KeyTypeRow::of_ml_dsa(MlDsa::MlDsa44, oid::ML_DSA_44, [1_312, 2_420, 2_560])
            },
            Self::MlDsa(MlDsa::MlDsa65) => KeyTypeRow {
                name: "MLDSA65",
                title: "ML-DSA-65",
                ..KeyTypeRow::of_ml_dsa(MlDsa::MlDsa65, oid::ML_DSA_65, [1_952, 3_309, 4_032])
            },
            Self::MlDsa(MlDsa::MlDsa87) => KeyTypeRow {
                name: "MLDSA87",
                title: "ML-DSA-87",
                ..KeyTypeRow::of_ml_dsa(MlDsa::MlDsa87, oid::ML_DSA_87, [2_592, 4_627, 4_896])
            },
        }
    }
}

impl KeyTypeRow {
    /// Returns what most curves have in common, without names.
    const fn on(curve: Curve) -> Self {
        Self {
            name: "",
            title: "",
            #[cfg(feature = "serde")]
            java_name: "EC",
            identifier: on_curve(curve.content()),
            form: KeyForm::Ec(curve),
            bits: curve.bits(),
            scheme: Scheme::Ecdsa(HashAlgorithm::Sha256),
            key_use: KeyUse::Agreement,
            signing: ALL,
            verifying: ALL,
        }
    }

    /// Returns what the parameter sets of ML-DSA have in common, without names. The sizes are the
    /// octets of a public key, of a signature and of an expanded key.
    #[allow(clippy::as_conversions, reason = "`TryFrom` is not const")]
    const fn of_ml_dsa(set: MlDsa, algorithm: &'static [u8], sizes: [usize; 3]) -> Self {
        let [public_octets, signature_octets, expanded_octets] = sizes;
        Self {
            name: "",
            title: "",
            #[cfg(feature = "serde")]
            java_name: "ML-DSA",
            // RFC 9881 §2
            identifier: without_parameters(algorithm),
            // RFC 9881 §6: seed [0] OCTET STRING
            form: KeyForm::Seed(SeedForm {
                octets: 32,
                tag: tag::context(0),
                public_octets,
                signature_octets,
                expanded_octets: Some(expanded_octets),
            }),
            bits: 8 * public_octets as u32,
            scheme: Scheme::Own(SignatureAlgorithm::MlDsa(set)),
            key_use: KeyUse::SignatureOnly,
            // aws-lc-rs would sign with randomness that is not the caller's.
            signing: &[Backend::MlDsa],
            verifying: &[Backend::AwsLcRs, Backend::MlDsa],
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
            Self::P521 => oid::SECP521R1,
        }
    }

    /// Returns the bits of a coordinate.
    pub(super) const fn bits(self) -> u32 {
        match self {
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
        }
    }
}

/// An algorithm that generates keys.
pub(super) struct KeyAlgorithmRow {
    /// The name in a profile and in JSON bodies.
    pub(super) name: &'static str,
    /// The type and size of the keys.
    pub(super) spec: KeySpec,
}

impl KeyAlgorithm {
    pub(super) const fn row(self) -> KeyAlgorithmRow {
        match self {
            Self::Rsa2048 => rsa("RSA2048", 2_048),
            Self::Rsa3072 => rsa("RSA3072", 3_072),
            Self::Rsa4096 => rsa("RSA4096", 4_096),
            Self::Ec256 => of_type(KeyType::Ec(Curve::P256)),
            Self::Ec384 => of_type(KeyType::Ec(Curve::P384)),
            Self::Ec521 => of_type(KeyType::Ec(Curve::P521)),
            Self::Ed25519 => of_type(KeyType::Ed25519),
            Self::MlDsa44 => of_type(KeyType::MlDsa(MlDsa::MlDsa44)),
            Self::MlDsa65 => of_type(KeyType::MlDsa(MlDsa::MlDsa65)),
            Self::MlDsa87 => of_type(KeyType::MlDsa(MlDsa::MlDsa87)),
        }
    }
}

const fn rsa(name: &'static str, bits: u32) -> KeyAlgorithmRow {
    KeyAlgorithmRow { name, spec: KeySpec { key_type: KeyType::Rsa, bits } }
}

/// Returns the algorithm of a type whose keys have one size. It has the name of the type.
const fn of_type(key_type: KeyType) -> KeyAlgorithmRow {
    KeyAlgorithmRow { name: key_type.row().name, spec: KeySpec::of_type(key_type) }
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

    /// [`Backend`] has the order. Only private keys on P-256 have one of their own.
    #[test]
    fn k1_every_row_prefers_the_backends_in_the_same_order() {
        let is_sorted = |backends: &[Backend]| backends.is_sorted_by(|one, next| one < next);
        for key_type in KeyType::ALL {
            let KeyTypeRow { name, signing, verifying, .. } = key_type.row();
            assert!(is_sorted(verifying), "{name}");
            assert_eq!(is_sorted(signing), name != "EC256", "{name}");
            assert!(signing.iter().all(|backend| verifying.contains(backend)), "{name}");
        }
    }
}
