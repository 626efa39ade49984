//! Keys of this crate for rcgen, and keys of rcgen for issuers of this crate.

use alloc::vec::Vec;
use core::fmt;

use rcgen::{
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, PKCS_RSA_SHA384,
    PKCS_RSA_SHA512, PublicKeyData, SigningKey,
};

use crate::issuance::Error;
use crate::key::HashAlgorithm::{Sha256, Sha384, Sha512};
use crate::key::{
    Curve, KeyType, PrivateKey, PrivateKeyError, PublicKey, PublicKeyError, SignatureAlgorithm, Signer,
    SignerError,
};

/// The algorithms of rcgen that this crate supports.
static ALGORITHMS: [(&rcgen::SignatureAlgorithm, SignatureAlgorithm); 6] = [
    (&PKCS_ECDSA_P256_SHA256, SignatureAlgorithm::Ecdsa(Sha256)),
    (&PKCS_ECDSA_P384_SHA384, SignatureAlgorithm::Ecdsa(Sha384)),
    (&PKCS_RSA_SHA256, SignatureAlgorithm::RsaPkcs1(Sha256)),
    (&PKCS_RSA_SHA384, SignatureAlgorithm::RsaPkcs1(Sha384)),
    (&PKCS_RSA_SHA512, SignatureAlgorithm::RsaPkcs1(Sha512)),
    (&PKCS_ED25519, SignatureAlgorithm::Ed25519),
];

/// Returns this crate's name for rcgen's algorithm; `None` if this crate does not support it.
fn known(algorithm: &rcgen::SignatureAlgorithm) -> Option<SignatureAlgorithm> {
    ALGORITHMS.iter().find(|(rcgen, _)| *rcgen == algorithm).map(|(_, here)| *here)
}

/// Returns rcgen's algorithm for keys of a type; `None` if rcgen has none without C.
fn named(key_type: KeyType) -> Option<&'static rcgen::SignatureAlgorithm> {
    match key_type {
        KeyType::Rsa => Some(&PKCS_RSA_SHA256),
        KeyType::Ec(Curve::P256) => Some(&PKCS_ECDSA_P256_SHA256),
        KeyType::Ec(Curve::P384) => Some(&PKCS_ECDSA_P384_SHA384),
        KeyType::Ec(Curve::P521) | KeyType::MlDsa(_) => None,
        KeyType::Ed25519 => Some(&PKCS_ED25519),
    }
}

/// rcgen has no name for keys on P-521 and of ML-DSA unless it is built on C. rcgen cannot be told so
/// here: such a key is one of Ed25519 without octets, which no verifier accepts, and it does not sign.
impl PublicKeyData for PublicKey {
    /// Returns the octets of the subjectPublicKey BIT STRING.
    fn der_bytes(&self) -> &[u8] {
        if named(self.key_type()).is_some() { self.subject_public_key() } else { &[] }
    }

    /// Returns rcgen's algorithm, which stands for both a key and its signatures: P-256 with
    /// SHA-256, P-384 with SHA-384, RSA with SHA-256, Ed25519.
    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        named(self.key_type()).unwrap_or(&PKCS_ED25519)
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
    /// Signs with [`PublicKeyData::algorithm`]. A key for which rcgen has none does not sign.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let algorithm = named(self.public_key().key_type()).and_then(known);
        let algorithm = algorithm.ok_or(rcgen::Error::UnsupportedSignatureAlgorithm)?;
        Signer::sign(self, algorithm, message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// A key of rcgen that signs for an issuer: an `rcgen::KeyPair` or any other [`rcgen::SigningKey`].
///
/// Conversely, a [`PrivateKey`] is an [`rcgen::SigningKey`]: pass it to rcgen's
/// `CertificateParams::serialize_request(&key)` to make a CSR.
///
/// Such a key signs with one hash: P-256 with SHA-256, P-384 with SHA-384, RSA with the hash that
/// it was loaded for. With any other hash it fails with [`AlgorithmMismatch`]. So name this hash in
/// a request: in [`CertificateParams::new`](crate::CertificateParams::new), and for a CSR, which is
/// signed with SHA-384 by default ([rule C11](crate::docs::rules#c11)), with
/// [`CsrRequest::with_hash`](crate::CsrRequest::with_hash). If others make the requests, let the
/// profile grant no other hash
/// ([`signature_algorithms`](crate::profile::ProfileSettings::signature_algorithms)).
///
/// ```
/// use certmint::interop::RcgenSigner;
/// use certmint::rand_core::TryCryptoRng;
/// use certmint::time::UtcDateTime;
/// use certmint::{Authority, CertificateParams, Error, Issuer, Profile};
/// use certmint::{DistinguishedName, HashAlgorithm, RequestedValidity};
/// use certmint::{RootRequest, Signer};
///
/// /// A root for a key of rcgen, instead of one that is generated.
/// fn root<K: rcgen::SigningKey>(
///     key: K,
///     name: DistinguishedName,
///     validity: RequestedValidity,
///     now: UtcDateTime,
///     rng: &mut impl TryCryptoRng,
/// ) -> Result<Authority<RcgenSigner<K>>, Error> {
///     let signer = RcgenSigner::new(key)?;
///     let (key, hash) = (signer.public_key().clone(), HashAlgorithm::Sha256);
///     let params = CertificateParams::new(key, hash, name, validity);
///     let (request, profile) = (RootRequest::new(params), Profile::default());
///     let root = Authority::create_root_with_signer(
///         &request, &profile, &signer, now, rng,
///     )?;
///     Authority::new(Issuer::try_from(&root)?, signer)
/// }
/// ```
pub struct RcgenSigner<K> {
    key: K,
    public_key: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl<K: SigningKey> RcgenSigner<K> {
    /// Wraps a key of P-256, P-384, RSA of 2048–4096 bits, or Ed25519.
    ///
    /// # Errors
    /// [`PrivateKeyError::Unsupported`] for any other key.
    pub fn new(key: K) -> Result<Self, PrivateKeyError> {
        let spki = key.subject_public_key_info();
        let public_key = PublicKey::from_spki_der(&spki).map_err(PrivateKeyError::Unsupported)?;
        // This crate supports the key, so an unknown algorithm, or that of other keys, means that key and
        // algorithm contradict each other.
        let algorithm = known(key.algorithm())
            .filter(|algorithm| algorithm.fits(public_key.key_type()))
            .ok_or(PrivateKeyError::Unsupported(PublicKeyError::Malformed))?;
        Ok(Self { key, public_key, algorithm })
    }

    /// Returns the one algorithm that the key signs with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Returns the key.
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

impl From<AlgorithmMismatch> for Error {
    fn from(error: AlgorithmMismatch) -> Self {
        SignerError::new(error).into()
    }
}
