//! A2, V4 and V6: what the issuer's path length and validity allow, and until when.

use std::cell::Cell;

use certmint::error::{NoticeKind, ViolationKind};
use certmint::extension::PathLength;
use certmint::profile::ValidityPolicy;
use certmint::request::ValidityUnit;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issuer, KeyAlgorithm,
    Profile, RequestedValidity, RootRequest, SubordinateRequest,
};
use proptest::prelude::*;

use crate::calendar::Seconds;
use crate::for_all::{Verdict, for_all};
use crate::issuers::{COMMON_NAME, CaCertificate, NOW, attribute, ec_key, name};
use crate::validity::{end, periods};
use toolkit::{now, params, profile_with, rng, years};

fn subject() -> DistinguishedName {
    DistinguishedName::new("TestCert").expect("a name")
}

#[test]
fn a2_a_ca_stands_below_exactly_where_the_path_length_leaves_room() {
    let limits =
        prop_oneof![1 => Just(None), 4 => (0..9_u32).prop_map(Some), 1 => any::<u32>().prop_map(Some)];
    let tally = for_all(1_000, (limits, 0..7_u8), |(limit, asked)| {
        let issuer = CaCertificate { path_length: limit, ..CaCertificate::default() }.load();
        let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject(), years(1));
        let entity = EndEntityRequest::new(params.clone()).check(&issuer, &Profile::default(), now());
        assert!(entity.is_ok(), "an end entity needs no room");
        let request =
            SubordinateRequest::new(params).with_path_length(PathLength::new(asked).expect("0 to 6"));
        let grant = request.check(&issuer, &Profile::default(), now());
        assert_eq!(grant.is_ok(), limit.is_none_or(|limit| u32::from(asked) < limit));
        if let Ok(grant) = &grant {
            assert_eq!(grant.fields().path_length(), Some(asked.into()));
        }
        Verdict::of(&grant)
    });
    tally.assert_both();
}

#[test]
fn a2_the_room_below_a_chain_is_the_least_that_any_of_it_leaves() {
    let name = |level| DistinguishedName::new(&format!("Level {level}")).expect("a name");
    let values = (prop::option::weighted(0.7, 0..7_u8), prop::collection::vec(0..7_u8, 1..4));
    let tally = for_all(60, values, |(root, below)| {
        let length = |length| PathLength::new(length).expect("0 to 6");
        let of_root = params(KeyAlgorithm::Ec256, "Root", years(20));
        let request = RootRequest::new(of_root);
        let request = root.map_or(request.clone(), |root| request.with_path_length(length(root)));
        let issued =
            Authority::create_root(&request, &Profile::default(), now(), &mut rng(1)).expect("a root");
        let mut authority = Authority::try_from(issued).expect("an authority");
        // The number of CAs that may follow.
        let mut room = root.map(u32::from);
        for (level, asked) in below.iter().enumerate() {
            assert_eq!(authority.issuer().path_length(), room);
            let params =
                CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, name(level), years(1));
            let request = SubordinateRequest::new(params).with_path_length(length(*asked));
            let issued = authority.issue(&request, now(), &mut rng(2 + level as u8));
            assert_eq!(issued.is_ok(), room.is_none_or(|room| u32::from(*asked) < room));
            let Ok(issued) = issued else { return Verdict::Refused };
            room = Some(u32::from(*asked));
            authority = Authority::try_from(issued).expect("an authority");
        }
        Verdict::Accepted
    });
    tally.assert_both();
}

