//! K5: lists with external signatures, and signing in two steps.

use certmint::error::SignerError;
use certmint::key::SignatureAlgorithm;
use certmint::{Authority, Crl, Error, HashAlgorithm, KeyAlgorithm, PrivateKey, Signer, ToBeSigned};

use crate::material::{request, revoked};
use toolkit::forge::members;
use toolkit::stock::{Answer, Remote, authority, key};
use toolkit::{reproducible, rng};

const SIGNING: [KeyAlgorithm; 3] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048];

/// The list of an authority whose signer returns this answer.
fn issue(algorithm: KeyAlgorithm, answer: Answer) -> Result<Crl, Error> {
    let issuer = authority(algorithm).issuer().clone();
    Authority::new(issuer, Remote { key: key(algorithm), answer })?
        .issue_crl(&request().with_revoked(revoked([1])))
}

fn pending(algorithm: KeyAlgorithm) -> ToBeSigned<Crl> {
    request().with_revoked(revoked([1])).to_be_signed(authority(algorithm).issuer()).expect("a list")
}

#[test]
fn k5_a_remote_signer_gives_the_list_that_the_own_key_gives() {
    for algorithm in SIGNING {
        let remote = issue(algorithm, |key, algorithm, message| key.sign(algorithm, message)).unwrap();
        let own = authority(algorithm).issue_crl(&request().with_revoked(revoked([1]))).unwrap();
        assert_eq!(reproducible(remote.as_der()), reproducible(own.as_der()));
    }
}

#[test]
fn k5_a_list_is_signed_in_two_steps() {
    for algorithm in SIGNING {
        let pending = pending(algorithm);
        assert_eq!(pending.public_key(), key(algorithm).public_key());
        assert_eq!(pending.algorithm().hash(), Some(HashAlgorithm::Sha256));
        let bytes = pending.as_bytes().to_vec();
        let signature = key(algorithm).sign(pending.algorithm(), &bytes).unwrap();
        let crl = pending.complete(&signature).unwrap();
        assert_eq!(members(crl.as_der())[0], bytes);
        let at_once = authority(algorithm).issue_crl(&request().with_revoked(revoked([1]))).unwrap();
        assert_eq!(reproducible(crl.as_der()), reproducible(at_once.as_der()));
    }
}

#[test]
fn k5_a_signature_that_does_not_verify_makes_no_list() {
    let answers: [Answer; 5] = [
        |_, _, _| Ok(Vec::new()),
        |_, _, _| Ok(vec![0x5a; 70]),
        |key, algorithm, _| key.sign(algorithm, b"other bytes"),
        |key, algorithm, message| {
            let other = match algorithm {
                SignatureAlgorithm::Ecdsa(_) => SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha512),
                _ => SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha512),
            };
            key.sign(other, message)
        },
        |key, algorithm, message| {
            let mut signature = key.sign(algorithm, message)?;
            signature.pop();
            Ok(signature)
        },
    ];
    for algorithm in SIGNING {
        for (position, answer) in answers.into_iter().enumerate() {
            let error = issue(algorithm, answer).unwrap_err();
            assert!(matches!(error, Error::SignatureInvalid), "{algorithm:?} {position}: {error:?}");
        }
    }
    let other = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(40)).unwrap();
    let pending = pending(KeyAlgorithm::Ec256);
    let signature = other.sign(pending.algorithm(), pending.as_bytes()).unwrap();
    assert!(matches!(pending.complete(&signature), Err(Error::SignatureInvalid)));
}

#[test]
fn k5_a_signer_that_fails_can_be_asked_again() {
    let failing = Remote { key: key(KeyAlgorithm::Ec256), answer: |_, _, _| Err(SignerError::new("away")) };
    let not_signed = pending(KeyAlgorithm::Ec256).sign(&failing).unwrap_err();
    assert_eq!(not_signed.to_string(), "the signer failed: away");
    let crl = not_signed.into_retry().unwrap().sign(&key(KeyAlgorithm::Ec256)).unwrap();
    let at_once = authority(KeyAlgorithm::Ec256).issue_crl(&request().with_revoked(revoked([1]))).unwrap();
    assert_eq!(reproducible(crl.as_der()), reproducible(at_once.as_der()));
}

#[test]
fn k5_a_list_is_completed_only_for_its_issuer() {
    let not_signed = pending(KeyAlgorithm::Ec256).sign(&key(KeyAlgorithm::Ec384)).unwrap_err();
    assert!(matches!(not_signed.error(), Error::SignerMismatch), "{not_signed:?}");
}

#[test]
fn k5_lists_can_be_sent_and_are_shown_in_short() {
    fn send_and_sync<T: Send + Sync + 'static>() {}
    send_and_sync::<ToBeSigned<Crl>>();
    send_and_sync::<Crl>();
    let crl = authority(KeyAlgorithm::Ec256).issue_crl(&request()).unwrap();
    assert_eq!(format!("{crl:?}"), format!("Crl(CrlNumber(0x07), {} octets)", crl.as_der().len()));
}
