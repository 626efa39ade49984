//! The states of certificates and CAs.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::x509::names_of;

/// The state of a certificate in the API ([rule W18](crate::docs::rules#w18)).
///
/// ```
/// use certmint::wire::CertificateStatus;
///
/// assert_eq!(CertificateStatus::Issued.as_str(), "ISSUED");
/// assert_eq!(serde_json::to_string(&CertificateStatus::Revoked)?, "\"REVOKED\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CertificateStatus {
    /// `ISSUED`: it can be used.
    Issued,
    /// `EXPIRED`: its validity has ended.
    Expired,
    /// `REVOKED`: it is in the revocation list of its issuer.
    Revoked,
}

impl CertificateStatus {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Issued, Self::Expired, Self::Revoked];
    pub(super) const NAMES: [&'static str; Self::ALL.len()] = names_of!(Self::ALL, as_str);

    /// Returns the name in the API, such as `ISSUED`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "ISSUED",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
        }
    }
}

impl fmt::Display for CertificateStatus {
    /// Writes the name in the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The state of a CA in the API ([rule W18](crate::docs::rules#w18)).
///
/// ```
/// use certmint::wire::CaStatus;
///
/// // The API spells it so.
/// assert_eq!(CaStatus::Active.as_str(), "ACTIVED");
/// assert_eq!(serde_json::from_str::<CaStatus>("\"ACTIVED\"")?, CaStatus::Active);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CaStatus {
    /// `PENDING`: it has a key and no certificate yet.
    Pending,
    /// `ACTIVED`: it can issue.
    #[serde(rename = "ACTIVED")]
    Active,
    /// `DISABLED`: it issues nothing until it is enabled.
    Disabled,
    /// `DELETED`: it can be restored for some days.
    Deleted,
    /// `EXPIRED`: its validity has ended.
    Expired,
    /// `REVOKED`: it is in the revocation list of its issuer.
    Revoked,
}

impl CaStatus {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Active, Self::Disabled, Self::Deleted, Self::Expired, Self::Revoked];
    pub(super) const NAMES: [&'static str; Self::ALL.len()] = names_of!(Self::ALL, as_str);

    /// Returns the name in the API, such as `ACTIVED`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Active => "ACTIVED",
            Self::Disabled => "DISABLED",
            Self::Deleted => "DELETED",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
        }
    }
}

impl fmt::Display for CaStatus {
    /// Writes the name in the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
