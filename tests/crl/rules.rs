//! R1–R7: the refusals and their locations.

use certmint::crl::{CrlNumber, IssuingDistributionPoint, RevokedCertificate};
use certmint::error::{
    CrlError, CrlNumberError, ErrorCode, NameError, NameErrorKind, SerialNumberError, UrlError, ViolationKind,
};
use certmint::time::{Date, Duration, Month, Time, UtcDateTime};
use certmint::{CrlRequest, Error, Issuer, KeyAlgorithm};

use crate::material::{at, of, point, request, revoked};
use toolkit::forge::{BASIC_CONSTRAINTS, CA, Forged, KEY_USAGE, extension};
use toolkit::stock::{authority, key};
use toolkit::{now, refusals, violation};

/// The issuer of the list, valid from 2026 to 2049.
fn issuer() -> Issuer {
    authority(KeyAlgorithm::Ec256).issuer().clone()
}

/// Location, code and defect of the only violation.
fn defect(request: &CrlRequest) -> (String, ErrorCode, CrlError) {
    let violation = violation(request.to_be_signed(&issuer()));
    let ViolationKind::Crl(defect) = violation.kind().clone() else { panic!("{violation}") };
    (violation.pointer(), violation.code(), defect)
}

fn in_year(year: i32) -> UtcDateTime {
    let date = Date::from_calendar_date(year, Month::June, 1).expect("a date");
    UtcDateTime::new(date, Time::MIDNIGHT)
}

fn times(this_update: UtcDateTime, next_update: UtcDateTime) -> CrlRequest {
    CrlRequest::new(CrlNumber::from(1), this_update, next_update)
}

#[test]
fn r1_an_issuer_without_crl_sign_signs_no_list() {
    let signer = || key(KeyAlgorithm::Ec256);
    let mut forged = Forged::ca("CA", &signer());
    // Only keyCertSign.
    forged.extensions =
        vec![extension(BASIC_CONSTRAINTS, true, CA), extension(KEY_USAGE, true, b"\x03\x02\x02\x04")];
    let violation = violation(of(&forged, signer()).issue_crl(&request()));
    assert_eq!(violation.kind(), &ViolationKind::Crl(CrlError::NoCrlSign));
    assert_eq!((violation.pointer().as_str(), violation.code()), ("", ErrorCode::Parameter));
    assert_eq!(
        violation.to_string(),
        "the issuer cannot sign CRLs, because its keyUsage does not include cRLSign"
    );
    // Without keyUsage there is no restriction (RFC 5280 §4.2.1.3).
    forged.extensions.pop();
    assert!(of(&forged, signer()).issue_crl(&request()).is_ok());
}

#[test]
fn r2_the_next_update_is_a_second_later_at_least() {
    let expected = ("/next_update".to_string(), ErrorCode::Validity, CrlError::NextUpdateNotAfterThisUpdate);
    for next_update in [now(), now() + Duration::milliseconds(999), now() - Duration::DAY] {
        assert_eq!(defect(&times(now(), next_update)), expected);
    }
    // Compared as encoded: a millisecond apart, but in different seconds.
    let (almost, just) = (now() + Duration::milliseconds(999), now() + Duration::SECOND);
    assert!(times(almost, just).to_be_signed(&issuer()).is_ok());
    let violation = violation(times(now(), now()).to_be_signed(&issuer()));
    assert_eq!(
        violation.to_string(),
        "/next_update: nextUpdate must be at least one second after thisUpdate"
    );
}

#[test]
fn r2_this_update_is_within_the_issuers_validity() {
    let validity = issuer().validity();
    let (not_before, not_after) = (validity.not_before(), validity.not_after());
    let expected = (
        "/this_update".to_string(),
        ErrorCode::Validity,
        CrlError::OutsideIssuerValidity { not_before, not_after },
    );
    for outside in [not_before - Duration::milliseconds(1), not_after + Duration::SECOND] {
        assert_eq!(defect(&times(outside, outside + Duration::DAY)), expected);
    }
    for within in [not_before, not_after, not_after + Duration::milliseconds(999)] {
        // The next list may be due after the issuer has expired.
        assert!(times(within, within + Duration::DAY).to_be_signed(&issuer()).is_ok());
    }
    let violation = violation(times(at(0), now()).to_be_signed(&issuer()));
    assert_eq!(
        violation.to_string(),
        "/this_update: thisUpdate must be within the issuer's validity, 2026-01-01T00:00:00Z to 2049-12-31T23:59:59Z"
    );
}

