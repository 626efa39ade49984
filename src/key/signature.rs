//! Signature algorithms. They are written as the standards require, and read with the deviations
//! that are tolerated (rules K2, C2, C3 and A6).

use core::fmt;

use super::table::Scheme;
use super::{HashAlgorithm, KeyType, MlDsa, pss};
use crate::x509::EncodingDeviation;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, ParameterMatch, Parameters};
use crate::x509::der::Writer;
use crate::x509::oid;

/// A signature algorithm: the key determines the scheme, and the request the hash of those that
/// have one ([rule K2](crate::docs::rules#k2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2, RFC 4055 §5).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS (RFC 8017 §8.1, RFC 4055 §3). It is verified on CSRs and on certificates of CAs;
    /// issuers do not sign with it.
    RsaPss {
        /// The hash of both the message and the mask.
        hash: HashAlgorithm,
        /// The length of the salt in octets.
        salt_length: u16,
    },
    /// ECDSA (RFC 5758 §3.2).
    Ecdsa(HashAlgorithm),
    /// Ed25519 (RFC 8410 §6), which signs the message without a separate hash.
    Ed25519,
    /// ML-DSA (RFC 9881 §3), which signs the message without a separate hash and with an empty context.
    MlDsa(MlDsa),
}

/// Why signatures of an algorithm are not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnsupportedSignature<'a> {
    /// The parameters are not one value in DER.
    Malformed,
    /// The algorithm is known by this name and too weak.
    Weak(&'static str),
    /// The content octets of an identifier that is not known.
    Unknown(&'a [u8]),
    /// The parameters are not those of the algorithm.
    Parameters,
    /// RSASSA-PSS with another hash for the mask than for the message.
    MaskGenerationHash,
}

/// Known algorithms that are refused.
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

impl SignatureAlgorithm {
    /// The algorithms that issuers sign with.
    pub(super) const ALL: [Self; 10] = [
        Self::RsaPkcs1(HashAlgorithm::Sha256),
        Self::RsaPkcs1(HashAlgorithm::Sha384),
        Self::RsaPkcs1(HashAlgorithm::Sha512),
        Self::Ecdsa(HashAlgorithm::Sha256),
        Self::Ecdsa(HashAlgorithm::Sha384),
        Self::Ecdsa(HashAlgorithm::Sha512),
        Self::Ed25519,
        Self::MlDsa(MlDsa::MlDsa44),
        Self::MlDsa(MlDsa::MlDsa65),
        Self::MlDsa(MlDsa::MlDsa87),
    ];

    /// Returns the algorithm with which a key of this type and this hash sign: RSASSA-PKCS1-v1_5 or
    /// ECDSA; or the algorithm of the key, whatever the hash, if it has none.
    #[must_use]
    pub const fn new(key_type: KeyType, hash: HashAlgorithm) -> Self {
        match key_type.row().scheme {
            Scheme::RsaPkcs1(_) => Self::RsaPkcs1(hash),
            Scheme::Ecdsa(_) => Self::Ecdsa(hash),
            Scheme::Own(algorithm) => algorithm,
        }
    }

    /// Returns the algorithm of a key of this type with this hash, or else with the default one of
    /// the type.
    pub(crate) fn with_hash_or_default(key_type: KeyType, hash: Option<HashAlgorithm>) -> Self {
        // Without a default there is no hash, so any will do.
        let hash = hash.or(key_type.default_hash()).unwrap_or(HashAlgorithm::Sha256);
        Self::new(key_type, hash)
    }

    /// Returns whether keys of this type make such signatures.
    #[must_use]
    pub fn fits(self, key_type: KeyType) -> bool {
        match key_type.row().scheme {
            Scheme::RsaPkcs1(_) => matches!(self, Self::RsaPkcs1(_) | Self::RsaPss { .. }),
            Scheme::Ecdsa(_) => matches!(self, Self::Ecdsa(_)),
            Scheme::Own(own) => self == own,
        }
    }

    /// Returns the hash of the message; `None` for algorithms that sign the message without a
    /// separate hash.
    #[must_use]
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } | Self::Ecdsa(hash) => Some(hash),
            Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// Returns the identifier of the standard; `None` if the parameters vary.
    const fn standard(self) -> Option<AlgorithmIdentifier<'static>> {
        match self {
            Self::RsaPkcs1(hash) => Some(hash.row().with_rsa),
            Self::RsaPss { .. } => None,
            Self::Ecdsa(hash) => Some(hash.row().with_ecdsa),
            Self::Ed25519 => Some(KeyType::Ed25519.identifier()),
            Self::MlDsa(set) => Some(KeyType::MlDsa(set).identifier()),
        }
    }

    pub(crate) fn encode(self, w: &mut Writer) {
        match (self, self.standard()) {
            (Self::RsaPss { hash, salt_length }, _) => pss::encode(w, hash, salt_length),
            (_, Some(standard)) => standard.encode(w),
            // Only the parameters of RSASSA-PSS vary.
            (_, None) => {}
        }
    }

    /// Reads the algorithm of a CSR's signature (rule C3). Also returns how its encoding deviates,
    /// if it does.
    pub(crate) fn read<'a>(
        found: &AlgorithmIdentifier<'a>,
    ) -> Result<(Self, Option<EncodingDeviation>), UnsupportedSignature<'a>> {
        if found.parameters == Parameters::Malformed {
            return Err(UnsupportedSignature::Malformed);
        }
        if found.algorithm == oid::RSASSA_PSS {
            return pss::read(found.parameters);
        }
        let Some((algorithm, matched)) = Self::identified(found) else {
            return Err(match Self::weak(found.algorithm) {
                Some(name) => UnsupportedSignature::Weak(name),
                None => UnsupportedSignature::Unknown(found.algorithm),
            });
        };
        match matched {
            ParameterMatch::Exact => Ok((algorithm, None)),
            _ if algorithm.hash().is_none() => Err(UnsupportedSignature::Parameters),
            ParameterMatch::NullMissing => Ok((algorithm, Some(EncodingDeviation::RsaWithoutNull))),
            ParameterMatch::NullAdded => Ok((algorithm, Some(EncodingDeviation::EcdsaNullParameters))),
            ParameterMatch::Different => Err(UnsupportedSignature::Parameters),
        }
    }

    /// Reads the algorithm of the signature on an issuer's certificate; `None` if such signatures
    /// are not verified. Only the parameters of RSASSA-PSS matter (rule A6).
    pub(crate) fn of_certificate(found: &AlgorithmIdentifier<'_>) -> Option<Self> {
        match found.algorithm {
            oid::RSASSA_PSS => Self::read(found).ok().map(|(algorithm, _)| algorithm),
            _ => Self::known(found).map(|(algorithm, _)| algorithm),
        }
    }

    /// Returns an algorithm that issuers sign with, and how the parameters compare with the
    /// standard's. Those of an algorithm without a separate hash are the standard's: RFC 8410 §3,
    /// RFC 9881 §2.
    pub(crate) fn known(found: &AlgorithmIdentifier<'_>) -> Option<(Self, ParameterMatch)> {
        let is_known = |(known, matched): &(Self, ParameterMatch)| {
            known.hash().is_some() || *matched == ParameterMatch::Exact
        };
        Self::identified(found).filter(is_known)
    }

    /// Returns the algorithm with this identifier, whatever the parameters.
    fn identified(found: &AlgorithmIdentifier<'_>) -> Option<(Self, ParameterMatch)> {
        Self::ALL.into_iter().find_map(|known| {
            let standard = known.standard().filter(|standard| standard.algorithm == found.algorithm)?;
            Some((known, found.parameters.compare(standard.parameters)))
        })
    }

    /// Returns the name of a known algorithm that is refused.
    pub(crate) fn weak(algorithm: &[u8]) -> Option<&'static str> {
        oid::name(algorithm).filter(|_| WEAK.contains(&algorithm))
    }
}

impl fmt::Display for SignatureAlgorithm {
    /// Writes the name in RFC 4055, RFC 5758, RFC 8410 or FIPS 204.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = self.standard().map_or(oid::RSASSA_PSS, |standard| standard.algorithm);
        f.write_str(oid::name(algorithm).unwrap_or_default())
    }
}
