//! Signature verification by the crates of the keys' algorithms.

use certmint::HashAlgorithm;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePublicKey};
use rsa::traits::SignatureScheme;
use rsa::{Pkcs1v15Sign, PublicKey as RsaPublicKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::der::{NULL, OID, oid_content, sequence, tlv};

/// rsaEncryption in DER (RFC 4055 §1.2).
const RSA_ENCRYPTION: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

/// The octets of a SubjectPublicKeyInfo before those of an Ed25519 key (RFC 8410 §4).
const ED25519_KEY: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// Returns whether a SubjectPublicKeyInfo holds an RSA key.
pub fn is_rsa(spki: &[u8]) -> bool {
    spki.windows(RSA_ENCRYPTION.len()).take(8).any(|window| window == RSA_ENCRYPTION)
}

/// The AlgorithmIdentifier of signatures by such a key with this hash (rule K2).
pub fn algorithm(rsa: bool, hash: HashAlgorithm) -> Vec<u8> {
    let number = match hash {
        HashAlgorithm::Sha256 => 0,
        HashAlgorithm::Sha384 => 1,
        HashAlgorithm::Sha512 => 2,
    };
    if rsa {
        let oid = oid_content(&format!("1.2.840.113549.1.1.{}", 11 + number));
        sequence([tlv(OID, oid), tlv(NULL, [])])
    } else {
        sequence([tlv(OID, oid_content(&format!("1.2.840.10045.4.3.{}", 2 + number)))])
    }
}

/// The SubjectPublicKeyInfo of an EC key in PKCS#8.
pub fn public_key_of(pkcs8: &[u8]) -> Option<Vec<u8>> {
    if let Ok(key) = p256::SecretKey::from_pkcs8_der(pkcs8) {
        return key.public_key().to_public_key_der().ok().map(|der| der.as_bytes().to_vec());
    }
    let key = p384::SecretKey::from_pkcs8_der(pkcs8).ok()?;
    key.public_key().to_public_key_der().ok().map(|der| der.as_bytes().to_vec())
}

/// Returns whether the key verifies the signature over the message.
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
    let Ok(key) = RsaPublicKey::from_public_key_der(spki) else { return false };
    let padding = match hash {
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    padding.verify(&key, &digest, signature).is_ok()
}
