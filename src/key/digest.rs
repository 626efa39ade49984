//! Digests of messages, for signers that do not hash themselves.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{HashAlgorithm, SignatureAlgorithm};
use crate::x509::der::{Writer, tag};

/// The digest of a message, with its algorithm.
///
/// Some signers hash the message themselves; others sign a digest that the caller computed, such as
/// the mechanisms CKM_ECDSA and CKM_RSA_PKCS of PKCS#11, and many KMS.
///
/// ```
/// use certmint::key::{SignatureAlgorithm, ecdsa_sig_value};
/// use certmint::error::SignerError;
///
/// /// What the two mechanisms of PKCS#11 sign.
/// fn to_sign(
///     algorithm: SignatureAlgorithm,
///     message: &[u8],
/// ) -> Result<(&'static str, Vec<u8>), SignerError> {
///     match algorithm {
///         SignatureAlgorithm::Ecdsa(hash) => {
///             Ok(("CKM_ECDSA", hash.digest(message).as_bytes().to_vec()))
///         }
///         SignatureAlgorithm::RsaPkcs1(hash) => {
///             Ok(("CKM_RSA_PKCS", hash.digest(message).to_digest_info_der()))
///         }
///         _ => Err(SignerError::new("another mechanism")),
///     }
/// }
/// # use certmint::HashAlgorithm::Sha256;
/// # let (_, data) = to_sign(SignatureAlgorithm::RsaPkcs1(Sha256), b"").unwrap();
/// # assert_eq!(data.len(), 19 + 32);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    algorithm: HashAlgorithm,
    /// The octets that the algorithm has, then zeros.
    octets: [u8; Self::MAX_OCTETS],
}

impl Digest {
    /// The length of the longest digest, that of SHA-512.
    const MAX_OCTETS: usize = 64;

    fn new(algorithm: HashAlgorithm, digest: &[u8]) -> Self {
        let mut octets = [0; Self::MAX_OCTETS];
        octets.iter_mut().zip(digest).for_each(|(octet, of_digest)| *octet = *of_digest);
        Self { algorithm, octets }
    }

    /// Returns the hash algorithm.
    #[must_use]
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// Returns the digest: 32, 48 or 64 octets. ECDSA signs these (CKM_ECDSA).
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.algorithm.octets()]
    }

    /// Returns the DigestInfo in DER, which RSASSA-PKCS1-v1_5 pads and signs (RFC 8017 §9.2;
    /// CKM_RSA_PKCS).
    ///
    /// ```asn1
    /// DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
    /// ```
    #[must_use]
    pub fn to_digest_info_der(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(self.algorithm.octets() + 32);
        w.sequence(|w| {
            self.algorithm.identifier().encode(w);
            w.value(tag::OCTET_STRING, self.as_bytes());
        });
        w.into_bytes()
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({}, ", self.algorithm.as_str())?;
        self.as_bytes().iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
        f.write_str(")")
    }
}

impl HashAlgorithm {
    /// Hashes a message.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Digest {
        match self {
            Self::Sha256 => Digest::new(self, &Sha256::digest(message)),
            Self::Sha384 => Digest::new(self, &Sha384::digest(message)),
            Self::Sha512 => Digest::new(self, &Sha512::digest(message)),
        }
    }
}

impl SignatureAlgorithm {
    /// Hashes a message with the hash of this algorithm; `None` for those that sign the message
    /// without a separate hash, such as Ed25519 and ML-DSA.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Option<Digest> {
        self.hash().map(|hash| hash.digest(message))
    }
}
