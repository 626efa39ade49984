//! K3: encrypted keys exchanged with OpenSSL.

use certmint::error::PrivateKeyError;
use certmint::key::KeyDerivationFunction;
use certmint::{KeyAlgorithm, PrivateKey};

use crate::encrypted::cheap;
use crate::stock::{ALGORITHMS, key, pkcs8};
use toolkit::openssl::{openssl, openssl_text, try_openssl};
use toolkit::rng;

/// Without a space, because the tests split the command line at spaces.
const PASSWORD: &str = "Paßwort,密码";

fn decrypted_by_openssl(encrypted: &[u8], form: &str, password: &str) -> Result<Vec<u8>, String> {
    let command = format!("pkcs8 -topk8 -nocrypt -inform {form} -passin pass:{password} -outform DER");
    try_openssl(&command, encrypted)
}

/// A key encrypted by OpenSSL with these options, in DER.
fn encrypted_by_openssl(algorithm: KeyAlgorithm, options: &str) -> Vec<u8> {
    let command = format!("pkcs8 -topk8 -inform DER -outform DER -passout pass:{PASSWORD} {options}");
    openssl(&command, &pkcs8(algorithm))
}

fn load(der: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
    let key = PrivateKey::from_encrypted_pkcs8_der(der, PASSWORD.as_bytes())?;
    Ok(key.to_pkcs8_der().to_vec())
}

#[test]
fn k3_openssl_decrypts_what_is_written() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let expected = pkcs8(algorithm);
        for function in [KeyDerivationFunction::SCRYPT, KeyDerivationFunction::PBKDF2_HMAC_SHA256] {
            let password = PASSWORD.as_bytes();
            let der = key.to_encrypted_pkcs8_der(password, function, &mut rng(61)).unwrap();
            assert_eq!(decrypted_by_openssl(&der, "DER", PASSWORD), Ok(expected.clone()));
            let text = key.to_encrypted_pkcs8_pem(password, function, &mut rng(62)).unwrap();
            assert_eq!(decrypted_by_openssl(text.as_bytes(), "PEM", PASSWORD), Ok(expected.clone()));
            assert!(decrypted_by_openssl(&der, "DER", "wrong").is_err());
            let public_key = format!("pkey -inform DER -passin pass:{PASSWORD} -pubout -outform DER");
            assert_eq!(openssl(&public_key, &der), key.public_key().as_spki_der());
        }
    }
}

#[test]
fn k3_openssl_decrypts_what_is_written_with_other_parameters() {
    let key = key(KeyAlgorithm::Ec256);
    let expected = pkcs8(KeyAlgorithm::Ec256);
    for function in [
        cheap(),
        KeyDerivationFunction::pbkdf2_hmac_sha256(1_000_000).unwrap(),
        KeyDerivationFunction::scrypt(1 << 14, 8, 1).unwrap(),
        KeyDerivationFunction::scrypt(1 << 13, 8, 10).unwrap(),
        KeyDerivationFunction::scrypt(1 << 13, 16, 3).unwrap(),
    ] {
        let der = key.to_encrypted_pkcs8_der(PASSWORD.as_bytes(), function, &mut rng(63)).unwrap();
        assert_eq!(decrypted_by_openssl(&der, "DER", PASSWORD), Ok(expected.clone()), "{function:?}");
    }
}

#[test]
fn k3_what_openssl_encrypts_is_read() {
    for algorithm in ALGORITHMS {
        for options in ["-v2 aes-256-cbc -v2prf hmacWithSHA256", "-scrypt"] {
            let der = encrypted_by_openssl(algorithm, options);
            assert_eq!(load(&der), Ok(pkcs8(algorithm)), "{algorithm:?} {options}");
            let command = format!("pkcs8 -topk8 -inform DER -passout pass:{PASSWORD} {options}");
            let text = openssl_text(&command, &pkcs8(algorithm));
            assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
            let key = PrivateKey::from_encrypted_pkcs8_pem(&text, PASSWORD.as_bytes()).unwrap();
            assert_eq!(*key.to_pkcs8_der(), pkcs8(algorithm));
        }
    }
}

