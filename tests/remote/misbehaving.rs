//! K5: misbehaving signers, and retrying when it is safe.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use certmint::error::{SignError, SignerError};
use certmint::key::{SignatureAlgorithm, ecdsa_sig_value};
use certmint::{Authority, Error, Issued, KeyAlgorithm, PrivateKey, PublicKey, Signer, ToBeSigned};

use crate::requests::{Kind, Wanted, plain};
use toolkit::forge::{content, csr, members};
use toolkit::stock::{authority, entity, key};
use toolkit::{reproducible, rng};

/// The answers of a signer, in sequence.
type Answer<'a> = Box<dyn Fn(&PrivateKey, SignatureAlgorithm, &[u8]) -> Result<Vec<u8>, SignerError> + 'a>;

/// A signer that returns keys and answers in sequence, repeating the last one.
struct Remote<'a> {
    shows: Vec<PublicKey>,
    shown: Cell<usize>,
    key: PrivateKey,
    answers: Vec<Answer<'a>>,
    asked: RefCell<Vec<Vec<u8>>>,
}

impl<'a> Remote<'a> {
    fn new(algorithm: KeyAlgorithm, answers: Vec<Answer<'a>>) -> Self {
        let key = key(algorithm);
        let shows = vec![key.public_key().clone()];
        Self { shows, shown: Cell::new(0), key, answers, asked: RefCell::default() }
    }

    fn showing(mut self, shows: Vec<PublicKey>) -> Self {
        self.shows = shows;
        self
    }
}

impl Signer for Remote<'_> {
    fn public_key(&self) -> &PublicKey {
        let turn = self.shown.replace(self.shown.get() + 1);
        &self.shows[turn.min(self.shows.len() - 1)]
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let turn = self.asked.borrow().len();
        self.asked.borrow_mut().push(message.to_vec());
        self.answers[turn.min(self.answers.len() - 1)](&self.key, algorithm, message)
    }
}

fn honest<'a>() -> Answer<'a> {
    Box::new(|key, algorithm, message| key.sign(algorithm, message))
}

fn fails<'a>(text: &'static str) -> Answer<'a> {
    Box::new(move |_, _, _| Err(SignerError::new(text)))
}

fn answers<'a>(signature: Vec<u8>) -> Answer<'a> {
    Box::new(move |_, _, _| Ok(signature.clone()))
}

fn another(seed: u8) -> PrivateKey {
    PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(seed)).expect("a key")
}

/// Nothing is issued, and nothing is returned for another attempt.
fn assert_for_good(not_signed: SignError, what: &str) {
    assert!(matches!(not_signed.error(), Error::SignatureInvalid), "{what}: {not_signed:?}");
    assert!(matches!(not_signed.into_retry(), Err(Error::SignatureInvalid)), "{what}");
}

#[test]
fn k5_after_a_failure_the_same_bytes_are_signed_under_the_same_serial_number() {
    for issuer in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let wanted = Wanted { issuer, ..plain(Kind::Apply) };
        let first = wanted.to_be_signed();
        let (bytes, id) = (first.as_bytes().to_vec(), first.certificate_id());
        let outage = vec![fails("the HSM is locked"), fails("connection reset by peer"), honest()];
        let hsm = Remote::new(issuer, outage);
        let mut to_be_signed = first;
        let issued = loop {
            match to_be_signed.sign(&hsm) {
                Ok(issued) => break issued,
                Err(not_signed) => {
                    assert!(matches!(not_signed.error(), Error::Signer(_)), "{not_signed:?}");
                    to_be_signed = not_signed.into_retry().expect("no signature came back");
                }
            }
        };
        assert_eq!(*hsm.asked.borrow(), vec![bytes.clone(); 3]);
        assert_eq!(members(issued.certificate().as_der())[0], bytes);
        assert_eq!(issued.certificate_id(), id);
        let at_once = crate::requests::issue(&wanted);
        assert_eq!(issued.serial_number(), at_once.serial_number());
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(at_once.certificate().as_der()));
    }
}

