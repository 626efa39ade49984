//! The floor in aws-lc-rs. Keys, and the additional randomness of each signature, come from the
//! system.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};

use super::{CLAIMS, TO_BE_SIGNED};
use crate::fixture::{der, fixture};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn apply_p256() -> Box<dyn Measured> {
    apply(Algorithm::Ec256, &ECDSA_P256_SHA256_ASN1_SIGNING)
}

pub(super) fn apply_p384() -> Box<dyn Measured> {
    apply(Algorithm::Ec384, &ECDSA_P384_SHA384_ASN1_SIGNING)
}

pub(super) fn csr_p256() -> Box<dyn Measured> {
    csr(Algorithm::Ec256, &ECDSA_P256_SHA256_ASN1_SIGNING, &ECDSA_P256_SHA256_ASN1)
}

pub(super) fn csr_p384() -> Box<dyn Measured> {
    csr(Algorithm::Ec384, &ECDSA_P384_SHA384_ASN1_SIGNING, &ECDSA_P384_SHA384_ASN1)
}

/// A key, the hash that identifies it, and a signature.
fn apply(algorithm: Algorithm, signing: &'static EcdsaSigningAlgorithm) -> Box<dyn Measured> {
    let issuer = ec_issuer(algorithm, signing);
    let work = move || {
        let key = EcdsaKeyPair::generate(signing).expect("a key");
        let identifier = digest(&SHA256, key.public_key().as_ref());
        let signature = issuer.sign(&SystemRandom::new(), TO_BE_SIGNED).expect("a signature");
        (key, identifier, signature)
    };
    measured(work, |_| Made::Nothing)
}

/// A verification, the hash that identifies the key, and a signature.
fn csr(
    algorithm: Algorithm,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
) -> Box<dyn Measured> {
    let issuer = ec_issuer(algorithm, signing);
    let point = issuer.public_key().as_ref().to_vec();
    let proof = issuer.sign(&SystemRandom::new(), CLAIMS).expect("a signature");
    let work = move || {
        let key = UnparsedPublicKey::new(verification, &point);
        key.verify(CLAIMS, proof.as_ref()).expect("a signature");
        let identifier = digest(&SHA256, &point);
        (identifier, issuer.sign(&SystemRandom::new(), TO_BE_SIGNED).expect("a signature"))
    };
    measured(work, |_| Made::Nothing)
}

/// A signature, including the hash of a long message.
pub(super) fn sign_p256(message: Vec<u8>) -> Box<dyn Measured> {
    let issuer = ec_issuer(Algorithm::Ec256, &ECDSA_P256_SHA256_ASN1_SIGNING);
    let work = move || issuer.sign(&SystemRandom::new(), &message).expect("a signature");
    measured(work, |_| Made::Nothing)
}

/// A verification.
pub(super) fn verify_p256() -> Box<dyn Measured> {
    let issuer = ec_issuer(Algorithm::Ec256, &ECDSA_P256_SHA256_ASN1_SIGNING);
    let signature = issuer.sign(&SystemRandom::new(), TO_BE_SIGNED).expect("a signature");
    let work = move || {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, issuer.public_key().as_ref());
        key.verify(TO_BE_SIGNED, signature.as_ref()).expect("a signature");
    };
    measured(work, |()| Made::Nothing)
}

fn ec_issuer(algorithm: Algorithm, signing: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(signing, &der(fixture(algorithm).issuer_key)).expect("a key")
}

pub(super) fn apply_rsa2048() -> Box<dyn Measured> {
    let issuer = rsa_issuer();
    let work = move || {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        let identifier = digest(&SHA256, &[0xef; 270]);
        (key, identifier, rsa_signature(&issuer, TO_BE_SIGNED))
    };
    measured(work, |_| Made::Nothing)
}

pub(super) fn csr_rsa2048() -> Box<dyn Measured> {
    let issuer = rsa_issuer();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, issuer.public_key().as_ref().to_vec());
    let proof = rsa_signature(&issuer, CLAIMS);
    let work = move || {
        key.verify(CLAIMS, &proof).expect("a signature");
        (digest(&SHA256, &[0xef; 270]), rsa_signature(&issuer, TO_BE_SIGNED))
    };
    measured(work, |_| Made::Nothing)
}

fn rsa_issuer() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(&der(fixture(Algorithm::Rsa2048).issuer_key)).expect("a key")
}

fn rsa_signature(key: &RsaKeyPair, message: &[u8]) -> [u8; 256] {
    let mut signature = [0; 256];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("a signature");
    signature
}
