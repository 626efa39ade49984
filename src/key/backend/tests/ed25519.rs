//! Ed25519.

use alloc::vec;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{Verifiers, agreed, backends, octets};
use crate::key::backend::{SigningKey, VerifyingKey};
use crate::key::{HashAlgorithm, KeyType, SignatureAlgorithm};

const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ed25519;

/// Returns a key in each backend, and the public key on which they agree.
fn signers(seed: &[u8]) -> (Vec<SigningKey>, Vec<u8>) {
    let keys = backends(KeyType::Ed25519)
        .map(|backend| (backend, SigningKey::from_octets_in(backend, KeyType::Ed25519, seed)));
    let keys = agreed(keys).expect("a seed").into_iter().map(|(_, made)| made);
    let (keys, publics): (Vec<_>, Vec<_>) = keys.unzip();
    assert!(publics.iter().all(|public| *public == publics[0]));
    (keys, publics[0].clone())
}

/// Returns the signature that all make.
fn sign(keys: &[SigningKey], message: &[u8]) -> Vec<u8> {
    let signatures = keys.iter().map(|key| key.sign(ALGORITHM, message).expect("a signature"));
    let signatures: Vec<_> = signatures.collect();
    assert!(signatures.iter().all(|signature| *signature == signatures[0]));
    signatures[0].clone()
}

/// Returns the verdict of all on a key and a signature; `None` if all refuse the key.
fn verdict(public: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let keys = backends(KeyType::Ed25519)
        .map(|backend| (backend, VerifyingKey::from_octets_in(backend, KeyType::Ed25519, public)));
    agreed(keys).map(|keys| Verifiers(keys).verify(ALGORITHM, message, signature))
}

#[test]
fn k5_all_make_the_same_signature_of_every_message() {
    let mut rng = ChaCha20Rng::from_seed([21; 32]);
    for length in 0..200 {
        let (mut seed, mut message) = ([0; 32], vec![0; length]);
        rng.fill_bytes(&mut seed);
        rng.fill_bytes(&mut message);
        let (keys, public) = signers(&seed);
        let signature = sign(&keys, &message);
        assert_eq!(verdict(&public, &message, &signature), Some(true));
        let mut damaged = signature.clone();
        damaged[length % 64] ^= 1 << (length % 8);
        assert_eq!(verdict(&public, &message, &damaged), Some(false));
        assert_eq!(verdict(&public, &message, &signature[..63]), Some(false));
        assert_eq!(verdict(&public, &message, &[&signature[..], &[0]].concat()), Some(false));
    }
}

/// S + L is the same number modulo the order L (RFC 8032 §5.1.7).
#[test]
fn c3_the_number_of_a_signature_is_below_the_order() {
    let order = {
        let mut order = [0; 32];
        order[..16].copy_from_slice(b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14");
        order[31] = 0x10;
        order
    };
    let (keys, public) = signers(&[9; 32]);
    let mut signature = sign(&keys, b"message");
    assert_eq!(verdict(&public, b"message", &signature), Some(true));
    let mut carry = 0;
    for (octet, of_order) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*octet) + u16::from(of_order) + carry;
        (*octet, carry) = (sum as u8, sum >> 8);
    }
    assert_eq!(verdict(&public, b"message", &signature), Some(false));
}

#[test]
fn c4_every_second_y_is_on_the_curve_and_all_agree() {
    let mut rng = ChaCha20Rng::from_seed([22; 32]);
    let mut points = 0;
    for _ in 0..300 {
        let mut y = [0; 32];
        rng.fill_bytes(&mut y);
        points += usize::from(verdict(&y, b"", &[0; 64]).is_some());
    }
    assert!((100..200).contains(&points), "{points}");
}

/// Key and commitment have an additional point of order 8. RFC 8032 §5.1.7 step 3 lets a verifier
/// multiply both sides by 8, which removes it, or not; then the points must cancel each other. The
/// signatures were made with the discrete logarithms, by arithmetic that is not in this crate.
#[test]
fn c3_all_verify_without_the_cofactor() {
    let with_torsion = "86c2eff5753db1407c867543826b2378bff00e9d31b19aeed269ee70e4e7f689";
    let without = "c21a68c9546bc313b9ee79a98e0f80db65ff542fdc9e53c30a006978a5b3e662";
    for (public, message, signature, verdict) in [
        // The hash is no multiple of 8, so the point of the key remains.
        (
            with_torsion,
            "message 0",
            "a62231052ed886e3f3b1fe582fc88271d9169ece46810d9d73c6cb35d6aebd1d\
             dda929d9576db374b8a7dd0267db78f636f62364d63e44d9473e512779a8b408",
            false,
        ),
        // It is a multiple of 8.
        (
            with_torsion,
            "message 2",
            "fb4ad0a5af170c73396bb159a9bed456fd9d21505c34ceb067020bd384c0a5ae\
             2543dfea5a0737e07307725e8a8b9d7d329af17cfa18fe6bf30f080bdc0f9009",
            true,
        ),
        // Only the commitment has the point.
        (
            without,
            "message",
            "cdbc161be64c4302f56443ff29ccf36a2075be1a1fa67ff126b56315f5681c38\
             07495e07be76934c9ed4866eb3c5fa60369343a0a48677c3114f7b820892aa01",
            false,
        ),
        // Both have it, and cancel each other.
        (
            with_torsion,
            "message",
            "ce00b85bea5aa19288677264e3c192eb6b16aca5417eec3047d65f0abe97bcbe\
             8ca779c0a1b5a5264afe8d7109cfae6d15577dc2a27e545c415c6f7ebce23f0c",
            true,
        ),
    ] {
        let signature = octets(signature);
        assert_eq!(
            self::verdict(&octets(public), message.as_bytes(), &signature),
            Some(verdict),
            "{message}"
        );
    }
}

#[test]
fn c3_the_key_of_another_type_does_not_sign_or_verify() {
    let (keys, public) = signers(&[1; 32]);
    let other = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
    for key in &keys {
        assert!(key.sign(other, b"message").is_err());
    }
    for backend in backends(KeyType::Ed25519) {
        let key = VerifyingKey::from_octets_in(backend, KeyType::Ed25519, &public);
        assert!(key.is_ok_and(|key| !key.verify(other, b"message", &[0; 64])));
    }
}
