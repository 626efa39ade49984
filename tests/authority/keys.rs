//! K1–K3: key algorithms, signature algorithms, and exporting and loading private keys.

use certmint::error::{ErrorCode, PrivateKeyError, PublicKeyError, ViolationKind};
use certmint::key::{KeyType, SignatureAlgorithm};
use certmint::{
    Authority, EndEntityRequest, Error, HashAlgorithm, KeyAlgorithm, PrivateKey, Profile, RootRequest, Signer,
};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PrivateKey as RsaPrivateKey, PublicKey as RsaPublicKey};

use toolkit::forge::{content, members, tlv};
use toolkit::oracle::{spki, tbs_members, verifies};
use toolkit::stock::{ALGORITHMS, authority, key};
use toolkit::{apply_body, apply_json, now, params, rng, root, violation, years};

const HASHES: [HashAlgorithm; 3] = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];

/// rsaEncryption with NULL parameters (RFC 3279 §2.3.1).
const RSA_ALGORITHM: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
/// id-ecPublicKey with the named curve (RFC 5480 §2.1.1).
const P256_ALGORITHM: &[u8] =
    b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384_ALGORITHM: &[u8] = b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";

fn assert_rsa(spki: &[u8], bits: u32) {
    assert_eq!(members(spki)[0], RSA_ALGORITHM);
    let key = RsaPublicKey::from_public_key_der(spki).expect("the rsa crate reads the key");
    assert_eq!(key.n().bit_width(), bits);
    assert_eq!(key.e(), &BoxedUint::from(65_537u64));
}

#[test]
fn k1_rsa_2048_has_a_modulus_of_2048_bits_and_exponent_65537() {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Rsa2048, "K1", years(1)));
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(10)).unwrap();
    assert_rsa(spki(issued.certificate().as_der()), 2_048);
}

#[test]
fn k1_rsa_4096_has_a_modulus_of_4096_bits_and_exponent_65537() {
    assert_rsa(key(KeyAlgorithm::Rsa4096).public_key().as_spki_der(), 4_096);
}

#[test]
fn k1_ec_keys_are_uncompressed_points_on_the_named_curve() {
    for (algorithm, identifier, octets) in
        [(KeyAlgorithm::Ec256, P256_ALGORITHM, 65), (KeyAlgorithm::Ec384, P384_ALGORITHM, 97)]
    {
        let request = EndEntityRequest::new(params(algorithm, "K1", years(1)));
        let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(11)).unwrap();
        let spki = spki(issued.certificate().as_der());
        let [found, bits] = members(spki)[..] else { panic!("two members") };
        assert_eq!(found, identifier);
        // No unused bits, then SEC 1 §2.3.3: 04 and both coordinates.
        assert_eq!((content(bits).len(), &content(bits)[..2]), (1 + octets, &[0, 4][..]));
        let on_curve = match algorithm {
            KeyAlgorithm::Ec256 => p256::ecdsa::VerifyingKey::from_public_key_der(spki).is_ok(),
            _ => p384::ecdsa::VerifyingKey::from_public_key_der(spki).is_ok(),
        };
        assert!(on_curve);
    }
}

#[test]
fn k1_no_other_key_algorithm_and_no_other_case() {
    let authority = root(KeyAlgorithm::Ec256);
    for name in ["ec256", "Ec256", "rsa2048", "RSA1024", "RSA3072", "EC521", "SM2", " EC256"] {
        let mut body = apply_body();
        body["key_algorithm"] = name.into();
        let violation = violation(apply_json(&authority, &body));
        assert_eq!(violation.pointer(), "/key_algorithm");
        assert_eq!(violation.code(), ErrorCode::KeyAlgorithm, "{name}");
        let ViolationKind::NotOneOf { allowed, .. } = violation.kind() else { panic!("{violation}") };
        assert_eq!(*allowed, ["RSA2048", "RSA4096", "EC256", "EC384"]);
    }
}

