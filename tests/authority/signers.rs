//! K5: external signers, and signing in two steps.

use certmint::error::SignerError;
use certmint::key::SignatureAlgorithm;
use certmint::{
    Authority, EndEntityRequest, Error, HashAlgorithm, Issued, Issuer, KeyAlgorithm, PrivateKey, Profile,
    RootRequest, Signer, ToBeSigned,
};

use toolkit::forge::{content, csr, members, tlv};
use toolkit::oracle::verifies;
use toolkit::stock::{Answer, Remote, authority, entity, key};
use toolkit::{now, params, reproducible, rng, years};

fn honest(key: &PrivateKey, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
    key.sign(algorithm, message)
}

/// Issues with an authority whose signer returns this answer.
fn issue(algorithm: KeyAlgorithm, answer: Answer) -> Result<Issued, Error> {
    let issuer = authority(algorithm).issuer().clone();
    let authority = Authority::new(issuer, Remote { key: key(algorithm), answer })?;
    entity(&authority, csr(&key(KeyAlgorithm::Ec256), "K5", &[]))
}

fn assert_invalid(result: Result<Issued, Error>, what: &str) {
    let error = result.expect_err("a refusal");
    assert!(matches!(error, Error::SignatureInvalid), "{what}: {error:?}");
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
}

/// A key for which the same algorithms can be used.
fn another_like(known: &PrivateKey) -> PrivateKey {
    match known.public_key().as_spki_der().len() {
        91 => PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(30)).expect("a key"),
        120 => PrivateKey::generate(KeyAlgorithm::Ec384, &mut rng(30)).expect("a key"),
        _ => key(KeyAlgorithm::Rsa4096),
    }
}

const SIGNING: [KeyAlgorithm; 3] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048];

#[test]
fn k5_a_remote_signer_gives_the_certificate_that_the_own_key_gives() {
    for algorithm in SIGNING {
        let remote = issue(algorithm, honest).unwrap();
        let own = entity(&authority(algorithm), csr(&key(KeyAlgorithm::Ec256), "K5", &[])).unwrap();
        assert_eq!(
            reproducible(remote.certificate().as_der()),
            reproducible(own.certificate().as_der()),
            "{algorithm:?}"
        );
    }
}

#[test]
fn k5_a_signer_that_fails_is_named_with_its_reason() {
    let error = issue(KeyAlgorithm::Ec256, |_, _, _| Err(SignerError::new("the HSM is locked"))).unwrap_err();
    assert!(matches!(error, Error::Signer(_)), "{error:?}");
    assert_eq!(error.to_string(), "the signer failed: the HSM is locked");
    assert_eq!(error.message(), "the signer failed");
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
    assert!(error.violations().is_empty());
    let source = core::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the HSM is locked");
}

#[test]
fn e2_what_a_signer_says_of_itself_disturbs_no_log_and_stays_off_the_wire() {
    let said = "\"no\" session\nroot: all is well\u{202e}";
    let error = issue(KeyAlgorithm::Ec256, |_, _, _| {
        Err(SignerError::new("\"no\" session\nroot: all is well\u{202e}"))
    });
    let error = error.unwrap_err();
    let escaped = "the signer failed: \"no\" session\\u{a}root: all is well\\u{202e}";
    assert_eq!(error.to_string(), escaped);
    assert_eq!(error.message(), "the signer failed");
    // The original error is available to the caller.
    let source = core::error::Error::source(&error).and_then(core::error::Error::source).unwrap();
    assert_eq!(source.to_string(), said);
}

#[test]
fn k5_a_signature_that_does_not_verify_makes_no_certificate() {
    let answers: [(&str, Answer); 9] = [
        ("empty", |_, _, _| Ok(Vec::new())),
        ("garbage", |_, _, _| Ok(vec![0x5a; 70])),
        ("zeros", |_, _, _| Ok(vec![0; 256])),
        ("far too long", |_, _, _| Ok(vec![1; 1 << 20])),
        ("of other bytes", |key, algorithm, _| key.sign(algorithm, b"other bytes")),
        ("by another key", |key, algorithm, message| another_like(key).sign(algorithm, message)),
        ("with another hash", |key, algorithm, message| {
            key.sign(
                match algorithm {
                    SignatureAlgorithm::Ecdsa(_) => SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha512),
                    _ => SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha512),
                },
                message,
            )
        }),
        ("cut off", |key, algorithm, message| {
            honest(key, algorithm, message).map(|mut signature| {
                signature.pop();
                signature
            })
        }),
        ("with an octet more", |key, algorithm, message| {
            honest(key, algorithm, message).map(|signature| [signature, vec![0]].concat())
        }),
    ];
    for algorithm in SIGNING {
        for (what, answer) in answers {
            assert_invalid(issue(algorithm, answer), &format!("{algorithm:?} {what}"));
        }
    }
}

