//! R6 and R9: delta CRLs, and the reasons of entries.

use certmint::crl::{CrlNumber, RevocationReason};
use certmint::error::{CrlError, ErrorCode, ViolationKind};
use certmint::{Crl, CrlRequest, KeyAlgorithm};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::crl::BaseCrlNumber;
use x509_cert::ext::pkix::{CrlReason, FreshestCrl};

use crate::material::{URL, extensions, issue, parse, request, revoked};
use toolkit::forge::tlv;
use toolkit::refusals;
use toolkit::stock::authority;

const DELTA_URL: &str = "http://pki.example.org/sub.delta.crl";

/// List 7, a delta CRL with the base 5.
fn delta() -> CrlRequest {
    request().with_base_crl_number(CrlNumber::from(5))
}

/// The criticality and value of an extension of a list.
fn extension(crl: &Crl, oid: &str) -> Option<(bool, Vec<u8>)> {
    extensions(crl).into_iter().find(|(known, ..)| known == oid).map(|(_, critical, value)| (critical, value))
}

fn refused(request: &CrlRequest) -> Vec<(String, ErrorCode)> {
    refusals(request.to_be_signed(authority(KeyAlgorithm::Ec256).issuer()))
}

#[test]
fn r9_a_delta_crl_names_its_base_in_a_critical_extension() {
    let crl = issue(&delta());
    assert_eq!(extension(&crl, "2.5.29.27"), Some((true, vec![0x02, 1, 5])));
    assert_eq!((crl.number(), crl.base_crl_number()), (CrlNumber::from(7), Some(CrlNumber::from(5))));
    let read = BaseCrlNumber::from_der(&[0x02, 1, 5]).expect("x509-cert reads the number");
    assert_eq!(read.0.as_bytes(), [5]);
    // A full CRL has no such extension.
    let full = issue(&request());
    assert_eq!((extension(&full, "2.5.29.27"), full.base_crl_number()), (None, None));
    // Numbers are integers of up to 20 octets.
    let octets = [&[0x7f][..], &[0xff; 19]].concat();
    let largest = CrlNumber::new(&octets).unwrap();
    let below = CrlNumber::new(&[&[0x7f][..], &[0xff; 18], &[0xfe]].concat()).unwrap();
    let crl = issue(&CrlRequest::new(largest, toolkit::now(), crl.next_update()).with_base_crl_number(below));
    let expected = tlv(0x02, below.as_bytes());
    assert_eq!(extension(&crl, "2.5.29.27"), Some((true, expected)));
}

#[test]
fn r9_the_base_has_a_smaller_number() {
    let at = |base: u64| request().with_base_crl_number(CrlNumber::from(base));
    for base in [0, 6] {
        assert_eq!(issue(&at(base)).base_crl_number(), Some(CrlNumber::from(base)));
    }
    for base in [7, 8, u64::MAX] {
        assert_eq!(refused(&at(base)), [("/base_crl_number".to_string(), ErrorCode::Parameter)]);
    }
    let violation = toolkit::violation(at(7).to_be_signed(authority(KeyAlgorithm::Ec256).issuer()));
    assert_eq!(violation.kind(), &ViolationKind::Crl(CrlError::BaseNotBelowNumber));
    assert_eq!(
        violation.to_string(),
        "/base_crl_number: the base of a delta CRL must have a smaller number than the delta CRL; use a new \
         number"
    );
}

#[test]
fn r9_a_full_crl_names_the_delta_crl_and_a_delta_crl_does_not() {
    let full = request().with_freshest_crl_url(DELTA_URL).unwrap();
    let twice = full.clone().with_freshest_crl_url(URL).unwrap().with_freshest_crl_url(DELTA_URL).unwrap();
    let names = |urls: &[&str]| {
        let urls: Vec<u8> = urls.iter().flat_map(|url| tlv(0x86, url.as_bytes())).collect();
        tlv(0x30, &tlv(0x30, &tlv(0xa0, &tlv(0xa0, &urls))))
    };
    for (request, urls) in [(full.clone(), &[DELTA_URL][..]), (twice, &[DELTA_URL, URL])] {
        let (critical, value) = extension(&issue(&request), "2.5.29.46").expect("freshestCRL");
        assert_eq!((critical, &value), (false, &names(urls)));
        let read = FreshestCrl::from_der(&value).expect("x509-cert reads the URLs");
        assert_eq!(read.to_der().expect("x509-cert encodes the URLs"), value);
    }
    let both = full.with_base_crl_number(CrlNumber::from(5));
    assert_eq!(refused(&both), [("/freshest_crl".to_string(), ErrorCode::Parameter)]);
    assert!(request().with_freshest_crl_url("ftp://pki.example.org/delta.crl").is_err());
}

#[test]
fn r9_remove_from_crl_is_for_delta_crls_only() {
    let remove = || revoked([7]).with_reason(RevocationReason::RemoveFromCrl);
    let entries = [revoked([6]).with_reason(RevocationReason::CertificateHold), remove()];
    let crl = issue(&delta().with_all_revoked(entries));
    let entries = parse(&crl).tbs_cert_list.revoked_certificates.unwrap();
    let reasons: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| entry.crl_entry_extensions.as_ref().expect("a reason")[0].extn_value.as_bytes().to_vec())
        .collect();
    assert_eq!(reasons, [[0x0a, 1, 6], [0x0a, 1, 8]]);
    assert_eq!(CrlReason::from_der(&reasons[1]), Ok(CrlReason::RemoveFromCRL));

    let full = request().with_revoked(revoked([6])).with_revoked(remove());
    assert_eq!(refused(&full), [("/revoked_certificates/1/reason".to_string(), ErrorCode::Parameter)]);
}

#[test]
fn r6_each_reason_has_its_number_and_unspecified_is_left_out() {
    for reason in RevocationReason::ALL.iter().copied() {
        let crl = issue(&delta().with_revoked(revoked([7]).with_reason(reason)));
        let entries = parse(&crl).tbs_cert_list.revoked_certificates.unwrap();
        let extensions = entries[0].crl_entry_extensions.as_ref();
        if reason == RevocationReason::Unspecified {
            assert!(extensions.is_none());
            let without = issue(&delta().with_revoked(revoked([7])));
            assert_eq!(parse(&crl).tbs_cert_list, parse(&without).tbs_cert_list);
        } else {
            let value = extensions.expect("a reason")[0].extn_value.as_bytes();
            assert_eq!(value, [0x0a, 1, u8::from(reason)]);
        }
    }
}

#[test]
fn r9_everything_that_is_wrong_with_a_delta_crl_is_said_at_once() {
    let request = request()
        .with_base_crl_number(CrlNumber::from(9))
        .with_freshest_crl_url(DELTA_URL)
        .unwrap()
        .with_revoked(revoked([0]).with_reason(RevocationReason::RemoveFromCrl));
    let pointers: Vec<String> = refused(&request).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/base_crl_number", "/freshest_crl", "/revoked_certificates/0/serial_number"]);
}
