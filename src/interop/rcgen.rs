//! Keys of this crate for rcgen, and keys of rcgen for issuers of this crate.

use alloc::vec::Vec;
use core::fmt;

use rcgen::{
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256, PKCS_RSA_SHA384, PKCS_RSA_SHA512,
    PublicKeyData, SigningKey,
};

use crate::key::HashAlgorithm::{Sha256, Sha384, Sha512};
use crate::key::{
    Curve, KeyType, PrivateKey, PrivateKeyError, PublicKey, PublicKeyError, SignatureAlgorithm, Signer,
    SignerError,
};

/// The algorithms of rcgen that this crate has, too.
static ALGORITHMS: [(&rcgen::SignatureAlgorithm, SignatureAlgorithm); 5] = [
    (&PKCS_ECDSA_P256_SHA256, SignatureAlgorithm::Ecdsa(Sha256)),
    (&PKCS_ECDSA_P384_SHA384, SignatureAlgorithm::Ecdsa(Sha384)),
    (&PKCS_RSA_SHA256, SignatureAlgorithm::RsaPkcs1(Sha256)),
    (&PKCS_RSA_SHA384, SignatureAlgorithm::RsaPkcs1(Sha384)),
    (&PKCS_RSA_SHA512, SignatureAlgorithm::RsaPkcs1(Sha512)),
];

/// What rcgen's algorithm is here; `None` for those that this crate does not have.
fn known(algorithm: &rcgen::SignatureAlgorithm) -> Option<SignatureAlgorithm> {
    ALGORITHMS.iter().find(|(rcgen, _)| *rcgen == algorithm).map(|(_, here)| *here)
}

impl PublicKeyData for PublicKey {
    /// The octets of the subjectPublicKey BIT STRING.
    fn der_bytes(&self) -> &[u8] {
        self.subject_public_key()
    }

    /// In rcgen an algorithm is that of a key and of its signatures in one: P-256 with SHA-256,
    /// P-384 with SHA-384, RSA with SHA-256.
    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.key_type() {
            KeyType::Rsa => &PKCS_RSA_SHA256,
            KeyType::Ec(Curve::P256) => &PKCS_ECDSA_P256_SHA256,
            KeyType::Ec(Curve::P384) => &PKCS_ECDSA_P384_SHA384,
        }
    }
}

impl PublicKeyData for PrivateKey {
    fn der_bytes(&self) -> &[u8] {
        self.public_key().der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        PublicKeyData::algorithm(self.public_key())
    }
}

impl SigningKey for PrivateKey {
    /// Signs with [`PublicKeyData::algorithm`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let algorithm = known(PublicKeyData::algorithm(self));
        let algorithm = algorithm.ok_or(rcgen::Error::UnsupportedSignatureAlgorithm)?;
        Signer::sign(self, algorithm, message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// A key of rcgen that signs for an issuer: an `rcgen::KeyPair`, or whatever implements
/// [`rcgen::SigningKey`].
///
/// The other way round a [`PrivateKey`] is an [`rcgen::SigningKey`] as it is: rcgen's
/// `CertificateParams::serialize_request(&key)` makes a CSR of it.
///
/// Such a key signs with one hash: one of P-256 with SHA-256, one of P-384 with SHA-384, one of RSA
/// with the hash that it was loaded for. Asked for another it fails with [`AlgorithmMismatch`]. So
/// name this hash in a request: in [`CertificateParams::new`](crate::CertificateParams::new), and
/// for a CSR, which is signed with SHA-384 by default (rule C11), with
/// [`CsrRequest::with_hash`](crate::CsrRequest::with_hash); and where others make the requests, let
/// the profile grant no other
/// ([`signature_algorithms`](crate::profile::ProfileSettings::signature_algorithms)).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use certmint::*;
///
/// let signer = RcgenSigner::new(rcgen::KeyPair::generate()?)?;
/// assert_eq!(signer.algorithm(), SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256));
///
/// // A root for this key, in the place of one that is generated.
/// let subject = DistinguishedName::new("Example Root CA")?;
/// let validity = RequestedValidity::new(ValidityUnit::Year, 10)?;
/// let key = signer.public_key().clone();
/// let request = RootRequest::new(CertificateParams::new(key, HashAlgorithm::Sha256, subject, validity));
/// # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
/// # let (now, rng) = (time::UtcDateTime::UNIX_EPOCH, &mut ChaCha20Rng::from_seed([0; 32]));
/// let root = request.check(&Profile::default(), now)?.to_be_signed(rng)?.sign(&signer)?;
/// let _authority = Authority::new(Issuer::try_from(&root)?, signer)?;
/// # Ok(())
/// # }
/// ```
pub struct RcgenSigner<K> {
    key: K,
    public_key: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl<K: SigningKey> RcgenSigner<K> {
    /// Takes a key of P-256, P-384, or RSA of 2048–4096 bits.
    ///
    /// # Errors
    /// [`PrivateKeyError::Unsupported`] for any other key.
    pub fn new(key: K) -> Result<Self, PrivateKeyError> {
        let spki = key.subject_public_key_info();
        let public_key = PublicKey::from_spki_der(&spki).map_err(PrivateKeyError::Unsupported)?;
        // With a key that this crate has, the algorithm is another only where the two contradict.
        let algorithm =
            known(key.algorithm()).ok_or(PrivateKeyError::Unsupported(PublicKeyError::Malformed))?;
        Ok(Self { key, public_key, algorithm })
    }

    /// The one algorithm that the key signs with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &K {
        &self.key
    }
}

impl<K: SigningKey> Signer for RcgenSigner<K> {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Signs with the key's own algorithm.
    ///
    /// # Errors
    /// [`SignerError`] around [`AlgorithmMismatch`], or around the [`rcgen::Error`] of the key.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        if algorithm != self.algorithm {
            return Err(SignerError::new(AlgorithmMismatch { own: self.algorithm, asked: algorithm }));
        }
        self.key.sign(message).map_err(SignerError::new)
    }
}

impl<K> fmt::Debug for RcgenSigner<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RcgenSigner({:?}, {:?})", self.public_key, self.algorithm)
    }
}

/// A [`RcgenSigner`] was asked for a signature with another algorithm than that of its key. It is
/// the source of the [`SignerError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key signs with {own} only, not with {asked}; set the hash of the request")]
pub struct AlgorithmMismatch {
    /// The algorithm of the key.
    pub own: SignatureAlgorithm,
    /// The requested algorithm.
    pub asked: SignatureAlgorithm,
}
