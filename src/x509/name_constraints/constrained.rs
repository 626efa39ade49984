//! The names that are compared with constraints.

use core::fmt;
use core::net::IpAddr;

use super::dns::{self, SoughtDns};
use super::email::SoughtMailbox;
use super::host::host_key;
use super::index::Sought;
use super::uri;
use crate::x509::general_name::{NameForm, SubjectAlternativeName};
use crate::x509::name::DistinguishedName;

/// A name in a certificate, as constraints apply to it.
pub(super) enum Constrained<'a> {
    Dns(&'a str),
    /// A common name that verifiers match against host names.
    CommonName(&'a str),
    Ip(IpAddr),
    Email(&'a str),
    /// An emailAddress attribute that is not an IA5String. OpenSSL rejects it if there are any name
    /// constraints.
    EmailOfOtherType(&'a str),
    Uri(&'a str),
    DirectoryName(&'a DistinguishedName),
    /// A name of a form whose constraints are never applied.
    Incomparable(NameForm, &'a SubjectAlternativeName),
}

impl<'a> From<&'a SubjectAlternativeName> for Constrained<'a> {
    fn from(name: &'a SubjectAlternativeName) -> Self {
        match name {
            SubjectAlternativeName::Dns(name) => Self::Dns(name.as_str()),
            SubjectAlternativeName::Ip(address) => Self::Ip(*address),
            SubjectAlternativeName::Email(address) => Self::Email(address.as_str()),
            SubjectAlternativeName::Uri(uri) => Self::Uri(uri.as_str()),
            SubjectAlternativeName::DirectoryName(name) => Self::DirectoryName(name),
            SubjectAlternativeName::OtherName(_) | SubjectAlternativeName::RegisteredId(_) => {
                Self::Incomparable(name.form(), name)
            }
        }
    }
}

impl<'a> Constrained<'a> {
    pub(super) fn form(&self) -> NameForm {
        match self {
            Self::Dns(_) | Self::CommonName(_) => NameForm::Dns,
            Self::Ip(_) => NameForm::Ip,
            Self::Email(_) | Self::EmailOfOtherType(_) => NameForm::Email,
            Self::Uri(_) => NameForm::Uri,
            Self::DirectoryName(_) => NameForm::DirectoryName,
            Self::Incomparable(form, _) => *form,
        }
    }

    /// Returns the name in the form used for lookup, or `None` if verifiers read it differently.
    pub(super) fn sought(&self) -> Option<Sought<'a>> {
        Some(match *self {
            Self::Dns(name) => {
                if !dns::is_comparable(name) {
                    return None;
                }
                Sought::Dns(SoughtDns::new(name))
            }
            Self::CommonName(name) => Sought::Dns(SoughtDns::new(name)),
            Self::Ip(address) => Sought::Ip(address),
            Self::Email(address) => Sought::Email(SoughtMailbox::new(address)?),
            Self::EmailOfOtherType(_) | Self::Incomparable(..) => return None,
            Self::Uri(uri) => Sought::Uri(host_key(uri::host(uri)?)),
            Self::DirectoryName(name) => {
                Sought::DirectoryName { canonical: name.canonical(), folded: name.folded_subject() }
            }
        })
    }
}

impl fmt::Display for Constrained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text)
            | Self::CommonName(text)
            | Self::Email(text)
            | Self::EmailOfOtherType(text)
            | Self::Uri(text) => f.write_str(text),
            Self::Ip(address) => address.fmt(f),
            Self::DirectoryName(name) => name.fmt(f),
            Self::Incomparable(_, name) => name.fmt(f),
        }
    }
}
