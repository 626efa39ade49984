//! C4: public keys from a point and its curve, or from modulus and exponent, and in PEM.

use certmint::error::PublicKeyError;
use certmint::key::{Curve, KeyType};
use certmint::{KeyAlgorithm, ObjectIdentifier, PublicKey};
use proptest::prelude::*;
use rsa::traits::PublicKeyParts;

use crate::stock::{
    ALGORITHMS, CURVES, P256, P384, compressed, curve_oid, key, pem, public_bits, sequence, tlv,
};
use toolkit::openssl::{openssl, openssl_text};
use toolkit::rsa_keys::{FixedKey, RSA_2048, RSA_4096, RSA_CLOSE_PRIMES, RSA_LARGE_EXPONENT, RSA_ROCA};

fn curve(algorithm: KeyAlgorithm) -> Curve {
    match algorithm.key_type() {
        KeyType::Ec(curve) => curve,
        other => panic!("{other:?}"),
    }
}

#[test]
fn c4_a_point_is_the_key_in_every_encoding_and_in_an_octet_string() {
    for algorithm in CURVES {
        let (own, curve) = (key(algorithm), curve(algorithm));
        let point = public_bits(&own);
        let short = compressed(&point);
        for written in [point.clone(), short, tlv(0x04, &point), tlv(0x04, &compressed(&point))] {
            let read = PublicKey::from_ec_point(curve, &written).unwrap();
            assert_eq!(&read, own.public_key());
        }
        let read = PublicKey::from_ec_point(curve, &tlv(0x04, &point)).unwrap();
        assert_eq!(read.as_spki_der(), own.public_key().as_spki_der());
        // It stays compressed: the octets are those that were given.
        let short = PublicKey::from_ec_point(curve, &compressed(&point)).unwrap();
        assert!(short.as_spki_der().ends_with(&compressed(&point)));
        assert!(!short.as_spki_der().ends_with(&point));
        // OpenSSL reads the key from what is written.
        let text = openssl_text("pkey -pubin -pubout", short.to_pem().as_bytes());
        assert_eq!(PublicKey::from_pem(&text).unwrap(), read);
    }
}

#[test]
fn c4_octets_that_are_no_point_on_the_curve_are_refused() {
    for algorithm in CURVES {
        let curve = curve(algorithm);
        let other = if curve == Curve::P256 { Curve::P384 } else { Curve::P256 };
        let point = public_bits(&key(algorithm));
        let off = [&point[..point.len() - 1], &[point[point.len() - 1] ^ 1]].concat();
        let hybrid = [&[6 | point[point.len() - 1] & 1], &point[1..]].concat();
        for wrong in [
            vec![],
            vec![0],
            vec![4],
            point[1..].to_vec(),
            point[..point.len() - 1].to_vec(),
            [&point[..], &[0]].concat(),
            off.clone(),
            hybrid.clone(),
            tlv(0x04, &off),
            tlv(0x04, &hybrid),
            tlv(0x04, &point[1..]),
            tlv(0x04, &tlv(0x04, &point)),
            tlv(0x03, &[&[0], &point[..]].concat()),
            [&tlv(0x04, &point)[..], &[0]].concat(),
            vec![4; point.len()],
            vec![0x04; 1 << 16],
        ] {
            let refused = PublicKey::from_ec_point(curve, &wrong);
            assert_eq!(refused, Err(PublicKeyError::Point), "{wrong:02x?}");
        }
        assert_eq!(PublicKey::from_ec_point(other, &point), Err(PublicKeyError::Point));
    }
}

#[test]
fn c4_a_curve_is_read_from_the_parameters_that_name_it() {
    for algorithm in CURVES {
        let curve = curve(algorithm);
        assert_eq!(Curve::from_parameters_der(curve_oid(algorithm)), Ok(curve));
        assert_eq!(curve.to_parameters_der(), curve_oid(algorithm));
    }
    let oid = |dotted: &str| ObjectIdentifier::new(dotted).unwrap();
    assert_eq!(Curve::try_from(&oid("1.2.840.10045.3.1.7")), Ok(Curve::P256));
    assert_eq!(Curve::try_from(&oid("1.3.132.0.34")), Ok(Curve::P384));
    assert_eq!(Curve::try_from(&oid("1.3.132.0.35")), Ok(Curve::P521));
    assert_eq!(Curve::from_parameters_der(b"\x06\x05\x2b\x81\x04\x00\x23"), Ok(Curve::P521));
    let secp256k1 = PublicKeyError::Curve(oid("1.3.132.0.10"));
    assert_eq!(Curve::try_from(&oid("1.3.132.0.10")), Err(secp256k1.clone()));
    assert_eq!(Curve::from_parameters_der(b"\x06\x05\x2b\x81\x04\x00\x0a"), Err(secp256k1));
    let explicit = openssl("ecparam -name prime256v1 -param_enc explicit -outform DER", b"");
    for (parameters, error) in [
        (&explicit[..], PublicKeyError::ExplicitCurve),
        // PKCS#11 3.0 also allows the name of a curve as text.
        (b"\x13\x0aprime256v1", PublicKeyError::ExplicitCurve),
        (b"\x05\x00", PublicKeyError::ExplicitCurve),
        (b"", PublicKeyError::Malformed),
        (&P256[..5], PublicKeyError::Malformed),
        (&[P384, &[0]].concat(), PublicKeyError::Malformed),
    ] {
        assert_eq!(Curve::from_parameters_der(parameters), Err(error), "{parameters:02x?}");
    }
}

