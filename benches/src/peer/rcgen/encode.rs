//! W1 and W7: rcgen's encoder, with a key that does not sign.

use rcgen::{
    CertificateParams, CertificateSigningRequestParams, Error, ExtendedKeyUsagePurpose, Issuer,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKey, PublicKeyData, SanType, SignatureAlgorithm,
    SigningKey,
};

use super::{end_entity, name, number, show};
use crate::fixture::{
    COMMON_NAME, COUNTRY, DAYS, ORGANIZATION, SIGNATURE, body, der, dns_names, fixture, rng,
};
use crate::request::Apply;
use crate::{Algorithm, Measured, measured};

/// From prepared parameters.
pub(super) fn typed(names: usize) -> Box<dyn Measured> {
    let (key, issuer) = key_and_issuer();
    let (mut params, mut rng) = (params(names).expect("parameters"), rng());
    let work = move || {
        number(&mut params, &mut rng);
        params.signed_by(&key, &issuer).expect("a certificate")
    };
    measured(work, show)
}

/// From JSON.
pub(super) fn json(names: usize) -> Box<dyn Measured> {
    let (key, issuer) = key_and_issuer();
    let (body, mut rng) = (body(names), rng());
    let work = move || {
        let params = super::params(&Apply::from_json(body.as_bytes()), &mut rng).expect("parameters");
        params.signed_by(&key, &issuer).expect("a certificate")
    };
    measured(work, show)
}

fn key_and_issuer() -> (PublicKey, Issuer<'static, Unsigned>) {
    let fixture = fixture(Algorithm::Ec256);
    let key = CertificateSigningRequestParams::from_pem(fixture.csr).expect("a CSR").public_key;
    let unsigned = Unsigned(key.der_bytes().to_vec());
    let issuer = Issuer::from_ca_cert_der(&der(fixture.issuer).into(), unsigned).expect("an issuer");
    (key, issuer)
}

fn params(names: usize) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name = name(COUNTRY, ORGANIZATION, COMMON_NAME)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    for name in dns_names(names) {
        params.subject_alt_names.push(SanType::DnsName(name.try_into()?));
    }
    end_entity(&mut params, DAYS);
    Ok(params)
}

/// A public key with a constant signature.
struct Unsigned(Vec<u8>);

impl PublicKeyData for Unsigned {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Unsigned {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(SIGNATURE.to_vec())
    }
}
