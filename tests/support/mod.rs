//! What all tests share: a fixed time, seeded randomness, authorities, and an oracle that takes
//! certificates apart without this crate.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]
#![allow(unreachable_pub, reason = "a module of several binaries")]

mod der;

use certmint::error::{ErrorCode, NoticeKind, Violation, ViolationKind};
use certmint::extension::{KeyPurpose, PathLength};
use certmint::profile::{ProfileSettings, ValidityPolicy};
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, DistinguishedName, Error, HashAlgorithm, Issued, KeyAlgorithm,
    ObjectIdentifier, Profile, RequestedValidity, RootRequest, SubordinateRequest,
};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use x509_cert::der::{Decode, Encode};

pub use der::{content, members, reproducible, tlv};

/// 2026-01-31T12:00:00Z in milliseconds.
pub const NOW_MILLISECONDS: i64 = 1_769_860_800_000;

/// The time of issuing of all tests: 2026-01-31T12:00:00Z.
pub fn now() -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(NOW_MILLISECONDS / 1_000).expect("a time of this century")
}

/// Randomness that is the same in every run.
pub fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

pub fn years(value: u64) -> RequestedValidity {
    RequestedValidity::new(ValidityUnit::Year, value).expect("a period")
}

pub fn params(
    key_algorithm: KeyAlgorithm,
    common_name: &str,
    validity: RequestedValidity,
) -> CertificateParams {
    let subject = DistinguishedName::new(common_name).expect("a common name");
    CertificateParams::new(key_algorithm, HashAlgorithm::Sha256, subject, validity)
}

/// A root with every attribute that is inherited, valid for 30 years from [`now`], without path length.
pub fn root(key_algorithm: KeyAlgorithm) -> Authority {
    use certmint::name::AttributeType::*;
    let mut subject = DistinguishedName::new("Test Root").expect("a common name");
    for (attribute, value) in [
        (Country, "DE"),
        (StateOrProvince, "Bavaria"),
        (Locality, "Munich"),
        (Organization, "Example"),
        (OrganizationalUnit, "PKI"),
    ] {
        subject = subject.with(attribute, value).expect("an attribute");
    }
    let params = CertificateParams::new(key_algorithm, HashAlgorithm::Sha256, subject, years(30));
    let issued = Authority::create_root(&RootRequest::new(params), &Profile::default(), now(), &mut rng(1))
        .expect("a root");
    Authority::try_from(issued).expect("an authority")
}

/// The default profile with some settings changed.
pub fn profile_with(change: impl FnOnce(&mut ProfileSettings)) -> Profile {
    let mut settings = ProfileSettings::default();
    change(&mut settings);
    Profile::new(settings).expect("settings that are allowed")
}

/// The default profile, but cutting validities to the issuer's.
pub fn truncating() -> Profile {
    profile_with(|settings| settings.validity_policy = ValidityPolicy::Truncate)
}

/// The default profile, but copying these extensions from CSRs.
pub fn copying(extensions: &[&str]) -> Profile {
    let oids = extensions.iter().map(|dotted| ObjectIdentifier::new(dotted).expect("an identifier"));
    profile_with(|settings| settings.csr_extensions = oids.collect())
}

/// A CA below `above`, valid for 20 years from [`now`].
pub fn subordinate(above: &Authority, key_algorithm: KeyAlgorithm, path_length: u8) -> Authority {
    let params = params(key_algorithm, "Test Subordinate", years(20));
    let path_length = PathLength::new(path_length).expect("a path length");
    let request = SubordinateRequest::new(params).with_path_length(path_length);
    let issued = above.subordinate(&request, now(), &mut rng(2)).expect("a subordinate");
    Authority::try_from(issued).expect("an authority")
}

/// An apply body that is accepted: EC256, SHA256, one year, only a common name.
pub fn apply_body() -> Value {
    json!({
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "key_algorithm": "EC256",
        "signature_algorithm": "SHA256",
        "distinguished_name": { "common_name": "TestCert" },
        "validity": { "type": "YEAR", "value": 1 }
    })
}

/// Reads a body and issues from it, as a host would.
pub fn apply_json(authority: &Authority, body: &Value) -> Result<Issued, Error> {
    let body = Body::from_json(body.to_string().as_bytes())?.for_authority(authority, now());
    let (_, request) = body.apply()?;
    authority.apply(&request, now(), &mut rng(3))
}

