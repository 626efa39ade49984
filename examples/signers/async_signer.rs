//! A CA whose key is in a key management service with an asynchronous API.
//!
//! The client of the service is an [`AsyncSigner`]. An [`Authority`] prepares what it signs
//! ([`Authority::prepare`]), so that the bytes can be stored before the service is asked
//! ([`ToBeSigned::sign_async`]). This program creates a root, then certificates for three devices
//! concurrently, during an outage of the service. It crashes while the fourth is being signed and
//! resumes from its store. The fifth gets a signature that does not verify and is abandoned.
//!
//! `cargo run --example async_signer` prints the chains in PEM, each verified by rustls-webpki. The
//! exit status is 0 only if everything succeeds.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use certmint::error::SignerError;
use certmint::key::{AsyncSigner, SignatureAlgorithm};
use certmint::name::SubjectAlternativeName;
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::uuid::Uuid;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued, Issuer,
    KeyAlgorithm, PrivateKey, Profile, PublicKey, RequestedValidity, RootRequest, Signer, ToBeSigned,
};
use rand_chacha::ChaCha20Rng;
use rustls_pki_types::{CertificateDer, UnixTime};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

type Failure = Box<dyn Error + Send + Sync>;

/// The time that the service takes for a signature.
const DELAY: Duration = Duration::from_millis(40);
/// How long to wait for the service, and how often to ask it.
const PATIENCE: Duration = Duration::from_secs(5);
const ATTEMPTS: u32 = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let rng = &mut ChaCha20Rng::from_seed(seed);
    let kms = Kms::start(PrivateKey::generate(KeyAlgorithm::Ec384, rng)?);
    let store = Store::default();

    let root = create_root(&kms, &store, rng).await?;
    let authority = Authority::with_async_signer(Issuer::try_from(&root)?, kms.clone())?;
    println!("the root {} is signed", root.fields().subject());

    // All three are requested before the service answers the first.
    let mut at_work = JoinSet::new();
    for name in ["pump.example.org", "valve.example.org", "gauge.example.org"] {
        let to_be_signed = request(name, &authority, rng)?;
        at_work.spawn(sign(kms.clone(), store.clone(), to_be_signed));
    }
    while let Some(done) = at_work.join_next().await {
        show(&done??, &root)?;
    }

    // The program ends while the service is at work. Only the store survives.
    let to_be_signed = request("boiler.example.org", &authority, rng)?;
    let id = to_be_signed.certificate_id();
    let crashing = tokio::spawn(sign(kms.clone(), store.clone(), to_be_signed));
    while store.pending().is_empty() {
        tokio::task::yield_now().await;
    }
    crashing.abort();
    if crashing.await.is_ok() {
        return Err("the crash came too late".into());
    }

    // After the restart, everything in the store still has to be signed.
    for (id, bytes) in store.pending() {
        let resumed = ToBeSigned::resume(&bytes, id, authority.issuer(), UtcDateTime::now())?;
        println!("after a crash, {id} is taken up again");
        show(&sign(kms.clone(), store.clone(), resumed).await?, &root)?;
    }

    // The service signs with the wrong key. The bytes must not be signed again.
    let other = Kms::start(PrivateKey::generate(KeyAlgorithm::Ec384, rng)?);
    let faulty = Kms { public_key: kms.public_key.clone(), ..other };
    let to_be_signed = request("meter.example.org", &authority, rng)?;
    match sign(faulty, store.clone(), to_be_signed).await {
        Err(error) if store.pending().is_empty() => println!("given up for good: {error}"),
        _ => return Err("a signature that does not verify must end it".into()),
    }

    match store.certificate(id) {
        Some(_) if store.pending().is_empty() => Ok(()),
        _ => Err("the certificate of the crash is missing".into()),
    }
}

/// Creates a root whose key the service holds. It is self-signed, so the service signs with the key
/// that is being certified.
async fn create_root(kms: &Kms, store: &Store, rng: &mut ChaCha20Rng) -> Result<Issued, Failure> {
    let subject = DistinguishedName::new("Example Remote Root")?;
    let validity = RequestedValidity::new(ValidityUnit::Year, 10)?;
    let params = CertificateParams::new(kms.public_key.clone(), HashAlgorithm::Sha384, subject, validity);
    let request = RootRequest::new(params);
    let prepared = Authority::prepare_root(&request, &Profile::default(), UtcDateTime::now(), rng)?;
    sign(kms.clone(), store.clone(), prepared).await
}

/// Prepares a certificate for a device that generated its own key.
fn request(name: &str, authority: &Authority<Kms>, rng: &mut ChaCha20Rng) -> Result<ToBeSigned, Failure> {
    let device = PrivateKey::generate(KeyAlgorithm::Ec256, rng)?;
    let validity = RequestedValidity::new(ValidityUnit::Day, 90)?;
    let params = CertificateParams::new(
        device.public_key().clone(),
        HashAlgorithm::Sha256,
        DistinguishedName::new(name)?,
        validity,
    )
    .with_alternative_names(vec![SubjectAlternativeName::dns(name)?])?;
    Ok(authority.prepare(&EndEntityRequest::new(params), UtcDateTime::now(), rng)?)
}

