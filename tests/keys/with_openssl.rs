//! K3: unencrypted keys exchanged with OpenSSL.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::{KeyAlgorithm, PrivateKey};

use crate::stock::{ALGORITHMS, CURVES, key, pkcs8};
use toolkit::openssl::{openssl, openssl_text};

/// The public key, and the loaded key's own, are those that OpenSSL finds in the key.
fn assert_same(loaded: Result<PrivateKey, PrivateKeyError>, written: &[u8], form: &str) {
    let loaded = loaded.unwrap_or_else(|error| panic!("{form}: {error}"));
    let public_key = openssl(&format!("pkey -inform {form} -pubout -outform DER"), written);
    assert_eq!(loaded.public_key().as_spki_der(), public_key);
    let pkcs8 = openssl(&format!("pkcs8 -topk8 -nocrypt -inform {form} -outform DER"), written);
    assert_eq!(*loaded.to_pkcs8_der(), pkcs8);
}

fn assert_der_loads(der: &[u8]) {
    assert_same(PrivateKey::from_der(der), der, "DER");
}

fn assert_pem_loads(text: &str) {
    assert_same(PrivateKey::from_pem(text), text.as_bytes(), "PEM");
}

fn curve_name(curve: KeyAlgorithm) -> &'static str {
    if curve == KeyAlgorithm::Ec256 { "prime256v1" } else { "secp384r1" }
}

#[test]
fn k3_openssl_reads_and_checks_what_is_written() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let der = key.to_pkcs8_der();
        let public_key = openssl("pkey -inform DER -check -pubout -outform DER", &der);
        assert!(public_key.ends_with(key.public_key().as_spki_der()));
        let text = key.to_pkcs8_pem();
        assert_eq!(openssl("pkcs8 -topk8 -nocrypt -outform DER", text.as_bytes()), *der);
    }
}

#[test]
fn k3_what_genpkey_writes_is_read() {
    for curve in CURVES {
        let option = format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{}", curve_name(curve));
        assert_pem_loads(&openssl_text(&option, b""));
        assert_der_loads(&openssl(&format!("{option} -outform DER"), b""));
    }
    let rsa = openssl_text("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", b"");
    assert!(rsa.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_pem_loads(&rsa);
}

#[test]
fn k3_what_ecparam_writes_is_read_with_its_parameters_in_front() {
    for curve in CURVES {
        let option = format!("ecparam -name {} -genkey", curve_name(curve));
        let text = openssl_text(&option, b"");
        assert!(text.starts_with("-----BEGIN EC PARAMETERS-----"));
        assert!(text.contains("-----BEGIN EC PRIVATE KEY-----"));
        assert_pem_loads(&text);
        assert_pem_loads(&openssl_text(&format!("{option} -noout"), b""));
    }
}

#[test]
fn k3_what_ec_writes_is_read() {
    for curve in CURVES {
        let key = pkcs8(curve);
        for option in ["", " -no_public", " -conv_form compressed"] {
            let der = openssl(&format!("ec -inform DER -outform DER{option}"), &key);
            assert_eq!(*PrivateKey::from_der(&der).unwrap().to_pkcs8_der(), key, "{option}");
            let text = openssl_text(&format!("ec -inform DER{option}"), &key);
            assert!(text.starts_with("-----BEGIN EC PRIVATE KEY-----"));
            assert_eq!(*PrivateKey::from_pem(&text).unwrap().to_pkcs8_der(), key, "{option}");
        }
    }
}

#[test]
fn k3_what_genrsa_and_rsa_write_is_read() {
    let text = openssl_text("genrsa -traditional 2048", b"");
    assert!(text.starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    assert_pem_loads(&text);
    assert_der_loads(&openssl("rsa -traditional -outform DER", text.as_bytes()));
    // With all numbers in plain text before it.
    assert_pem_loads(&openssl_text("rsa -traditional -text", text.as_bytes()));
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096] {
        assert_der_loads(&openssl("rsa -traditional -inform DER -outform DER", &pkcs8(algorithm)));
    }
}

#[test]
fn k3_kinds_of_keys_that_openssl_makes_and_this_crate_does_not_use_are_refused() {
    let refusal = |command: &str| PrivateKey::from_pem(&openssl_text(command, b"")).unwrap_err();
    let unsupported = |command: &str| match refusal(command) {
        PrivateKeyError::Unsupported(defect) => defect,
        other => panic!("{command}: {other}"),
    };
    assert!(matches!(unsupported("genpkey -algorithm ED448"), PublicKeyError::Algorithm(_)));
    assert!(matches!(unsupported("ecparam -name brainpoolP512r1 -genkey -noout"), PublicKeyError::Curve(_)));
    assert!(matches!(
        unsupported("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"),
        PublicKeyError::Curve(_)
    ));
    for command in [
        "ecparam -name prime256v1 -genkey -noout -param_enc explicit",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
    ] {
        assert_eq!(unsupported(command), PublicKeyError::ExplicitCurve);
    }
    assert_eq!(unsupported("genrsa -traditional 1024"), PublicKeyError::ModulusBits(1_024));
    assert_eq!(unsupported("genrsa -3 -traditional 2048"), PublicKeyError::Exponent);
    assert_eq!(unsupported("genrsa -3 2048"), PublicKeyError::Exponent);
    assert_eq!(refusal("genrsa -primes 3 -traditional 2048"), PrivateKeyError::MultiPrime);
    assert_eq!(refusal("genrsa -primes 3 2048"), PrivateKeyError::MultiPrime);
}
