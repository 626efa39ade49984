//! K3: PKCS#8, SEC 1 and PKCS#1, in all forms and with every fault.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::{KeyAlgorithm, PrivateKey};

use crate::stock::{
    ALGORITHMS, CURVES, EC_PUBLIC_KEY, P256, P384, RSA_ENCRYPTION, compressed, content, curve_oid,
    ec_algorithm, key, members, other_key, pkcs1, pkcs8, pkcs8_v1, pkcs8_v2, public_bits, refusal, scalar,
    sec1, sequence, tlv,
};

/// Loads bytes as a key of this algorithm.
fn assert_loads(der: &[u8], algorithm: KeyAlgorithm) {
    let loaded = PrivateKey::from_der(der).unwrap_or_else(|error| panic!("{algorithm:?}: {error}"));
    assert_eq!(loaded.public_key(), key(algorithm).public_key());
    assert_eq!(*loaded.to_pkcs8_der(), pkcs8(algorithm));
}

fn inconsistent(part: &'static str) -> PrivateKeyError {
    PrivateKeyError::Inconsistent { part }
}

#[test]
fn k3_sec1_is_read_with_its_curve_with_and_without_public_key() {
    for curve in CURVES {
        let (scalar, point) = (scalar(curve), public_bits(&key(curve)));
        for public_key in [None, Some(&point[..]), Some(&compressed(&point))] {
            assert_loads(&sec1(&scalar, Some(curve_oid(curve)), public_key), curve);
        }
    }
}

#[test]
fn k3_pkcs8_around_sec1_is_read_in_all_its_forms() {
    for curve in CURVES {
        let (scalar, point) = (scalar(curve), public_bits(&key(curve)));
        for parameters in [None, Some(curve_oid(curve))] {
            for public_key in [None, Some(&point[..]), Some(&compressed(&point))] {
                let inner = sec1(&scalar, parameters, public_key);
                assert_loads(&pkcs8_v1(&ec_algorithm(curve), &inner), curve);
                assert_loads(&pkcs8_v2(&ec_algorithm(curve), &inner, &point), curve);
                assert_loads(&pkcs8_v2(&ec_algorithm(curve), &inner, &compressed(&point)), curve);
            }
        }
    }
}

#[test]
fn k3_pkcs1_and_pkcs8_of_rsa_are_read() {
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096] {
        let inner = pkcs1(algorithm);
        assert_loads(&inner, algorithm);
        assert_loads(&pkcs8_v1(RSA_ENCRYPTION, &inner), algorithm);
        assert_loads(&pkcs8_v2(RSA_ENCRYPTION, &inner, &public_bits(&key(algorithm))), algorithm);
    }
}

#[test]
fn k3_attributes_of_pkcs8_are_not_looked_at_but_are_der() {
    let algorithm = ec_algorithm(KeyAlgorithm::Ec256);
    let inner = tlv(0x04, &sec1(&scalar(KeyAlgorithm::Ec256), None, None));
    // friendlyName (RFC 2985 §5.5.1), "key".
    let name = sequence(&[
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14",
        &tlv(0x31, b"\x1e\x06\x00\x6b\x00\x65\x00\x79"),
    ]);
    let with = |attributes: &[u8]| sequence(&[b"\x02\x01\x00", &algorithm, &inner, &tlv(0xa0, attributes)]);
    assert_loads(&with(&name), KeyAlgorithm::Ec256);
    assert_loads(&with(&[]), KeyAlgorithm::Ec256);
    assert_eq!(refusal(&with(b"\x30\x80\x00\x00")), PrivateKeyError::Malformed);
}

#[test]
fn k3_a_public_key_of_another_private_key_is_refused() {
    for curve in CURVES {
        let (scalar, other) = (scalar(curve), public_bits(&other_key(curve)));
        let own = public_bits(&key(curve));
        let mut other_sign = compressed(&own);
        other_sign[0] ^= 1;
        let mut hybrid = own.clone();
        hybrid[0] = 6 | own[own.len() - 1] & 1;
        for wrong in [&other[..], &compressed(&other), &other_sign, &hybrid, &own[..own.len() - 1], &[0], &[]]
        {
            let inner = sec1(&scalar, Some(curve_oid(curve)), Some(wrong));
            assert_eq!(refusal(&inner), inconsistent("publicKey"));
            assert_eq!(refusal(&pkcs8_v1(&ec_algorithm(curve), &inner)), inconsistent("publicKey"));
            let inner = sec1(&scalar, None, Some(&own));
            let outer = pkcs8_v2(&ec_algorithm(curve), &inner, wrong);
            assert_eq!(refusal(&outer), inconsistent("publicKey"));
        }
    }
    let other = public_bits(&key(KeyAlgorithm::Rsa4096));
    let rsa = pkcs8_v2(RSA_ENCRYPTION, &pkcs1(KeyAlgorithm::Rsa2048), &other);
    assert_eq!(refusal(&rsa), inconsistent("publicKey"));
}

