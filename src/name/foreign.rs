//! The subject of a CSR, which is copied byte for byte after this check (rule C5).

use alloc::vec::Vec;

use super::attribute::is_country;
use super::x501::{NameAttribute, Rdn};
use super::{Attribute, Name};
use crate::der::{NotDer, Reader, Value, Writer, set_of, tag};
use crate::error::{Code, CsrDefect, Quoted, ViolationKind, Violations};
use crate::oid::{self, ObjectIdentifier};

/// The most characters of further attributes, RFC 5280 App. A. ub-name is 32,768.
const UPPER_BOUNDS: [(&[u8], usize); 9] = [
    (oid::SERIAL_NUMBER, 64),
    (oid::TITLE, 64),
    (oid::SURNAME, 32_768),
    (oid::NAME, 32_768),
    (oid::GIVEN_NAME, 32_768),
    (oid::INITIALS, 32_768),
    (oid::GENERATION_QUALIFIER, 32_768),
    (oid::PSEUDONYM, 128),
    (oid::EMAIL_ADDRESS, 255),
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

/// The most attributes of a subject, RDNs without any counted as one.
const MAX_ATTRIBUTES: usize = 100;

/// Reads the subject of a CSR and records what is wrong with its attributes. `Err` where it is not a
/// Name in strict DER.
pub(crate) fn check_foreign_subject(
    bytes: &[u8],
    pointer: &str,
    violations: &mut Violations,
) -> Result<Name, NotDer> {
    let name = Name::from_der_unchecked(bytes.to_vec());
    let mut rdns = Reader::of_sequence(bytes)?;
    let found = name.rdns().map(Rdn::count).sum();
    if found > MAX_ATTRIBUTES {
        let kind = ViolationKind::TooMany { found, max: MAX_ATTRIBUTES };
        violations.push(pointer, Code::DistinguishedName, kind);
        return Ok(name);
    }
    while !rdns.is_finished() {
        let mut attributes = set_of(rdns.content_of(tag::SET)?)?.peekable();
        attributes.peek().ok_or(NotDer)?;
        let mut before: Option<&[u8]> = None;
        for attribute in attributes {
            let attribute = NameAttribute::read(attribute)?;
            if !oid::is_content(attribute.oid) {
                return Err(NotDer);
            }
            // They are in order, so that equal ones are neighbours.
            let repeated = before.replace(attribute.bytes) == Some(attribute.bytes);
            if let Err(kind) = check_attribute(attribute.oid, attribute.value) {
                violations.push(pointer, Code::DistinguishedName, kind);
            }
            if repeated {
                let kind = ViolationKind::Csr(CsrDefect::RepeatedInRdn(named(attribute.oid)));
                violations.push(pointer, Code::DistinguishedName, kind);
            }
        }
    }
    Ok(name)
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
    let mut violations = Violations::new();
    check_foreign_subject(&w.into_bytes(), "", &mut violations)?;
    if violations.is_empty() { Name::read(bytes) } else { Err(NotDer) }
}

/// The identifier of an attribute, whose content was checked.
fn named(oid: &[u8]) -> ObjectIdentifier {
    ObjectIdentifier::from_content_unchecked(oid)
}

fn check_attribute(oid: &[u8], value: Value<'_>) -> Result<(), ViolationKind> {
    let text = text(oid, value).map_err(ViolationKind::Csr)?;
    if let Some(control) = text.chars().find(|character| character.is_control()) {
        return Err(ViolationKind::ControlCharacter(control.into()));
    }
    let found = text.chars().count();
    let defect = match bounds(oid) {
        Some((min, max)) if !(min..=max).contains(&found) => {
            CsrDefect::AttributeLength { attribute: named(oid), found, min, max }
        }
        None if found == 0 => CsrDefect::EmptyAttribute(named(oid)),
        _ if oid == oid::COUNTRY_NAME && !is_country(text) => {
            return Err(ViolationKind::Country(Quoted::new(text)));
        }
        _ => return Ok(()),
    };
    Err(ViolationKind::Csr(defect))
}

fn text<'a>(oid: &[u8], value: Value<'a>) -> Result<&'a str, CsrDefect> {
    let octets = value.content;
    let is_printable = |octets: &[u8]| der::asn1::PrintableStringRef::new(octets).is_ok();
    let defined_as_ia5 = IA5_ATTRIBUTES.contains(&oid);
    let defined_as_printable = PRINTABLE_ATTRIBUTES.contains(&oid);
    let of_its_string_type = match value.tag {
        tag::UTF8_STRING => true,
        tag::PRINTABLE_STRING => is_printable(octets),
        tag::IA5_STRING if defined_as_ia5 => true,
        _ => return Err(CsrDefect::StringType(named(oid))),
    };
    let allowed = of_its_string_type
        && (!defined_as_ia5 || octets.is_ascii())
        && (!defined_as_printable || is_printable(octets));
    match core::str::from_utf8(octets) {
        Ok(text) if allowed => Ok(text),
        _ => Err(CsrDefect::StringContent(named(oid))),
    }
}
