//! RustCrypto's keys, with the traits that x509-cert's builder needs.

use ::x509_cert::spki::{
    DynSignatureAlgorithmIdentifier, EncodePublicKey, SignatureBitStringEncoding, SubjectPublicKeyInfoRef,
};
use p256::ecdsa::signature::{Keypair, Signer, Verifier};
use p256::elliptic_curve::Generate;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rand_chacha::ChaCha20Rng;
use rsa::{PrivateKey as RsaPrivateKey, pkcs1v15};
use sha2::Sha256;

pub trait Keys: 'static {
    type SigningKey: Signer<Self::Signature>
        + Keypair<VerifyingKey = Self::VerifyingKey>
        + DynSignatureAlgorithmIdentifier
        + EncodePrivateKey
        + DecodePrivateKey;
    type VerifyingKey: EncodePublicKey
        + Verifier<Self::Signature>
        + for<'a> TryFrom<SubjectPublicKeyInfoRef<'a>>;
    type Signature: SignatureBitStringEncoding + for<'a> TryFrom<&'a [u8]>;

    fn generate(rng: &mut ChaCha20Rng) -> Self::SigningKey;

    fn verify(key: SubjectPublicKeyInfoRef<'_>, message: &[u8], signature: &[u8]) -> bool {
        let key = Self::VerifyingKey::try_from(key);
        key.ok()
            .zip(Self::Signature::try_from(signature).ok())
            .is_some_and(|(key, signature)| key.verify(message, &signature).is_ok())
    }
}

pub struct P256;
pub struct P384;
pub struct Rsa2048;

impl Keys for P256 {
    type SigningKey = p256::ecdsa::SigningKey;
    type VerifyingKey = p256::ecdsa::VerifyingKey;
    type Signature = p256::ecdsa::DerSignature;

    fn generate(rng: &mut ChaCha20Rng) -> Self::SigningKey {
        Self::SigningKey::generate_from_rng(rng)
    }
}

impl Keys for P384 {
    type SigningKey = p384::ecdsa::SigningKey;
    type VerifyingKey = p384::ecdsa::VerifyingKey;
    type Signature = p384::ecdsa::DerSignature;

    fn generate(rng: &mut ChaCha20Rng) -> Self::SigningKey {
        Self::SigningKey::generate_from_rng(rng)
    }
}

impl Keys for Rsa2048 {
    type SigningKey = pkcs1v15::SigningKey<Sha256>;
    type VerifyingKey = pkcs1v15::VerifyingKey<Sha256>;
    type Signature = pkcs1v15::Signature;

    fn generate(rng: &mut ChaCha20Rng) -> Self::SigningKey {
        Self::SigningKey::new(RsaPrivateKey::new(rng, 2048).expect("a key"))
    }
}
