//! K5: an authority gives the same with its signer in the program, with one that answers later, and
//! with one that is elsewhere.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use certmint::crl::CrlNumber;
use certmint::error::SignerError;
use certmint::key::{AsyncSigner, NoSigner, SignatureAlgorithm};
use certmint::profile::MaximumValidity;
use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::time::Duration;
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, CrlRequest, CsrRequest, DistinguishedName, EndEntityRequest, Error,
    HashAlgorithm, Issued, Issuer, KeyAlgorithm, PrivateKey, Profile, PublicKey, RootRequest, Signer,
    SubordinateRequest, ToBeSigned,
};
use rand_chacha::ChaCha20Rng;

use toolkit::forge::csr;
use toolkit::stock::{Answer, authority, key};
use toolkit::{now, params, profile_with, reproducible, rng, years};

const SIGNING: [KeyAlgorithm; 3] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048];

/// A signer that answers when it is asked for the third time.
struct Late {
    key: PrivateKey,
    asked: AtomicUsize,
    answer: Answer,
}

impl Late {
    fn new(algorithm: KeyAlgorithm) -> Self {
        Self { key: key(algorithm), asked: AtomicUsize::new(0), answer: Signer::sign }
    }
}

impl AsyncSigner for Late {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    async fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut polls = 0;
        std::future::poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        (self.answer)(&self.key, algorithm, message)
    }
}

/// Runs a future without a runtime, and returns how often it was polled.
fn poll<T>(future: impl Future<Output = T>) -> (T, usize) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for polls in 1.. {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return (done, polls);
        }
    }
    unreachable!()
}

/// Demands what a server's executor demands.
fn spawnable<F: Future + Send + 'static>(future: F) -> F {
    future
}

/// Randomness that cannot leave its thread, such as that of `rand::rng()`.
struct ThreadRng(Rc<Cell<u64>>, ChaCha20Rng);

impl TryRng for ThreadRng {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.1.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.1.try_next_u64()
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
        self.0.set(self.0.get() + 1);
        self.1.try_fill_bytes(octets)
    }
}

impl TryCryptoRng for ThreadRng {}

/// The default profile with shorter validities and other usages.
fn profile() -> Profile {
    profile_with(|settings| {
        settings.end_entity_validity = MaximumValidity { unit: ValidityUnit::Year, value: 3 };
        settings.end_entity_needs_alternative_name = false;
    })
}

fn request() -> EndEntityRequest {
    EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K5", years(1)))
}

#[test]
fn k5_a_signer_that_answers_later_issues_what_one_in_the_program_issues() {
    for algorithm in SIGNING {
        let local = authority(algorithm).with_profile(profile());
        let issuer = local.issuer().clone();
        let late = Authority::with_async_signer(issuer, Late::new(algorithm)).unwrap();
        let late = late.with_profile(profile());
        let ca = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "K5 CA", years(2)));
        let certified = CsrRequest::new(
            csr(&key(KeyAlgorithm::Ec384), "K5 CSR", &[]),
            CertificateType::EntityCert,
            years(1),
        )
        .unwrap();
        let one = |seed| (rng(seed), rng(seed));

        let (mut here, mut there) = one(40);
        let (issued, polls) = poll(late.issue_async(&request(), now(), &mut there));
        let (issued, same) = (issued.unwrap(), local.issue(&request(), now(), &mut here).unwrap());
        assert_eq!(polls, 3);
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(same.certificate().as_der()));
        assert_eq!(issued.certificate_id(), same.certificate_id());
        let keys = [issued.private_key(), same.private_key()].map(|key| key.unwrap().to_pkcs8_der());
        assert_eq!(keys[0], keys[1]);

        let (mut here, mut there) = one(41);
        let issued = poll(late.issue_async(&ca, now(), &mut there)).0.unwrap();
        let same = local.issue(&ca, now(), &mut here).unwrap();
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(same.certificate().as_der()));

        let (mut here, mut there) = one(42);
        let issued = poll(late.issue_async(&certified, now(), &mut there)).0.unwrap();
        let same = local.issue(&certified, now(), &mut here).unwrap();
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(same.certificate().as_der()));
        assert!(issued.private_key().is_none());

        let list = CrlRequest::new(CrlNumber::from(7), now(), now() + Duration::days(7));
        let crl = poll(late.issue_crl_async(&list)).0.unwrap();
        assert_eq!(reproducible(crl.as_der()), reproducible(local.issue_crl(&list).unwrap().as_der()));
    }
}

