//! [architecture]: docs#in-the-repository
//! [benchmarks]: docs#in-the-repository
//! [contributing]: docs#in-the-repository
//! [running]: docs::running_a_ca
//! [rules]: docs::rules
//! [security]: docs::security
//! [service]: docs#in-the-repository
//! [wire]: wire
// The first definition of a link is the one that holds: here those above, where README.md is shown those at
// its own end.
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(clippy::alloc_instead_of_core)]
// A conversion says what it does with a number that does not fit.
#![cfg_attr(not(test), deny(clippy::as_conversions))]
// Clock, files, sockets, environment, processes, threads: the list is clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types))]

#[cfg(not(any(feature = "rustcrypto", feature = "graviola", feature = "aws-lc-rs")))]
compile_error!(
    "certmint needs a backend for its cryptography: the feature rustcrypto, graviola, or aws-lc-rs"
);

extern crate alloc;
#[cfg(test)]
extern crate std;

// Modules and layers. A module uses only those above it: CI reads the layers from the comments.
mod x509; // layer 1: what the RFCs define, read and written

pub mod key; // layer 2: algorithms, keys, backends, signers

mod diagnostics; // layer 3: what is said about a request

pub mod issuer; // layer 4: a CA's certificate and chain

pub mod request; // layer 5: what is asked

pub mod profile; // layer 6: what the operator allows

pub mod issuance; // layer 7: the check, the grant, and what is issued

mod authority; // layer 8: the facade

#[cfg(any(feature = "rustls-pki-types", feature = "rcgen"))]
pub mod interop; // layer 9: the types of other crates
#[cfg(feature = "serde")]
pub mod wire; // layer 9: the JSON of the API

/// Names in certificates.
pub mod name {
    pub use crate::x509::general_name::{
        DnsName, EmailAddress, NameForm, OtherName, SubjectAlternativeName, Uri,
    };
    pub use crate::x509::name::{
        AttributeType, AttributeValue, DistinguishedNameBuilder, NameAttribute, NameMembers,
    };
    pub use crate::x509::name_constraints::{GeneralSubtree, NameConstraints};
}

/// Extensions of certificates.
pub mod extension {
    pub use crate::x509::extension::{
        CertificatePolicy, CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages, PathLength,
        TlsFeature,
    };
}

/// Certificate signing requests: what they ask for, and how to write them.
pub mod csr {
    pub use crate::issuance::csr::SignedCsr;
    pub use crate::request::csr::{RefusedName, RequestedExtension};
    pub use crate::request::csr_builder::CsrBuilder;
}

/// Certificate revocation lists.
pub mod crl {
    pub use crate::issuance::crl::{
        CertificateScope, CrlNumber, IssuingDistributionPoint, RevocationReason, RevokedCertificate,
    };
}

/// The Online Certificate Status Protocol (RFC 6960): reading requests and answering them.
pub mod ocsp {
    pub use crate::issuance::ocsp::{
        CertId, CertIdHash, CertStatus, OcspErrorStatus, OcspRequest, OcspResponder, OcspResponse,
        OcspService, OcspTimes,
    };
}

/// Errors, violations and notices.
pub mod error {
    pub use crate::diagnostics::{
        CertificateError, ChainCertificate, ChainError, CrlError, CsrError, ErrorCode, Field, HostBodyError,
        IssuerError, IssuerNotice, IssuerNoticeKind, Notice, NoticeKind, ProfileError, ReplacedKind,
        RequestError, RequestedKeyError, RfcError, Source, ValidityError, Violation, ViolationKind,
    };
    pub use crate::issuance::crl::number::CrlNumberError;
    pub use crate::issuance::host_text::HostText;
    pub use crate::issuance::ocsp::{OcspError, OcspRequestError, OcspResponderError};
    pub use crate::issuance::to_be_signed::SignError;
    pub use crate::issuer::extensions::RepeatedPolicyError;
    pub use crate::key::private_key_error::PrivateKeyError;
    pub use crate::key::public_key_error::PublicKeyError;
    pub use crate::key::signer::SignerError;
    pub use crate::request::validity::RequestedValidityError;
    pub use crate::x509::extension::{CustomExtensionError, PathLengthError};
    pub use crate::x509::general_name::{NameError, NameErrorKind, UrlError};
    pub use crate::x509::length::LengthError;
    pub use crate::x509::name::{AttributeErrorKind, DistinguishedNameError};
    pub use crate::x509::name_constraints::{
        NameConstraintError, NameConstraintErrorKind, NameConstraintsError,
    };
    pub use crate::x509::oid::{NamedIdentifierError, ObjectIdentifierError};
    pub use crate::x509::{
        EncodingDeviation, RevocationReasonError, Sanitized, SerialNumberError, UnknownNameError,
    };
}

/// Pages to read beside the reference.
///
/// # In the repository
///
/// - `ARCHITECTURE.md`: the layers, the flow of data, and why the design is as it is.
/// - `BENCHMARKS.md`: the figures, and how to repeat them.
/// - `CHANGELOG.md`: what changed in each version.
/// - `examples/service`: a private CA as a service.
/// - `CONTRIBUTING.md`: which checks to run, and how a rule, an algorithm or an extension is added.
pub mod docs {
    #[allow(rustdoc::broken_intra_doc_links, reason = "sources of rules stand in brackets")]
    #[doc = include_str!("../RULES.md")]
    pub mod rules {}
    #[doc = include_str!("rule_links.md")]
    #[doc = include_str!("../RUNNING_A_CA.md")]
    pub mod running_a_ca {}
    #[doc = include_str!("rule_links.md")]
    #[doc = include_str!("../SECURITY.md")]
    pub mod security {}
}

pub use authority::Authority;
pub use issuance::crl::{Crl, CrlRequest};
pub use issuance::error::Error;
pub use issuance::issued::Issued;
pub use issuance::to_be_signed::ToBeSigned;
pub use issuer::certificate::Certificate;
pub use issuer::chain::Issuer;
pub use key::algorithm::{HashAlgorithm, KeyAlgorithm};
pub use key::private::PrivateKey;
pub use key::public::PublicKey;
pub use key::signer::Signer;
pub use profile::checked::Profile;
pub use request::ca::{RootRequest, SubordinateRequest};
pub use request::csr::Csr;
pub use request::csr_request::CsrRequest;
pub use request::end_entity::EndEntityRequest;
pub use request::params::CertificateParams;
pub use request::validity::RequestedValidity;
pub use x509::SerialNumber;
pub use x509::name::DistinguishedName;
pub use x509::oid::ObjectIdentifier;
pub use x509::validity::Validity;

pub use rand_core;
pub use time;
pub use uuid;
