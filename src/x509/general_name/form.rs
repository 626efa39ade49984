//! The forms of names.

use core::fmt;
use core::str::FromStr;

use crate::x509::UnknownNameError;

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
    /// directoryName; also the subject.
    DirectoryName,
    /// otherName, of any type.
    OtherName,
    /// registeredID.
    RegisteredId,
}

impl NameForm {
    /// All forms.
    pub const ALL: [Self; 7] = [
        Self::Dns,
        Self::Ip,
        Self::Email,
        Self::Uri,
        Self::DirectoryName,
        Self::OtherName,
        Self::RegisteredId,
    ];

    /// The names of all forms in a configuration file, in the order of [`NameForm::ALL`]. The first
    /// four are those of the API.
    const NAMES: [&str; Self::ALL.len()] =
        ["DNS", "IP", "EMAIL", "URI", "DIRECTORY_NAME", "OTHER_NAME", "REGISTERED_ID"];

    /// Returns the name in a configuration file, such as `DNS`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let position = Self::ALL.iter().position(|form| *form == self);
        // All forms are in the list.
        Self::NAMES[position.unwrap_or_default()]
    }
}

impl FromStr for NameForm {
    type Err = UnknownNameError;

    /// Reads the name in a configuration file.
    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let known = Self::ALL.into_iter().find(|form| form.as_str() == name);
        known.ok_or_else(|| UnknownNameError::new(name, &Self::NAMES))
    }
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
            Self::OtherName => "otherName",
            Self::RegisteredId => "registeredID",
        })
    }
}
