//! W12: OCSP answers of certmint, by a delegated responder whose certificate is in the response.

use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspResponder, OcspService};
use certmint::request::ValidityUnit;
use certmint::{
    CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm, RequestedValidity,
    SerialNumber,
};

use super::{authority, now};
use crate::fixture::rng;
use crate::{Algorithm, Made, Measured, measured};

/// From a request in DER with one SHA-1 CertID and no nonce to the response in DER.
pub(super) fn prepare() -> Box<dyn Measured> {
    let (authority, issuer) = (authority(Algorithm::Ec256), authority(Algorithm::Ec256).issuer().clone());
    let name = DistinguishedName::new("OCSP responder").expect("a name");
    let month = RequestedValidity::new(ValidityUnit::Day, 30).expect("a period");
    let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, name, month);
    let request = EndEntityRequest::ocsp_responder(params).expect("a request");
    let mut delegate = authority.issue(&request, now(), &mut rng()).expect("a certificate");
    let key = delegate.take_private_key().expect("a key");
    let serial_number = SerialNumber::new(&[0x42; 20]).expect("a serial number");
    let request = request_for(&CertId::new(&issuer, serial_number, CertIdHash::Sha1));
    let responder = OcspResponder::delegated(issuer, delegate.certificate(), now()).expect("a responder");
    let service = OcspService::new(responder, key).expect("a service");
    let work = move || {
        let response = service.respond(&request, now(), |_| Ok(CertStatus::Good));
        assert_eq!(response.error_status(), None);
        response
    };
    measured(work, |_| Made::Nothing)
}

/// The SEQUENCEs around a CertID. All of them have fewer than 128 octets.
fn request_for(id: &CertId) -> Vec<u8> {
    (0..4).fold(id.as_der().to_vec(), |inside, _| [&[0x30, inside.len() as u8], inside.as_slice()].concat())
}
