//! CSRs with arbitrary content, signed by their own key.

use arbitrary::Arbitrary;
use certmint::HashAlgorithm;

use super::super::oracle::asked::{
    BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE, RawExtension, SUBJECT_ALT_NAME,
};
use super::super::oracle::der::{BIT_STRING, BOOLEAN, INTEGER, NULL, OCTET_STRING, OID, SET, UTF8_STRING};
use super::super::oracle::der::{constructed, oid_content, sequence, sequence_members, tlv};
use super::super::pool::{private_key, signed};
use super::Oid;
use super::extensions::{Added, oid_of};
use super::names::{AlternativeName, Attribute, name};

/// The ways in which a CSR can deviate from the standards, as bits of the octet that selects the
/// hash. They apply if its highest bit is set.
const CRITICAL: u8 = 1;
const KEY_USAGE_BITS: u8 = 1 << 1;
const ORDER: u8 = 1 << 2;
const VERSION: u8 = 1 << 3;
const PARAMETERS: u8 = 1 << 4;
const EMPTY: u8 = 1 << 5;
const MICROSOFTS: u8 = 1 << 6;

/// The content of a CSR.
#[derive(Arbitrary, Clone, Debug)]
pub struct CsrInput {
    key: u8,
    hash: u8,
    subject: Vec<Attribute>,
    key_usages: Option<u16>,
    purposes: Vec<Oid>,
    /// cA and the path length.
    basic_constraints: Option<(bool, Option<u8>)>,
    names: Vec<AlternativeName>,
    others: Vec<Added>,
    challenge_password: Option<String>,
}

impl CsrInput {
    /// Encodes the CertificationRequest in DER.
    pub fn der(&self) -> Vec<u8> {
        let key = private_key(self.key);
        let mut attributes = Vec::new();
        let extensions: Vec<_> = self.extensions().iter().map(|extension| self.encode(extension)).collect();
        if !extensions.is_empty() || self.deviates(EMPTY) {
            let request = match self.deviates(MICROSOFTS) {
                true => "1.3.6.1.4.1.311.2.1.14",
                false => "1.2.840.113549.1.9.14",
            };
            attributes.push(attribute(request, sequence(extensions)));
        }
        if let Some(password) = &self.challenge_password {
            attributes.push(attribute("1.2.840.113549.1.9.7", tlv(UTF8_STRING, password)));
        }
        attributes.sort();
        if self.deviates(ORDER) {
            attributes.reverse();
        }
        let is_absent = attributes.is_empty() && self.deviates(ORDER);
        let info = sequence([
            tlv(INTEGER, [if self.deviates(VERSION) { 1 + self.hash % 2 } else { 0 }]),
            name(&self.subject),
            key.public_key().as_spki_der().to_vec(),
            if is_absent { Vec::new() } else { constructed(0xa0, attributes) },
        ]);
        let der = signed(&info, key, HashAlgorithm::ALL[usize::from(self.hash % 3)]);
        if self.deviates(PARAMETERS) { with_other_parameters(&der) } else { der }
    }

    /// Returns whether the CSR deviates from the required encoding in this way (rule C2).
    fn deviates(&self, respect: u8) -> bool {
        self.hash >= 0x80 && self.hash & respect != 0
    }

    /// An Extension whose `critical` may be encoded in BER.
    fn encode(&self, extension: &RawExtension) -> Vec<u8> {
        if !self.deviates(CRITICAL) {
            return extension.encode();
        }
        let critical = tlv(BOOLEAN, [u8::from(extension.critical)]);
        sequence([tlv(OID, &extension.oid), critical, tlv(OCTET_STRING, &extension.value)])
    }

    fn extensions(&self) -> Vec<RawExtension> {
        let mut extensions = Vec::new();
        if let Some(bits) = self.key_usages {
            let [first, second] = (bits & 0x1ff).reverse_bits().to_be_bytes();
            let value = match self.deviates(KEY_USAGE_BITS) {
                true => tlv(BIT_STRING, [0, first, second]),
                false => key_usage(bits & 0x1ff),
            };
            extensions.push(RawExtension::new(KEY_USAGE, true, value));
        }
        if !self.purposes.is_empty() {
            let purposes = sequence(self.purposes.iter().map(|purpose| tlv(OID, oid_of(purpose))));
            extensions.push(RawExtension::new(EXTENDED_KEY_USAGE, false, purposes));
        }
        if let Some((ca, path_length)) = self.basic_constraints {
            let ca = ca.then(|| tlv(BOOLEAN, [0xff]));
            let length = path_length.map(|length| tlv(INTEGER, [length & 0x7f]));
            let value = sequence(ca.into_iter().chain(length));
            extensions.push(RawExtension::new(BASIC_CONSTRAINTS, true, value));
        }
        if !self.names.is_empty() {
            let names = sequence(self.names.iter().map(AlternativeName::der));
            extensions.push(RawExtension::new(SUBJECT_ALT_NAME, false, names));
        }
        extensions.extend(self.others.iter().map(Added::raw));
        extensions
    }
}

/// The signature algorithm with NULL parameters if it had none, and without parameters if it had
/// some.
fn with_other_parameters(csr: &[u8]) -> Vec<u8> {
    let members = sequence_members(csr).expect("a CSR");
    let algorithm = members[1].members().expect("an AlgorithmIdentifier");
    let parameters = if algorithm.len() == 1 { tlv(NULL, []) } else { Vec::new() };
    sequence([members[0].bytes, &sequence([algorithm[0].bytes, &parameters]), members[2].bytes])
}

fn attribute(oid: &str, value: Vec<u8>) -> Vec<u8> {
    sequence([tlv(OID, oid_content(oid)), constructed(SET, [value])])
}

/// The usages with these bits. Without any bit the value is not DER and must be refused.
fn key_usage(bits: u16) -> Vec<u8> {
    let [first, second] = bits.reverse_bits().to_be_bytes();
    match second {
        0 => tlv(BIT_STRING, [first.trailing_zeros().min(7) as u8, first]),
        second => tlv(BIT_STRING, [second.trailing_zeros() as u8, first, second]),
    }
}
