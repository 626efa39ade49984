//! E4: the maximum cost of key derivation for writing and reading. Beyond it, nothing is derived.

use std::time::Instant;

use certmint::error::PrivateKeyError;
use certmint::key::KeyDerivationFunction;
use certmint::{KeyAlgorithm, PrivateKey};

use crate::encrypted::{PASSWORD, cheap};
use crate::stock::{key, sequence, tlv};
use toolkit::rng;

const PBES2: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
const PBKDF2: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
const SCRYPT: &[u8] = b"\x06\x09\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";
const HMAC_SHA256: &[u8] = b"\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x09\x05\x00";
const AES_256: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a";

fn integer(number: u64) -> Vec<u8> {
    toolkit::asn1::integer(&number.to_be_bytes())
}

/// EncryptedPrivateKeyInfo with this salt, these additional parameters, and data that no password
/// decrypts.
fn encrypted_by(function: &[u8], salt: &[u8], parameters: &[Vec<u8>]) -> Vec<u8> {
    let parameters = tlv(0x30, &[&tlv(0x04, salt)[..], &parameters.concat()].concat());
    let scheme = sequence(&[AES_256, &tlv(0x04, &[7; 16])]);
    let pbes2 = sequence(&[&sequence(&[function, &parameters]), &scheme]);
    sequence(&[&sequence(&[PBES2, &pbes2]), &tlv(0x04, &[7; 32])])
}

fn pbkdf2(iterations: u64) -> Vec<u8> {
    encrypted_by(PBKDF2, &[7; 16], &[integer(iterations), HMAC_SHA256.to_vec()])
}

fn scrypt(numbers: [u64; 3]) -> Vec<u8> {
    encrypted_by(SCRYPT, &[7; 16], &numbers.map(integer))
}

/// The reason for refusing these bytes, which must not take the time of a derivation.
fn refusal(der: &[u8]) -> PrivateKeyError {
    let started = Instant::now();
    let error = PrivateKey::from_encrypted_pkcs8_der(der, PASSWORD).expect_err("a refusal");
    assert!(error == PrivateKeyError::Decryption || started.elapsed().as_millis() < 100, "{error}");
    error
}

fn limit(parameter: &'static str, found: u64, min: u64, max: u64) -> PrivateKeyError {
    PrivateKeyError::KeyDerivationLimit { parameter, found, min, max }
}

#[test]
fn e4_iterations_are_bounded_before_they_are_done() {
    let max = KeyDerivationFunction::MAX_ITERATIONS.into();
    for found in [0, max + 1, u32::MAX.into(), 1 << 32, u64::MAX] {
        assert_eq!(refusal(&pbkdf2(found)), limit("iterationCount", found, 1, max));
    }
    // More than 64 bits.
    let huge = encrypted_by(PBKDF2, &[7; 16], &[tlv(0x02, &[0x7f; 40]), HMAC_SHA256.to_vec()]);
    assert_eq!(refusal(&huge), limit("iterationCount", u64::MAX, 1, max));
    assert_eq!(refusal(&pbkdf2(1)), PrivateKeyError::Decryption);
}

#[test]
fn e4_memory_and_work_of_scrypt_are_bounded_before_they_are_taken() {
    let octets = KeyDerivationFunction::MAX_SCRYPT_OCTETS;
    let work = KeyDerivationFunction::MAX_SCRYPT_WORK;
    let memory = |found| limit("memory in octets", found, 1, octets);
    for (numbers, error) in [
        ([1 << 18, 8, 1], memory(((1 << 18) + 1) * 8 * 128)),
        ([1 << 63, 8, 1], memory(u64::MAX)),
        ([1 << 17, 9, 1], memory(((1 << 17) + 1) * 9 * 128)),
        ([2, 65_535, 65_535], memory(65_537 * 65_535 * 128)),
        ([2, 65_535, 16], memory(18 * 65_535 * 128)),
        ([1 << 14, 8, 33], limit("work N·r·p", (1 << 17) * 33, 1, work)),
        ([1 << 14, 8, 65_535], limit("work N·r·p", (1 << 17) * 65_535, 1, work)),
        ([1 << 14, 65_536, 1], limit("blockSize", 65_536, 1, 65_535)),
        ([1 << 14, u64::MAX, 1], limit("blockSize", u64::MAX, 1, 65_535)),
        ([1 << 14, 0, 1], limit("blockSize", 0, 1, 65_535)),
        ([1 << 14, 8, 65_536], limit("parallelizationParameter", 65_536, 1, 65_535)),
        ([1 << 14, 8, 0], limit("parallelizationParameter", 0, 1, 65_535)),
        ([0, 8, 1], PrivateKeyError::ScryptCostParameter),
        ([1, 8, 1], PrivateKeyError::ScryptCostParameter),
        ([16_383, 8, 1], PrivateKeyError::ScryptCostParameter),
        ([u64::MAX, 8, 1], PrivateKeyError::ScryptCostParameter),
    ] {
        assert_eq!(refusal(&scrypt(numbers)), error, "{numbers:?}");
    }
    assert_eq!(refusal(&scrypt([2, 1, 1])), PrivateKeyError::Decryption);
}

