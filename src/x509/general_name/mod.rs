//! GeneralName (RFC 5280 §4.2.1.6): the names in subjectAltName and in name constraints.

pub(super) mod dns;
pub(super) mod email;
mod error;
mod form;
mod other_name;
mod other_name_types;
mod subject_alternative_name;
mod text;
mod uri;
mod url;

pub use dns::DnsName;
pub(crate) use dns::ends_in_a_number;
pub use email::EmailAddress;
pub use error::{NameError, NameErrorKind};
pub use form::NameForm;
pub use other_name::OtherName;
pub use subject_alternative_name::SubjectAlternativeName;
pub use uri::Uri;
pub use url::UrlError;
pub(crate) use url::{FETCHED_BY, OCSP_BY, add_url};

use super::name::DistinguishedName;

/// A name in a foreign certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    /// A name that this crate could issue.
    Alternative(SubjectAlternativeName),
    /// directoryName.
    DirectoryName(DistinguishedName),
    /// A name of a form that this crate issues, but not valid, or one that is compared with no
    /// constraint.
    Unreadable(NameForm),
    /// A name of another form.
    OtherForm,
}
