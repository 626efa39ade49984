//! Keys of this crate sign for rcgen: CSRs and rcgen's own certificates.

use certmint::{Csr, HashAlgorithm, Issuer, KeyAlgorithm, PrivateKey, PublicKey};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyUsagePurpose, PublicKeyData, SigningKey};
use webpki::KeyUsage;

use toolkit::forge::{content, members};
use toolkit::openssl::rsa_key;
use toolkit::oracle::{spki, verifies, verify_chain, verify_ders};
use toolkit::root;
use toolkit::stock::{ALGORITHMS, entity, key};

/// An rcgen CA certificate for a key, signed with it.
pub(crate) fn self_signed(name: &str, key: &impl SigningKey) -> Vec<u8> {
    ca_params(name).self_signed(key).expect("a certificate").der().to_vec()
}

fn ca_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new([]).expect("parameters");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2049, 12, 31);
    params
}

fn expected(algorithm: KeyAlgorithm) -> (&'static rcgen::SignatureAlgorithm, HashAlgorithm) {
    match algorithm {
        KeyAlgorithm::Ec256 => (&rcgen::PKCS_ECDSA_P256_SHA256, HashAlgorithm::Sha256),
        KeyAlgorithm::Ec384 => (&rcgen::PKCS_ECDSA_P384_SHA384, HashAlgorithm::Sha384),
        _ => (&rcgen::PKCS_RSA_SHA256, HashAlgorithm::Sha256),
    }
}

#[test]
fn k5_rcgen_sees_the_public_key_byte_for_byte() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let public = key.public_key();
        assert_eq!(key.subject_public_key_info(), public.as_spki_der());
        assert_eq!(public.subject_public_key_info(), public.as_spki_der());
        // The BIT STRING is the last member; its first octet counts its unused bits.
        let bits = members(public.as_spki_der())[1];
        assert_eq!(content(bits)[1..], *key.der_bytes());
        assert_eq!(PublicKeyData::algorithm(&key), expected(algorithm).0);
        assert_eq!(PublicKeyData::algorithm(public), expected(algorithm).0);
        // rcgen reads the key in the same way.
        let pkcs8 = key.to_pkcs8_der();
        let theirs = rcgen::KeyPair::try_from(pkcs8.as_slice()).unwrap();
        assert_eq!(theirs.subject_public_key_info(), public.as_spki_der());
    }
}

#[test]
fn k5_rcgen_makes_a_csr_with_a_key_of_each_algorithm() {
    let authority = root(KeyAlgorithm::Ec256);
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let params = CertificateParams::new(["csr.example".to_string()]).unwrap();
        let der = params.serialize_request(&key).unwrap().der().to_vec();
        // Reading it has verified its signature (rule C3).
        let issued = entity(&authority, Csr::from_der(&der).unwrap()).unwrap();
        assert!(verifies(&der, expected(algorithm).1, key.public_key().as_spki_der()));
        assert_eq!(spki(issued.certificate().as_der()), key.public_key().as_spki_der());
        assert_eq!(verify_chain(&issued, KeyUsage::server_auth(), 0), Ok(()));
    }
}

#[test]
fn k5_rcgen_signs_certificates_with_a_key_of_each_algorithm() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let ca = self_signed("rcgen CA", &key);
        assert_eq!(Issuer::from_der(&ca).unwrap().public_key(), key.public_key());
        assert!(verifies(&ca, expected(algorithm).1, key.public_key().as_spki_der()));

        // For a certified key, only the public key is needed.
        let certified = toolkit::stock::key(KeyAlgorithm::Ec256).public_key().clone();
        let issuer = rcgen::Issuer::new(ca_params("rcgen CA"), &key);
        let leaf = CertificateParams::new(["leaf.example".to_string()]).unwrap();
        let leaf = leaf.signed_by(&certified, &issuer).unwrap();
        assert_eq!(verify_ders(&[leaf.der(), &ca], KeyUsage::server_auth(), 0), Ok(()));
    }
}

#[test]
fn k5_rcgen_certifies_a_compressed_point_and_an_rsa_key_of_another_size_as_they_are() {
    let point = key(KeyAlgorithm::Ec256);
    let uncompressed = point.public_key().as_spki_der();
    // The point is last: 04, X, Y. The last bit of Y selects 02 or 03 (SEC 1 §2.3.3).
    let (x, y) = (&uncompressed[uncompressed.len() - 64..uncompressed.len() - 32], uncompressed[90]);
    let bits = [&[0, 2 + (y & 1)], x].concat();
    let compressed = toolkit::forge::sequence(&[members(uncompressed)[0], &toolkit::tlv(0x03, &bits)]);
    let public = PublicKey::from_spki_der(&compressed).unwrap();
    assert_eq!(public.subject_public_key_info(), compressed);
    assert_eq!(PublicKeyData::algorithm(&public), &rcgen::PKCS_ECDSA_P256_SHA256);

    let rsa = PrivateKey::from_der(&rsa_key(3_072)).unwrap();
    assert_eq!(rsa.public_key().algorithm(), Some(KeyAlgorithm::Rsa3072));
    assert_eq!(PublicKeyData::algorithm(&rsa), &rcgen::PKCS_RSA_SHA256);
    assert_eq!(rsa.subject_public_key_info(), rsa.public_key().as_spki_der());
}
