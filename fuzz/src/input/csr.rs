//! CSRs of any content, signed by the key that is in them.

use arbitrary::Arbitrary;
use certmint::HashAlgorithm;

use super::super::oracle::asked::{
    BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE, RawExtension, SUBJECT_ALT_NAME,
};
use super::super::oracle::der::{BIT_STRING, BOOLEAN, INTEGER, OID, SET, UTF8_STRING};
use super::super::oracle::der::{constructed, oid_content, sequence, tlv};
use super::super::pool::{private_key, signed};
use super::Oid;
use super::extensions::{Added, oid_of};
use super::names::{AlternativeName, Attribute, name};

/// What a CSR holds.
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
    /// The CertificationRequest in DER.
    pub fn der(&self) -> Vec<u8> {
        let key = private_key(self.key);
        let mut attributes = Vec::new();
        let extensions: Vec<_> = self.extensions().iter().map(RawExtension::encode).collect();
        if !extensions.is_empty() {
            attributes.push(attribute("1.2.840.113549.1.9.14", sequence(extensions)));
        }
        if let Some(password) = &self.challenge_password {
            attributes.push(attribute("1.2.840.113549.1.9.7", tlv(UTF8_STRING, password)));
        }
        attributes.sort();
        let info = sequence([
            tlv(INTEGER, [0]),
            name(&self.subject),
            key.public_key().as_spki_der().to_vec(),
            constructed(0xa0, attributes),
        ]);
        signed(&info, key, HashAlgorithm::ALL[usize::from(self.hash % 3)])
    }

    fn extensions(&self) -> Vec<RawExtension> {
        let mut extensions = Vec::new();
        if let Some(bits) = self.key_usages {
            extensions.push(RawExtension::new(KEY_USAGE, true, key_usage(bits & 0x1ff)));
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

fn attribute(oid: &str, value: Vec<u8>) -> Vec<u8> {
    sequence([tlv(OID, oid_content(oid)), constructed(SET, [value])])
}

/// The usages of these bits; no bit is not DER, which is to be refused.
fn key_usage(bits: u16) -> Vec<u8> {
    let [first, second] = bits.reverse_bits().to_be_bytes();
    match second {
        0 => tlv(BIT_STRING, [first.trailing_zeros().min(7) as u8, first]),
        second => tlv(BIT_STRING, [second.trailing_zeros() as u8, first, second]),
    }
}
