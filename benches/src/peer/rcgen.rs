//! rcgen with the cryptography that this build of it has.

mod crl;
mod encode;

use rand_chacha::ChaCha20Rng;
use rcgen::{
    Certificate, CertificateParams, CertificateSigningRequestParams, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384,
};
use rustls_pki_types::CertificateDer;
use time::OffsetDateTime;

use crate::fixture::{DAYS, NOW, after, der, fixture, rng, serial_number};
use crate::request::{Apply, DistinguishedName};
use crate::{Algorithm, Item, Made, Measured, measured};

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    match item {
        // ring generates no RSA keys.
        Item::Apply(Algorithm::Rsa2048) if cfg!(not(feature = "suite")) => None,
        Item::Encode(names) => Some(encode::typed(names)),
        Item::EncodeJson(names) => Some(encode::json(names)),
        Item::Apply(algorithm) => {
            let mut ca = Ca::load(algorithm);
            let body = fixture(algorithm).apply.as_bytes();
            Some(measured(
                move || ca.apply(body),
                |(certificate, key)| Made::CertificateAndKey(certificate, key),
            ))
        }
        Item::Csr(algorithm) => {
            let mut ca = Ca::load(algorithm);
            let csr = fixture(algorithm).csr;
            Some(measured(move || ca.csr(csr), show))
        }
        Item::Load => {
            let fixture = fixture(item.algorithm());
            let (certificate, key) = (der(fixture.issuer).into(), der(fixture.issuer_key));
            Some(measured(move || load(&certificate, &key), |_| Made::Nothing))
        }
        Item::Crl(entries) => Some(crl::prepare(entries)),
        Item::Threads(_)
        | Item::Ocsp
        | Item::Scheme(..)
        | Item::WorstAccepted
        | Item::WorstRefused
        | Item::WorstConstrained => None,
    }
}

fn load(certificate: &CertificateDer<'_>, key: &[u8]) -> Issuer<'static, KeyPair> {
    let key = KeyPair::try_from(key).expect("a key");
    Issuer::from_ca_cert_der(certificate, key).expect("an issuer")
}

fn show(certificate: Certificate) -> Made {
    Made::Certificate(certificate.der().to_vec())
}

fn date(since_1970: std::time::Duration) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + since_1970
}

struct Ca {
    issuer: Issuer<'static, KeyPair>,
    rng: ChaCha20Rng,
}

impl Ca {
    fn load(algorithm: Algorithm) -> Self {
        let fixture = fixture(algorithm);
        let key = KeyPair::from_pem(fixture.issuer_key).expect("a key");
        let issuer = Issuer::from_ca_cert_pem(fixture.issuer, key).expect("an issuer");
        Self { issuer, rng: rng() }
    }

    fn apply(&mut self, json: &[u8]) -> (String, String) {
        let request = Apply::from_json(json);
        let key = generate(request.key_algorithm);
        let certificate = params(&request, &mut self.rng)
            .and_then(|params| params.signed_by(&key, &self.issuer))
            .expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }

    fn csr(&mut self, csr: &str) -> Certificate {
        let mut request = CertificateSigningRequestParams::from_pem(csr).expect("a CSR");
        end_entity(&mut request.params, DAYS);
        number(&mut request.params, &mut self.rng);
        request.signed_by(&self.issuer).expect("a certificate")
    }
}

fn params(request: &Apply<'_>, rng: &mut ChaCha20Rng) -> Result<CertificateParams, rcgen::Error> {
    let names: Vec<String> = request.dns_names().map(String::from).collect();
    let mut params = CertificateParams::new(names)?;
    let DistinguishedName { country, organization, common_name } = request.distinguished_name;
    params.distinguished_name = name(country, organization, common_name)?;
    params.key_usages = match request.key_algorithm {
        Algorithm::Rsa2048 => vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment],
        Algorithm::Ec256 | Algorithm::Ec384 => {
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement]
        }
    };
    if request.extended_key_usage.server_auth {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    }
    end_entity(&mut params, request.days());
    number(&mut params, rng);
    Ok(params)
}

/// Sets what certmint sets itself: validity, basicConstraints and the key identifiers.
fn end_entity(params: &mut CertificateParams, days: u32) {
    (params.not_before, params.not_after) = (date(NOW), date(after(days)));
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
}

fn number(params: &mut CertificateParams, rng: &mut ChaCha20Rng) {
    params.serial_number = Some(serial_number(rng).to_vec().into());
}

fn name(
    country: &str,
    organization: &str,
    common_name: &str,
) -> Result<rcgen::DistinguishedName, rcgen::Error> {
    let mut name = rcgen::DistinguishedName::new();
    name.push(DnType::CountryName, DnValue::PrintableString(country.try_into()?));
    name.push(DnType::OrganizationName, organization);
    name.push(DnType::CommonName, common_name);
    Ok(name)
}

fn generate(algorithm: Algorithm) -> KeyPair {
    match algorithm {
        Algorithm::Ec256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
        Algorithm::Ec384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
        Algorithm::Rsa2048 => KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256),
    }
    .expect("a key")
}
