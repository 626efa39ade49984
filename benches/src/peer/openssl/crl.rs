//! W10: revocation lists of OpenSSL. The crate cannot set the reason of an entry, so no entry in
//! W10 has one.

use openssl::asn1::Asn1Integer;
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::x509::extension::{AuthorityKeyIdentifier, CrlNumber};
use openssl::x509::{X509Builder, X509CrlBuilder, X509RevokedBuilder};

use super::{Ca, time};
use crate::fixture::{LIST_DAYS, NOW, after, serial_numbers};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn prepare(entries: usize) -> Box<dyn Measured> {
    let ca = Ca::load(Algorithm::Ec256);
    let serial_numbers = serial_numbers(entries);
    measured(move || list(&ca, &serial_numbers).expect("a list"), Made::Crl)
}

fn list(ca: &Ca, serial_numbers: &[[u8; 20]]) -> Result<Vec<u8>, ErrorStack> {
    let mut list = X509CrlBuilder::new()?;
    list.set_issuer_name(ca.certificate.subject_name())?;
    let now = time(NOW)?;
    list.set_last_update(&now)?;
    list.set_next_update(&*time(after(LIST_DAYS))?)?;
    for serial_number in serial_numbers {
        let mut revoked = X509RevokedBuilder::new()?;
        revoked.set_serial_number(&*Asn1Integer::from_bn(&*BigNum::from_slice(serial_number)?)?)?;
        revoked.set_revocation_date(&now)?;
        list.add_revoked(revoked.build())?;
    }
    let builder = X509Builder::new()?;
    let context = builder.x509v3_context(Some(&ca.certificate), None);
    list.append_extension(AuthorityKeyIdentifier::new().keyid(true).build(&context)?)?;
    list.append_extension(CrlNumber::new(BigNum::from_u32(1)?)?.build()?)?;
    list.sign(&ca.key, ca.hash)?;
    list.build()?.to_der()
}