#[test]
fn k5_an_authority_without_a_signer_prepares_what_an_authority_issues() {
    for algorithm in SIGNING {
        let local = authority(algorithm).with_profile(profile());
        let remote: Authority<NoSigner> = Authority::without_signer(local.issuer().clone());
        let remote = remote.with_profile(profile());
        let prepared = remote.prepare(&request(), now(), &mut rng(43)).unwrap();
        let same = local.issue(&request(), now(), &mut rng(43)).unwrap();
        // The host stores the key before it asks for a signature.
        let stored = prepared.private_key().unwrap().to_pkcs8_der();
        let signature = key(algorithm).sign(prepared.algorithm(), prepared.as_bytes()).unwrap();
        let issued = prepared.complete(&signature).unwrap();
        assert_eq!(reproducible(issued.certificate().as_der()), reproducible(same.certificate().as_der()));
        assert_eq!(issued.private_key().unwrap().to_pkcs8_der(), stored);
        assert_eq!(same.private_key().unwrap().to_pkcs8_der(), stored);

        let list = CrlRequest::new(CrlNumber::from(7), now(), now() + Duration::days(7));
        let prepared = remote.prepare_crl(&list).unwrap();
        let signature = key(algorithm).sign(prepared.algorithm(), prepared.as_bytes()).unwrap();
        let crl = prepared.complete(&signature).unwrap();
        assert_eq!(reproducible(crl.as_der()), reproducible(local.issue_crl(&list).unwrap().as_der()));
    }
}

/// Returns the pointers of a refusal.
fn pointers<T: core::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    result.unwrap_err().violations().iter().map(|violation| violation.pointer().to_string()).collect()
}

#[test]
fn k5_every_violation_is_found_at_once_wherever_the_signer_is() {
    let local = authority(KeyAlgorithm::Ec256).with_profile(profile());
    let issuer = || local.issuer().clone();
    let late = Authority::with_async_signer(issuer(), Late::new(KeyAlgorithm::Ec256)).unwrap();
    let (late, remote) = (late.with_profile(profile()), Authority::without_signer(issuer()));
    let remote = remote.with_profile(profile());
    // Longer than the profile allows, and with the name of the issuer.
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Forged Root", years(4)));
    let expected = pointers(local.issue(&request, now(), &mut rng(44)));
    assert_eq!(expected.len(), 2, "{expected:?}");
    assert_eq!(pointers(remote.prepare(&request, now(), &mut rng(44))), expected);
    assert_eq!(pointers(poll(late.issue_async(&request, now(), &mut rng(44))).0), expected);
    assert_eq!(late.signer().asked.load(Ordering::Relaxed), 0);

    let json = br#"{ "key_algorithm": "DSA", "validity": { "type": "YEAR", "value": 4 } }"#;
    let expected = pointers(Body::from_json(json).unwrap().for_authority(&local, now()).read_end_entity());
    assert!(expected.contains(&"/validity/value".to_string()), "{expected:?}");
    let body = || Body::from_json(json).unwrap();
    assert_eq!(pointers(body().for_authority(&late, now()).read_end_entity()), expected);
    assert_eq!(pointers(body().for_authority(&remote, now()).read_end_entity()), expected);
}

