//! Arbitrary octets as a private key, encrypted or not, and as a public key, in DER and in PEM. A
//! private key that loads must sign, and what is exported must load again.

use certmint::error::PrivateKeyError;
use certmint::key::{SignatureAlgorithm, ecdsa_sig_value};
use certmint::{Error, HashAlgorithm, PrivateKey, PublicKey, Signer};

use super::super::oracle::der::{INTEGER, Value, check_strict, members, sequence, unsigned};
use super::super::oracle::{pem, refusal, signature};
use super::Outcome;

/// The password of all seeds.
const PASSWORD: &[u8] = b"password";

/// Runs one input.
pub fn key(input: &[u8]) -> Outcome {
    check_signature_value(input);
    let mut outcome = check_public(PublicKey::from_spki_der(input), Some(input));
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
