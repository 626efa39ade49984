//! X.501 names.

mod attribute;
pub(crate) mod comparison;
mod folding;
mod foreign;
mod subject;
pub(crate) mod text;
mod x501;

pub use attribute::Attribute;
pub(crate) use comparison::CaNames;
pub(crate) use foreign::{check_foreign_subject, check_subject};
pub use subject::DistinguishedName;
pub use x501::Name;
pub(crate) use x501::NameAttribute;
