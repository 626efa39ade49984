//! From the DER of a CSR to its claims (rules C2–C6).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use super::proof::read_scheme;
use super::{Claims, Csr, Requested, RequestedExtension, pointer};
use crate::der::{NotDer, Reader, set_of, tag, values};
use crate::error::{Code, CsrDefect, ViolationKind, Violations};
use crate::extension::{
    BasicConstraints, ExtendedKeyUsage, KeyUsages, RawExtension, read_extensions, read_subject_alt_name,
};
use crate::key::{PublicKey, VerifyingKey};
use crate::name::{SubjectAlternativeName, check_foreign_subject};
use crate::oid::{self, ObjectIdentifier};

/// The parts of a CSR, each as its bytes.
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
    /// The content of the SET, where the member is there.
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
fn push(violations: &mut Violations, pointer: &str, defect: CsrDefect) {
    let code = match defect {
        CsrDefect::WeakSignatureAlgorithm(_)
        | CsrDefect::UnknownSignatureAlgorithm(_)
        | CsrDefect::SignatureAlgorithmForOtherKey
        | CsrDefect::SignatureParameters
        | CsrDefect::MaskGenerationHash => Code::SignatureAlgorithm,
        _ => Code::Parameter,
    };
    violations.push(pointer, code, ViolationKind::Csr(defect));
}

pub(super) fn read(der: &[u8], violations: &mut Violations) -> Option<Claims> {
    let Ok(parts) = Parts::read(der) else {
        push(violations, pointer::CSR, CsrDefect::Der("CertificationRequest"));
        return None;
    };
    if parts.version != [0] {
        push(violations, pointer::VERSION, CsrDefect::Version);
    }
    let subject = check_foreign_subject(parts.subject, pointer::SUBJECT, violations)
        .map_err(|NotDer| push(violations, pointer::SUBJECT, CsrDefect::Der("subject")))
        .ok();
    let key = PublicKey::read(parts.spki)
        .map_err(|defect| {
            violations.push(pointer::PUBLIC_KEY, Code::KeyAlgorithm, ViolationKind::PublicKey(defect));
        })
        .ok();
    check_proof(&parts, key.as_ref(), violations);

    let extensions = read_attributes(parts.attributes, violations)
        .map_err(|NotDer| push(violations, pointer::ATTRIBUTES, CsrDefect::Der("attributes")))
        .ok();
    let incomplete = extensions.is_none();
    let mut requested = read_requested(extensions.unwrap_or_default(), violations);
    requested.incomplete |= incomplete;
    Some(Claims { subject, public_key: key.map(|(public_key, _)| public_key), requested })
}

/// Verifies the signature where key and algorithm are accepted and fit each other (rule C3).
fn check_proof(parts: &Parts<'_>, key: Option<&(PublicKey, VerifyingKey)>, violations: &mut Violations) {
    let scheme = match read_scheme(parts.signature_algorithm) {
        Ok(scheme) => scheme,
        Err(defect) => return push(violations, pointer::SIGNATURE_ALGORITHM, defect),
    };
    let Some((public_key, verifying_key)) = key else { return };
    if scheme.family() != public_key.family() {
        push(violations, pointer::SIGNATURE_ALGORITHM, CsrDefect::SignatureAlgorithmForOtherKey);
    } else if !verifying_key.verify(scheme, parts.info, parts.signature) {
        push(violations, pointer::SIGNATURE, CsrDefect::ProofOfPossession);
    }
}

/// The extensions asked for. All other attributes are ignored, whatever their values hold (rule C2).
///
/// ```asn1
/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY }
/// ```
fn read_attributes<'a>(
    attributes: Option<&'a [u8]>,
    violations: &mut Violations,
) -> Result<Vec<RawExtension<'a>>, NotDer> {
    let Some(attributes) = attributes else {
        push(violations, pointer::ATTRIBUTES, CsrDefect::NoAttributes);
        return Ok(Vec::new());
    };
    if too_many(values(attributes).count(), pointer::ATTRIBUTES, violations) {
        return Ok(Vec::new());
    }
    let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
    let mut extensions = Vec::new();
    for attribute in set_of(attributes)? {
        let mut reader = Reader::new(attribute.content_of(tag::SEQUENCE)?);
        let oid = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        if !oid::is_content(oid) {
            return Err(NotDer);
        }
        let mut values = set_of(reader.content_of(tag::SET)?)?;
        reader.finish()?;
        if !seen.insert(oid) {
            let oid = ObjectIdentifier::from_content_unchecked(oid);
            push(violations, pointer::ATTRIBUTES, CsrDefect::RepeatedAttribute(oid));
            continue;
        }
        let first = values.next();
        let count = usize::from(first.is_some()) + values.count();
        match (oid, first) {
            (oid::EXTENSION_REQUEST, Some(value)) if count == 1 => extensions = read_extensions(value.bytes)?,
            (oid::EXTENSION_REQUEST, _) => {
                push(violations, pointer::ATTRIBUTES, CsrDefect::ExtensionRequestValues(count));
            }
            (_, None) => return Err(NotDer),
            _ => {}
        }
    }
    Ok(extensions)
}

