//! K3 and E2: what is said of keys and passwords holds nothing of them.

use certmint::{Error, KeyAlgorithm, KeyError, PrivateKey};

use crate::encrypted::{PASSWORD, encrypted};
use crate::stock::{CURVES, content, curve_oid, members, pem, pkcs1, pkcs8, scalar, sec1, tlv};

/// Whether a text holds four of the octets in a row, in hexadecimal or as a list of numbers.
fn shows(text: &str, secret: &[u8]) -> bool {
    let text = text.to_lowercase();
    secret.windows(4).any(|octets| {
        let hexadecimal: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        let list = format!("{octets:?}");
        text.contains(&hexadecimal) || text.contains(&list[1..list.len() - 1])
    })
}

fn assert_silent(error: KeyError, secret: &[u8]) {
    let wrapped = Error::from(error.clone());
    for text in [format!("{error:?}"), error.to_string(), format!("{wrapped:?}"), wrapped.message()] {
        assert!(!shows(&text, secret), "{text}");
        assert!(!text.contains("Pa\u{df}wort"), "{text}");
        assert!(text.len() < 300, "{text}");
    }
}

#[test]
fn k3_errors_of_every_damaged_octet_show_nothing_of_the_key() {
    for curve in CURVES {
        let secret = scalar(curve);
        for der in [pkcs8(curve), sec1(&secret, Some(curve_oid(curve)), None)] {
            for position in 0..der.len() {
                for value in [0x00, 0x06, 0x30, 0xff] {
                    let mut damaged = der.clone();
                    damaged[position] = value;
                    if let Err(error) = PrivateKey::from_der(&damaged) {
                        assert_silent(error, &secret);
                    }
                }
            }
        }
    }
}

#[test]
fn k3_errors_of_rsa_keys_show_nothing_of_the_secret_numbers() {
    let der = pkcs1(KeyAlgorithm::Rsa2048);
    let numbers = members(&der);
    for position in 3..numbers.len() {
        let mut changed = numbers.clone();
        changed[position] = tlv(0x02, &content(&numbers[position])[1..]);
        let error = PrivateKey::from_der(&tlv(0x30, &changed.concat())).unwrap_err();
        assert_silent(error, content(&numbers[position]));
    }
}

#[test]
fn k3_errors_of_encrypted_keys_and_of_pem_show_neither_key_nor_password() {
    let (der, secret) = (encrypted(KeyAlgorithm::Ec256), scalar(KeyAlgorithm::Ec256));
    for position in 0..der.len() {
        let mut damaged = der.clone();
        // Not the iterations, which would only take time.
        damaged[position] ^= 0x80;
        if let Err(error) = PrivateKey::from_encrypted_pkcs8_der(&damaged, PASSWORD) {
            assert_silent(error, &secret);
        }
    }
    let text = pem("PRIVATE KEY", &pkcs8(KeyAlgorithm::Ec256));
    for damaged in [text.replace("END", "AND"), text.replace('M', "-"), text[..100].to_string()] {
        let error = PrivateKey::from_pem(&damaged).unwrap_err();
        let message = format!("{error} {error:?}");
        assert!(text.lines().filter(|line| line.len() == 64).all(|line| !message.contains(&line[..8])));
        assert_silent(error, &secret);
    }
}

#[test]
fn k3_debug_of_a_loaded_key_shows_nothing() {
    let key = PrivateKey::from_encrypted_pkcs8_der(&encrypted(KeyAlgorithm::Ec256), PASSWORD).unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(Ec, 256 bits, secret)");
}
