//! What an operator allows, as data that is checked.

mod check;
pub(crate) mod checked;
mod settings;
#[cfg(feature = "serde")]
mod text;

pub use crate::request::validity::MaximumValidity;
pub(crate) use checked::Profile;
pub use settings::{
    AcceptedKeys, Conformance, CsrEncoding, DefaultKeyUsages, ProfileSettings, ServerNamePolicy,
    ValidityPolicy,
};
