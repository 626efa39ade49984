//! Keys and signatures.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::key::{KeyDerivationFunction, SignatureAlgorithm};
use certmint::{PrivateKey, PublicKey, Signer};
use toolkit::forge::{sequence, tlv};
use toolkit::rng;
use toolkit::stock::key;

use super::{ALL, Expected};

const VERSION: &[u8] = b"\x02\x01\x00";

/// PKCS#8 with this privateKey.
fn pkcs8(expected: &Expected, private_key: &[u8]) -> Vec<u8> {
    sequence(&[VERSION, &expected.identifier(), &tlv(0x04, private_key)])
}

/// The seed and the key of AWS-LC, with its own expansion.
fn aws_lc(expected: &Expected, seed: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use aws_lc_rs::encoding::AsRawBytes;
    use aws_lc_rs::signature::{KeyPair, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING};
    let algorithm = match expected.last {
        0x11 => &ML_DSA_44_SIGNING,
        0x12 => &ML_DSA_65_SIGNING,
        _ => &ML_DSA_87_SIGNING,
    };
    let pair = aws_lc_rs::signature::PqdsaKeyPair::from_seed(algorithm, seed).expect("a key");
    let expanded = pair.private_key().as_raw_bytes().expect("a key").as_ref().to_vec();
    (pair.public_key().as_ref().to_vec(), expanded)
}

#[test]
fn k3_an_ml_dsa_key_is_written_as_its_seed_and_read_again() {
    for expected in &ALL {
        let seed: Vec<u8> = (0..32).collect();
        let der = pkcs8(expected, &tlv(0x80, &seed));
        let read = PrivateKey::from_der(&der).expect("a key");
        assert_eq!(read.to_pkcs8_der().as_slice(), der);
        let (public, expanded) = aws_lc(expected, &seed);
        assert_eq!((public.len(), expanded.len()), (expected.public, expected.expanded));
        let made = PublicKey::from_subject_public_key(expected.key_type(), &public).expect("a key");
        assert_eq!(read.public_key(), &made);
        assert_eq!(made.algorithm(), Some(expected.algorithm));
        assert_eq!(made.api_name(), expected.algorithm.as_str());
        let kdf = KeyDerivationFunction::pbkdf2_hmac_sha256(10_000).expect("a function");
        let pem = read.to_encrypted_pkcs8_pem(b"password", kdf, &mut rng(1)).expect("a key");
        let read = PrivateKey::from_encrypted_pkcs8_pem(&pem, b"password").expect("a key");
        assert_eq!(read.public_key(), &made);
    }
}

#[test]
fn k3_the_expanded_key_beside_a_seed_must_be_that_of_the_seed() {
    for expected in &ALL {
        let seed = [9; 32];
        let (_, mut expanded) = aws_lc(expected, &seed);
        let both = |seed: &[u8], expanded: &[u8]| {
            PrivateKey::from_der(&pkcs8(expected, &sequence(&[&tlv(0x04, seed), &tlv(0x04, expanded)])))
        };
        let alone = PrivateKey::from_der(&pkcs8(expected, &tlv(0x80, &seed))).expect("a key");
        assert_eq!(both(&seed, &expanded).expect("a key").public_key(), alone.public_key());
        let inconsistent = PrivateKeyError::Inconsistent { part: "expandedKey" };
        assert_eq!(both(&[8; 32], &expanded).unwrap_err(), inconsistent);
        assert_eq!(both(&seed, &expanded[1..]).unwrap_err(), PrivateKeyError::Malformed);
        let short = PrivateKeyError::SeedLength { found: 31, expected: 32 };
        assert_eq!(both(&seed[1..], &expanded).unwrap_err(), short);
        *expanded.last_mut().expect("octets") ^= 1;
        assert_eq!(both(&seed, &expanded).unwrap_err(), inconsistent);
    }
}

#[test]
fn k3_an_expanded_ml_dsa_key_without_its_seed_is_refused_by_name() {
    for expected in &ALL {
        let (_, expanded) = aws_lc(expected, &[9; 32]);
        let error = PrivateKey::from_der(&pkcs8(expected, &tlv(0x04, &expanded))).unwrap_err();
        assert_eq!(error, PrivateKeyError::ExpandedKey);
        assert!(error.to_string().contains("export the key with its seed"));
    }
}

#[test]
fn k3_an_ml_dsa_seed_has_32_octets_and_its_own_tag() {
    let expected = &ALL[1];
    for (octets, error) in [
        (tlv(0x80, &[7; 31]), PrivateKeyError::SeedLength { found: 31, expected: 32 }),
        (tlv(0x80, &[7; 33]), PrivateKeyError::SeedLength { found: 33, expected: 32 }),
        (tlv(0xa0, &[7; 32]), PrivateKeyError::Malformed),
        (vec![7; 32], PrivateKeyError::Malformed),
        ([tlv(0x80, &[7; 32]), vec![0]].concat(), PrivateKeyError::Malformed),
    ] {
        assert_eq!(PrivateKey::from_der(&pkcs8(expected, &octets)).unwrap_err(), error);
    }
}

#[test]
fn c4_an_ml_dsa_key_has_the_octets_of_its_parameter_set() {
    for expected in &ALL {
        for found in [0, expected.public - 1, expected.public + 1] {
            let error = PublicKey::from_subject_public_key(expected.key_type(), &vec![1; found]).unwrap_err();
            assert_eq!(error, PublicKeyError::Octets { found, expected: expected.public });
        }
    }
}

#[test]
fn k5_ml_dsa_signatures_are_accepted_by_aws_lc_and_only_for_their_message() {
    for expected in &ALL {
        let key = key(expected.algorithm);
        let algorithm = SignatureAlgorithm::MlDsa(expected.set);
        let spki = key.public_key().as_spki_der();
        let public = &spki[spki.len() - expected.public..];
        for message in [&b""[..], b"message", &[0x55; 70_000]] {
            let signature = key.sign(algorithm, message).expect("a signature");
            expected.verifies(public, message, &signature);
            // FIPS 204 §3.4: the deterministic variant.
            assert_eq!(key.sign(algorithm, message).expect("a signature"), signature);
            assert!(key.public_key().verify(algorithm, message, &signature));
            assert!(!key.public_key().verify(algorithm, b"another", &signature));
            assert!(!key.public_key().verify(algorithm, message, &signature[1..]));
            assert!(!key.public_key().verify(algorithm, message, &[&signature[..], &[0]].concat()));
        }
        for other in ALL.iter().filter(|other| other.set != expected.set) {
            assert!(key.sign(SignatureAlgorithm::MlDsa(other.set), b"message").is_err());
        }
    }
}
