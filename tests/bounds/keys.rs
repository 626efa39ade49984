//! Valid and invalid private and public keys.

use certmint::key::KeyDerivationFunction;
use certmint::{KeyAlgorithm, PrivateKey};
use rsa::pkcs1::EncodeRsaPrivateKey;

use crate::inputs::{Input, deep};
use toolkit::asn1::{OCTET_STRING, sequence, tlv};
use toolkit::builder::to_pem;
use toolkit::rsa_keys::RSA_4096;
use toolkit::{content, members, rng};

pub(crate) fn keys() -> Vec<Input> {
    let rsa = RSA_4096.get().to_pkcs1_der().expect("a key").as_bytes().to_vec();
    let rsa = PrivateKey::from_der(&rsa).expect("a key");
    let ec = PrivateKey::generate(KeyAlgorithm::Ec384, &mut rng(6)).expect("a key");
    let mut ders = Vec::new();
    for (name, key) in [("RSA 4096", &rsa), ("P-384", &ec)] {
        let der = key.to_pkcs8_der();
        let [version, algorithm, octets] = members(&der)[..] else { panic!("three members") };
        let inner = content(octets).to_vec();
        let room = PrivateKey::MAX_DER_OCTETS - der.len() - 20;
        let attributes = |value: Vec<u8>| sequence([version, algorithm, octets, &tlv(0xa0, value)]);
        ders.push((name.to_string(), der.to_vec()));
        ders.push((format!("{name} with attributes"), attributes(tlv(OCTET_STRING, vec![0; room]))));
        ders.push((format!("{name} with deep nesting"), attributes(deep(room))));
        ders.push((format!("{name} with small values"), attributes([5, 0].repeat(room / 2))));
        ders.push((format!("{name}, bare"), inner.clone()));
        for position in 1..members(&inner).len() {
            let mut parts: Vec<Vec<u8>> = members(&inner).iter().map(|part| part.to_vec()).collect();
            if let Some(last) = parts[position].last_mut() {
                *last ^= 2;
            }
            ders.push((format!("{name}, part {position} altered"), sequence(parts)));
        }
        ders.push((format!("{name}, public"), key.public_key().as_spki_der().to_vec()));
    }
    let numbers = |octets: usize| {
        let number = tlv(2, vec![0x7f; octets]);
        sequence([&tlv(2, [0]), &number, &number, &number, &number, &number, &number, &number, &number])
    };
    ders.push(("RSA of large numbers".into(), numbers(1_000)));
    ders.push(("RSA of numbers of the right size".into(), numbers(512)));
    ders.push(("nothing but nesting".into(), deep(PrivateKey::MAX_DER_OCTETS)));
    ders.push(("too long".into(), vec![0x30; 1 << 20]));
    let pems: Vec<Input> = ders
        .iter()
        .flat_map(|(name, der)| {
            ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY"]
                .map(|label| (format!("{name}, {label}"), to_pem(label, der).into_bytes()))
        })
        .collect();
    let pem = rsa.to_pkcs8_pem().to_string();
    let before = "a\n".repeat((2 * PrivateKey::MAX_DER_OCTETS - pem.len()) / 2);
    ders.extend(pems);
    ders.push(("text before a key".into(), format!("{before}{pem}").into_bytes()));
    ders.push(("beginnings".into(), "-----BEGIN ".repeat(1_400).into_bytes()));
    ders.extend(encrypted(&rsa));
    ders
}

fn encrypted(key: &PrivateKey) -> Vec<Input> {
    let cheapest = KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS);
    let cheapest = cheapest.expect("a function");
    let der = key.to_encrypted_pkcs8_der(b"password", cheapest, &mut rng(7)).expect("a key");
    let pem = key.to_encrypted_pkcs8_pem(b"password", cheapest, &mut rng(7)).expect("a key");
    let wrong = key.to_encrypted_pkcs8_der(b"another", cheapest, &mut rng(7)).expect("a key");
    let nested = sequence([members(&der)[0].to_vec(), tlv(OCTET_STRING, deep(7_000))]);
    vec![
        ("encrypted".into(), der),
        ("encrypted, in PEM".into(), pem.into_bytes()),
        ("encrypted with another password".into(), wrong),
        ("encrypted nesting".into(), nested),
    ]
}
