//! Signature verification by the crates of the keys' algorithms.

use certmint::HashAlgorithm;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, Document, EncodePublicKey};
use rsa::traits::SignatureScheme;
use rsa::{Pkcs1v15Sign, PublicKey as RsaPublicKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::ml_dsa;

/// The octets of a SubjectPublicKeyInfo before those of an Ed25519 key (RFC 8410 §4).
const ED25519_KEY: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// The octets of PKCS#8 before the seed of an Ed25519 key (RFC 8410 §7).
const ED25519_PRIVATE_KEY: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";

/// The SubjectPublicKeyInfo of a key in PKCS#8 that is not RSA.
pub fn public_key_of(pkcs8: &[u8]) -> Option<Vec<u8>> {
    let der = |document: Result<Document, _>| document.ok().map(|der| der.as_bytes().to_vec());
    if let Ok(key) = p256::SecretKey::from_pkcs8_der(pkcs8) {
        return der(key.public_key().to_public_key_der());
    }
    if let Ok(key) = p384::SecretKey::from_pkcs8_der(pkcs8) {
        return der(key.public_key().to_public_key_der());
    }
    if let Ok(key) = p521::SecretKey::from_pkcs8_der(pkcs8) {
        return der(key.public_key().to_public_key_der());
    }
    if let Some(seed) = pkcs8.strip_prefix(ED25519_PRIVATE_KEY) {
        let key = ed25519_dalek::SigningKey::from_bytes(seed.try_into().ok()?);
        return Some([ED25519_KEY, key.verifying_key().as_bytes()].concat());
    }
    ml_dsa::public_key_of(pkcs8)
}

/// Returns whether the key verifies the signature over the message. A key that signs the message itself
/// has no use for the hash.
pub fn verifies(spki: &[u8], hash: HashAlgorithm, message: &[u8], signature: &[u8]) -> bool {
    let digest = match hash {
        HashAlgorithm::Sha256 => Sha256::digest(message).to_vec(),
        HashAlgorithm::Sha384 => Sha384::digest(message).to_vec(),
        HashAlgorithm::Sha512 => Sha512::digest(message).to_vec(),
    };
    if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(spki) {
        let signature = p256::ecdsa::Signature::from_der(signature);
        return signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok());
    }
    if let Ok(key) = p384::ecdsa::VerifyingKey::from_public_key_der(spki) {
        let signature = p384::ecdsa::Signature::from_der(signature);
        return signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok());
    }
    if let Ok(key) = p521::ecdsa::VerifyingKey::from_public_key_der(spki) {
        let signature = p521::ecdsa::Signature::from_der(signature);
        return signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok());
    }
    if let Some(key) = spki.strip_prefix(ED25519_KEY) {
        let key = key.try_into().ok().and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(key).ok());
        let signature = ed25519_dalek::Signature::from_slice(signature).ok();
        return key
            .zip(signature)
            .is_some_and(|(key, signature)| key.verify_strict(message, &signature).is_ok());
    }
    if let Some(verified) = ml_dsa::verifies(spki, message, signature) {
        return verified;
    }
    let Ok(key) = RsaPublicKey::from_public_key_der(spki) else { return false };
    let padding = match hash {
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    padding.verify(&key, &digest, signature).is_ok()
}
