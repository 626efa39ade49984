//! R3, R5 and R6: the entries.

use certmint::crl::RevocationReason::*;
use certmint::crl::{RevocationReason, RevokedCertificate};
use certmint::error::SerialNumberError;
use certmint::ocsp::CertStatus;
use certmint::time::Duration;
use x509_cert::crl::RevokedCert;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::CrlReason;

use crate::material::{at, issue, parse, parts, request, revoked};
use toolkit::forge::{members, sequence, tlv};
use toolkit::now;
use toolkit::stock::key;

/// The only entry of a list in DER. Asserts that x509-cert can read it.
fn entry(revoked: RevokedCertificate) -> Vec<u8> {
    let crl = issue(&request().with_revoked(revoked));
    parse(&crl);
    let tbs = members(crl.as_der())[0];
    let [entry] = members(members(tbs)[5])[..] else { panic!("one entry") };
    entry.to_vec()
}

fn read(entry: &[u8]) -> RevokedCert {
    RevokedCert::from_der(entry).expect("x509-cert reads the entry")
}

#[test]
fn r3_an_entry_without_extensions() {
    let expected = sequence(&[b"\x02\x01\x2a", &tlv(0x17, b"260131120000Z")]);
    assert_eq!(entry(revoked([0x2a])), expected);
}

#[test]
fn r3_serial_numbers_take_the_shortest_form() {
    for (serial_number, content) in [
        (vec![1], vec![1]),
        (vec![0, 0, 0x7f], vec![0x7f]),
        (vec![0x80], vec![0, 0x80]),
        (vec![0, 0xff, 0], vec![0, 0xff, 0]),
        (vec![0x7f; 20], vec![0x7f; 20]),
        ([vec![0; 9], vec![0x7f; 20]].concat(), vec![0x7f; 20]),
        // 20 octets and the sign: serial numbers of other CAs can have this length.
        (vec![0xff; 20], [vec![0], vec![0xff; 20]].concat()),
    ] {
        let entry = entry(revoked(&serial_number));
        assert_eq!(members(&entry)[0], tlv(0x02, &content), "{serial_number:02x?}");
    }
}

#[test]
fn r6_an_entry_is_read_back_as_it_was_made() {
    let plain = revoked([0, 0x2a]);
    assert_eq!(plain.serial_number(), "2a".parse());
    assert_eq!(
        (plain.revocation_date(), plain.reason(), plain.invalidity_date()),
        (now(), Unspecified, None)
    );
    let full = plain.with_reason(KeyCompromise).with_invalidity_date(at(77));
    assert_eq!((full.reason(), full.invalidity_date()), (KeyCompromise, Some(at(77))));
    assert_eq!(revoked([0]).serial_number(), Err(SerialNumberError::Zero));
    assert_eq!(revoked([1; 21]).serial_number(), Err(SerialNumberError::TooLong { found: 21, max: 20 }));
}

#[test]
fn r6_an_entry_is_a_status_of_ocsp() {
    for &reason in RevocationReason::ALL {
        let entry = revoked([1]).with_reason(reason).with_invalidity_date(at(77));
        let expected = match reason {
            RemoveFromCrl => CertStatus::Good,
            _ => CertStatus::Revoked { at: now(), reason },
        };
        assert_eq!(CertStatus::from(&entry), expected);
    }
}

#[test]
fn r3_the_order_of_the_entries_is_kept() {
    let serial_numbers = [[9, 1], [3, 7], [200, 0], [1, 1]];
    let one_by_one =
        serial_numbers.iter().fold(request(), |request, serial| request.with_revoked(revoked(serial)));
    let at_once = request().with_all_revoked(serial_numbers.iter().map(revoked));
    assert_eq!(one_by_one, at_once);
    let entries = parse(&issue(&at_once)).tbs_cert_list.revoked_certificates.unwrap();
    let found: Vec<Vec<u8>> = entries.iter().map(|entry| entry.serial_number.as_bytes().to_vec()).collect();
    assert_eq!(found[0], [9, 1]);
    assert_eq!(found[1], [3, 7]);
    assert!(found[2].ends_with(&[200, 0]));
    assert_eq!(found[3], [1, 1]);
}

