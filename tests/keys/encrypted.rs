//! K3 and K4: keys encrypted with a password, written and read by this crate.

use certmint::error::PrivateKeyError;
use certmint::key::KeyDerivationFunction;
use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::{KeyAlgorithm, PrivateKey, PublicKey};

use crate::stock::{ALGORITHMS, content, key, members, pem, pkcs8, sequence, tlv};
use toolkit::rng;

pub(crate) const PASSWORD: &[u8] = "Paßwort, 密码".as_bytes();

/// Low cost, so that many keys can be tested.
pub(crate) fn cheap() -> KeyDerivationFunction {
    KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS).expect("bounds")
}

pub(crate) fn encrypted(algorithm: KeyAlgorithm) -> Vec<u8> {
    key(algorithm).to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut rng(52)).expect("a key")
}

fn refusal(der: &[u8], password: &[u8]) -> PrivateKeyError {
    PrivateKey::from_encrypted_pkcs8_der(der, password).expect_err("a refusal")
}

#[test]
fn k3_an_encrypted_key_comes_back() {
    for algorithm in ALGORITHMS {
        for function in [KeyDerivationFunction::SCRYPT, KeyDerivationFunction::PBKDF2_HMAC_SHA256] {
            let key = key(algorithm);
            let der = key.to_encrypted_pkcs8_der(PASSWORD, function, &mut rng(53)).unwrap();
            let loaded = PrivateKey::from_encrypted_pkcs8_der(&der, PASSWORD).unwrap();
            assert_eq!(*loaded.to_pkcs8_der(), pkcs8(algorithm));
        }
        let key = key(algorithm);
        let der = key.to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut rng(53)).unwrap();
        let text = key.to_encrypted_pkcs8_pem(PASSWORD, cheap(), &mut rng(53)).unwrap();
        assert_eq!(text, pem("ENCRYPTED PRIVATE KEY", &der));
        let loaded = PrivateKey::from_encrypted_pkcs8_pem(&text, PASSWORD).unwrap();
        assert_eq!(loaded.public_key(), key.public_key());
    }
}

