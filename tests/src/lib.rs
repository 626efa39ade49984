//! The toolkit that the tests share. This module has a fixed time, seeded randomness, authorities,
//! bodies, and a reader that decodes certificates without certmint.

pub mod asn1;
pub mod builder;
mod der;
pub mod forge;
pub mod openssl;
pub mod oracle;
pub mod rsa_keys;
pub mod stock;

use std::path::{Path, PathBuf};

use certmint::error::{ErrorCode, NoticeKind, Violation, ViolationKind};
use certmint::extension::{KeyPurpose, PathLength};
use certmint::key::{Curve, KeyType};
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

pub use der::{content, members, reproducible, sequence, tlv};

/// The path of a file or directory, given relative to the repository's root.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// 2026-01-31T12:00:00Z in milliseconds.
pub const NOW_MILLISECONDS: i64 = 1_769_860_800_000;

/// The issuing time of all tests: 2026-01-31T12:00:00Z.
pub fn now() -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(NOW_MILLISECONDS / 1_000).expect("a time of this century")
}

/// Whether the backend adds randomness of its own to the nonces of ECDSA (RFC 6979 §3.6). Without
/// it, equal inputs give equal signatures.
pub const ECDSA_IS_RANDOMIZED: bool = cfg!(any(feature = "graviola", feature = "aws-lc-rs"));

