//! Issuers with arbitrary name constraints, and names that they may or may not issue. rustls-webpki
//! must accept what is issued, for the forms that it supports.

use arbitrary::{Arbitrary, Unstructured};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::time::Duration;
use certmint::{Certificate, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued};
use certmint::{Csr, CsrRequest, Error, Issuer, KeyAlgorithm, Profile, RequestedValidity};

use super::super::input::certificate::{CaCertificate, basic_constraints, key_usage};
use super::super::input::csr::CsrInput;
use super::super::input::issuer::ConstraintsInput;
use super::super::input::names::{AlternativeName, Attribute, name};
use super::super::oracle::asked::{Asked, AskedSubject, Circumstances, CsrParts, Kind, Remarks};
use super::super::oracle::refusal::check_text;
use super::super::oracle::validity::{AskedValidity, Window};
use super::super::oracle::{check_refusal, webpki};
use super::super::pool;
use super::{Outcome, finish_with};

#[derive(Arbitrary, Debug)]
struct Input {
    own: ConstraintsInput,
    above: Option<ConstraintsInput>,
    issuer: Vec<Attribute>,
    request: Request,
}

#[derive(Arbitrary, Debug)]
enum Request {
    Apply { common_name: String, attributes: [Option<u8>; 2], names: Vec<AlternativeName> },
    Csr(CsrInput),
}

const VALIDITY: AskedValidity = AskedValidity::period(ValidityUnit::Day, 1);

/// Runs one input.
pub fn constraints(input: &[u8]) -> Outcome {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(input)) else {
        return Outcome::default();
    };
    let issuer = match Issuer::from_chain(input.chain()) {
        Ok(issuer) => issuer,
        Err(error) => {
            check_text(&error.to_string());
            return Outcome::refused(&error);
        }
    };
    let asked_issuer = pool::asked_issuer(&issuer, Vec::new());
    let (profile, now) =
        (Profile::new(pool::of_all_types()).expect("settings that are allowed"), pool::now());
    let circumstances = Circumstances { issuer: Some(&asked_issuer), profile: &profile, now };
    let key = pool::private_key(0);
    let validity = RequestedValidity::new(ValidityUnit::Day, 1).expect("a period");
    match &input.request {
        Request::Apply { common_name, attributes, names } => {
            let (params, asked) = apply(common_name, attributes, names, validity);
            let granted = EndEntityRequest::new(params).check(&issuer, &profile, now);
            finish_with(granted.map(|grant| (None, grant)), &asked, circumstances, Some(key), verify)
        }
        Request::Csr(csr) => {
            let der = csr.der();
            let request = Csr::from_der(&der)
                .and_then(|csr| CsrRequest::new(csr, CertificateType::EntityCert, validity));
            let request = match request {
                Ok(request) => request,
                Err(error) => {
                    let error = Error::from(error);
                    check_refusal(&error);
                    return Outcome::refused(&error);
                }
            };
            let parts = CsrParts::read(&der).expect("a CSR that was read");
            let asked = parts.asked(Kind::EndEntityOfCsr, VALIDITY).expect("a CSR that was read");
            let granted = request.check(&issuer, &profile, now).map(|grant| (None, grant));
            finish_with(granted, &asked, circumstances, Some(key), verify)
        }
    }
}

/// Any purpose will do here, but rustls-webpki requires one.
fn verify(issued: &Issued) {
    if issued.fields().extended_key_usage().purposes().is_empty() {
        let chain: Vec<&[u8]> = issued.chain().map(Certificate::as_der).collect();
        webpki::check(&chain, issued.fields().alternative_names(), pool::now());
    }
}

impl Input {
    /// The issuer, below another CA's constraints if there are any.
    fn chain(&self) -> Vec<Certificate> {
        let common_name = b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02CA".to_vec();
        let subject = match name(&self.issuer) {
            empty if empty == b"\x30\x00" => common_name.clone(),
            subject => subject,
        };
        let now = pool::now();
        let window = Window {
            not_before: (now - Duration::DAY).unix_timestamp(),
            not_after: (now + Duration::WEEK).unix_timestamp(),
        };
        let ca =
            |issuer: &[u8], subject: &[u8], selector: u8, constraints: &ConstraintsInput| CaCertificate {
                issuer: issuer.to_vec(),
                validity: window,
                subject: subject.to_vec(),
                public_key: pool::private_key(selector).public_key().as_spki_der().to_vec(),
                extensions: vec![basic_constraints(None), key_usage(true), constraints.extension()],
            };
        let mut chain = Vec::new();
        match &self.above {
            Some(above) => {
                chain.push(ca(&common_name, &subject, 0, &self.own).sign(pool::private_key(1)));
                chain.push(ca(&common_name, &common_name, 1, above).sign(pool::private_key(1)));
            }
            None => chain.push(ca(&subject, &subject, 0, &self.own).sign(pool::private_key(0))),
        }
        chain.iter().map(|der| Certificate::from_der(der).expect("one SEQUENCE")).collect()
    }
}

fn apply(
    common_name: &str,
    attributes: &[Option<u8>; 2],
    names: &[AlternativeName],
    validity: RequestedValidity,
) -> (CertificateParams<certmint::PublicKey>, Asked) {
    const ORGANIZATIONS: [&str; 4] = ["Example", "example", "Other", "Bücher ß"];
    let key = pool::public_key_of(KeyAlgorithm::Ec256);
    let common_name =
        Some(common_name).filter(|text| DistinguishedName::new(text).is_ok()).unwrap_or("Fuzz leaf");
    let mut subject = DistinguishedName::new(common_name).expect("a common name");
    let [organization, country] = attributes;
    let organization = organization.map(|selector| ORGANIZATIONS[usize::from(selector % 4)]);
    let country = country.map(|selector| if selector % 2 == 0 { "DE" } else { "CN" });
    for (attribute, value) in [
        (certmint::name::AttributeType::Organization, organization),
        (certmint::name::AttributeType::Country, country),
    ] {
        if let Some(value) = value {
            subject = subject.with(attribute, value).expect("a value that is accepted");
        }
    }
    let (typed, der): (Vec<_>, Vec<_>) =
        names.iter().filter_map(|name| Some((name.typed()?, name.der()))).take(20).unzip();
    let params = CertificateParams::new(key.clone(), HashAlgorithm::Sha256, subject, validity)
        .with_alternative_names(typed)
        .expect("at most 100");
    let text = |value: Option<&str>| value.map(String::from);
    let asked = Asked {
        kind: Kind::EndEntity,
        public_key: Some(key.as_spki_der().to_vec()),
        hash: Some(HashAlgorithm::Sha256),
        subject: AskedSubject::Attributes([
            text(country),
            None,
            None,
            text(organization),
            None,
            text(Some(common_name)),
        ]),
        validity: VALIDITY,
        names: der,
        key_usages: 0,
        purposes: Vec::new(),
        name_constraints: None,
        extensions: Vec::new(),
        remarks: Remarks::default(),
    };
    (params, asked)
}
