//! Signers of [`certmint`] that need a dependency of their own.

pub mod pkcs11;
