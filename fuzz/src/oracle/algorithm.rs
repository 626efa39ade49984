//! What the oracle knows about algorithms: how keys and signatures are identified, and what a key
//! may be used for.

use certmint::HashAlgorithm;
use certmint::key::{Curve, KeyType, MlDsa};

use super::der::{NULL, OID, oid_content, sequence, sequence_members, tlv};

/// The key types, and how the content of their AlgorithmIdentifier begins (RFC 3279 §2.3.1, RFC 5480
/// §2.1.1, RFC 8410 §3, RFC 9881 §2).
const KEY_TYPES: [(KeyType, &[u8]); 8] = [
    (KeyType::Rsa, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"),
    (
        KeyType::Ec(Curve::P256),
        b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07",
    ),
    (KeyType::Ec(Curve::P384), b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22"),
    (KeyType::Ec(Curve::P521), b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23"),
    (KeyType::Ed25519, b"\x06\x03\x2b\x65\x70"),
    (KeyType::MlDsa(MlDsa::MlDsa44), b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11"),
    (KeyType::MlDsa(MlDsa::MlDsa65), b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12"),
    (KeyType::MlDsa(MlDsa::MlDsa87), b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13"),
];

/// The type of the key in a SubjectPublicKeyInfo.
///
/// # Panics
/// If certmint has no such keys.
pub fn key_type(spki: &[u8]) -> KeyType {
    let members = sequence_members(spki).expect("a SubjectPublicKeyInfo");
    let found = KEY_TYPES.iter().find(|(_, identifier)| members[0].content.starts_with(identifier));
    found.expect("a key type of this crate").0
}

/// Returns whether a SubjectPublicKeyInfo holds an RSA key.
pub fn is_rsa(spki: &[u8]) -> bool {
    key_type(spki) == KeyType::Rsa
}

/// The name of a key type in a profile and in notices (rule K1). A key that has one size is asked for
/// by the same name.
pub fn name_of_type(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Rsa => "RSA",
        KeyType::Ec(Curve::P256) => "EC256",
        KeyType::Ec(Curve::P384) => "EC384",
        KeyType::Ec(Curve::P521) => "EC521",
        KeyType::Ed25519 => "ED25519",
        KeyType::MlDsa(MlDsa::MlDsa44) => "MLDSA44",
        KeyType::MlDsa(MlDsa::MlDsa65) => "MLDSA65",
        KeyType::MlDsa(MlDsa::MlDsa87) => "MLDSA87",
        other => panic!("a key type that the oracle does not know: {other:?}"),
    }
}

/// The name of a hash in a body and in notices (rule K2).
pub fn name_of_hash(hash: HashAlgorithm) -> &'static str {
    match hash {
        HashAlgorithm::Sha256 => "SHA256",
        HashAlgorithm::Sha384 => "SHA384",
        HashAlgorithm::Sha512 => "SHA512",
    }
}

/// Returns whether such keys sign the hash of a message, and not the message itself (rule K2).
pub fn signs_hash(spki: &[u8]) -> bool {
    key_use(spki) != KeyUse::Signature
}

/// The hash of signatures by such a key for which nobody asks for another (rule K2).
pub fn default_hash(spki: &[u8]) -> HashAlgorithm {
    match key_type(spki) {
        KeyType::Ec(Curve::P521) => HashAlgorithm::Sha512,
        _ => HashAlgorithm::Sha256,
    }
}

/// The AlgorithmIdentifier of signatures by the key with this hash, if it signs a hash, and else the
/// one of the key itself (rule K2; RFC 8410 §6, RFC 9881 §3).
pub fn signature_algorithm(spki: &[u8], hash: HashAlgorithm) -> Vec<u8> {
    match signs_hash(spki) {
        true => hash_signature(is_rsa(spki), hash),
        false => sequence_members(spki).expect("a SubjectPublicKeyInfo")[0].bytes.to_vec(),
    }
}

/// The AlgorithmIdentifier of RSASSA-PKCS1-v1_5 or ECDSA with this hash (RFC 4055 §5, RFC 5758 §3.2).
pub fn hash_signature(rsa: bool, hash: HashAlgorithm) -> Vec<u8> {
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

/// What a key may be used for. All may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Encipherment as well, and whatever else is asked for.
    Encipherment,
    /// Key agreement as well, but no encipherment (RFC 8813 §3).
    Agreement,
    /// Nothing else (RFC 8410 §5, RFC 9881 §5).
    Signature,
}

/// The use of the key in a SubjectPublicKeyInfo.
pub fn key_use(spki: &[u8]) -> KeyUse {
    match key_type(spki) {
        KeyType::Rsa => KeyUse::Encipherment,
        KeyType::Ec(_) => KeyUse::Agreement,
        _ => KeyUse::Signature,
    }
}
