//! X.501 names.

mod attribute_error;
pub(crate) mod attribute_table;
mod attribute_type;
pub(crate) mod comparison;
mod copied;
mod display;
mod distinguished_name;
mod error;
mod folding;
pub(crate) mod text;

pub use attribute_error::AttributeErrorKind;
pub(crate) use attribute_error::{AttributeError, NotAName, SubjectError};
pub use attribute_type::AttributeType;
use attribute_type::CheckedAttribute;
pub(crate) use comparison::CaNames;
pub(crate) use copied::{check_copied_name, is_printable, read_subject};
pub use distinguished_name::{DistinguishedName, NameAttribute};
pub use error::DistinguishedNameError;
