//! K3: encryption schemes that are refused by name or identifier, and structures that are not valid
//! PBES2.

use certmint::error::PrivateKeyError;
use certmint::{KeyAlgorithm, ObjectIdentifier, PrivateKey};

use crate::encrypted::{PASSWORD, encrypted};
use crate::stock::{content, members, sequence, tlv};

const AES_128: &str = "2.16.840.1.101.3.4.1.2";
const AES_256: &str = "2.16.840.1.101.3.4.1.42";
const PBKDF2: &str = "1.2.840.113549.1.5.12";
const SCRYPT: &str = "1.3.6.1.4.1.11591.4.11";
const HMAC_SHA256: &str = "1.2.840.113549.2.9";

/// OBJECT IDENTIFIER; the toolkit does not support all identifiers used here.
fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new(dotted).expect("an identifier").as_content())
}

fn algorithm(dotted: &str, parameters: &[u8]) -> Vec<u8> {
    sequence(&[&oid(dotted), parameters])
}

/// Encrypted data under this AlgorithmIdentifier.
fn under(algorithm: &[u8]) -> PrivateKeyError {
    let der = sequence(&[algorithm, &tlv(0x04, &[7; 32])]);
    PrivateKey::from_encrypted_pkcs8_der(&der, PASSWORD).expect_err("a refusal")
}

fn pbes2(derivation: &[u8], scheme: &[u8]) -> PrivateKeyError {
    under(&algorithm("1.2.840.113549.1.5.13", &sequence(&[derivation, scheme])))
}

fn pbkdf2(parts: &[&[u8]]) -> Vec<u8> {
    algorithm(PBKDF2, &sequence(parts))
}

/// PBKDF2 with one iteration and HMAC-SHA-256.
fn sound_derivation() -> Vec<u8> {
    pbkdf2(&[&tlv(0x04, &[7; 8]), b"\x02\x01\x01", &algorithm(HMAC_SHA256, b"\x05\x00")])
}

fn sound_scheme() -> Vec<u8> {
    algorithm(AES_256, &tlv(0x04, &[7; 16]))
}

#[test]
fn k3_pbes1_and_pkcs12_encryption_are_refused_by_name() {
    for (dotted, name) in [
        ("1.2.840.113549.1.5.1", "pbeWithMD2AndDES-CBC (PBES1)"),
        ("1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC (PBES1)"),
        ("1.2.840.113549.1.5.4", "pbeWithMD2AndRC2-CBC (PBES1)"),
        ("1.2.840.113549.1.5.6", "pbeWithMD5AndRC2-CBC (PBES1)"),
        ("1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC (PBES1)"),
        ("1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC (PBES1)"),
        ("1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4"),
        ("1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4"),
        ("1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC"),
        ("1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC"),
        ("1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC"),
        ("1.2.840.113549.1.12.1.6", "pbewithSHAAnd40BitRC2-CBC"),
    ] {
        let parameters = sequence(&[&tlv(0x04, &[7; 8]), b"\x02\x02\x08\x00"]);
        assert_eq!(under(&algorithm(dotted, &parameters)), PrivateKeyError::WeakEncryption(name));
    }
}

#[test]
fn k3_weak_ciphers_and_hashes_of_pbes2_are_refused_by_name() {
    for (dotted, name) in [
        ("1.3.14.3.2.7", "desCBC"),
        ("1.2.840.113549.3.7", "des-EDE3-CBC"),
        ("1.2.840.113549.3.2", "rc2CBC"),
        ("1.2.840.113549.3.9", "rc5-CBC-PAD"),
    ] {
        let error = pbes2(&sound_derivation(), &algorithm(dotted, &tlv(0x04, &[7; 8])));
        assert_eq!(error, PrivateKeyError::WeakEncryption(name));
    }
    let salt = tlv(0x04, &[7; 8]);
    for (dotted, name) in [("1.2.840.113549.2.7", "hmacWithSHA1"), ("1.2.840.113549.2.8", "hmacWithSHA224")] {
        let derivation = pbkdf2(&[&salt, b"\x02\x01\x01", &algorithm(dotted, b"\x05\x00")]);
        assert_eq!(pbes2(&derivation, &sound_scheme()), PrivateKeyError::WeakEncryption(name));
    }
    // The default of RFC 8018 App. A.2.
    let derivation = pbkdf2(&[&salt, b"\x02\x02\x08\x00"]);
    assert_eq!(pbes2(&derivation, &sound_scheme()), PrivateKeyError::WeakEncryption("hmacWithSHA1"));
}

#[test]
fn k3_unknown_encryption_is_refused_by_identifier() {
    let unknown = "2.999.1";
    let error = PrivateKeyError::UnknownEncryption(ObjectIdentifier::new(unknown).unwrap());
    let iv = tlv(0x04, &[7; 16]);
    let prf = pbkdf2(&[&iv, b"\x02\x01\x01", &algorithm(unknown, b"\x05\x00")]);
    for found in [
        under(&algorithm(unknown, b"")),
        pbes2(&algorithm(unknown, b"\x30\x00"), &sound_scheme()),
        pbes2(&sound_derivation(), &algorithm(unknown, &iv)),
        pbes2(&prf, &sound_scheme()),
    ] {
        assert_eq!(found, error);
    }
    // AES-256-GCM: not part of the PBES2 standard.
    let gcm = pbes2(&sound_derivation(), &algorithm("2.16.840.1.101.3.4.1.46", &tlv(0x04, &[7; 12])));
    assert!(matches!(gcm, PrivateKeyError::UnknownEncryption(_)), "{gcm}");
}

