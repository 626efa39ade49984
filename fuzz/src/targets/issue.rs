//! Arbitrary typed requests, profiles, issuers and times.

use arbitrary::{Arbitrary, Unstructured};
use certmint::extension::PathLength;
use certmint::issuance::Grant;
use certmint::key::SubjectKey;
use certmint::request::CertificateType;
use certmint::{
    Csr, CsrRequest, EndEntityRequest, Error, HashAlgorithm, KeyAlgorithm, PrivateKey, PublicKey,
    RootRequest, SubordinateRequest,
};

use super::super::input::issuer::{IssuerInput, Loaded};
use super::super::input::names::Constraints;
use super::super::input::profile::Settings;
use super::super::input::request::{ApplicationInput, CsrRequestInput, Key, RequestInput, constraints};
use super::super::input::time::When;
use super::super::input::usages;
use super::super::oracle::asked::{Circumstances, CsrParts, Kind};
use super::super::oracle::check_refusal;
use super::super::oracle::refusal::check_text;
use super::super::pool;
use super::{Granted, Outcome, finish};

#[derive(Arbitrary, Debug)]
struct Input {
    now: When,
    settings: Settings,
    issuer: IssuerInput,
    request: RequestInput,
}

/// Runs one input.
pub fn issue(input: &[u8]) -> Outcome {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(input)) else {
        return Outcome::default();
    };
    let now = input.now.from(pool::now()).unwrap_or_else(pool::now);
    let profile = input.settings.profile();
    if let RequestInput::Root { params, path_length } = &input.request {
        return root(params, path_length.map(length), Circumstances { issuer: None, profile: &profile, now });
    }
    let loaded = match input.issuer.load(now) {
        Ok(loaded) => loaded,
        Err(error) => {
            check_text(&error.to_string());
            return Outcome::refused(&error);
        }
    };
    let circumstances = Circumstances { issuer: Some(&loaded.asked), profile: &profile, now };
    match &input.request {
        RequestInput::Apply { params, key_usages } => {
            let bits = key_usages.unwrap_or_default() & 0x1ff;
            match params.key.typed() {
                Key::Generated(key) => apply(params, key, None, bits, &loaded, circumstances),
                Key::Given(key) => apply(params, key.clone(), Some(&key), bits, &loaded, circumstances),
            }
        }
        RequestInput::Subordinate { params, path_length, constraints } => {
            let length = length(*path_length);
            let ca = Subordinate { params, length, constraints: constraints.as_ref() };
            match params.key.typed() {
                Key::Generated(key) => ca.issue(key, None, &loaded, circumstances),
                Key::Given(key) => ca.issue(key.clone(), Some(&key), &loaded, circumstances),
            }
        }
        RequestInput::Csr(request) => csr(request, &loaded, circumstances),
        RequestInput::Root { .. } => Outcome::default(),
    }
}

fn length(selector: u8) -> PathLength {
    PathLength::new(selector % 7).expect("at most 6")
}

/// The key of a grant.
trait Obtained: SubjectKey {
    /// The grant, and the private key if it is generated.
    fn obtained(grant: Grant<Self>) -> Granted;
}

impl Obtained for KeyAlgorithm {
    fn obtained(grant: Grant<Self>) -> Granted {
        grant.generate_key(&mut pool::rng(6)).map(|(key, grant)| (Some(key), grant))
    }
}

impl Obtained for PublicKey {
    fn obtained(grant: Grant<Self>) -> Granted {
        Ok((None, grant))
    }
}

fn root(
    input: &ApplicationInput,
    path_length: Option<PathLength>,
    circumstances: Circumstances<'_>,
) -> Outcome {
    let own = input.key.own();
    match input.key.typed() {
        Key::Generated(key) => root_of(input, key, None, path_length, circumstances),
        Key::Given(_) => root_of(input, own.public_key().clone(), Some(own), path_length, circumstances),
    }
}

