//! The values of the types of otherName that are known here (rule S7).

use super::dns::check_host_name;
use super::{NameErrorKind, NameForm, OtherName};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag};
use crate::x509::length::check_length;
use crate::x509::oid::{self, ObjectIdentifier};

/// Checks the value of an otherName as its type defines it. Other types can have any value.
pub(super) fn check_value(type_id: &[u8], value: &[u8]) -> Result<(), NameErrorKind> {
    match type_id {
        oid::USER_PRINCIPAL_NAME => {
            let name = text_of(value, tag::UTF8_STRING).ok_or(NameErrorKind::UserPrincipalName)?;
            check_text(name)
        }
        oid::SMTP_UTF8_MAILBOX => {
            let mailbox = text_of(value, tag::UTF8_STRING).ok_or(NameErrorKind::SmtpUtf8Mailbox)?;
            check_text(mailbox)?;
            check_smtp_utf8_mailbox(mailbox)
        }
        oid::SRV_NAME => {
            let name = text_of(value, tag::IA5_STRING).ok_or(NameErrorKind::SrvName)?;
            check_text(name)?;
            check_srv_name(name)
        }
        oid::HARDWARE_MODULE_NAME => match read_hardware_module_name(value) {
            Ok(_) => Ok(()),
            Err(NotDer) => Err(NameErrorKind::HardwareModuleName),
        },
        _ => Ok(()),
    }
}

/// Returns the tag of the string type in which a text of this type is written.
pub(super) fn string_type(type_id: &[u8]) -> u8 {
    if type_id == oid::SRV_NAME { tag::IA5_STRING } else { tag::UTF8_STRING }
}

/// Returns the form to whose constraints a name of this type is subject, beside those on otherName:
/// an e-mail address with characters outside ASCII (RFC 9598 §6), and a service of a host, which
/// would otherwise be named past a constraint on the host.
pub(super) fn further_form(type_id: &[u8]) -> Option<NameForm> {
    match type_id {
        oid::SMTP_UTF8_MAILBOX => Some(NameForm::Email),
        oid::SRV_NAME => Some(NameForm::Dns),
        _ => None,
    }
}

/// Returns the text of a value, if it has this string type, which is within UTF-8.
pub(super) fn text_of(value: &[u8], string_type: u8) -> Option<&str> {
    let text = Value::read(value).and_then(|value| value.content_of(string_type)).ok()?;
    core::str::from_utf8(text).ok()
}

/// Checks the length and the characters of a text.
pub(super) fn check_text(text: &str) -> Result<(), NameErrorKind> {
    check_length(text, 1, OtherName::MAX_TEXT_CHARACTERS).map_err(NameErrorKind::Length)?;
    match text.chars().find(|character| character.is_control()) {
        Some(control) => Err(NameErrorKind::Character(control)),
        None => Ok(()),
    }
}

/// The local part is a dot-atom with a character outside ASCII; an address without one is an
/// rfc822Name (RFC 9598 §3). The domain has A-labels.
fn check_smtp_utf8_mailbox(mailbox: &str) -> Result<(), NameErrorKind> {
    let (local_part, domain) = mailbox.rsplit_once('@').ok_or(NameErrorKind::At)?;
    let is_of_atom = |character: char| !character.is_ascii() || super::email::is_atext(character);
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_of_atom);
    if local_part.is_ascii() || !local_part.split('.').all(is_atom) {
        return Err(NameErrorKind::SmtpUtf8Mailbox);
    }
    if !domain.is_ascii() {
        return Err(NameErrorKind::NotAscii);
    }
    super::email::check_domain(domain)
}

/// `_Service.Name` (RFC 4985 §2): a service of letters, digits and hyphens (RFC 6335 §5.1), and a
/// DNS name.
fn check_srv_name(name: &str) -> Result<(), NameErrorKind> {
    let (service, host) =
        name.strip_prefix('_').and_then(|name| name.split_once('.')).ok_or(NameErrorKind::SrvName)?;
    let is_of_service = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
    if !(1..=62).contains(&service.len()) || !service.bytes().all(is_of_service) {
        return Err(NameErrorKind::SrvName);
    }
    check_host_name(host)
}

/// ```asn1
/// HardwareModuleName ::= SEQUENCE { hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING }
/// ```
pub(super) fn encode_hardware_module_name(
    w: &mut Writer,
    hardware_type: &ObjectIdentifier,
    serial_number: &[u8],
) {
    w.sequence(|w| {
        w.object_identifier(hardware_type.as_content());
        w.value(tag::OCTET_STRING, serial_number);
    });
}

pub(super) fn read_hardware_module_name(value: &[u8]) -> Result<(&[u8], &[u8]), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    let hardware_type = reader.content_of(tag::OBJECT_IDENTIFIER)?;
    let serial_number = reader.content_of(tag::OCTET_STRING)?;
    reader.finish()?;
    if serial_number.is_empty() { Err(NotDer) } else { Ok((hardware_type, serial_number)) }
}
