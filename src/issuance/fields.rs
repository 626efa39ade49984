//! The fields of a certificate other than its key and its serial number.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::diagnostics::{Notice, Notices};
use crate::issuer::Issuer;
use crate::key::SignatureAlgorithm;
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::NameConstraints;
use crate::x509::validity::Validity;

/// The fields of a certificate other than its key and its serial number. The check of the request
/// determines them, and they do not change until the certificate is issued.
#[derive(Debug)]
pub struct CertificateFields {
    /// `None` for a root, which issues itself.
    pub(crate) issuer: Option<Issuer>,
    pub(crate) signature_algorithm: SignatureAlgorithm,
    pub(crate) subject: DistinguishedName,
    pub(crate) validity: Validity,
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) basic_constraints: BasicConstraints,
    /// Shares the slice of the request, unless a name occurs twice in it.
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    /// Only a subordinate CA can have them.
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) extensions: Vec<CustomExtension>,
    pub(crate) notices: Notices,
}

impl CertificateFields {
    /// Returns the issuer; `None` for a root, which issues itself.
    #[must_use]
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_ref()
    }

    /// Returns the subject, including the attributes inherited from the issuer.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the validity: notBefore and notAfter.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Returns the key usages.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.key_usages
    }

    /// Returns the purposes of the key.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.extended_key_usage
    }

    /// Whether the certificate is that of a CA (cA of basicConstraints).
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.is_ca()
    }

    /// Returns how many CAs may follow below this one; `None` for an end entity, and for a CA
    /// without a limit.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.basic_constraints.path_length()
    }

    /// Returns the alternative names.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        &self.alternative_names
    }

    /// Returns the name constraints of a subordinate CA.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.name_constraints.as_ref()
    }

    /// Returns the notices: requested items that were not granted, and anything else that the
    /// caller should know.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices.0
    }
}
