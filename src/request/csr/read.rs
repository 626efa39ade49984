//! From the DER of a CSR to its claims (rules C2–C6).

use alloc::collections::BTreeSet;

use super::challenge_password::ChallengePasswordDigest;
use super::names::{read_names, read_subject};
use super::proof::read_signature_algorithm;
use super::{Claims, Csr, Remarks, Requested, RequestedExtension};
use crate::diagnostics::{CsrError, Field, NoticeKind, Source, ViolationKind, Violations};
use crate::key::{KeyRole, PublicKey, SignatureAlgorithm, VerifyingKey};
use crate::x509::EncodingDeviation;
use crate::x509::der::{
    NotDer, Reader, Value, are_values, is_empty_sequence, is_one_value, set_of, tag, values,
};
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsages, RawExtension, read_extensions};
use crate::x509::oid::{self, ObjectIdentifier};

/// The parts of a CSR, each as bytes.
///
/// ```asn1
/// CertificationRequest ::= SEQUENCE {
///   certificationRequestInfo  CertificationRequestInfo,
///   signatureAlgorithm        AlgorithmIdentifier,
///   signature                 BIT STRING }
/// CertificationRequestInfo ::= SEQUENCE {
///   version        INTEGER { v1(0) },
///   subject        Name,
///   subjectPKInfo  SubjectPublicKeyInfo,
///   attributes     [0] IMPLICIT SET OF Attribute }
/// ```
struct Parts<'a> {
    info: &'a [u8],
    version: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
    /// The content of the SET, if the member is present.
    attributes: Option<&'a [u8]>,
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(der)?;
        let info = reader.next()?;
        let signature_algorithm = reader.next()?.bytes;
        let signature = reader.bit_string()?;
        reader.finish()?;

        let mut reader = Reader::new(info.content_of(tag::SEQUENCE)?);
        let version = reader.content_of(tag::INTEGER)?;
        let subject = reader.next()?.bytes;
        let spki = reader.next()?.bytes;
        let attributes = reader.optional(tag::context_constructed(0))?;
        reader.finish()?;
        Ok(Self { info: info.bytes, version, subject, spki, attributes, signature_algorithm, signature })
    }
}

/// Records a defect of the CSR.
fn push(violations: &mut Violations, field: Field, defect: CsrError) {
    violations.push(field, ViolationKind::Csr(defect));
}

pub(super) fn read(der: &[u8], violations: &mut Violations) -> Option<Claims> {
    let Ok(parts) = Parts::read(der) else {
        const EXPECTED: &str = "a CertificationRequest (RFC 2986 §4.2)";
        push(violations, Field::Csr, malformed(is_one_value(der), "the CSR", EXPECTED));
        return None;
    };
    let mut remarks = Remarks::default();
    match parts.version {
        [0] => {}
        // The versions v2 and v3 of certificates. For CSRs only v1 is defined, so they must mean
        // v1.
        [found @ (1 | 2)] => remarks.deviate(Field::CsrVersion, EncodingDeviation::CsrVersion(*found)),
        _ => push(violations, Field::CsrVersion, CsrError::Version),
    }
    let subject = read_subject(parts.subject, violations)
        .map_err(|defect| push(violations, Field::Subject(Source::Csr), defect))
        .ok();
    let key = PublicKey::read(parts.spki, KeyRole::Subject)
        .map_err(|defect| {
            violations.push(Field::Key(Source::Csr), ViolationKind::PublicKey(defect));
        })
        .ok();
    let signature_algorithm = check_proof(&parts, key.as_ref(), &mut remarks, violations);

    let found = violations.len();
    let mut requested = Requested::default();
    if let Some(request) = read_attributes(parts.attributes, &mut requested, &mut remarks, violations) {
        read_request(request, &mut requested, &mut remarks, violations);
    }
    requested.incomplete = violations.len() > found;
    let public_key = key.map(|(public_key, _)| public_key);
    Some(Claims { subject, public_key, signature_algorithm, requested, remarks })
}

