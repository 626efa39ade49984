//! K4: all entropy and all time come from the caller, and nothing is issued if the generator fails.

use certmint::key::KeyType;
use certmint::{Authority, EndEntityRequest, Error, KeyAlgorithm, PrivateKey, Profile, RootRequest};

use toolkit::forge::csr;
use toolkit::stock::{FailingRng, authority, entity, key};
use toolkit::{ECDSA_IS_RANDOMIZED, now, params, reproducible, rng, root, years};

fn assert_entropy<T: core::fmt::Debug>(result: Result<T, Error>) {
    let error = result.expect_err("a refusal");
    assert!(matches!(error, Error::Entropy), "{error:?}");
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
    assert_eq!(error.message(), "the random number generator failed");
}

#[test]
fn k4_the_same_randomness_gives_the_same_key_and_another_another() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let made = |seed| PrivateKey::generate(algorithm, &mut rng(seed)).unwrap();
        let [one, same, other] = [20, 20, 21].map(made);
        assert_eq!(*one.to_pkcs8_der(), *same.to_pkcs8_der(), "{algorithm:?}");
        assert_ne!(one.public_key(), other.public_key(), "{algorithm:?}");
    }
}

#[test]
fn k4_one_generator_gives_two_keys_one_after_the_other() {
    let mut rng = rng(22);
    let one = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng).unwrap();
    let other = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng).unwrap();
    assert_ne!(one.public_key(), other.public_key());
}

#[test]
fn k4_a_generator_behind_a_trait_object_will_do() {
    let mut source = rng(20);
    let rng: &mut dyn certmint::rand_core::CryptoRng = &mut source;
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, rng).unwrap();
    let plain = PrivateKey::generate(KeyAlgorithm::Ec256, &mut toolkit::rng(20)).unwrap();
    assert_eq!(key.public_key(), plain.public_key());
}

#[test]
fn k4_an_apply_request_fails_at_whichever_call_the_generator_fails() {
    let authority = root(KeyAlgorithm::Ec256);
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K4", years(1)));
    let mut sound = FailingRng::from_call(usize::MAX);
    let issued = authority.issue(&request, now(), &mut sound).unwrap();
    // A key, a serial number and a certificate id.
    assert!(sound.calls >= 3, "{}", sound.calls);
    for call in 0..sound.calls {
        assert_entropy(authority.issue(&request, now(), &mut FailingRng::from_call(call)));
        assert_entropy(authority.issue(&request, now(), &mut FailingRng::at_call(call)));
    }
    let mut just_enough = FailingRng::from_call(sound.calls);
    let again = authority.issue(&request, now(), &mut just_enough).unwrap();
    assert_eq!(reproducible(again.certificate().as_der()), reproducible(issued.certificate().as_der()));
}

#[test]
fn k4_a_csr_needs_randomness_for_serial_number_and_id_alone() {
    let authority = authority(KeyAlgorithm::Ec384);
    let csr = || csr(&key(KeyAlgorithm::Ec256), "K4", &[]);
    let request = certmint::CsrRequest::new(csr(), Default::default(), years(1)).unwrap();
    for call in 0..2 {
        assert_entropy(authority.issue(&request, now(), &mut FailingRng::from_call(call)));
        assert_entropy(authority.issue(&request, now(), &mut FailingRng::at_call(call)));
    }
    let issued = authority.issue(&request, now(), &mut FailingRng::from_call(2)).unwrap();
    assert_eq!(issued.serial_number().as_bytes().len(), 20);
    assert!(entity(&authority, csr()).is_ok());
}

#[test]
fn k4_rsa_generation_comes_to_an_end_where_the_generator_fails() {
    let mut sound = FailingRng::from_call(usize::MAX);
    PrivateKey::generate(KeyAlgorithm::Rsa2048, &mut sound).unwrap();
    // Two primes.
    assert!(sound.calls >= 2, "{}", sound.calls);
    for call in 0..sound.calls {
        for mut failing in [FailingRng::from_call(call), FailingRng::at_call(call)] {
            let key = PrivateKey::generate(KeyAlgorithm::Rsa2048, &mut failing);
            assert_entropy(key.map_err(Error::from));
        }
    }
    let request = RootRequest::new(params(KeyAlgorithm::Rsa2048, "K4", years(1)));
    let mut failing = FailingRng::from_call(sound.calls);
    assert_entropy(Authority::create_root(&request, &Profile::default(), now(), &mut failing));
    assert_eq!(failing.calls, sound.calls + 1);
}

#[test]
fn k4_randomness_is_drawn_only_after_the_request_was_found_good() {
    let authority = root(KeyAlgorithm::Ec256);
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K4", years(21)));
    let mut rng = FailingRng::from_call(0);
    let error = authority.issue(&request, now(), &mut rng).unwrap_err();
    assert_eq!(error.violations()[0].pointer(), "/validity/value");
    assert_eq!(rng.calls, 0);
}

#[test]
fn k4_signing_needs_no_randomness() {
    // ECDSA by RFC 6979 and RSASSA-PKCS1-v1_5 without salt give the same signature each time.
    // graviola and aws-lc-rs add the operating system's randomness to ECDSA nonces (RFC 6979 §3.6),
    // but never the caller's.
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let authority = authority(algorithm);
        let issue = || entity(&authority, csr(&key(KeyAlgorithm::Ec256), "K4", &[])).unwrap();
        let [one, another] = [issue(), issue()].map(|issued| issued.certificate().clone());
        assert_eq!(reproducible(one.as_der()), reproducible(another.as_der()));
        let is_random = ECDSA_IS_RANDOMIZED && algorithm.key_type() != KeyType::Rsa;
        assert_eq!(one != another, is_random, "{algorithm:?}");
        assert_eq!(authority.signer().public_key(), authority.issuer().public_key());
    }
}

#[test]
fn k4_the_crate_cannot_reach_clock_environment_files_sockets_or_threads() {
    // All of them are in std, which the crate uses only in its own unit tests.
    let lib = include_str!("../../src/lib.rs");
    assert!(lib.lines().any(|line| line == "#![no_std]"));
    assert_eq!(lib.matches("extern crate std").count(), 1);
    assert!(lib.contains("#[cfg(test)]\nextern crate std;"));
}
