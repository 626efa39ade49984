//! The names that constraints are compared with.

use core::fmt;
use core::net::IpAddr;

use super::{Base, GeneralSubtree, dns, email, uri};
use crate::error::NameForm;
use crate::name::{Name, SubjectAlternativeName};

/// A name of a certificate, as constraints see it.
pub(super) enum Constrained<'a> {
    Dns(&'a str),
    /// A common name that reads as a DNS name.
    CommonName(&'a str),
    Ip(IpAddr),
    Email(&'a str),
    /// An emailAddress attribute that is no IA5String. OpenSSL refuses it as soon as there are any name
    /// constraints.
    EmailOfOtherType(&'a str),
    Uri(&'a str),
    DirectoryName(&'a Name),
}

impl<'a> From<&'a SubjectAlternativeName> for Constrained<'a> {
    fn from(name: &'a SubjectAlternativeName) -> Self {
        match name {
            SubjectAlternativeName::Dns(name) => Self::Dns(name.as_str()),
            SubjectAlternativeName::Ip(address) => Self::Ip(*address),
            SubjectAlternativeName::Email(address) => Self::Email(address.as_str()),
            SubjectAlternativeName::Uri(uri) => Self::Uri(uri.as_str()),
        }
    }
}

impl Constrained<'_> {
    pub(super) fn form(&self) -> NameForm {
        match self {
            Self::Dns(_) | Self::CommonName(_) => NameForm::Dns,
            Self::Ip(_) => NameForm::Ip,
            Self::Email(_) | Self::EmailOfOtherType(_) => NameForm::Email,
            Self::Uri(_) => NameForm::Uri,
            Self::DirectoryName(_) => NameForm::DirectoryName,
        }
    }

    /// Whether all verifiers read the name alike.
    pub(super) fn is_comparable(&self) -> bool {
        match self {
            Self::Dns(name) => dns::is_comparable(name),
            Self::Email(address) => email::is_comparable(address),
            Self::EmailOfOtherType(_) => false,
            Self::Uri(uri) => uri::host(uri).is_some(),
            Self::CommonName(_) | Self::Ip(_) | Self::DirectoryName(_) => true,
        }
    }

    /// Whether all verifiers find the name in the subtree.
    pub(super) fn is_in(&self, subtree: &GeneralSubtree) -> bool {
        match (self, subtree.base()) {
            (Self::Dns(name) | Self::CommonName(name), Base::Dns(base)) => base.permits(name),
            (Self::DirectoryName(name), Base::DirectoryName(base)) => name.is_within(base),
            _ => self.may_be_in(subtree),
        }
    }

    /// Whether any verifier could find the name, or one that it stands for, in the subtree.
    pub(super) fn may_be_in(&self, subtree: &GeneralSubtree) -> bool {
        match (self, subtree.base()) {
            (Self::Dns(name) | Self::CommonName(name), Base::Dns(base)) => base.excludes(name),
            (Self::Ip(address), Base::Ip(base)) => base.contains(*address),
            (Self::Email(address), Base::Email(base)) => base.contains(address),
            (Self::Uri(uri), Base::Uri(base)) => base.contains(uri),
            (Self::DirectoryName(name), Base::DirectoryName(base)) => name.may_be_within(base),
            _ => false,
        }
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
        }
    }
}
