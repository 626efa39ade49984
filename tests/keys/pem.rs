//! K3: private keys in PEM.

use certmint::error::PrivateKeyError;
use certmint::{KeyAlgorithm, PrivateKey};

use crate::stock::{
    P256, curve_oid, ec_algorithm, key, pem, pkcs1, pkcs8, pkcs8_v2, public_bits, scalar, sec1,
};

const EC: KeyAlgorithm = KeyAlgorithm::Ec256;

fn assert_loads(text: &str, algorithm: KeyAlgorithm) {
    let loaded = PrivateKey::from_pem(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(loaded.public_key(), key(algorithm).public_key());
}

fn refusal(text: &str) -> PrivateKeyError {
    PrivateKey::from_pem(text).expect_err("a refusal")
}

fn ec_pem() -> String {
    pem("EC PRIVATE KEY", &sec1(&scalar(EC), Some(P256), None))
}

#[test]
fn k3_each_label_holds_its_structure() {
    let point = public_bits(&key(EC));
    let structures = [
        (pkcs8(EC), EC),
        (pkcs8_v2(&ec_algorithm(EC), &sec1(&scalar(EC), None, None), &point), EC),
        (sec1(&scalar(EC), Some(curve_oid(EC)), Some(&point)), EC),
        (pkcs1(KeyAlgorithm::Rsa2048), KeyAlgorithm::Rsa2048),
    ];
    let labels = ["PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"];
    for ((der, algorithm), own) in structures.iter().zip(labels) {
        for label in labels {
            if label == own {
                assert_loads(&pem(label, der), *algorithm);
            } else {
                assert_eq!(refusal(&pem(label, der)), PrivateKeyError::Malformed, "{own} as {label}");
            }
        }
    }
}

#[test]
fn k3_layout_and_text_around_the_block_are_tolerated() {
    let text = ec_pem();
    for text in [
        text.replace('\n', "\r\n"),
        text.trim_end().to_string(),
        format!("Bag Attributes\n    friendlyName: ca\n{text}\nthe end\n"),
        text.replace("-----\n", "-----\n  "),
        text.replacen('\n', "", 2),
    ] {
        assert_loads(&text, EC);
    }
}

#[test]
fn k3_ec_parameters_in_front_are_tolerated_and_nothing_else() {
    let (text, parameters) = (ec_pem(), pem("EC PARAMETERS", P256));
    assert_loads(&format!("{parameters}{text}"), EC);
    for wrong in [
        format!("{text}{parameters}"),
        format!("{parameters}{parameters}{text}"),
        parameters.clone(),
        format!("{}{text}", pem("CERTIFICATE", &[0x30, 0])),
        format!("{text}{}", pem("CERTIFICATE", &[0x30, 0])),
        format!("{text}{text}"),
    ] {
        assert_eq!(refusal(&wrong), PrivateKeyError::Pem);
    }
    // The key itself names its curve.
    let nameless = pem("EC PRIVATE KEY", &sec1(&scalar(EC), None, None));
    assert_eq!(refusal(&format!("{parameters}{nameless}")), PrivateKeyError::NoCurve);
}

#[test]
fn k3_blocks_that_are_not_whole_are_refused() {
    let text = ec_pem();
    for wrong in [
        text.replace("-----END EC PRIVATE KEY-----", ""),
        text.replace("END EC PRIVATE", "END RSA PRIVATE"),
        text.replace("BEGIN EC PRIVATE KEY-----", "BEGIN EC PRIVATE KEY"),
        text.replace("KEY-----\n", "KEY-----\n*"),
        text.replace("KEY-----\n", "KEY-----\nA"),
        text.replace("EC PRIVATE KEY", "OPENSSH PRIVATE KEY"),
        text.replace("EC PRIVATE KEY", "PUBLIC KEY"),
        text.replace("EC PRIVATE KEY", ""),
        String::new(),
    ] {
        assert_eq!(refusal(&wrong), PrivateKeyError::Pem, "{wrong}");
    }
    let empty = "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n";
    assert_eq!(refusal(empty), PrivateKeyError::Malformed);
}

#[test]
fn k3_legacy_encryption_of_pem_is_refused_with_advice() {
    let headers =
        "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";
    let text = ec_pem().replacen("KEY-----\n", headers, 1);
    let error = refusal(&text);
    assert_eq!(error, PrivateKeyError::LegacyPemEncryption);
    assert!(error.to_string().contains("openssl pkcs8 -topk8"));
    assert_eq!(
        PrivateKey::from_encrypted_pkcs8_pem(&text, b"x").unwrap_err(),
        PrivateKeyError::LegacyPemEncryption
    );
}

#[test]
fn e4_text_longer_than_any_key_is_refused_unread() {
    let max = 2 * PrivateKey::MAX_DER_OCTETS;
    let text = ec_pem();
    let padded = |octets: usize| format!("{}{text}", " ".repeat(octets - text.len()));
    assert_loads(&padded(max), EC);
    assert_eq!(refusal(&padded(max + 1)), PrivateKeyError::TooLong { found: max + 1, max });
}
