//! W1 and W7: x509-cert's builder, with a key that does not sign.

use ::x509_cert::Certificate;
use ::x509_cert::builder::{Builder, Result};
use ::x509_cert::der::asn1::Ia5String;
use ::x509_cert::der::oid::db::rfc5280::ID_KP_SERVER_AUTH;
use ::x509_cert::der::{DecodePem, Encode};
use ::x509_cert::ext::pkix::name::GeneralName;
use ::x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName};
use ::x509_cert::request::CertReq;
use ::x509_cert::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, SubjectPublicKeyInfoOwned,
};
use p256::ecdsa::signature::{self, Keypair, Signer};
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use p256::pkcs8::DecodePrivateKey;
use rand_chacha::ChaCha20Rng;

use super::{EndEntity, Identity, builder, name};
use crate::fixture::{
    COMMON_NAME, COUNTRY, DAYS, ORGANIZATION, SIGNATURE, body, dns_names, fixture, rng, serial_number,
};
use crate::request::Apply;
use crate::{Algorithm, Made, Measured, measured};

/// From a prepared name, purposes and names.
pub(super) fn typed(names: usize) -> Box<dyn Measured> {
    let mut ca = Ca::load();
    let subject = name(COUNTRY, ORGANIZATION, COMMON_NAME).expect("a name");
    let purposes = ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]);
    let names = dns_names(names).map(|name| Ia5String::new(&name).map(GeneralName::DnsName));
    let names = SubjectAltName(names.collect::<std::result::Result<_, _>>().expect("names"));
    let work = move || {
        let usages = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::KeyAgreement);
        let asked = EndEntity::asking(subject.clone(), usages, Some(&purposes), &names);
        asked.and_then(|asked| ca.encode(asked, DAYS)).expect("a certificate")
    };
    measured(work, Made::Certificate)
}

/// From JSON.
pub(super) fn json(names: usize) -> Box<dyn Measured> {
    let (mut ca, body) = (Ca::load(), body(names));
    let work = move || {
        let request = Apply::from_json(body.as_bytes());
        let asked = EndEntity::of(&request);
        asked.and_then(|asked| ca.encode(asked, request.days())).expect("a certificate")
    };
    measured(work, Made::Certificate)
}

struct Ca {
    identity: Identity,
    signer: Unsigned,
    spki: SubjectPublicKeyInfoOwned,
    rng: ChaCha20Rng,
}

impl Ca {
    fn load() -> Self {
        let fixture = fixture(Algorithm::Ec256);
        let key = SigningKey::from_pkcs8_pem(fixture.issuer_key).expect("a key");
        let algorithm = key.signature_algorithm_identifier().expect("an algorithm");
        Self {
            identity: Identity::of(&Certificate::from_pem(fixture.issuer).expect("an issuer")),
            signer: Unsigned { key: *key.verifying_key(), algorithm },
            spki: CertReq::from_pem(fixture.csr).expect("a CSR").info.public_key,
            rng: rng(),
        }
    }

    fn encode(&mut self, asked: EndEntity, days: u32) -> Result<Vec<u8>> {
        let serial_number = serial_number(&mut self.rng);
        let builder = builder(&self.identity, serial_number, asked, self.spki.clone(), days)?;
        Ok(builder.build::<_, DerSignature>(&self.signer)?.to_der()?)
    }
}

/// A public key with a constant signature.
struct Unsigned {
    key: VerifyingKey,
    algorithm: AlgorithmIdentifierOwned,
}

impl Keypair for Unsigned {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.key
    }
}

impl DynSignatureAlgorithmIdentifier for Unsigned {
    fn signature_algorithm_identifier(&self) -> ::x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        Ok(self.algorithm.clone())
    }
}

impl Signer<DerSignature> for Unsigned {
    fn try_sign(&self, _: &[u8]) -> std::result::Result<DerSignature, signature::Error> {
        DerSignature::try_from(&SIGNATURE[..])
    }
}
