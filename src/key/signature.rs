//! Signature algorithms. They are written as the standards require, and read with the deviations
//! that are tolerated (rules K2, C2, C3 and A6).

use core::fmt;

use super::{HashAlgorithm, KeyType, pss};
use crate::x509::EncodingDeviation;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, ParameterMatch, Parameters};
use crate::x509::der::Writer;
use crate::x509::oid;

/// A signature algorithm: the key determines the scheme, and the request the hash
/// ([rule K2](crate::docs::rules#k2)).
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
    pub(super) const ALL: [Self; 6] = [
        Self::RsaPkcs1(HashAlgorithm::Sha256),
        Self::RsaPkcs1(HashAlgorithm::Sha384),
        Self::RsaPkcs1(HashAlgorithm::Sha512),
        Self::Ecdsa(HashAlgorithm::Sha256),
        Self::Ecdsa(HashAlgorithm::Sha384),
        Self::Ecdsa(HashAlgorithm::Sha512),
    ];

    /// Returns the algorithm with which a key of this type and this hash sign: RSASSA-PKCS1-v1_5 or
    /// ECDSA.
    #[must_use]
    pub const fn new(key_type: KeyType, hash: HashAlgorithm) -> Self {
        match key_type {
            KeyType::Rsa => Self::RsaPkcs1(hash),
            KeyType::Ec(_) => Self::Ecdsa(hash),
        }
    }

    /// Returns whether keys of this type make such signatures.
    #[must_use]
    pub const fn fits(self, key_type: KeyType) -> bool {
        match self {
            Self::RsaPkcs1(_) | Self::RsaPss { .. } => matches!(key_type, KeyType::Rsa),
            Self::Ecdsa(_) => matches!(key_type, KeyType::Ec(_)),
        }
    }

    /// Returns the hash of the message. `None` is reserved for algorithms that sign the message
    /// without a separate hash.
    #[must_use]
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } | Self::Ecdsa(hash) => Some(hash),
        }
    }

    /// Returns the identifier of the standard; `None` if the parameters vary.
    const fn standard(self) -> Option<AlgorithmIdentifier<'static>> {
        match self {
            Self::RsaPkcs1(hash) => Some(hash.row().with_rsa),
            Self::RsaPss { .. } => None,
            Self::Ecdsa(hash) => Some(hash.row().with_ecdsa),
        }
    }

    pub(crate) fn encode(self, w: &mut Writer) {
        match self {
            Self::RsaPkcs1(hash) => hash.row().with_rsa.encode(w),
            Self::RsaPss { hash, salt_length } => pss::encode(w, hash, salt_length),
            Self::Ecdsa(hash) => hash.row().with_ecdsa.encode(w),
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
        let Some((algorithm, matched)) = Self::known(found) else {
            return Err(match Self::weak(found.algorithm) {
                Some(name) => UnsupportedSignature::Weak(name),
                None => UnsupportedSignature::Unknown(found.algorithm),
            });
        };
        match matched {
            ParameterMatch::Exact => Ok((algorithm, None)),
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
    /// standard's.
    pub(crate) fn known(found: &AlgorithmIdentifier<'_>) -> Option<(Self, ParameterMatch)> {
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
    /// Writes the name in RFC 4055 or RFC 5758.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = self.standard().map_or(oid::RSASSA_PSS, |standard| standard.algorithm);
        f.write_str(oid::name(algorithm).unwrap_or_default())
    }
}
