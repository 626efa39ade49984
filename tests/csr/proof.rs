//! C3: proof of possession.

use certmint::HashAlgorithm;
use certmint::HashAlgorithm::{Sha256, Sha384, Sha512};
use certmint::error::{CsrError, EncodingDeviation, ErrorCode};

use crate::check::{certified_spki, defective, object_identifier, of_another_structure, tolerated};
use toolkit::asn1::{algorithm, bit_string, null, oid, sequence, tlv};
use toolkit::builder::{Builder, Key, Scheme, p256, p384, rsa_2048};

const HASHES: [HashAlgorithm; 3] = [Sha256, Sha384, Sha512];
const ALGORITHM: &str = "/csr#/signatureAlgorithm";
const SIGNATURE: &str = "/csr#/signature";

#[track_caller]
pub(crate) fn assert_issued(request: &Builder) {
    let issued = request.issue().unwrap_or_else(|error| panic!("{:?}: {error}", request.scheme));
    assert_eq!(certified_spki(&issued), request.spki);
}

#[track_caller]
pub(crate) fn assert_algorithm_refused(request: &Builder, defect: CsrError) {
    defective(request.issue(), ALGORITHM, ErrorCode::SignatureAlgorithm, defect);
}

#[track_caller]
pub(crate) fn assert_unproved(request: &Builder) {
    defective(request.issue(), SIGNATURE, ErrorCode::Parameter, CsrError::ProofOfPossession);
}

pub(crate) fn with_algorithm(key: Key, algorithm: Vec<u8>) -> Builder {
    Builder { algorithm, ..Builder::new(key) }
}

#[test]
fn c3_every_hash_goes_with_every_key() {
    for hash in HASHES {
        for scheme in [Scheme::Pkcs1(hash), Scheme::Pss { hash, salt: 32 }] {
            assert_issued(&Builder::new(rsa_2048()).scheme(scheme));
        }
        for key in [p256(), p384()] {
            assert_issued(&Builder::new(key).scheme(Scheme::Ecdsa(hash)));
        }
    }
}

#[test]
fn c3_a_signature_with_another_hash_than_named_is_refused() {
    for named in HASHES {
        for used in HASHES.into_iter().filter(|hash| *hash != named) {
            for (key, named, used) in [
                (rsa_2048(), Scheme::Pkcs1(named), Scheme::Pkcs1(used)),
                (rsa_2048(), Scheme::Pss { hash: named, salt: 32 }, Scheme::Pss { hash: used, salt: 32 }),
                (p256(), Scheme::Ecdsa(named), Scheme::Ecdsa(used)),
                (p384(), Scheme::Ecdsa(named), Scheme::Ecdsa(used)),
            ] {
                let request = Builder::new(key).scheme(used);
                assert_unproved(&Builder { algorithm: named.algorithm(), ..request });
            }
        }
    }
}

#[test]
fn c3_a_pss_signature_is_no_pkcs1_signature() {
    let pss = Scheme::Pss { hash: Sha256, salt: 32 };
    let pkcs1 = Scheme::Pkcs1(Sha256);
    for (used, named) in [(pss, pkcs1), (pkcs1, pss)] {
        let request = Builder::new(rsa_2048()).scheme(used);
        assert_unproved(&Builder { algorithm: named.algorithm(), ..request });
    }
}

#[test]
fn c3_what_was_changed_after_signing_is_refused() {
    for key in [rsa_2048(), p256(), p384()] {
        let sound = Builder::new(key);
        let signature = bit_string(&sound.key.sign(sound.scheme, &sound.info()));
        let another_name = toolkit::asn1::name(&[("2.5.4.3", toolkit::asn1::UTF8, "Tess")]);
        assert_unproved(&Builder {
            signature: Some(signature.clone()),
            ..sound.clone().subject(another_name)
        });
        for position in [signature.len() - 1, signature.len() / 2] {
            let mut flipped = signature.clone();
            flipped[position] ^= 1;
            assert_unproved(&Builder { signature: Some(flipped), ..sound.clone() });
        }
    }
}

#[test]
fn c3_a_signature_by_another_key_of_the_same_kind_is_refused() {
    let other = p256::ecdsa::SigningKey::from_slice(&[0x18; 32]).expect("a scalar");
    assert_unproved(&Builder::new(Key::P256(other)).spki(p256().spki()));
    let other = Key::rsa(&toolkit::rsa_keys::RSA_3072);
    assert_unproved(&Builder::new(other).spki(rsa_2048().spki()));
}

#[test]
fn c3_signatures_that_are_none_are_refused() {
    let numbers = |r: &[u8], s: &[u8]| sequence([tlv(2, r), tlv(2, s)]);
    for octets in [
        vec![],
        vec![0],
        vec![0xff; 256],
        // r and s from 1 to n − 1 (SEC 1 §4.1.4).
        numbers(&[0], &[0]),
        numbers(&[0], &[1]),
        numbers(&[1], &[0]),
        numbers(&[0xff], &[1]),
        numbers(&[1], &[1]),
        // RFC 5758 §3.2 requires DER, not the raw pair.
        vec![0x11; 64],
    ] {
        for key in [p256(), p384(), rsa_2048()] {
            assert_unproved(&Builder { signature: Some(bit_string(&octets)), ..Builder::new(key) });
        }
    }
}

#[test]
fn c3_an_ecdsa_signature_in_anything_but_der_is_refused() {
    let sound = Builder::new(p256());
    let signature = sound.key.sign(sound.scheme, &sound.info());
    let long_length = [&[0x30, 0x81, signature[1]], &signature[2..]].concat();
    let trailing = [&signature[..], &[0]].concat();
    for octets in [long_length, trailing] {
        assert_unproved(&Builder { signature: Some(bit_string(&octets)), ..sound.clone() });
    }
}

