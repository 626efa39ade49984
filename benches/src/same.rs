//! Checks that all peers make equivalent results.

use ::openssl::pkey::{PKey, Public};
use ::openssl::x509::{X509, X509Crl};
use ::x509_cert::Certificate;
use ::x509_cert::der::Decode;

use crate::fixture::fixture;
use crate::{Item, Made};

/// keyUsage, extKeyUsage, basicConstraints, subjectKeyIdentifier, authorityKeyIdentifier,
/// subjectAltName.
const EXTENSIONS: [&str; 6] = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35", "2.5.29.37"];

/// Panics if a certificate lacks an extension or has an extra one, if its private key does not
/// match, if a list lacks an entry, or if the issuer's signature is invalid.
pub fn assert_same(item: Item, made: &Made) {
    let issuer = X509::from_pem(fixture(item.algorithm()).issuer.as_bytes()).expect("an issuer");
    let issuer_key = issuer.public_key().expect("a public key");
    match made {
        Made::CertificateAndKey(certificate, key) => {
            let certificate = X509::from_pem(certificate.as_bytes()).expect("a certificate");
            let key = PKey::private_key_from_pem(key.as_bytes()).expect("a private key");
            let public_key = certificate.public_key().expect("a public key");
            assert!(key.public_eq(&public_key), "{item}: the key of the certificate");
            assert_certificate(item, &certificate, &issuer_key);
        }
        Made::Certificate(der) => {
            assert_certificate(item, &X509::from_der(der).expect("a certificate"), &issuer_key);
        }
        Made::Crl(der) => {
            let list = X509Crl::from_der(der).expect("a list");
            assert!(list.verify(&issuer_key).expect("a verification"), "{item}: the issuer's signature");
            let entries = list.get_revoked().map_or(0, |entries| entries.len());
            assert_eq!(item, Item::Crl(entries), "the entries");
        }
        Made::Nothing => {}
    }
}

fn assert_certificate(item: Item, certificate: &X509, issuer_key: &PKey<Public>) {
    // If only the encoding is measured, nothing is signed.
    let unsigned = matches!(item, Item::Encode(_) | Item::EncodeJson(_));
    assert!(unsigned || certificate.verify(issuer_key).expect("a verification"), "{item}: the signature");
    assert_eq!(extensions(&certificate.to_der().expect("DER")), EXTENSIONS, "{item}: the extensions");
    if let Item::Encode(names) | Item::EncodeJson(names) = item {
        let found = certificate.subject_alt_names().map_or(0, |found| found.len());
        assert_eq!(found, names, "{item}: the names");
    }
}

fn extensions(certificate: &[u8]) -> Vec<String> {
    let certificate = Certificate::from_der(certificate).expect("a certificate");
    let extensions = certificate.tbs_certificate().extensions().expect("extensions");
    let mut identifiers: Vec<_> = extensions.iter().map(|extension| extension.extn_id.to_string()).collect();
    identifiers.sort();
    identifiers
}