/// Asks the service for a signature, and asks again if it does not answer. A signature that does
/// not verify is a final error: the same bytes must not be signed again.
async fn sign(kms: Kms, store: Store, mut to_be_signed: ToBeSigned) -> Result<Issued, Failure> {
    let id = to_be_signed.certificate_id();
    store.put_pending(&to_be_signed);
    for attempt in 1..=ATTEMPTS {
        match to_be_signed.sign_async(&kms).await {
            Ok(issued) => {
                store.finish(&issued);
                return Ok(issued);
            }
            Err(error) => {
                println!("{id}: {error} (attempt {attempt})");
                // If the record stayed, these bytes would be signed again after a restart. With
                // deterministic ECDSA, a faulty and a correct signature of the same bytes reveal
                // the private key.
                to_be_signed = error.into_retry().inspect_err(|_| store.give_up(id))?;
            }
        }
        sleep(DELAY * attempt).await;
    }
    Err("the key management service is away".into())
}

/// Prints a certificate after rustls-webpki has verified its chain.
fn show(issued: &Issued, root: &Issued) -> Result<(), Failure> {
    let root = CertificateDer::from(root.certificate().as_der());
    let leaf = CertificateDer::from(issued.certificate().as_der());
    webpki::EndEntityCert::try_from(&leaf)?.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &[webpki::anchor_from_trusted_cert(&root)?],
        &[],
        UnixTime::now(),
        webpki::KeyUsage::server_auth(),
        None,
        None,
    )?;
    println!("{} {}\n{}", issued.certificate_id(), issued.fields().subject(), issued.chain_pem());
    Ok(())
}

/// The host's storage. A real host uses a database.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Tables>>);

#[derive(Default)]
struct Tables {
    /// To-be-signed certificates by ID.
    pending: HashMap<Uuid, Vec<u8>>,
    certificates: HashMap<Uuid, Vec<u8>>,
}

impl Store {
    fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        // Each method leaves the tables consistent, so a poisoned lock can be used.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Stores a certificate before the service is asked to sign it.
    fn put_pending(&self, to_be_signed: &ToBeSigned) {
        self.tables().pending.insert(to_be_signed.certificate_id(), to_be_signed.as_bytes().to_vec());
    }

    /// Stores the certificate and deletes the to-be-signed one in one transaction. Otherwise two
    /// certificates could get the same serial number.
    fn finish(&self, issued: &Issued) {
        let mut tables = self.tables();
        tables.pending.remove(&issued.certificate_id());
        tables.certificates.insert(issued.certificate_id(), issued.certificate().as_der().to_vec());
    }

    /// Deletes a to-be-signed certificate so that it is never signed again. To get a certificate
    /// after all, start from the request, which gives another serial number.
    fn give_up(&self, id: Uuid) {
        self.tables().pending.remove(&id);
    }

    fn pending(&self) -> Vec<(Uuid, Vec<u8>)> {
        self.tables().pending.iter().map(|(id, bytes)| (*id, bytes.clone())).collect()
    }

    fn certificate(&self, id: Uuid) -> Option<Vec<u8>> {
        self.tables().certificates.get(&id).cloned()
    }
}

/// A client of the key management service.
#[derive(Clone)]
struct Kms {
    public_key: PublicKey,
    requests: mpsc::Sender<SignRequest>,
}

struct SignRequest {
    algorithm: SignatureAlgorithm,
    message: Vec<u8>,
    answer: oneshot::Sender<Result<Vec<u8>, SignerError>>,
}

impl Kms {
    /// Starts a task that stands in for the service and is the only holder of the key. Its third
    /// answer is an outage.
    fn start(key: PrivateKey) -> Self {
        let public_key = key.public_key().clone();
        let (requests, mut received) = mpsc::channel::<SignRequest>(16);
        tokio::spawn(async move {
            let key = Arc::new(key);
            let mut count = 0;
            while let Some(SignRequest { algorithm, message, answer }) = received.recv().await {
                let key = Arc::clone(&key);
                count += 1;
                let outage = count == 3;
                // Each request has its own task, so that none waits for another.
                tokio::spawn(async move {
                    sleep(DELAY).await;
                    let signed = match outage {
                        true => Err(SignerError::new("503 Service Unavailable")),
                        false => key.sign(algorithm, &message),
                    };
                    // The caller may no longer be waiting.
                    let _ = answer.send(signed);
                });
            }
        });
        Self { public_key, requests }
    }
}

impl AsyncSigner for Kms {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    async fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let (answer, answered) = oneshot::channel();
        let request = SignRequest { algorithm, message: message.to_vec(), answer };
        self.requests.send(request).await.map_err(|_| SignerError::new("it has ended"))?;
        match timeout(PATIENCE, answered).await {
            Ok(Ok(signed)) => signed,
            Ok(Err(_)) => Err(SignerError::new("it hung up")),
            Err(_) => Err(SignerError::new("it took too long")),
        }
    }
}
