//! Certificates and CSRs that certmint would not write.

use certmint::key::{KeyType, MlDsa, SignatureAlgorithm};
use certmint::{Csr, HashAlgorithm, PrivateKey, Signer};

pub const COMMON_NAME: &[u8] = b"\x55\x04\x03";
pub const COUNTRY: &[u8] = b"\x55\x04\x06";
pub const ORGANIZATION: &[u8] = b"\x55\x04\x0a";
pub const ORGANIZATIONAL_UNIT: &[u8] = b"\x55\x04\x0b";

/// 1.2.840.113549.1.9.1.
pub const EMAIL_ADDRESS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";

pub const SUBJECT_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x0e";
pub const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";
pub const SUBJECT_ALT_NAME: &[u8] = b"\x55\x1d\x11";
pub const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
pub const NAME_CONSTRAINTS: &[u8] = b"\x55\x1d\x1e";
pub const AUTHORITY_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x23";

/// BasicConstraints { cA TRUE }.
pub const CA: &[u8] = b"\x30\x03\x01\x01\xff";
/// KeyUsage of keyCertSign and cRLSign.
pub const CERT_SIGN: &[u8] = b"\x03\x02\x01\x06";

pub use crate::{content, members, sequence, tlv};

/// A name with one attribute in each RDN: type, string tag, text.
pub fn name(attributes: &[(&[u8], u8, &[u8])]) -> Vec<u8> {
    let rdn =
        |(oid, tag, text): &(&[u8], u8, &[u8])| tlv(0x31, &sequence(&[&tlv(0x06, oid), &tlv(*tag, text)]));
    tlv(0x30, &attributes.iter().map(rdn).collect::<Vec<_>>().concat())
}

pub fn common_name(text: &str) -> Vec<u8> {
    name(&[(COMMON_NAME, 0x0c, text.as_bytes())])
}

pub fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { b"\x01\x01\xff" } else { b"" };
    sequence(&[&tlv(0x06, oid), critical, &tlv(0x04, value)])
}

/// A validity of two UTCTimes.
pub fn validity(not_before: &[u8], not_after: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0x17, not_before), &tlv(0x17, not_after)])
}

/// The AlgorithmIdentifier of a signature by this key, with SHA-256 if the scheme has a hash.
fn sha256_by(key: &PrivateKey) -> (SignatureAlgorithm, &'static [u8]) {
    match key.public_key().key_type() {
        KeyType::Rsa => (
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256),
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00",
        ),
        KeyType::Ed25519 => (SignatureAlgorithm::Ed25519, b"\x30\x05\x06\x03\x2b\x65\x70"),
        KeyType::MlDsa(set) => (
            SignatureAlgorithm::MlDsa(set),
            match set {
                MlDsa::MlDsa44 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11",
                MlDsa::MlDsa65 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12",
                MlDsa::MlDsa87 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13",
            },
        ),
        _ => (
            SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256),
            b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
        ),
    }
}

/// Signs a TBSCertificate or CertificationRequestInfo, with SHA-256 if the scheme has a hash.
pub fn signed(body: &[u8], key: &PrivateKey) -> Vec<u8> {
    let (algorithm, identifier) = sha256_by(key);
    let signature = key.sign(algorithm, body).expect("a signature");
    sequence(&[body, identifier, &tlv(0x03, &[&[0], &signature[..]].concat())])
}

/// The parts of a certificate, each in DER.
pub struct Forged {
    pub version: Vec<u8>,
    /// The content of the INTEGER.
    pub serial_number: Vec<u8>,
    pub algorithm: Vec<u8>,
    pub issuer: Vec<u8>,
    pub validity: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    /// issuerUniqueID and subjectUniqueID.
    pub unique_identifiers: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

impl Forged {
    /// A self-signed CA with basicConstraints and keyUsage, valid from 2026 to 2049.
    pub fn ca(text: &str, key: &PrivateKey) -> Self {
        Self {
            version: b"\xa0\x03\x02\x01\x02".to_vec(),
            serial_number: vec![1],
            algorithm: sha256_by(key).1.to_vec(),
            issuer: common_name(text),
            validity: validity(b"260101000000Z", b"491231235959Z"),
            subject: common_name(text),
            spki: key.public_key().as_spki_der().to_vec(),
            unique_identifiers: Vec::new(),
            extensions: vec![extension(BASIC_CONSTRAINTS, true, CA), extension(KEY_USAGE, true, CERT_SIGN)],
        }
    }

    pub fn with_extension(mut self, oid: &[u8], critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(oid, critical, value));
        self
    }

    pub fn sign(&self, key: &PrivateKey) -> Vec<u8> {
        let Self { version, algorithm, issuer, validity, subject, spki, .. } = self;
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            some => tlv(0xa3, &tlv(0x30, &some.concat())),
        };
        let serial_number = tlv(0x02, &self.serial_number);
        let further = [&self.unique_identifiers[..], &extensions].concat();
        let body = sequence(&[version, &serial_number, algorithm, issuer, validity, subject, spki, &further]);
        signed(&body, key)
    }
}

/// A CSR that requests these extensions. Without any, it has no attributes.
pub fn csr_der(key: &PrivateKey, subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let attributes = if extensions.is_empty() {
        Vec::new()
    } else {
        let values = tlv(0x31, &tlv(0x30, &extensions.concat()));
        // 1.2.840.113549.1.9.14, extensionRequest.
        sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", &values])
    };
    let spki = key.public_key().as_spki_der();
    signed(&sequence(&[b"\x02\x01\x00", subject, spki, &tlv(0xa0, &attributes)]), key)
}

pub fn csr(key: &PrivateKey, text: &str, extensions: &[Vec<u8>]) -> Csr {
    Csr::from_der(&csr_der(key, &common_name(text), extensions)).expect("a CSR")
}
