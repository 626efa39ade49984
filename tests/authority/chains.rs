//! Chains verified by another library, for each leaf key, issuer key and hash.

use certmint::extension::{ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::name::SubjectAlternativeName;
use certmint::request::CertificateType;
use certmint::{Authority, CsrRequest, HashAlgorithm, Issued, KeyAlgorithm};
use rustls_pki_types::{CertificateDer, ServerName};
use webpki::{EndEntityCert, KeyUsage};

use toolkit::forge::csr;
use toolkit::oracle::{verifies, verify_chain, verify_ders};
use toolkit::stock::{ALGORITHMS, key, subordinate};
use toolkit::{now, params, rng, root, years};

const HASHES: [HashAlgorithm; 3] = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];

/// ring does not verify certificates with ECDSA and SHA-512; aws-lc-rs, which comes with ML-DSA, does.
const ALL_VERIFIED: bool = cfg!(feature = "ml-dsa");

fn webpki_verifies(issuer: KeyAlgorithm, hash: HashAlgorithm) -> bool {
    ALL_VERIFIED || issuer.key_type() == certmint::key::KeyType::Rsa || hash != HashAlgorithm::Sha512
}

fn of_csr(authority: &Authority, leaf: KeyAlgorithm, hash: HashAlgorithm) -> Issued {
    let csr = csr(&key(leaf), "leaf.example", &[]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request");
    authority.issue(&request.with_hash(hash), now(), &mut rng(80)).expect("a certificate")
}

#[test]
fn chains_of_each_leaf_key_issuer_key_and_hash_verify() {
    let top = root(KeyAlgorithm::Ec384);
    let mut verified = 0;
    for issuer in ALGORITHMS {
        let authority = subordinate(&top, issuer, 0);
        let issuer_key = authority.issuer().public_key().as_spki_der();
        for leaf in ALGORITHMS {
            for hash in HASHES {
                let issued = of_csr(&authority, leaf, hash);
                let what = format!("{leaf:?} by {issuer:?} with {hash:?}");
                assert!(verifies(issued.certificate().as_der(), hash, issuer_key), "{what}");
                for usage in [KeyUsage::server_auth(), KeyUsage::client_auth()] {
                    let result = verify_chain(&issued, usage, 0);
                    if webpki_verifies(issuer, hash) {
                        assert_eq!(result, Ok(()), "{what}");
                        verified += 1;
                    } else {
                        let unsupported =
                            matches!(result, Err(webpki::Error::UnsupportedSignatureAlgorithmContext(_)));
                        assert!(unsupported, "{what}: {result:?}");
                    }
                }
            }
        }
    }
    assert_eq!(verified, 2 * 4 * (4 * 3 - if ALL_VERIFIED { 0 } else { 2 }));
}

#[test]
fn chains_of_generated_keys_verify() {
    let top = root(KeyAlgorithm::Rsa2048);
    let below = toolkit::subordinate(&top, KeyAlgorithm::Ec384, 1);
    let bottom = toolkit::subordinate(&below, KeyAlgorithm::Ec256, 0);
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        let issued = leaf(&bottom, algorithm, &[KeyPurpose::ServerAuth, KeyPurpose::ClientAuth]);
        assert_eq!(issued.chain().count(), 4);
        for usage in [KeyUsage::server_auth(), KeyUsage::client_auth()] {
            assert_eq!(verify_chain(&issued, usage, 0), Ok(()), "{algorithm:?}");
        }
    }
}

fn leaf(authority: &Authority, algorithm: KeyAlgorithm, purposes: &[KeyPurpose]) -> Issued {
    let names = vec![
        SubjectAlternativeName::dns("leaf.example").expect("a name"),
        SubjectAlternativeName::dns("*.wild.example").expect("a name"),
        SubjectAlternativeName::ip("192.0.2.7").expect("an address"),
        SubjectAlternativeName::ip("2001:db8::7").expect("an address"),
    ];
    let params = params(algorithm, "Leaf", years(1)).with_alternative_names(names).expect("names");
    let params = params.with_extended_key_usage(ExtendedKeyUsage::new(purposes.iter().cloned()));
    authority.issue(&certmint::EndEntityRequest::new(params), now(), &mut rng(81)).expect("a certificate")
}

