//! Who a certificate speaks of: distinguished names and alternative names.

mod alternative;
mod attribute;
mod comparison;
mod constraint;
mod dns;
mod email;
mod folding;
mod foreign;
mod subject;
mod text;
mod uri;
mod x501;

pub(crate) use alternative::ForeignName;
pub use alternative::SubjectAlternativeName;
pub use attribute::Attribute;
pub(crate) use comparison::CaNames;
pub(crate) use constraint::{
    Base, ConstrainedField, DnsSubtree, EmailSubtree, IpSubtree, IssuerNameConstraints, NameConstraintSet,
    UriSubtree,
};
pub use constraint::{GeneralSubtree, NameConstraints};
pub use dns::DnsName;
pub(crate) use dns::ends_in_a_number;
pub use email::EmailAddress;
pub(crate) use foreign::{check_foreign_subject, check_subject};
pub use subject::DistinguishedName;
pub use uri::Uri;
pub use x501::Name;
pub(crate) use x501::NameAttribute;
