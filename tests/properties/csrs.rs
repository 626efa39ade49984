//! Certificate signing requests, put together by hand and signed with the key of [`private_key`].

use certmint::key::SignatureAlgorithm;
use certmint::{HashAlgorithm, Signer};

use crate::issuers::private_key;
use toolkit::tlv;

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// An Extension. `critical FALSE` is not encoded.
pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { b"\x01\x01\xff" } else { b"" };
    sequence(&[&tlv(6, oid), critical, &tlv(4, value)])
}

/// A CSR with this subject in DER and these extensions; without any it has no attribute.
pub(crate) fn csr(subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let attributes = if extensions.is_empty() {
        Vec::new()
    } else {
        // extensionRequest, 1.2.840.113549.1.9.14.
        let values = tlv(0x31, &tlv(0x30, &extensions.concat()));
        sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", &values])
    };
    let spki = private_key().public_key().as_spki_der();
    let info = sequence(&[b"\x02\x01\x00", subject, spki, &tlv(0xa0, &attributes)]);
    let algorithm = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
    let signature = private_key().sign(algorithm, &info).expect("a signature");
    // ecdsa-with-SHA256.
    let identifier: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
    sequence(&[&info, identifier, &tlv(3, &[&[0], &signature[..]].concat())])
}

pub(crate) fn pem(der: &[u8]) -> String {
    use x509_cert::der::pem::{LineEnding, encode_string};
    encode_string("CERTIFICATE REQUEST", LineEnding::LF, der).expect("PEM")
}