/// A server that is written for any signer.
fn spawn_for_any<S>(authority: Arc<Authority<S>>) -> impl Future<Output = Result<Issued, Error>> + Send
where
    S: AsyncSigner + Send + Sync + 'static,
{
    spawnable(async move {
        let issued = authority.issue_async(&request(), now(), &mut rng(45)).await?;
        let list = CrlRequest::new(CrlNumber::from(1), now(), now() + Duration::days(1));
        authority.issue_crl_async(&list).await?;
        Ok(issued)
    })
}

#[test]
fn k5_issuing_from_a_spawned_task_needs_no_generator_of_other_threads() {
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    let late = Late::new(KeyAlgorithm::Ec256);
    let shared = Arc::new(Authority::with_async_signer(issuer, Arc::new(late)).unwrap());
    let calls = Rc::new(Cell::new(0));
    assert!(poll(spawn_for_any(shared)).0.is_ok());

    // The generator of a thread serves a future that goes to another thread.
    let late: &'static Late = Box::leak(Box::new(Late::new(KeyAlgorithm::Ec256)));
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    let leaked: &'static Authority<_> =
        Box::leak(Box::new(Authority::with_async_signer(issuer, late).unwrap()));
    let mut generator = ThreadRng(Rc::clone(&calls), rng(46));
    let prepared = leaked.prepare(&request(), now(), &mut generator).unwrap();
    assert!(calls.get() > 0);
    let signed = spawnable(async move { prepared.sign_async(leaked.signer()).await });
    assert!(poll(signed).0.is_ok());
    // As it does where the future is only awaited: it borrows neither of these.
    let future = leaked.issue_async(&request(), now(), &mut generator);
    drop(generator);
    assert!(std::thread::scope(|scope| scope.spawn(move || poll(send(future)).0.is_ok()).join()).unwrap());
}

fn send<F: Future + Send>(future: F) -> F {
    future
}

#[test]
fn k5_a_stored_private_key_is_known_by_the_certified_key() {
    let local = authority(KeyAlgorithm::Ec256);
    let prepared = local.prepare(&request(), now(), &mut rng(47)).unwrap();
    let (bytes, id) = (prepared.as_bytes().to_vec(), prepared.certificate_id());
    let stored = PrivateKey::from_der(&prepared.private_key().unwrap().to_pkcs8_der()).unwrap();
    let resumed = ToBeSigned::resume(&bytes, id, local.issuer(), now()).unwrap();
    assert!(resumed.private_key().is_none());
    assert_eq!(resumed.subject_public_key(), stored.public_key());
    // The other one is the signer's.
    assert_eq!(resumed.public_key(), local.issuer().public_key());
    assert_ne!(resumed.subject_public_key(), resumed.public_key());
    let issued = resumed.sign(local.signer()).unwrap();
    assert_eq!(issued.subject_public_key(), stored.public_key());
    // A root has one key for both.
    let root = RootRequest::new(params(KeyAlgorithm::Ec384, "K5 Root", years(1)));
    let root = Authority::create_root(&root, &Profile::default(), now(), &mut rng(48)).unwrap();
    assert_eq!(root.subject_public_key(), root.private_key().unwrap().public_key());
}

