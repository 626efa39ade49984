//! Chains, CSRs, lists and responses.

use certmint::crl::{CrlNumber, RevokedCertificate};
use certmint::csr::CsrBuilder;
use certmint::error::{NoticeKind, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::key::SignatureAlgorithm;
use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspRequest, OcspResponder, OcspService};
use certmint::request::CertificateType;
use certmint::time::Duration;
use certmint::{Certificate, CrlRequest, Csr, CsrRequest, DistinguishedName, EndEntityRequest};
use certmint::{HashAlgorithm, Issued, Issuer, KeyAlgorithm, PrivateKey, Signer};
use toolkit::forge::{content, members};
use toolkit::stock::key;
use toolkit::{apply_json, body_with, now, parse, rng, violation, years};

use super::{ALL, Expected, root};
use crate::material::{own, subordinate};
use crate::rules::notices;

/// Writes what was issued where other verifiers find it.
pub(super) fn keep(name: &str, content: impl AsRef<[u8]>) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("ml_dsa");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), content).expect("a file");
}

/// The content of a BIT STRING without unused bits.
fn bits(value: &[u8]) -> &[u8] {
    content(value).strip_prefix(&[0]).expect("no unused bits")
}

/// Checks what `above` signed: a certificate, a CSR, or a list.
fn check_signed(der: &[u8], above: &Expected, public: &[u8]) {
    let signed = members(der);
    assert_eq!(signed[1], above.identifier());
    above.verifies(public, signed[0], bits(signed[2]));
}

fn public(algorithm: KeyAlgorithm) -> Vec<u8> {
    let key = key(algorithm);
    bits(members(key.public_key().as_spki_der())[1]).to_vec()
}

fn check(issued: &Issued, above: &Expected) {
    parse(issued);
    check_signed(issued.certificate().as_der(), above, &public(above.algorithm));
    assert_eq!(members(members(issued.certificate().as_der())[0])[2], above.identifier());
}

#[test]
fn k2_every_ml_dsa_key_and_issuer_key_for_cas_and_end_entities() {
    for above in &ALL {
        let root = root(above.algorithm);
        check_signed(root.issuer().chain()[0].as_der(), above, &public(above.algorithm));
        for below in &ALL {
            let (issued, ca) = subordinate(&root, below.algorithm, HashAlgorithm::Sha256);
            check(&issued, above);
            for leaf in ALL.iter().map(|leaf| leaf.algorithm).chain([KeyAlgorithm::Ec256]) {
                let request = own(&key(leaf), HashAlgorithm::Sha256, "leaf.example");
                let issued = ca.issue(&EndEntityRequest::new(request), now(), &mut rng(3));
                let issued = issued.expect("a certificate");
                check(&issued, below);
                let chain: String = issued.chain().map(Certificate::to_pem).collect();
                keep(&format!("chain-{}-{}-{leaf}.pem", above.algorithm, below.algorithm), chain);
            }
        }
    }
}

#[test]
fn k2_an_ml_dsa_issuer_uses_no_hash_and_says_so() {
    for expected in &ALL {
        let authority = root(expected.algorithm);
        let ignored = NoticeKind::HashNotUsed { asked: "SHA384", key: expected.algorithm.as_str() };
        let body = body_with(&[("/signature_algorithm", "SHA384".into())]);
        let issued = apply_json(&authority, &body).expect("a certificate");
        assert_eq!(notices(&issued), [("/signature_algorithm".to_string(), ignored)]);
        assert_eq!(issued.signature_algorithm(), SignatureAlgorithm::MlDsa(expected.set));
    }
}

#[test]
fn k1_ml_dsa_keys_are_generated_for_certificates() {
    for expected in &ALL {
        let authority = root(expected.algorithm);
        let request = EndEntityRequest::new(toolkit::params(expected.algorithm, "generated", years(1)));
        let issued = authority.issue(&request, now(), &mut rng(5)).expect("a certificate");
        assert_eq!(issued.subject_public_key().algorithm(), Some(expected.algorithm));
        assert_eq!(issued.private_key().map(|key| key.public_key()), Some(issued.subject_public_key()));
        check(&issued, expected);
    }
}