#[test]
fn k5_a_signer_with_another_key_is_asked_nothing_and_the_right_one_can_follow() {
    let wanted = plain(Kind::Apply);
    let wrong =
        Remote::new(KeyAlgorithm::Ec256, vec![honest()]).showing(vec![another(76).public_key().clone()]);
    let not_signed = wanted.to_be_signed().sign(&wrong).unwrap_err();
    assert!(matches!(not_signed.error(), Error::SignerMismatch));
    assert!(wrong.asked.borrow().is_empty());
    let issued = not_signed.into_retry().unwrap().sign(&wanted.signer()).unwrap();
    let at_once = crate::requests::issue(&wanted);
    assert_eq!(reproducible(issued.certificate().as_der()), reproducible(at_once.certificate().as_der()));
}

#[test]
fn k5_a_signature_that_does_not_verify_ends_it() {
    let wanted = plain(Kind::Apply);
    let honest_signature = |to_be_signed: &ToBeSigned| {
        wanted.signer().sign(to_be_signed.algorithm(), to_be_signed.as_bytes()).expect("a signature")
    };
    let first = wanted.to_be_signed();
    let signature = honest_signature(&first);
    let p1363 = p256::ecdsa::Signature::from_der(&signature).expect("DER").to_bytes().to_vec();
    let mut negative = members(&signature).concat();
    negative[2] ^= 0x80;
    // The same issuer, another certificate.
    let sibling = honest_signature(&Wanted { names: 0, ..wanted.clone() }.to_be_signed());
    let by_another = another(77).sign(first.algorithm(), first.as_bytes()).expect("a signature");
    for (what, signature) in [
        ("empty", Vec::new()),
        ("garbage", vec![0x5a; 71]),
        ("sixteen megabytes", vec![0x30; 16 << 20]),
        ("IEEE P1363", p1363.clone()),
        ("r and s as octet strings", [members(&signature)[0], members(&signature)[1]].concat()),
        ("an altered number", toolkit::tlv(0x30, &negative)),
        ("r and s exchanged", ecdsa_sig_value(&p1363[32..], &p1363[..32])),
        ("zero", ecdsa_sig_value(&[], &[])),
        ("the field's whole range", ecdsa_sig_value(&[0xff; 32], &[0xff; 32])),
        ("of another certificate of the issuer", sibling),
        ("by another key", by_another),
        ("the bytes to be signed", first.as_bytes().to_vec()),
    ] {
        let hsm = Remote::new(KeyAlgorithm::Ec256, vec![answers(signature.clone())]);
        assert_for_good(wanted.to_be_signed().sign(&hsm).unwrap_err(), what);
        let brought_back = wanted.to_be_signed().complete(&signature);
        assert!(matches!(brought_back, Err(Error::SignatureInvalid)), "{what}");
    }
    // The conversion of r and s gives what the key itself returned.
    let (r, s) = p1363.split_at(32);
    assert_eq!(ecdsa_sig_value(r, s), signature);
    assert!(wanted.to_be_signed().complete(&ecdsa_sig_value(r, s)).is_ok());
}

#[test]
fn k5_every_signature_of_a_token_is_converted_to_one_that_verifies() {
    // Numbers with and without leading zeros and high bits: 200 messages produce all lengths that
    // occur.
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        let key = key(algorithm);
        let hash = SignatureAlgorithm::Ecdsa(certmint::HashAlgorithm::Sha256);
        for message in 0..200_u8 {
            let der = key.sign(hash, &[message]).expect("a signature");
            let p1363 = match algorithm {
                KeyAlgorithm::Ec256 => {
                    p256::ecdsa::Signature::from_der(&der).expect("DER").to_bytes().to_vec()
                }
                _ => p384::ecdsa::Signature::from_der(&der).expect("DER").to_bytes().to_vec(),
            };
            let (r, s) = p1363.split_at(p1363.len() / 2);
            assert_eq!(ecdsa_sig_value(r, s), der);
        }
    }
}

