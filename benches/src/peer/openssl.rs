//! OpenSSL's certificate builder, through the `openssl` crate.

mod crl;

use std::time::Duration;

use ::openssl::asn1::{Asn1Integer, Asn1Time};
use ::openssl::bn::BigNum;
use ::openssl::ec::{EcGroup, EcKey};
use ::openssl::error::ErrorStack;
use ::openssl::hash::MessageDigest;
use ::openssl::nid::Nid;
use ::openssl::pkey::{PKey, Private};
use ::openssl::rsa::Rsa;
use ::openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
    SubjectKeyIdentifier,
};
use ::openssl::x509::{X509, X509Builder, X509Name, X509NameRef, X509Req};
use rand_chacha::ChaCha20Rng;

use crate::fixture::{DAYS, NOW, after, der, fixture, rng, serial_number};
use crate::request::{Apply, DistinguishedName};
use crate::{Algorithm, Item, Made, Measured, measured};

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    Some(match item {
        // OpenSSL signs only with its own keys, so the signature that W1 and W7 leave out cannot be
        // left out.
        Item::Encode(_) | Item::EncodeJson(_) => return None,
        Item::Apply(algorithm) => {
            let mut ca = Ca::load(algorithm);
            let body = fixture(algorithm).apply.as_bytes();
            measured(
                move || ca.apply(body).expect("a certificate"),
                |(certificate, key)| Made::CertificateAndKey(text(certificate), text(key)),
            )
        }
        Item::Csr(algorithm) => {
            let mut ca = Ca::load(algorithm);
            let csr = fixture(algorithm).csr.as_bytes();
            measured(move || ca.csr(csr).expect("a certificate"), Made::Certificate)
        }
        Item::Load => {
            let fixture = fixture(item.algorithm());
            let (certificate, key) = (der(fixture.issuer), der(fixture.issuer_key));
            measured(move || load(&certificate, &key).expect("an issuer"), |_| Made::Nothing)
        }
        Item::Crl(entries) => crl::prepare(entries),
        Item::Threads(_)
        | Item::Ocsp
        | Item::Scheme(..)
        | Item::WorstAccepted
        | Item::WorstRefused
        | Item::WorstConstrained => {
            return None;
        }
    })
}

fn load(certificate: &[u8], key: &[u8]) -> Result<(X509, PKey<Private>), ErrorStack> {
    Ok((X509::from_der(certificate)?, PKey::private_key_from_pkcs8(key)?))
}

fn text(pem: Vec<u8>) -> String {
    String::from_utf8(pem).expect("PEM")
}

struct Ca {
    certificate: X509,
    key: PKey<Private>,
    hash: MessageDigest,
    /// The groups of P-256 and P-384, whose lookup is expensive.
    groups: [EcGroup; 2],
    rng: ChaCha20Rng,
}

impl Ca {
    fn load(algorithm: Algorithm) -> Self {
        let fixture = fixture(algorithm);
        Self {
            certificate: X509::from_pem(fixture.issuer.as_bytes()).expect("a certificate"),
            key: PKey::private_key_from_pem(fixture.issuer_key.as_bytes()).expect("a key"),
            hash: match algorithm {
                Algorithm::Ec384 => MessageDigest::sha384(),
                Algorithm::Ec256 | Algorithm::Rsa2048 => MessageDigest::sha256(),
            },
            groups: [Nid::X9_62_PRIME256V1, Nid::SECP384R1]
                .map(|curve| EcGroup::from_curve_name(curve).expect("a curve")),
            rng: rng(),
        }
    }

    fn apply(&mut self, json: &[u8]) -> Result<(Vec<u8>, Vec<u8>), ErrorStack> {
        let request = Apply::from_json(json);
        let key = self.generate(request.key_algorithm)?;
        let mut builder = self.builder(&*name(&request.distinguished_name)?, request.days())?;
        builder.set_pubkey(&key)?;
        let mut usages = KeyUsage::new();
        usages.critical().digital_signature();
        match request.key_algorithm {
            Algorithm::Rsa2048 => usages.key_encipherment(),
            Algorithm::Ec256 | Algorithm::Ec384 => usages.key_agreement(),
        };
        builder.append_extension(usages.build()?)?;
        if request.extended_key_usage.server_auth {
            builder.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
        }
        let mut names = SubjectAlternativeName::new();
        for name in request.dns_names() {
            names.dns(name);
        }
        let names = names.build(&builder.x509v3_context(Some(&self.certificate), None))?;
        builder.append_extension(names)?;
        Ok((self.sign(builder)?.to_pem()?, key.private_key_to_pem_pkcs8()?))
    }

    fn generate(&self, algorithm: Algorithm) -> Result<PKey<Private>, ErrorStack> {
        let [p256, p384] = &self.groups;
        match algorithm {
            Algorithm::Ec256 => PKey::from_ec_key(EcKey::generate(p256)?),
            Algorithm::Ec384 => PKey::from_ec_key(EcKey::generate(p384)?),
            Algorithm::Rsa2048 => PKey::from_rsa(Rsa::generate(2048)?),
        }
    }

    fn csr(&mut self, csr: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let csr = X509Req::from_pem(csr)?;
        let key = csr.public_key()?;
        assert!(csr.verify(&key)?);
        let mut builder = self.builder(csr.subject_name(), DAYS)?;
        builder.set_pubkey(&key)?;
        for extension in csr.extensions()? {
            builder.append_extension(extension)?;
        }
        self.sign(builder)?.to_der()
    }

    /// Sets what certmint sets itself: serial number, names, validity.
    fn builder(&mut self, subject: &X509NameRef, days: u32) -> Result<X509Builder, ErrorStack> {
        let mut builder = X509Builder::new()?;
        builder.set_version(2)?;
        let serial_number = BigNum::from_slice(&serial_number(&mut self.rng))?;
        builder.set_serial_number(&*Asn1Integer::from_bn(&serial_number)?)?;
        builder.set_issuer_name(self.certificate.subject_name())?;
        builder.set_subject_name(subject)?;
        builder.set_not_before(&*time(NOW)?)?;
        builder.set_not_after(&*time(after(days))?)?;
        Ok(builder)
    }

    /// Adds basicConstraints and the key identifiers, and signs.
    fn sign(&self, mut builder: X509Builder) -> Result<X509, ErrorStack> {
        builder.append_extension(BasicConstraints::new().critical().build()?)?;
        let context = builder.x509v3_context(Some(&self.certificate), None);
        let subject = SubjectKeyIdentifier::new().build(&context)?;
        let authority = AuthorityKeyIdentifier::new().keyid(true).build(&context)?;
        builder.append_extension(subject)?;
        builder.append_extension(authority)?;
        builder.sign(&self.key, self.hash)?;
        Ok(builder.build())
    }
}

fn time(since_1970: Duration) -> Result<Asn1Time, ErrorStack> {
    Asn1Time::from_unix(since_1970.as_secs().try_into().expect("a time"))
}

fn name(name: &DistinguishedName<'_>) -> Result<X509Name, ErrorStack> {
    let mut builder = X509Name::builder()?;
    builder.append_entry_by_nid(Nid::COUNTRYNAME, name.country)?;
    builder.append_entry_by_nid(Nid::ORGANIZATIONNAME, name.organization)?;
    builder.append_entry_by_nid(Nid::COMMONNAME, name.common_name)?;
    Ok(builder.build())
}
