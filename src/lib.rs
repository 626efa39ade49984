#![doc = include_str!("../README.md")]
#![no_std]
#![deny(clippy::alloc_instead_of_core)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod authority;
mod certificate;
mod csr;
mod der;
mod error;
mod extension;
mod grant;
mod issued;
mod issuer;
mod key;
mod name;
mod oid;
mod profile;
mod request;
mod to_be_signed;
mod validity;
#[cfg(feature = "serde")]
pub mod wire;

pub use authority::Authority;
pub use certificate::Certificate;
pub use csr::Csr;
pub use error::{
    ChainFault, Code, CsrDefect, Error, IssuerError, KeyError, NameDefect, Notice, NoticeKind,
    ObjectIdentifierDefect, PublicKeyDefect, Quoted, SignerError, Violation, ViolationKind,
};
pub use extension::{ExtendedKeyUsage, Extension, KeyPurpose, KeyUsage, KeyUsages, PathLength};
pub use grant::Grant;
pub use issued::Issued;
pub use issuer::Issuer;
#[cfg(feature = "encryption")]
pub use key::KeyDerivationFunction;
pub use key::{HashAlgorithm, KeyAlgorithm, KeyFamily, PrivateKey, PublicKey, SignatureAlgorithm, Signer};
pub use name::{Attribute, DistinguishedName, DnsName, EmailAddress, Name, SubjectAlternativeName, Uri};
pub use oid::ObjectIdentifier;
pub use profile::{Profile, ValidityPolicy};
pub use request::{Application, ApplyRequest, CertificateType, CsrRequest, RootRequest, SubordinateRequest};
pub use to_be_signed::ToBeSigned;
pub use validity::{Period, PeriodUnit, Validity};

pub use rand_core;
pub use time;
pub use uuid;
