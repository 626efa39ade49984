//! The subject of a CSR, which is copied byte for byte after this check (rule C5).

use alloc::vec::Vec;

use super::attribute::is_country;
use super::x501::{NameAttribute, Rdn};
use super::{Attribute, Name};
use crate::diagnostics::{AttributeError, CsrError, Sanitized, ViolationKind};
use crate::x509::der::{NotDer, Reader, Value, Writer, is_one_value, set_of, tag, type_name};
use crate::x509::oid::{self, ObjectIdentifier};

/// The most characters of further attributes: RFC 5280 App. A, where ub-name is 32,768, and RFC 2985 App. A.
const UPPER_BOUNDS: [(&[u8], usize); 11] = [
    (oid::SERIAL_NUMBER, 64),
    (oid::TITLE, 64),
    (oid::SURNAME, 32_768),
    (oid::NAME, 32_768),
    (oid::GIVEN_NAME, 32_768),
    (oid::INITIALS, 32_768),
    (oid::GENERATION_QUALIFIER, 32_768),
    (oid::PSEUDONYM, 128),
    (oid::EMAIL_ADDRESS, 255),
    (oid::UNSTRUCTURED_NAME, 255),
    (oid::UNSTRUCTURED_ADDRESS, 255),
];

/// The fewest and the most characters of an attribute, where it has bounds.
fn bounds(oid: &[u8]) -> Option<(usize, usize)> {
    let further = || UPPER_BOUNDS.iter().find(|(known, _)| *known == oid).map(|(_, max)| (1, *max));
    Attribute::of_oid(oid).map(Attribute::bounds).or_else(further)
}

/// The attributes that are defined as IA5String, and as PrintableString. In whatever string type they
/// come, their characters are those of their definition.
const IA5_ATTRIBUTES: [&[u8]; 2] = [oid::EMAIL_ADDRESS, oid::DOMAIN_COMPONENT];
const PRINTABLE_ATTRIBUTES: [&[u8]; 3] = [oid::COUNTRY_NAME, oid::SERIAL_NUMBER, oid::DN_QUALIFIER];

/// Whether the attribute can be an IA5String; unstructuredName is one or a DirectoryString (RFC 2985 §5.2.2).
fn may_be_ia5(oid: &[u8]) -> bool {
    IA5_ATTRIBUTES.contains(&oid) || oid == oid::UNSTRUCTURED_NAME
}

/// The most attributes of a subject, RDNs without any counted as one.
const MAX_ATTRIBUTES: usize = 100;

/// Reads the subject of a CSR and reports what is wrong with it and its attributes. `Err` where it
/// is not a Name in strict DER.
pub(crate) fn check_foreign_subject(
    bytes: &[u8],
    mut report: impl FnMut(ViolationKind),
) -> Result<Name, CsrError> {
    let name = Name::from_der_unchecked(bytes.to_vec());
    let mut rdns = Reader::of_sequence(bytes).map_err(|NotDer| no_name(bytes))?;
    let found = name.rdns().map(Rdn::count).sum();
    if found > MAX_ATTRIBUTES {
        report(ViolationKind::TooMany { found, max: MAX_ATTRIBUTES });
        return Ok(name);
    }
    while !rdns.is_finished() {
        let rdn = rdns.content_of(tag::SET).and_then(set_of);
        let (attributes, is_in_order) = rdn.map_err(|NotDer| no_name(bytes))?;
        let mut attributes = attributes.peekable();
        attributes.peek().ok_or_else(|| no_name(bytes))?;
        if !is_in_order {
            return Err(CsrError::RdnOrder);
        }
        let mut before: Option<&[u8]> = None;
        for attribute in attributes {
            let attribute = NameAttribute::read(attribute).map_err(|NotDer| no_name(bytes))?;
            if !oid::is_content(attribute.oid) {
                return Err(no_name(bytes));
            }
            // They are in order, so that equal ones are neighbours.
            let repeated = before.replace(attribute.bytes) == Some(attribute.bytes);
            if let Err(kind) = check_attribute(attribute.oid, attribute.value) {
                report(kind);
            }
            if repeated {
                report(of_attribute(attribute.oid, AttributeError::RepeatedInRdn));
            }
        }
    }
    Ok(name)
}

