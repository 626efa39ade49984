//! K3: keys loaded with a password that they may not need.

use certmint::error::PrivateKeyError;
use certmint::key::KeyDerivationFunction;
use certmint::{KeyAlgorithm, PrivateKey};

use crate::stock::{curve_oid, key, pem, pkcs1, pkcs8, scalar, sec1};
use toolkit::openssl::openssl_text;
use toolkit::rng;

const PASSWORD: &[u8] = b"correct horse";
const EC: KeyAlgorithm = KeyAlgorithm::Ec256;
const RSA: KeyAlgorithm = KeyAlgorithm::Rsa2048;

fn cheap() -> KeyDerivationFunction {
    KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS).expect("a function")
}

#[test]
fn k3_every_layout_loads_by_one_call_with_a_password_where_it_is_encrypted() {
    let plain = [
        (EC, "PRIVATE KEY", pkcs8(EC)),
        (RSA, "PRIVATE KEY", pkcs8(RSA)),
        (EC, "EC PRIVATE KEY", sec1(&scalar(EC), Some(curve_oid(EC)), None)),
        (RSA, "RSA PRIVATE KEY", pkcs1(RSA)),
    ];
    for (algorithm, label, der) in plain {
        let text = pem(label, &der);
        let own = key(algorithm);
        let loaded = PrivateKey::from_pem_with_password(&text, None).unwrap();
        assert_eq!(loaded.public_key(), own.public_key());
        assert_eq!(PrivateKey::from_der_with_password(&der, None).unwrap().public_key(), own.public_key());
        // The owner believes it to be encrypted.
        let error = PrivateKeyError::NotEncrypted;
        for password in [PASSWORD, b""] {
            assert_eq!(PrivateKey::from_pem_with_password(&text, Some(password)).unwrap_err(), error);
            assert_eq!(PrivateKey::from_der_with_password(&der, Some(password)).unwrap_err(), error);
        }
    }
    for algorithm in [EC, RSA] {
        let own = key(algorithm);
        let text = own.to_encrypted_pkcs8_pem(PASSWORD, cheap(), &mut rng(61)).unwrap();
        let der = own.to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut rng(61)).unwrap();
        for loaded in [
            PrivateKey::from_pem_with_password(&text, Some(PASSWORD)),
            PrivateKey::from_der_with_password(&der, Some(PASSWORD)),
        ] {
            assert_eq!(loaded.unwrap().public_key(), own.public_key());
        }
        for (password, error) in
            [(None, PrivateKeyError::Encrypted), (Some(&b"wrong"[..]), PrivateKeyError::Decryption)]
        {
            assert_eq!(PrivateKey::from_pem_with_password(&text, password).unwrap_err(), error);
            assert_eq!(PrivateKey::from_der_with_password(&der, password).unwrap_err(), error);
        }
        assert_eq!(
            PrivateKeyError::Encrypted.to_string(),
            "the private key is encrypted; load it with its password"
        );
    }
}

#[test]
fn k3_what_openssl_encrypts_loads_by_the_same_call() {
    let plain = key(EC).to_pkcs8_pem();
    let text = openssl_text("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret", plain.as_bytes());
    let loaded = PrivateKey::from_pem_with_password(&text, Some(b"secret")).unwrap();
    assert_eq!(loaded.public_key(), key(EC).public_key());
    // With the password of its own headers, an old format that is not accepted.
    let old = openssl_text("ec -aes256 -passout pass:secret", plain.as_bytes());
    for password in [None, Some(&b"secret"[..])] {
        let error = PrivateKey::from_pem_with_password(&old, password).unwrap_err();
        assert_eq!(error, PrivateKeyError::LegacyPemEncryption, "{old}");
    }
    for text in ["", "no key", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"] {
        for password in [None, Some(PASSWORD)] {
            assert_eq!(PrivateKey::from_pem_with_password(text, password).unwrap_err(), PrivateKeyError::Pem);
        }
    }
}
