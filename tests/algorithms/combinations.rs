//! Every combination of key, issuer and hash that is new, verified by OpenSSL, rustls-webpki and
//! x509-cert.

use certmint::crl::{CrlNumber, RevokedCertificate};
use certmint::csr::CsrBuilder;
use certmint::key::SignatureAlgorithm;
use certmint::ocsp::{CertStatus, OcspResponder, OcspService};
use certmint::request::CertificateType;
use certmint::time::{Duration, UtcDateTime};
use certmint::{Authority, Certificate, CrlRequest, Csr, CsrRequest, DistinguishedName, EndEntityRequest};
use certmint::{HashAlgorithm, Issued, Issuer, KeyAlgorithm, RootRequest};
use toolkit::forge::{content, members};
use toolkit::openssl::openssl_text;
use toolkit::oracle::verify_chain;
use toolkit::stock::key;
use toolkit::{now, parse, rng, years};
use webpki::KeyUsage;

use crate::material::{further, open, own, root, subordinate};
use crate::openssl::{Folder, openssl, verifies};

/// The identifiers of the standards: RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3.
fn identifier(issuer: KeyAlgorithm, hash: HashAlgorithm) -> Vec<u8> {
    let position = hash as u8;
    match issuer {
        KeyAlgorithm::Ed25519 => b"\x30\x05\x06\x03\x2b\x65\x70".to_vec(),
        KeyAlgorithm::Rsa3072 => {
            let last = [0x0b, 0x0c, 0x0d][usize::from(position)];
            [b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01", &[last][..], b"\x05\x00"].concat()
        }
        _ => [b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03", &[position + 2][..]].concat(),
    }
}

fn check(issued: &Issued, issuer: KeyAlgorithm, hash: HashAlgorithm, chain: &[KeyAlgorithm]) {
    let signed = members(issued.certificate().as_der());
    assert_eq!(signed[1], identifier(issuer, hash));
    assert_eq!(members(signed[0])[2], identifier(issuer, hash));
    parse(issued);
    verifies(issued);
    // ring does not have P-521.
    if !chain.contains(&KeyAlgorithm::Ec521) && !issued.fields().is_ca() {
        assert_eq!(verify_chain(issued, KeyUsage::client_auth(), 60), Ok(()));
    }
}

#[test]
fn k2_every_further_key_hash_and_issuer_key_for_cas_and_end_entities() {
    for above in further() {
        for hash in HashAlgorithm::ALL {
            let root = root(above, hash);
            for below in further() {
                let (issued, ca) = subordinate(&root, below, hash);
                check(&issued, above, hash, &[above]);
                let leaf = key(below);
                let leaf = EndEntityRequest::new(own(&leaf, hash, "leaf.example"));
                let issued = ca.issue(&leaf, now(), &mut rng(3)).expect("a certificate");
                check(&issued, below, hash, &[above, below]);
            }
        }
    }
}

#[test]
fn k1_further_keys_are_generated_for_certificates() {
    for algorithm in further() {
        let params = |name| toolkit::params(algorithm, name, years(1));
        let root = Authority::create_root(
            &RootRequest::new(params("Generated Root")),
            &open(|_| ()),
            now(),
            &mut rng(4),
        );
        let root =
            Authority::try_from(root.expect("a root")).expect("an authority").with_profile(open(|_| ()));
        let issued = root
            .issue(&EndEntityRequest::new(params("Generated")), now(), &mut rng(5))
            .expect("a certificate");
        assert_eq!(issued.subject_public_key().algorithm(), Some(algorithm));
        assert_eq!(issued.private_key().map(|key| key.public_key()), Some(issued.subject_public_key()));
        check(&issued, algorithm, HashAlgorithm::Sha256, &[algorithm]);
    }
}

#[test]
fn c3_csrs_with_further_keys_prove_possession_and_openssl_agrees() {
    let root = root(KeyAlgorithm::Ed25519, HashAlgorithm::Sha256);
    for algorithm in further() {
        for hash in HashAlgorithm::ALL {
            let subject = DistinguishedName::new("csr.example").expect("a name");
            let csr = CsrBuilder::new(subject).with_hash(hash).sign(&key(algorithm)).expect("a CSR");
            assert_eq!(members(csr.as_der())[1], identifier(algorithm, hash));
            openssl_text("req -verify -noout", csr.to_pem().as_bytes());
            let read = Csr::from_der(csr.as_der()).expect("a CSR");
            assert_eq!(read.signature_algorithm(), SignatureAlgorithm::new(algorithm.key_type(), hash));
            let request = CsrRequest::new(read, CertificateType::EntityCert, years(1)).expect("a request");
            let issued = root.issue(&request, now(), &mut rng(6)).expect("a certificate");
            assert_eq!(issued.subject_public_key(), key(algorithm).public_key());
            verifies(&issued);
            // A single bit.
            let mut damaged = csr.as_der().to_vec();
            *damaged.last_mut().expect("octets") ^= 1;
            assert!(Csr::from_der(&damaged).is_err());
        }
    }
}

#[test]
fn c3_csrs_of_openssl_with_further_keys_are_read() {
    for algorithm in further() {
        let folder = Folder::new();
        let key_file = folder.write("key.pem", key(algorithm).to_pkcs8_pem().as_bytes());
        let pem = openssl(&["req", "-new", "-key", &key_file, "-subj", "/CN=openssl.example"]);
        let csr = Csr::from_pem(&pem).expect("a CSR");
        assert_eq!(csr.public_key().algorithm(), Some(algorithm));
        assert!(csr.faults().is_empty());
    }
}

#[test]
fn r1_lists_of_issuers_with_further_keys_are_accepted_by_openssl() {
    for algorithm in further() {
        let ca = root(algorithm, HashAlgorithm::Sha384);
        let leaf = key(algorithm);
        let leaf = EndEntityRequest::new(own(&leaf, HashAlgorithm::Sha384, "revoked.example"));
        let leaf = ca.issue(&leaf, now(), &mut rng(7)).expect("a certificate");
        for hash in [None, Some(HashAlgorithm::Sha384)] {
            let list = CrlRequest::new(CrlNumber::from(1), now(), now() + Duration::days(7))
                .with_revoked(RevokedCertificate::new(leaf.serial_number(), now()));
            let list = hash.into_iter().fold(list, CrlRequest::with_hash);
            let crl = ca.issue_crl(&list).expect("a list");
            let default =
                if algorithm == KeyAlgorithm::Ec521 { HashAlgorithm::Sha512 } else { HashAlgorithm::Sha256 };
            assert_eq!(members(crl.as_der())[1], identifier(algorithm, hash.unwrap_or(default)));
            let folder = Folder::new();
            let ca_file = folder.write("ca.pem", ca.issuer().chain()[0].to_pem());
            let list = folder.write("list.pem", crl.to_pem());
            openssl(&["crl", "-in", &list, "-CAfile", &ca_file, "-noout"]);
        }
    }
}

/// OpenSSL compares the times of a response with the clock of the machine.
#[test]
fn o7_responses_signed_with_further_keys_are_accepted_by_openssl() {
    for algorithm in further() {
        let present = UtcDateTime::now();
        let profile = open(|_| ());
        let signer = key(algorithm);
        let request = RootRequest::new(own(&signer, HashAlgorithm::Sha256, "OCSP Root"));
        let prepared = Authority::prepare_root(&request, &profile, present, &mut rng(8)).expect("a root");
        let issuer = Issuer::from_der(prepared.sign(&signer).expect("a root").certificate().as_der());
        let ca =
            Authority::new(issuer.expect("an issuer"), signer).expect("an authority").with_profile(profile);
        let leaf = key(algorithm);
        let leaf = EndEntityRequest::new(own(&leaf, HashAlgorithm::Sha256, "leaf.example"));
        let leaf = ca.issue(&leaf, present, &mut rng(9)).expect("a certificate");
        let folder = Folder::new();
        let ca_file = folder.write("ca.pem", ca.issuer().chain()[0].to_pem());
        let leaf_file = folder.write("leaf.pem", leaf.certificate().to_pem());
        let (request, response) = (folder.path("request.der"), folder.path("response.der"));
        openssl(&["ocsp", "-issuer", &ca_file, "-cert", &leaf_file, "-reqout", &request, "-no_nonce"]);
        let responder = OcspResponder::direct(ca.issuer().clone()).expect("a responder");
        let service = OcspService::new(responder, key(algorithm)).expect("a service");
        let asked = std::fs::read(&request).expect("a request");
        let answer = service.respond(&asked, present, |_| Ok(CertStatus::Good));
        std::fs::write(&response, answer.as_der()).expect("a file");
        let arguments = ["ocsp", "-issuer", &ca_file, "-cert", &leaf_file, "-no_nonce"];
        let text = openssl(&[&arguments[..], &["-respin", &response, "-CAfile", &ca_file]].concat());
        assert!(text.contains("Response verify OK") && text.contains(": good"), "{text}");
    }
}

#[test]
fn a9_a_chain_is_checked_link_by_link_with_further_keys() {
    for above in further() {
        let root = root(above, HashAlgorithm::Sha512);
        let (issued, _) = subordinate(&root, KeyAlgorithm::Ec256, HashAlgorithm::Sha512);
        let chain: Vec<Vec<u8>> = issued.chain().map(|certificate| certificate.as_der().to_vec()).collect();
        for position in 0..chain.len() {
            let mut damaged = chain.clone();
            *damaged[position].last_mut().expect("octets") ^= 1;
            let damaged = damaged.iter().map(|der| Certificate::from_der(der).expect("a certificate"));
            assert!(Issuer::from_chain(damaged.collect()).is_err(), "{above} {position}");
        }
        assert!(!content(&chain[0]).is_empty());
    }
}
