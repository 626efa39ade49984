//! The objects that the bodies share: name, validity, alternative names, usages, extension.

use alloc::vec::Vec;

use time::UtcDateTime;
use uuid::Uuid;

use super::reading::{Member, Members, Read, Reading, Recorded};
use super::value::MAX_ENTRIES;
use crate::error::{Code, Quoted, ViolationKind};
use crate::extension::{ExtendedKeyUsage, Extension, KeyPurpose, KeyUsage, KeyUsages};
use crate::key::{HashAlgorithm, KeyAlgorithm};
use crate::name::{Attribute, DistinguishedName, SubjectAlternativeName};
use crate::oid::ObjectIdentifier;
use crate::request::Application;
use crate::validity::{PeriodUnit, Validity};

pub(super) fn issuer_id(body: &mut Members<'_>, reading: &mut Reading) -> Read<Uuid> {
    let member = body.mandatory(reading, "issuer_id", Code::IssuerId)?;
    let text = member.text(reading)?;
    // Of the forms that Uuid reads, only the one with hyphens has 36 characters.
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    member.take(reading, id.ok_or_else(|| ViolationKind::NotAUuid(Quoted::new(text))))
}

pub(super) fn key_algorithm(body: &mut Members<'_>, reading: &mut Reading) -> Read<KeyAlgorithm> {
    let member = body.mandatory(reading, "key_algorithm", Code::KeyAlgorithm)?;
    let values = [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];
    member.one_of(reading, &["RSA2048", "RSA4096", "EC256", "EC384"], &values)
}

pub(super) fn signature_algorithm(body: &mut Members<'_>, reading: &mut Reading) -> Read<HashAlgorithm> {
    let member = body.mandatory(reading, "signature_algorithm", Code::SignatureAlgorithm)?;
    let values = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    member.one_of(reading, &["SHA256", "SHA384", "SHA512"], &values)
}

pub(super) fn distinguished_name(body: &mut Members<'_>, reading: &mut Reading) -> Read<DistinguishedName> {
    let member = body.mandatory(reading, "distinguished_name", Code::DistinguishedName)?;
    let mut members = member.object(reading)?;
    let mut name = DistinguishedName::without_common_name();
    let mut complete = Ok(());
    for attribute in Attribute::ALL {
        let member = match attribute {
            Attribute::CommonName => members.mandatory(reading, attribute.member(), None),
            optional => match members.optional(optional.member(), None) {
                Some(member) => Ok(member),
                None => continue,
            },
        };
        let set = member.and_then(|member| {
            let text = member.text(reading)?;
            member.take(reading, name.set(attribute, text))
        });
        complete = complete.and(set);
    }
    members.finish(reading);
    complete.map(|()| name)
}

/// The validity, and one to check in its place where it cannot be read whole: the shortest, from the
/// start that was asked for.
pub(super) fn validity(body: &mut Members<'_>, reading: &mut Reading) -> (Read<Validity>, Validity) {
    let members =
        body.mandatory(reading, "validity", Code::Validity).and_then(|member| member.object(reading));
    let Ok(mut members) = members else { return (Err(Recorded), Validity::SHORTEST) };
    let unit = members.mandatory(reading, "type", None).and_then(|member| {
        let values = [PeriodUnit::Year, PeriodUnit::Month, PeriodUnit::Day, PeriodUnit::Hour];
        member.one_of(reading, &["YEAR", "MONTH", "DAY", "HOUR"], &values)
    });
    let value = members
        .mandatory(reading, "value", None)
        .and_then(|member| member.integer::<u64>(reading, 1, i64::MAX.into()));
    let start_from =
        members.optional("start_from", None).map(|member| start_from(&member, reading)).transpose();
    members.finish(reading);
    let starting = |validity: Validity| match start_from {
        Ok(Some(start_from)) => validity.starting_from(start_from),
        _ => validity,
    };
    // The value is at least 1.
    let whole = unit.and_then(|unit| Validity::new(unit, value?).map_err(|_| Recorded));
    let stand_in = starting(whole.unwrap_or(Validity::SHORTEST));
    (whole.and_then(|validity| start_from.map(|_| starting(validity))), stand_in)
}

/// Milliseconds since 1970 (rule V2).
fn start_from(member: &Member<'_>, reading: &mut Reading) -> Read<UtcDateTime> {
    let milliseconds: i64 = member.integer(reading, i64::MIN.into(), i64::MAX.into())?;
    let at = UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    member.take(reading, at.map_err(|_| ViolationKind::TimeNotExpressible))
}

