//! Checks a name that is copied byte for byte into a certificate: the subject of a CSR (rule C5),
//! or a name that a program gives in DER.

use alloc::vec::Vec;

use super::attribute_table::{self, Bounds, Syntax};
use super::rdn::Rdn;
use super::{AttributeError, AttributeErrorKind, DistinguishedName, NameAttribute, NotAName, SubjectError};
use crate::x509::Sanitized;
use crate::x509::der::{NotDer, Reader, Value, Writer, is_one_value, set_of, tag, type_name};
use crate::x509::oid::{self, ObjectIdentifier};

/// The maximum number of attributes of a subject, where an empty RDN counts as one.
pub(super) const MAX_ATTRIBUTES: usize = 100;

/// The values that an attribute may have if neither its string type nor its bounds are enforced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// Text as in a CSR (rule C5).
    Text,
    /// Any DER, as the caller says that the definition demands it (rule N6).
    Any,
}

/// Reads a name and reports the faults of its attributes.
///
/// # Errors
/// [`NotAName`] if the bytes are not a Name in strict DER.
pub(crate) fn check_copied_name(
    bytes: &[u8],
    values: Values,
    mut report: impl FnMut(SubjectError),
) -> Result<DistinguishedName, NotAName> {
    let not_a_name = || if is_one_value(bytes) { NotAName::OtherStructure } else { NotAName::NotDer };
    let name = DistinguishedName::from_der_unchecked(bytes.to_vec());
    let mut rdns = Reader::of_sequence(bytes).map_err(|NotDer| not_a_name())?;
    let found = name.rdns().map(Rdn::count).sum();
    if found > MAX_ATTRIBUTES {
        report(SubjectError::TooManyAttributes { found, max: MAX_ATTRIBUTES });
        return Ok(name);
    }
    while !rdns.is_finished() {
        let rdn = rdns.content_of(tag::SET).and_then(set_of);
        let (attributes, is_in_order) = rdn.map_err(|NotDer| not_a_name())?;
        let mut attributes = attributes.peekable();
        attributes.peek().ok_or_else(not_a_name)?;
        if !is_in_order {
            return Err(NotAName::RdnOrder);
        }
        let mut before: Option<&[u8]> = None;
        for attribute in attributes {
            let attribute = NameAttribute::read(attribute).map_err(|NotDer| not_a_name())?;
            if !oid::is_content(attribute.oid) {
                return Err(not_a_name());
            }
            // The attributes are sorted, so equal ones are adjacent.
            let is_repeated = before.replace(attribute.bytes) == Some(attribute.bytes);
            if let Err(error) = check_attribute(attribute.oid, attribute.value, values) {
                report(error);
            }
            if is_repeated {
                report(of_attribute(attribute.oid, AttributeErrorKind::RepeatedInRdn));
            }
        }
    }
    Ok(name)
}

/// Reads the subject of a certificate that this library writes. It has attributes of a request or a
/// CSR (rules N1–N3 and C5), and attributes with any content that are inherited from the issuer
/// (rule N4).
pub(crate) fn read_subject(
    bytes: &[u8],
    issuer: Option<&DistinguishedName>,
) -> Result<DistinguishedName, NotDer> {
    let is_inherited = |rdn: Value<'_>| {
        issuer.is_some_and(|issuer| issuer.attributes().any(|inherited| inherited.bytes == rdn.content))
    };
    let mut own = Vec::new();
    let mut rdns = Reader::of_sequence(bytes)?;
    while !rdns.is_finished() {
        let rdn = rdns.next()?;
        if !is_inherited(rdn) {
            own.extend_from_slice(rdn.bytes);
        }
    }
    let mut w = Writer::with_capacity(bytes.len());
    w.sequence(|w| w.raw(&own));
    let mut is_sound = true;
    check_copied_name(&w.into_bytes(), Values::Any, |_| is_sound = false).map_err(|_| NotDer)?;
    if is_sound { DistinguishedName::read(bytes) } else { Err(NotDer) }
}

