//! A CA whose key is in a key management service that is asked asynchronously.
//!
//! The library has no asynchronous code and needs none: a to-be-signed certificate is bytes that are taken
//! away ([`ToBeSigned::as_bytes`]), across an `.await`, and a signature that is brought back
//! ([`ToBeSigned::complete`]). This program makes a root, then certificates for three devices at once,
//! over an outage of the service; then it crashes in the middle of a fourth, and takes that one up again
//! from what it had stored. A fifth gets a signature that does not verify, and is given up.
//!
//! `cargo run --example async_signer` prints the chains in PEM, each verified by rustls-webpki. It ends with
//! a status other than 0 where anything does not go as it should.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use certmint::key::SignatureAlgorithm;
use certmint::name::SubjectAlternativeName;
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::uuid::Uuid;
use certmint::{
    CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued, Issuer, KeyAlgorithm,
    PrivateKey, Profile, PublicKey, RequestedValidity, RootRequest, Signer, ToBeSigned,
};
use rand_chacha::ChaCha20Rng;
use rustls_pki_types::{CertificateDer, UnixTime};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

type Failure = Box<dyn Error + Send + Sync>;

/// How long the service takes for a signature.
const DELAY: Duration = Duration::from_millis(40);
/// How long the service is waited for, and how often it is asked.
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
    let issuer = Issuer::try_from(&root)?;
    println!("the root {} is signed", root.fields().subject());

    // Three at once: the service sees all of them before it answers the first.
    let mut at_work = JoinSet::new();
    for name in ["pump.example.org", "valve.example.org", "gauge.example.org"] {
        let to_be_signed = request(name, &issuer, rng)?;
        at_work.spawn(sign(kms.clone(), store.clone(), to_be_signed));
    }
    while let Some(done) = at_work.join_next().await {
        show(&done??, &root)?;
    }

    // The program ends while the service is at work. What is left is the store.
    let to_be_signed = request("boiler.example.org", &issuer, rng)?;
    let id = to_be_signed.certificate_id();
    let crashing = tokio::spawn(sign(kms.clone(), store.clone(), to_be_signed));
    while store.pending().is_empty() {
        tokio::task::yield_now().await;
    }
    crashing.abort();
    if crashing.await.is_ok() {
        return Err("the crash came too late".into());
    }

    // After the restart: whatever the store holds is still to be signed.
    for (id, bytes) in store.pending() {
        let resumed = ToBeSigned::resume(&bytes, id, &issuer, UtcDateTime::now())?;
        println!("after a crash, {id} is taken up again");
        show(&sign(kms.clone(), store.clone(), resumed).await?, &root)?;
    }

    // A service that signs with another key than it should: nothing is left to be signed again.
    let faulty = Kms::start(PrivateKey::generate(KeyAlgorithm::Ec384, rng)?);
    let to_be_signed = request("meter.example.org", &issuer, rng)?;
    match sign(faulty, store.clone(), to_be_signed).await {
        Err(error) if store.pending().is_empty() => println!("given up for good: {error}"),
        _ => return Err("a signature that does not verify must end it".into()),
    }

    match store.certificate(id) {
        Some(_) if store.pending().is_empty() => Ok(()),
        _ => Err("the certificate of the crash is missing".into()),
    }
}

/// A root whose key the service holds: self-signed, so the service certifies its own key.
async fn create_root(kms: &Kms, store: &Store, rng: &mut ChaCha20Rng) -> Result<Issued, Failure> {
    let subject = DistinguishedName::new("Example Remote Root")?;
    let validity = RequestedValidity::new(ValidityUnit::Year, 10)?;
    let params = CertificateParams::new(kms.public_key.clone(), HashAlgorithm::Sha384, subject, validity);
    let grant = RootRequest::new(params).check(&Profile::default(), UtcDateTime::now())?;
    sign(kms.clone(), store.clone(), grant.to_be_signed(rng)?).await
}