/// The AlgorithmIdentifier by RFC 4055 §5 (NULL) and RFC 5758 §3.2 (absent).
fn identifier(key_type: KeyType, hash: HashAlgorithm) -> Vec<u8> {
    let arc = hash as u8;
    match key_type {
        KeyType::Rsa => {
            let last = [0x0b, 0x0c, 0x0d][usize::from(arc)];
            [b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01", &[last][..], b"\x05\x00"].concat()
        }
        _ => [b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03", &[arc + 2][..]].concat(),
    }
}

#[test]
fn k2_the_hash_is_the_requests_and_the_family_the_issuers() {
    for issuer in ALGORITHMS {
        let authority = authority(issuer);
        let public_key = authority.issuer().public_key().clone();
        for (position, (hash, name)) in HASHES.into_iter().zip(["SHA256", "SHA384", "SHA512"]).enumerate() {
            let mut body = apply_body();
            body["signature_algorithm"] = name.into();
            let issued = apply_json(&authority, &body).unwrap();
            let certificate = issued.certificate().as_der();
            let expected = identifier(issuer.key_type(), hash);
            assert_eq!(members(certificate)[1], expected, "{issuer:?} {name}");
            assert_eq!(tbs_members(certificate)[2], expected, "{issuer:?} {name}");
            assert!(verifies(certificate, hash, public_key.as_spki_der()), "{issuer:?} {name}");
            let another = HASHES[(position + 1) % 3];
            assert!(!verifies(certificate, another, public_key.as_spki_der()), "{issuer:?} {name}");
        }
    }
}

#[test]
fn k2_a_root_signs_with_the_family_of_its_own_key() {
    for (algorithm, seed) in [(KeyAlgorithm::Rsa2048, 12), (KeyAlgorithm::Ec384, 13)] {
        let request = RootRequest::new(params(algorithm, "K2", years(1)));
        let issued = Authority::create_root(&request, &Profile::default(), now(), &mut rng(seed)).unwrap();
        let certificate = issued.certificate().as_der();
        assert_eq!(members(certificate)[1], identifier(algorithm.key_type(), HashAlgorithm::Sha256));
        assert!(verifies(certificate, HashAlgorithm::Sha256, spki(certificate)));
    }
}

#[test]
fn k2_no_other_hash_and_no_other_case() {
    let authority = root(KeyAlgorithm::Ec256);
    for name in ["sha256", "SHA-256", "SHA1", "SHA224", "MD5", "SM3", "SHA256WithRSA"] {
        let mut body = apply_body();
        body["signature_algorithm"] = name.into();
        let violation = violation(apply_json(&authority, &body));
        assert_eq!(violation.pointer(), "/signature_algorithm");
        assert_eq!(violation.code(), ErrorCode::SignatureAlgorithm, "{name}");
        let ViolationKind::NotOneOf { allowed, .. } = violation.kind() else { panic!("{violation}") };
        assert_eq!(*allowed, ["SHA256", "SHA384", "SHA512"]);
    }
}

#[test]
fn k2_a_key_neither_signs_nor_verifies_by_the_other_family() {
    let (rsa, ec) = (key(KeyAlgorithm::Rsa2048), key(KeyAlgorithm::Ec256));
    let by_rsa = SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256);
    let by_ec = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
    for (key, own, others) in [(&rsa, by_rsa, by_ec), (&ec, by_ec, by_rsa)] {
        let signature = key.sign(own, b"message").unwrap();
        assert!(key.public_key().verify(own, b"message", &signature));
        assert!(!key.public_key().verify(others, b"message", &signature));
        let refusal = key.sign(others, b"message").unwrap_err();
        assert_eq!(refusal.to_string(), "the key does not sign with this algorithm");
    }
}

#[test]
fn k3_pkcs8_is_read_by_the_crates_of_each_algorithm_and_by_this_one() {
    for algorithm in ALGORITHMS {
        let made = key(algorithm);
        let der = made.to_pkcs8_der();
        let spki = made.public_key().as_spki_der();
        match algorithm {
            KeyAlgorithm::Ec256 => {
                let read = p256::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
                assert_eq!(read.to_pkcs8_der().unwrap().as_bytes(), &der[..]);
                assert_eq!(*read.verifying_key(), DecodePublicKey::from_public_key_der(spki).unwrap());
            }
            KeyAlgorithm::Ec384 => {
                let read = p384::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
                assert_eq!(read.to_pkcs8_der().unwrap().as_bytes(), &der[..]);
                assert_eq!(*read.verifying_key(), DecodePublicKey::from_public_key_der(spki).unwrap());
            }
            _ => {
                let read = RsaPrivateKey::from_pkcs8_der(&der).unwrap();
                read.validate().unwrap();
                assert_eq!(read.to_public_key(), DecodePublicKey::from_public_key_der(spki).unwrap());
            }
        }
        let again = PrivateKey::from_der(&der).unwrap();
        assert_eq!(again.public_key().as_spki_der(), spki);
        assert_eq!(*again.to_pkcs8_der(), *der);
    }
}

#[test]
fn k3_pem_is_one_block_of_the_same_bytes() {
    for algorithm in ALGORITHMS {
        let made = key(algorithm);
        let pem = made.to_pkcs8_pem();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert!(pem.ends_with("\n-----END PRIVATE KEY-----\n"));
        assert!(pem.lines().all(|line| line.len() <= 64));
        let read = PrivateKey::from_pem(&pem).unwrap();
        assert_eq!(*read.to_pkcs8_der(), *made.to_pkcs8_der());
    }
}

#[test]
fn k3_der_that_is_not_one_whole_key_is_refused() {
    let der = key(KeyAlgorithm::Ec256).to_pkcs8_der();
    for length in 0..der.len() {
        assert_eq!(PrivateKey::from_der(&der[..length]).unwrap_err(), PrivateKeyError::Malformed, "{length}");
    }
    let trailing = [&der[..], &[0]].concat();
    assert_eq!(PrivateKey::from_der(&trailing).unwrap_err(), PrivateKeyError::Malformed);
    // EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING } (RFC 5208 §6).
    let encrypted = tlv(0x30, &[tlv(0x30, b"\x06\x01\x2a"), tlv(0x04, &[7; 32])].concat());
    assert_eq!(PrivateKey::from_der(&encrypted).unwrap_err(), PrivateKeyError::Encrypted);
}

#[test]
fn k3_a_private_key_beside_another_public_key_is_refused() {
    let der = key(KeyAlgorithm::Ec256).to_pkcs8_der();
    let spki = key(KeyAlgorithm::Ec256).public_key().as_spki_der().to_vec();
    let other = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(14)).unwrap();
    let point = &spki[spki.len() - 65..];
    let other_point = &other.public_key().as_spki_der()[spki.len() - 65..];
    // ECPrivateKey holds the public key, too (RFC 5915 §3).
    let at = der.windows(65).position(|window| window == point).expect("the public key");
    let mut mixed = der.to_vec();
    mixed[at..at + 65].copy_from_slice(other_point);
    let error = PrivateKey::from_der(&mixed).unwrap_err();
    assert_eq!(error, PrivateKeyError::Inconsistent { part: "publicKey" });
}