#[test]
fn k5_the_key_that_counts_is_the_issuers_whatever_the_signer_shows_and_when() {
    let own = key(KeyAlgorithm::Ec256);
    let other = another(78);
    let (own_public, other_public) = (own.public_key().clone(), other.public_key().clone());
    let issuer = || authority(KeyAlgorithm::Ec256).issuer().clone();
    let leaf = || csr(&key(KeyAlgorithm::Ec256), "K5", &[]);

    // The issuer's key when the authority is created, and another one when it signs.
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![honest()])
        .showing(vec![own_public.clone(), other_public.clone()]);
    let error = entity(&Authority::new(issuer(), hsm).unwrap(), leaf()).unwrap_err();
    assert!(matches!(error, Error::SignerMismatch), "{error:?}");

    // It always reports the issuer's key but signs with another one.
    let by_other = Box::new(|_: &PrivateKey, algorithm, message: &[u8]| other.sign(algorithm, message));
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![by_other]);
    let error = entity(&Authority::new(issuer(), hsm).unwrap(), leaf()).unwrap_err();
    assert!(matches!(error, Error::SignatureInvalid), "{error:?}");

    // It reports another key each time. Only the one at signing is compared, and the signature is
    // verified only with the issuer's.
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![honest()]).showing(vec![
        own_public.clone(),
        own_public,
        other_public,
    ]);
    let issued = entity(&Authority::new(issuer(), hsm).unwrap(), leaf()).unwrap();
    let own = entity(&authority(KeyAlgorithm::Ec256), leaf()).unwrap();
    assert_eq!(reproducible(issued.certificate().as_der()), reproducible(own.certificate().as_der()));
}

#[test]
fn k5_a_signer_that_hangs_up_midway_is_retried_and_one_that_lies_is_not() {
    let wanted = plain(Kind::CsrEntity);
    // It signs, and the answer is lost.
    let lost: Answer<'_> = Box::new(|key, algorithm, message| {
        key.sign(algorithm, message).and(Err(SignerError::new("the answer was lost")))
    });
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![lost, answers(vec![0x5a; 70]), honest()]);
    let first = wanted.to_be_signed().sign(&hsm).unwrap_err();
    let second = first.into_retry().unwrap().sign(&hsm).unwrap_err();
    assert_for_good(second, "garbage at the second attempt");
    assert_eq!(hsm.asked.borrow().len(), 2);
}

#[test]
fn k5_a_signer_that_panics_issues_nothing() {
    struct Panics(PublicKey);
    impl Signer for Panics {
        fn public_key(&self) -> &PublicKey {
            &self.0
        }

        fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
            panic!("the driver of the HSM is broken")
        }
    }
    let wanted = plain(Kind::Apply);
    let hsm = Panics(wanted.signer().public_key().clone());
    let unwound = catch_unwind(AssertUnwindSafe(|| wanted.to_be_signed().sign(&hsm)));
    let message = unwound.map(drop).expect_err("the panic goes through");
    assert_eq!(message.downcast_ref(), Some(&"the driver of the HSM is broken"));
    // The stored certificate is still valid.
    let stored = wanted.to_be_signed();
    let resumed = wanted.resume(stored.as_bytes(), stored.certificate_id()).unwrap();
    assert!(resumed.sign(&wanted.signer()).is_ok());
}

#[test]
fn k5_why_nothing_was_signed_is_told_with_its_source() {
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![fails("out of paper")]);
    let not_signed = plain(Kind::Apply).to_be_signed().sign(&hsm).unwrap_err();
    assert_eq!(not_signed.to_string(), "the signer failed: out of paper");
    assert_eq!(std::error::Error::source(&not_signed).unwrap().to_string(), "out of paper");
    let debug = format!("{not_signed:?}");
    assert!(debug.starts_with("SignError") && debug.contains("ToBeSigned("), "{debug}");
    // `?` in a function that returns this crate's errors drops the value.
    fn through(hsm: &Remote<'_>) -> Result<Issued, Error> {
        Ok(plain(Kind::Apply).to_be_signed().sign(hsm)?)
    }
    let hsm = Remote::new(KeyAlgorithm::Ec256, vec![fails("out of paper")]);
    assert!(matches!(through(&hsm), Err(Error::Signer(_))));
}

#[test]
fn k5_what_is_to_be_signed_crosses_threads_and_awaits() {
    fn send_and_sync<T: Send + Sync + 'static>() {}
    send_and_sync::<ToBeSigned>();
    send_and_sync::<SignError>();
    send_and_sync::<Box<dyn Signer + Send + Sync>>();
    let wanted = plain(Kind::Apply);
    let to_be_signed = wanted.to_be_signed();
    let bytes = to_be_signed.as_bytes().to_vec();
    let issued =
        std::thread::spawn(move || to_be_signed.sign(&key(KeyAlgorithm::Ec256))).join().unwrap().unwrap();
    assert_eq!(members(issued.certificate().as_der())[0], bytes);
    assert_eq!(content(members(issued.certificate().as_der())[2])[0], 0);
}
