//! The structures that the RFCs define: DER, algorithm identifiers, names, extensions, times.

pub(crate) mod algorithm_identifier;
mod character;
pub(crate) mod der;
mod encoding_deviation;
pub(crate) mod extension;
pub(crate) mod general_name;
pub(crate) mod length;
pub(crate) mod name;
pub(crate) mod name_constraints;
mod names_of;
pub(crate) mod oid;
#[cfg(feature = "pem")]
pub(crate) mod pem;
mod revocation_reason;
mod sanitized;
mod serial_number;
mod unknown_name;
pub(crate) mod unsigned160;
pub(crate) mod validity;

pub(crate) use character::{Visible, write_character};
pub use encoding_deviation::EncodingDeviation;
pub(crate) use names_of::names_of;
pub use revocation_reason::{RevocationReason, RevocationReasonError};
pub use sanitized::Sanitized;
#[cfg(feature = "serde")]
pub(crate) use sanitized::may_be_secret;
pub use serial_number::{SerialNumber, SerialNumberError};
pub use unknown_name::UnknownNameError;