#[test]
fn k3_rsa_keys_that_no_certificate_may_hold_are_refused() {
    let small = RsaPrivateKey::new(&mut rng(15), 1_024).unwrap();
    let error = PrivateKey::from_der(small.to_pkcs8_der().unwrap().as_bytes()).unwrap_err();
    assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::ModulusBits(1_024)));
    let three = BoxedUint::from(3u64);
    let weak = RsaPrivateKey::new_with_exp(&mut rng(16), 2_048, three).unwrap();
    let error = PrivateKey::from_der(weak.to_pkcs8_der().unwrap().as_bytes()).unwrap_err();
    assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::Exponent));
}

#[test]
fn k3_a_damaged_number_of_an_rsa_key_is_named() {
    let der = key(KeyAlgorithm::Rsa2048).to_pkcs8_der();
    let [version, algorithm, octets] = members(&der)[..] else { panic!("three members") };
    // RSAPrivateKey: version, n, e, d, p, q, d mod p-1, d mod q-1, q^-1 mod p (RFC 8017 App.
    // A.1.2).
    let numbers = members(content(octets));
    for (damaged, part) in [
        (1, "modulus"),
        (2, "privateExponent"),
        (3, "privateExponent"),
        (4, "modulus"),
        (5, "modulus"),
        (6, "exponent1"),
        (7, "exponent2"),
        (8, "coefficient"),
    ] {
        let mut numbers: Vec<Vec<u8>> = numbers.iter().map(|number| number.to_vec()).collect();
        let last = numbers[damaged].len() - 1;
        numbers[damaged][last] ^= 0x02;
        let rsa = tlv(0x30, &numbers.concat());
        let der = tlv(0x30, &[version, algorithm, &tlv(0x04, &rsa)].concat());
        assert_eq!(
            PrivateKey::from_der(&der).unwrap_err(),
            PrivateKeyError::Inconsistent { part },
            "{damaged}"
        );
    }
}

