//! O6: the times of a response.

use certmint::error::OcspError;
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
    // A lifetime that is not positive, and one that no time can hold.
    let request = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der();
    for (lifetime, status) in [
        (Duration::ZERO, Some(OcspErrorStatus::InternalError)),
        (-Duration::DAY, Some(OcspErrorStatus::InternalError)),
        (Duration::MIN, Some(OcspErrorStatus::InternalError)),
        (Duration::MAX, None),
    ] {
        let service = service.clone_with(lifetime);
        assert_eq!(service.respond(&request, now(), good).error_status(), status, "{lifetime}");
    }
    for now in [UtcDateTime::MIN, UtcDateTime::MAX, at(0)] {
        let response = service.respond(&request, now, good);
        assert_eq!(response.error_status(), Some(OcspErrorStatus::InternalError));
    }
}

trait WithLifetime {
    fn clone_with(&self, lifetime: Duration) -> Self;
}

impl WithLifetime for certmint::ocsp::OcspService {
    fn clone_with(&self, lifetime: Duration) -> Self {
        Self::new(self.responder().clone(), key_of(self)).unwrap().with_lifetime(lifetime)
    }
}

#[test]
fn o6_next_update_is_cut_to_the_end_of_the_responders_certificate() {
    let ca = root(KeyAlgorithm::Ec256);
    let service = delegated(&ca, KeyAlgorithm::Ec256).with_lifetime(Duration::days(60));
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
        assert_eq!(error(&service, OcspTimes::new(at)), expected);
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