#[test]
fn chains_are_for_the_names_and_addresses_that_were_asked_for() {
    let issued = leaf(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec256, &[]);
    let der = CertificateDer::from(issued.certificate().as_der());
    let certificate = EndEntityCert::try_from(&der).unwrap();
    let is_for = |name: &str| {
        certificate.verify_is_valid_for_subject_name(&ServerName::try_from(name).unwrap()).is_ok()
    };
    for name in ["leaf.example", "LEAF.example", "a.wild.example", "192.0.2.7", "2001:db8::7"] {
        assert!(is_for(name), "{name}");
    }
    // The common name is not a host name (RFC 6125 §6.4.4).
    for name in ["Leaf", "other.example", "wild.example", "a.b.wild.example", "192.0.2.8", "::1"] {
        assert!(!is_for(name), "{name}");
    }
}

#[test]
fn chains_are_for_the_purposes_that_were_asked_for() {
    let authority = root(KeyAlgorithm::Ec256);
    let server = leaf(&authority, KeyAlgorithm::Ec256, &[KeyPurpose::ServerAuth]);
    assert_eq!(verify_chain(&server, KeyUsage::server_auth(), 0), Ok(()));
    let as_client = verify_chain(&server, KeyUsage::client_auth(), 0);
    assert!(matches!(as_client, Err(webpki::Error::RequiredEkuNotFoundContext(_))), "{as_client:?}");
    let client = leaf(&authority, KeyAlgorithm::Ec256, &[KeyPurpose::ClientAuth]);
    assert_eq!(verify_chain(&client, KeyUsage::client_auth(), 0), Ok(()));
    let as_server = verify_chain(&client, KeyUsage::server_auth(), 0);
    assert!(matches!(as_server, Err(webpki::Error::RequiredEkuNotFoundContext(_))), "{as_server:?}");
}

#[test]
fn chains_are_valid_to_the_last_second_and_no_longer() {
    let issued = leaf(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec256, &[]);
    let year = 365 * 86_400;
    assert_eq!(verify_chain(&issued, KeyUsage::server_auth(), year), Ok(()));
    let late = verify_chain(&issued, KeyUsage::server_auth(), year + 1);
    assert!(matches!(late, Err(webpki::Error::CertExpired { .. })), "{late:?}");
}

#[test]
fn chains_that_were_tampered_with_are_refused() {
    let authority = subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec256, 0);
    let issued = of_csr(&authority, KeyAlgorithm::Ec256, HashAlgorithm::Sha256);
    let chain: Vec<&[u8]> = issued.chain().map(certmint::Certificate::as_der).collect();
    let usage = KeyUsage::server_auth;
    assert_eq!(verify_ders(&chain, usage(), 0), Ok(()));
    // Each octet of the leaf: webpki refuses the certificate or cannot read it.
    for position in 0..chain[0].len() {
        let mut leaf = chain[0].to_vec();
        leaf[position] ^= 0x01;
        assert!(verify_ders(&[&leaf, chain[1], chain[2]], usage(), 0).is_err(), "{position}");
    }
    // Without the subordinate, and with another authority's root.
    let unknown = Err(webpki::Error::UnknownIssuer);
    assert_eq!(verify_ders(&[chain[0], chain[2]], usage(), 0), unknown);
    let other = toolkit::stock::authority(KeyAlgorithm::Ec384);
    assert_eq!(verify_ders(&[chain[0], chain[1], other.issuer().chain()[0].as_der()], usage(), 0), unknown);
}

#[test]
fn chains_longer_than_the_path_length_cannot_be_issued_here_and_are_refused_there() {
    // The library refuses this (rule A2), so the CA below path length 0 is forged with its key.
    let signer = || key(KeyAlgorithm::Ec256);
    let top = root(KeyAlgorithm::Ec384);
    let zero = subordinate(&top, KeyAlgorithm::Ec256, 0);
    let request = CsrRequest::new(
        csr(&signer(), "Too deep", &[]),
        CertificateType::IntermediateCa(PathLength::default()),
        years(1),
    );
    let error = zero.issue(&request.unwrap(), now(), &mut rng(82)).unwrap_err();
    assert_eq!(error.code().as_str(), "PCA.00020203");

    let mut forged = toolkit::forge::Forged::ca("Too deep", &signer());
    forged.issuer = zero.issuer().subject().as_der().to_vec();
    let deep = forged.sign(&signer());
    let issuer = certmint::Issuer::from_der(&deep).unwrap();
    let issued =
        of_csr(&Authority::new(issuer, signer()).unwrap(), KeyAlgorithm::Ec384, HashAlgorithm::Sha256);
    let chain = [
        issued.certificate().as_der(),
        &deep,
        zero.issuer().chain()[0].as_der(),
        top.issuer().chain()[0].as_der(),
    ];
    let refused = verify_ders(&chain, KeyUsage::server_auth(), 0);
    assert_eq!(refused, Err(webpki::Error::PathLenConstraintViolated));
}
