//! The objects that the bodies share: name, validity, alternative names, usages, extension.

use alloc::vec::Vec;

use time::UtcDateTime;
use uuid::Uuid;

use super::members::{Findings, Member, Members, Read, Recorded};
use super::value::{MAX_ENTRIES, Value};
use crate::diagnostics::{ErrorCode, NoticeKind, ViolationKind};
use crate::key::{AlgorithmChoice, HashAlgorithm, KeyAlgorithm};
use crate::request::validity::{RequestedValidity, ValidityUnit};
use crate::x509::Sanitized;
use crate::x509::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use crate::x509::general_name::{NameError, NameErrorKind, SubjectAlternativeName};
use crate::x509::length::check_length;
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::oid::ObjectIdentifier;

pub(super) fn issuer_id(body: &Members<'_>, findings: &mut Findings) -> Read<Uuid> {
    let member = body.mandatory_as(findings, "issuer_id", ErrorCode::IssuerId)?;
    let text = member.text(findings)?;
    // Of the forms that Uuid reads, only the one with hyphens has 36 characters.
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    member.take(findings, id.ok_or_else(|| ViolationKind::NotAUuid(Sanitized::new(text))))
}

/// The algorithm of the key and the hash of the signature.
pub(super) struct Algorithms<K, H> {
    pub(super) key: Read<K>,
    pub(super) hash: Read<H>,
}

impl Algorithms<KeyAlgorithm, HashAlgorithm> {
    /// Those of a body that must name both.
    pub(super) fn named(body: &Members<'_>, findings: &mut Findings) -> Self {
        let key = body.mandatory_as(findings, "key_algorithm", ErrorCode::KeyAlgorithm);
        let key = key.and_then(|member| key_algorithm(&member, findings));
        let hash = body.mandatory_as(findings, "signature_algorithm", ErrorCode::SignatureAlgorithm);
        Self { key, hash: hash.and_then(|member| signature_algorithm(&member, findings)) }
    }
}

impl Algorithms<AlgorithmChoice<KeyAlgorithm>, AlgorithmChoice<HashAlgorithm>> {
    /// Those of a body that can leave them to the issuer (rule W3).
    pub(super) fn chosen(body: &Members<'_>, findings: &mut Findings) -> Self {
        let key = body.optional_as("key_algorithm", ErrorCode::KeyAlgorithm);
        let key = key.map(|member| key_algorithm(&member, findings)).transpose();
        let hash = body.optional_as("signature_algorithm", ErrorCode::SignatureAlgorithm);
        let hash = hash.map(|member| signature_algorithm(&member, findings)).transpose();
        Self { key: key.map(choice), hash: hash.map(choice) }
    }
}

fn choice<A>(named: Option<A>) -> AlgorithmChoice<A> {
    named.map_or(AlgorithmChoice::SameAsIssuer, AlgorithmChoice::Named)
}

fn key_algorithm(member: &Member<'_>, findings: &mut Findings) -> Read<KeyAlgorithm> {
    let values = [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];
    member.one_of(findings, &["RSA2048", "RSA4096", "EC256", "EC384"], &values)
}

fn signature_algorithm(member: &Member<'_>, findings: &mut Findings) -> Read<HashAlgorithm> {
    let values = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    member.one_of(findings, &["SHA256", "SHA384", "SHA512"], &values)
}

pub(super) fn distinguished_name(body: &Members<'_>, findings: &mut Findings) -> Read<DistinguishedName> {
    let members = body.mandatory_object_as(findings, "distinguished_name", ErrorCode::DistinguishedName)?;
    let mut attributes = [None; AttributeType::MEMBERS.len()];
    let mut complete = Ok(());
    for (attribute, checked) in AttributeType::MEMBERS.into_iter().zip(&mut attributes) {
        let member = match attribute {
            AttributeType::CommonName => members.mandatory(findings, attribute.member()),
            optional => match members.optional(optional.member()) {
                Some(member) => Ok(member),
                None => continue,
            },
        };
        let value = member.and_then(|member| {
            let text = member.text(findings)?;
            member.take(findings, attribute.checked(text))
        });
        complete = complete.and(value.map(|value| *checked = Some(value)));
    }
    members.finish(findings);
    complete.map(|()| DistinguishedName::of_checked(attributes.into_iter().flatten()))
}

