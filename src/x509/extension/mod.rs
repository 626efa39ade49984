//! The extensions of a certificate, one file each: content, criticality and encoding.

mod basic_constraints;
mod certificate_policies;
mod custom;
mod distribution_points;
mod extended_key_usage;
mod key_identifier;
mod key_purpose;
mod key_usage;
mod known;
mod name_constraints;
mod subject_alt_name;
mod tls_feature;

pub(crate) use basic_constraints::BasicConstraints;
pub use basic_constraints::{PathLength, PathLengthError};
pub use certificate_policies::CertificatePolicy;
pub(crate) use certificate_policies::encode_certificate_policies;
pub use custom::{CustomExtension, CustomExtensionError};
pub(crate) use distribution_points::{
    distribution_point_bound, encode_authority_info_access, encode_crl_distribution_points,
    encode_distribution_point_name, encode_freshest_crl,
};
pub(crate) use key_identifier::{
    AuthorityKeyIdentifier, encode_authority_key_identifier, encode_subject_key_identifier,
    read_subject_key_identifier,
};
pub use key_usage::{KeyUsage, KeyUsages};
pub(crate) use known::{POLICY_EXTENSIONS, Rule, name_of, rule_of};
pub(crate) use name_constraints::{
    encode_name_constraints, name_constraints_bound, read_name_constraints, read_name_constraints_tolerant,
};
pub(crate) use subject_alt_name::{
    AlternativeNameError, check_foreign_names, encode_subject_alt_name, foreign_names, read_subject_alt_name,
    subject_alt_name_bound,
};

use crate::x509::EncodingDeviation;
use crate::x509::der::{NotDer, Reader, Value, Writer, tag};
pub use key_purpose::{ExtendedKeyUsage, KeyPurpose};
pub use tls_feature::TlsFeature;

/// The `critical` of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Criticality {
    Critical,
    NonCritical,
}

impl Criticality {
    pub(crate) fn critical_if(condition: bool) -> Self {
        if condition { Self::Critical } else { Self::NonCritical }
    }
}

/// ```asn1
/// Extension ::= SEQUENCE {
///   extnID     OBJECT IDENTIFIER,
///   critical   BOOLEAN DEFAULT FALSE,
///   extnValue  OCTET STRING }
/// ```
pub(crate) fn encode_extension(
    w: &mut Writer,
    oid: &[u8],
    criticality: Criticality,
    value: impl FnOnce(&mut Writer),
) {
    w.sequence(|w| {
        w.object_identifier(oid);
        if criticality == Criticality::Critical {
            w.value(tag::BOOLEAN, &[0xff]);
        }
        w.nested(tag::OCTET_STRING, value);
    });
}

/// The maximum number of octets of an extension besides the content of its identifier and value.
const EXTENSION_BOUND: usize = 32;

/// The maximum number of octets of tag and length of a value inside an extension.
const HEADER_BOUND: usize = 6;

/// An extension as a certificate or CSR contains it.
#[derive(Clone, Copy)]
pub(crate) struct RawExtension<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) critical: bool,
    /// How the encoding of `critical` deviates from DER, if at all.
    pub(crate) deviation: Option<EncodingDeviation>,
    pub(crate) value: &'a [u8],
}

impl<'a> RawExtension<'a> {
    pub(crate) fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        let (critical, is_der) = reader.boolean_default_false()?;
        let deviation = match (critical, is_der) {
            (_, true) => None,
            (false, false) => Some(EncodingDeviation::CriticalFalse),
            (true, false) => Some(EncodingDeviation::CriticalTrue),
        };
        let value = reader.content_of(tag::OCTET_STRING)?;
        reader.finish()?;
        Ok(Self { oid, critical, deviation, value })
    }
}

/// Reads the Extensions that fill `bytes`: SEQUENCE SIZE (1..MAX) OF Extension. A caller that
/// copies or trusts the bytes must check the deviations.
pub(crate) fn read_extensions(bytes: &[u8]) -> Result<alloc::vec::Vec<RawExtension<'_>>, NotDer> {
    let mut reader = Reader::of_sequence(bytes)?;
    let mut extensions = alloc::vec::Vec::new();
    loop {
        extensions.push(RawExtension::read(reader.next()?)?);
        if reader.is_finished() {
            return Ok(extensions);
        }
    }
}
