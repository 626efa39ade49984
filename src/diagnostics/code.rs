//! The error codes of the API.

use core::fmt;

use super::{CsrError, Field, HostBodyError, ViolationKind};
use crate::x509::general_name::NameForm;

/// The error code of a refusal, with its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// PCA.00020001: a parameter that has no code of its own, or a malformed CSR.
    Parameter,
    /// PCA.00020101: the distinguished name.
    DistinguishedName,
    /// PCA.00020102: the key algorithm, or the key of a CSR.
    KeyAlgorithm,
    /// PCA.00020103: the hash of the signature, or the signature algorithm of a CSR.
    SignatureAlgorithm,
    /// PCA.00020109: the validity.
    Validity,
    /// PCA.00020110: a DNS name.
    DnsName,
    /// PCA.00020111: an IP address.
    IpAddress,
    /// PCA.00020112: the type of an alternative name.
    AlternativeNameType,
    /// PCA.00020201: the issuer id does not have the form of a UUID.
    IssuerId,
    /// PCA.00020202: the `type` in the body of a create-CA request, ROOT or SUBORDINATE. The code
    /// of the `type` of a CSR request is [`ErrorCode::Parameter`].
    CaType,
    /// PCA.00020203: the path length.
    PathLength,
    /// PCA.00030001: the sender is not authenticated. This project chose the code.
    NotAuthenticated,
    /// PCA.00030102: there is no such issuer.
    IssuerNotFound,
    /// PCA.00030201: the state of a CA or certificate does not allow the operation. This project
    /// chose the code.
    StateForbids,
    /// PCA.00030202: a CA or certificate is frozen.
    Frozen,
    /// PCA.00030301: a certificate and a private key do not match.
    CertificateKeyMismatch,
    /// PCA.00010001: a failure of the signer or the random number generator, or an internal one.
    Internal,
}

impl ErrorCode {
    /// The code of a violation of this kind in this field (rule E3).
    pub(super) fn of(field: &Field, kind: &ViolationKind) -> Self {
        match kind {
            // If a member occurs twice, its value is not what is wrong.
            ViolationKind::DuplicateMember => Self::Parameter,
            // The API has it for the keys of these standards.
            ViolationKind::HostBody(HostBodyError::SmStandard) => Self::KeyAlgorithm,
            // A malformed CSR has no code of its own, regardless of the part that cannot be read.
            ViolationKind::Csr(
                CsrError::Der(_) | CsrError::Structure { .. } | CsrError::RdnOrder | CsrError::Deviation(_),
            ) => Self::Parameter,
            ViolationKind::Csr(
                CsrError::NameForm(_) | CsrError::NameFormNotGranted(_) | CsrError::OtherName(_),
            ) => Self::AlternativeNameType,
            _ => Self::of_field(field),
        }
    }

    /// The code of all other violations in this field.
    fn of_field(field: &Field) -> Self {
        match field {
            Field::IssuerId => Self::IssuerId,
            Field::CaType => Self::CaType,
            Field::PathLength => Self::PathLength,
            Field::Key(_) => Self::KeyAlgorithm,
            Field::SignatureAlgorithm(_) => Self::SignatureAlgorithm,
            Field::Subject(_) | Field::SubjectAttribute(..) => Self::DistinguishedName,
            Field::Validity | Field::ValidityUnit | Field::ValidityValue | Field::ValidityStart => {
                Self::Validity
            }
            Field::ThisUpdate | Field::NextUpdate | Field::RevocationDate(_) | Field::InvalidityDate(_) => {
                Self::Validity
            }
            Field::AlternativeNameType(_) => Self::AlternativeNameType,
            Field::AlternativeName { form: Some(NameForm::Dns), .. } => Self::DnsName,
            Field::AlternativeName { form: Some(NameForm::Ip), .. } => Self::IpAddress,
            Field::Member { object, .. } => Self::of_field(object),
            _ => Self::Parameter,
        }
    }

    /// The code as text, such as `PCA.00020001`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parameter => "PCA.00020001",
            Self::DistinguishedName => "PCA.00020101",
            Self::KeyAlgorithm => "PCA.00020102",
            Self::SignatureAlgorithm => "PCA.00020103",
            Self::Validity => "PCA.00020109",
            Self::DnsName => "PCA.00020110",
            Self::IpAddress => "PCA.00020111",
            Self::AlternativeNameType => "PCA.00020112",
            Self::IssuerId => "PCA.00020201",
            Self::CaType => "PCA.00020202",
            Self::PathLength => "PCA.00020203",
            Self::NotAuthenticated => "PCA.00030001",
            Self::IssuerNotFound => "PCA.00030102",
            Self::StateForbids => "PCA.00030201",
            Self::Frozen => "PCA.00030202",
            Self::CertificateKeyMismatch => "PCA.00030301",
            Self::Internal => "PCA.00010001",
        }
    }

    /// The HTTP status of the code: 400, 401, 403, 404 or 500.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::NotAuthenticated => 401,
            Self::StateForbids | Self::Frozen | Self::CertificateKeyMismatch => 403,
            Self::IssuerNotFound => 404,
            Self::Internal => 500,
            _ => 400,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
