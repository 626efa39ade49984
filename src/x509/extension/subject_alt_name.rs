//! subjectAltName (RFC 5280 §4.2.1.6), critical if and only if the subject is empty.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use super::{Criticality, EXTENSION_BOUND, HEADER_BOUND, encode_extension};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag, values};
use crate::x509::general_name::{
    GeneralName, NameError, NameErrorKind, NameForm, OtherName, SubjectAlternativeName,
};
use crate::x509::name::{DistinguishedName, NotAName, SubjectError, Values, check_copied_name};
use crate::x509::oid::{self, ObjectIdentifier};

/// The context tags of GeneralName that this crate writes.
pub(super) const RFC822_NAME: u8 = tag::context(1);
pub(super) const DNS_NAME: u8 = tag::context(2);
pub(super) const URI: u8 = tag::context(6);
pub(super) const IP_ADDRESS: u8 = tag::context(7);
pub(super) const OTHER_NAME: u8 = tag::context_constructed(0);
pub(super) const REGISTERED_ID: u8 = tag::context(8);

/// EXPLICIT, because Name is a CHOICE.
pub(super) const DIRECTORY_NAME: u8 = tag::context_constructed(4);

/// ```asn1
/// GeneralName ::= CHOICE {
///   otherName                  [0] OtherName,
///   rfc822Name                 [1] IA5String,
///   dNSName                    [2] IA5String,
///   directoryName              [4] Name,
///   uniformResourceIdentifier  [6] IA5String,
///   iPAddress                  [7] OCTET STRING,
///   registeredID               [8] OBJECT IDENTIFIER, … }
/// ```
pub(crate) fn encode_subject_alt_name(
    w: &mut Writer,
    names: &[SubjectAlternativeName],
    criticality: Criticality,
) {
    if names.is_empty() {
        return;
    }
    encode_extension(w, oid::SUBJECT_ALT_NAME, criticality, |w| {
        w.sequence(|w| {
            for name in names {
                encode_name(w, name);
            }
        });
    });
}

fn encode_name(w: &mut Writer, name: &SubjectAlternativeName) {
    match name {
        SubjectAlternativeName::Dns(name) => w.value(DNS_NAME, name.as_str().as_bytes()),
        SubjectAlternativeName::Email(address) => w.value(RFC822_NAME, address.as_str().as_bytes()),
        SubjectAlternativeName::Uri(uri) => w.value(URI, uri.as_str().as_bytes()),
        SubjectAlternativeName::Ip(IpAddr::V4(address)) => w.value(IP_ADDRESS, &address.octets()),
        SubjectAlternativeName::Ip(IpAddr::V6(address)) => w.value(IP_ADDRESS, &address.octets()),
        SubjectAlternativeName::OtherName(name) => w.value(OTHER_NAME, name.members()),
        SubjectAlternativeName::RegisteredId(oid) => w.value(REGISTERED_ID, oid.as_content()),
        SubjectAlternativeName::DirectoryName(name) => w.value(DIRECTORY_NAME, name.as_der()),
    }
}

/// Returns an upper bound of the encoded length in octets.
pub(crate) fn subject_alt_name_bound(names: &[SubjectAlternativeName]) -> usize {
    EXTENSION_BOUND + names.iter().map(|name| HEADER_BOUND + name.octets()).sum::<usize>()
}

/// Why a name cannot be an alternative name that this crate issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AlternativeNameError {
    /// It is of this form, but no such name.
    Name(NameForm, NameError),
    /// An iPAddress of so many octets.
    IpOctets(usize),
    /// A directoryName that is not a Name in strict DER.
    NotAName(NotAName),
    /// A directoryName with an attribute that cannot be copied, or with too many.
    DirectoryName(SubjectError),
    /// Another form.
    OtherForm(&'static str),
}

impl AlternativeNameError {
    /// Returns the form of the name, if a request can ask for it.
    pub(crate) fn form(&self) -> Option<NameForm> {
        match self {
            Self::Name(form, _) => Some(*form),
            Self::IpOctets(_) => Some(NameForm::Ip),
            Self::NotAName(_) | Self::DirectoryName(_) => Some(NameForm::DirectoryName),
            Self::OtherForm(_) => None,
        }
    }
}

type ReadName = Result<SubjectAlternativeName, AlternativeNameError>;

/// Reads the value of the extension: at least one name, each checked by the rules S2–S5 and S7. The
/// attributes of a directoryName may have these values. Names beyond the first `max` are only
/// counted.
pub(crate) fn read_subject_alt_name(
    value: &[u8],
    max: usize,
    values: Values,
) -> Result<(Vec<ReadName>, usize), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    let mut names = Vec::new();
    let mut count = 0;
    loop {
        let name = reader.next()?;
        count += 1;
        if count <= max {
            names.push(read_name(name, values)?);
        }
        if reader.is_finished() {
            return Ok((names, count));
        }
    }
}

/// Checks the value of the extension in a foreign certificate: names of any form, well-formed or
/// not. A value without names, which RFC 5280 §4.2.1.6 forbids, is accepted and names nothing.
pub(crate) fn check_foreign_names(value: &[u8]) -> Result<(), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    while !reader.is_finished() {
        read_foreign_name(reader.next()?)?;
    }
    Ok(())
}

