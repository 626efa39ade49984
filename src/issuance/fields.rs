//! What a certificate will hold, beside its key and its serial number.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::diagnostics::Notices;
use crate::issuer::Issuer;
use crate::key::HashAlgorithm;
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::NameConstraints;
use crate::x509::validity::Validity;

/// All of a certificate but its key and its serial number.
#[derive(Debug)]
pub(crate) struct Contents {
    /// `None` for a root, which issues itself.
    pub(crate) issuer: Option<Issuer>,
    pub(crate) hash: HashAlgorithm,
    pub(crate) subject: DistinguishedName,
    pub(crate) validity: Validity,
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) basic_constraints: BasicConstraints,
    /// Those of the request itself, where none stood there twice.
    pub(crate) alternative_names: Arc<[SubjectAlternativeName]>,
    /// Of a subordinate CA only.
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) extensions: Vec<CustomExtension>,
    pub(crate) notices: Notices,
}

/// Gives a type that has contents the methods that tell of them.
macro_rules! tell_contents {
    ($type:ident $(<$parameter:ident>)?, |$value:ident| $contents:expr) => {
        impl $(<$parameter>)? $type $(<$parameter>)? {
            fn contents(&self) -> &$crate::issuance::Contents {
                let $value = self;
                $contents
            }

            /// The issuer; `None` for a root, which issues itself.
            #[must_use]
            pub fn issuer(&self) -> Option<&$crate::issuer::Issuer> {
                self.contents().issuer.as_ref()
            }

            /// The subject, inherited attributes included.
            #[must_use]
            pub fn subject(&self) -> &$crate::x509::name::DistinguishedName {
                &self.contents().subject
            }

            /// The validity.
            #[must_use]
            pub fn validity(&self) -> $crate::x509::validity::Validity {
                self.contents().validity
            }

            /// The key usages.
            #[must_use]
            pub fn key_usages(&self) -> $crate::x509::extension::KeyUsages {
                self.contents().key_usages
            }

            /// The purposes of the key.
            #[must_use]
            pub fn extended_key_usage(&self) -> &$crate::x509::extension::ExtendedKeyUsage {
                &self.contents().extended_key_usage
            }

            /// Whether it is a CA (cA of basicConstraints).
            #[must_use]
            pub fn is_ca(&self) -> bool {
                self.contents().basic_constraints.is_ca()
            }

            /// How many CAs may follow below it; `None` for an end entity, and for a CA without limit.
            #[must_use]
            pub fn path_length(&self) -> Option<u32> {
                self.contents().basic_constraints.path_length()
            }

            /// The alternative names.
            #[must_use]
            pub fn alternative_names(&self) -> &[$crate::x509::general_name::SubjectAlternativeName] {
                &self.contents().alternative_names
            }

            /// The names to which a subordinate CA is bound.
            #[must_use]
            pub fn name_constraints(&self) -> Option<&$crate::x509::name_constraints::NameConstraints> {
                self.contents().name_constraints.as_ref()
            }

            /// What was asked for and not granted, or should be known.
            #[must_use]
            pub fn notices(&self) -> &[$crate::diagnostics::Notice] {
                &self.contents().notices.0
            }
        }
    };
}
pub(crate) use tell_contents;