/// The validity, and one to check in its place where it cannot be read whole: the shortest, from the
/// start that was asked for.
pub(super) fn validity(
    body: &Members<'_>,
    findings: &mut Findings,
) -> (Read<RequestedValidity>, RequestedValidity) {
    let members = body.mandatory_object_as(findings, "validity", ErrorCode::Validity);
    let Ok(members) = members else { return (Err(Recorded), RequestedValidity::SHORTEST) };
    let unit = members.mandatory(findings, "type").and_then(|member| {
        let values = [ValidityUnit::Year, ValidityUnit::Month, ValidityUnit::Day, ValidityUnit::Hour];
        member.one_of(findings, &["YEAR", "MONTH", "DAY", "HOUR"], &values)
    });
    let value = members
        .mandatory(findings, "value")
        .and_then(|member| member.integer::<u64>(findings, 1, i64::MAX.into()));
    let start_from = members.optional("start_from").map(|member| start_from(&member, findings)).transpose();
    members.finish(findings);
    let starting = |validity: RequestedValidity| match start_from {
        Ok(Some(start_from)) => validity.starting_from(start_from),
        _ => validity,
    };
    let whole = unit.and_then(|unit| Ok(RequestedValidity { unit, value: value?, start_from: None }));
    let stand_in = starting(whole.unwrap_or(RequestedValidity::SHORTEST));
    (whole.and_then(|validity| start_from.map(|_| starting(validity))), stand_in)
}

/// Milliseconds since 1970 (rule V2).
fn start_from(member: &Member<'_>, findings: &mut Findings) -> Read<UtcDateTime> {
    let milliseconds: i64 = member.integer(findings, i64::MIN.into(), i64::MAX.into())?;
    let at = UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    member.take(findings, at.map_err(|_| ViolationKind::TimeNotExpressible))
}

/// The alternative names of a body.
pub(super) struct AlternativeNames {
    /// Those that could be read.
    pub(super) names: Vec<SubjectAlternativeName>,
    /// Where those stood that could not.
    pub(super) refused: Vec<usize>,
    /// Whether that is all of them.
    pub(super) complete: Read<()>,
}

/// The names, at most `max`.
pub(super) fn alternative_names(body: &Members<'_>, findings: &mut Findings, max: usize) -> AlternativeNames {
    let mut read = AlternativeNames { names: Vec::new(), refused: Vec::new(), complete: Ok(()) };
    let Some(member) = body.optional("subject_alternative_names") else { return read };
    let Ok(entries) = member.array(findings, max) else {
        return AlternativeNames { complete: Err(Recorded), ..read };
    };
    read.names.reserve_exact(entries.len());
    for (position, entry) in entries.enumerate() {
        match alternative_name(entry, findings) {
            Ok(name) => read.names.push(name),
            Err(Recorded) => {
                read.refused.push(position);
                read.complete = Err(Recorded);
            }
        }
    }
    read
}

fn alternative_name(entry: Member<'_>, findings: &mut Findings) -> Read<SubjectAlternativeName> {
    type Check = fn(&str) -> Result<SubjectAlternativeName, NameError>;
    const KINDS: [(Check, ErrorCode); 4] = [
        (SubjectAlternativeName::dns, ErrorCode::DnsName),
        (SubjectAlternativeName::ip, ErrorCode::IpAddress),
        (SubjectAlternativeName::email, ErrorCode::Parameter),
        (short_uri, ErrorCode::Parameter),
    ];
    let members = entry.object(findings)?;
    let kind = members
        .mandatory_as(findings, "type", ErrorCode::AlternativeNameType)
        .and_then(|member| member.one_of(findings, &["DNS", "IP", "EMAIL", "URI"], &KINDS));
    let code = kind.map_or(ErrorCode::Parameter, |(_, code)| code);
    let value =
        members.mandatory_as(findings, "value", code).and_then(|member| Ok((member.text(findings)?, member)));
    members.finish(findings);
    let (check, _) = kind?;
    let (text, member) = value?;
    member.take(findings, check(text))
}