#[test]
fn r2_times_are_within_the_years_1950_to_9999() {
    let refused = |request: CrlRequest, pointer: &str| {
        let expected = (pointer.to_string(), ErrorCode::Validity, CrlError::TimeNotExpressible);
        assert_eq!(defect(&request), expected);
    };
    refused(times(in_year(1949), now()), "/this_update");
    for year in [1949, -1, -9999] {
        let entry = RevokedCertificate::new([1], in_year(year));
        refused(request().with_revoked(entry), "/revoked_certificates/0/revocation_date");
        let entry = revoked([1]).with_invalidity_date(in_year(year));
        refused(request().with_revoked(entry), "/revoked_certificates/0/invalidity_date");
        refused(times(now(), in_year(year)), "/next_update");
    }
    for year in [1950, 9999] {
        let entry = RevokedCertificate::new([1], in_year(year)).with_invalidity_date(in_year(year));
        assert!(request().with_revoked(entry).to_be_signed(&issuer()).is_ok());
    }
    assert!(times(now(), in_year(9999)).to_be_signed(&issuer()).is_ok());
    let violation = violation(times(now(), in_year(1949)).to_be_signed(&issuer()));
    assert_eq!(
        violation.to_string(),
        "/next_update: the time must be within the years 1950 to 9999, which CRLs can express"
    );
}

#[test]
fn r3_serial_numbers_are_positive_and_of_twenty_octets_at_most() {
    let pointer = || "/revoked_certificates/0/serial_number".to_string();
    for zero in [&[][..], &[0], &[0; 20], &[0; 40]] {
        let found = defect(&request().with_revoked(revoked(zero)));
        assert_eq!(found, (pointer(), ErrorCode::Parameter, CrlError::SerialNumber(SerialNumberError::Zero)));
    }
    for (serial_number, found) in
        [(vec![1; 21], 21), ([vec![0; 3], vec![0xff; 21]].concat(), 21), (vec![1; 1 << 20], 1 << 20)]
    {
        let defect = defect(&request().with_revoked(revoked(&serial_number)));
        assert_eq!(
            defect,
            (
                pointer(),
                ErrorCode::Parameter,
                CrlError::SerialNumber(SerialNumberError::TooLong { found, max: 20 })
            )
        );
    }
    let texts = [vec![0], vec![1; 21]].map(|serial_number| {
        violation(request().with_revoked(revoked(&serial_number)).to_be_signed(&issuer())).kind().to_string()
    });
    assert_eq!(
        texts,
        ["a serial number must be positive", "the serial number has 21 octets, but at most 20 are allowed"]
    );
}

#[test]
fn r3_a_serial_number_is_there_once() {
    let serial_numbers: [&[u8]; 6] = [&[5], &[7], &[0, 5], &[5, 0], &[5], &[0, 0, 7]];
    let request = request().with_all_revoked(serial_numbers.map(revoked));
    let error = request.to_be_signed(&issuer()).unwrap_err();
    let found: Vec<_> =
        error.violations().iter().map(|violation| (&*violation.pointer().leak(), violation.kind())).collect();
    let repeated = |before| ViolationKind::Crl(CrlError::RepeatedSerialNumber { before });
    assert_eq!(
        found,
        [
            ("/revoked_certificates/2/serial_number", &repeated(0)),
            ("/revoked_certificates/4/serial_number", &repeated(2)),
            ("/revoked_certificates/5/serial_number", &repeated(1)),
        ]
    );
    assert_eq!(
        error.violations()[0].to_string(),
        "/revoked_certificates/2/serial_number: entry 0 has the same serial number; list each certificate once"
    );
}

#[test]
fn r3_a_repeated_serial_number_is_found_among_many() {
    let entries = (1..=50_000_u32).rev().map(|serial_number| revoked(serial_number.to_be_bytes()));
    let request = request().with_all_revoked(entries);
    assert!(request.to_be_signed(&issuer()).is_ok());
    // The serial number 0x1234 is in entry 50,000 − 0x1234.
    let found = defect(&request.with_revoked(revoked([0x12, 0x34])));
    let repeated = CrlError::RepeatedSerialNumber { before: 50_000 - 0x1234 };
    assert_eq!(found, ("/revoked_certificates/50000/serial_number".into(), ErrorCode::Parameter, repeated));
}