#[test]
fn k3_other_sound_encryption_of_openssl_is_read() {
    for options in [
        "-v2 aes-128-cbc",
        "-v2 aes-192-cbc",
        "-v2 aes-256-cbc -iter 1",
        "-v2 aes-256-cbc -iter 600000",
        "-v2 aes-256-cbc -v2prf hmacWithSHA384",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512",
        "-v2 aes-128-cbc -scrypt",
        "-scrypt -scrypt_N 1024 -scrypt_r 8 -scrypt_p 16",
        "-scrypt -scrypt_N 8192 -scrypt_r 16 -scrypt_p 2",
    ] {
        let der = encrypted_by_openssl(KeyAlgorithm::Ec384, options);
        assert_eq!(load(&der), Ok(pkcs8(KeyAlgorithm::Ec384)), "{options}");
    }
}

#[test]
fn k3_genpkey_with_a_password_is_read() {
    let command = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:secret";
    let text = openssl_text(command, b"");
    let key = PrivateKey::from_encrypted_pkcs8_pem(&text, b"secret").unwrap();
    let public_key = openssl("pkey -passin pass:secret -pubout -outform DER", text.as_bytes());
    assert_eq!(key.public_key().as_spki_der(), public_key);
    let error = PrivateKey::from_encrypted_pkcs8_pem(&text, b"Secret").unwrap_err();
    assert_eq!(error, PrivateKeyError::Decryption);
}

#[test]
fn k3_an_empty_password_of_openssl_is_read() {
    for options in ["-v2 aes-256-cbc", "-scrypt"] {
        let command = format!("pkcs8 -topk8 -inform DER -outform DER -passout pass: {options}");
        let der = openssl(&command, &pkcs8(KeyAlgorithm::Ec256));
        let key = PrivateKey::from_encrypted_pkcs8_der(&der, b"").unwrap();
        assert_eq!(*key.to_pkcs8_der(), pkcs8(KeyAlgorithm::Ec256));
        let error = PrivateKey::from_encrypted_pkcs8_der(&der, b"x").unwrap_err();
        assert_eq!(error, PrivateKeyError::Decryption);
    }
}

#[test]
fn k3_weak_encryption_of_openssl_is_refused_by_name() {
    for (options, name) in [
        ("-v2 des3", "des-EDE3-CBC"),
        ("-v2 aes-256-cbc -v2prf hmacWithSHA1", "hmacWithSHA1"),
        ("-v2 aes-256-cbc -v2prf hmacWithSHA224", "hmacWithSHA224"),
        ("-v1 PBE-SHA1-3DES", "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    ] {
        let der = encrypted_by_openssl(KeyAlgorithm::Ec256, options);
        assert_eq!(load(&der), Err(PrivateKeyError::WeakEncryption(name)), "{options}");
    }
}

#[test]
fn k3_the_legacy_encryption_of_openssl_is_refused_and_its_advice_helps() {
    for (algorithm, command) in [(KeyAlgorithm::Ec256, "ec"), (KeyAlgorithm::Rsa2048, "rsa -traditional")] {
        let command = format!("{command} -aes256 -inform DER -passout pass:secret");
        let legacy = openssl_text(&command, &pkcs8(algorithm));
        assert!(legacy.contains("Proc-Type: 4,ENCRYPTED"));
        assert_eq!(PrivateKey::from_pem(&legacy).unwrap_err(), PrivateKeyError::LegacyPemEncryption);
        let advice = "pkcs8 -topk8 -scrypt -passin pass:secret -passout pass:secret";
        let converted = openssl_text(advice, legacy.as_bytes());
        let key = PrivateKey::from_encrypted_pkcs8_pem(&converted, b"secret").unwrap();
        assert_eq!(*key.to_pkcs8_der(), pkcs8(algorithm));
    }
}

#[test]
fn k3_encrypted_keys_of_kinds_that_are_not_used_say_so_with_the_right_password() {
    let encrypt = |key: &[u8]| openssl(&format!("pkcs8 -topk8 -outform DER -passout pass:{PASSWORD}"), key);
    let der = encrypt(&openssl("genpkey -algorithm ED448", b""));
    assert!(matches!(load(&der), Err(PrivateKeyError::Unsupported(_))));
    let der = encrypt(&openssl("genrsa -primes 3 2048", b""));
    assert_eq!(load(&der), Err(PrivateKeyError::MultiPrime));
}
