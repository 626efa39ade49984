//! Algorithms that a request names or leaves to its issuer (rule W3).

use super::subject::Sealed;
use super::{KeyAlgorithm, KeySpec, KeyType, PublicKey, RequestedKey};

/// An algorithm of a request: one that the request names, or the issuer's own. The issuer's own is
/// known when the request is checked, and the profile applies to it as to any other.
///
/// ```
/// use certmint::key::AlgorithmChoice;
/// use certmint::request::ValidityUnit;
/// use certmint::{CertificateParams, DistinguishedName, RequestedValidity};
/// use certmint::{EndEntityRequest, HashAlgorithm};
///
/// let subject = DistinguishedName::new("db.internal")?;
/// let validity = RequestedValidity::new(ValidityUnit::Year, 1)?;
/// let hash = AlgorithmChoice::Named(HashAlgorithm::Sha384);
/// // Below a CA with a P-384 key: a P-384 key.
/// let key = AlgorithmChoice::SameAsIssuer;
/// let params = CertificateParams::new(key, hash, subject, validity);
/// let request = EndEntityRequest::new(params);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlgorithmChoice<A> {
    /// The algorithm that the request names.
    Named(A),
    /// The issuer's algorithm. For keys: the algorithm of the issuer's key, but of RSA only the sizes
    /// of the API ([`KeyAlgorithm::API`]): an RSA key of less than 4096 bits gives RSA2048, one of
    /// 4096 bits RSA4096. For hashes: the hash of the signature on
    /// the issuer's certificate if that is RSASSA-PKCS1-v1_5 or ECDSA with SHA-256, SHA-384 or
    /// SHA-512; otherwise, and in a root, SHA-256, or SHA-512 if the key that signs is on P-521.
    SameAsIssuer,
}

impl<A> AlgorithmChoice<A> {
    /// Returns the algorithm if the request names one.
    #[must_use]
    pub fn named(self) -> Option<A> {
        match self {
            Self::Named(algorithm) => Some(algorithm),
            Self::SameAsIssuer => None,
        }
    }
}

impl<A> From<A> for AlgorithmChoice<A> {
    fn from(algorithm: A) -> Self {
        Self::Named(algorithm)
    }
}

impl Sealed for AlgorithmChoice<KeyAlgorithm> {}

impl RequestedKey for AlgorithmChoice<KeyAlgorithm> {
    type Key = KeyAlgorithm;

    fn known_type(&self) -> Option<KeyType> {
        self.named().map(KeyAlgorithm::key_type)
    }

    fn below(&self, issuer: &PublicKey) -> KeyAlgorithm {
        let issuer = issuer.spec();
        let is_as_strong = |algorithm: &KeyAlgorithm| {
            let KeySpec { key_type, bits } = algorithm.spec();
            key_type == issuer.key_type && bits <= issuer.bits
        };
        // Of a type that the API has, only the API's algorithms (rule W3).
        let of_api = || KeyAlgorithm::API.into_iter().rev().find(is_as_strong);
        let of_all = || KeyAlgorithm::ALL.into_iter().rev().find(is_as_strong);
        self.named().or_else(of_api).or_else(of_all).unwrap_or(KeyAlgorithm::Ec256)
    }
}
