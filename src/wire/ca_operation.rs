//! The operations on CAs, and the states that allow them.

use core::fmt;

use super::CaStatus;

/// What is done with a CA in the API. The state of the CA must allow it
/// ([rule W21](crate::docs::rules#w21)).
///
/// ```
/// use certmint::wire::{CaOperation, CaStatus};
///
/// assert!(CaOperation::Disable.is_allowed_in(CaStatus::Active));
/// assert!(!CaOperation::Issue.is_allowed_in(CaStatus::Disabled));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CaOperation {
    /// It issues a certificate.
    Issue,
    /// Its certificate and chain are returned.
    Export,
    /// It issues nothing until it is enabled.
    Disable,
    /// It can issue again.
    Enable,
    /// It is deleted, after some days for good.
    Delete,
    /// It is no longer deleted.
    Restore,
    /// Its issuer revokes it.
    Revoke,
    /// It publishes revocation lists.
    EnableCrl,
    /// It stops to publish revocation lists.
    DisableCrl,
    /// The CSR of a CA without a certificate is returned.
    ExportCsr,
    /// A CA without a certificate gets one from this service.
    Activate,
    /// A CA without a certificate gets one from elsewhere.
    Import,
}

impl CaOperation {
    /// Returns the name: where there is one, the last part of the path in the API, such as
    /// `crl/enable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Export => "export",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Revoke => "revoke",
            Self::EnableCrl => "crl/enable",
            Self::DisableCrl => "crl/disable",
            Self::ExportCsr => "csr",
            Self::Activate => "activate",
            Self::Import => "import",
        }
    }

    /// Returns whether a CA can be in this state, as the API shows it ([`StoredCa::shown_status`]).
    ///
    /// [`StoredCa::shown_status`]: super::StoredCa::shown_status
    #[must_use]
    pub const fn is_allowed_in(self, status: CaStatus) -> bool {
        use CaStatus::{Active, Deleted, Disabled, Expired, Pending};
        match self {
            Self::Issue => matches!(status, Active),
            Self::Export | Self::Disable => matches!(status, Active | Expired),
            Self::Enable => matches!(status, Disabled),
            Self::Delete => matches!(status, Pending | Disabled),
            Self::Restore => matches!(status, Deleted),
            Self::Revoke | Self::EnableCrl | Self::DisableCrl => {
                matches!(status, Active | Disabled | Expired)
            }
            Self::ExportCsr | Self::Activate | Self::Import => matches!(status, Pending),
        }
    }

    /// Returns the state after the operation, if it changes the state by itself.
    pub(super) const fn new_status(self) -> Option<CaStatus> {
        match self {
            Self::Disable | Self::Restore => Some(CaStatus::Disabled),
            Self::Enable => Some(CaStatus::Active),
            Self::Revoke => Some(CaStatus::Revoked),
            _ => None,
        }
    }
}

impl fmt::Display for CaOperation {
    /// Writes the name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
