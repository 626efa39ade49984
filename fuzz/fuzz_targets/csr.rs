//! Any bytes as a CSR in DER, and as one in PEM.

#![no_main]

mod shared;

use certmint::{CertificateType, Csr, CsrRequest, Error, PathLength, PeriodUnit, Validity};
use libfuzzer_sys::fuzz_target;
use shared::{authority, check, now, rng};

fuzz_target!(|bytes: &[u8]| {
    issue(Csr::from_der(bytes));
    if let Ok(text) = core::str::from_utf8(bytes) {
        issue(Csr::from_pem(text));
    }
});

fn issue(csr: Result<Csr, Error>) {
    let csr = match csr {
        Ok(csr) => csr,
        Err(error) => return check(Err(error)),
    };
    let validity = Validity::new(PeriodUnit::Year, 1).expect("a period");
    for certificate_type in
        [CertificateType::EntityCert, CertificateType::IntermediateCa(PathLength::default())]
    {
        let request = CsrRequest::new(csr.clone(), certificate_type, validity);
        check(request.and_then(|request| authority().csr(&request, now(), &mut rng())));
    }
}
