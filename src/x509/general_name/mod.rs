//! GeneralName (RFC 5280 §4.2.1.6): the names that stand in subjectAltName and in name constraints.

pub(super) mod dns;
pub(super) mod email;
mod error;
mod form;
mod subject_alternative_name;
mod uri;

pub use dns::DnsName;
pub(crate) use dns::ends_in_a_number;
pub use email::EmailAddress;
pub use error::{NameError, NameErrorKind};
pub use form::NameForm;
pub use subject_alternative_name::SubjectAlternativeName;
pub use uri::Uri;

use super::name::DistinguishedName;

/// A name in a certificate of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    /// One that this crate could issue.
    Alternative(SubjectAlternativeName),
    /// directoryName.
    DirectoryName(DistinguishedName),
    /// Of a form that this crate issues, but no such name.
    Unreadable(NameForm),
    /// Of another form.
    OtherForm,
}
