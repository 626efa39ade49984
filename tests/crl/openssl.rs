//! OpenSSL's verdict on the lists. `openssl` must be on the PATH.

use std::path::{Path, PathBuf};
use std::process::Command;

use certmint::crl::{
    CertificateScope, CrlNumber, IssuingDistributionPoint, RevocationReason, RevokedCertificate,
};
use certmint::{Authority, Crl, CrlRequest, EndEntityRequest, HashAlgorithm, Issued, KeyAlgorithm};

use crate::material::{URL, at, hierarchy, point, request, revoked};
use certmint::time::Duration;
use toolkit::forge::csr;
use toolkit::stock::{ALGORITHMS, authority, entity, key};
use toolkit::{NOW_MILLISECONDS, now, params, rng, years};

/// A directory for the files of one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("crl-{name}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a path in UTF-8").to_string()
    }

    /// The certificate of an authority.
    fn authority(&self, name: &str, authority: &Authority) -> String {
        self.write(name, &authority.issuer().chain()[0].to_pem())
    }

    fn lists(&self, lists: &[&Crl]) -> String {
        self.write("lists.pem", &lists.iter().map(|crl| crl.to_pem()).collect::<String>())
    }
}

/// Returns whether the command succeeds, and its output.
fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().expect("openssl is on the PATH");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn end_entity(authority: &Authority, seed: u8) -> Issued {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    authority.issue(&request, now(), &mut rng(seed)).expect("a certificate")
}

/// Verifies a certificate at the issuing time, with these options.
fn verify(options: &[&str], certificate: &str) -> (bool, String) {
    let time = (NOW_MILLISECONDS / 1_000 + 60).to_string();
    openssl(&[&["verify", "-attime", &time], options, &[certificate]].concat())
}

#[test]
fn r1_openssl_verifies_lists_of_every_key_and_hash() {
    let folder = Folder::new("keys");
    for algorithm in ALGORITHMS {
        let authority = authority(algorithm);
        let ca = folder.authority("ca.pem", &authority);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let crl = authority.issue_crl(&request().with_hash(hash).with_revoked(revoked([1]))).unwrap();
            let list = folder.lists(&[&crl]);
            let (succeeds, text) = openssl(&["crl", "-in", &list, "-CAfile", &ca, "-noout"]);
            assert!(succeeds && text.contains("verify OK"), "{algorithm:?} {hash:?}: {text}");
        }
    }
    // From another CA with the same name.
    let [made_for, other] = [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384].map(authority);
    let list = folder.lists(&[&made_for.issue_crl(&request()).unwrap()]);
    let (_, text) = openssl(&["crl", "-in", &list, "-CAfile", &folder.authority("ca.pem", &other), "-noout"]);
    assert!(text.contains("verify failure"), "{text}");
}

