//! C4: the accepted keys.

use certmint::Csr;
use certmint::HashAlgorithm::Sha256;
use certmint::error::{ErrorCode, PublicKeyError, ViolationKind};
use rsa::traits::PublicKeyParts;
use sha2::Digest;

use crate::check::{authority, certified_spki, object_identifier, refused, violations};
use toolkit::asn1::{BIT_STRING, INTEGER, algorithm, integer, null, oid, rsa_spki, sequence, spki, tlv};
use toolkit::builder::{Builder, Key, P256, P384, Scheme, ec_spki, p256, p384};
use toolkit::rsa_keys::*;

const POINTER: &str = "/csr#/subjectPKInfo";
const EC: &str = "1.2.840.10045.2.1";
const RSA: &str = "1.2.840.113549.1.1.1";

/// The key is refused, on the wire with PCA.00020102 (rule E3).
#[track_caller]
fn assert_refused(spki: Vec<u8>, defect: PublicKeyError) {
    let request = Builder::new(p256()).spki(spki);
    let error = Csr::from_der(&request.der()).expect_err("a refusal");
    assert_eq!(error.code().as_str(), "PCA.00020102");
    refused::<()>(Err(error), POINTER, ErrorCode::KeyAlgorithm, ViolationKind::PublicKey(defect));
}