#[test]
fn c3_csrs_with_ml_dsa_keys_prove_possession() {
    for expected in &ALL {
        let subject = DistinguishedName::new("csr.example").expect("a name");
        let csr = CsrBuilder::new(subject).sign(&key(expected.algorithm)).expect("a CSR");
        check_signed(csr.as_der(), expected, &public(expected.algorithm));
        keep(&format!("csr-{}.pem", expected.algorithm), csr.to_pem());
        let read = Csr::from_der(csr.as_der()).expect("a CSR");
        assert!(read.faults().is_empty());
        let request = CsrRequest::new(read, CertificateType::EntityCert, years(1)).expect("a request");
        let issued = root(expected.algorithm).issue(&request, now(), &mut rng(6)).expect("a certificate");
        assert_eq!(issued.subject_public_key(), key(expected.algorithm).public_key());
        for position in [1, 1_000, expected.signature] {
            let mut damaged = csr.as_der().to_vec();
            let position = damaged.len() - position;
            damaged[position] ^= 1;
            assert!(Csr::from_der(&damaged).is_err(), "{position}");
        }
    }
}

/// Key and signature alone take 3,732 octets with ML-DSA-44, which are 4,976 characters of base64.
#[test]
fn c1_an_ml_dsa_csr_is_beyond_the_limit_of_the_api_and_read_as_der() {
    for expected in &ALL {
        let subject = DistinguishedName::new("csr.example").expect("a name");
        let csr = CsrBuilder::new(subject).sign(&key(expected.algorithm)).expect("a CSR");
        let pem = csr.to_pem();
        let violation = violation(Csr::from_pem(&pem));
        let ViolationKind::Length(length) = violation.kind() else { panic!("{violation:?}") };
        assert_eq!((length.found, length.max), (pem.len(), Csr::MAX_PEM_CHARACTERS));
        assert_eq!(violation.pointer(), "/csr");
        assert!(Csr::from_der(csr.as_der()).is_ok());
    }
}

#[test]
fn r1_lists_of_ml_dsa_issuers_are_signed_with_their_keys() {
    for expected in &ALL {
        let ca = root(expected.algorithm);
        let leaf = EndEntityRequest::new(own(&key(expected.algorithm), HashAlgorithm::Sha256, "revoked"));
        let leaf = ca.issue(&leaf, now(), &mut rng(7)).expect("a certificate");
        let list = CrlRequest::new(CrlNumber::from(1), now(), now() + Duration::days(7))
            .with_revoked(RevokedCertificate::new(leaf.serial_number(), now()));
        let crl = ca.issue_crl(&list).expect("a list");
        check_signed(crl.as_der(), expected, &public(expected.algorithm));
        keep(&format!("crl-{}.pem", expected.algorithm), crl.to_pem());
        keep(&format!("ca-{}.pem", expected.algorithm), ca.issuer().chain()[0].to_pem());
    }
}

#[test]
fn o7_responses_are_signed_with_ml_dsa_keys() {
    for expected in &ALL {
        let ca = root(expected.algorithm);
        let leaf = EndEntityRequest::new(own(&key(KeyAlgorithm::Ec256), HashAlgorithm::Sha256, "leaf"));
        let leaf = ca.issue(&leaf, now(), &mut rng(8)).expect("a certificate");
        let responder = OcspResponder::direct(ca.issuer().clone()).expect("a responder");
        let service = OcspService::new(responder, key(expected.algorithm)).expect("a service");
        let asked = CertId::new(ca.issuer(), leaf.serial_number(), CertIdHash::Sha256);
        let asked = OcspRequest::new(vec![asked]).expect("a request");
        let answer = service.try_respond(&asked, now(), |_| Ok(CertStatus::Good)).expect("a response");
        // OCSPResponse { responseStatus, [0] { responseType, OCTET STRING { BasicOCSPResponse } } }
        let response = members(answer.as_der());
        let basic = content(members(content(response[1]))[1]);
        check_signed(basic, expected, &public(expected.algorithm));
    }
}