#[test]
fn v4_end_entities_and_subordinates_are_valid_for_20_years_at_most() {
    let issuer = CaCertificate::default().load();
    let tally = for_all(2_000, (periods(), any::<bool>()), |(asked, is_ca)| {
        let validity = RequestedValidity::new(asked.0, asked.1).expect("at least 1");
        let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject(), validity);
        let profile = Profile::default();
        let grant = match is_ca {
            true => SubordinateRequest::new(params).check(&issuer, &profile, now()),
            false => EndEntityRequest::new(params).check(&issuer, &profile, now()),
        };
        let not_after = end(NOW, asked).filter(|at| Some(*at) <= end(NOW, (ValidityUnit::Year, 20)));
        let granted =
            grant.as_ref().ok().map(|grant| grant.fields().validity().not_after().unix_timestamp().into());
        assert_eq!(granted, not_after);
        Verdict::of(&grant)
    });
    tally.assert_both();
}

/// Seconds relative to [`NOW`]: some days, and the seconds around it.
fn around(days: core::ops::Range<Seconds>) -> impl Strategy<Value = Seconds> {
    prop_oneof![3 => (days.start * 86_400..days.end * 86_400).prop_map(|lead| NOW + lead), 1 => NOW - 2..NOW + 3]
}

#[test]
fn v6_a_certificate_stays_within_its_issuer() {
    let profiles = [ValidityPolicy::Reject, ValidityPolicy::Truncate]
        .map(|policy| profile_with(|settings| settings.validity_policy = policy));
    let start = prop_oneof![
        2 => Just(None),
        1 => (-300..40 * 86_400_i64).prop_map(Some),
        // Before the issuer, which is valid for some seconds.
        1 => (-300..3_i64).prop_map(Some),
    ];
    let values = (around(-40..3), around(-3..60), start, 1..60_u64, any::<bool>());
    let (cut, raised) = (Cell::new(0), Cell::new(0));
    let tally = for_all(10_000, values, |(not_before, not_after, start, days, truncates)| {
        let issuer = CaCertificate { not_before, not_after, ..CaCertificate::default() }.load();
        let validity = RequestedValidity::new(ValidityUnit::Day, days).expect("at least 1");
        let validity = start.map_or(validity, |lead| {
            validity.with_not_before(now() + certmint::time::Duration::seconds(lead))
        });
        let request = EndEntityRequest::new(CertificateParams::new(
            ec_key(),
            HashAlgorithm::Sha256,
            subject(),
            validity,
        ));
        let grant = request.check(&issuer, &profiles[usize::from(truncates)], now());

        let asked = NOW + Seconds::from(start.unwrap_or(0));
        let asked = (asked, asked + Seconds::from(days) * 86_400);
        let within = (asked.0.max(not_before), asked.1.min(not_after));
        let is_valid_now = (not_before..=not_after).contains(&NOW);
        // Neither empty nor already expired.
        let is_some = within.0 <= within.1 && within.1 >= NOW;
        let is_granted = is_valid_now && (within == asked || truncates && is_some);
        let granted = grant.as_ref().ok().map(|grant| {
            let validity = grant.fields().validity();
            (validity.not_before().unix_timestamp().into(), validity.not_after().unix_timestamp().into())
        });
        assert_eq!(granted, is_granted.then_some(within));
        match &grant {
            Ok(grant) => {
                let noted = |expected: fn(&NoticeKind) -> bool| {
                    grant.fields().notices().iter().any(|notice| expected(notice.kind()))
                };
                assert_eq!(
                    noted(|kind| matches!(kind, NoticeKind::NotAfterTruncated(_))),
                    within.1 != asked.1
                );
                assert_eq!(noted(|kind| matches!(kind, NoticeKind::NotBeforeRaised(_))), within.0 != asked.0);
                cut.set(cut.get() + usize::from(within.1 != asked.1));
                raised.set(raised.get() + usize::from(within.0 != asked.0));
            }
            Err(error) => {
                let has = |expected: fn(&ViolationKind) -> bool| {
                    error.violations().iter().any(|violation| expected(violation.kind()))
                };
                assert_eq!(has(|kind| matches!(kind, ViolationKind::IssuerNotValid { .. })), !is_valid_now);
            }
        }
        Verdict::of(&grant)
    });
    tally.assert_both();
    assert!(cut.get() > 300 && raised.get() > 100, "{cut:?} were cut, {raised:?} raised");
}

