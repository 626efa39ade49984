//! Conversions of the errors of values to violations, so that `?` works where requests are made.

use alloc::string::ToString;

use super::{CrlError, CsrError, HostBodyError, RequestedKeyError, RfcError, ValidityError, ViolationKind};
use crate::key::PublicKeyError;
use crate::x509::extension::{AlternativeNameError, CustomExtensionError, PathLength, PathLengthError};
use crate::x509::general_name::{NameError, NameErrorKind, UrlError};
use crate::x509::length::LengthError;
use crate::x509::name::{AttributeError, DistinguishedNameError, NotAName, SubjectError};
use crate::x509::name_constraints::{NameConstraintError, NameConstraintsError};
use crate::x509::oid::{NamedIdentifierError, ObjectIdentifierError};
use crate::x509::{
    RevocationReason, RevocationReasonError, Sanitized, SerialNumberError, UnknownNameError, names_of,
};

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

impl From<UrlError> for ViolationKind {
    fn from(error: UrlError) -> Self {
        match error {
            UrlError::Name(error) => error.into(),
            UrlError::Scheme { found, allowed } => Self::NotOneOf { found, allowed },
        }
    }
}

impl From<DistinguishedNameError> for ViolationKind {
    fn from(error: DistinguishedNameError) -> Self {
        match error {
            DistinguishedNameError::Length(error) => error.into(),
            DistinguishedNameError::TooManyAttributes { found, max } => Self::TooMany { found, max },
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
            AlternativeNameError::NotAName(error) => Self::Csr(not_a_directory_name(error)),
            AlternativeNameError::DirectoryName(error) => error.into(),
            AlternativeNameError::OtherForm(form) => Self::Csr(CsrError::NameForm(form)),
        }
    }
}

fn not_a_directory_name(error: NotAName) -> CsrError {
    const PART: &str = "a directoryName";
    match error {
        NotAName::NotDer => CsrError::Der(PART),
        NotAName::OtherStructure => {
            CsrError::Structure { part: PART, expected: "a Name (RFC 5280 §4.1.2.4)" }
        }
        NotAName::RdnOrder => {
            const EXPECTED: &str = "RDNs whose attributes are in the order of a SET OF (X.690 §11.6)";
            CsrError::Structure { part: PART, expected: EXPECTED }
        }
    }
}

impl From<UnknownNameError> for ViolationKind {
    fn from(UnknownNameError { found, allowed }: UnknownNameError) -> Self {
        Self::NotOneOf { found, allowed }
    }
}

impl From<NamedIdentifierError> for ViolationKind {
    fn from(error: NamedIdentifierError) -> Self {
        match error {
            NamedIdentifierError::Name(error) => error.into(),
            NamedIdentifierError::ObjectIdentifier(error) => error.into(),
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

impl From<RevocationReasonError> for ViolationKind {
    fn from(error: RevocationReasonError) -> Self {
        let found = match error {
            RevocationReasonError::Number(number) => Sanitized::new(&number.to_string()),
            RevocationReasonError::Name(name) => name,
        };
        Self::NotOneOf { found, allowed: REASONS }
    }
}

/// The reasons by the names of RFC 5280.
const REASONS: &[&str] = &names_of!(RevocationReason::ALL, as_str);

/// Implements the conversion of errors for which a violation has a variant.
macro_rules! variants {
    ($($error:ty => $variant:expr),* $(,)?) => {
        $(impl From<$error> for ViolationKind {
            fn from(error: $error) -> Self {
                $variant(error)
            }
        })*
    };
}

variants! {
    PublicKeyError => Self::PublicKey,
    CsrError => Self::Csr,
    RfcError => Self::Rfc,
    CrlError => Self::Crl,
    HostBodyError => Self::HostBody,
    RequestedKeyError => Self::RequestedKey,
    ValidityError => Self::Validity,
    SerialNumberError => |error| Self::Crl(CrlError::SerialNumber(error)),
}