/// What is to be signed for a device, which has made its own key.
fn request(name: &str, issuer: &Issuer, rng: &mut ChaCha20Rng) -> Result<ToBeSigned, Failure> {
    let device = PrivateKey::generate(KeyAlgorithm::Ec256, rng)?;
    let validity = RequestedValidity::new(ValidityUnit::Day, 90)?;
    let params = CertificateParams::new(
        device.public_key().clone(),
        HashAlgorithm::Sha256,
        DistinguishedName::new(name)?,
        validity,
    )
    .with_alternative_names(vec![SubjectAlternativeName::dns(name)?])?;
    let grant = EndEntityRequest::new(params).check(issuer, &Profile::default(), UtcDateTime::now())?;
    Ok(grant.to_be_signed(rng)?)
}

/// Has the service sign, and asks again while it does not answer. A signature that comes back and does not
/// verify is an error at once: whoever made it must not be asked again for the same bytes.
async fn sign(kms: Kms, store: Store, to_be_signed: ToBeSigned) -> Result<Issued, Failure> {
    let id = to_be_signed.certificate_id();
    store.put_pending(&to_be_signed);
    let mut attempt = 1;
    let signature = loop {
        match kms.sign(to_be_signed.algorithm(), to_be_signed.as_bytes()).await {
            Ok(signature) => break signature,
            Err(error) if attempt < ATTEMPTS => println!("{id}: {error} (attempt {attempt})"),
            Err(error) => return Err(error.into()),
        }
        sleep(DELAY * attempt).await;
        attempt += 1;
    };
    match to_be_signed.complete(&signature) {
        Ok(issued) => {
            store.finish(&issued);
            Ok(issued)
        }
        Err(error) => {
            // A record that stayed would have these bytes signed again after a restart. With deterministic
            // ECDSA, a faulty and a sound signature of the same bytes give the private key away.
            store.give_up(id);
            Err(error.into())
        }
    }
}

/// Prints a certificate after rustls-webpki has verified it up to the root.
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

/// What the host keeps; a database stands here.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Tables>>);

#[derive(Default)]
struct Tables {
    /// To-be-signed certificates by their ids.
    pending: HashMap<Uuid, Vec<u8>>,
    certificates: HashMap<Uuid, Vec<u8>>,
}

impl Store {
    fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        // Each method leaves the tables whole, so a panic elsewhere is no reason to stop.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Before the service is asked.
    fn put_pending(&self, to_be_signed: &ToBeSigned) {
        self.tables().pending.insert(to_be_signed.certificate_id(), to_be_signed.as_bytes().to_vec());
    }

    /// One transaction: the certificate is there and nothing is left to be signed, or neither. Otherwise
    /// two certificates could have the same serial number.
    fn finish(&self, issued: &Issued) {
        let mut tables = self.tables();
        tables.pending.remove(&issued.certificate_id());
        tables.certificates.insert(issued.certificate_id(), issued.certificate().as_der().to_vec());
    }

    /// These bytes are never to be signed again. Whoever wanted the certificate starts from the request, and
    /// gets another serial number.
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
    answer: oneshot::Sender<Result<Vec<u8>, Unavailable>>,
}

/// Why the service gave no signature. Trying again is safe.
#[derive(Debug)]
struct Unavailable(&'static str);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key management service gave no signature: {}", self.0)
    }
}

impl Error for Unavailable {}

impl Kms {
    /// Starts a stand-in for the service, as a task that alone holds the key. Its third answer is an outage.
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
                // Each request has a task of its own, so that none waits for another.
                tokio::spawn(async move {
                    sleep(DELAY).await;
                    let signed = match outage {
                        true => Err(Unavailable("503 Service Unavailable")),
                        false => key.sign(algorithm, &message).map_err(|_| Unavailable("the key is broken")),
                    };
                    // Whoever asked may have gone.
                    let _ = answer.send(signed);
                });
            }
        });
        Self { public_key, requests }
    }

    async fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Unavailable> {
        let (answer, answered) = oneshot::channel();
        let request = SignRequest { algorithm, message: message.to_vec(), answer };
        self.requests.send(request).await.map_err(|_| Unavailable("it has ended"))?;
        match timeout(PATIENCE, answered).await {
            Ok(Ok(signed)) => signed,
            Ok(Err(_)) => Err(Unavailable("it hung up")),
            Err(_) => Err(Unavailable("it took too long")),
        }
    }
}
