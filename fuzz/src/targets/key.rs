//! Arbitrary octets as a private key, encrypted or not, and as a public key, in DER and in PEM. A
//! private key that loads must sign, and what is exported must load again.

use certmint::error::PrivateKeyError;
use certmint::key::{Curve, SignatureAlgorithm, ecdsa_sig_value};
use certmint::{Error, HashAlgorithm, PrivateKey, PublicKey, Signer};

use super::super::oracle::der::{
    INTEGER, NULL, OCTET_STRING, OID, Value, bit_string, check_strict, members, sequence, tlv, unsigned,
};
use super::super::oracle::{pem, refusal, signature};
use super::Outcome;

/// rsaEncryption, ecPublicKey, and the curves P-256, P-384 and P-521 (RFC 3279 §2.3, RFC 5480
/// §2.1.1.1).
const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
const P521: &[u8] = b"\x2b\x81\x04\x00\x23";

/// The password of all seeds.
const PASSWORD: &[u8] = b"password";

/// Runs one input.
pub fn key(input: &[u8]) -> Outcome {
    check_signature_value(input);
    let mut outcome = check_public(PublicKey::from_spki_der(input), Some(input));
    outcome += check_components(input);
    outcome += check_private(PrivateKey::from_der(input));
    if is_cheap(input) {
        outcome += check_private(PrivateKey::from_encrypted_pkcs8_der(input, PASSWORD));
    }
    if let Ok(text) = std::str::from_utf8(input) {
        outcome += check_public(PublicKey::from_pem(text), None);
        outcome += check_private(PrivateKey::from_pem(text));
        if pem::blocks(text).all(|der| is_cheap(&der)) {
            outcome += check_private(PrivateKey::from_encrypted_pkcs8_pem(text, PASSWORD));
        }
    }
    outcome
}

/// For any two numbers, an ECDSA-Sig-Value is two INTEGERs in DER.
fn check_signature_value(input: &[u8]) {
    let (r, s) = input.split_at(input.len() / 2);
    let value = ecdsa_sig_value(r, s);
    check_strict(Value::of(&value).expect("an ECDSA-Sig-Value")).expect("strict DER");
    assert_eq!(value, sequence([unsigned(r), unsigned(s)]));
}

/// A point or two numbers are accepted exactly if a SubjectPublicKeyInfo with them is.
fn check_components(input: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    for (curve, oid, octets) in [(Curve::P256, P256, 32), (Curve::P384, P384, 48), (Curve::P521, P521, 66)] {
        let key = PublicKey::from_ec_point(curve, input);
        // An OCTET STRING around the point is optional.
        let wrapped = members(input).ok().filter(|values| values.len() == 1 && values[0].tag == OCTET_STRING);
        let is_point = [1 + octets, 1 + 2 * octets].contains(&input.len());
        let point = wrapped.filter(|_| !is_point).map_or(input, |values| values[0].content);
        let spki = spki([tlv(OID, EC_PUBLIC_KEY), tlv(OID, oid)], point);
        assert_eq!(key.is_ok(), PublicKey::from_spki_der(&spki).is_ok(), "{curve:?}");
        outcome += check_public(key, Some(&spki));
    }
    let (modulus, exponent) = input.split_at(input.len().saturating_sub(8));
    let spki = spki([tlv(OID, RSA), tlv(NULL, b"")], &sequence([unsigned(modulus), unsigned(exponent)]));
    let key = PublicKey::from_rsa_components(modulus, exponent);
    assert_eq!(key.is_ok(), PublicKey::from_spki_der(&spki).is_ok());
    outcome += check_public(key, Some(&spki));
    if let Ok(curve) = Curve::from_parameters_der(input) {
        assert_eq!(curve.to_parameters_der(), input);
    }
    outcome
}

/// A SubjectPublicKeyInfo of an algorithm with its parameters.
fn spki(algorithm: [Vec<u8>; 2], bits: &[u8]) -> Vec<u8> {
    sequence([sequence(algorithm), bit_string(bits)])
}

/// Returns whether no number requests a slow key derivation. The library's limit is too slow for a
/// fuzzer.
fn is_cheap(der: &[u8]) -> bool {
    const MAX: u64 = 16;
    fn numbers(content: &[u8], depth: usize) -> bool {
        members(content).unwrap_or_default().iter().all(|member| match member.tag {
            INTEGER => {
                member.content.iter().fold(0, |value: u64, octet| value << 8 | u64::from(*octet)) <= MAX
            }
            tag if tag & 0x20 != 0 && depth > 0 => numbers(member.content, depth - 1),
            _ => true,
        })
    }
    numbers(der, 6)
}

fn check_public(read: Result<PublicKey, certmint::error::PublicKeyError>, der: Option<&[u8]>) -> Outcome {
    match read {
        Ok(key) => {
            assert_eq!(PublicKey::from_pem(&key.to_pem()).expect("it loads again"), key);
            assert!(der.is_none_or(|der| key.as_spki_der() == der));
            let value = Value::of(key.as_spki_der()).expect("a SubjectPublicKeyInfo in DER");
            check_strict(value).expect("a SubjectPublicKeyInfo in strict DER");
            assert_eq!(PublicKey::from_spki_der(key.as_spki_der()).expect("it loads again"), key);
            assert!(!key.verify(algorithm(&key), b"message", b"no signature"));
            Outcome::accepted(format!("{key:?}"))
        }
        Err(defect) => {
            refusal::check_text(&defect.to_string());
            Outcome::refused(&defect)
        }
    }
}

fn check_private(read: Result<PrivateKey, PrivateKeyError>) -> Outcome {
    let key = match read {
        Ok(key) => key,
        Err(error) => {
            let error = Error::from(error);
            refusal::check_wire(&error);
            return Outcome::refused(&error);
        }
    };
    assert!(format!("{key:?}").ends_with("secret)"));
    let pkcs8 = key.to_pkcs8_der();
    check_strict(Value::of(&pkcs8).expect("PKCS#8 in DER")).expect("PKCS#8 in strict DER");
    let again = PrivateKey::from_der(&pkcs8).expect("what is written is read");
    assert_eq!(again.public_key(), key.public_key());
    assert_eq!(*again.to_pkcs8_der(), *pkcs8);
    let algorithm = algorithm(key.public_key());
    // An RSA key whose primes are composite is detected when it signs.
    if let Ok(signed) = key.sign(algorithm, b"message") {
        let spki = key.public_key().as_spki_der();
        assert!(key.public_key().verify(algorithm, b"message", &signed));
        assert!(signature::verifies(spki, HashAlgorithm::Sha256, b"message", &signed));
    }
    Outcome::accepted(format!("{key:?}"))
}

fn algorithm(key: &PublicKey) -> SignatureAlgorithm {
    SignatureAlgorithm::new(key.key_type(), HashAlgorithm::Sha256)
}
