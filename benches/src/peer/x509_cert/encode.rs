//! W1 and W7: x509-cert's builder, under a key that signs nothing.

use ::x509_cert::Certificate;
use ::x509_cert::builder::{Builder, Result};
use ::x509_cert::der::asn1::Ia5String;
use ::x509_cert::der::oid::db::rfc5280::ID_KP_SERVER_AUTH;
use ::x509_cert::der::{DecodePem, Encode};
use ::x509_cert::ext::pkix::name::GeneralName;
use ::x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName};
use ::x509_cert::request::CertReq;
use ::x509_cert::spki::{AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier};
use p256::ecdsa::signature::{self, Keypair, Signer};
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use p256::pkcs8::DecodePrivateKey;

use super::{EndEntity, Identity, builder, name};
use crate::fixture::{
    COMMON_NAME, COUNTRY, DAYS, ORGANIZATION, SIGNATURE, dns_names, fixture, rng, serial_number,
};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn prepare(names: usize) -> Box<dyn Measured> {
    let fixture = fixture(Algorithm::Ec256);
    let identity = Identity::of(&Certificate::from_pem(fixture.issuer).expect("an issuer"));
    let key = SigningKey::from_pkcs8_pem(fixture.issuer_key).expect("a key");
    let signer = Unsigned { key: *key.verifying_key(), algorithm: key.signature_algorithm_identifier() };
    let spki = CertReq::from_pem(fixture.csr).expect("a CSR").info.public_key;
    let subject = name(COUNTRY, ORGANIZATION, COMMON_NAME).expect("a name");
    let purposes = ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]);
    let names = dns_names(names).map(|name| Ia5String::new(&name).map(GeneralName::DnsName));
    let names = SubjectAltName(names.collect::<std::result::Result<_, _>>().expect("names"));
    let mut rng = rng();
    let mut work = move || -> Result<Vec<u8>> {
        let usages = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::KeyAgreement);
        let asked = EndEntity::asking(subject.clone(), usages, Some(&purposes), &names)?;
        let builder = builder(&identity, serial_number(&mut rng), asked, spki.clone(), DAYS)?;
        Ok(builder.build::<_, DerSignature>(&signer)?.to_der()?)
    };
    measured(move || work().expect("a certificate"), Made::Certificate)
}

/// A public key, and a signature that is always the same.
struct Unsigned {
    key: VerifyingKey,
    algorithm: ::x509_cert::spki::Result<AlgorithmIdentifierOwned>,
}

impl Keypair for Unsigned {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.key
    }
}

impl DynSignatureAlgorithmIdentifier for Unsigned {
    fn signature_algorithm_identifier(&self) -> ::x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        self.algorithm.clone()
    }
}

impl Signer<DerSignature> for Unsigned {
    fn try_sign(&self, _: &[u8]) -> std::result::Result<DerSignature, signature::Error> {
        DerSignature::try_from(&SIGNATURE[..])
    }
}
