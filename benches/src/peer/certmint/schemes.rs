//! W13: keys of ML-DSA beside P-256. Each issues below a root with a key of its own kind.

use std::ops::Deref;

use certmint::csr::CsrBuilder;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::key::KeyType;
use certmint::name::SubjectAlternativeName;
use certmint::profile::{AcceptedKeys, ProfileSettings};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, HashAlgorithm, Issuer, KeyAlgorithm,
    PrivateKey, Profile, RequestedValidity, RootRequest,
};
use rand_chacha::ChaCha20Rng;

use super::now;
use crate::fixture::{COMMON_NAME, DAYS, fixture, fresh_rng, rng};
use crate::{Algorithm, Made, Measured, Scheme, Task, measured};

pub(super) fn prepare(task: Task, scheme: Scheme) -> Box<dyn Measured> {
    match task {
        Task::NewKey => {
            let mut rng = fresh_rng();
            nothing(move || PrivateKey::generate(algorithm(scheme), &mut rng).expect("a key"))
        }
        Task::Apply => {
            let (Root { authority, .. }, mut rng) = (Root::new(scheme), fresh_rng());
            let body = body(scheme);
            nothing(move || apply(&authority, &body, &mut rng))
        }
        Task::Csr => {
            let (Root { authority, .. }, mut rng) = (Root::new(scheme), rng());
            let csr = csr(scheme);
            let work = move || {
                let request = csr_request(&csr);
                authority.issue(&request, now(), &mut rng).expect("a certificate")
            };
            nothing(work)
        }
        Task::Load => {
            let Root { certificate, key, .. } = Root::new(scheme);
            let work = move || {
                let issuer = Issuer::from_der(&certificate).expect("an issuer");
                Authority::new(issuer, PrivateKey::from_der(&key).expect("a key")).expect("an authority")
            };
            nothing(work)
        }
    }
}

/// The octets of what W13 makes and reads, by name.
pub fn sizes(scheme: Scheme) -> [(&'static str, usize); 5] {
    let Root { authority, certificate, .. } = Root::new(scheme);
    let (pem, key) = apply(&authority, &body(scheme), &mut rng());
    let csr = csr(scheme);
    let issued = authority.issue(&csr_request(&csr), now(), &mut rng()).expect("a certificate");
    [
        ("root", certificate.len()),
        ("certificate", issued.certificate().as_der().len()),
        ("certificate in PEM", pem.len()),
        ("CSR", csr.len()),
        ("private key in PEM", key.len()),
    ]
}

const fn algorithm(scheme: Scheme) -> KeyAlgorithm {
    match scheme {
        Scheme::P256 => KeyAlgorithm::Ec256,
        Scheme::MlDsa44 => KeyAlgorithm::MlDsa44,
        Scheme::MlDsa65 => KeyAlgorithm::MlDsa65,
        Scheme::MlDsa87 => KeyAlgorithm::MlDsa87,
    }
}

struct Root {
    authority: Authority,
    /// In DER, as the key is in PKCS#8.
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Root {
    fn new(scheme: Scheme) -> Self {
        let (subject, profile) = (DistinguishedName::new("Root").expect("a name"), profile());
        let years = RequestedValidity::new(ValidityUnit::Year, 10).expect("a period");
        let params = CertificateParams::new(algorithm(scheme), HashAlgorithm::Sha256, subject, years);
        let root = Authority::create_root(&RootRequest::new(params), &profile, now(), &mut rng());
        let root = root.expect("a root");
        let certificate = root.certificate().as_der().to_vec();
        let key = root.private_key().expect("a generated key").to_pkcs8_der().to_vec();
        let authority = Authority::try_from(root).expect("an authority").with_profile(profile);
        Self { authority, certificate, key }
    }
}

/// A profile that accepts every key, in bodies as well.
fn profile() -> Profile {
    let all = || AcceptedKeys { types: KeyType::ALL.into(), ..AcceptedKeys::default() };
    let settings = ProfileSettings {
        end_entity_keys: all(),
        ca_keys: all(),
        body_key_algorithms: KeyAlgorithm::ALL.into(),
        ..ProfileSettings::default()
    };
    Profile::new(settings).expect("a profile")
}

/// From the body to the certificate and the key in PEM. The profile says which keys a body may name.
fn apply(
    authority: &Authority,
    body: &str,
    rng: &mut ChaCha20Rng,
) -> (String, impl Deref<Target = String> + use<>) {
    let body = Body::from_json(body.as_bytes()).expect("JSON").for_authority(authority, now());
    let (_, request) = body.read_end_entity().expect("a request");
    let issued = authority.issue(&request, now(), rng).expect("a certificate");
    let key = issued.private_key().expect("a generated key").to_pkcs8_pem();
    (issued.certificate().to_pem(), key)
}

/// The body of W2 with another key.
fn body(scheme: Scheme) -> String {
    fixture(Algorithm::Ec256).apply.replace("EC256", algorithm(scheme).as_str())
}

/// A CSR in DER with the content of W3's. In PEM, those of ML-DSA are longer than the API allows.
fn csr(scheme: Scheme) -> Vec<u8> {
    let key = PrivateKey::generate(algorithm(scheme), &mut rng()).expect("a key");
    let builder = CsrBuilder::new(DistinguishedName::new(COMMON_NAME).expect("a name"))
        .with_key_usages(KeyUsages::of(&[KeyUsage::DigitalSignature]))
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
    let name = SubjectAlternativeName::dns(COMMON_NAME).expect("a name");
    let builder = builder.and_then(|builder| builder.with_alternative_names(vec![name]));
    builder.expect("a CSR").sign(&key).expect("a CSR").as_der().to_vec()
}

fn csr_request(csr: &[u8]) -> CsrRequest {
    let csr = Csr::from_der(csr).expect("a CSR");
    let validity = RequestedValidity::new(ValidityUnit::Day, DAYS.into()).expect("a period");
    CsrRequest::new(csr, CertificateType::EntityCert, validity)
        .expect("a request")
        .with_hash(HashAlgorithm::Sha256)
}

fn nothing<T: 'static>(work: impl FnMut() -> T + 'static) -> Box<dyn Measured> {
    measured(work, |_| Made::Nothing)
}