#[test]
fn k5_an_ecdsa_signature_must_be_der() {
    // IEEE P1363 form: r and s side by side, as PKCS#11 and JOSE return them.
    assert_invalid(
        issue(KeyAlgorithm::Ec256, |key, algorithm, message| {
            let der = key.sign(algorithm, message)?;
            Ok(p256::ecdsa::Signature::from_der(&der).map_err(SignerError::new)?.to_bytes().to_vec())
        }),
        "P1363",
    );
    // BER with a superfluous leading zero (X.690 §8.3.2).
    assert_invalid(
        issue(KeyAlgorithm::Ec256, |key, algorithm, message| {
            let der = key.sign(algorithm, message)?;
            let [r, s] = members(&der)[..] else { return Err(SignerError::new("two integers")) };
            let padded = tlv(0x02, &[&[0], content(r)].concat());
            Ok(tlv(0x30, &[&padded, s].concat()))
        }),
        "BER",
    );
}

#[test]
fn k5_a_signer_with_another_public_key_is_refused_at_once() {
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    for other in [KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let error = Authority::new(issuer.clone(), Remote { key: key(other), answer: honest }).map(drop);
        assert!(matches!(error, Err(Error::SignerMismatch)), "{error:?}");
    }
    let same_curve = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(31)).unwrap();
    let error = Authority::new(issuer, same_curve).unwrap_err();
    assert!(matches!(error, Error::SignerMismatch), "{error:?}");
    assert_eq!(error.code().as_str(), "PCA.00010001");
}

fn to_be_signed(issuer: &Issuer) -> ToBeSigned {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K5", years(1)));
    let grant = request.check(issuer, &Profile::default(), now()).expect("a grant");
    let mut rng = rng(32);
    let (_, grant) = grant.generate_key(&mut rng).expect("a key");
    grant.to_be_signed(&mut rng).expect("to be signed")
}

#[test]
fn k5_signing_in_two_steps_gives_what_one_step_gives() {
    for algorithm in SIGNING {
        let authority = authority(algorithm);
        let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K5", years(1)));
        let at_once = authority.issue(&request, now(), &mut rng(32)).unwrap();

        let pending = to_be_signed(authority.issuer());
        assert_eq!(pending.public_key(), authority.issuer().public_key());
        let bytes = pending.as_bytes().to_vec();
        let signature = key(algorithm).sign(pending.algorithm(), &bytes).unwrap();
        let issued = pending.complete(&signature).unwrap();
        assert_eq!(members(issued.certificate().as_der())[0], bytes);
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(at_once.certificate().as_der()));
        assert_eq!(issued.certificate_id(), at_once.certificate_id());
    }
}

#[test]
fn k5_a_root_is_signed_in_two_steps_with_the_key_that_it_certifies() {
    let request = RootRequest::new(params(KeyAlgorithm::Ec384, "K5", years(1)));
    let grant = request.check(&Profile::default(), now()).unwrap();
    let (root_key, grant) = grant.generate_key(&mut rng(33)).unwrap();
    let pending = grant.to_be_signed(&mut rng(34)).unwrap();
    assert_eq!(pending.public_key(), root_key.public_key());
    let signature = root_key.sign(pending.algorithm(), pending.as_bytes()).unwrap();
    let certificate = pending.complete(&signature).unwrap().certificate().clone();
    assert!(verifies(certificate.as_der(), HashAlgorithm::Sha256, root_key.public_key().as_spki_der()));
}

#[test]
fn k5_a_signature_brought_back_is_verified() {
    let authority = authority(KeyAlgorithm::Ec256);
    let sign =
        |key: &PrivateKey, pending: &ToBeSigned| key.sign(pending.algorithm(), pending.as_bytes()).unwrap();
    let other = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(35)).unwrap();
    let pending = to_be_signed(authority.issuer());
    let signature = sign(&other, &pending);
    assert_invalid(pending.complete(&signature), "by another key");
    assert_invalid(to_be_signed(authority.issuer()).complete(&[]), "empty");
    // The whole certificate instead of only its signature.
    let issued = to_be_signed(authority.issuer()).sign(&key(KeyAlgorithm::Ec256)).unwrap();
    assert_invalid(to_be_signed(authority.issuer()).complete(issued.certificate().as_der()), "certificate");
}

#[test]
fn k5_a_to_be_signed_certificate_is_completed_only_for_its_issuer() {
    // The same name, another key.
    let [made_for, other] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384].map(authority);
    assert_eq!(made_for.issuer().subject(), other.issuer().subject());
    let error = to_be_signed(made_for.issuer()).sign(other.signer()).unwrap_err();
    assert!(matches!(error.error(), Error::SignerMismatch), "{error:?}");
    let issued = to_be_signed(made_for.issuer()).sign(made_for.signer()).unwrap();
    assert_eq!(issued.chain().nth(1), Some(&made_for.issuer().chain()[0]));
}

#[test]
fn k5_a_signer_can_be_a_trait_object() {
    let signer: Box<dyn Signer> = Box::new(Remote { key: key(KeyAlgorithm::Ec256), answer: honest });
    let authority = authority(KeyAlgorithm::Ec256);
    let issued = to_be_signed(authority.issuer()).sign(&*signer).unwrap();
    let own = to_be_signed(authority.issuer()).sign(authority.signer()).unwrap();
    assert_eq!(reproducible(issued.certificate().as_der()), reproducible(own.certificate().as_der()));
}
