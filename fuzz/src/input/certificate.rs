//! CA certificates built by hand from arbitrary parts.

use certmint::{HashAlgorithm, PrivateKey};

use super::super::oracle::algorithm::signature_algorithm;
use super::super::oracle::asked::{BASIC_CONSTRAINTS, KEY_USAGE, RawExtension};
use super::super::oracle::der::{BIT_STRING, BOOLEAN, INTEGER, sequence, tlv};
use super::super::oracle::validity::{Window, time};
use super::super::pool::signed;

/// The parts of a CA certificate.
#[derive(Clone, Debug)]
pub struct CaCertificate {
    pub issuer: Vec<u8>,
    pub validity: Window,
    pub subject: Vec<u8>,
    pub public_key: Vec<u8>,
    pub extensions: Vec<RawExtension>,
}

impl CaCertificate {
    /// Signs the certificate with the issuer's key.
    pub fn sign(&self, key: &'static PrivateKey) -> Vec<u8> {
        let hash = HashAlgorithm::Sha256;
        let to_be_signed = sequence([
            &tlv(0xa0, b"\x02\x01\x02"),
            &tlv(INTEGER, [1]),
            &signature_algorithm(key.public_key().as_spki_der(), hash),
            &self.issuer,
            &sequence([time(self.validity.not_before), time(self.validity.not_after)]),
            &self.subject,
            &self.public_key,
            &tlv(0xa3, sequence(self.extensions.iter().map(RawExtension::encode))),
        ]);
        signed(&to_be_signed, key, hash)
    }
}

/// basicConstraints of a CA.
pub fn basic_constraints(path_length: Option<u8>) -> RawExtension {
    let length = path_length.map(|length| tlv(INTEGER, [length & 0x7f]));
    let value = sequence([tlv(BOOLEAN, [0xff])].into_iter().chain(length));
    RawExtension::new(BASIC_CONSTRAINTS, true, value)
}

/// keyUsage with keyCertSign and, if requested, cRLSign.
pub fn key_usage(crl_sign: bool) -> RawExtension {
    let value = if crl_sign { tlv(BIT_STRING, [1, 0x06]) } else { tlv(BIT_STRING, [2, 0x04]) };
    RawExtension::new(KEY_USAGE, true, value)
}
