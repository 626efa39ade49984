//! K3 and E2: messages about keys and passwords reveal nothing of them.

use certmint::error::PrivateKeyError;
use certmint::extension::CustomExtension;
use certmint::uuid::Uuid;
use certmint::wire::{Body, Refusal};
use certmint::{Csr, Error, Issuer, KeyAlgorithm, ObjectIdentifier, PrivateKey, PublicKey, ToBeSigned};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::encrypted::{PASSWORD, encrypted};
use crate::stock::{CURVES, content, curve_oid, members, pem, pkcs1, pkcs8, scalar, sec1, tlv};
use toolkit::{csr_body, now, root};

/// Returns whether a text contains four consecutive octets, in hexadecimal or as a list of numbers.
fn shows(text: &str, secret: &[u8]) -> bool {
    let text = text.to_lowercase();
    secret.windows(4).any(|octets| {
        let hexadecimal: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        let list = format!("{octets:?}");
        text.contains(&hexadecimal) || text.contains(&list[1..list.len() - 1])
    })
}

fn assert_silent(error: PrivateKeyError, secret: &[u8]) {
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

/// A key, its PEM label, and its secret number.
fn formats() -> Vec<(Vec<u8>, &'static str, Vec<u8>)> {
    let rsa = pkcs1(KeyAlgorithm::Rsa2048);
    let prime = content(&members(&rsa)[4]).to_vec();
    let mut formats =
        vec![(pkcs8(KeyAlgorithm::Rsa2048), "PRIVATE KEY", prime.clone()), (rsa, "RSA PRIVATE KEY", prime)];
    for curve in CURVES {
        let secret = scalar(curve);
        formats.push((sec1(&secret, Some(curve_oid(curve)), None), "EC PRIVATE KEY", secret.clone()));
        formats.push((pkcs8(curve), "PRIVATE KEY", secret));
    }
    formats
}

/// The ways in which users damage a file.
#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Cut(Index, Index),
    Repeat(Index, Index),
    End(Index),
}

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let place = any::<Index>;
        prop_oneof![
            (place(), any::<u8>()).prop_map(|(place, octet)| Self::Replace(place, octet)),
            (place(), place()).prop_map(|(from, to)| Self::Cut(from, to)),
            (place(), place()).prop_map(|(from, to)| Self::Repeat(from, to)),
            place().prop_map(Self::End),
        ]
    }

    fn apply(&self, octets: &mut Vec<u8>) {
        let length = octets.len() + 1;
        match self {
            Self::Replace(place, octet) if length > 1 => octets[place.index(length - 1)] = *octet,
            Self::Replace(..) => {}
            Self::Cut(one, other) => drop(octets.drain(between(one, other, length))),
            Self::Repeat(one, other) => octets.extend_from_within(between(one, other, length)),
            Self::End(place) => octets.truncate(place.index(length)),
        }
    }
}

fn between(one: &Index, other: &Index, length: usize) -> core::ops::Range<usize> {
    let (one, other) = (one.index(length), other.index(length));
    one.min(other)..one.max(other)
}

/// The messages after sending a key to a function that accepts it, or to one that expects something
/// else.
fn said_of(der: &[u8], text: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut key_error = |error: Option<PrivateKeyError>| {
        let wrapped = error.clone().map(Error::from);
        said.extend([format!("{error:?}"), format!("{wrapped:?}")]);
        said.extend(wrapped.map(|wrapped| wrapped.message()));
    };
    key_error(PrivateKey::from_der(der).err());
    key_error(PrivateKey::from_pem(text).err());
    key_error(PrivateKey::from_encrypted_pkcs8_der(der, PASSWORD).err());
    key_error(PrivateKey::from_encrypted_pkcs8_pem(text, PASSWORD).err());
    said.extend([format!("{:?}", PublicKey::from_spki_der(der)), format!("{:?}", PublicKey::from_pem(text))]);
    said.extend(
        [PublicKey::from_spki_der(der).err(), PublicKey::from_pem(text).err()]
            .map(|error| error.map(|error| error.to_string()).unwrap_or_default()),
    );

    let authority = root(KeyAlgorithm::Ec256);
    let body = Body::from_json(csr_body(text).to_string().as_bytes());
    said.push(format!("{body:?}"));
    let oid = ObjectIdentifier::new("1.3.6.1.4.1.55555.1").expect("an identifier");
    let extension = CustomExtension::new(oid, false, der.to_vec()).map(drop).map_err(|kind| kind.to_string());
    said.push(format!("{extension:?}"));
    let errors = [
        Csr::from_der(der).err().map(Error::from),
        Csr::from_pem(text).err().map(Error::from),
        body.and_then(|body| body.for_authority(&authority, now()).read_csr().map(drop)).err(),
        Body::from_json(text.as_bytes()).err(),
        Body::from_json(der).err(),
        Issuer::from_der(der).err().map(Error::from),
        Issuer::from_chain_pem(text).err().map(Error::from),
        ToBeSigned::resume(der, Uuid::nil(), authority.issuer(), now()).err(),
        ToBeSigned::resume_root(der, Uuid::nil(), now()).err(),
    ];
    for error in errors.into_iter().flatten() {
        said.extend([
            format!("{error:?}"),
            error.to_string(),
            error.message(),
            Refusal::from(&error).error_msg,
        ]);
        said.extend(error.violations().iter().map(ToString::to_string));
    }
    said
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn k3_no_error_shows_anything_of_a_key_however_damaged_and_wherever_sent(
        format in any::<Index>(),
        of_der in proptest::collection::vec(Damage::any(), 0..3),
        of_text in proptest::collection::vec(Damage::any(), 0..3),
    ) {
        let formats = formats();
        let (mut der, label, secret) = formats[format.index(formats.len())].clone();
        of_der.iter().for_each(|damage| damage.apply(&mut der));
        let whole = pem(label, &der);
        let mut text = whole.clone().into_bytes();
        of_text.iter().for_each(|damage| damage.apply(&mut text));
        let text = String::from_utf8_lossy(&text);

        let base64: String = whole.lines().filter(|line| !line.starts_with("-----")).collect();
        // The first octets are the same in all keys.
        let pieces: Vec<&[u8]> = base64.as_bytes().windows(12).skip(48).collect();
        for said in said_of(&der, &text) {
            prop_assert!(!shows(&said, &secret), "{}", said);
            let shown = said.as_bytes().windows(12).find(|window| pieces.contains(window));
            prop_assert!(shown.is_none(), "{}", said);
        }
    }
}