/// Returns the defect of a part that cannot be read: it is not DER, or it has another structure.
pub(super) fn malformed(is_der: bool, part: &'static str, expected: &'static str) -> CsrError {
    if is_der { CsrError::Structure { part, expected } } else { CsrError::Der(part) }
}

/// Verifies the signature if the key and the algorithm are accepted and match (rule C3). Returns the
/// algorithm if it is accepted.
fn check_proof(
    parts: &Parts<'_>,
    key: Option<&(PublicKey, VerifyingKey)>,
    remarks: &mut Remarks,
    violations: &mut Violations,
) -> Option<SignatureAlgorithm> {
    let (algorithm, deviation) = read_signature_algorithm(parts.signature_algorithm)
        .map_err(|defect| push(violations, Field::SignatureAlgorithm(Source::Csr), defect))
        .ok()?;
    if let Some(deviation) = deviation {
        remarks.deviate(Field::SignatureAlgorithm(Source::Csr), deviation);
    }
    let Some((public_key, verifying_key)) = key else { return Some(algorithm) };
    if !algorithm.fits(public_key.key_type()) {
        push(violations, Field::SignatureAlgorithm(Source::Csr), CsrError::SignatureAlgorithmForOtherKey);
    } else if !verifying_key.verify(algorithm, parts.info, parts.signature) {
        push(violations, Field::CsrSignature, CsrError::ProofOfPossession);
    }
    Some(algorithm)
}

/// An attribute. Its values are read according to its type.
///
/// ```asn1
/// Attribute ::= SEQUENCE {
///   type    OBJECT IDENTIFIER,
///   values  SET SIZE (1..MAX) OF ANY }
/// ```
struct Attribute<'a> {
    oid: &'a [u8],
    first_value: Option<Value<'a>>,
    count: usize,
    is_in_order: bool,
}

impl<'a> Attribute<'a> {
    fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        if !oid::is_content(oid) {
            return Err(NotDer);
        }
        let (mut values, is_in_order) = set_of(reader.content_of(tag::SET)?)?;
        reader.finish()?;
        let first_value = values.next();
        let count = usize::from(first_value.is_some()) + values.count();
        Ok(Self { oid, first_value, count, is_in_order })
    }

    fn object_identifier(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.oid)
    }

    fn field(&self) -> Field {
        match self.oid {
            oid::EXTENSION_REQUEST => Field::CsrExtensions,
            _ => Field::CsrAttribute(self.object_identifier()),
        }
    }
}