#[test]
fn k3_pem_of_another_label_or_number_of_blocks_is_refused() {
    let pem = key(KeyAlgorithm::Ec256).to_pkcs8_pem();
    for (text, error) in [
        (pem.replace("PRIVATE KEY", "EC PRIVATE KEY"), PrivateKeyError::Malformed),
        (pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), PrivateKeyError::Encrypted),
        (pem.replace("PRIVATE KEY", "PUBLIC KEY"), PrivateKeyError::Pem),
        (pem.repeat(2), PrivateKeyError::Pem),
        (pem.replace("-----END", "-----AND"), PrivateKeyError::Pem),
        (String::new(), PrivateKeyError::Pem),
        ("no key".into(), PrivateKeyError::Pem),
    ] {
        assert_eq!(PrivateKey::from_pem(&text).unwrap_err(), error, "{error:?}");
    }
}

#[test]
fn k3_debug_shows_nothing_of_a_private_key() {
    for (algorithm, shown) in [
        (KeyAlgorithm::Rsa2048, "PrivateKey(Rsa, 2048 bits, secret)"),
        (KeyAlgorithm::Ec256, "PrivateKey(Ec, 256 bits, secret)"),
        (KeyAlgorithm::Ec384, "PrivateKey(Ec, 384 bits, secret)"),
    ] {
        assert_eq!(format!("{:?}", key(algorithm)), shown);
        assert!(format!("{:?}", authority(algorithm)).contains(&format!("signer: {shown}")));
    }
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K3", years(1)));
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(17)).unwrap();
    assert!(format!("{issued:?}").contains("private_key: Some(PrivateKey(Ec, 256 bits, secret))"));
}

#[test]
fn k3_an_error_about_a_key_repeats_nothing_of_it() {
    let der = key(KeyAlgorithm::Ec256).to_pkcs8_der();
    let pem = key(KeyAlgorithm::Ec256).to_pkcs8_pem();
    let error = Error::from(PrivateKey::from_der(&der[..60]).unwrap_err());
    assert_eq!(
        error.message(),
        "the private key is not exactly one PKCS#8, SEC 1 or PKCS#1 structure in DER"
    );
    let error = Error::from(PrivateKey::from_pem(&pem[..80]).unwrap_err());
    assert_eq!(
        error.message(),
        "the text must contain exactly one PEM block labelled PRIVATE KEY, EC PRIVATE KEY, RSA PRIVATE KEY \
         or ENCRYPTED PRIVATE KEY"
    );
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
}