#[test]
fn k3_parameters_that_are_not_those_of_their_standard_are_refused() {
    let (salt, one) = (tlv(0x04, &[7; 8]), &b"\x02\x01\x01"[..]);
    let hmac = algorithm(HMAC_SHA256, b"\x05\x00");
    let scheme = sound_scheme();
    assert_eq!(pbes2(&sound_derivation(), &scheme), PrivateKeyError::Decryption);
    for derivation in [
        pbkdf2(&[&salt, one, &algorithm(HMAC_SHA256, b"\x05\x00\x05\x00")]),
        pbkdf2(&[&salt, one, &algorithm(HMAC_SHA256, b"\x05\x01\x00")]),
        pbkdf2(&[&salt, one, &algorithm(HMAC_SHA256, b"\x30\x00")]),
        pbkdf2(&[&salt, one, &hmac, &hmac]),
        pbkdf2(&[&salt, b"\x02\x01\xff", &hmac]),
        pbkdf2(&[&salt, &hmac]),
        pbkdf2(&[&salt]),
        // The alternative source of the salt, which is undefined.
        pbkdf2(&[&algorithm("2.999.1", b""), one, &hmac]),
        algorithm(PBKDF2, b""),
        sequence(&[content(&sound_derivation()), b"\x05\x00"]),
        algorithm(SCRYPT, &sequence(&[&salt, b"\x02\x01\x02", one])),
        algorithm(SCRYPT, &sequence(&[&salt, b"\x02\x01\x02", one, one, b"\x02\x01\x20", one])),
    ] {
        assert_eq!(pbes2(&derivation, &scheme), PrivateKeyError::Malformed);
    }
    for scheme in [
        algorithm(AES_256, &tlv(0x04, &[7; 15])),
        algorithm(AES_256, &tlv(0x04, &[7; 17])),
        algorithm(AES_256, b"\x05\x00"),
        algorithm(AES_256, b""),
        algorithm(AES_256, &[tlv(0x04, &[7; 16]), vec![5, 0]].concat()),
    ] {
        assert_eq!(pbes2(&sound_derivation(), &scheme), PrivateKeyError::Malformed);
    }
}

#[test]
fn k3_a_hash_without_parameters_is_the_same_hash() {
    let derivation = |hash| pbkdf2(&[&tlv(0x04, &[7; 8]), b"\x02\x01\x01", &algorithm(hash, b"")]);
    // hmacWithSHA256, -384 and -512 are supported, so the decryption fails.
    for hash in [HMAC_SHA256, "1.2.840.113549.2.10", "1.2.840.113549.2.11"] {
        assert_eq!(pbes2(&derivation(hash), &sound_scheme()), PrivateKeyError::Decryption, "{hash}");
    }
    let weak = PrivateKeyError::WeakEncryption("hmacWithSHA1");
    assert_eq!(pbes2(&derivation("1.2.840.113549.2.7"), &sound_scheme()), weak);
}

#[test]
fn k3_a_length_of_the_key_that_is_not_the_ciphers_is_refused() {
    let salt = tlv(0x04, &[7; 8]);
    let hmac = algorithm(HMAC_SHA256, b"\x05\x00");
    let aes_128 = algorithm(AES_128, &tlv(0x04, &[7; 16]));
    let other = |found, expected| PrivateKeyError::KeyLength { found, expected };
    for (octets, with_128, with_256) in [
        (16, PrivateKeyError::Decryption, other(16, 32)),
        (32, other(32, 16), PrivateKeyError::Decryption),
        (24, other(24, 16), other(24, 32)),
    ] {
        let length = [2, 1, octets];
        let scrypt = algorithm(
            SCRYPT,
            &sequence(&[&salt, b"\x02\x01\x02", b"\x02\x01\x01", b"\x02\x01\x01", &length]),
        );
        for derivation in [pbkdf2(&[&salt, b"\x02\x01\x01", &length, &hmac]), scrypt] {
            assert_eq!(pbes2(&derivation, &aes_128), with_128);
            assert_eq!(pbes2(&derivation, &sound_scheme()), with_256);
        }
    }
}

#[test]
fn k3_ber_around_encrypted_keys_is_refused() {
    let der = encrypted(KeyAlgorithm::Ec256);
    let indefinite = [&[0x30, 0x80], content(&der), &[0, 0]].concat();
    // Data in segments, as BER allows.
    let [algorithm, data] = &members(&der)[..] else { panic!("two members") };
    let segments = sequence(&[algorithm, &tlv(0x24, data)]);
    for ber in [indefinite, segments, tlv(0x30, &[content(&der), &[5, 0]].concat())] {
        let error = PrivateKey::from_encrypted_pkcs8_der(&ber, PASSWORD).unwrap_err();
        assert_eq!(error, PrivateKeyError::Malformed);
    }
}