/// Returns the value of the extension request. All other attributes are ignored with a notice,
/// whatever their values are (rule C2).
fn read_attributes<'a>(
    attributes: Option<&'a [u8]>,
    requested: &mut Requested,
    remarks: &mut Remarks,
    violations: &mut Violations,
) -> Option<Value<'a>> {
    let Some(attributes) = attributes else {
        remarks.deviate(Field::CsrAttributes, EncodingDeviation::NoAttributes);
        return None;
    };
    if too_many(values(attributes).count(), Field::CsrAttributes, violations) {
        return None;
    }
    let fail = |violations: &mut Violations| {
        const EXPECTED: &str = "a SET OF attributes, each with a type and a SET OF values (RFC 2986 §4.1)";
        let defect = malformed(are_values(attributes), "the member attributes", EXPECTED);
        push(violations, Field::CsrAttributes, defect);
    };
    let Ok((attributes, is_in_order)) = set_of(attributes) else {
        fail(violations);
        return None;
    };
    if !is_in_order {
        remarks.deviate(Field::CsrAttributes, EncodingDeviation::AttributeOrder);
    }
    let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
    let mut request = None;
    for attribute in attributes {
        let Ok(attribute) = Attribute::read(attribute) else {
            fail(violations);
            return None;
        };
        if !seen.insert(attribute.oid) {
            let defect = CsrError::RepeatedAttribute(attribute.object_identifier());
            push(violations, Field::CsrAttributes, defect);
            continue;
        }
        if !attribute.is_in_order {
            remarks.deviate(attribute.field(), EncodingDeviation::AttributeValueOrder);
        }
        if attribute.count == 0 {
            remarks.deviate(attribute.field(), EncodingDeviation::AttributeWithoutValue);
        }
        match attribute.oid {
            oid::EXTENSION_REQUEST | oid::MICROSOFT_EXTENSION_REQUEST if attribute.count > 1 => {
                let defect = CsrError::ExtensionRequestValues(attribute.count);
                push(violations, Field::CsrAttributes, defect);
            }
            oid::EXTENSION_REQUEST => request = attribute.first_value,
            oid::MICROSOFT_EXTENSION_REQUEST => {
                remarks.notices.push(attribute.field(), NoticeKind::MicrosoftExtensionRequest);
                request = request.or(attribute.first_value);
            }
            _ => {
                let kind = NoticeKind::AttributeIgnored(attribute.object_identifier());
                remarks.notices.push(attribute.field(), kind);
                requested.other_attributes.push(attribute.object_identifier());
                if attribute.oid == oid::CHALLENGE_PASSWORD && attribute.count == 1 {
                    requested.challenge_password =
                        attribute.first_value.and_then(ChallengePasswordDigest::read);
                }
            }
        }
    }
    if seen.contains(oid::EXTENSION_REQUEST) && seen.contains(oid::MICROSOFT_EXTENSION_REQUEST) {
        push(violations, Field::CsrAttributes, CsrError::TwoExtensionRequests);
    }
    request
}

/// Whether there are more entries than a CSR may have. If so, none of them is read.
fn too_many(found: usize, field: Field, violations: &mut Violations) -> bool {
    let max = Csr::MAX_ENTRIES;
    if found > max {
        violations.push(field, ViolationKind::TooMany { found, max });
    }
    found > max
}

/// Reads the requested extensions: SEQUENCE SIZE (1..MAX) OF Extension.
fn read_request(
    request: Value<'_>,
    requested: &mut Requested,
    remarks: &mut Remarks,
    violations: &mut Violations,
) {
    if request.tag == tag::SEQUENCE && request.content.is_empty() {
        remarks.deviate(Field::CsrExtensions, EncodingDeviation::NoExtensions);
        return;
    }
    let Ok(extensions) = read_extensions(request.bytes) else {
        const EXPECTED: &str = "a SEQUENCE OF extensions, each with an identifier, critical if it is TRUE, \
                                and a value (RFC 5280 §4.1)";
        let defect = malformed(is_one_value(request.bytes), "the extension request", EXPECTED);
        push(violations, Field::CsrExtensions, defect);
        return;
    };
    if too_many(extensions.len(), Field::CsrExtensions, violations) {
        return;
    }
    let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
    for extension in extensions {
        if !oid::is_content(extension.oid) {
            push(violations, Field::CsrExtensions, CsrError::Der("the identifier of an extension"));
            continue;
        }
        if !seen.insert(extension.oid) {
            let oid = ObjectIdentifier::from_content_unchecked(extension.oid);
            push(violations, Field::CsrExtensions, CsrError::RepeatedExtension(oid));
            continue;
        }
        if let Some(deviation) = extension.deviation {
            remarks.deviate(field_of(extension.oid), deviation);
        }
        read_extension(requested, extension, remarks, violations);
    }
}

/// Returns the location of the extension with this identifier.
fn field_of(oid: &[u8]) -> Field {
    match oid {
        oid::KEY_USAGE => Field::KeyUsages(Source::Csr),
        oid::EXTENDED_KEY_USAGE => Field::ExtendedKeyUsage(Source::Csr),
        oid::BASIC_CONSTRAINTS => Field::CsrBasicConstraints,
        oid::SUBJECT_ALT_NAME => Field::AlternativeNames(Source::Csr),
        other => Field::CsrExtension(ObjectIdentifier::from_content_unchecked(other)),
    }
}

