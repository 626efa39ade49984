//! G: what a check grants can be issued, and a refusal names the location.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use certmint::Error;
use certmint::error::{Violation, ViolationKind};
use serde_json::Value;

use crate::for_all::{Verdict, for_all};
use crate::issuing::{authorities, encode};
use crate::json::{KINDS, Kind, any_body};
use toolkit::rng;

/// Returns whether the field of the violation exists or, if the violation reports it as missing,
/// its parent does.
fn points_into(body: &Value, violation: &Violation) -> bool {
    let pointer = violation.pointer();
    let (field, _) = pointer.split_once('#').unwrap_or((&pointer, ""));
    let parent = field.rsplit_once('/').map_or("", |(parent, _)| parent);
    body.pointer(field).is_some() || (is_of_absent(violation.kind()) && body.pointer(parent).is_some())
}

/// The violations that can refer to an absent member of this name.
fn is_of_absent(kind: &ViolationKind) -> bool {
    matches!(
        kind,
        ViolationKind::Missing
            | ViolationKind::NoAlternativeName
            | ViolationKind::ServerWithoutAlternativeName
            | ViolationKind::NoPurpose { .. }
            // A name that the sender chose is shown escaped and shortened (rule E2), so the body
            // may not contain it.
            | ViolationKind::DuplicateMember
            | ViolationKind::UnknownPurpose { .. }
            // If none is given, the issuer's own is used (rule W3).
            | ViolationKind::KeyType { .. }
            | ViolationKind::HashNotGranted { .. }
            // If none is given, the path length is 0 (rule C12).
            | ViolationKind::IssuerPathLength { .. }
    )
}

/// The variant without its data.
fn variant(kind: &ViolationKind) -> String {
    format!("{kind:?}").split([' ', '(']).next().unwrap_or_default().into()
}

#[test]
fn g_what_a_check_grants_is_issued_and_what_is_refused_says_where() {
    let issued = RefCell::new(BTreeMap::<Kind, usize>::new());
    let variants = RefCell::new(BTreeSet::new());
    let tally = for_all(2_500, (any_body(), 0..authorities().len()), |(sent, position)| {
        let authority = &authorities()[position];
        let encoded = encode(&sent, authority, &mut rng(9));
        let verdict = Verdict::of(&encoded);
        match encoded {
            // A root signs itself, with a key that this test has dropped.
            Ok(_) if sent.kind == Kind::Root => {}
            Ok(to_be_signed) => {
                drop(to_be_signed.sign(authority.signer()).expect("what is granted is signed"))
            }
            Err(error) => {
                assert!(matches!(error, Error::Refused(_)), "{error}");
                assert!(!error.violations().is_empty());
                let body: Value = serde_json::from_str(&sent.text).expect("JSON");
                for violation in error.violations() {
                    assert!(points_into(&body, violation), "{violation}");
                    variants.borrow_mut().insert(variant(violation.kind()));
                }
            }
        }
        if verdict == Verdict::Accepted {
            *issued.borrow_mut().entry(sent.kind).or_default() += 1;
        }
        verdict
    });
    tally.assert_both();
    assert!(KINDS.iter().all(|kind| issued.borrow()[kind] > 100), "{issued:?}");
    assert!(variants.borrow().len() >= 20, "{variants:?}");
}
