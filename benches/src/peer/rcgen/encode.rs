//! W1 and W7: rcgen's encoder, under a key that signs nothing.

use rcgen::{
    CertificateParams, CertificateSigningRequestParams, Error, ExtendedKeyUsagePurpose, Issuer,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SignatureAlgorithm, SigningKey,
};

use super::{end_entity, name, show};
use crate::fixture::{
    COMMON_NAME, COUNTRY, DAYS, ORGANIZATION, SIGNATURE, der, dns_names, fixture, rng, serial_number,
};
use crate::{Algorithm, Measured, measured};

pub(super) fn prepare(names: usize) -> Box<dyn Measured> {
    let fixture = fixture(Algorithm::Ec256);
    let csr = CertificateSigningRequestParams::from_pem(fixture.csr).expect("a CSR");
    let key = Unsigned(csr.public_key.der_bytes().to_vec());
    let issuer = Issuer::from_ca_cert_der(&der(fixture.issuer).into(), key).expect("an issuer");
    let (mut params, mut rng) = (params(names).expect("parameters"), rng());
    let work = move || {
        params.serial_number = Some(serial_number(&mut rng).to_vec().into());
        params.signed_by(&csr.public_key, &issuer).expect("a certificate")
    };
    measured(work, show)
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

/// A public key, and a signature that is always the same.
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
