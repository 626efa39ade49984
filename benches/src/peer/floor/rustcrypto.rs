//! The floor in p256, p384, rsa and sha2.

use p256::ecdsa::signature::{Keypair, SignatureEncoding, Signer, Verifier};
use p256::elliptic_curve::Generate;
use p256::pkcs8::DecodePrivateKey;
use rsa::{PrivateKey as RsaPrivateKey, pkcs1v15};
use sha2::{Digest, Sha256};

use super::{CLAIMS, TO_BE_SIGNED};
use crate::fixture::{fixture, fresh_rng, rng};
use crate::{Algorithm, Made, Measured, measured};

macro_rules! ecdsa {
    ($apply:ident, $csr:ident, $curve:ident, $algorithm:expr) => {
        /// A key, the hash that identifies it, and a signature.
        pub(super) fn $apply() -> Box<dyn Measured> {
            let issuer = $curve::ecdsa::SigningKey::from_pkcs8_pem(fixture($algorithm).issuer_key);
            let (issuer, mut rng) = (issuer.expect("a key"), rng());
            let work = move || {
                let key = $curve::ecdsa::SigningKey::generate_from_rng(&mut rng);
                let identifier = Sha256::digest(key.verifying_key().to_sec1_point(false).as_bytes());
                let signature: $curve::ecdsa::DerSignature = issuer.sign(TO_BE_SIGNED);
                (key, identifier, signature)
            };
            measured(work, |_| Made::Nothing)
        }

        /// A verification, the hash that identifies the key, and a signature.
        pub(super) fn $csr() -> Box<dyn Measured> {
            let issuer = $curve::ecdsa::SigningKey::from_pkcs8_pem(fixture($algorithm).issuer_key);
            let issuer = issuer.expect("a key");
            let point = issuer.verifying_key().to_sec1_point(false);
            let proof: $curve::ecdsa::DerSignature = issuer.sign(CLAIMS);
            let work = move || {
                let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point.as_bytes()).expect("a point");
                key.verify(CLAIMS, &proof).expect("a signature");
                let identifier = Sha256::digest(point.as_bytes());
                let signature: $curve::ecdsa::DerSignature = issuer.sign(TO_BE_SIGNED);
                (identifier, signature)
            };
            measured(work, |_| Made::Nothing)
        }
    };
}

ecdsa!(apply_p256, csr_p256, p256, Algorithm::Ec256);
ecdsa!(apply_p384, csr_p384, p384, Algorithm::Ec384);

/// A verification, as of a certificate that is signed with its own key.
pub(super) fn verify_p256() -> Box<dyn Measured> {
    let issuer = p256::ecdsa::SigningKey::from_pkcs8_pem(fixture(Algorithm::Ec256).issuer_key);
    let issuer = issuer.expect("a key");
    let point = issuer.verifying_key().to_sec1_point(false);
    let signature: p256::ecdsa::DerSignature = issuer.sign(TO_BE_SIGNED);
    let work = move || {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point.as_bytes()).expect("a point");
        key.verify(TO_BE_SIGNED, &signature).expect("a signature");
    };
    measured(work, |()| Made::Nothing)
}

/// A signature, including the hash of a long message.
pub(super) fn sign_p256(message: Vec<u8>) -> Box<dyn Measured> {
    let issuer = p256::ecdsa::SigningKey::from_pkcs8_pem(fixture(Algorithm::Ec256).issuer_key);
    let issuer = issuer.expect("a key");
    let work = move || -> p256::ecdsa::DerSignature { issuer.sign(&message) };
    measured(work, |_| Made::Nothing)
}

pub(super) fn apply_rsa2048() -> Box<dyn Measured> {
    let (issuer, mut rng) = (rsa_issuer(), fresh_rng());
    let work = move || {
        let key = RsaPrivateKey::new(&mut rng, 2048).expect("a key");
        let identifier = Sha256::digest([0xef; 270]);
        (key, identifier, issuer.sign(TO_BE_SIGNED).to_vec())
    };
    measured(work, |_| Made::Nothing)
}

pub(super) fn csr_rsa2048() -> Box<dyn Measured> {
    let issuer = rsa_issuer();
    let proof = issuer.sign(CLAIMS);
    let key = issuer.verifying_key();
    let work = move || {
        key.verify(CLAIMS, &proof).expect("a signature");
        (Sha256::digest([0xef; 270]), issuer.sign(TO_BE_SIGNED).to_vec())
    };
    measured(work, |_| Made::Nothing)
}

fn rsa_issuer() -> pkcs1v15::SigningKey<Sha256> {
    pkcs1v15::SigningKey::from_pkcs8_pem(fixture(Algorithm::Rsa2048).issuer_key).expect("a key")
}
