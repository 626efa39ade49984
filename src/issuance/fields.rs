//! What a certificate holds beside its key and its serial number.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::diagnostics::{Notice, Notices};
use crate::issuer::Issuer;
use crate::key::HashAlgorithm;
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::NameConstraints;
use crate::x509::validity::Validity;

/// The fields of a certificate, apart from its key and its serial number. They are decided when the
/// request is checked and stay the same until the certificate is issued.
#[derive(Debug)]
pub struct CertificateFields {
    /// `None` for a root, which issues itself.
    pub(crate) issuer: Option<Issuer>,
    pub(crate) hash: HashAlgorithm,
    pub(crate) subject: DistinguishedName,
    pub(crate) validity: Validity,
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) basic_constraints: BasicConstraints,
    /// The slice of the request itself, unless a name occurs twice there.
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    /// Only a subordinate CA has them.
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) extensions: Vec<CustomExtension>,
    pub(crate) notices: Notices,
}

impl CertificateFields {
    /// The issuer; `None` for a root, which issues itself.
    #[must_use]
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_ref()
    }

    /// The subject, including the attributes inherited from the issuer.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// The validity: notBefore and notAfter.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// The key usages.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.key_usages
    }

    /// The purposes of the key.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.extended_key_usage
    }

    /// Whether the certificate is a CA's (cA of basicConstraints).
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.is_ca()
    }

    /// How many CAs may follow below this one; `None` for an end entity, and for a CA without a
    /// limit.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.basic_constraints.path_length()
    }

    /// The alternative names.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        &self.alternative_names
    }

    /// The names that a subordinate CA may issue.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.name_constraints.as_ref()
    }

    /// What was requested and not granted, and what else the caller should know.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices.0
    }
}