fn root_of<K: Obtained>(
    input: &ApplicationInput,
    key: K,
    own: Option<&PrivateKey>,
    path_length: Option<PathLength>,
    circumstances: Circumstances<'_>,
) -> Outcome {
    let Circumstances { profile, now, .. } = circumstances;
    let kind = Kind::Root { path_length: path_length.map(PathLength::get) };
    let (params, asked) = input.typed(key, own.map(PrivateKey::public_key), kind, now);
    let mut request = RootRequest::new(params);
    if let Some(length) = path_length {
        request = request.with_path_length(length);
    }
    finish(request.check(profile, now).and_then(K::obtained), &asked, circumstances, own)
}

fn apply<K: Obtained>(
    input: &ApplicationInput,
    key: K,
    given: Option<&PublicKey>,
    key_usages: u16,
    loaded: &Loaded,
    circumstances: Circumstances<'_>,
) -> Outcome {
    let Circumstances { profile, now, .. } = circumstances;
    let (params, mut asked) = input.typed(key, given, Kind::EndEntity, now);
    let mut request = EndEntityRequest::new(params);
    // Requests contain no usages that the key does not allow.
    if let Ok(with) = request.clone().with_key_usages(usages(key_usages)) {
        request = with;
        asked.key_usages = key_usages;
    }
    let granted = request.check(&loaded.issuer, profile, now).and_then(K::obtained);
    finish(granted, &asked, circumstances, Some(loaded.key))
}

struct Subordinate<'a> {
    params: &'a ApplicationInput,
    length: PathLength,
    constraints: Option<&'a Constraints>,
}

impl Subordinate<'_> {
    fn issue<K: Obtained>(
        &self,
        key: K,
        given: Option<&PublicKey>,
        loaded: &Loaded,
        circumstances: Circumstances<'_>,
    ) -> Outcome {
        let Circumstances { profile, now, .. } = circumstances;
        let kind = Kind::Subordinate { path_length: self.length.get() };
        let (params, mut asked) = self.params.typed(key, given, kind, now);
        let mut request = SubordinateRequest::new(params).with_path_length(self.length);
        let (constraints, der) = constraints(self.constraints);
        if let Some(constraints) = constraints {
            request = request.with_name_constraints(constraints);
        }
        asked.name_constraints = der;
        let granted = request.check(&loaded.issuer, profile, now).and_then(K::obtained);
        finish(granted, &asked, circumstances, Some(loaded.key))
    }
}

fn csr(input: &CsrRequestInput, loaded: &Loaded, circumstances: Circumstances<'_>) -> Outcome {
    let Circumstances { profile, now, .. } = circumstances;
    let der = input.csr.der();
    let (validity, asked_validity) = input.validity.typed(now);
    let (certificate_type, kind) = match input.ca.map(length) {
        Some(length) => {
            (CertificateType::IntermediateCa(length), Kind::CaOfCsr { path_length: length.get() })
        }
        None => (CertificateType::EntityCert, Kind::EndEntityOfCsr),
    };
    let request = Csr::from_der(&der).and_then(|csr| CsrRequest::new(csr, certificate_type, validity));
    let mut request = match request {
        Ok(request) => request,
        Err(error) => {
            let error = Error::from(error);
            check_refusal(&error);
            return Outcome::refused(&error);
        }
    };
    let parts = CsrParts::read(&der).expect("a CSR that was read");
    let mut asked = parts.asked(kind, asked_validity).expect("a CSR that was read");
    if let Some(hash) = input.hash {
        asked.hash = Some(HashAlgorithm::ALL[usize::from(hash % 3)]);
        request = asked.hash.map_or(request.clone(), |hash| request.with_hash(hash));
    }
    let (constraints, constraints_der) = constraints(input.constraints.as_ref());
    if let Some(constraints) = constraints.filter(|_| kind.is_ca()) {
        request = request.with_name_constraints(constraints).expect("a CA");
        asked.name_constraints = constraints_der;
    }
    let granted = request.check(&loaded.issuer, profile, now).map(|grant| (None, grant));
    finish(granted, &asked, circumstances, Some(loaded.key))
}
