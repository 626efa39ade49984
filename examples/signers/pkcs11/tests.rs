//! K5: a token that misbehaves. The tests need the token described in the example's documentation.
//! `PKCS11_MODULE` names its module if it is not Debian's. Run them with `cargo test --example
//! pkcs11`.

#![allow(clippy::panic, reason = "a test")]

use std::sync::Arc;

use certmint::error::SignError;
use certmint::key::SignatureAlgorithm;
use certmint::rand_core::TryRng;
use certmint::time::UtcDateTime;
use certmint::{Error, HashAlgorithm, KeyAlgorithm, Profile, RootRequest, Signer, ToBeSigned};
use certmint_signers::pkcs11::{AuthPin, Key, Token, TokenError, TokenRng};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, ObjectClass};

use super::{SOFTHSM2, issue, params};

fn to_be_signed(key: &Key, rng: &mut TokenRng) -> ToBeSigned {
    let request = params(key.public_key(), HashAlgorithm::Sha256, "Test", 1).expect("a request");
    let grant = RootRequest::new(request).check(&Profile::default(), UtcDateTime::now()).expect("a grant");
    grant.to_be_signed(rng).expect("randomness")
}

/// The signer failed, and the same bytes can be tried again.
fn retry(not_signed: SignError, reason: &str) -> ToBeSigned {
    let error = not_signed.error().to_string();
    assert!(matches!(not_signed.error(), Error::Signer(_)), "{error}");
    assert!(error.contains(reason), "{error}");
    not_signed.into_retry().expect("no signature came back")
}

/// Serializes the tests: all sessions of a process share one login.
#[test]
fn k5_a_token_that_misbehaves_issues_nothing_and_is_tried_again() {
    let module = std::env::var("PKCS11_MODULE").unwrap_or_else(|_| SOFTHSM2.to_string());
    let pkcs11 = Pkcs11::new(module).expect("SoftHSM2");
    pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("once");
    let pin = std::env::var("PKCS11_PIN").expect("PKCS11_PIN");
    let open = |label: &str, pin: &str| Token::log_in_to(pkcs11.clone(), label, AuthPin::new(pin.into()));

    let no_token = open("another", &pin).map(drop).expect_err("no such token");
    assert!(matches!(no_token, TokenError::Token(_)), "{no_token}");
    let wrong_pin = open("certmint", "wrong").map(drop).expect_err("a wrong PIN");
    assert!(wrong_pin.to_string().contains("PIN"), "{wrong_pin}");
    assert!(!format!("{wrong_pin:?}").contains("wrong"), "{wrong_pin:?}");

    let token = open("certmint", &pin).expect("the token");
    every_algorithm_verifies(&token);
    a_lost_login_is_tried_again(&token);
    a_deleted_key_issues_nothing(&token);
    another_key_of_the_same_label_issues_nothing(&token);
    let [root, _, server] = issue(&token, UtcDateTime::now()).expect("a chain");
    assert_eq!(server.chain().last(), Some(root.certificate()));
}

fn every_algorithm_verifies(token: &Arc<Token>) {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let key = token.key(&format!("test {algorithm:?}"), algorithm).expect("a key");
        assert_eq!(key.public_key().algorithm(), Some(algorithm));
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let algorithm = match algorithm {
                KeyAlgorithm::Rsa2048 => SignatureAlgorithm::RsaPkcs1(hash),
                _ => SignatureAlgorithm::Ecdsa(hash),
            };
            let signature = key.sign(algorithm, b"message").expect("a signature");
            assert!(key.public_key().verify(algorithm, b"message", &signature), "{algorithm:?}");
        }
        // The key is found again by its label.
        let again = token.key(&format!("test {algorithm:?}"), algorithm).expect("the key");
        assert_eq!(again.public_key(), key.public_key());
    }
}

fn a_lost_login_is_tried_again(token: &Arc<Token>) {
    let rng = &mut TokenRng(Arc::clone(token));
    let key = token.key("test Ec256", KeyAlgorithm::Ec256).expect("a key");
    let first = to_be_signed(&key, rng);
    let bytes = first.as_bytes().to_vec();
    token.with_session(|session| Ok(session.logout()?)).expect("logged out");
    let first = retry(first.sign(&key).expect_err("not logged in"), "not exactly one key");
    // The session was closed, and a new one is opened.
    let issued = first.sign(&key).expect("a certificate");
    assert!(issued.certificate().as_der().windows(bytes.len()).any(|window| window == bytes));
    let mut octets = [0; 32];
    rng.try_fill_bytes(&mut octets).expect("randomness");
    assert_ne!(octets, [0; 32]);
}

/// Deletes both halves of the key pair.
fn delete(token: &Token, label: &str) {
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
        let deleted = token.with_session(|session| {
            let template = [Attribute::Class(class), Attribute::Label(label.into())];
            for object in session.find_objects(&template)? {
                session.destroy_object(object)?;
            }
            Ok(())
        });
        deleted.expect("deleted");
    }
}

fn a_deleted_key_issues_nothing(token: &Arc<Token>) {
    let rng = &mut TokenRng(Arc::clone(token));
    let key = token.key("test deleted", KeyAlgorithm::Ec256).expect("a key");
    let first = to_be_signed(&key, rng);
    delete(token, "test deleted");
    let again = retry(first.sign(&key).expect_err("no key"), "not exactly one key");
    retry(again.sign(&key).expect_err("still no key"), "not exactly one key");
    // The key of a CA that exists is not replaced by a new one.
    let gone = token.existing_key("test deleted").map(drop).expect_err("no key");
    assert!(matches!(gone, TokenError::Key(_)), "{gone}");
}

fn another_key_of_the_same_label_issues_nothing(token: &Arc<Token>) {
    let rng = &mut TokenRng(Arc::clone(token));
    let key = token.key("test replaced", KeyAlgorithm::Ec256).expect("a key");
    let first = to_be_signed(&key, rng);
    delete(token, "test replaced");
    let replaced = token.key("test replaced", KeyAlgorithm::Ec256).expect("another key");
    assert_ne!(replaced.public_key(), key.public_key());
    // It still returns its original public key but signs with another key.
    let not_signed = first.sign(&key).expect_err("a signature by another key");
    assert!(matches!(not_signed.into_retry(), Err(Error::SignatureInvalid)));
}
