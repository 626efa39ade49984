//! Who a certificate speaks of: distinguished names and alternative names.

mod alternative;
mod attribute;
mod dns;
mod email;
mod foreign;
mod subject;
mod uri;
mod x501;

pub use alternative::SubjectAlternativeName;
pub use attribute::Attribute;
pub use dns::DnsName;
pub use email::EmailAddress;
pub(crate) use foreign::check_foreign_subject;
pub use subject::DistinguishedName;
pub use uri::Uri;
pub use x501::Name;
pub(crate) use x501::NameAttribute;