#[test]
fn a9_a_chain_is_checked_link_by_link_with_ml_dsa_keys() {
    for above in &ALL {
        let (issued, _) = subordinate(&root(above.algorithm), KeyAlgorithm::Ec256, HashAlgorithm::Sha256);
        let chain: Vec<Vec<u8>> = issued.chain().map(|certificate| certificate.as_der().to_vec()).collect();
        for position in 0..chain.len() {
            let mut damaged = chain.clone();
            *damaged[position].last_mut().expect("octets") ^= 1;
            let damaged = damaged.iter().map(|der| Certificate::from_der(der).expect("a certificate"));
            assert!(Issuer::from_chain(damaged.collect()).is_err(), "{} {position}", above.algorithm);
        }
    }
}

/// Keys in PKCS#8 by OpenSSL 4.0, and CSRs that it signed in the hedged variant.
#[test]
fn c3_csrs_signed_by_openssl_with_ml_dsa_keys_are_read() {
    let foreign: [(&str, &[u8]); 3] = [
        (include_str!("openssl-44-key.pem"), include_bytes!("openssl-44.csr")),
        (include_str!("openssl-65-key.pem"), include_bytes!("openssl-65.csr")),
        (include_str!("openssl-87-key.pem"), include_bytes!("openssl-87.csr")),
    ];
    for (expected, (pem, csr)) in ALL.iter().zip(foreign) {
        let key = PrivateKey::from_pem(pem).expect("a key");
        assert_eq!(*key.to_pkcs8_pem(), pem);
        let csr = Csr::from_der(csr).expect("a CSR");
        assert!(csr.faults().is_empty());
        assert_eq!(csr.public_key(), key.public_key());
        assert_eq!(csr.public_key().algorithm(), Some(expected.algorithm));
    }
}

#[test]
fn k1_a_body_names_an_ml_dsa_key_only_if_the_profile_lists_it() {
    let authority = root(KeyAlgorithm::MlDsa65);
    for expected in &ALL {
        let body = body_with(&[("/key_algorithm", expected.algorithm.as_str().into())]);
        let issued = apply_json(&authority, &body).expect("a certificate");
        assert_eq!(issued.subject_public_key().algorithm(), Some(expected.algorithm));
        let usages = issued.fields().key_usages();
        assert_eq!(usages, KeyUsages::of(&[KeyUsage::DigitalSignature]));
        let violation = violation(apply_json(&toolkit::root(KeyAlgorithm::Ec256), &body));
        assert_eq!(violation.pointer(), "/key_algorithm");
    }
}

/// A signature from outside has the length of the scheme and is verified.
#[test]
fn k5_a_remote_signer_has_an_ml_dsa_key() {
    for expected in &ALL {
        let ca = root(expected.algorithm);
        let signer = key(expected.algorithm);
        let prepare = || {
            let request = own(&key(KeyAlgorithm::Ec256), HashAlgorithm::Sha256, "remote.example");
            ca.prepare(&EndEntityRequest::new(request), now(), &mut rng(9)).expect("a certificate")
        };
        let prepared = prepare();
        assert_eq!(
            (prepared.algorithm(), prepared.digest()),
            (SignatureAlgorithm::MlDsa(expected.set), None)
        );
        let signature = signer.sign(prepared.algorithm(), prepared.as_bytes()).expect("a signature");
        check(&prepared.complete(&signature).expect("a certificate"), expected);
        assert!(prepare().complete(&signature[1..]).is_err());
        assert!(prepare().complete(&vec![0; expected.signature]).is_err());
    }
}

/// The stack of a thread that the documentation asks for (SECURITY.md).
#[test]
fn e4_keys_signatures_and_verifications_of_ml_dsa_fit_a_stack_of_512_kib() {
    let run = || {
        for expected in &ALL {
            let key = PrivateKey::generate(expected.algorithm, &mut rng(10)).expect("a key");
            let subject = DistinguishedName::new("stack.example").expect("a name");
            let csr = CsrBuilder::new(subject).sign(&key).expect("a CSR");
            assert_eq!(Csr::from_der(csr.as_der()).expect("a CSR").public_key(), key.public_key());
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run).expect("a thread");
    thread.join().expect("no overflow");
}
