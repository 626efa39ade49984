//! The forms of names.

use core::fmt;

/// A form of GeneralName that this crate issues or constrains (RFC 5280 §4.2.1.6, §4.2.1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameForm {
    /// dNSName.
    Dns,
    /// iPAddress, IPv4 and IPv6 alike.
    Ip,
    /// rfc822Name; also the emailAddress attributes of a subject.
    Email,
    /// uniformResourceIdentifier.
    Uri,
    /// directoryName: the subject.
    DirectoryName,
}

impl fmt::Display for NameForm {
    /// Writes the name of the form in RFC 5280.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "dNSName",
            Self::Ip => "iPAddress",
            Self::Email => "rfc822Name",
            Self::Uri => "uniformResourceIdentifier",
            Self::DirectoryName => "directoryName",
        })
    }
}