/// A URI of at most 253 characters, as the API page has it.
fn short_uri(uri: &str) -> Result<SubjectAlternativeName, NameError> {
    const MAX_CHARACTERS: usize = 253;
    check_length(uri, 1, MAX_CHARACTERS)
        .map_err(|error| NameError::new(uri, NameErrorKind::Length(error)))?;
    SubjectAlternativeName::uri(uri)
}

/// The usages that could be read, and whether that is all of them. An empty list counts as absent (rule
/// U1).
pub(super) fn key_usages(body: &Members<'_>, findings: &mut Findings) -> (KeyUsages, Read<()>) {
    const NAMES: [&str; KeyUsage::ALL.len()] = {
        let mut names = [""; KeyUsage::ALL.len()];
        let mut position = 0;
        while position < names.len() {
            names[position] = KeyUsage::ALL[position].as_str();
            position += 1;
        }
        names
    };
    let Some(member) = body.optional("key_usages") else { return (KeyUsages::NONE, Ok(())) };
    let Ok(entries) = member.array(findings, MAX_ENTRIES) else { return (KeyUsages::NONE, Err(Recorded)) };
    let (mut usages, mut complete) = (KeyUsages::NONE, Ok(()));
    for entry in entries {
        match entry.one_of(findings, &NAMES, &KeyUsage::ALL) {
            Ok(usage) => usages = usages.union(KeyUsages::of(&[usage])),
            Err(Recorded) => complete = Err(Recorded),
        }
    }
    (usages, complete)
}

pub(super) fn extended_key_usage(body: &Members<'_>, findings: &mut Findings) -> Read<ExtendedKeyUsage> {
    const NAMES: [&str; KeyPurpose::NAMED.len()] = KeyPurpose::MEMBERS;
    let Some(member) = body.optional_object("extended_key_usage") else {
        return Ok(ExtendedKeyUsage::default());
    };
    let members = member.object(findings)?;
    let (mut purposes, mut complete) = (Vec::new(), Ok(()));
    for (name, purpose) in NAMES.into_iter().zip(KeyPurpose::NAMED) {
        match members.optional(name).map(|member| member.boolean(findings)) {
            Some(Ok(true)) => purposes.push(purpose),
            Some(Err(Recorded)) => complete = Err(Recorded),
            Some(Ok(false)) | None => {}
        }
    }
    // A purpose that is asked for is granted or refused, never left out (rule W4).
    for (name, value) in members.others() {
        let pointer = members.pointer_to_other(name);
        if let Value::Boolean(false) = value {
            findings.notices.push(pointer, NoticeKind::UnknownMember);
        } else {
            let kind = ViolationKind::UnknownPurpose { known: &NAMES };
            findings.violations.push(pointer, ErrorCode::Parameter, kind);
            complete = Err(Recorded);
        }
    }
    complete.map(|()| ExtendedKeyUsage::new(purposes))
}

/// Both members or neither (rule U5).
pub(super) fn customized_extension(
    body: &Members<'_>,
    findings: &mut Findings,
) -> Read<Option<CustomExtension>> {
    let Some(member) = body.optional_object("customized_extension") else { return Ok(None) };
    let members = member.object(findings)?;
    let oid = members.optional("object_identifier");
    let value = members.optional("value");
    if oid.is_none() && value.is_none() {
        members.finish(findings);
        return Ok(None);
    }
    let oid = members.mandatory(findings, "object_identifier").and_then(|member| {
        let oid = ObjectIdentifier::new(member.text(findings)?);
        let oid = member.take(findings, oid)?;
        member.take(findings, CustomExtension::check_identifier_of_text(&oid)).map(|()| oid)
    });
    let value = members.mandatory(findings, "value").and_then(|member| {
        let text = member.text(findings)?;
        member.take(findings, CustomExtension::check_text(text))?;
        Ok(text)
    });
    members.finish(findings);
    Ok(Some(CustomExtension::of_checked_text(oid?, value?)))
}
