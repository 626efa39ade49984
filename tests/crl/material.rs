//! Requests, and the content of lists as another library reads it.

use certmint::crl::{CrlNumber, IssuingDistributionPoint, RevokedCertificate};
use certmint::issuer::IssuerExtensions;
use certmint::time::{Duration, UtcDateTime};
use certmint::{Authority, Crl, CrlRequest, Issuer, KeyAlgorithm, PrivateKey};
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode, Encode};

use toolkit::forge::Forged;
use toolkit::stock::{authority, key};
use toolkit::{now, root, subordinate};

/// The location of the lists of [`hierarchy`].
pub(crate) const URL: &str = "http://pki.example.org/sub.crl";

pub(crate) fn at(seconds: i64) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(seconds).expect("a time")
}

/// List 7, issued at [`now`] for a week, without entries.
pub(crate) fn request() -> CrlRequest {
    CrlRequest::new(CrlNumber::from(7), now(), now() + Duration::days(7))
}

pub(crate) fn revoked(serial_number: impl AsRef<[u8]>) -> RevokedCertificate {
    RevokedCertificate::new(serial_number, now())
}

/// The list of an issuer with a P-256 key and a certificate without subjectKeyIdentifier.
pub(crate) fn issue(request: &CrlRequest) -> Crl {
    authority(KeyAlgorithm::Ec256).issue_crl(request).expect("a list")
}

pub(crate) fn point() -> IssuingDistributionPoint {
    IssuingDistributionPoint::at(URL).expect("a URL")
}

/// An authority with a forged certificate.
pub(crate) fn of(forged: &Forged, signer: PrivateKey) -> Authority {
    let issuer = Issuer::from_der(&forged.sign(&signer)).expect("an issuer");
    Authority::new(issuer, signer).expect("an authority")
}

/// A root, and a CA below it that adds [`URL`] to its certificates.
pub(crate) fn hierarchy() -> (Authority, Authority) {
    let root = root(KeyAlgorithm::Ec256);
    let below = subordinate(&root, KeyAlgorithm::Ec256, 0);
    let extensions = IssuerExtensions::default().with_crl_url(URL).expect("a URL");
    let issuer = below.issuer().clone().with_extensions(extensions);
    let signer = below.signer().to_pkcs8_der();
    let signer = PrivateKey::from_der(&signer).expect("a key");
    (root, Authority::new(issuer, signer).expect("an authority"))
}

/// The list as x509-cert reads it. Asserts that x509-cert encodes it to the same bytes.
pub(crate) fn parse(crl: &Crl) -> CertificateList {
    let list = CertificateList::from_der(crl.as_der()).expect("x509-cert reads the list");
    assert_eq!(list.to_der().expect("x509-cert encodes the list"), crl.as_der());
    list
}

/// The extensions of the list: identifier in dotted decimal, criticality, value.
pub(crate) fn extensions(crl: &Crl) -> Vec<(String, bool, Vec<u8>)> {
    parts(&parse(crl).tbs_cert_list.crl_extensions.expect("extensions"))
}

pub(crate) fn parts(extensions: &[x509_cert::ext::Extension]) -> Vec<(String, bool, Vec<u8>)> {
    let part = |extension: &x509_cert::ext::Extension| {
        (extension.extn_id.to_string(), extension.critical, extension.extn_value.as_bytes().to_vec())
    };
    extensions.iter().map(part).collect()
}

/// The SubjectKeyIdentifier of an issuer without one.
pub(crate) fn computed_key_identifier(algorithm: KeyAlgorithm) -> Vec<u8> {
    key(algorithm).public_key().key_identifier().to_vec()
}