#[test]
fn k5_a_private_key_survives_a_signer_that_fails() {
    let local = authority(KeyAlgorithm::Ec256);
    let prepare = || -> ToBeSigned {
        Authority::without_signer(local.issuer().clone()).prepare(&request(), now(), &mut rng(47)).unwrap()
    };
    let pkcs8 = prepare().private_key().unwrap().to_pkcs8_der();
    let failing = Late { answer: |_, _, _| Err(SignerError::new("503")), ..Late::new(KeyAlgorithm::Ec256) };
    let not_signed = poll(prepare().sign_async(&failing)).0.unwrap_err();
    assert!(matches!(not_signed.error(), Error::Signer(_)), "{not_signed:?}");
    let again = not_signed.into_retry().unwrap();
    assert_eq!(again.private_key().unwrap().to_pkcs8_der(), pkcs8);
    let issued = poll(again.sign_async(&Late::new(KeyAlgorithm::Ec256))).0.unwrap();
    assert_eq!(issued.private_key().unwrap().to_pkcs8_der(), pkcs8);

    // Another key was not asked; the right one can follow.
    let other = Late::new(KeyAlgorithm::Ec384);
    let not_signed = poll(prepare().sign_async(&other)).0.unwrap_err();
    assert!(matches!(not_signed.error(), Error::SignerMismatch));
    assert_eq!(other.asked.load(Ordering::Relaxed), 0);
    assert!(not_signed.into_retry().unwrap().sign(local.signer()).unwrap().private_key().is_some());

    // A signature that does not verify ends it.
    let broken = Late { answer: |_, _, _| Ok(vec![0x5a; 70]), ..Late::new(KeyAlgorithm::Ec256) };
    let not_signed = poll(prepare().sign_async(&broken)).0.unwrap_err();
    assert!(matches!(not_signed.into_retry(), Err(Error::SignatureInvalid)));

    // The host can keep the key apart.
    let mut taken = prepare();
    let private_key = taken.take_private_key().unwrap();
    let issued = taken.sign(local.signer()).unwrap();
    assert!(issued.private_key().is_none());
    let certified = PublicKey::from_spki_der(private_key.public_key().as_spki_der()).unwrap();
    assert!(issued.certificate().as_der().windows(91).any(|spki| spki == certified.as_spki_der()));
}

#[test]
fn k5_an_authority_needs_the_key_of_its_issuer_wherever_its_signer_is() {
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    let other = Late::new(KeyAlgorithm::Ec384);
    let error = Authority::with_async_signer(issuer, other).map(drop);
    assert!(matches!(error, Err(Error::SignerMismatch)), "{error:?}");
}

#[test]
fn k5_a_root_whose_key_is_elsewhere_is_made_by_one_call() {
    for algorithm in SIGNING {
        let hsm = key(algorithm);
        let subject = DistinguishedName::new("K5 Root").unwrap();
        let of = |key: &PublicKey| {
            let hash = HashAlgorithm::Sha256;
            RootRequest::new(CertificateParams::new(key.clone(), hash, subject.clone(), years(20)))
        };
        let (request, profile) = (of(hsm.public_key()), Profile::default());
        let root = Authority::create_root_with_signer(&request, &profile, &hsm, now(), &mut rng(48)).unwrap();
        assert!(root.private_key().is_none());
        let late = Late::new(algorithm);
        let later = Authority::create_root_with_async_signer(&request, &profile, &late, now(), &mut rng(48));
        let later = poll(send(later)).0.unwrap();
        assert_eq!(reproducible(root.certificate().as_der()), reproducible(later.certificate().as_der()));
        let prepared = Authority::prepare_root(&request, &profile, now(), &mut rng(48)).unwrap();
        let signature = hsm.sign(prepared.algorithm(), prepared.as_bytes()).unwrap();
        let prepared = prepared.complete(&signature).unwrap();
        assert_eq!(reproducible(root.certificate().as_der()), reproducible(prepared.certificate().as_der()));
        assert!(Authority::new(Issuer::try_from(&root).unwrap(), hsm).is_ok());

        // The request is for the key of another signer.
        let other = of(key(KeyAlgorithm::Rsa4096).public_key());
        let error =
            Authority::create_root_with_signer(&other, &profile, &key(algorithm), now(), &mut rng(49));
        assert!(matches!(error, Err(Error::SignerMismatch)), "{error:?}");
    }
    // A key that is generated here can be stored before it signs its own certificate.
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "K5 Root", years(20)));
    let mut prepared = Authority::prepare_root(&request, &Profile::default(), now(), &mut rng(50)).unwrap();
    let private_key = prepared.take_private_key().unwrap();
    let root = prepared.sign(&private_key).unwrap();
    let same = Authority::create_root(&request, &Profile::default(), now(), &mut rng(50)).unwrap();
    assert_eq!(reproducible(root.certificate().as_der()), reproducible(same.certificate().as_der()));
    assert!(same.private_key().is_some());
}
