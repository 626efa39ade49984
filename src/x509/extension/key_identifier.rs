//! subjectKeyIdentifier (RFC 5280 §4.2.1.1) and authorityKeyIdentifier (RFC 5280 §4.2.1.2), never
//! critical.

use alloc::vec::Vec;

use super::subject_alt_name::DIRECTORY_NAME;
use super::{Criticality, encode_extension};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag};
use crate::x509::oid;

/// ```asn1
/// SubjectKeyIdentifier ::= OCTET STRING
/// ```
pub(crate) fn encode_subject_key_identifier(w: &mut Writer, identifier: &[u8]) {
    encode_extension(w, oid::SUBJECT_KEY_IDENTIFIER, Criticality::NonCritical, |w| {
        w.value(tag::OCTET_STRING, identifier);
    });
}

/// ```asn1
/// AuthorityKeyIdentifier ::= SEQUENCE {
///   keyIdentifier              [0] KeyIdentifier OPTIONAL,
///   authorityCertIssuer        [1] GeneralNames OPTIONAL,
///   authorityCertSerialNumber  [2] CertificateSerialNumber OPTIONAL }
/// ```
pub(crate) fn encode_authority_key_identifier(w: &mut Writer, identifier: &[u8]) {
    encode_extension(w, oid::AUTHORITY_KEY_IDENTIFIER, Criticality::NonCritical, |w| {
        w.sequence(|w| w.value(tag::context(0), identifier));
    });
}

pub(crate) fn read_subject_key_identifier(value: &[u8]) -> Result<&[u8], NotDer> {
    let identifier = Value::read(value)?.content_of(tag::OCTET_STRING)?;
    // An empty identifier identifies nothing, and strict verifiers reject it.
    if identifier.is_empty() { Err(NotDer) } else { Ok(identifier) }
}

/// What an authorityKeyIdentifier contains about the issuer's certificate.
#[derive(Debug, Default)]
pub(crate) struct AuthorityKeyIdentifier<'a> {
    pub(crate) key_identifier: Option<&'a [u8]>,
    /// The directory names of authorityCertIssuer, if present, each in DER.
    pub(crate) issuer: Option<Vec<&'a [u8]>>,
    /// The content of authorityCertSerialNumber.
    pub(crate) serial_number: Option<&'a [u8]>,
}

impl<'a> AuthorityKeyIdentifier<'a> {
    /// Reads the value of the extension. Issuer and serial number should be both present or both
    /// absent (RFC 5280 App. A.2), but one without the other is accepted.
    pub(crate) fn read(value: &'a [u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(value)?;
        let key_identifier = reader.optional(tag::context(0))?;
        let issuer = reader.optional(tag::context_constructed(1))?.map(directory_names).transpose()?;
        let serial_number = reader.optional(tag::context(2))?;
        reader.finish()?;
        Ok(Self { key_identifier, issuer, serial_number })
    }
}

fn directory_names(general_names: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    let mut reader = Reader::new(general_names);
    let mut names = Vec::new();
    while !reader.is_finished() {
        let name = reader.next()?;
        if name.tag == DIRECTORY_NAME {
            names.push(name.content);
        }
    }
    Ok(names)
}
