//! Compares the results for the requests in `csrs`, whose sources are in `csrs/SOURCES.md`, with
//! the expected ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use certmint::error::{ErrorCode, NoticeKind, RequestError, ViolationKind};
use certmint::extension::PathLength;
use certmint::issuance::Grant;
use certmint::request::CertificateType;
use certmint::{Authority, Csr, CsrRequest, Error, KeyAlgorithm, Profile, PublicKey};

use crate::expected::{Granted, Verdict, verdicts};
use toolkit::{now, root, years};

fn folder() -> PathBuf {
    toolkit::path("tests/vectors/csrs")
}

/// All files, as `folder/file`.
fn files() -> BTreeSet<String> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    let folders = entries(&folder()).into_iter().filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| entries(&folder));
    let name = |file: PathBuf| {
        let below = file.strip_prefix(self::folder()).expect("below");
        below.iter().map(|part| part.to_str().expect("text")).collect::<Vec<_>>().join("/")
    };
    files.map(name).collect()
}

fn read(file: &str) -> Result<Csr, RequestError> {
    let octets = std::fs::read(folder().join(file)).expect("a file");
    match std::str::from_utf8(&octets) {
        Ok(text) if text.contains("-----BEGIN") => Csr::from_pem(text),
        _ => Csr::from_der(&octets),
    }
}

fn check(
    authority: &Authority,
    file: &str,
    certificate_type: CertificateType,
) -> Result<Grant<PublicKey>, Error> {
    let request = CsrRequest::new(read(file)?, certificate_type, years(1))?;
    request.check(authority.issuer(), &Profile::default(), now())
}

fn displayed<T: ToString>(parts: impl IntoIterator<Item = T>) -> String {
    parts.into_iter().map(|part| part.to_string()).collect::<Vec<_>>().join(", ")
}

fn assert_granted(file: &str, grant: &Grant<PublicKey>, expected: &Granted) {
    assert_eq!(grant.fields().subject().to_string(), expected.subject, "{file}");
    assert_eq!(format!("{:?}", grant.public_key()), format!("PublicKey({})", expected.key), "{file}");
    assert_eq!(grant.fields().key_usages().to_string(), expected.key_usages, "{file}");
    assert_eq!(displayed(grant.fields().extended_key_usage().purposes()), expected.purposes, "{file}");
    assert_eq!(displayed(grant.fields().alternative_names()), expected.names, "{file}");
    // Rule S8: for a server without an alternative name, and for no other.
    let is_nameless =
        |notice: &&certmint::error::Notice| *notice.kind() == NoticeKind::ServerWithoutAlternativeName;
    let is_server = expected.purposes.is_empty() || expected.purposes.contains("serverAuth");
    let nameless = grant.fields().notices().iter().filter(is_nameless).count();
    assert_eq!(nameless, usize::from(is_server && expected.names.is_empty()), "{file}");
    let notices = grant.fields().notices().iter().filter(|notice| !is_nameless(notice));
    let notices: Vec<_> = notices.map(ToString::to_string).collect();
    assert_eq!(notices.len(), expected.notices.len(), "{file}: {notices:?}");
    for (notice, start) in notices.iter().zip(expected.notices) {
        assert!(notice.starts_with(start), "{file}: {notice}");
    }
    assert!(!grant.fields().is_ca(), "{file}");
}

#[test]
fn c2_the_requests_of_other_projects_get_the_verdicts_of_the_table() {
    let authority = root(KeyAlgorithm::Ec256);
    let mut named = BTreeSet::new();
    let mut counts = (0, 0);
    for (files, verdict) in verdicts() {
        for file in files {
            assert!(named.insert(file.to_string()), "{file} is named twice");
            match (check(&authority, file, CertificateType::EntityCert), &verdict) {
                (Ok(grant), Verdict::Granted(expected)) => {
                    assert_granted(file, &grant, expected);
                    counts.0 += 1;
                }
                (Err(error), Verdict::Refused(expected)) => {
                    let found = error.violations();
                    let is_expected = found.len() == expected.len()
                        && found.iter().zip(expected).all(|(found, (pointer, kind))| {
                            found.pointer() == format!("/csr#/{pointer}") && found.kind() == kind
                        });
                    assert!(is_expected, "{file}: {found:?}");
                    counts.1 += 1;
                }
                (Ok(grant), Verdict::Refused(_)) => panic!("{file} was granted: {grant:?}"),
                (Err(error), Verdict::Granted(_)) => panic!("{file} was refused: {error}"),
            }
        }
    }
    assert_eq!(named, files());
    assert_eq!(counts, (18, 30));
}

#[test]
fn c5_a_request_without_a_subject_becomes_no_ca() {
    let authority = root(KeyAlgorithm::Ec256);
    let ca = CertificateType::IntermediateCa(PathLength::default());
    let error = check(&authority, "acme/csr-mixed.pem", ca).expect_err("a CA has a name");
    assert_eq!(error.code(), ErrorCode::DistinguishedName);
    assert_eq!(error.violations()[0].kind(), &ViolationKind::Csr(certmint::error::CsrError::EmptySubject));
}

#[test]
fn c10_the_type_alone_makes_a_ca_of_a_request() {
    let authority = root(KeyAlgorithm::Ec256);
    let ca = CertificateType::IntermediateCa(PathLength::default());
    for file in ["pyca/rsa_sha256.pem", "pyca/ec_sha256.pem", "rust/x509-parser-csr-empty-attributes.csr"] {
        let grant = check(&authority, file, ca).expect("a grant");
        assert!(grant.fields().is_ca());
        assert_eq!(grant.fields().key_usages().to_string(), "digitalSignature, keyCertSign, cRLSign");
        assert!(!grant.fields().notices().iter().any(|notice| *notice.kind() == NoticeKind::SelfIssued));
    }
}