#[test]
fn r6_openssl_reads_every_field() {
    let folder = Folder::new("text");
    let (_, authority) = hierarchy();
    let entries = [
        revoked([0x4a, 0xbc]).with_reason(RevocationReason::KeyCompromise).with_invalidity_date(at(0)),
        RevokedCertificate::new([0xff; 20], at(2_524_608_000)).with_reason(RevocationReason::CertificateHold),
        revoked([1]),
    ];
    let point = point().with_scope(CertificateScope::UserCertificates);
    let crl = authority
        .issue_crl(&request().with_all_revoked(entries).with_issuing_distribution_point(point))
        .unwrap();
    let list = folder.lists(&[&crl]);
    let (succeeds, text) = openssl(&["crl", "-in", &list, "-noout", "-text"]);
    assert!(succeeds, "{text}");
    for expected in [
        "Version 2 (0x1)",
        "Signature Algorithm: ecdsa-with-SHA256",
        "Issuer: C = DE, ST = Bavaria, L = Munich, O = Example, OU = PKI, CN = Test Subordinate",
        "Last Update: Jan 31 12:00:00 2026 GMT",
        "Next Update: Feb  7 12:00:00 2026 GMT",
        "X509v3 Authority Key Identifier",
        "X509v3 CRL Number: \n                7",
        "X509v3 Issuing Distribution Point: critical",
        "URI:http://pki.example.org/sub.crl",
        "Only User Certificates",
        "Serial Number: 4ABC",
        "Key Compromise",
        "Invalidity Date: \n                Jan  1 00:00:00 1970 GMT",
        "Serial Number: FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "Revocation Date: Jan  1 00:00:00 2050 GMT",
        "Certificate Hold",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

#[test]
fn r3_openssl_refuses_what_is_revoked_and_nothing_else() {
    let folder = Folder::new("check");
    let (root, sub) = hierarchy();
    let (good, bad) = (end_entity(&sub, 50), end_entity(&sub, 51));
    let entries = [revoked([5]), revoked(bad.serial_number()).with_reason(RevocationReason::KeyCompromise)];
    let [root_file, sub_file] =
        [("root.pem", &root), ("sub.pem", &sub)].map(|(name, ca)| folder.authority(name, ca));
    let [good, bad] = [("good.pem", &good), ("bad.pem", &bad)]
        .map(|(name, issued)| folder.write(name, &issued.certificate().to_pem()));
    let users = point().with_scope(CertificateScope::UserCertificates);
    for point in [None, Some(point()), Some(users)] {
        let mut request = request().with_all_revoked(entries);
        request =
            point.into_iter().fold(request, |request, point| request.with_issuing_distribution_point(point));
        let lists = folder.lists(&[
            &root.issue_crl(&crate::material::request()).unwrap(),
            &sub.issue_crl(&request).unwrap(),
        ]);
        let options = ["-x509_strict", "-CAfile", &root_file, "-untrusted", &sub_file, "-CRLfile", &lists];
        for check in [&["-crl_check"][..], &["-crl_check", "-crl_check_all"]] {
            for extended in [&[][..], &["-extended_crl"]] {
                let options = [&options[..], check, extended].concat();
                let (succeeds, text) = verify(&options, &good);
                assert!(succeeds && text.ends_with(": OK\n"), "{check:?} {text}");
                let (succeeds, text) = verify(&options, &bad);
                assert!(!succeeds && text.contains("certificate revoked"), "{check:?} {text}");
            }
        }
    }
    // A list of end entities does not cover a CA, and a list of another location does not cover
    // this certificate.
    let cas = IssuingDistributionPoint::only(CertificateScope::CaCertificates);
    let elsewhere = IssuingDistributionPoint::at("http://pki.example.org/other.crl").unwrap();
    for point in [cas, elsewhere] {
        let request = request().with_all_revoked(entries).with_issuing_distribution_point(point);
        let lists = folder.lists(&[&sub.issue_crl(&request).unwrap()]);
        let options = [
            "-CAfile",
            &root_file,
            "-untrusted",
            &sub_file,
            "-CRLfile",
            &lists,
            "-crl_check",
            "-extended_crl",
        ];
        let (succeeds, text) = verify(&options, &good);
        assert!(!succeeds && text.contains("CRL scope"), "{text}");
    }
}

#[test]
fn r7_openssl_refuses_a_revoked_ca() {
    let folder = Folder::new("ca");
    let (root, sub) = hierarchy();
    let good = folder.write("good.pem", &end_entity(&sub, 50).certificate().to_pem());
    let [root_file, sub_file] =
        [("root.pem", &root), ("sub.pem", &sub)].map(|(name, ca)| folder.authority(name, ca));
    let serial_number = {
        let certificate = x509_cert::der::Decode::from_der(sub.issuer().chain()[0].as_der());
        let certificate: x509_cert::Certificate = certificate.unwrap();
        certificate.tbs_certificate().serial_number().as_bytes().to_vec()
    };
    let cas = IssuingDistributionPoint::only(CertificateScope::CaCertificates);
    let entry = revoked(&serial_number).with_reason(RevocationReason::CaCompromise);
    let list = root.issue_crl(&request().with_revoked(entry).with_issuing_distribution_point(cas)).unwrap();
    let lists = folder.lists(&[&list, &sub.issue_crl(&request()).unwrap()]);
    let options =
        ["-x509_strict", "-CAfile", &root_file, "-untrusted", &sub_file, "-CRLfile", &lists, "-crl_check"];
    let (succeeds, text) = verify(&options, &good);
    assert!(succeeds, "{text}");
    let (succeeds, text) = verify(&[&options[..], &["-crl_check_all"]].concat(), &good);
    assert!(!succeeds && text.contains("certificate revoked"), "{text}");
}

#[test]
fn r8_openssl_finds_the_list_of_an_issuer_without_key_identifier() {
    let folder = Folder::new("no-identifier");
    let ca = authority(KeyAlgorithm::Ec256);
    let issued = entity(&ca, csr(&key(KeyAlgorithm::Ec384), "Leaf", &[])).unwrap();
    let root = folder.authority("ca.pem", &ca);
    let certificate = folder.write("leaf.pem", &issued.certificate().to_pem());
    for (entry, accepted) in [(revoked([9]), true), (revoked(issued.serial_number()), false)] {
        let lists = folder.lists(&[&ca.issue_crl(&request().with_revoked(entry)).unwrap()]);
        let options = ["-CAfile", &root, "-CRLfile", &lists, "-crl_check_all", "-crl_check"];
        let (succeeds, text) = verify(&options, &certificate);
        assert_eq!(succeeds, accepted, "{text}");
        assert_eq!(text.contains("certificate revoked"), !accepted, "{text}");
    }
}

/// List `number`, with the base 7.
fn delta(number: u64) -> CrlRequest {
    let next_update = now() + Duration::hours(1);
    CrlRequest::new(CrlNumber::from(number), now(), next_update).with_base_crl_number(CrlNumber::from(7))
}

#[test]
fn r9_openssl_revokes_and_removes_by_a_delta_crl() {
    let folder = Folder::new("delta");
    let (root, sub) = hierarchy();
    let [good, bad, held] = [50, 51, 52].map(|seed| end_entity(&sub, seed));
    let [root_file, sub_file] =
        [("root.pem", &root), ("sub.pem", &sub)].map(|(name, ca)| folder.authority(name, ca));
    let full = request()
        .with_freshest_crl_url("http://pki.example.org/sub.delta.crl")
        .expect("a URL")
        .with_revoked(revoked(held.serial_number()).with_reason(RevocationReason::CertificateHold));
    let changes = [
        revoked(bad.serial_number()).with_reason(RevocationReason::KeyCompromise),
        revoked(held.serial_number()).with_reason(RevocationReason::RemoveFromCrl),
    ];
    let delta = delta(8).with_all_revoked(changes);
    // Returns whether OpenSSL accepts each of the three certificates.
    let verdicts = |full: &CrlRequest, delta: Option<&CrlRequest>, options: &[&str]| {
        let lists: Vec<Crl> =
            [full].into_iter().chain(delta).map(|list| sub.issue_crl(list).expect("a list")).collect();
        let lists = folder.lists(&lists.iter().collect::<Vec<_>>());
        let common = ["-CAfile", &root_file, "-untrusted", &sub_file, "-CRLfile", &lists, "-crl_check"];
        [&good, &bad, &held].map(|issued| {
            let file = folder.write("leaf.pem", &issued.certificate().to_pem());
            let (succeeds, text) = verify(&[&common[..], options].concat(), &file);
            assert_eq!(succeeds, !text.contains("certificate revoked"), "{text}");
            succeeds
        })
    };
    let deltas: &[&str] = &["-use_deltas", "-extended_crl"];
    assert_eq!(verdicts(&full, None, &[]), [true, true, false]);
    assert_eq!(verdicts(&full, None, deltas), [true, true, false]);
    assert_eq!(verdicts(&full, Some(&delta), deltas), [true, false, true]);
    assert_eq!(verdicts(&full, Some(&delta), &[deltas, &["-x509_strict"]].concat()), [true, false, true]);
    // Both with the same issuing distribution point.
    let [full_at, delta_at] =
        [&full, &delta].map(|list| list.clone().with_issuing_distribution_point(point()));
    assert_eq!(verdicts(&full_at, Some(&delta_at), deltas), [true, false, true]);
    // A delta CRL of another scope, and one with a later base, do not update the full CRL.
    assert_eq!(verdicts(&full, Some(&delta_at), deltas), [true, true, false]);
    let later = CrlRequest::new(CrlNumber::from(9), now(), now() + Duration::DAY)
        .with_base_crl_number(CrlNumber::from(8))
        .with_all_revoked(changes);
    assert_eq!(verdicts(&full, Some(&later), deltas), [true, true, false]);
}

#[test]
fn r9_openssl_finds_the_delta_crl_if_only_the_certificate_names_it() {
    let folder = Folder::new("delta-of-certificate");
    let (root, plain) = hierarchy();
    let extensions = certmint::issuer::IssuerExtensions::default()
        .with_crl_url(URL)
        .and_then(|extensions| extensions.with_freshest_crl_url("http://pki.example.org/sub.delta.crl"))
        .expect("URLs");
    let sub = plain.with_extensions(extensions);
    let [root_file, sub_file] =
        [("root.pem", &root), ("sub.pem", &sub)].map(|(name, ca)| folder.authority(name, ca));
    let bad = end_entity(&sub, 51);
    let certificate = folder.write("bad.pem", &bad.certificate().to_pem());
    let (_, text) = openssl(&["x509", "-in", &certificate, "-noout", "-ext", "freshestCRL"]);
    assert!(text.contains("URI:http://pki.example.org/sub.delta.crl"), "{text}");
    let full = sub.issue_crl(&request()).expect("a list");
    let delta = sub.issue_crl(&delta(8).with_revoked(revoked(bad.serial_number()))).expect("a list");
    let (_, text) = openssl(&["crl", "-in", &folder.lists(&[&delta]), "-noout", "-text"]);
    assert!(text.contains("X509v3 Delta CRL Indicator: critical\n                7"), "{text}");
    for (lists, accepted) in [(&[&full][..], true), (&[&full, &delta], false)] {
        let lists = folder.lists(lists);
        let options = ["-CAfile", &root_file, "-untrusted", &sub_file, "-CRLfile", &lists, "-crl_check"];
        let options = [&options[..], &["-use_deltas", "-extended_crl"]].concat();
        let (succeeds, text) = verify(&options, &certificate);
        assert_eq!((succeeds, text.contains("certificate revoked")), (accepted, !accepted), "{text}");
    }
}

#[test]
fn r4_the_number_that_openssl_shows_is_read() {
    let folder = Folder::new("number");
    let number = CrlNumber::from(0x0b_1234);
    let crl = authority(KeyAlgorithm::Ec256)
        .issue_crl(&CrlRequest::new(number, now(), now() + Duration::DAY))
        .expect("a list");
    let file = folder.lists(&[&crl]);
    let (succeeds, text) = openssl(&["crl", "-in", &file, "-noout", "-crlnumber"]);
    assert!(succeeds, "{text}");
    let shown = text.trim().strip_prefix("crlNumber=").expect(&text);
    let digits = shown.strip_prefix("0x").unwrap_or(shown);
    assert_eq!(digits.parse(), Ok(number));
}
