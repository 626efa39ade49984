//! What the RFCs define, read and written: DER, algorithm identifiers, names, extensions, times.

pub(crate) mod algorithm_identifier;
pub(crate) mod der;
pub(crate) mod extension;
pub(crate) mod general_name;
pub(crate) mod name;
pub(crate) mod name_constraints;
pub(crate) mod oid;
#[cfg(feature = "pem")]
pub(crate) mod pem;
pub(crate) mod validity;