/// The key is certified exactly as it was sent.
#[track_caller]
fn assert_certified(request: &Builder) {
    let issued = request.issue_from_der(authority()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(certified_spki(&issued), request.spki);
}

/// The largest number of this many bits whose smallest odd factor up to 751 is the given one, or
/// that has none, which partial validation (SP 800-89 §5.3.3) cannot distinguish from a modulus.
fn number(bits: usize, factor: Option<u32>) -> Vec<u8> {
    let mut octets = vec![0xff; bits.div_ceil(8)];
    octets[0] >>= octets.len() * 8 - bits;
    let remainder = |octets: &[u8], divisor: u32| {
        octets.iter().fold(0, |remainder, octet| (remainder << 8 | u32::from(*octet)) % divisor)
    };
    let last = octets.len() - 1;
    while (3..=751).step_by(2).find(|divisor| remainder(&octets, *divisor) == 0) != factor {
        let (low, borrow) = octets[last].overflowing_sub(2);
        octets[last] = low;
        octets[last - 1] -= u8::from(borrow);
    }
    octets
}

fn modulus(bits: usize) -> Vec<u8> {
    number(bits, None)
}

const E: [u8; 3] = [1, 0, 1];

#[test]
fn c4_rsa_keys_from_2048_to_4096_bits_in_steps_of_8_are_certified() {
    for (bits, key) in [(2_048, &RSA_2048), (2_056, &RSA_2056), (3_072, &RSA_3072), (4_096, &RSA_4096)] {
        assert_eq!(key.get().n().bit_width(), bits);
        assert_certified(&Builder::new(Key::rsa(key)));
        assert_certified(&Builder::new(Key::rsa(key)).scheme(Scheme::Pss { hash: Sha256, salt: 32 }));
    }
}

#[test]
fn c4_rsa_keys_of_other_sizes_are_refused() {
    for bits in [512, 1_024, 2_040, 2_047, 2_049, 2_055, 3_071, 4_095, 4_097, 4_104, 8_192, 16_384] {
        assert_refused(rsa_spki(&modulus(bits), &E), PublicKeyError::ModulusBits(bits));
    }
    assert_refused(rsa_spki(&[0], &E), PublicKeyError::ModulusBits(0));
}

#[test]
fn c4_an_even_modulus_is_refused() {
    let mut even = modulus(2_048);
    even[255] &= 0xfe;
    assert_refused(rsa_spki(&even, &E), PublicKeyError::EvenModulus);
}

#[test]
fn c4_a_modulus_with_a_small_factor_is_refused_by_that_factor() {
    for factor in [3, 5, 7, 257, 743, 751] {
        let defect = PublicKeyError::SmallFactor(factor);
        assert_refused(rsa_spki(&number(2_048, Some(factor.into())), &E), defect);
    }
}

#[test]
fn c4_the_largest_exponent_is_accepted() {
    assert_eq!(RSA_LARGE_EXPONENT.get().e().bit_width(), 33);
    assert_certified(&Builder::new(Key::rsa(&RSA_LARGE_EXPONENT)));
}

#[test]
fn c4_exponents_that_are_small_even_or_large_are_refused() {
    for exponent in
        [0u64, 1, 2, 3, 17, 65_535, 65_536, 65_538, (1 << 33) - 2, 1 << 33, (1 << 33) + 1, u64::MAX]
    {
        let spki = rsa_spki(&modulus(2_048), &exponent.to_be_bytes());
        assert_refused(spki, PublicKeyError::Exponent);
    }
    // As long as the modulus: verifying would take as long as signing.
    assert_refused(rsa_spki(&modulus(2_048), &modulus(2_048)), PublicKeyError::Exponent);
}

/// The request is signed by its key, so only the key is at fault.
#[track_caller]
fn assert_weak(key: &'static FixedKey) {
    let result = Builder::new(Key::rsa(key)).issue();
    let found = violations(result);
    assert_eq!(found.len(), 1, "{found:?}");
    let (pointer, code, kind) = &found[0];
    assert_eq!((pointer.as_str(), *code), (POINTER, ErrorCode::KeyAlgorithm));
    assert!(matches!(kind, ViolationKind::PublicKey(_)), "{kind:?}");
}

#[test]
fn c4_a_roca_modulus_is_refused() {
    assert_weak(&RSA_ROCA);
}

#[test]
fn c4_a_modulus_of_neighbouring_primes_is_refused() {
    assert_weak(&RSA_CLOSE_PRIMES);
}

#[test]
fn c4_a_modulus_of_close_primes_is_refused() {
    assert_weak(&RSA_CLOSER_THAN_ALLOWED);
}

#[test]
fn c4_rsa_keys_that_are_none_are_refused_for_what_they_are() {
    let n = modulus(2_048);
    let rsa = algorithm(RSA, &null());
    let key = |parts: &[Vec<u8>]| spki(&rsa, &sequence(parts));
    let (n, e) = (integer(&n), integer(&E));
    for (case, bytes) in [
        ("no exponent", key(std::slice::from_ref(&n))),
        ("three numbers", key(&[n.clone(), e.clone(), e.clone()])),
        ("negative", key(&[tlv(INTEGER, modulus(2_048)), e.clone()])),
        ("padded modulus", key(&[tlv(INTEGER, [&[0, 0], &modulus(2_048)[..]].concat()), e.clone()])),
        ("padded exponent", key(&[n.clone(), tlv(INTEGER, [0, 1, 0, 1])])),
        ("empty exponent", key(&[n.clone(), tlv(INTEGER, [])])),
        ("trailing octet", spki(&rsa, &[sequence([&n, &e]), vec![0]].concat())),
        ("no SEQUENCE", spki(&rsa, &n)),
        ("nothing", spki(&rsa, &[])),
    ] {
        println!("{case}");
        assert_refused(bytes, PublicKeyError::RsaPublicKey);
    }
    // RFC 3279 §2.3.1: the parameters are NULL. The key is copied, so they cannot be added.
    for parameters in [vec![], oid(P256), tlv(5, [0])] {
        let bytes = spki(&algorithm(RSA, &parameters), &sequence([&n, &e]));
        assert_refused(bytes, PublicKeyError::RsaParameters);
    }
    for bytes in [
        // Two parameters, a BIT STRING of 7 bits, octets after the key, no key at all.
        spki(&algorithm(RSA, &[null(), null()].concat()), &sequence([&n, &e])),
        sequence([rsa.clone(), tlv(BIT_STRING, [1, 0x80])]),
        sequence([&rsa, &toolkit::asn1::bit_string(&sequence([&n, &e])), &null()]),
        null(),
    ] {
        assert_refused(bytes, PublicKeyError::Structure);
    }
    let unused_bit = sequence([rsa.clone(), tlv(BIT_STRING, [1, 0x81])]);
    assert_refused(unused_bit, PublicKeyError::Malformed);
}

#[test]
fn c4_points_are_emitted_exactly_as_they_were_sent() {
    for (key, curve) in [(p256(), P256), (p384(), P384)] {
        for compressed in [false, true] {
            let point = key.point(compressed);
            assert_eq!(point[0] == 4, !compressed);
            let request = Builder::new(key.clone()).spki(ec_spki(curve, &point));
            assert_certified(&request);
            // RFC 7093 §2 method 1 hashes the bits as they are encoded.
            let issued = request.issue().expect("a certificate");
            let identifier = [&[4, 20], &sha2::Sha256::digest(&point)[..20]].concat();
            assert_eq!(toolkit::extension(&issued, "2.5.29.14"), Some((false, identifier)));
        }
    }
}

#[test]
fn c4_points_that_are_none_are_refused() {
    for (key, curve, octets) in [(p256(), P256, 32), (p384(), P384, 48)] {
        let point = key.point(false);
        let with_form = |form: u8| [&[form], &point[1..]].concat();
        let mut off_curve = point.clone();
        off_curve[2 * octets] ^= 1;
        let beyond_the_field = [&[2], vec![0xff; octets].as_slice()].concat();
        for (case, point) in [
            ("infinity (SEC 1 §2.3.3)", vec![0]),
            ("nothing", vec![]),
            ("hybrid, even", with_form(6)),
            ("hybrid, odd", with_form(7)),
            ("compact", [&[5], &point[1..=octets]].concat()),
            ("unknown form", with_form(1)),
            ("not on the curve", off_curve),
            ("zeros", [vec![4], vec![0; 2 * octets]].concat()),
            ("x not below p", beyond_the_field),
            ("an octet short", point[..2 * octets].to_vec()),
            ("an octet long", [&point[..], &[0]].concat()),
            ("half of it, uncompressed", point[..=octets].to_vec()),
            ("all of it, compressed", with_form(2)),
        ] {
            let found = violations(Csr::from_der(&Builder::new(p256()).spki(ec_spki(curve, &point)).der()));
            let kind = ViolationKind::PublicKey(PublicKeyError::Point);
            assert_eq!(found, [(POINTER.to_string(), ErrorCode::KeyAlgorithm, kind)], "{case}");
        }
    }
}

#[test]
fn c4_a_point_of_the_other_curve_is_refused() {
    assert_refused(ec_spki(P256, &p384().point(false)), PublicKeyError::Point);
    assert_refused(ec_spki(P384, &p256().point(false)), PublicKeyError::Point);
}

#[test]
fn c4_other_curves_are_refused_by_identifier() {
    // secp256k1, P-192, P-224, brainpoolP256r1, SM2.
    for curve in
        ["1.3.132.0.10", "1.2.840.10045.3.1.1", "1.3.132.0.33", "1.3.36.3.3.2.8.1.1.7", "1.2.156.10197.1.301"]
    {
        let defect = PublicKeyError::Curve(object_identifier(curve));
        assert_refused(ec_spki(curve, &p256().point(false)), defect);
    }
}

#[test]
fn c4_curves_by_parameters_are_refused() {
    // RFC 5480 §2.1.1: specifiedCurve must not be used; these are the parameters of P-256,
    // shortened.
    let field = sequence([oid("1.2.840.10045.1.1"), tlv(INTEGER, [23])]);
    let explicit = sequence([tlv(INTEGER, [1]), field, sequence([tlv(4, [1]), tlv(4, [2])])]);
    for parameters in [explicit, null()] {
        let spki = spki(&algorithm(EC, &parameters), &p256().point(false));
        assert_refused(spki, PublicKeyError::ExplicitCurve);
    }
    assert_refused(spki(&algorithm(EC, &[]), &p256().point(false)), PublicKeyError::ExplicitCurve);
}

#[test]
fn c4_other_algorithms_are_refused_by_identifier() {
    // Ed448, X25519, DSA, an RSASSA-PSS key, id-ecDH, SLH-DSA-SHA2-128s.
    for dotted in [
        "1.3.101.113",
        "1.3.101.110",
        "1.2.840.10040.4.1",
        "1.2.840.113549.1.1.10",
        "1.3.132.1.12",
        "2.16.840.1.101.3.4.3.20",
    ] {
        let defect = PublicKeyError::Algorithm(object_identifier(dotted));
        assert_refused(spki(&algorithm(dotted, &[]), &[0x5a; 32]), defect);
    }
}

#[test]
fn c4_a_key_is_refused_from_the_wire_as_from_der() {
    let request = Builder::new(p256()).spki(rsa_spki(&modulus(1_024), &E));
    let kind = ViolationKind::PublicKey(PublicKeyError::ModulusBits(1_024));
    refused(request.issue(), POINTER, ErrorCode::KeyAlgorithm, kind);
}
