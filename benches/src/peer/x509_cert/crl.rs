//! W10: revocation lists of x509-cert.

use ::x509_cert::Certificate;
use ::x509_cert::builder::{Builder, CrlBuilder, Result};
use ::x509_cert::crl::RevokedCert;
use ::x509_cert::der::{DecodePem, Encode};
use ::x509_cert::ext::pkix::CrlNumber;
use ::x509_cert::serial_number::SerialNumber;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::DecodePrivateKey;

use super::time;
use crate::fixture::{LIST_DAYS, NOW, after, fixture, serial_numbers};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn prepare(entries: usize) -> Box<dyn Measured> {
    let fixture = fixture(Algorithm::Ec256);
    let issuer = Certificate::from_pem(fixture.issuer).expect("an issuer");
    let key = SigningKey::from_pkcs8_pem(fixture.issuer_key).expect("a key");
    let serial_numbers = serial_numbers(entries);
    measured(move || list(&issuer, &key, &serial_numbers).expect("a list"), Made::Crl)
}

fn list(issuer: &Certificate, key: &SigningKey, serial_numbers: &[[u8; 20]]) -> Result<Vec<u8>> {
    let now = time(NOW)?;
    let revoked = serial_numbers.iter().map(|serial_number| -> RevokedCert {
        RevokedCert {
            serial_number: SerialNumber::new(serial_number).expect("20 octets"),
            revocation_date: now,
            crl_entry_extensions: None,
        }
    });
    let list = CrlBuilder::new_with_this_update(issuer, CrlNumber::try_from(1_u8)?, now)?
        .with_next_update(Some(time(after(LIST_DAYS))?))
        .with_certificates(revoked)
        .build::<_, DerSignature>(key)?;
    Ok(list.to_der()?)
}