/// A CSR body around a PEM text: ENTITY_CERT for one year.
pub fn csr_body(pem: &str) -> Value {
    json!({
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "csr": pem,
        "validity": { "type": "YEAR", "value": 1 }
    })
}

/// Reads a body and issues from it, as a host would.
pub fn csr_json(authority: &Authority, body: &Value) -> Result<Issued, Error> {
    let body = Body::from_json(body.to_string().as_bytes())?.for_authority(authority, now());
    let (_, request) = body.csr()?;
    authority.csr(&request, now(), &mut rng(4))
}

/// The pointers and codes of a refusal.
pub fn refusals<T: core::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, ErrorCode)> {
    let error = result.expect_err("a refusal");
    error.violations().iter().map(|violation| (violation.pointer().to_string(), violation.code())).collect()
}

/// Pointer, code and kind of each violation of a refusal.
#[track_caller]
pub fn refused<T: core::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, ErrorCode, ViolationKind)> {
    let error = result.expect_err("a refusal");
    let parts = |violation: &certmint::error::Violation| {
        (violation.pointer().to_string(), violation.code(), violation.kind().clone())
    };
    error.violations().iter().map(parts).collect()
}

/// What [`refused`] gives for one violation.
pub fn only(pointer: &str, code: ErrorCode, kind: ViolationKind) -> Vec<(String, ErrorCode, ViolationKind)> {
    vec![(pointer.to_string(), code, kind)]
}

/// The one violation of a refusal.
pub fn violation<T: core::fmt::Debug>(result: Result<T, Error>) -> Violation {
    match result.expect_err("a refusal").violations() {
        [violation] => violation.clone(),
        others => panic!("expected one violation, found {others:?}"),
    }
}

/// The notices of what was issued for a CSR, less the one of rule S8: it is there exactly where the certificate
/// is a server's and has no alternative name.
#[track_caller]
pub fn notices_of_csr(issued: &Issued) -> Vec<(&str, NoticeKind)> {
    let purposes = issued.extended_key_usage();
    let any = KeyPurpose::Other(ObjectIdentifier::new("2.5.29.37.0").expect("an identifier"));
    let serves = [KeyPurpose::ServerAuth, any].iter().any(|purpose| purposes.contains(purpose));
    let is_server = !issued.is_ca() && (serves || purposes.is_empty());
    let notices = issued.notices().iter().map(|notice| (notice.pointer(), notice.kind().clone()));
    let (nameless, others): (Vec<_>, Vec<_>) =
        notices.partition(|(_, kind)| *kind == NoticeKind::ServerWithoutAlternativeName);
    let pointer = "/csr#/extensionRequest/subjectAltName";
    let expected = (pointer, NoticeKind::ServerWithoutAlternativeName);
    let is_expected = is_server && issued.alternative_names().is_empty();
    assert_eq!(nameless, Vec::from_iter(is_expected.then_some(expected)), "rule S8");
    others
}

/// The certificate as x509-cert reads it, after its encoding gave the same bytes again.
pub fn parse(issued: &Issued) -> x509_cert::Certificate {
    let der = issued.certificate().as_der();
    let certificate = x509_cert::Certificate::from_der(der).expect("x509-cert reads the certificate");
    assert_eq!(certificate.to_der().expect("x509-cert encodes the certificate"), der);
    certificate
}

/// Each extension: identifier in dotted decimal, criticality, value.
pub fn extensions(issued: &Issued) -> Vec<(String, bool, Vec<u8>)> {
    let certificate = parse(issued);
    let extensions = certificate.tbs_certificate().extensions().expect("extensions");
    let parts = |extension: &x509_cert::ext::Extension| {
        (extension.extn_id.to_string(), extension.critical, extension.extn_value.as_bytes().to_vec())
    };
    extensions.iter().map(parts).collect()
}

/// The criticality and the value of one extension, where it is there.
pub fn extension(issued: &Issued, oid: &str) -> Option<(bool, Vec<u8>)> {
    let found = extensions(issued).into_iter().find(|(known, ..)| known == oid);
    found.map(|(_, critical, value)| (critical, value))
}
