//! subjectKeyIdentifier and authorityKeyIdentifier (RFC 5280 §4.2.1.1 and §4.2.1.2), never critical.

use super::{Criticality, encode_extension};
use crate::der::{NotDer, Value, Writer, tag};
use crate::oid;

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
///   keyIdentifier  [0] KeyIdentifier OPTIONAL, … }
/// ```
pub(crate) fn encode_authority_key_identifier(w: &mut Writer, identifier: &[u8]) {
    encode_extension(w, oid::AUTHORITY_KEY_IDENTIFIER, Criticality::NonCritical, |w| {
        w.sequence(|w| w.value(tag::context(0), identifier));
    });
}

pub(crate) fn read_subject_key_identifier(value: &[u8]) -> Result<&[u8], NotDer> {
    Value::read(value)?.content_of(tag::OCTET_STRING)
}
