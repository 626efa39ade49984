//! The builder of x509-cert, with RustCrypto's cryptography.

mod crl;
mod encode;
mod keys;

use std::str::FromStr;
use std::time::Duration;

use ::x509_cert::Certificate;
use ::x509_cert::builder::profile::BuilderProfile;
use ::x509_cert::builder::{Builder, CertificateBuilder, Result};
use ::x509_cert::certificate::TbsCertificate;
use ::x509_cert::der::asn1::Ia5String;
use ::x509_cert::der::oid::AssociatedOid;
use ::x509_cert::der::oid::db::rfc5280::ID_KP_SERVER_AUTH;
use ::x509_cert::der::pem::LineEnding;
use ::x509_cert::der::referenced::OwnedToRef;
use ::x509_cert::der::zeroize::Zeroizing;
use ::x509_cert::der::{DateTime, Decode, DecodePem, Encode, EncodePem};
use ::x509_cert::ext::pkix::name::GeneralName;
use ::x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use ::x509_cert::ext::{Extension, ToExtension};
use ::x509_cert::name::Name;
use ::x509_cert::request::{CertReq, ExtensionReq};
use ::x509_cert::serial_number::SerialNumber;
use ::x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use ::x509_cert::time::{Time, Validity};
use p256::ecdsa::signature::Keypair;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rand_chacha::ChaCha20Rng;

use self::keys::{Keys, P256, P384, Rsa2048};
use crate::fixture::{DAYS, NOW, after, der, fixture, fresh_rng, serial_number};
use crate::request::{Apply, DistinguishedName};
use crate::{Algorithm, Item, Made, Measured, measured};

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    match item {
        Item::Encode(names) => Some(encode::typed(names)),
        Item::EncodeJson(names) => Some(encode::json(names)),
        Item::Apply(algorithm @ Algorithm::Ec256) => Some(apply::<P256>(algorithm)),
        Item::Apply(algorithm @ Algorithm::Ec384) => Some(apply::<P384>(algorithm)),
        Item::Apply(algorithm @ Algorithm::Rsa2048) => Some(apply::<Rsa2048>(algorithm)),
        Item::Csr(algorithm @ Algorithm::Ec256) => Some(csr::<P256>(algorithm)),
        Item::Csr(algorithm @ Algorithm::Ec384) => Some(csr::<P384>(algorithm)),
        Item::Csr(algorithm @ Algorithm::Rsa2048) => Some(csr::<Rsa2048>(algorithm)),
        Item::Load => Some(load(item.algorithm())),
        Item::Crl(entries) => Some(crl::prepare(entries)),
        Item::Threads(_)
        | Item::Ocsp
        | Item::Scheme(..)
        | Item::WorstAccepted
        | Item::WorstRefused
        | Item::WorstConstrained => None,
    }
}

fn load(algorithm: Algorithm) -> Box<dyn Measured> {
    let fixture = fixture(algorithm);
    let (certificate, key) = (der(fixture.issuer), der(fixture.issuer_key));
    let work = move || {
        let certificate = Certificate::from_der(&certificate).expect("a certificate");
        let key = <P256 as Keys>::SigningKey::from_pkcs8_der(&key).expect("a key");
        (Identity::of(&certificate), key)
    };
    measured(work, |_| Made::Nothing)
}

fn apply<K: Keys>(algorithm: Algorithm) -> Box<dyn Measured> {
    let mut ca = Ca::<K>::load(algorithm);
    let body = fixture(algorithm).apply.as_bytes();
    measured(
        move || ca.apply(body).expect("a certificate"),
        |(certificate, key)| Made::CertificateAndKey(certificate, key.to_string()),
    )
}

fn csr<K: Keys>(algorithm: Algorithm) -> Box<dyn Measured> {
    let mut ca = Ca::<K>::load(algorithm);
    let csr = fixture(algorithm).csr;
    measured(move || ca.csr(csr).expect("a certificate"), Made::Certificate)
}

struct Ca<K: Keys> {
    key: K::SigningKey,
    identity: Identity,
    rng: ChaCha20Rng,
}

/// The extensions that an issuer puts into every certificate.
struct Identity {
    name: Name,
    key_identifier: AuthorityKeyIdentifier,
}

impl Identity {
    fn of(certificate: &Certificate) -> Self {
        let certificate = certificate.tbs_certificate();
        let (_, SubjectKeyIdentifier(identifier)) =
            certificate.get_extension().expect("extensions").expect("a subjectKeyIdentifier");
        Self {
            name: certificate.subject().clone(),
            key_identifier: AuthorityKeyIdentifier { key_identifier: Some(identifier), ..Default::default() },
        }
    }
}

impl<K: Keys> Ca<K> {
    fn load(algorithm: Algorithm) -> Self {
        let fixture = fixture(algorithm);
        let certificate = Certificate::from_pem(fixture.issuer).expect("a certificate");
        let key = K::SigningKey::from_pkcs8_pem(fixture.issuer_key).expect("a key");
        Self { key, identity: Identity::of(&certificate), rng: fresh_rng() }
    }

