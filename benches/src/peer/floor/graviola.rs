//! The floor in graviola. EC keys come from the seeded generator, as in certmint. RSA keys and the
//! additional randomness of each signature come from the system.

use graviola::hashing::{Hash, Sha256, Sha384};
use graviola::key_agreement::{p256, p384};
use graviola::signing::ecdsa::{P256, P384, SigningKey, VerifyingKey};
use graviola::signing::rsa;
use rand_core::Rng;

use super::{CLAIMS, TO_BE_SIGNED};
use crate::fixture::{der, fixture, rng};
use crate::{Algorithm, Made, Measured, measured};

macro_rules! ecdsa {
    ($apply:ident, $csr:ident, $curve:ident, $Curve:ident, $Hash:ident, $octets:literal, $algorithm:expr) => {
        /// A key, the hash that identifies it, and a signature.
        pub(super) fn $apply() -> Box<dyn Measured> {
            let issuer = SigningKey::<$Curve>::from_pkcs8_der(&der(fixture($algorithm).issuer_key));
            let (issuer, mut rng) = (issuer.expect("a key"), rng());
            let work = move || {
                let mut scalar = [0; $octets];
                rng.fill_bytes(&mut scalar);
                let key = $curve::StaticPrivateKey::from_bytes(&scalar).expect("a scalar");
                let identifier = Sha256::hash(&key.public_key_uncompressed());
                let mut signature = [0; 128];
                issuer.sign_asn1::<$Hash>(&[TO_BE_SIGNED], &mut signature).expect("a signature");
                (key, identifier, signature)
            };
            measured(work, |_| Made::Nothing)
        }

        /// A verification, the hash that identifies the key, and a signature.
        pub(super) fn $csr() -> Box<dyn Measured> {
            let issuer = SigningKey::<$Curve>::from_pkcs8_der(&der(fixture($algorithm).issuer_key));
            let issuer = issuer.expect("a key");
            let point = issuer.private_key.public_key_uncompressed();
            let mut proof = [0; 128];
            let proof = issuer.sign_asn1::<$Hash>(&[CLAIMS], &mut proof).expect("a signature").to_vec();
            let work = move || {
                let key = VerifyingKey::<$Curve>::from_x962_uncompressed(&point).expect("a point");
                key.verify_asn1::<$Hash>(&[CLAIMS], &proof).expect("a signature");
                let identifier = Sha256::hash(&point);
                let mut signature = [0; 128];
                issuer.sign_asn1::<$Hash>(&[TO_BE_SIGNED], &mut signature).expect("a signature");
                (identifier, signature)
            };
            measured(work, |_| Made::Nothing)
        }
    };
}

ecdsa!(apply_p256, csr_p256, p256, P256, Sha256, 32, Algorithm::Ec256);
ecdsa!(apply_p384, csr_p384, p384, P384, Sha384, 48, Algorithm::Ec384);

/// A verification, as of a certificate that is signed with its own key.
pub(super) fn verify_p256() -> Box<dyn Measured> {
    let issuer = SigningKey::<P256>::from_pkcs8_der(&der(fixture(Algorithm::Ec256).issuer_key));
    let issuer = issuer.expect("a key");
    let point = issuer.private_key.public_key_uncompressed();
    let mut signature = [0; 128];
    let signature =
        issuer.sign_asn1::<Sha256>(&[TO_BE_SIGNED], &mut signature).expect("a signature").to_vec();
    let work = move || {
        let key = VerifyingKey::<P256>::from_x962_uncompressed(&point).expect("a point");
        key.verify_asn1::<Sha256>(&[TO_BE_SIGNED], &signature).expect("a signature");
    };
    measured(work, |()| Made::Nothing)
}

/// A signature, including the hash of a long message.
pub(super) fn sign_p256(message: Vec<u8>) -> Box<dyn Measured> {
    let issuer = SigningKey::<P256>::from_pkcs8_der(&der(fixture(Algorithm::Ec256).issuer_key));
    let issuer = issuer.expect("a key");
    let work = move || {
        let mut signature = [0; 128];
        issuer.sign_asn1::<Sha256>(&[&message], &mut signature).expect("a signature");
        signature
    };
    measured(work, |_| Made::Nothing)
}

pub(super) fn apply_rsa2048() -> Box<dyn Measured> {
    let issuer = rsa_issuer();
    let work = move || {
        let key = rsa::SigningKey::generate(rsa::KeySize::Rsa2048).expect("a key");
        let identifier = Sha256::hash(&[0xef; 270]);
        (key, identifier, rsa_signature(&issuer, TO_BE_SIGNED))
    };
    measured(work, |_| Made::Nothing)
}

pub(super) fn csr_rsa2048() -> Box<dyn Measured> {
    let issuer = rsa_issuer();
    let key = issuer.public_key();
    let proof = rsa_signature(&issuer, CLAIMS);
    let work = move || {
        key.verify_pkcs1_sha256(&proof, CLAIMS).expect("a signature");
        (Sha256::hash(&[0xef; 270]), rsa_signature(&issuer, TO_BE_SIGNED))
    };
    measured(work, |_| Made::Nothing)
}

fn rsa_issuer() -> rsa::SigningKey {
    rsa::SigningKey::from_pkcs8_der(&der(fixture(Algorithm::Rsa2048).issuer_key)).expect("a key")
}

fn rsa_signature(key: &rsa::SigningKey, message: &[u8]) -> [u8; 256] {
    let mut signature = [0; 256];
    key.sign_pkcs1_sha256(&mut signature, message).expect("a signature");
    signature
}