/// What is wrong with bytes that are no Name.
fn no_name(bytes: &[u8]) -> CsrError {
    const PART: &str = "the subject";
    match is_one_value(bytes) {
        true => CsrError::Structure { part: PART, expected: "a Name (RFC 5280 §4.1.2.4)" },
        false => CsrError::Der(PART),
    }
}

/// Reads the subject of a certificate that this library writes: the attributes of a request or a CSR
/// (rules N1–N3 and C5), and those that are inherited from the issuer, whatever they hold (rule N4).
pub(crate) fn check_subject(bytes: &[u8], issuer: Option<&Name>) -> Result<Name, NotDer> {
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
    let mut is_refused = false;
    check_foreign_subject(&w.into_bytes(), |_| is_refused = true).map_err(|_| NotDer)?;
    if is_refused { Err(NotDer) } else { Name::read(bytes) }
}

fn of_attribute(oid: &[u8], defect: AttributeError) -> ViolationKind {
    // Its content was checked.
    let attribute = ObjectIdentifier::from_content_unchecked(oid);
    ViolationKind::Csr(CsrError::Attribute { attribute, defect })
}

fn check_attribute(oid: &[u8], value: Value<'_>) -> Result<(), ViolationKind> {
    let fault = |defect| Err(of_attribute(oid, defect));
    let text = match text(oid, value) {
        Ok(text) => text,
        Err(defect) => return fault(defect),
    };
    let quoted = || Sanitized::new(text);
    // Two letters, which every string type has.
    if oid == oid::COUNTRY_NAME {
        return if is_country(text) { Ok(()) } else { Err(ViolationKind::Country(quoted())) };
    }
    let first = |is_refused: &dyn Fn(char) -> bool| text.chars().find(|character| is_refused(*character));
    if let Some(character) = first(&char::is_control) {
        return fault(AttributeError::ControlCharacter { value: quoted(), character });
    }
    if IA5_ATTRIBUTES.contains(&oid)
        && let Some(character) = first(&|character| !character.is_ascii())
    {
        let allowed = "ASCII characters alone";
        return fault(AttributeError::DefinedCharacter { value: quoted(), allowed, character });
    }
    if let Some(character) = first(&|character| !is_printable(character)) {
        if PRINTABLE_ATTRIBUTES.contains(&oid) {
            let allowed = "letters A-Z and a-z, digits, space and '()+,-./:=? alone";
            return fault(AttributeError::DefinedCharacter { value: quoted(), allowed, character });
        }
        if value.tag == tag::PRINTABLE_STRING {
            let string = type_name(value.tag);
            return fault(AttributeError::StringCharacter { value: quoted(), string, character });
        }
    }
    if value.tag == tag::IA5_STRING
        && let Some(character) = first(&|character| !character.is_ascii())
    {
        let string = type_name(value.tag);
        return fault(AttributeError::StringCharacter { value: quoted(), string, character });
    }
    let found = text.chars().count();
    match bounds(oid) {
        Some((min, max)) if !(min..=max).contains(&found) => {
            fault(AttributeError::Length { value: quoted(), found, min, max })
        }
        None if found == 0 => fault(AttributeError::Empty),
        _ => Ok(()),
    }
}

/// The text of an attribute of an accepted string type, whatever its characters.
fn text<'a>(oid: &[u8], value: Value<'a>) -> Result<&'a str, AttributeError> {
    let string = type_name(value.tag);
    let is_accepted = match value.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING => true,
        tag::IA5_STRING => may_be_ia5(oid),
        _ => false,
    };
    if !is_accepted {
        let allowed = match may_be_ia5(oid) {
            true => "a UTF8String, PrintableString or IA5String",
            false => "a UTF8String or PrintableString",
        };
        return Err(AttributeError::StringType { found: string, allowed });
    }
    core::str::from_utf8(value.content).map_err(|error| {
        let octet = value.content.get(error.valid_up_to()).copied().unwrap_or_default();
        AttributeError::StringOctet { string, octet }
    })
}

/// The characters of PrintableString (X.680 §41.4).
fn is_printable(character: char) -> bool {
    character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character)
}
