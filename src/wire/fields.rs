//! The objects that the bodies share: name, validity, alternative names, usages, extension.

use alloc::vec::Vec;

use time::UtcDateTime;
use uuid::Uuid;

use super::members::{AlreadyReported, Diagnostics, Member, Members, ReadResult};
use super::value::{MAX_ENTRIES, Value, ValueKind};
use crate::diagnostics::{Field, NoticeKind, RequestedKeyError, Source, ViolationKind};
use crate::key::{AlgorithmChoice, HashAlgorithm, KeyAlgorithm};
use crate::profile::Profile;
use crate::request::validity::{RequestedValidity, ValidityUnit};
use crate::x509::Sanitized;
use crate::x509::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use crate::x509::general_name::NameForm;
use crate::x509::general_name::{NameError, NameErrorKind, SubjectAlternativeName};
use crate::x509::length::check_length;
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::oid::ObjectIdentifier;

pub(super) fn issuer_id(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<Uuid> {
    let member = body.mandatory(diagnostics, &Field::IssuerId)?;
    let text = member.text(diagnostics)?;
    // Of the forms that Uuid reads, only the one with hyphens has 36 characters.
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    member.take(diagnostics, id.ok_or_else(|| ViolationKind::NotAUuid(Sanitized::new(text))))
}

/// The algorithm of the key and the hash of the signature.
pub(super) struct Algorithms<K, H> {
    pub(super) key: ReadResult<K>,
    pub(super) hash: ReadResult<H>,
}

impl Algorithms<KeyAlgorithm, HashAlgorithm> {
    /// Reads the algorithms of a body that must name both.
    pub(super) fn named(
        profile: Option<&Profile>,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let key = named_key_algorithm(profile, body, diagnostics);
        Self::for_key(key, body, diagnostics)
    }
}

impl<K> Algorithms<K, HashAlgorithm> {
    /// Reads the hash of a body that must name it.
    pub(super) fn for_key(key: ReadResult<K>, body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> Self {
        let hash = body.mandatory(diagnostics, &Field::SignatureAlgorithm(Source::Body));
        Self { key, hash: hash.and_then(|member| signature_algorithm(&member, diagnostics)) }
    }
}

/// Reads the algorithm of the key from a body that must name it.
pub(super) fn named_key_algorithm(
    profile: Option<&Profile>,
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<KeyAlgorithm> {
    let key = body.mandatory(diagnostics, &Field::Key(Source::Body));
    key.and_then(|member| key_algorithm(profile, &member, diagnostics))
}

impl Algorithms<AlgorithmChoice<KeyAlgorithm>, AlgorithmChoice<HashAlgorithm>> {
    /// Reads the algorithms of a body that can leave them to the issuer (rule W3).
    pub(super) fn chosen(
        profile: Option<&Profile>,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let key = body.optional(&Field::Key(Source::Body));
        let key = key.map(|member| key_algorithm(profile, &member, diagnostics)).transpose();
        let hash = body.optional(&Field::SignatureAlgorithm(Source::Body));
        let hash = hash.map(|member| signature_algorithm(&member, diagnostics)).transpose();
        Self { key: key.map(choice), hash: hash.map(choice) }
    }
}

fn choice<A>(named: Option<A>) -> AlgorithmChoice<A> {
    named.map_or(AlgorithmChoice::SameAsIssuer, AlgorithmChoice::Named)
}

/// Reads one of the algorithms that the profile lists, or of the API's if there is no profile.
fn key_algorithm(
    profile: Option<&Profile>,
    member: &Member<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<KeyAlgorithm> {
    let listed = match profile.map(Profile::body_key_algorithms) {
        Some(listed) if listed != KeyAlgorithm::API => listed,
        _ => return member.one_of(diagnostics, &KeyAlgorithm::API_NAMES, &KeyAlgorithm::API),
    };
    let text = member.text(diagnostics)?;
    let found = listed.iter().copied().find(|algorithm| algorithm.as_str() == text);
    member.take(
        diagnostics,
        found.ok_or_else(|| RequestedKeyError::NotListed {
            found: Sanitized::new(text),
            listed: listed.iter().map(|algorithm| algorithm.as_str()).collect(),
        }),
    )
}

fn signature_algorithm(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<HashAlgorithm> {
    member.one_of(diagnostics, &HashAlgorithm::NAMES, &HashAlgorithm::ALL)
}

pub(super) fn distinguished_name(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<DistinguishedName> {
    let members = body.mandatory_object(diagnostics, &Field::Subject(Source::Body))?;
    let types = AttributeType::MEMBERS;
    let mut attributes = [None; AttributeType::MEMBERS.len()];
    let mut complete = Ok(());
    for (attribute, checked) in types.iter().zip(&mut attributes) {
        let field = Field::SubjectAttribute(Source::Body, attribute.clone());
        let member = match attribute {
            AttributeType::CommonName => members.mandatory(diagnostics, &field),
            _ => match members.optional(&field) {
                Some(member) => Ok(member),
                None => continue,
            },
        };
        let value = member.and_then(|member| {
            let text = member.text(diagnostics)?;
            member.take(diagnostics, attribute.checked(text))
        });
        complete = complete.and(value.map(|value| *checked = Some(value)));
    }
    members.finish(diagnostics);
    complete.map(|()| DistinguishedName::from_checked(attributes.into_iter().flatten()))
}

/// The validity of a body.
pub(super) struct Validity {
    pub(super) read: ReadResult<RequestedValidity>,
    /// The validity to check: the one that was read or, if reading failed, one without a known end
    /// from the requested start.
    pub(super) fallback: RequestedValidity,
}

pub(super) fn validity(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> Validity {
    let Ok(members) = body.mandatory_object(diagnostics, &Field::Validity) else {
        return Validity { read: Err(AlreadyReported), fallback: RequestedValidity::UNKNOWN_END };
    };
    let unit = members.mandatory(diagnostics, &Field::ValidityUnit).and_then(|member| {
        let values = [ValidityUnit::Year, ValidityUnit::Month, ValidityUnit::Day, ValidityUnit::Hour];
        member.one_of(diagnostics, &["YEAR", "MONTH", "DAY", "HOUR"], &values)
    });
    let value = members
        .mandatory(diagnostics, &Field::ValidityValue)
        .and_then(|member| member.integer::<u64>(diagnostics, 1, i64::MAX.into()));
    let start_from =
        members.optional(&Field::ValidityStart).map(|member| start_from(&member, diagnostics)).transpose();
    members.finish(diagnostics);
    let starting = |validity: RequestedValidity| match start_from {
        Ok(Some(start_from)) => validity.with_not_before(start_from),
        _ => validity,
    };
    let duration =
        unit.and_then(|unit| diagnostics.take(Field::ValidityValue, RequestedValidity::new(unit, value?)));
    Validity {
        read: duration.and_then(|duration| start_from.map(|_| starting(duration))),
        fallback: starting(duration.unwrap_or(RequestedValidity::UNKNOWN_END)),
    }
}

/// Reads a start in milliseconds since 1970 (rule V2).
fn start_from(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<UtcDateTime> {
    let milliseconds: i64 = member.integer(diagnostics, i64::MIN.into(), i64::MAX.into())?;
    let at = UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    member.take(diagnostics, at.map_err(|_| ViolationKind::TimeNotExpressible))
}

/// The alternative names of a body.
pub(super) struct AlternativeNames {
    /// The names that could be read.
    pub(super) names: Vec<SubjectAlternativeName>,
    /// The positions of the names that could not be read.
    pub(super) refused: Vec<usize>,
    /// Whether all names could be read.
    pub(super) complete: ReadResult<()>,
}

/// Reads the names, at most `max`.
pub(super) fn alternative_names(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
    max: usize,
) -> AlternativeNames {
    let mut read = AlternativeNames { names: Vec::new(), refused: Vec::new(), complete: Ok(()) };
    let Some(member) = body.optional(&Field::AlternativeNames(Source::Body)) else { return read };
    let Ok(entries) = member.array(diagnostics, max) else {
        return AlternativeNames { complete: Err(AlreadyReported), ..read };
    };
    read.names.reserve_exact(entries.len());
    for (position, value) in entries.enumerate() {
        match alternative_name(value, position, diagnostics) {
            Ok(name) => read.names.push(name),
            Err(AlreadyReported) => {
                read.refused.push(position);
                read.complete = Err(AlreadyReported);
            }
        }
    }
    read
}

fn alternative_name(
    value: Value<'_>,
    position: usize,
    diagnostics: &mut Diagnostics,
) -> ReadResult<SubjectAlternativeName> {
    type Check = fn(&str) -> Result<SubjectAlternativeName, NameError>;
    const FORMS: [(Check, NameForm); 4] = [
        (SubjectAlternativeName::dns, NameForm::Dns),
        (SubjectAlternativeName::ip, NameForm::Ip),
        (SubjectAlternativeName::email, NameForm::Email),
        (short_uri, NameForm::Uri),
    ];
    let field = Field::AlternativeNameEntry(position);
    let members = Member { value, field: &field }.object(diagnostics)?;
    let field = Field::AlternativeNameType(position);
    let form = members
        .mandatory(diagnostics, &field)
        .and_then(|member| member.one_of(diagnostics, &["DNS", "IP", "EMAIL", "URI"], &FORMS));
    let field =
        Field::AlternativeName { source: Source::Body, position, form: form.ok().map(|(_, form)| form) };
    let value =
        members.mandatory(diagnostics, &field).and_then(|member| Ok((member.text(diagnostics)?, member)));
    members.finish(diagnostics);
    let (check, _) = form?;
    let (text, member) = value?;
    member.take(diagnostics, check(text))
}

/// Checks a URI of at most 253 characters, the limit of the API page.
fn short_uri(uri: &str) -> Result<SubjectAlternativeName, NameError> {
    const MAX_CHARACTERS: usize = 253;
    check_length(uri, 1, MAX_CHARACTERS)
        .map_err(|error| NameError::new(uri, NameErrorKind::Length(error)))?;
    SubjectAlternativeName::uri(uri)
}

/// Reads the key usages, and returns those that could be read and whether that is all of them. An
/// empty list counts as absent (rule U1).
pub(super) fn key_usages(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> (KeyUsages, ReadResult<()>) {
    let Some(member) = body.optional(&Field::KeyUsages(Source::Body)) else {
        return (KeyUsages::NONE, Ok(()));
    };
    let Ok(entries) = member.array(diagnostics, MAX_ENTRIES) else {
        return (KeyUsages::NONE, Err(AlreadyReported));
    };
    let (mut usages, mut complete) = (KeyUsages::NONE, Ok(()));
    for (position, value) in entries.enumerate() {
        let entry = Member { value, field: &Field::KeyUsage(position) };
        match entry.one_of(diagnostics, &KeyUsage::NAMES, &KeyUsage::ALL) {
            Ok(usage) => usages = usages.union(KeyUsages::of(&[usage])),
            Err(AlreadyReported) => complete = Err(AlreadyReported),
        }
    }
    (usages, complete)
}

pub(super) fn extended_key_usage(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<ExtendedKeyUsage> {
    const NAMES: [&str; KeyPurpose::NAMED.len()] = KeyPurpose::MEMBERS;
    let Some(member) = body.optional_object(&Field::ExtendedKeyUsage(Source::Body)) else {
        return Ok(ExtendedKeyUsage::default());
    };
    let members = member.object(diagnostics)?;
    let (mut purposes, mut complete) = (Vec::new(), Ok(()));
    for (purpose, name) in KeyPurpose::NAMED.into_iter().zip(NAMES) {
        let field = Field::KeyPurpose(name);
        match members.optional(&field).map(|member| member.boolean(diagnostics)) {
            Some(Ok(true)) => purposes.push(purpose),
            Some(Err(AlreadyReported)) => complete = Err(AlreadyReported),
            Some(Ok(false)) | None => {}
        }
    }
    // A requested purpose is granted or refused, never left out (rule W4).
    for (name, value) in members.others() {
        let field = members.other(name);
        if let ValueKind::Boolean(false) = value.kind() {
            diagnostics.notices.push(field, NoticeKind::UnknownMember);
        } else {
            let kind = ViolationKind::UnknownPurpose { known: &NAMES };
            diagnostics.violations.push(field, kind);
            complete = Err(AlreadyReported);
        }
    }
    complete.map(|()| ExtendedKeyUsage::new(purposes))
}

/// Reads the custom extension, which has both members or neither (rule U5).
pub(super) fn customized_extension(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<Option<CustomExtension>> {
    let Some(member) = body.optional_object(&Field::CustomExtension) else { return Ok(None) };
    let members = member.object(diagnostics)?;
    let oid = members.optional(&Field::CustomExtensionIdentifier);
    let value = members.optional(&Field::CustomExtensionValue);
    if oid.is_none() && value.is_none() {
        members.finish(diagnostics);
        return Ok(None);
    }
    let oid = members.mandatory(diagnostics, &Field::CustomExtensionIdentifier).and_then(|member| {
        let oid = ObjectIdentifier::new(member.text(diagnostics)?);
        let oid = member.take(diagnostics, oid)?;
        member.take(diagnostics, CustomExtension::check_identifier_of_text(&oid)).map(|()| oid)
    });
    let value = members.mandatory(diagnostics, &Field::CustomExtensionValue).and_then(|member| {
        let text = member.text(diagnostics)?;
        member.take(diagnostics, CustomExtension::check_text(text))?;
        Ok(text)
    });
    members.finish(diagnostics);
    diagnostics.take(Field::CustomExtension, CustomExtension::text(oid?, value?)).map(Some)
}