#[test]
fn e4_the_dearest_derivation_that_is_accepted_ends() {
    let most = [1 << 17, 8, KeyDerivationFunction::MAX_SCRYPT_WORK / (8 << 17)];
    assert_eq!(refusal(&scrypt(most)), PrivateKeyError::Decryption);
}

#[test]
fn e4_salts_have_up_to_32_octets() {
    for octets in [0, 1, 8, 32, 33, 64] {
        for (function, parameters) in
            [(PBKDF2, vec![integer(1), HMAC_SHA256.to_vec()]), (SCRYPT, [2, 1, 1].map(integer).to_vec())]
        {
            let error = refusal(&encrypted_by(function, &vec![7; octets], &parameters));
            if [0, 33, 64].contains(&octets) {
                assert_eq!(error, limit("salt in octets", octets as u64, 1, 32));
            } else {
                assert_eq!(error, PrivateKeyError::Decryption);
            }
        }
    }
}

#[test]
fn e4_encrypted_input_longer_than_any_key_is_refused_unread() {
    let max = PrivateKey::MAX_DER_OCTETS;
    assert_eq!(refusal(&vec![0x30; max + 1]), PrivateKeyError::TooLong { found: max + 1, max });
}

#[test]
fn k3_what_is_written_is_neither_too_cheap_nor_too_dear() {
    use KeyDerivationFunction as F;
    let (min, max) = (F::MIN_ITERATIONS, F::MAX_ITERATIONS);
    for found in [0, 1, min - 1, max + 1, u32::MAX] {
        let error = F::pbkdf2_hmac_sha256(found).unwrap_err();
        assert_eq!(error, limit("iterationCount", found.into(), min.into(), max.into()));
    }
    assert!(F::pbkdf2_hmac_sha256(min).is_ok() && F::pbkdf2_hmac_sha256(max).is_ok());
    assert_eq!(F::pbkdf2_hmac_sha256(600_000), Ok(F::PBKDF2_HMAC_SHA256));
    let memory = |found| limit("memory in octets", found, F::MIN_SCRYPT_OCTETS, F::MAX_SCRYPT_OCTETS);
    let work = |found| limit("work N·r·p", found, F::MIN_SCRYPT_WORK, F::MAX_SCRYPT_WORK);
    for (numbers, result) in [
        ((1 << 14, 8, 1), None),
        ((1 << 13, 8, 10), None),
        ((1 << 17, 8, 1), None),
        ((1 << 17, 8, 4), None),
        ((1 << 12, 8, 20), Some(memory(((1 << 12) + 20) * 8 * 128))),
        ((1 << 18, 8, 1), Some(memory(((1 << 18) + 1) * 8 * 128))),
        ((1 << 13, 8, 1), Some(work(1 << 16))),
        ((1 << 17, 8, 5), Some(work(5 << 20))),
        ((16_385, 8, 1), Some(PrivateKeyError::ScryptCostParameter)),
        ((0, 8, 1), Some(PrivateKeyError::ScryptCostParameter)),
    ] {
        let (n, r, p) = numbers;
        assert_eq!(F::scrypt(n, r, p).err(), result, "{numbers:?}");
    }
    assert_eq!(F::scrypt(1 << 14, 8, 5), Ok(F::SCRYPT));
}

#[test]
fn e4_the_length_of_the_password_does_not_matter() {
    let password = vec![b'x'; 1 << 20];
    let der = key(KeyAlgorithm::Ec256).to_encrypted_pkcs8_der(&password, cheap(), &mut rng(58)).unwrap();
    assert!(PrivateKey::from_encrypted_pkcs8_der(&der, &password).is_ok());
    assert_eq!(
        PrivateKey::from_encrypted_pkcs8_der(&der, &password[1..]).unwrap_err(),
        PrivateKeyError::Decryption
    );
}
