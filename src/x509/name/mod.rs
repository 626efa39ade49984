//! X.501 names.

mod attribute_error;
pub(crate) mod attribute_table;
mod attribute_type;
mod builder;
mod checked_attribute;
pub(crate) mod comparison;
mod copied;
mod display;
mod distinguished_name;
mod error;
mod folding;
mod members;
mod rdn;
pub(crate) mod text;

pub use attribute_error::AttributeErrorKind;
pub(crate) use attribute_error::{AttributeError, NotAName, SubjectError};
pub use attribute_type::AttributeType;
pub use builder::DistinguishedNameBuilder;
pub use checked_attribute::AttributeValue;
use checked_attribute::CheckedAttribute;
pub(crate) use comparison::CaNames;
pub(crate) use copied::{Values, check_copied_name, is_printable, read_subject};
pub use distinguished_name::DistinguishedName;
pub use error::DistinguishedNameError;
pub use members::NameMembers;
pub use rdn::NameAttribute;
