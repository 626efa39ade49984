//! O6: the times of a response.

use certmint::error::{OcspError, OcspResponderError};
use certmint::ocsp::{OcspErrorStatus, OcspTimes};
use certmint::time::{Duration, UtcDateTime};
use certmint::{Authority, KeyAlgorithm};

use crate::material::*;
use toolkit::asn1::tlv;
use toolkit::{now, root, subordinate};

fn error(service: &certmint::ocsp::OcspService, times: OcspTimes) -> OcspError {
    let request = read(&Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der());
    let (error, status) = ocsp_error(service.responder().to_be_signed(&request, times, good).unwrap_err());
    assert_eq!(status, Some(OcspErrorStatus::InternalError));
    error
}

#[test]
fn o6_times_are_encoded_to_the_second_and_next_update_may_be_absent() {
    let service = direct(KeyAlgorithm::Ec256);
    let request = read(&Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der());
    let answer = |times| {
        let to_be_signed = service.responder().to_be_signed(&request, times, good).unwrap();
        parse(&to_be_signed.sign(&key_of(&service)).unwrap())
    };
    let late = now() + Duration::milliseconds(999);
    let read = answer(OcspTimes::new(late).with_this_update(late - Duration::MINUTE));
    assert_eq!(read.produced_at, b"20260131120000Z");
    assert_eq!(read.singles[0][2..], [tlv(0x18, "20260131115900Z")]);
    // GeneralizedTime in every year.
    let read = answer(OcspTimes::new(now()).with_next_update(at(2_600_000_000)));
    assert_eq!(read.singles[0][3], tlv(0xa0, tlv(0x18, "20520522141320Z")));
}

fn key_of(service: &certmint::ocsp::OcspService) -> certmint::PrivateKey {
    // The key of the root that `direct` makes.
    let root = root(KeyAlgorithm::Ec256);
    let key = certmint::PrivateKey::from_der(&root.signer().to_pkcs8_der()).unwrap();
    assert_eq!(certmint::Signer::public_key(&key), service.responder().public_key());
    key
}

#[test]
fn o6_times_that_clients_refuse_are_refused() {
    let service = direct(KeyAlgorithm::Ec256);
    let times = OcspTimes::new(now());
    let second = Duration::SECOND;
    for next_update in [now(), now() + Duration::milliseconds(999), now() - second, at(0)] {
        let error = error(&service, times.with_next_update(next_update));
        assert_eq!(error, OcspError::NextUpdateNotAfterProducedAt);
    }
    assert_eq!(error(&service, times.with_this_update(now() + second)), OcspError::ThisUpdateAfterProducedAt);
    assert_eq!(error(&service, times.with_this_update(at(-631_152_001))), OcspError::TimeNotExpressible);
    let request = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der();
    for now in [UtcDateTime::MIN, UtcDateTime::MAX, at(0)] {
        let response = service.respond(&request, now, good);
        assert_eq!(response.error_status(), Some(OcspErrorStatus::InternalError));
    }
}

#[test]
fn o6_the_lifetime_of_answers_is_at_least_a_second() {
    let service = || direct(KeyAlgorithm::Ec256);
    let request = Parts::of(&[cert_id(service().responder().issuer(), SHA1, &[1])]).der();
    let almost = Duration::SECOND - Duration::NANOSECOND;
    for lifetime in [Duration::ZERO, almost, -Duration::SECOND, -Duration::DAY, Duration::MIN] {
        let error = service().with_lifetime(lifetime).unwrap_err();
        assert_eq!(error, OcspResponderError::LifetimeTooShort, "{lifetime}");
    }
    // The longest is more than any time can hold.
    for lifetime in [Duration::SECOND, Duration::milliseconds(1_999), Duration::MAX] {
        let service = service().with_lifetime(lifetime).unwrap();
        for now in [now(), now() + Duration::milliseconds(999)] {
            assert_eq!(service.respond(&request, now, good).error_status(), None, "{lifetime}");
        }
    }
}

#[test]
fn o6_times_are_read_as_they_were_set() {
    let late = now() + Duration::milliseconds(999);
    let times = OcspTimes::new(late);
    assert_eq!((times.produced_at(), times.this_update(), times.next_update()), (late, late, None));
    let times = times.with_this_update(now()).with_next_update(at(2_600_000_000));
    let read = (times.produced_at(), times.this_update(), times.next_update());
    assert_eq!(read, (late, now(), Some(at(2_600_000_000))));
}

#[test]
fn o6_next_update_is_cut_to_the_end_of_the_responders_certificate() {
    let ca = root(KeyAlgorithm::Ec256);
    let service = delegated(&ca, KeyAlgorithm::Ec256).with_lifetime(Duration::days(60)).unwrap();
    let request = Parts::of(&[cert_id(ca.issuer(), SHA1, &[1])]).der();
    let end = now() + Duration::days(30);
    let response = service.respond(&request, now(), good);
    assert_eq!(response.next_update(), Some(end));
    let response = service.respond(&request, end - Duration::SECOND, good);
    assert_eq!(response.next_update(), Some(end));
    let response = service.respond(&request, end, good);
    assert_eq!(response.error_status(), Some(OcspErrorStatus::InternalError));
}

#[test]
fn o6_a_responder_answers_within_the_validity_of_its_certificate_and_chain() {
    let ca = root(KeyAlgorithm::Ec256);
    let service = delegated(&ca, KeyAlgorithm::Ec256);
    let (not_before, not_after) = (now(), now() + Duration::days(30));
    for at in [now() - Duration::SECOND, not_after + Duration::SECOND] {
        let expected = OcspError::OutsideValidity { not_before, not_after };
        let times = OcspTimes::new(at);
        assert_eq!(error(&service, times), expected);
        // Whatever the other times are: a later nextUpdate would be cut into the past.
        for next_update in [at + Duration::DAY, at - Duration::DAY] {
            assert_eq!(error(&service, times.with_next_update(next_update)), expected);
        }
        assert_eq!(error(&service, times.with_this_update(at + Duration::DAY)), expected);
        let request = read(&Parts::of(&[cert_id(ca.issuer(), SHA1, &[1])]).der());
        let error = service.try_respond(&request, at, good).unwrap_err();
        assert_eq!(ocsp_error(error).0, expected);
    }
    // The root above is renewed with a shorter validity.
    let sub = subordinate(&short_lived_root(), KeyAlgorithm::Ec256, 0);
    let service = service_of(sub);
    let error = error(&service, OcspTimes::new(now() + Duration::days(31)));
    assert!(matches!(&error, OcspError::OutsideValidity { .. }), "{error}");
}

/// A root of 30 days that issues with truncated validities.
fn short_lived_root() -> Authority {
    use certmint::request::ValidityUnit;
    let month = certmint::RequestedValidity::new(ValidityUnit::Day, 30).unwrap();
    let request = certmint::RootRequest::new(toolkit::params(KeyAlgorithm::Ec256, "Short", month));
    let profile = toolkit::truncating();
    let issued = Authority::create_root(&request, &profile, now(), &mut toolkit::rng(1)).unwrap();
    Authority::try_from(issued).unwrap().with_profile(profile)
}
