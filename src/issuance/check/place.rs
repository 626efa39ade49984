//! Where the parts of a request stand, as JSON pointers.

use alloc::format;
use alloc::string::String;

use crate::request::csr::pointer;
use crate::x509::extension::KeyPurpose;
use crate::x509::name_constraints::ConstrainedField;

/// Where the names of a request stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Csr,
}

impl Place {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Body => "/key_algorithm",
            Self::Csr => pointer::PUBLIC_KEY,
        }
    }

    pub(super) fn names(self) -> &'static str {
        match self {
            Self::Body => "/subject_alternative_names",
            Self::Csr => pointer::ALTERNATIVE_NAMES,
        }
    }

    pub(super) fn purposes(self) -> &'static str {
        match self {
            Self::Body => "/extended_key_usage",
            Self::Csr => pointer::EXTENDED_KEY_USAGE,
        }
    }

    /// Where this purpose was asked for.
    pub(super) fn purpose(self, purpose: &KeyPurpose) -> String {
        match (self, purpose.member()) {
            (Self::Body, Some(member)) => format!("{}/{member}", self.purposes()),
            _ => self.purposes().into(),
        }
    }

    pub(super) fn pointer(self, field: ConstrainedField) -> String {
        match (self, field) {
            (Self::Body, ConstrainedField::AlternativeName(position)) => {
                format!("{}/{position}/value", self.names())
            }
            (Self::Csr, ConstrainedField::AlternativeName(position)) => pointer::alternative_name(position),
            (Self::Body, ConstrainedField::CommonName) => "/distinguished_name/common_name".into(),
            (Self::Body, _) => "/distinguished_name".into(),
            (Self::Csr, _) => pointer::SUBJECT.into(),
        }
    }
}