/// The algorithms of keys that this build has: graviola alone does not have P-521.
pub fn algorithms() -> impl Iterator<Item = KeyAlgorithm> {
    KeyAlgorithm::ALL.into_iter().filter(|algorithm| match algorithm.key_type() {
        KeyType::Ec(Curve::P521) => cfg!(any(feature = "rustcrypto", feature = "aws-lc-rs")),
        KeyType::MlDsa(_) => cfg!(feature = "ml-dsa"),
        _ => true,
    })
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

/// A root with every attribute that is inherited, valid for 30 years from [`now`], without a path
/// length.
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

/// The default profile, except that validities are truncated to the issuer's.
pub fn truncating() -> Profile {
    profile_with(|settings| settings.validity_policy = ValidityPolicy::Truncate)
}

/// The default profile, except that these extensions are copied from CSRs.
pub fn copying(extensions: &[&str]) -> Profile {
    let oids = extensions.iter().map(|dotted| ObjectIdentifier::new(dotted).expect("an identifier"));
    profile_with(|settings| settings.csr_extensions = oids.collect())
}

/// A CA below `above`, valid for 20 years from [`now`].
pub fn subordinate(above: &Authority, key_algorithm: KeyAlgorithm, path_length: u8) -> Authority {
    let params = params(key_algorithm, "Test Subordinate", years(20));
    let path_length = PathLength::new(path_length).expect("a path length");
    let request = SubordinateRequest::new(params).with_path_length(path_length);
    let issued = above.issue(&request, now(), &mut rng(2)).expect("a subordinate");
    Authority::try_from(issued).expect("an authority")
}

/// A valid apply body: EC256, SHA256, one year, only a common name.
pub fn apply_body() -> Value {
    json!({
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "key_algorithm": "EC256",
        "signature_algorithm": "SHA256",
        "distinguished_name": { "common_name": "TestCert" },
        "validity": { "type": "YEAR", "value": 1 }
    })
}

/// The body of [`apply_body`] with these members set; the last token of a pointer names an object's
/// member.
pub fn body_with(changes: &[(&str, Value)]) -> Value {
    let mut body = apply_body();
    for (pointer, value) in changes {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer to a member");
        body.pointer_mut(parent).expect("the parent")[member] = value.clone();
    }
    body
}

/// Reads a body and issues from it, as a host would.
pub fn apply_json(authority: &Authority, body: &Value) -> Result<Issued, Error> {
    let body = Body::from_json(body.to_string().as_bytes())?.for_authority(authority, now());
    let (_, request) = body.read_end_entity()?;
    authority.issue(&request, now(), &mut rng(3))
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
    let (_, request) = body.read_csr()?;
    authority.issue(&request, now(), &mut rng(4))
}

/// The pointers and codes of a refusal.
pub fn refusals<T: core::fmt::Debug>(result: Result<T, impl Into<Error>>) -> Vec<(String, ErrorCode)> {
    let error = result.map_err(Into::into).expect_err("a refusal");
    error.violations().iter().map(|violation| (violation.pointer(), violation.code())).collect()
}

/// Pointer, code and kind of each violation of a refusal.
#[track_caller]
pub fn refused<T: core::fmt::Debug>(
    result: Result<T, impl Into<Error>>,
) -> Vec<(String, ErrorCode, ViolationKind)> {
    let error = result.map_err(Into::into).expect_err("a refusal");
    let parts = |violation: &certmint::error::Violation| {
        (violation.pointer(), violation.code(), violation.kind().clone())
    };
    error.violations().iter().map(parts).collect()
}

/// The result of [`refused`] for a single violation.
pub fn only(pointer: &str, code: ErrorCode, kind: ViolationKind) -> Vec<(String, ErrorCode, ViolationKind)> {
    vec![(pointer.to_string(), code, kind)]
}

/// The only violation of a refusal.
pub fn violation<T: core::fmt::Debug>(result: Result<T, impl Into<Error>>) -> Violation {
    match result.map_err(Into::into).expect_err("a refusal").violations() {
        [violation] => violation.clone(),
        others => panic!("expected one violation, found {others:?}"),
    }
}

/// The notices of a certificate issued for a CSR, without the notice of rule S8. Asserts that that
/// notice is present exactly if the certificate is a server's and has no alternative name.
#[track_caller]
pub fn notices_of_csr(issued: &Issued) -> Vec<(&'static str, NoticeKind)> {
    let purposes = issued.fields().extended_key_usage();
    let any = KeyPurpose::Other(ObjectIdentifier::new("2.5.29.37.0").expect("an identifier"));
    let serves = [KeyPurpose::ServerAuth, any].iter().any(|purpose| purposes.contains(purpose));
    let is_server = !issued.fields().is_ca() && (serves || purposes.is_empty());
    let notices =
        issued.fields().notices().iter().map(|notice| (&*notice.pointer().leak(), notice.kind().clone()));
    let (nameless, others): (Vec<_>, Vec<_>) =
        notices.partition(|(_, kind)| *kind == NoticeKind::ServerWithoutAlternativeName);
    let pointer = "/csr#/extensionRequest/subjectAltName";
    let expected = (pointer, NoticeKind::ServerWithoutAlternativeName);
    let is_expected = is_server && issued.fields().alternative_names().is_empty();
    assert_eq!(nameless, Vec::from_iter(is_expected.then_some(expected)), "rule S8");
    others
}

/// The certificate as x509-cert reads it. Asserts that x509-cert encodes it to the same bytes.
pub fn parse(issued: &Issued) -> x509_cert::Certificate {
    let der = issued.certificate().as_der();
    let certificate = x509_cert::Certificate::from_der(der).expect("x509-cert reads the certificate");
    assert_eq!(certificate.to_der().expect("x509-cert encodes the certificate"), der);
    certificate
}

/// The extensions: identifier in dotted decimal, criticality, value.
pub fn extensions(issued: &Issued) -> Vec<(String, bool, Vec<u8>)> {
    let certificate = parse(issued);
    let extensions = certificate.tbs_certificate().extensions().expect("extensions");
    let parts = |extension: &x509_cert::ext::Extension| {
        (extension.extn_id.to_string(), extension.critical, extension.extn_value.as_bytes().to_vec())
    };
    extensions.iter().map(parts).collect()
}

/// The criticality and value of one extension, if it is present.
pub fn extension(issued: &Issued, oid: &str) -> Option<(bool, Vec<u8>)> {
    let found = extensions(issued).into_iter().find(|(known, ..)| known == oid);
    found.map(|(_, critical, value)| (critical, value))
}
