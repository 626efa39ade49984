//! [running]: running_a_ca
//! [rules]: rules
//! [security]: security
//! [wire]: wire
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(clippy::alloc_instead_of_core)]
// Clock, files, sockets, environment, processes, threads: the list is clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types))]

#[cfg(not(any(feature = "rustcrypto", feature = "graviola")))]
compile_error!("certmint needs a backend for its cryptography: the feature rustcrypto, or graviola, or both");

extern crate alloc;
#[cfg(test)]
extern crate std;

mod authority;
mod certificate;
mod crl;
mod csr;
mod der;
mod error;
mod extension;
mod grant;
#[cfg(any(feature = "rustls-pki-types", feature = "rcgen"))]
mod interop;
mod issued;
mod issuer;
mod key;
mod name;
mod oid;
#[cfg(feature = "pem")]
mod pem;
mod profile;
mod purpose;
mod request;
mod to_be_signed;
mod validity;
#[cfg(feature = "serde")]
pub mod wire;

#[allow(rustdoc::broken_intra_doc_links, reason = "sources of rules stand in brackets")]
#[doc = include_str!("../RULES.md")]
pub mod rules {}
/// [rules]: crate::rules
#[doc = include_str!("../SECURITY.md")]
pub mod security {}
#[doc = include_str!("../RUNNING_A_CA.md")]
pub mod running_a_ca {}

pub use authority::Authority;
pub use certificate::Certificate;
pub use crl::{
    CertificateScope, Crl, CrlNumber, CrlRequest, IssuingDistributionPoint, RevocationReason,
    RevokedCertificate,
};
pub use csr::Csr;
pub use error::{
    AttributeDefect, CertificateFault, ChainCertificate, ChainFault, Code, CrlDefect, CsrDefect,
    EncodingDeviation, Error, IssuerError, IssuerNotice, IssuerNoticeKind, KeyError, NameConstraintFault,
    NameDefect, NameForm, Notice, NoticeKind, ObjectIdentifierDefect, ProfileError, PublicKeyDefect, Quoted,
    RfcDefect, SignerError, Violation, ViolationKind,
};
pub use extension::{
    CertificatePolicy, ExtendedKeyUsage, Extension, KeyPurpose, KeyUsage, KeyUsages, PathLength,
};
pub use grant::Grant;
#[cfg(feature = "rcgen")]
pub use interop::{OtherAlgorithm, RcgenSigner};
pub use issued::Issued;
pub use issuer::{Issuer, IssuerExtensions};
#[cfg(feature = "encryption")]
pub use key::KeyDerivationFunction;
pub use key::{
    AlgorithmChoice, HashAlgorithm, KeyAlgorithm, KeyFamily, KeyType, PrivateKey, PublicKey, RequestedKey,
    SignatureAlgorithm, Signer, SubjectKey, ecdsa_sig_value,
};
pub use name::{
    Attribute, DistinguishedName, DnsName, EmailAddress, GeneralSubtree, Name, NameConstraints,
    SubjectAlternativeName, Uri,
};
pub use oid::ObjectIdentifier;
pub use profile::{
    AcceptedKeys, Conformance, CsrEncoding, DefaultKeyUsages, Profile, ProfileSettings, ServerNamePolicy,
    ValidityPolicy,
};
pub use request::{Application, ApplyRequest, CertificateType, CsrRequest, RootRequest, SubordinateRequest};
pub use to_be_signed::{NotSigned, Signed, ToBeSigned};
pub use validity::{MaximumValidity, Period, PeriodUnit, Validity};

pub use rand_core;
pub use time;
pub use uuid;
