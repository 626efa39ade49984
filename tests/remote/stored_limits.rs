//! V6 and A2 for a stored certificate: the limits of the issuer and the time are checked again.

use certmint::time::{Duration, UtcDateTime};
use certmint::{Error, Issuer, ToBeSigned};

use crate::requests::{Kind, Wanted, authority_of, issue, plain};
use toolkit::forge::{BASIC_CONSTRAINTS, Forged, NAME_CONSTRAINTS, extension, sequence};
use toolkit::stock::key;
use toolkit::{now, refusals, reproducible, tlv};

use certmint::KeyAlgorithm::Ec256;

/// The issuer of [`plain`] with another validity or path length.
fn issuer(change: impl FnOnce(&mut Forged)) -> Issuer {
    let key = key(Ec256);
    let mut forged = Forged::ca("Forged Root", &key);
    change(&mut forged);
    let issuer = Issuer::from_der(&forged.sign(&key)).expect("an issuer");
    issuer.with_extensions(crate::requests::says([true; 4]))
}

fn resume(kind: Kind, issuer: &Issuer, at: UtcDateTime) -> Result<ToBeSigned, Error> {
    let first = plain(kind).to_be_signed();
    ToBeSigned::resume(first.as_bytes(), first.certificate_id(), issuer, at)
}

fn validity(not_before: &[u8], not_after: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0x17, not_before), &tlv(0x17, not_after)])
}

fn fields(result: Result<ToBeSigned, Error>) -> Vec<(String, &'static str)> {
    refusals(result).into_iter().map(|(pointer, code)| (pointer, code.as_str())).collect()
}

#[test]
fn v6_days_later_is_in_time_and_after_its_end_is_not() {
    let same = issuer(|_| {});
    // Valid for two years from 2026-01-31T12:00:00Z, including the last second.
    let end = UtcDateTime::from_unix_timestamp(1_832_932_800).unwrap();
    for at in [now(), now() + Duration::days(9), end, end + Duration::milliseconds(999)] {
        assert!(resume(Kind::Apply, &same, at).is_ok(), "{at}");
    }
    let over = resume(Kind::Apply, &same, end + Duration::seconds(1));
    assert_eq!(fields(over), [("/validity".to_string(), "PCA.00020109")]);

    let root = plain(Kind::Root).to_be_signed();
    let resume_root = |at| ToBeSigned::resume_root(root.as_bytes(), root.certificate_id(), at);
    assert!(resume_root(end).is_ok());
    assert_eq!(fields(resume_root(end + Duration::seconds(1))), [("/validity".to_string(), "PCA.00020109")]);
}

#[test]
fn v6_the_issuer_must_be_valid_now() {
    let later = issuer(|forged| forged.validity = validity(b"260131120000Z", b"491231235959Z"));
    assert!(resume(Kind::Apply, &later, now()).is_ok());
    let before = resume(Kind::Apply, &later, now() - Duration::seconds(1));
    assert_eq!(fields(before), [("/validity".to_string(), "PCA.00020109")]);
}

#[test]
fn v6_the_validity_must_be_within_the_issuers() {
    let exactly = issuer(|forged| forged.validity = validity(b"260131120000Z", b"280131120000Z"));
    assert!(resume(Kind::Apply, &exactly, now()).is_ok());
    for (not_before, not_after) in
        [(b"260131120001Z", b"491231235959Z"), (b"260101000000Z", b"280131115959Z")]
    {
        let narrower = issuer(|forged| forged.validity = validity(not_before, not_after));
        let at = now() + Duration::seconds(5);
        assert_eq!(fields(resume(Kind::Apply, &narrower, at)), [("/validity".to_string(), "PCA.00020109")]);
    }
}

#[test]
fn a2_the_issuers_path_length_must_leave_room() {
    let with_length = |length: u8| {
        issuer(|forged| {
            let value = [&[0x30, 6, 1, 1, 0xff, 2, 1], &[length][..]].concat();
            forged.extensions[0] = extension(BASIC_CONSTRAINTS, true, &value);
        })
    };
    for kind in [Kind::Subordinate, Kind::CsrCa] {
        assert!(resume(kind, &with_length(1), now()).is_ok());
        assert_eq!(
            fields(resume(kind, &with_length(0), now())),
            [("/path_length".to_string(), "PCA.00020203")]
        );
    }
    assert!(resume(Kind::Apply, &with_length(0), now()).is_ok());
}

#[test]
fn a3_the_issuers_name_constraints_must_leave_the_names() {
    // The names of an end entity: remote.example.org and *.example.org.
    let permitting = |base: &[u8]| {
        let value = tlv(0x30, &tlv(0xa0, &tlv(0x30, &tlv(0x82, base))));
        issuer(|forged| forged.extensions.push(extension(NAME_CONSTRAINTS, true, &value)))
    };
    assert!(resume(Kind::Apply, &permitting(b"example.org"), now()).is_ok());
    assert_eq!(
        fields(resume(Kind::Apply, &permitting(b"remote.example.org"), now())),
        [("/subject_alternative_names/1/value".to_string(), "PCA.00020110")]
    );
}

#[test]
fn k5_a_ceremony_of_a_root_and_what_is_below_it_spans_days() {
    // Each certificate is stored, then resumed and signed a day later.
    let root = Wanted { path_length: Some(1), ..plain(Kind::Root) }.to_be_signed();
    let tomorrow = now() + Duration::days(1);
    let root = ToBeSigned::resume_root(root.as_bytes(), root.certificate_id(), tomorrow).unwrap();
    let root = authority_of(&root.sign(&key(Ec256)).unwrap());
    let request = toolkit::params(Ec256, "Below", toolkit::years(1));
    let request = certmint::SubordinateRequest::new(request);
    let (_, grant) = request
        .check(root.issuer(), root.profile(), tomorrow)
        .unwrap()
        .generate_key(&mut toolkit::rng(74))
        .unwrap();
    let below = grant.to_be_signed(&mut toolkit::rng(75)).unwrap();
    let id = below.certificate_id();
    let below =
        ToBeSigned::resume(below.as_bytes(), id, root.issuer(), tomorrow + Duration::days(1)).unwrap();
    let below = below.sign(root.signer()).unwrap();
    assert_eq!(below.certificate_id(), id);
    assert_eq!(below.chain().count(), 2);
    let issuer = Issuer::try_from(&below).unwrap();
    assert_eq!(issuer.path_length(), Some(0));
}

#[test]
fn k5_the_certificate_of_a_resumed_root_is_that_of_the_first() {
    let wanted = plain(Kind::Root);
    let first = wanted.to_be_signed();
    let resumed = wanted.resume(first.as_bytes(), first.certificate_id()).unwrap();
    let [resumed, first] = [resumed.sign(&key(Ec256)).unwrap(), issue(&wanted)];
    assert_eq!(reproducible(resumed.certificate().as_der()), reproducible(first.certificate().as_der()));
}
