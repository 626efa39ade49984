//! The forms of names that stand in subjectAltName and in name constraints.

mod alternative;
pub(super) mod dns;
pub(super) mod email;
mod uri;

pub(crate) use alternative::GeneralName;
pub use alternative::SubjectAlternativeName;
pub use dns::DnsName;
pub(crate) use dns::ends_in_a_number;
pub use email::EmailAddress;
pub use uri::Uri;