#[test]
fn k3_scrypt_is_the_default_and_both_functions_are_written_as_documented() {
    assert_eq!(KeyDerivationFunction::default(), KeyDerivationFunction::SCRYPT);
    // id-PBES2, then scrypt with 16 octets of salt, N = 16384, r = 8, p = 5 (RFC 7914 §7.1).
    let written = |function| {
        let der = key(KeyAlgorithm::Ec256).to_encrypted_pkcs8_der(b"x", function, &mut rng(54)).unwrap();
        let algorithm = members(&members(&der)[0]);
        assert_eq!(algorithm[0], b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d");
        let [derivation, scheme] = &members(&algorithm[1])[..] else { panic!("two members") };
        // aes256-CBC-PAD with 16 octets (RFC 8018 App. B.2.5).
        assert_eq!(scheme[..13], *b"\x30\x1d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a");
        assert_eq!(scheme[13..15], *b"\x04\x10");
        let parts = members(derivation);
        let parameters = members(&parts[1]);
        assert_eq!(content(&parameters[0]).len(), 16);
        (parts[0].clone(), parameters[1..].concat())
    };
    let (oid, parameters) = written(KeyDerivationFunction::SCRYPT);
    assert_eq!(oid, b"\x06\x09\x2b\x06\x01\x04\x01\xda\x47\x04\x0b");
    assert_eq!(parameters, b"\x02\x02\x40\x00\x02\x01\x08\x02\x01\x05");
    // PBKDF2 with 600,000 iterations and HMAC-SHA-256 (RFC 8018 App. A.2, B.1.2).
    let (oid, parameters) = written(KeyDerivationFunction::PBKDF2_HMAC_SHA256);
    assert_eq!(oid, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c");
    let hmac = b"\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x09\x05\x00";
    assert_eq!(parameters, [&b"\x02\x03\x09\x27\xc0"[..], hmac].concat());
}

#[test]
fn k3_a_wrong_password_and_a_damaged_key_are_the_same_error() {
    for algorithm in ALGORITHMS {
        let der = encrypted(algorithm);
        for wrong in [&b"wrong"[..], b"", &PASSWORD[1..], &[PASSWORD, b"\0x"].concat()] {
            assert_eq!(refusal(&der, wrong), PrivateKeyError::Decryption);
        }
        // In the first, a middle and the last block, in the salt, and in the initialization vector.
        let data = der.len() - content(&members(&der)[1]).len();
        let middle = (data + der.len()) / 2;
        for position in [data, data + 40, middle, der.len() - 20, der.len() - 1, data - 8, data - 60] {
            let mut damaged = der.clone();
            damaged[position] ^= 0x10;
            let error = refusal(&damaged, PASSWORD);
            // Outside of salt, vector and data, the structure is damaged.
            assert!(position < data || error == PrivateKeyError::Decryption, "{position}: {error}");
        }
    }
}

#[test]
fn k3_each_flipped_bit_of_the_data_is_one_and_the_same_error() {
    let der = encrypted(KeyAlgorithm::Ec256);
    let data = der.len() - content(&members(&der)[1]).len();
    for position in data..der.len() {
        let mut damaged = der.clone();
        damaged[position] ^= 1 << (position % 8);
        assert_eq!(refusal(&damaged, PASSWORD), PrivateKeyError::Decryption, "{position}");
    }
}

#[test]
fn k3_truncated_and_lengthened_ciphertext_is_refused() {
    let der = encrypted(KeyAlgorithm::Ec256);
    let [algorithm, data] = &members(&der)[..] else { panic!("two members") };
    let data = content(data);
    let of = |data: &[u8]| sequence(&[algorithm, &tlv(0x04, data)]);
    assert!(PrivateKey::from_encrypted_pkcs8_der(&of(data), PASSWORD).is_ok());
    for damaged in
        [&data[..data.len() - 1], &data[..data.len() - 16], &data[..16], &[], &[data, &[7; 16]].concat()]
    {
        assert_eq!(refusal(&of(damaged), PASSWORD), PrivateKeyError::Decryption, "{}", damaged.len());
    }
    for length in 0..der.len() {
        assert_eq!(refusal(&der[..length], PASSWORD), PrivateKeyError::Malformed);
    }
    assert_eq!(refusal(&[&der[..], &[0]].concat(), PASSWORD), PrivateKeyError::Malformed);
}

#[test]
fn k3_encrypted_and_unencrypted_keys_are_told_apart() {
    let (plain, secret) = (pkcs8(KeyAlgorithm::Ec256), encrypted(KeyAlgorithm::Ec256));
    assert_eq!(refusal(&plain, PASSWORD), PrivateKeyError::NotEncrypted);
    assert_eq!(PrivateKey::from_der(&secret).unwrap_err(), PrivateKeyError::Encrypted);
    let (plain, secret) = (pem("PRIVATE KEY", &plain), pem("ENCRYPTED PRIVATE KEY", &secret));
    let error = PrivateKey::from_encrypted_pkcs8_pem(&plain, PASSWORD).unwrap_err();
    assert_eq!(error, PrivateKeyError::NotEncrypted);
    assert_eq!(PrivateKey::from_pem(&secret).unwrap_err(), PrivateKeyError::Encrypted);
    let other = secret.replace("ENCRYPTED PRIVATE KEY", "CERTIFICATE");
    assert_eq!(PrivateKey::from_encrypted_pkcs8_pem(&other, PASSWORD).unwrap_err(), PrivateKeyError::Pem);
}

/// Made by GnuTLS: `certtool -p --key-type ecdsa --curve secp256r1 --pkcs8 --password abc
/// --pkcs-cipher aes-256`. hmacWithSHA256 has no parameters there.
const OF_GNUTLS: &str = "\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIH/MFoGCSqGSIb3DQEFDTBNMCwGCSqGSIb3DQEFDDAfBAz1egb5vD0YcgL0zbkC
AwknwDAKBggqhkiG9w0CCTAdBglghkgBZQMEASoEEFUTz4zLwJjnr2QYwZHGjsQE
gaBe9znFYf65PmJlqJ31Q36A4JMcYLCOhVJ30MRiS3K28nXBHphZEPHPJmzLeLvo
6W6rvay1nJ6UQqoRELwKmasRKHPzMb7HBwfIh2t/psDBJ4Zd9AM+00wtOuQ6ogV/
DZeHMq8xLvCw49UjA24QTvf3EHfdRnL1OEO8tgzJxKdM3GmMqISLX/wCJqEUN75d
XJSiRJrRGtrWWZ8lGFoLXnSA
-----END ENCRYPTED PRIVATE KEY-----
";
/// The output of `openssl pkey -pubout` for it.
const PUBLIC_KEY_OF_GNUTLS: &str = "\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEstFhSVBzwbMzYJkDXMEYYqvHTmcD
wET71XskGgopzM/kY/5SM6gc+83/f2wePO3rsXWqS8oOF+iaP5X1Edz+VQ==
-----END PUBLIC KEY-----
";

#[test]
fn k3_what_gnutls_encrypts_is_read() {
    let key = PrivateKey::from_encrypted_pkcs8_pem(OF_GNUTLS, b"abc").unwrap();
    assert_eq!(*key.public_key(), PublicKey::from_pem(PUBLIC_KEY_OF_GNUTLS).unwrap());
    let error = PrivateKey::from_encrypted_pkcs8_pem(OF_GNUTLS, b"abd").unwrap_err();
    assert_eq!(error, PrivateKeyError::Decryption);
}

#[test]
fn k3_nothing_is_written_with_an_empty_password() {
    let error = key(KeyAlgorithm::Ec256).to_encrypted_pkcs8_der(b"", cheap(), &mut rng(55)).unwrap_err();
    assert!(matches!(error, PrivateKeyError::EmptyPassword), "{error}");
}

#[test]
fn k4_salt_and_initialization_vector_are_the_generators() {
    let write =
        |seed| key(KeyAlgorithm::Ec256).to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut rng(seed)).unwrap();
    assert_eq!(write(56), write(56));
    let (one, another) = (write(56), write(57));
    let mut drawn = [0; 32];
    rng(56).try_fill_bytes(&mut drawn).unwrap();
    let (salt, vector) = drawn.split_at(16);
    assert!(one.windows(16).any(|window| window == salt));
    assert!(one.windows(16).any(|window| window == vector));
    let data = |der: &[u8]| content(&members(der)[1]).to_vec();
    assert_ne!(data(&one), data(&another));
}

/// A generator that fails at one of its calls.
struct Failing(usize);

impl TryRng for Failing {
    type Error = std::fmt::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("only octets are drawn")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("only octets are drawn")
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
        octets.fill(7);
        self.0 = self.0.checked_sub(1).ok_or(std::fmt::Error)?;
        Ok(())
    }
}

impl TryCryptoRng for Failing {}

#[test]
fn k4_a_generator_that_fails_writes_nothing() {
    let write =
        |calls| key(KeyAlgorithm::Ec256).to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut Failing(calls));
    assert!(matches!(write(0), Err(PrivateKeyError::Entropy)));
    assert!(matches!(write(1), Err(PrivateKeyError::Entropy)));
    assert!(write(2).is_ok());
}