/// Returns the names of a value that was checked.
pub(crate) fn foreign_names(value: &[u8]) -> impl Iterator<Item = GeneralName> {
    let content = Value::read(value).map_or(&[][..], |names| names.content);
    values(content).map(read_foreign_name).map_while(Result::ok)
}

fn read_foreign_name(name: Value<'_>) -> Result<GeneralName, NotDer> {
    match name.tag {
        DNS_NAME | RFC822_NAME | URI | IP_ADDRESS => match read_name(name, Values::Text)? {
            Ok(name) => Ok(GeneralName::Alternative(name)),
            Err(_) => read_incomparable_name(name),
        },
        _ => read_incomparable_name(name),
    }
}

/// Reads a name that is not valid, or of a form that is compared in its own way or not at all.
fn read_incomparable_name(name: Value<'_>) -> Result<GeneralName, NotDer> {
    Ok(match name.tag {
        DNS_NAME => GeneralName::Unreadable(NameForm::Dns),
        RFC822_NAME => GeneralName::Unreadable(NameForm::Email),
        URI => GeneralName::Unreadable(NameForm::Uri),
        IP_ADDRESS => GeneralName::Unreadable(NameForm::Ip),
        OTHER_NAME => GeneralName::Unreadable(NameForm::OtherName),
        REGISTERED_ID => GeneralName::Unreadable(NameForm::RegisteredId),
        DIRECTORY_NAME => {
            GeneralName::DirectoryName(DistinguishedName::read_without_empty_rdns(name.content)?.0)
        }
        tag if other_form(tag).is_some() => GeneralName::OtherForm,
        _ => return Err(NotDer),
    })
}

fn read_name(name: Value<'_>, values: Values) -> Result<ReadName, NotDer> {
    type Check = fn(&str) -> Result<SubjectAlternativeName, NameError>;
    let (check, form): (Check, NameForm) = match name.tag {
        DNS_NAME => (SubjectAlternativeName::dns, NameForm::Dns),
        RFC822_NAME => (SubjectAlternativeName::email, NameForm::Email),
        URI => (SubjectAlternativeName::uri, NameForm::Uri),
        IP_ADDRESS => return Ok(read_ip(name.content)),
        OTHER_NAME => return Ok(read_other_name(name.content)),
        REGISTERED_ID => return Ok(read_registered_id(name.content)),
        DIRECTORY_NAME => return Ok(read_directory_name(name.content, values)),
        tag => {
            let form = other_form(tag).ok_or(NotDer)?;
            return Ok(Err(AlternativeNameError::OtherForm(form)));
        }
    };
    let checked = match core::str::from_utf8(name.content) {
        Ok(text) => check(text),
        Err(_) => Err(NameError::new(&String::from_utf8_lossy(name.content), NameErrorKind::NotAscii)),
    };
    Ok(checked.map_err(|error| AlternativeNameError::Name(form, error)))
}

fn read_other_name(members: &[u8]) -> ReadName {
    OtherName::read(members).map(SubjectAlternativeName::OtherName).map_err(|kind| {
        let oid = Reader::new(members).content_of(tag::OBJECT_IDENTIFIER).ok();
        let type_id = oid.and_then(ObjectIdentifier::from_content);
        let found = type_id.map_or_else(|| "otherName".into(), |type_id| type_id.to_string());
        AlternativeNameError::Name(NameForm::OtherName, NameError::new(&found, kind))
    })
}

fn read_registered_id(content: &[u8]) -> ReadName {
    let oid = ObjectIdentifier::from_content(content).map(SubjectAlternativeName::RegisteredId);
    oid.ok_or_else(|| {
        let error = NameError::new("registeredID", NameErrorKind::ValueNotDer);
        AlternativeNameError::Name(NameForm::RegisteredId, error)
    })
}

/// Reads a directoryName and checks it like a subject (rule C5).
fn read_directory_name(content: &[u8], values: Values) -> ReadName {
    let mut fault = None;
    let name = check_copied_name(content, values, |error| fault = fault.take().or(Some(error)));
    let name = name.map_err(AlternativeNameError::NotAName)?;
    if let Some(fault) = fault {
        return Err(AlternativeNameError::DirectoryName(fault));
    }
    let name = SubjectAlternativeName::DirectoryName(name);
    let checked = name.check().map(|()| name);
    checked.map_err(|error| AlternativeNameError::Name(NameForm::DirectoryName, error))
}

/// Returns the name of a form of GeneralName that is not issued.
pub(super) fn other_form(tag: u8) -> Option<&'static str> {
    match tag {
        0xa3 => Some("x400Address"),
        0xa5 => Some("ediPartyName"),
        _ => None,
    }
}

fn read_ip(octets: &[u8]) -> ReadName {
    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    let address = v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
    let address = address.map_err(|_| AlternativeNameError::IpOctets(octets.len()))?;
    SubjectAlternativeName::ip_address(address)
        .map_err(|error| AlternativeNameError::Name(NameForm::Ip, error))
}
