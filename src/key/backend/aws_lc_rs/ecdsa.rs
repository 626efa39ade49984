//! ECDSA. aws-lc-rs signs with one hash for each curve, and knows the hash of a key that verifies.
//! It is given the digest of any other hash as the integer that ECDSA makes of it.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair, ParsedPublicKey,
};
use zeroize::Zeroizing;

use super::{KeyRefusal, ecdsa_numbers};
use crate::key::stack::{P521_STACK_WORDS, clearing_stack};
use crate::key::{Curve, HashAlgorithm, SignerError};
use crate::x509::der::{Writer, tag};

/// A curve with the hash that aws-lc-rs computes itself. Its digests are as long as the order or, on
/// P-521, as those of the longest hash, so that they can be any integer that a digest gives.
struct Suite {
    hash: HashAlgorithm,
    digest: &'static digest::Algorithm,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
}

const P256: Suite = Suite {
    hash: HashAlgorithm::Sha256,
    digest: &digest::SHA256,
    signing: &ECDSA_P256_SHA256_ASN1_SIGNING,
    verification: &ECDSA_P256_SHA256_ASN1,
};

const P384: Suite = Suite {
    hash: HashAlgorithm::Sha384,
    digest: &digest::SHA384,
    signing: &ECDSA_P384_SHA384_ASN1_SIGNING,
    verification: &ECDSA_P384_SHA384_ASN1,
};

const P521: Suite = Suite {
    hash: HashAlgorithm::Sha512,
    digest: &digest::SHA512,
    signing: &ECDSA_P521_SHA512_ASN1_SIGNING,
    verification: &ECDSA_P521_SHA512_ASN1,
};

impl Suite {
    const fn of(curve: Curve) -> &'static Self {
        match curve {
            Curve::P256 => &P256,
            Curve::P384 => &P384,
            Curve::P521 => &P521,
        }
    }

    /// Returns the digest, made with any hash, as one of the suite's hash that gives ECDSA the same
    /// integer: its leftmost octets, or all of them after zeros (FIPS 186-5 §6.4.1 steps 2 and 3).
    fn digest_of(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Digest, Unspecified> {
        let digest = hash.digest(message);
        let taken = digest.as_bytes().iter().take(self.digest.output_len());
        let mut integer = vec![0; self.digest.output_len() - taken.len()];
        integer.extend(taken);
        Digest::import_less_safe(&integer, self.digest)
    }
}

/// Runs a computation with a secret of the curve. For P-521 the caller overwrites less of the stack
/// than it may take.
fn cleared<T>(curve: Curve, run: impl FnOnce() -> T) -> T {
    match curve {
        Curve::P256 | Curve::P384 => run(),
        Curve::P521 => clearing_stack::<P521_STACK_WORDS, _>(run),
    }
}

pub(crate) struct SigningKey {
    curve: Curve,
    key: EcdsaKeyPair,
}

impl SigningKey {
    /// Returns the key, and the uncompressed point of its public key.
    pub(super) fn new(curve: Curve, scalar: &[u8]) -> Result<(Self, Vec<u8>), KeyRefusal> {
        let signing = Suite::of(curve).signing;
        let key = cleared(curve, || EcdsaKeyPair::from_private_key_der(signing, &ec_private_key(scalar)))
            .map_err(|_| KeyRefusal::Invalid)?;
        let point = key.public_key().as_ref().to_vec();
        Ok((Self { curve, key }, point))
    }

    pub(super) fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let suite = Suite::of(self.curve);
        let signature = cleared(self.curve, || {
            if hash == suite.hash {
                // The generator is not used.
                self.key.sign(&SystemRandom::new(), message)
            } else {
                self.key.sign_digest(&suite.digest_of(hash, message)?)
            }
        })?;
        Ok(signature.as_ref().to_vec())
    }
}

/// Encodes ECPrivateKey (RFC 5915 §3) without the curve, which the caller names, and without the
/// public key, which AWS-LC computes.
fn ec_private_key(scalar: &[u8]) -> Zeroizing<Vec<u8>> {
    // More than all tags and lengths take: a buffer that grows would leave a copy behind.
    let mut w = Writer::with_capacity(scalar.len() + 16);
    w.sequence(|w| {
        w.value(tag::INTEGER, &[1]);
        w.value(tag::OCTET_STRING, scalar);
    });
    Zeroizing::new(w.into_bytes())
}

pub(crate) struct VerifyingKey {
    curve: Curve,
    key: Box<ParsedPublicKey>,
}

impl VerifyingKey {
    pub(super) fn new(curve: Curve, point: &[u8]) -> Result<Self, KeyRefusal> {
        let key = ParsedPublicKey::new(Suite::of(curve).verification, point);
        Ok(Self { curve, key: Box::new(key.map_err(|_| KeyRefusal::Invalid)?) })
    }

    pub(super) fn verify(&self, hash: HashAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let suite = Suite::of(self.curve);
        // What is not strict DER is refused here, as it is for the other backends.
        ecdsa_numbers(self.curve, signature).is_some()
            && if hash == suite.hash {
                self.key.verify_sig(message, signature)
            } else {
                suite
                    .digest_of(hash, message)
                    .and_then(|digest| self.key.verify_digest_sig(&digest, signature))
            }
            .is_ok()
    }
}
