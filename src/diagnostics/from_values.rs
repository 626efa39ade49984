//! Conversions of the errors of values to violations, so that `?` works where requests are made.

use super::{CsrError, ViolationKind};
use crate::x509::extension::{AlternativeNameError, CustomExtensionError, PathLength, PathLengthError};
use crate::x509::general_name::{NameError, NameErrorKind};
use crate::x509::length::LengthError;
use crate::x509::name::{AttributeError, DistinguishedNameError, SubjectError};
use crate::x509::name_constraints::{NameConstraintError, NameConstraintsError};
use crate::x509::oid::ObjectIdentifierError;

impl From<LengthError> for ViolationKind {
    fn from(error: LengthError) -> Self {
        Self::Length(error)
    }
}

impl From<NameError> for ViolationKind {
    fn from(error: NameError) -> Self {
        match error.kind {
            NameErrorKind::Length(error) => error.into(),
            NameErrorKind::PrefixLength { found, max } => {
                Self::OutOfRange { found: found.into(), min: 0, max: max.into() }
            }
            _ => Self::Name(error),
        }
    }
}

impl From<DistinguishedNameError> for ViolationKind {
    fn from(error: DistinguishedNameError) -> Self {
        match error {
            DistinguishedNameError::Length(error) => error.into(),
            error => Self::DistinguishedName(error),
        }
    }
}

impl From<SubjectError> for ViolationKind {
    fn from(error: SubjectError) -> Self {
        match error {
            SubjectError::TooManyAttributes { found, max } => Self::TooMany { found, max },
            SubjectError::Country(found) => DistinguishedNameError::Country(found).into(),
            SubjectError::Attribute(AttributeError { attribute, kind }) => {
                Self::Csr(CsrError::Attribute { attribute, kind })
            }
        }
    }
}

impl From<AlternativeNameError> for ViolationKind {
    fn from(error: AlternativeNameError) -> Self {
        match error {
            AlternativeNameError::Name(_, error) => error.into(),
            AlternativeNameError::IpOctets(octets) => Self::Csr(CsrError::IpOctets(octets)),
            AlternativeNameError::OtherName(oid) => Self::Csr(CsrError::OtherName(oid)),
            AlternativeNameError::OtherForm(form) => Self::Csr(CsrError::NameForm(form)),
        }
    }
}

impl From<ObjectIdentifierError> for ViolationKind {
    fn from(error: ObjectIdentifierError) -> Self {
        match error {
            ObjectIdentifierError::Length(error) => error.into(),
            error => Self::ObjectIdentifier(error),
        }
    }
}

impl From<CustomExtensionError> for ViolationKind {
    fn from(error: CustomExtensionError) -> Self {
        match error {
            CustomExtensionError::Length(error) => error.into(),
            error => Self::CustomExtension(error),
        }
    }
}

impl From<PathLengthError> for ViolationKind {
    fn from(PathLengthError { found }: PathLengthError) -> Self {
        Self::OutOfRange { found: found.into(), min: 0, max: PathLength::MAX.into() }
    }
}

impl From<NameConstraintsError> for ViolationKind {
    fn from(error: NameConstraintsError) -> Self {
        match error {
            NameConstraintsError::Empty => Self::Missing,
            NameConstraintsError::TooMany { found, max } => Self::TooMany { found, max },
        }
    }
}

impl From<NameConstraintError> for ViolationKind {
    fn from(error: NameConstraintError) -> Self {
        Self::NameConstraint(error)
    }
}
