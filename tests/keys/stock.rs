//! Keys that are generated once, their parts, and the structures around them, built by hand.

use std::sync::OnceLock;

use certmint::{KeyAlgorithm, PrivateKey};
use rsa::pkcs8::EncodePrivateKey;

pub(crate) use toolkit::builder::to_pem as pem;
use toolkit::rng;
use toolkit::rsa_keys::{RSA_2048, RSA_4096};
pub(crate) use toolkit::{content, sequence, tlv};

pub(crate) const ALGORITHMS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];
pub(crate) const CURVES: [KeyAlgorithm; 2] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];

pub(crate) const RSA_ENCRYPTION: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
pub(crate) const EC_PUBLIC_KEY: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
pub(crate) const P256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
pub(crate) const P384: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x22";

/// Returns the same PKCS#8 of an algorithm in every call. That of RSA comes from the `rsa` crate.
pub(crate) fn pkcs8(algorithm: KeyAlgorithm) -> Vec<u8> {
    static MADE: [OnceLock<Vec<u8>>; 4] = [const { OnceLock::new() }; 4];
    let make = || match algorithm {
        KeyAlgorithm::Rsa2048 => RSA_2048.get().to_pkcs8_der().expect("PKCS#8").as_bytes().to_vec(),
        KeyAlgorithm::Rsa4096 => RSA_4096.get().to_pkcs8_der().expect("PKCS#8").as_bytes().to_vec(),
        curve => {
            let key = PrivateKey::generate(curve, &mut rng(50 + curve as u8)).expect("a key");
            key.to_pkcs8_der().to_vec()
        }
    };
    MADE[algorithm as usize].get_or_init(make).clone()
}

pub(crate) fn key(algorithm: KeyAlgorithm) -> PrivateKey {
    PrivateKey::from_der(&pkcs8(algorithm)).expect("a key")
}

/// Another elliptic-curve key.
pub(crate) fn other_key(curve: KeyAlgorithm) -> PrivateKey {
    PrivateKey::generate(curve, &mut rng(60)).expect("a key")
}

/// The values inside a constructed value, which a test can replace.
pub(crate) fn members(der: &[u8]) -> Vec<Vec<u8>> {
    toolkit::members(der).into_iter().map(<[u8]>::to_vec).collect()
}

/// The octets of the subjectPublicKey.
pub(crate) fn public_bits(key: &PrivateKey) -> Vec<u8> {
    let spki = key.public_key().as_spki_der();
    content(&members(spki)[1])[1..].to_vec()
}

/// A point without its second coordinate (SEC 1 §2.3.3).
pub(crate) fn compressed(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(point.len() / 2);
    [&[2 | y[y.len() - 1] & 1], x].concat()
}

pub(crate) fn curve_oid(curve: KeyAlgorithm) -> &'static [u8] {
    if curve == KeyAlgorithm::Ec256 { P256 } else { P384 }
}

pub(crate) fn ec_algorithm(curve: KeyAlgorithm) -> Vec<u8> {
    sequence(&[EC_PUBLIC_KEY, curve_oid(curve)])
}

/// The secret number of a curve's key.
pub(crate) fn scalar(curve: KeyAlgorithm) -> Vec<u8> {
    let octets = members(&pkcs8(curve))[2].clone();
    content(&members(content(&octets))[1]).to_vec()
}

/// ECPrivateKey with these parameters and this public key, if given.
pub(crate) fn sec1(scalar: &[u8], parameters: Option<&[u8]>, public_key: Option<&[u8]>) -> Vec<u8> {
    let parameters = parameters.map_or(Vec::new(), |parameters| tlv(0xa0, parameters));
    let bits = |point: &[u8]| tlv(0xa1, &tlv(0x03, &[&[0], point].concat()));
    let public_key = public_key.map_or(Vec::new(), bits);
    sequence(&[b"\x02\x01\x01", &tlv(0x04, scalar), &parameters, &public_key])
}

/// PrivateKeyInfo without attributes.
pub(crate) fn pkcs8_v1(algorithm: &[u8], private_key: &[u8]) -> Vec<u8> {
    sequence(&[b"\x02\x01\x00", algorithm, &tlv(0x04, private_key)])
}

/// OneAsymmetricKey with a public key.
pub(crate) fn pkcs8_v2(algorithm: &[u8], private_key: &[u8], public_key: &[u8]) -> Vec<u8> {
    let public_key = tlv(0x81, &[&[0], public_key].concat());
    sequence(&[b"\x02\x01\x01", algorithm, &tlv(0x04, private_key), &public_key])
}

/// RSAPrivateKey as in the PKCS#8 of an algorithm's key.
pub(crate) fn pkcs1(algorithm: KeyAlgorithm) -> Vec<u8> {
    content(&members(&pkcs8(algorithm))[2]).to_vec()
}

/// The reason why these bytes are not a key.
pub(crate) fn refusal(der: &[u8]) -> certmint::error::PrivateKeyError {
    PrivateKey::from_der(der).expect_err("a refusal")
}
