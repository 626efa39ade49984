//! What the RFCs define, read and written: DER, names, extensions, times.

pub(crate) mod der;
pub(crate) mod extension;
pub(crate) mod general_name;
pub(crate) mod name;
pub(crate) mod name_constraints;
pub(crate) mod oid;
#[cfg(feature = "pem")]
pub(crate) mod pem;
pub(crate) mod validity;