#[test]
fn v9_every_ca_above_is_valid_and_the_first_to_end_is_told_where_it_is_outlived() {
    let second = || prop_oneof![6 => Just(-1_000_000_i64), 1 => -2..3_i64];
    let end = || prop_oneof![1 => -2..3_i64, 4 => 1..60_i64 * 86_400];
    let values = (prop::collection::vec((second(), end()), 1..4), 1..40_u64);
    let outlived = Cell::new(0);
    let tally = for_all(2_000, values, |(windows, days)| {
        let own = CaCertificate::default();
        let above = windows.iter().zip(1..).map(|((from, to), position)| CaCertificate {
            subject: name(&[attribute(COMMON_NAME, 0x0c, format!("CA {position}").as_bytes())]),
            not_before: NOW + Seconds::from(*from),
            not_after: NOW + Seconds::from(*to),
            ..own.clone()
        });
        let cas: Vec<_> = std::iter::once(own.clone()).chain(above).collect();
        let issuer = CaCertificate::load_chain(&cas);
        let validity = RequestedValidity::new(ValidityUnit::Day, days).expect("at least 1");
        let request = EndEntityRequest::new(CertificateParams::new(
            ec_key(),
            HashAlgorithm::Sha256,
            subject(),
            validity,
        ));
        let grant = request.check(&issuer, &Profile::default(), now());

        let is_valid = |(from, to): &(i64, i64)| (*from..=*to).contains(&0);
        assert_eq!(grant.is_ok(), windows.iter().all(is_valid));
        match &grant {
            Ok(grant) => {
                let shortest = windows.iter().map(|(_, to)| *to).min().expect("one at least");
                let expected = (shortest < days as i64 * 86_400).then_some(shortest);
                let told = grant.fields().notices().iter().find_map(|notice| match notice.kind() {
                    NoticeKind::OutlivesCa { certificate, not_after } => Some((certificate, not_after)),
                    _ => None,
                });
                let told = told.map(|(certificate, not_after)| {
                    let at = windows[certificate.position() - 1].1;
                    assert_eq!(not_after.unix_timestamp(), NOW as i64 + at);
                    at
                });
                assert_eq!(told, expected);
                outlived.set(outlived.get() + usize::from(told.is_some()));
            }
            Err(error) => {
                let positions: Vec<_> = error
                    .violations()
                    .iter()
                    .map(|violation| match violation.kind() {
                        ViolationKind::ChainNotValid { certificate, .. } => certificate.position(),
                        other => panic!("{other:?}"),
                    })
                    .collect();
                let invalid = windows.iter().zip(1..).filter(|(window, _)| !is_valid(window));
                assert_eq!(positions, invalid.map(|(_, position)| position).collect::<Vec<_>>());
            }
        }
        Verdict::of(&grant)
    });
    tally.assert_both();
    assert!(outlived.get() > 100, "{outlived:?} were outlived");
}

#[test]
fn v6_now_is_compared_in_whole_seconds() {
    // The issuer is valid for only one second.
    let load =
        |at| -> Issuer { CaCertificate { not_before: at, not_after: at, ..CaCertificate::default() }.load() };
    for_all(500, (-2..3_i64, 0..1_000_000_000_i64), |(seconds, nanoseconds)| {
        let at = now()
            + certmint::time::Duration::seconds(seconds)
            + certmint::time::Duration::nanoseconds(nanoseconds);
        let request = EndEntityRequest::new(CertificateParams::new(
            ec_key(),
            HashAlgorithm::Sha256,
            subject(),
            years(1),
        ));
        let truncating = profile_with(|settings| settings.validity_policy = ValidityPolicy::Truncate);
        let grant = request.check(&load(NOW), &truncating, at);
        assert_eq!(grant.is_ok(), seconds == 0);
        Verdict::of(&grant)
    })
    .assert_both();
}