pub(super) fn alternative_names(
    body: &mut Members<'_>,
    reading: &mut Reading,
) -> Read<Vec<SubjectAlternativeName>> {
    let Some(member) = body.optional("subject_alternative_names", None) else { return Ok(Vec::new()) };
    let entries = member.array(reading, Application::MAX_ALTERNATIVE_NAMES)?;
    // All are read, so that every fault is recorded, before the first fault ends this.
    let names: Vec<Read<_>> = entries.into_iter().map(|entry| alternative_name(entry, reading)).collect();
    names.into_iter().collect()
}

fn alternative_name(entry: Member<'_>, reading: &mut Reading) -> Read<SubjectAlternativeName> {
    type Check = fn(&str) -> Result<SubjectAlternativeName, ViolationKind>;
    const KINDS: [(Check, Code); 4] = [
        (SubjectAlternativeName::dns, Code::DnsName),
        (SubjectAlternativeName::ip, Code::IpAddress),
        (SubjectAlternativeName::email, Code::Parameter),
        (SubjectAlternativeName::uri, Code::Parameter),
    ];
    let mut members = entry.object(reading)?;
    let kind = members
        .mandatory(reading, "type", Code::AlternativeNameType)
        .and_then(|member| member.one_of(reading, &["DNS", "IP", "EMAIL", "URI"], &KINDS));
    let code = kind.map_or(Code::Parameter, |(_, code)| code);
    let value =
        members.mandatory(reading, "value", code).and_then(|member| Ok((member.text(reading)?, member)));
    members.finish(reading);
    let (check, _) = kind?;
    let (text, member) = value?;
    member.take(reading, check(text))
}

/// The usages that could be read, and whether that is all of them. An empty list counts as absent (rule
/// U1).
pub(super) fn key_usages(body: &mut Members<'_>, reading: &mut Reading) -> (KeyUsages, Read<()>) {
    const NAMES: [&str; KeyUsage::ALL.len()] = {
        let mut names = [""; KeyUsage::ALL.len()];
        let mut position = 0;
        while position < names.len() {
            names[position] = KeyUsage::ALL[position].as_str();
            position += 1;
        }
        names
    };
    let Some(member) = body.optional("key_usages", None) else { return (KeyUsages::NONE, Ok(())) };
    let Ok(entries) = member.array(reading, MAX_ENTRIES) else { return (KeyUsages::NONE, Err(Recorded)) };
    let read = entries.iter().map(|entry| entry.one_of(reading, &NAMES, &KeyUsage::ALL));
    let (usages, faults): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    let usages: Vec<KeyUsage> = usages.into_iter().flatten().collect();
    (KeyUsages::of(&usages), if faults.is_empty() { Ok(()) } else { Err(Recorded) })
}

pub(super) fn extended_key_usage(body: &mut Members<'_>, reading: &mut Reading) -> Read<ExtendedKeyUsage> {
    const NAMES: [&str; KeyPurpose::NAMED.len()] =
        ["server_auth", "client_auth", "code_signing", "email_protection", "time_stamping"];
    let Some(member) = body.optional("extended_key_usage", None) else {
        return Ok(ExtendedKeyUsage::default());
    };
    let mut members = member.object(reading)?;
    let asked: Vec<Read<Option<KeyPurpose>>> = NAMES
        .into_iter()
        .zip(KeyPurpose::NAMED)
        .map(|(name, purpose)| {
            let asked = members.optional(name, None).map(|member| member.boolean(reading)).transpose()?;
            Ok(asked.unwrap_or(false).then_some(purpose))
        })
        .collect();
    members.finish(reading);
    let purposes: Read<Vec<Option<KeyPurpose>>> = asked.into_iter().collect();
    purposes.map(|purposes| ExtendedKeyUsage::new(purposes.into_iter().flatten()))
}

/// Both members or neither (rule U5).
pub(super) fn customized_extension(body: &mut Members<'_>, reading: &mut Reading) -> Read<Option<Extension>> {
    let Some(member) = body.optional("customized_extension", None) else { return Ok(None) };
    let mut members = member.object(reading)?;
    let oid = members.optional("object_identifier", None);
    let value = members.optional("value", None);
    if oid.is_none() && value.is_none() {
        members.finish(reading);
        return Ok(None);
    }
    let oid = members.mandatory(reading, "object_identifier", None).and_then(|member| {
        let oid = ObjectIdentifier::new(member.text(reading)?);
        let checked = oid.and_then(|oid| Extension::check_identifier(&oid).map(|()| oid));
        member.take(reading, checked)
    });
    let value = members.mandatory(reading, "value", None).and_then(|member| {
        let text = member.text(reading)?;
        member.take(reading, Extension::check_text(text))?;
        Ok(text)
    });
    members.finish(reading);
    // Both were checked above.
    Extension::text(oid?, value?).map(Some).map_err(|_| Recorded)
}
