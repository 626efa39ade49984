//! Any bytes as a private key in DER and in PEM, and as a public key. What loads is a key that signs, and
//! goes out as a key that loads again.

#![no_main]

use certmint::{HashAlgorithm, KeyFamily, PrivateKey, PublicKey, SignatureAlgorithm, Signer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = PublicKey::from_spki_der(bytes) {
        assert_eq!(key.as_spki_der(), bytes);
    }
    if let Ok(key) = PrivateKey::from_der(bytes) {
        check(&key);
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        if let Ok(key) = PrivateKey::from_pem(text) {
            check(&key);
        }
        let _ = PublicKey::from_pem(text);
    }
});

fn check(key: &PrivateKey) {
    let pkcs8 = key.to_pkcs8_der();
    let again = PrivateKey::from_der(&pkcs8).expect("what is written is read");
    assert_eq!(again.public_key(), key.public_key());
    let algorithm = match key.public_key().family() {
        KeyFamily::Rsa => SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256),
        KeyFamily::Ec => SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256),
    };
    // An RSA key of primes that are none is found out when it signs.
    if let Ok(signature) = key.sign(algorithm, b"message") {
        assert!(key.public_key().verify(algorithm, b"message", &signature));
    }
}
