//! W10: revocation lists of certmint.

use certmint::crl::{CrlNumber, RevokedCertificate};
use certmint::time::UtcDateTime;
use certmint::{Authority, Crl, CrlRequest};

use super::{authority, now};
use crate::fixture::{LIST_DAYS, after, serial_numbers};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn prepare(entries: usize) -> Box<dyn Measured> {
    let authority = authority(Algorithm::Ec256);
    let serial_numbers = serial_numbers(entries);
    measured(move || list(&authority, &serial_numbers), |list| Made::Crl(list.as_der().to_vec()))
}

fn list(authority: &Authority, serial_numbers: &[[u8; 20]]) -> Crl {
    let revoked = serial_numbers.iter().map(|serial_number| RevokedCertificate::new(serial_number, now()));
    let next_update = UtcDateTime::UNIX_EPOCH + after(LIST_DAYS);
    let request = CrlRequest::new(CrlNumber::from(1), now(), next_update).with_all_revoked(revoked);
    authority.issue_crl(&request).expect("a list")
}