#[test]
fn r5_revocation_dates_are_written_as_given() {
    for (at, written) in [
        (at(0), tlv(0x17, b"700101000000Z")),
        (at(2_524_607_999) + Duration::milliseconds(999), tlv(0x17, b"491231235959Z")),
        (at(2_524_608_000), tlv(0x18, b"20500101000000Z")),
        // After thisUpdate: the certificate is on the list, whatever the date.
        (now() + Duration::DAY, tlv(0x17, b"260201120000Z")),
    ] {
        assert_eq!(members(&entry(RevokedCertificate::new([1], at)))[1], written);
    }
}

#[test]
fn r6_reasons_are_enumerated() {
    for (reason, number, known) in [
        (KeyCompromise, 1, CrlReason::KeyCompromise),
        (CaCompromise, 2, CrlReason::CaCompromise),
        (AffiliationChanged, 3, CrlReason::AffiliationChanged),
        (Superseded, 4, CrlReason::Superseded),
        (CessationOfOperation, 5, CrlReason::CessationOfOperation),
        (CertificateHold, 6, CrlReason::CertificateHold),
        (PrivilegeWithdrawn, 9, CrlReason::PrivilegeWithdrawn),
        (AaCompromise, 10, CrlReason::AaCompromise),
    ] {
        let entry = entry(revoked([1]).with_reason(reason));
        let expected = sequence(&[&sequence(&[b"\x06\x03\x55\x1d\x15\x04\x03\x0a\x01", &[number]])]);
        assert_eq!(members(&entry)[2], expected);
        let extensions = read(&entry).crl_entry_extensions.unwrap();
        assert_eq!(CrlReason::from_der(extensions[0].extn_value.as_bytes()).unwrap(), known);
    }
}

#[test]
fn r6_no_reason_and_no_date_are_no_extensions() {
    let entry = entry(revoked([1]));
    assert_eq!(members(&entry).len(), 2);
    assert_eq!(read(&entry).crl_entry_extensions, None);
}

#[test]
fn r6_invalidity_dates_are_always_generalized_time() {
    for (at, written) in [
        (at(0) + Duration::milliseconds(1), b"19700101000000Z"),
        (now() + Duration::DAY, b"20260201120000Z"),
        (at(2_524_608_000), b"20500101000000Z"),
    ] {
        let value = tlv(0x04, &tlv(0x18, written));
        let expected = sequence(&[&sequence(&[b"\x06\x03\x55\x1d\x18", &value])]);
        assert_eq!(members(&entry(revoked([1]).with_invalidity_date(at)))[2], expected);
    }
}

#[test]
fn r6_both_extensions_come_in_one_order_and_are_not_critical() {
    let entry = entry(revoked([1]).with_invalidity_date(at(0)).with_reason(KeyCompromise));
    let extensions = parts(&read(&entry).crl_entry_extensions.unwrap());
    assert_eq!(
        extensions,
        [
            ("2.5.29.21".to_string(), false, b"\x0a\x01\x01".to_vec()),
            ("2.5.29.24".to_string(), false, b"\x18\x0f19700101000000Z".to_vec()),
        ]
    );
}

#[test]
fn r3_a_list_of_a_hundred_thousand_entries_is_whole() {
    let serial_number =
        |position: u32| [&[0x40][..], &position.wrapping_mul(0x9e37_79b1).to_be_bytes()].concat();
    let entries = (0..100_000).map(|position| revoked(serial_number(position)).with_reason(Superseded));
    let crl = issue(&request().with_all_revoked(entries));
    let list = parse(&crl);
    let entries = list.tbs_cert_list.revoked_certificates.unwrap();
    assert_eq!(entries.len(), 100_000);
    for position in [0, 1, 65_535, 99_999] {
        assert_eq!(entries[position as usize].serial_number.as_bytes(), serial_number(position));
    }
    let public_key = key(certmint::KeyAlgorithm::Ec256).public_key().as_spki_der().to_vec();
    assert!(toolkit::oracle::verifies(crl.as_der(), certmint::HashAlgorithm::Sha256, &public_key));
}
