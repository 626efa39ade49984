//! What a host does with a body beside reading a request for a known authority: looking the
//! authority up, and revoking.

use certmint::crl::RevocationReason;
use certmint::error::ViolationKind;
use certmint::wire::{Body, CaRequest, CaType, ResolvedCaRequest};
use certmint::{Authority, Error, PrivateKey};
use serde_json::Value;

use super::super::oracle::check_refusal;
use super::super::pool;

/// The names of the API by number, without removeFromCRL; 7 is not used.
const REASONS: [&str; 11] = [
    "UNSPECIFIED",
    "KEY_COMPROMISE",
    "CERTIFICATE_AUTHORITY_COMPROMISE",
    "AFFILIATION_CHANGED",
    "SUPERSEDED",
    "CESSATION_OF_OPERATION",
    "CERTIFICATE_HOLD",
    "",
    "",
    "PRIVILEGE_WITHDRAWN",
    "ATTRIBUTE_AUTHORITY_COMPROMISE",
];

/// A body that is resolved gives the same as one that is read for the authority (rule W9).
pub fn check_resolved(body: &Body<'static>, authority: &Authority<&PrivateKey>) {
    let (now, profile) = (pool::now(), authority.profile());
    let is_root = body.ca_type() == Some(CaType::Root);
    let id = body.issuer_id().filter(|_| !is_root);
    match (id, body.clone().resolve(|_| None::<&Authority>)) {
        (Some(id), Err(Error::IssuerNotFound(found))) => assert_eq!(found, id),
        (None, Ok(_)) => {}
        other => panic!("{other:?}"),
    }
    let resolved = body.clone().resolve(|found| {
        assert_eq!(Some(found), id);
        Some(authority)
    });
    let resolved = resolved.expect("the authority");
    let known = body.clone().for_authority(authority, now);
    let of_ca = match resolved.clone().read_ca(profile, now) {
        Ok(ResolvedCaRequest::Root(request)) => Ok(CaRequest::Root(request)),
        Ok(ResolvedCaRequest::Subordinate { request, .. }) => {
            Ok(CaRequest::Subordinate { issuer_id: id.expect("an id"), request })
        }
        Err(error) => Err(error),
    };
    let without = || body.clone().for_root(profile, now).read_ca();
    let expected = if body.ca_type() == Some(CaType::Subordinate) && id.is_some() {
        known.read_ca()
    } else if is_root {
        without()
    } else {
        // Refused either way; without an issuer the refusal has less to say.
        assert!(of_ca.is_err());
        return;
    };
    assert_same(of_ca, expected);
    if is_root {
        // What needs an issuer is never read from the body of a root.
        assert!(resolved.read_end_entity(now).is_err());
    } else if id.is_some() {
        assert_same(
            resolved.clone().read_end_entity(now).map(|(_, request)| request),
            known.read_end_entity().map(|(_, request)| request),
        );
        assert_same(
            resolved.clone().read_csr(now).map(|(_, request)| request.certificate_type()),
            known.read_csr().map(|(_, request)| request.certificate_type()),
        );
        assert_same(
            resolved.read_subordinate(now).map(|(_, request)| request),
            known.read_subordinate().map(|(_, request)| request),
        );
    }
}

fn assert_same<T: PartialEq + std::fmt::Debug>(found: Result<T, Error>, expected: Result<T, Error>) {
    match (found, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected),
        (Err(found), Err(expected)) => assert_eq!(found.violations(), expected.violations()),
        other => panic!("{other:?}"),
    }
}

/// The reason of a body that revokes is what stands there (rule W11).
pub fn check_revocation(body: &Body<'_>, json: Option<&Value>) {
    let Some(json) = json else { return };
    let expected = match (json, &json["reason"]) {
        (Value::Object(_), Value::Null) => Some(0),
        (Value::Object(_), Value::String(reason)) if reason.is_empty() => Some(0),
        (Value::Object(_), Value::String(reason)) => REASONS.iter().position(|name| name == reason),
        _ => None,
    };
    match (body.read_revocation(), expected) {
        (Ok(request), Some(number)) => {
            let number = u8::try_from(number).expect("a number");
            assert_eq!(RevocationReason::try_from(number), Ok(request.reason()));
        }
        (Ok(request), None) => panic!("{request:?} from {json}"),
        (Err(error), expected) => {
            check_refusal(&error);
            // A Value has no duplicate names.
            let is_of_object = |kind: &ViolationKind| {
                matches!(kind, ViolationKind::DuplicateMember | ViolationKind::TooMany { .. })
            };
            let is_other =
                expected.is_none() || error.violations().iter().any(|one| is_of_object(one.kind()));
            assert!(is_other, "{error}");
        }
    }
}