#[test]
fn r3_serial_numbers_that_end_alike_are_told_apart() {
    let serial_number = |head: u16| [&head.to_be_bytes()[..], &[7; 8]].concat();
    let request = request().with_all_revoked((1..500).map(|head| revoked(serial_number(head))));
    assert!(request.to_be_signed(&issuer()).is_ok());
    let found = defect(&request.with_revoked(revoked(serial_number(77))));
    let repeated = CrlError::RepeatedSerialNumber { before: 76 };
    assert_eq!(found, ("/revoked_certificates/499/serial_number".into(), ErrorCode::Parameter, repeated));
}

#[test]
fn r4_numbers_from_2_to_the_159_are_refused() {
    for octets in [&[[0x80].as_slice(), &[0; 19]].concat()[..], &[1; 21], &[0xff; 4096]] {
        let error: CrlNumberError = CrlNumber::new(octets).unwrap_err();
        assert_eq!(ViolationKind::from(error), ViolationKind::Crl(CrlError::NumberTooLarge));
        assert_eq!(error.to_string(), "a CRL number must be below 2^159, so that it fits into 20 octets");
    }
}

#[test]
fn r4_text_that_is_no_number_is_refused() {
    let half = format!("80{}", "00".repeat(19));
    for text in ["", "0x0B", "0B\n", "-1", "1:2", "11 "] {
        let error = text.parse::<CrlNumber>().unwrap_err();
        assert_eq!(error, CrlNumberError::NotHexadecimal, "{text:?}");
        assert_eq!(ViolationKind::from(error), ViolationKind::Crl(CrlError::NumberNotHexadecimal));
    }
    for text in [half.as_str(), &"1".repeat(41), &"f".repeat(1_000)] {
        assert_eq!(text.parse::<CrlNumber>(), Err(CrlNumberError::TooLarge), "{text}");
    }
}

#[test]
fn r7_urls_are_those_of_distribution_points() {
    assert!(matches!(
        IssuingDistributionPoint::at("http://"),
        Err(UrlError::Name(NameError {
            kind: NameErrorKind::EmptyAfterScheme | NameErrorKind::EmptyHost,
            ..
        }))
    ));
    for scheme in ["ftp://pki.example.org/sub.crl", "urn:uuid:1", "http:sub.crl"] {
        let refused = point().with_url(scheme);
        assert!(matches!(refused, Err(UrlError::Scheme { .. })), "{refused:?}");
    }
}

#[test]
fn r1_everything_that_is_wrong_is_said_at_once() {
    let signer = || key(KeyAlgorithm::Ec256);
    let mut forged = Forged::ca("CA", &signer());
    forged.extensions[1] = extension(KEY_USAGE, true, b"\x03\x02\x02\x04");
    let bad_dates = RevokedCertificate::new([0], in_year(1)).with_invalidity_date(in_year(2));
    let request =
        times(at(5), at(4)).with_revoked(revoked([1])).with_revoked(bad_dates).with_revoked(revoked([0, 1]));
    assert_eq!(
        refusals(of(&forged, signer()).issue_crl(&request)),
        [
            ("", ErrorCode::Parameter),
            ("/this_update", ErrorCode::Validity),
            ("/next_update", ErrorCode::Validity),
            ("/revoked_certificates/1/serial_number", ErrorCode::Parameter),
            ("/revoked_certificates/1/revocation_date", ErrorCode::Validity),
            ("/revoked_certificates/1/invalidity_date", ErrorCode::Validity),
            ("/revoked_certificates/2/serial_number", ErrorCode::Parameter),
        ]
        .map(|(pointer, code)| (pointer.to_string(), code))
    );
}

#[test]
fn r3_a_hundred_thousand_bad_entries_fill_no_memory_with_violations() {
    let request = request().with_all_revoked((0..100_000).map(|_| revoked([1])));
    let Err(Error::Refused(error)) = request.to_be_signed(&issuer()) else { panic!("a refusal") };
    assert_eq!(error.violations().len(), 128);
}
