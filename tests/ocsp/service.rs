//! The service in the way in which an HTTP server uses it.

use std::collections::BTreeMap;

use certmint::crl::RevocationReason;
use certmint::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponse};
use certmint::{KeyAlgorithm, SerialNumber};

use crate::material::*;
use toolkit::{now, root, subordinate};

#[test]
fn o9_a_map_of_serial_numbers_is_all_that_a_host_needs() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer().clone();
    let revoked = CertStatus::Revoked { at: now(), reason: RevocationReason::Superseded };
    let known: BTreeMap<SerialNumber, CertStatus> = [(1, CertStatus::Good), (2, revoked)]
        .map(|(number, status)| (SerialNumber::new(&[number]).unwrap(), status))
        .into();
    let status = |serial_number| Ok(known.get(&serial_number).copied().unwrap_or(CertStatus::Unknown));
    let ids: Vec<_> = [2, 3, 1].map(|number| cert_id(&issuer, SHA1, &[number])).into();
    let read = parse(&service.respond(&Parts::of(&ids).der(), now(), status));
    let tags: Vec<_> = read.singles.iter().map(|single| single[1][0]).collect();
    assert_eq!(tags, [0xa1, 0x82, 0x80]);
}

#[test]
fn o9_a_host_with_several_issuers_finds_the_responder() {
    let root = root(KeyAlgorithm::Ec256);
    let services = [service_of(subordinate(&root, KeyAlgorithm::Ec256, 0)), service_of(root)];
    for (position, service) in services.iter().enumerate() {
        let der = Parts::of(&[cert_id(service.responder().issuer(), SHA256, &[1])]).der();
        let request = OcspRequest::from_der(&der).unwrap();
        let first = &request.certificates()[0];
        let found = services.iter().position(|service| service.responder().answers_for(first));
        assert_eq!(found, Some(position));
    }
}

#[test]
fn o4_an_answer_stops_at_the_first_status_that_cannot_be_told() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer();
    let ids: Vec<_> = [1, 2, 3].map(|number| cert_id(issuer, SHA1, &[number])).into();
    let mut asked = 0;
    let response = service.respond(&Parts::of(&ids).der(), now(), |_| {
        asked += 1;
        if asked == 2 { Err(OcspErrorStatus::TryLater) } else { Ok(CertStatus::Good) }
    });
    assert_eq!((asked, response.error_status()), (2, Some(OcspErrorStatus::TryLater)));
    assert_eq!(OcspResponse::MEDIA_TYPE, "application/ocsp-response");
    assert_eq!(OcspRequest::MEDIA_TYPE, "application/ocsp-request");
}
