//! W10: revocation lists of rcgen.

use rcgen::{CertificateRevocationList, CertificateRevocationListParams, KeyIdMethod, RevokedCertParams};

use super::{Ca, date};
use crate::fixture::{LIST_DAYS, NOW, after, serial_numbers};
use crate::{Algorithm, Made, Measured, measured};

pub(super) fn prepare(entries: usize) -> Box<dyn Measured> {
    let ca = Ca::load(Algorithm::Ec256);
    let serial_numbers = serial_numbers(entries);
    measured(move || list(&ca, &serial_numbers), |list| Made::Crl(list.der().to_vec()))
}

fn list(ca: &Ca, serial_numbers: &[[u8; 20]]) -> CertificateRevocationList {
    let revoked = serial_numbers.iter().map(|serial_number| RevokedCertParams {
        serial_number: serial_number.to_vec().into(),
        revocation_time: date(NOW),
        reason_code: None,
        invalidity_date: None,
    });
    let params = CertificateRevocationListParams {
        this_update: date(NOW),
        next_update: date(after(LIST_DAYS)),
        crl_number: 1.into(),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(&ca.issuer).expect("a list")
}