    fn apply(&mut self, json: &[u8]) -> Result<(String, Zeroizing<String>)> {
        let request = Apply::from_json(json);
        let key = K::generate(&mut self.rng);
        let asked = EndEntity::of(&request)?;
        let spki = SubjectPublicKeyInfo::from_key(&key.verifying_key())?;
        let certificate = self.issue(asked, spki, request.days())?;
        let key = key.to_pkcs8_pem(LineEnding::LF).expect("PKCS#8");
        Ok((certificate.to_pem(LineEnding::LF)?, key))
    }

    fn csr(&mut self, csr: &str) -> Result<Vec<u8>> {
        let CertReq { info, signature, .. } = CertReq::from_pem(csr)?;
        // x509-cert does not keep the signed bytes.
        assert!(K::verify(info.public_key.owned_to_ref(), &info.to_der()?, signature.raw_bytes()));
        let mut asked = Vec::new();
        for attribute in info.attributes.iter().filter(|attribute| attribute.oid == ExtensionReq::OID) {
            for value in attribute.values.iter() {
                asked.extend(ExtensionReq::from_der(&value.to_der()?)?.0);
            }
        }
        let certificate = self.issue(EndEntity { subject: info.subject, asked }, info.public_key, DAYS)?;
        Ok(certificate.to_der()?)
    }

    fn issue(
        &mut self,
        end_entity: EndEntity,
        spki: SubjectPublicKeyInfoOwned,
        days: u32,
    ) -> Result<Certificate> {
        let serial_number = serial_number(&mut self.rng);
        builder(&self.identity, serial_number, end_entity, spki, days)?.build::<_, K::Signature>(&self.key)
    }
}

fn builder(
    identity: &Identity,
    serial_number: [u8; 20],
    end_entity: EndEntity,
    spki: SubjectPublicKeyInfoOwned,
    days: u32,
) -> Result<CertificateBuilder<Issued<'_>>> {
    let validity = Validity::new(time(NOW)?, time(after(days))?);
    let serial_number = SerialNumber::new(&serial_number)?;
    CertificateBuilder::new(Issued { identity, end_entity }, serial_number, validity, spki)
}

/// The requested extensions.
struct EndEntity {
    subject: Name,
    asked: Vec<Extension>,
}

impl EndEntity {
    fn of(request: &Apply<'_>) -> Result<Self> {
        let usages = match request.key_algorithm {
            Algorithm::Rsa2048 => KeyUsages::DigitalSignature | KeyUsages::KeyEncipherment,
            Algorithm::Ec256 | Algorithm::Ec384 => KeyUsages::DigitalSignature | KeyUsages::KeyAgreement,
        };
        let purposes =
            request.extended_key_usage.server_auth.then(|| ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]));
        let names = request.dns_names().map(|name| Ia5String::new(name).map(GeneralName::DnsName));
        let names = SubjectAltName(names.collect::<std::result::Result<_, _>>()?);
        let DistinguishedName { country, organization, common_name } = request.distinguished_name;
        let subject = name(country, organization, common_name)?;
        Self::asking(subject, KeyUsage(usages), purposes.as_ref(), &names)
    }

    fn asking(
        subject: Name,
        usages: KeyUsage,
        purposes: Option<&ExtendedKeyUsage>,
        names: &SubjectAltName,
    ) -> Result<Self> {
        let mut asked = Vec::with_capacity(3);
        asked.push(usages.to_extension(&subject, &asked)?);
        if let Some(purposes) = purposes {
            asked.push(purposes.to_extension(&subject, &asked)?);
        }
        asked.push(names.to_extension(&subject, &asked)?);
        Ok(Self { subject, asked })
    }
}

/// The extensions of the certificate: those requested, basicConstraints, and the key identifiers.
struct Issued<'a> {
    identity: &'a Identity,
    end_entity: EndEntity,
}

impl BuilderProfile for Issued<'_> {
    fn get_issuer(&self, _: &Name) -> Name {
        self.identity.name.clone()
    }

    fn get_subject(&self) -> Name {
        self.end_entity.subject.clone()
    }

    fn build_extensions(
        &self,
        spki: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> Result<Vec<Extension>> {
        let mut extensions = self.end_entity.asked.clone();
        let subject = tbs.subject();
        let basic_constraints = BasicConstraints { ca: false, path_len_constraint: None };
        extensions.push((true, &basic_constraints).to_extension(subject, &extensions)?);
        extensions.push(SubjectKeyIdentifier::try_from(spki)?.to_extension(subject, &extensions)?);
        extensions.push(self.identity.key_identifier.to_extension(subject, &extensions)?);
        Ok(extensions)
    }
}

fn name(country: &str, organization: &str, common_name: &str) -> Result<Name> {
    // In the order of RFC 4514, the last RDN first.
    Ok(Name::from_str(&format!("CN={common_name},O={organization},C={country}"))?)
}

fn time(since_1970: Duration) -> Result<Time> {
    Ok(DateTime::from_unix_duration(since_1970)?.into())
}