/// Modulus and exponent.
fn numbers(key: &FixedKey) -> (Vec<u8>, Vec<u8>) {
    let key = key.get();
    (key.n().to_be_bytes().to_vec(), key.e().to_be_bytes().to_vec())
}

#[test]
fn c4_modulus_and_exponent_are_the_key_with_any_leading_zeros() {
    for (algorithm, fixed) in [(KeyAlgorithm::Rsa2048, &RSA_2048), (KeyAlgorithm::Rsa4096, &RSA_4096)] {
        let (modulus, _) = numbers(fixed);
        for zeros in [0, 1, 7, 100] {
            let padded = |number: &[u8]| [&vec![0; zeros], number].concat();
            let read = PublicKey::from_rsa_components(&padded(&modulus), &padded(&[1, 0, 1])).unwrap();
            assert_eq!(read.as_spki_der(), key(algorithm).public_key().as_spki_der());
            assert_eq!(read.algorithm(), Some(algorithm));
        }
        let text =
            openssl_text("rsa -pubin -noout -modulus", key(algorithm).public_key().to_pem().as_bytes());
        let printed: String = modulus.iter().map(|octet| format!("{octet:02X}")).collect();
        assert!(text.trim_end().trim_end_matches('\n').ends_with(printed.trim_start_matches("00")), "{text}");
    }
}

#[test]
fn c4_numbers_of_a_weak_key_are_refused() {
    let (modulus, exponent) = numbers(&RSA_2048);
    let refused = |modulus: &[u8], exponent: &[u8]| {
        PublicKey::from_rsa_components(modulus, exponent).expect_err("a refusal")
    };
    assert_eq!(refused(&[], &exponent), PublicKeyError::ModulusBits(0));
    assert_eq!(refused(&[0; 300], &exponent), PublicKeyError::ModulusBits(0));
    assert_eq!(
        refused(&[&[0x80], &modulus[modulus.len() - 127..]].concat(), &exponent),
        PublicKeyError::ModulusBits(1_024)
    );
    assert_eq!(refused(&vec![0xff; 1 << 20], &exponent), PublicKeyError::ModulusBits(8 << 20));
    for weak in [&[][..], &[0], &[3], &[1, 0, 0], &[0xff; 9], &[2, 0, 0, 0, 1], &vec![1; 1 << 20]] {
        assert_eq!(refused(&modulus, weak), PublicKeyError::Exponent, "{}", weak.len());
    }
    let mut even = modulus.clone();
    *even.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&even, &exponent), PublicKeyError::EvenModulus);
    for (fixed, error) in
        [(&RSA_ROCA, PublicKeyError::Roca), (&RSA_CLOSE_PRIMES, PublicKeyError::ClosePrimes)]
    {
        let (modulus, exponent) = numbers(fixed);
        assert_eq!(refused(&modulus, &exponent), error);
    }
    let (modulus, exponent) = numbers(&RSA_LARGE_EXPONENT);
    assert!(PublicKey::from_rsa_components(&modulus, &exponent).is_ok());
}

#[test]
fn c4_a_public_key_in_pem_is_that_of_openssl() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let text = key.public_key().to_pem();
        assert_eq!(text, openssl_text("pkey -inform DER -pubout", &key.to_pkcs8_der()));
        assert_eq!(PublicKey::from_pem(&text).unwrap().as_spki_der(), key.public_key().as_spki_der());
        let spki = key.public_key().as_spki_der();
        assert_eq!(PublicKey::from_pem(&pem("PRIVATE KEY", spki)), Err(PublicKeyError::Pem));
    }
    // A key without its algorithm.
    let bare = sequence(&[&tlv(0x02, &[1]), &tlv(0x02, &[3])]);
    assert!(PublicKey::from_pem(&pem("PUBLIC KEY", &bare)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A point is accepted exactly if the crate of the curve accepts it.
    #[test]
    fn c4_any_octets_are_a_point_exactly_if_the_crates_of_the_curves_say_so(
        form in prop::sample::select(vec![0_u8, 2, 3, 4, 5, 6, 7]),
        rest in prop_oneof![
            prop::collection::vec(any::<u8>(), 32),
            prop::collection::vec(any::<u8>(), 48),
            prop::collection::vec(any::<u8>(), 64),
            prop::collection::vec(any::<u8>(), 0..100),
        ],
        wrapped in any::<bool>(),
    ) {
        let point = [&[form], &rest[..]].concat();
        let is_plain = matches!(form, 2..=4);
        let given = if wrapped { tlv(0x04, &point) } else { point.clone() };
        let p256 = is_plain && p256::PublicKey::from_sec1_bytes(&point).is_ok();
        let p384 = is_plain && p384::PublicKey::from_sec1_bytes(&point).is_ok();
        prop_assert_eq!(PublicKey::from_ec_point(Curve::P256, &given).is_ok(), p256);
        prop_assert_eq!(PublicKey::from_ec_point(Curve::P384, &given).is_ok(), p384);
    }
}