/// Whether there are more entries than a CSR may have. Then none of them is looked at.
fn too_many(found: usize, pointer: &str, violations: &mut Violations) -> bool {
    let max = Csr::MAX_ENTRIES;
    if found > max {
        violations.push(pointer, Code::Parameter, ViolationKind::TooMany { found, max });
    }
    found > max
}

fn read_requested(extensions: Vec<RawExtension<'_>>, violations: &mut Violations) -> Requested {
    let mut requested = Requested::default();
    if too_many(extensions.len(), pointer::EXTENSIONS, violations) {
        requested.incomplete = true;
        return requested;
    }
    let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
    for extension in extensions {
        if !oid::is_content(extension.oid) {
            push(violations, pointer::EXTENSIONS, CsrDefect::Der("extnID"));
            continue;
        }
        if !seen.insert(extension.oid) {
            let oid = ObjectIdentifier::from_content_unchecked(extension.oid);
            push(violations, pointer::EXTENSIONS, CsrDefect::RepeatedExtension(oid));
            continue;
        }
        read_extension(&mut requested, extension, violations);
    }
    requested
}

fn read_extension(requested: &mut Requested, extension: RawExtension<'_>, violations: &mut Violations) {
    let malformed = match extension.oid {
        oid::KEY_USAGE => KeyUsages::read(extension.value)
            .map(|usages| requested.key_usages = Some(usages))
            .map_err(|_| "keyUsage"),
        oid::EXTENDED_KEY_USAGE => read_purposes(extension.value, violations)
            .map(|usage| {
                requested.incomplete |= usage.is_none();
                requested.extended_key_usage = usage.unwrap_or_default();
            })
            .map_err(|_| "extKeyUsage"),
        oid::BASIC_CONSTRAINTS => BasicConstraints::read(extension.value)
            .map(|constraints| requested.basic_constraints = Some(constraints))
            .map_err(|_| "basicConstraints"),
        oid::SUBJECT_ALT_NAME => read_names(extension.value, violations)
            .map(|(names, refused)| {
                requested.alternative_names = Some(names.into());
                requested.refused_names = refused;
            })
            .map_err(|_| "subjectAltName"),
        _ => {
            let oid = ObjectIdentifier::from_content_unchecked(extension.oid);
            let value = extension.value.to_vec();
            requested.other_extensions.push(RequestedExtension { oid, critical: extension.critical, value });
            Ok(())
        }
    };
    if let Err(name) = malformed {
        requested.incomplete = true;
        push(violations, &format!("{}/{name}", pointer::EXTENSIONS), CsrDefect::Der(name));
    }
}

/// The purposes; `None` beside what was recorded where there are too many.
fn read_purposes(value: &[u8], violations: &mut Violations) -> Result<Option<ExtendedKeyUsage>, NotDer> {
    let found = ExtendedKeyUsage::count(value)?;
    if too_many(found, pointer::EXTENDED_KEY_USAGE, violations) {
        return Ok(None);
    }
    ExtendedKeyUsage::read(value).map(Some)
}

/// The names that are accepted, and the positions of the others.
fn read_names(
    value: &[u8],
    violations: &mut Violations,
) -> Result<(Vec<SubjectAlternativeName>, Vec<usize>), NotDer> {
    let (read, found) = read_subject_alt_name(value, Csr::MAX_ALTERNATIVE_NAMES)?;
    if found > Csr::MAX_ALTERNATIVE_NAMES {
        let max = Csr::MAX_ALTERNATIVE_NAMES;
        violations.push(pointer::ALTERNATIVE_NAMES, Code::Parameter, ViolationKind::TooMany { found, max });
    }
    let mut names = Vec::with_capacity(read.len());
    let mut refused = Vec::new();
    for (position, name) in read.into_iter().enumerate() {
        match name {
            Ok(name) => names.push(name),
            Err((code, kind)) => {
                violations.push(format!("{}/{position}", pointer::ALTERNATIVE_NAMES), code, kind);
                refused.push(position);
            }
        }
    }
    Ok((names, refused))
}

#[cfg(test)]
mod wycheproof;
