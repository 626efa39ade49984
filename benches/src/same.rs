//! Whether what a peer makes is what the others make.

use ::openssl::pkey::PKey;
use ::openssl::x509::X509;
use ::x509_cert::Certificate;
use ::x509_cert::der::Decode;

use crate::fixture::fixture;
use crate::{Item, Made};

/// keyUsage, extKeyUsage, basicConstraints, subjectKeyIdentifier, authorityKeyIdentifier, subjectAltName.
const EXTENSIONS: [&str; 6] = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35", "2.5.29.37"];

/// Panics where a certificate lacks an extension or has one more, is not valid under the issuer's key, or
/// comes with another's private key.
pub fn assert_same(item: Item, made: &Made) {
    let (certificate, key) = match made {
        Made::CertificateAndKey(certificate, key) => {
            (X509::from_pem(certificate.as_bytes()), Some(PKey::private_key_from_pem(key.as_bytes())))
        }
        Made::Certificate(der) => (X509::from_der(der), None),
        Made::Nothing => return,
    };
    let certificate = certificate.expect("a certificate");
    let public_key = certificate.public_key().expect("a public key");
    if let Some(key) = key {
        assert!(key.expect("a private key").public_eq(&public_key), "{item}: the key of the certificate");
    }
    let (Item::Apply(algorithm) | Item::Csr(algorithm)) = item;
    let issuer = X509::from_pem(fixture(algorithm).issuer.as_bytes()).expect("an issuer");
    let issuer_key = issuer.public_key().expect("a public key");
    assert!(certificate.verify(&issuer_key).expect("a verification"), "{item}: the issuer's signature");
    assert_eq!(extensions(&certificate.to_der().expect("DER")), EXTENSIONS, "{item}: the extensions");
}

fn extensions(certificate: &[u8]) -> Vec<String> {
    let certificate = Certificate::from_der(certificate).expect("a certificate");
    let extensions = certificate.tbs_certificate().extensions().expect("extensions");
    let mut identifiers: Vec<_> = extensions.iter().map(|extension| extension.extn_id.to_string()).collect();
    identifiers.sort();
    identifiers
}
