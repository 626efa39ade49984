//! Issues for a CSR and checks the result.

use certmint::error::{CsrError, EncodingDeviation, ErrorCode, NoticeKind, Violation, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages, PathLength};
use certmint::profile::CsrEncoding;
use certmint::request::CertificateType;
use certmint::{Authority, Error, Issued, KeyAlgorithm, ObjectIdentifier, Profile};
use serde_json::json;

use toolkit::builder::Builder;
pub(crate) use toolkit::builder::authority;
use toolkit::{csr_body, now, profile_with};

/// The same issuer with another profile.
pub(crate) fn with_profile(profile: Profile) -> Authority {
    toolkit::root(KeyAlgorithm::Ec256).with_profile(profile)
}

pub(crate) fn ca_of(path_length: u8) -> CertificateType {
    CertificateType::IntermediateCa(PathLength::new(path_length).expect("a path length"))
}

pub(crate) fn object_identifier(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an object identifier")
}

pub(crate) fn set(usages: &[KeyUsage]) -> KeyUsages {
    KeyUsages::of(usages)
}

/// The parts of every violation.
#[track_caller]
pub(crate) fn violations<T>(result: Result<T, impl Into<Error>>) -> Vec<(String, ErrorCode, ViolationKind)> {
    let parts = |violation: &Violation| (violation.pointer(), violation.code(), violation.kind().clone());
    match result.map_err(Into::into) {
        Ok(_) => panic!("nothing was refused"),
        Err(error) => error.violations().iter().map(parts).collect(),
    }
}

/// Asserts that this is the only violation.
#[track_caller]
pub(crate) fn refused<T>(
    result: Result<T, impl Into<Error>>,
    pointer: &str,
    code: ErrorCode,
    kind: ViolationKind,
) {
    assert_eq!(violations(result), [(pointer.to_string(), code, kind)]);
}

/// The octets are DER, but not the expected structure.
#[track_caller]
pub(crate) fn of_another_structure<T>(result: Result<T, impl Into<Error>>, pointer: &str, part: &str) {
    match &violations(result)[..] {
        [(found, ErrorCode::Parameter, ViolationKind::Csr(CsrError::Structure { part: found_part, .. }))] => {
            assert_eq!((found.as_str(), *found_part), (pointer, part));
        }
        other => panic!("{other:?}"),
    }
}

/// The deviations are accepted with a notice each. They are refused if the profile requires strict
/// CSRs, even if something else in the body is refused (rule C2).
#[track_caller]
pub(crate) fn tolerated(request: &Builder, deviations: &[(&str, EncodingDeviation)]) -> Issued {
    let issued = request.issue_from_der(authority()).unwrap_or_else(|error| panic!("{error}"));
    let is_deviation = |(_, kind): &(&str, NoticeKind)| matches!(kind, NoticeKind::Encoding(_));
    let found: Vec<_> = notices(&issued).into_iter().filter(is_deviation).collect();
    let expected: Vec<_> =
        deviations.iter().map(|(pointer, deviation)| (*pointer, NoticeKind::Encoding(*deviation))).collect();
    assert_eq!(found, expected);

    let strict = with_profile(profile_with(|settings| settings.csr_encoding = Some(CsrEncoding::Strict)));
    let of_profile = |(pointer, deviation): &(&str, EncodingDeviation)| {
        let kind = ViolationKind::Csr(CsrError::Deviation(*deviation));
        (pointer.to_string(), ErrorCode::Parameter, kind)
    };
    let expected: Vec<_> = deviations.iter().map(of_profile).collect();
    assert_eq!(violations(request.issue_from_der(&strict)), expected);
    let mut body = csr_body(&request.pem());
    body["path_length"] = json!("7x");
    body["type"] = json!("INTERMEDIATE_CA");
    let body = certmint::wire::Body::from_json(body.to_string().as_bytes()).expect("JSON");
    let found = violations(body.for_authority(&strict, now()).read_csr());
    assert!(expected.iter().all(|violation| found.contains(violation)), "{found:?}");
    issued
}

/// Asserts that this is the only defect of the CSR.
#[track_caller]
pub(crate) fn defective<T>(
    result: Result<T, impl Into<Error>>,
    pointer: &str,
    code: ErrorCode,
    defect: CsrError,
) {
    refused(result, pointer, code, ViolationKind::Csr(defect));
}

pub(crate) use toolkit::notices_of_csr as notices;

/// The SubjectPublicKeyInfo of the certificate, as x509-cert reads it.
pub(crate) fn certified_spki(issued: &Issued) -> Vec<u8> {
    use x509_cert::der::Encode;
    let certificate = toolkit::parse(issued);
    certificate.tbs_certificate().subject_public_key_info().to_der().expect("DER")
}

/// The subject of the certificate, as x509-cert reads it.
pub(crate) fn certified_subject(issued: &Issued) -> Vec<u8> {
    use x509_cert::der::Encode;
    toolkit::parse(issued).tbs_certificate().subject().to_der().expect("DER")
}