fn read_extension(
    requested: &mut Requested,
    extension: RawExtension<'_>,
    remarks: &mut Remarks,
    violations: &mut Violations,
) {
    let RawExtension { oid, critical, value, .. } = extension;
    match oid {
        oid::KEY_USAGE => match KeyUsages::read_tolerant(value) {
            Ok((usages, deviation)) => {
                requested.key_usages = Some(usages);
                remarks.deviate_if(Field::KeyUsages(Source::Csr), deviation);
            }
            Err(NotDer) => push(violations, Field::KeyUsages(Source::Csr), key_usage_defect(value)),
        },
        oid::EXTENDED_KEY_USAGE => match read_purposes(value, violations) {
            Ok(usage) => requested.extended_key_usage = usage,
            Err(defect) => push(violations, Field::ExtendedKeyUsage(Source::Csr), defect),
        },
        oid::BASIC_CONSTRAINTS => match BasicConstraints::read_tolerant(value) {
            Ok((constraints, deviation)) => {
                requested.basic_constraints = Some(constraints);
                remarks.deviate_if(Field::CsrBasicConstraints, deviation);
            }
            Err(NotDer) => push(violations, Field::CsrBasicConstraints, basic_constraints_defect(value)),
        },
        oid::SUBJECT_ALT_NAME => {
            if let Err(defect) = read_names(value, requested) {
                push(violations, Field::AlternativeNames(Source::Csr), defect);
            }
        }
        other => {
            let oid = ObjectIdentifier::from_content_unchecked(other);
            requested.other_extensions.push(RequestedExtension { oid, critical, value: value.to_vec() });
        }
    }
}

/// Returns why a keyUsage cannot be read.
fn key_usage_defect(value: &[u8]) -> CsrError {
    const EXPECTED: &str = "a BIT STRING of usages (RFC 5280 §4.2.1.3)";
    let is_der = is_one_value(value);
    match Value::read(value).and_then(|value| value.content_of(tag::BIT_STRING)) {
        Ok([_, bits @ ..]) if is_der && bits.iter().all(|octet| *octet == 0) => CsrError::NoKeyUsage,
        // Unused bits are zero in DER, so every bit that is set is a usage.
        Ok(_) if is_der => CsrError::UnknownKeyUsage,
        _ => malformed(is_der, "keyUsage", EXPECTED),
    }
}

/// Returns why a basicConstraints cannot be read.
fn basic_constraints_defect(value: &[u8]) -> CsrError {
    const EXPECTED: &str = "a SEQUENCE of cA and optionally a path length of at least 0 (RFC 5280 §4.2.1.9)";
    let is_path_length_alone = || {
        let mut reader = Reader::of_sequence(value)?;
        let (ca, _) = reader.boolean_default_false()?;
        reader.content_of(tag::INTEGER)?;
        reader.finish().map(|()| !ca)
    };
    match is_path_length_alone() {
        Ok(true) => CsrError::PathLengthWithoutCa,
        _ => malformed(is_one_value(value), "basicConstraints", EXPECTED),
    }
}

fn read_purposes(value: &[u8], violations: &mut Violations) -> Result<ExtendedKeyUsage, CsrError> {
    const EXPECTED: &str = "a SEQUENCE OF object identifiers (RFC 5280 §4.2.1.12)";
    if is_empty_sequence(value) {
        return Err(CsrError::NoKeyPurpose);
    }
    let found = Value::read(value).map_or(0, |value| values(value.content).count());
    if too_many(found, Field::ExtendedKeyUsage(Source::Csr), violations) {
        return Ok(ExtendedKeyUsage::default());
    }
    ExtendedKeyUsage::read(value).map_err(|NotDer| malformed(is_one_value(value), "extKeyUsage", EXPECTED))
}

#[cfg(test)]
mod wycheproof;