#[test]
fn c3_both_values_of_s_are_accepted() {
    // If (r, s) is a signature, so is (r, n − s) (SEC 1 §4.1.4); no standard for CSRs requires the
    // smaller.
    let sound = Builder::new(p256());
    let octets = sound.key.sign(sound.scheme, &sound.info());
    let signature = p256::ecdsa::Signature::from_der(&octets).expect("a signature");
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r, -s).expect("a signature");
    assert_ne!(other, signature);
    for signature in [signature, other] {
        let signature = Some(bit_string(signature.to_der().as_bytes()));
        assert_issued(&Builder { signature, ..sound.clone() });
    }
}

#[test]
fn c3_an_rsa_signature_has_the_length_of_the_modulus() {
    let sound = Builder::new(rsa_2048());
    let signature = sound.key.sign(sound.scheme, &sound.info());
    for octets in [&[&[0], &signature[..]].concat()[..], &[&signature[..], &[0]].concat(), &signature[..255]]
    {
        assert_unproved(&Builder { signature: Some(bit_string(octets)), ..sound.clone() });
    }
}

#[test]
fn c3_weak_algorithms_are_refused_by_name() {
    for (dotted, name) in [
        ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
        ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
        ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
        ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
        ("1.3.14.3.2.29", "sha1WithRSA"),
        ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
        ("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
        ("1.2.840.10040.4.3", "dsa-with-SHA1"),
        ("2.16.840.1.101.3.4.3.2", "dsa-with-SHA256"),
    ] {
        for parameters in [null(), Vec::new()] {
            let request = with_algorithm(rsa_2048(), algorithm(dotted, &parameters));
            assert_algorithm_refused(&request, CsrError::WeakSignatureAlgorithm(name));
            let message = request.issue().expect_err("weak").message();
            assert!(message.contains(name) && message.contains("SHA-256"), "{message}");
        }
    }
}

#[test]
fn c3_md4_and_dsa_with_sha224_are_refused_by_name() {
    for (dotted, name) in
        [("1.2.840.113549.1.1.3", "md4WithRSAEncryption"), ("2.16.840.1.101.3.4.3.1", "dsa-with-SHA224")]
    {
        let request = with_algorithm(rsa_2048(), algorithm(dotted, &null()));
        assert_algorithm_refused(&request, CsrError::WeakSignatureAlgorithm(name));
    }
}

#[test]
fn c3_algorithms_that_are_not_verified_are_refused_by_identifier() {
    // Ed448, RSA with SHA-512/256, RSA with SHA3-256, ECDSA with SHA3-256, none at all.
    for dotted in [
        "1.3.101.113",
        "1.2.840.113549.1.1.16",
        "2.16.840.1.101.3.4.3.14",
        "2.16.840.1.101.3.4.3.10",
        "1.3.6.1.4.1.55555",
    ] {
        let request = with_algorithm(p256(), algorithm(dotted, &[]));
        assert_algorithm_refused(&request, CsrError::UnknownSignatureAlgorithm(object_identifier(dotted)));
    }
}

#[test]
fn c3_the_algorithm_must_fit_the_key() {
    for hash in HASHES {
        for (key, scheme) in [
            (p256(), Scheme::Pkcs1(hash)),
            (p384(), Scheme::Pkcs1(hash)),
            (p256(), Scheme::Pss { hash, salt: 32 }),
            (rsa_2048(), Scheme::Ecdsa(hash)),
        ] {
            let request = Builder::new(key).scheme(scheme);
            assert_algorithm_refused(&request, CsrError::SignatureAlgorithmForOtherKey);
        }
    }
}

#[test]
fn c3_pkcs1_parameters_are_null_or_absent() {
    let sha256_with_rsa =
        |parameters: &[u8]| with_algorithm(rsa_2048(), algorithm("1.2.840.113549.1.1.11", parameters));
    // RFC 4055 §5: implementations must accept both.
    assert_issued(&sha256_with_rsa(&null()));
    tolerated(&sha256_with_rsa(&[]), &[(ALGORITHM, EncodingDeviation::RsaWithoutNull)]);
    for parameters in [tlv(4, []), sequence::<&[u8]>([]), oid("1.3.6.1.4.1.55555"), tlv(5, [0])] {
        assert_algorithm_refused(&sha256_with_rsa(&parameters), CsrError::SignatureParameters);
    }
    let two = sha256_with_rsa(&[null(), null()].concat());
    of_another_structure(two.issue(), ALGORITHM, "the signature algorithm");
}

#[test]
fn c2_ecdsa_parameters_are_absent_or_null() {
    // RFC 5758 §3.2: absent. NULL is a frequent mistake; the curve is another one.
    let with = |parameters: Vec<u8>| with_algorithm(p256(), algorithm("1.2.840.10045.4.3.2", &parameters));
    tolerated(&with(null()), &[(ALGORITHM, EncodingDeviation::EcdsaNullParameters)]);
    for parameters in [oid(toolkit::builder::P256), tlv(5, [0]), sequence::<&[u8]>([])] {
        assert_algorithm_refused(&with(parameters), CsrError::SignatureParameters);
    }
}

#[test]
fn c3_an_algorithm_that_is_none_is_refused() {
    for bytes in [null(), sequence::<&[u8]>([]), sequence([null()])] {
        let request = with_algorithm(p256(), bytes);
        of_another_structure(request.issue(), ALGORITHM, "the signature algorithm");
    }
    let request = with_algorithm(p256(), sequence([tlv(6, [0x2a, 0x86])]));
    defective(request.issue(), ALGORITHM, ErrorCode::Parameter, CsrError::Der("the signature algorithm"));
}
