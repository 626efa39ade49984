//! Issuing for a CSR, and saying what is expected of it.

use std::sync::OnceLock;

use certmint::{
    Authority, CertificateType, Code, Csr, CsrDefect, CsrRequest, Error, Issued, KeyAlgorithm, KeyUsage,
    KeyUsages, ObjectIdentifier, PathLength, Profile, Violation, ViolationKind,
};
use serde_json::json;

use crate::builder::Builder;
use crate::support::{self, csr_body, csr_json, now, rng, years};

/// An issuer with an EC key, without path length.
pub(crate) fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| support::root(KeyAlgorithm::Ec256))
}

/// The same issuer with another profile.
pub(crate) fn with_profile(profile: Profile) -> Authority {
    support::root(KeyAlgorithm::Ec256).with_profile(profile)
}

impl Builder {
    /// Issues an ENTITY_CERT from the JSON body.
    pub(crate) fn issue(&self) -> Result<Issued, Error> {
        csr_json(authority(), &csr_body(&self.pem()))
    }

    /// Issues a CA of the default path length from the JSON body.
    pub(crate) fn issue_ca(&self) -> Result<Issued, Error> {
        let mut body = csr_body(&self.pem());
        body["type"] = json!("INTERMEDIATE_CA");
        csr_json(authority(), &body)
    }

    /// Issues an end-entity certificate from DER, by the typed request.
    pub(crate) fn issue_from_der(&self, authority: &Authority) -> Result<Issued, Error> {
        let csr = Csr::from_der(&self.der())?;
        authority.csr(&CsrRequest::new(csr, CertificateType::EntityCert, years(1))?, now(), &mut rng(4))
    }
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
pub(crate) fn violations<T>(result: Result<T, Error>) -> Vec<(String, Code, ViolationKind)> {
    let parts =
        |violation: &Violation| (violation.pointer().to_string(), violation.code(), violation.kind().clone());
    match result {
        Ok(_) => panic!("nothing was refused"),
        Err(error) => error.violations().iter().map(parts).collect(),
    }
}

/// Asserts that there is exactly this violation.
#[track_caller]
pub(crate) fn refused<T>(result: Result<T, Error>, pointer: &str, code: Code, kind: ViolationKind) {
    assert_eq!(violations(result), [(pointer.to_string(), code, kind)]);
}

/// Asserts that there is exactly this defect of the CSR.
#[track_caller]
pub(crate) fn defective<T>(result: Result<T, Error>, pointer: &str, code: Code, defect: CsrDefect) {
    refused(result, pointer, code, ViolationKind::Csr(defect));
}

pub(crate) use crate::support::notices_of_csr as notices;

/// The SubjectPublicKeyInfo of the certificate, as x509-cert reads it.
pub(crate) fn certified_spki(issued: &Issued) -> Vec<u8> {
    use x509_cert::der::Encode;
    let certificate = support::parse(issued);
    certificate.tbs_certificate().subject_public_key_info().to_der().expect("DER")
}

/// The subject of the certificate, as x509-cert reads it.
pub(crate) fn certified_subject(issued: &Issued) -> Vec<u8> {
    use x509_cert::der::Encode;
    support::parse(issued).tbs_certificate().subject().to_der().expect("DER")
}