#[test]
fn k3_a_curve_inside_other_than_outside_is_refused() {
    let inner = sec1(&scalar(KeyAlgorithm::Ec256), Some(P384), None);
    assert_eq!(refusal(&pkcs8_v1(&ec_algorithm(KeyAlgorithm::Ec256), &inner)), inconsistent("parameters"));
}

#[test]
fn k3_an_algorithm_identifier_of_another_curve_is_refused() {
    for (curve, other) in
        [(KeyAlgorithm::Ec256, KeyAlgorithm::Ec384), (KeyAlgorithm::Ec384, KeyAlgorithm::Ec256)]
    {
        let inner = content(&members(&pkcs8(curve))[2]).to_vec();
        assert_eq!(refusal(&pkcs8_v1(&ec_algorithm(other), &inner)), PrivateKeyError::Scalar);
    }
    let rsa = pkcs1(KeyAlgorithm::Rsa2048);
    assert_eq!(refusal(&pkcs8_v1(&ec_algorithm(KeyAlgorithm::Ec256), &rsa)), PrivateKeyError::Malformed);
    let ec = sec1(&scalar(KeyAlgorithm::Ec256), Some(P256), None);
    assert_eq!(refusal(&pkcs8_v1(RSA_ENCRYPTION, &ec)), PrivateKeyError::Malformed);
}

#[test]
fn k3_sec1_that_names_no_curve_is_refused() {
    let point = public_bits(&key(KeyAlgorithm::Ec256));
    assert_eq!(refusal(&sec1(&scalar(KeyAlgorithm::Ec256), None, Some(&point))), PrivateKeyError::NoCurve);
}

#[test]
fn k3_scalars_of_zero_of_the_order_and_above_and_of_another_length_are_refused() {
    const P256_ORDER: [u8; 32] = *b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\
        \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
    const P384_ORDER: [u8; 48] = *b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
        \xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\
        \x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73";
    for (curve, order) in [(KeyAlgorithm::Ec256, &P256_ORDER[..]), (KeyAlgorithm::Ec384, &P384_ORDER)] {
        let load =
            |scalar: &[u8]| PrivateKey::from_der(&sec1(scalar, Some(curve_oid(curve)), None)).map(drop);
        let last = order.len() - 1;
        let mut below = order.to_vec();
        below[last] -= 1;
        let mut above = order.to_vec();
        above[last] += 1;
        let mut one = vec![0; order.len()];
        one[last] = 1;
        assert_eq!((load(&below), load(&one)), (Ok(()), Ok(())));
        // As GnuTLS encodes it: without the zero, an INTEGER is negative.
        assert_eq!(load(&[&[0], &below[..]].concat()), Ok(()));
        assert_eq!(load(&[&[0], &one[..]].concat()), Err(PrivateKeyError::Scalar));
        let own = scalar(curve);
        for wrong in [
            &vec![0; order.len()][..],
            order,
            &above,
            &vec![0xff; order.len()],
            &own[1..],
            &[&[0, 0], &own[..]].concat(),
            &[],
        ] {
            assert_eq!(load(wrong), Err(PrivateKeyError::Scalar), "{curve:?} {}", wrong.len());
        }
    }
}

#[test]
fn k3_other_algorithms_and_curves_are_refused_by_identifier() {
    // Ed448 (RFC 8410 §3), RSASSA-PSS (RFC 4055 §3.1), secp256k1 (SEC 2 App. A.2.1).
    for (algorithm, dotted) in [
        (&b"\x06\x03\x2b\x65\x71"[..], "1.3.101.113"),
        (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "1.2.840.113549.1.1.10"),
    ] {
        let error = refusal(&pkcs8_v1(&sequence(&[algorithm]), &tlv(0x04, &[7; 32])));
        let PrivateKeyError::Unsupported(PublicKeyError::Algorithm(found)) = error else { panic!("{error}") };
        assert_eq!(found.to_string(), dotted);
    }
    let secp256k1 = b"\x06\x05\x2b\x81\x04\x00\x0a";
    let inside = sec1(&[1; 32], Some(secp256k1), None);
    let outside = pkcs8_v1(&sequence(&[EC_PUBLIC_KEY, secp256k1]), &sec1(&[1; 32], None, None));
    for der in [inside, outside] {
        let error = refusal(&der);
        let PrivateKeyError::Unsupported(PublicKeyError::Curve(found)) = error else { panic!("{error}") };
        assert_eq!(found.to_string(), "1.3.132.0.10");
    }
    let explicit = sec1(&scalar(KeyAlgorithm::Ec256), Some(&tlv(0x30, b"\x02\x01\x01")), None);
    assert_eq!(refusal(&explicit), PrivateKeyError::Unsupported(PublicKeyError::ExplicitCurve));
}

