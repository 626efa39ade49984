//! The subject of a CSR, which is copied byte for byte after this check (rule C5).

use alloc::string::String;
use alloc::vec::Vec;

use super::Name;
use super::x501::NameAttribute;
use crate::der::{NotDer, Reader, Value, set_of, tag};
use crate::error::{Code, CsrDefect, ViolationKind, Violations};
use crate::oid::{self, ObjectIdentifier};

/// Upper bounds in characters, RFC 5280 App. A. ub-name is 32,768, more than any CSR can hold.
const BOUNDS: [(&[u8], usize, usize); 15] = [
    (oid::COMMON_NAME, 1, 64),
    (oid::SERIAL_NUMBER, 1, 64),
    (oid::COUNTRY_NAME, 2, 2),
    (oid::LOCALITY_NAME, 1, 128),
    (oid::STATE_OR_PROVINCE_NAME, 1, 128),
    (oid::ORGANIZATION_NAME, 1, 64),
    (oid::ORGANIZATIONAL_UNIT_NAME, 1, 64),
    (oid::TITLE, 1, 64),
    (oid::SURNAME, 1, 32_768),
    (oid::NAME, 1, 32_768),
    (oid::GIVEN_NAME, 1, 32_768),
    (oid::INITIALS, 1, 32_768),
    (oid::GENERATION_QUALIFIER, 1, 32_768),
    (oid::PSEUDONYM, 1, 128),
    (oid::EMAIL_ADDRESS, 1, 255),
];

/// The attributes that are defined as IA5String.
const IA5_ATTRIBUTES: [&[u8]; 2] = [oid::EMAIL_ADDRESS, oid::DOMAIN_COMPONENT];

/// Reads the subject of a CSR and records what is wrong with its attributes. `Err` where it is not a
/// Name in strict DER.
pub(crate) fn check_foreign_subject(bytes: &[u8], violations: &mut Violations) -> Result<Name, NotDer> {
    let mut rdns = Reader::of_sequence(bytes)?;
    while !rdns.is_finished() {
        let attributes = set_of(rdns.expect(tag::SET)?)?;
        if attributes.is_empty() {
            return Err(NotDer);
        }
        for attribute in attributes {
            let attribute = NameAttribute::read(attribute)?;
            let oid = ObjectIdentifier::from_content(attribute.oid).ok_or(NotDer)?;
            if let Err(kind) = check_attribute(&oid, attribute.value) {
                violations.push("/csr#/subject", Code::DistinguishedName, kind);
            }
        }
    }
    Name::from_der(bytes)
}

fn check_attribute(oid: &ObjectIdentifier, value: Value<'_>) -> Result<(), ViolationKind> {
    let text = text(oid, value).map_err(ViolationKind::Csr)?;
    if let Some(control) = text.chars().find(|character| character.is_control()) {
        return Err(ViolationKind::ControlCharacter(control.into()));
    }
    let bounds = BOUNDS.iter().find(|(attribute, ..)| oid.as_content() == *attribute);
    let found = text.chars().count();
    match bounds {
        Some(&(_, min, max)) if !(min..=max).contains(&found) => {
            Err(ViolationKind::Csr(CsrDefect::AttributeLength { attribute: oid.clone(), found, min, max }))
        }
        None if found == 0 => Err(ViolationKind::Csr(CsrDefect::EmptyAttribute(oid.clone()))),
        _ => Ok(()),
    }
}

fn text(oid: &ObjectIdentifier, value: Value<'_>) -> Result<String, CsrDefect> {
    let octets: Vec<u8> = value.content.to_vec();
    let allowed = match value.tag {
        tag::UTF8_STRING => true,
        tag::PRINTABLE_STRING => der::asn1::PrintableStringRef::new(&octets).is_ok(),
        tag::IA5_STRING if IA5_ATTRIBUTES.contains(&oid.as_content()) => octets.is_ascii(),
        _ => return Err(CsrDefect::StringType(oid.clone())),
    };
    match String::from_utf8(octets) {
        Ok(text) if allowed => Ok(text),
        _ => Err(CsrDefect::StringContent(oid.clone())),
    }
}
