//! The parts of W2 that are not cryptography.

use certmint::wire::Body;
use certmint::{Csr, Issued};

use super::{apply, authority, now};
use crate::fixture::{fixture, rng};
use crate::peer::floor;
use crate::{Algorithm, Item, Made, Measured, measured};

/// Returns W2 as a whole, its floor, and each part with its name.
pub fn parts() -> [(&'static str, Box<dyn Measured>); 7] {
    let algorithm = Algorithm::Ec256;
    let body = fixture(algorithm).apply.as_bytes();
    let read = move || Body::from_json(body).and_then(|body| body.read_end_entity()).expect("a request").1;
    let (checked, encoded) = (authority(algorithm), authority(algorithm));
    let request = read();
    let csr = Csr::from_pem(fixture(algorithm).csr).expect("a CSR");
    let with_key = read().with_public_key(csr.public_key().clone()).expect("a request");
    let issue = || -> Issued { checked.issue(&request, now(), &mut rng()).expect("a certificate") };
    let (certificate, key) = (issue(), issue());
    let mut rng = rng();
    [
        ("W2", apply(algorithm)),
        ("its cryptography", floor::prepare(Item::Apply(algorithm)).expect("a floor")),
        ("read the body", nothing(read)),
        ("check the request", {
            nothing(move || request.check(checked.issuer(), checked.profile(), now()).expect("a grant"))
        }),
        ("check, serial number, hash of the key, encode", {
            nothing(move || encoded.prepare(&with_key, now(), &mut rng).expect("bytes"))
        }),
        ("PEM of the certificate", nothing(move || certificate.certificate().to_pem())),
        ("PEM of the key", nothing(move || key.private_key().expect("a key").to_pkcs8_pem())),
    ]
}

fn nothing<T: 'static>(work: impl FnMut() -> T + 'static) -> Box<dyn Measured> {
    measured(work, |_| Made::Nothing)
}
