//! What an operator allows, as data that is checked.

mod check;
pub(crate) mod checked;
mod defaults;
mod policies;
mod settings;
#[cfg(feature = "serde")]
mod text;

pub use crate::request::validity::{Backdating, MaximumValidity};
pub(crate) use checked::Profile;
pub use defaults::{AcceptedKeys, DefaultKeyUsages};
pub use policies::{Conformance, CsrEncoding, ServerNamePolicy, ValidityPolicy};
pub use settings::ProfileSettings;