fn of_attribute(oid: &[u8], kind: AttributeErrorKind) -> SubjectError {
    // The caller checked the content.
    let attribute = ObjectIdentifier::from_content_unchecked(oid);
    SubjectError::Attribute(AttributeError { attribute, kind })
}

pub(super) fn check_attribute(oid: &[u8], value: Value<'_>, values: Values) -> Result<(), SubjectError> {
    let row = attribute_table::find(oid);
    let syntax = row.map_or(Syntax::Directory, |row| row.syntax);
    let is_defined = row.is_some_and(|row| row.syntax != Syntax::Directory || row.bounds != Bounds::None);
    let is_utf8_or_printable = matches!(value.tag, tag::UTF8_STRING | tag::PRINTABLE_STRING);
    if values == Values::Any && !is_defined && !is_utf8_or_printable {
        return Ok(());
    }
    let error = |kind| Err(of_attribute(oid, kind));
    let text = match text(syntax, value) {
        Ok(text) => text,
        Err(kind) => return error(kind),
    };
    let quoted = || Sanitized::new(text);
    // Every string type allows two letters.
    if syntax == Syntax::CountryCode {
        return if is_country(text) { Ok(()) } else { Err(SubjectError::Country(quoted())) };
    }
    let first = |is_refused: &dyn Fn(char) -> bool| text.chars().find(|character| is_refused(*character));
    if let Some(character) = first(&char::is_control) {
        return error(AttributeErrorKind::ControlCharacter { value: quoted(), character });
    }
    // The definition of the attribute limits the characters, whatever the string type.
    if syntax == Syntax::Ia5
        && let Some(character) = first(&|character| !character.is_ascii())
    {
        let allowed = AttributeErrorKind::ASCII_CHARACTERS;
        return error(AttributeErrorKind::DefinedCharacter { value: quoted(), allowed, character });
    }
    if let Some(character) = first(&|character| !is_printable(character)) {
        if syntax == Syntax::Printable {
            let allowed = AttributeErrorKind::PRINTABLE_CHARACTERS;
            return error(AttributeErrorKind::DefinedCharacter { value: quoted(), allowed, character });
        }
        if value.tag == tag::PRINTABLE_STRING {
            let string = type_name(value.tag);
            return error(AttributeErrorKind::StringCharacter { value: quoted(), string, character });
        }
    }
    if value.tag == tag::IA5_STRING
        && let Some(character) = first(&|character| !character.is_ascii())
    {
        let string = type_name(value.tag);
        return error(AttributeErrorKind::StringCharacter { value: quoted(), string, character });
    }
    let found = text.chars().count();
    match row.map_or(Bounds::None, |row| row.bounds) {
        Bounds::Enforced { min, max } if !(min..=max).contains(&found) => {
            error(AttributeErrorKind::Length { value: quoted(), found, min, max })
        }
        Bounds::None | Bounds::OfRfcs { .. } if found == 0 => error(AttributeErrorKind::Empty),
        _ => Ok(()),
    }
}

/// Returns the text of a value of an accepted string type, without checking its characters.
fn text(syntax: Syntax, value: Value<'_>) -> Result<&str, AttributeErrorKind> {
    let string = type_name(value.tag);
    let may_be_ia5 = matches!(syntax, Syntax::Ia5 | Syntax::Ia5OrDirectory);
    let is_accepted = match value.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING => true,
        tag::IA5_STRING => may_be_ia5,
        _ => false,
    };
    if !is_accepted {
        let allowed = match may_be_ia5 {
            true => "a UTF8String, PrintableString or IA5String",
            false => "a UTF8String or PrintableString",
        };
        return Err(AttributeErrorKind::StringType { found: string, allowed });
    }
    core::str::from_utf8(value.content).map_err(|error| {
        let octet = value.content.get(error.valid_up_to()).copied().unwrap_or_default();
        AttributeErrorKind::StringOctet { string, octet }
    })
}

/// Returns whether PrintableString allows the character (X.680 §41.4).
pub(crate) fn is_printable(character: char) -> bool {
    character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character)
}

/// Returns whether the value is two ASCII letters.
pub(super) fn is_country(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic())
}