#[test]
fn k3_versions_and_members_that_do_not_fit_are_refused() {
    let curve = KeyAlgorithm::Ec256;
    let (algorithm, point) = (ec_algorithm(curve), public_bits(&key(curve)));
    let inner = tlv(0x04, &sec1(&scalar(curve), None, None));
    let public_key = tlv(0x81, &[&[0], &point[..]].concat());
    let bad_bits = tlv(0x81, &[&[1], &point[..]].concat());
    for (version, public_key) in [(0, &public_key[..]), (1, b""), (2, b""), (2, &public_key), (1, &bad_bits)]
    {
        let der = sequence(&[&[2, 1, version], &algorithm, &inner, public_key]);
        assert_eq!(refusal(&der), PrivateKeyError::Malformed, "{version}");
    }
    let sec1_version_2 = sequence(&[b"\x02\x01\x02", &tlv(0x04, &scalar(curve)), &tlv(0xa0, P256)]);
    assert_eq!(refusal(&sec1_version_2), PrivateKeyError::Malformed);
    // RSA without the NULL, and with an OCTET STRING instead.
    let rsa = tlv(0x04, &pkcs1(KeyAlgorithm::Rsa2048));
    for parameters in [&b""[..], b"\x04\x00", b"\x05\x00\x05\x00"] {
        let algorithm = sequence(&[&RSA_ENCRYPTION[2..13], parameters]);
        assert_eq!(refusal(&sequence(&[b"\x02\x01\x00", &algorithm, &rsa])), PrivateKeyError::Malformed);
    }
    // A certificate or SubjectPublicKeyInfo is not a private key.
    assert_eq!(refusal(key(curve).public_key().as_spki_der()), PrivateKeyError::Malformed);
}

/// Each structure of each kind of key.
fn all_structures() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = ALGORITHMS.map(pkcs8).to_vec();
    all.push(pkcs1(KeyAlgorithm::Rsa2048));
    for curve in CURVES {
        let (scalar, point) = (scalar(curve), public_bits(&key(curve)));
        all.push(sec1(&scalar, Some(curve_oid(curve)), Some(&point)));
        all.push(pkcs8_v2(&ec_algorithm(curve), &sec1(&scalar, None, None), &point));
    }
    all
}

#[test]
fn k3_trailing_octets_are_refused_at_every_level() {
    for der in all_structures() {
        assert!(PrivateKey::from_der(&der).is_ok());
        assert_eq!(refusal(&[&der[..], &[0]].concat()), PrivateKeyError::Malformed);
        assert_eq!(refusal(&[&der[..], b"\x05\x00"].concat()), PrivateKeyError::Malformed);
        let inside = tlv(0x30, &[content(&der), b"\x05\x00"].concat());
        assert_eq!(refusal(&inside), PrivateKeyError::Malformed);
    }
    for algorithm in ALGORITHMS {
        let [version, identifier, octets] = &members(&pkcs8(algorithm))[..] else { panic!("three members") };
        let longer = tlv(0x04, &[content(octets), b"\x05\x00"].concat());
        assert_eq!(refusal(&sequence(&[version, identifier, &longer])), PrivateKeyError::Malformed);
        let identifier = tlv(0x30, &[content(identifier), b"\x05\x00"].concat());
        assert_eq!(refusal(&sequence(&[version, &identifier, octets])), PrivateKeyError::Malformed);
    }
}

#[test]
fn k3_ber_is_refused() {
    for der in all_structures() {
        // Indefinite length, and a length in more octets than needed.
        let indefinite = [&[0x30, 0x80], content(&der), &[0, 0]].concat();
        let length = content(&der).len() as u32;
        let long = [&[0x30, 0x84], &length.to_be_bytes()[..], content(&der)].concat();
        // A version with a leading zero.
        let version = [b"\x02\x02\x00", &content(&der)[2..]].concat();
        for ber in [indefinite, long, tlv(0x30, &version)] {
            assert_eq!(refusal(&ber), PrivateKeyError::Malformed);
        }
    }
}

#[test]
fn k3_truncated_keys_are_refused() {
    for der in all_structures() {
        let step = if der.len() > 500 { 37 } else { 1 };
        for length in (0..der.len()).step_by(step) {
            assert_eq!(refusal(&der[..length]), PrivateKeyError::Malformed, "{length}");
        }
    }
}

#[test]
fn e4_input_longer_than_any_key_is_refused_unread() {
    let max = PrivateKey::MAX_DER_OCTETS;
    assert_eq!(refusal(&vec![0x30; max + 1]), PrivateKeyError::TooLong { found: max + 1, max });
    assert_eq!(refusal(&vec![0x30; max]), PrivateKeyError::Malformed);
}
