//! Requests for CAs with a generated key: roots and subordinates.

use super::Application;
use crate::error::Notices;
use crate::extension::PathLength;

/// Asks for a self-signed root CA with a generated key (rule A4). All names come from the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootRequest {
    pub(crate) application: Application,
    pub(crate) path_length: Option<PathLength>,
    pub(crate) notices: Notices,
}

impl RootRequest {
    /// A root without a path length: any number of CAs may follow below it.
    #[must_use]
    pub fn new(application: Application) -> Self {
        Self { application, path_length: None, notices: Notices::default() }
    }

    /// Limits how many CAs may follow below the root.
    #[must_use]
    pub fn with_path_length(mut self, path_length: PathLength) -> Self {
        self.path_length = Some(path_length);
        self
    }

    /// Takes over what was noted when the body was read.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}

/// Asks for a subordinate CA with a generated key (rule A4). Attributes of the name that are not given
/// are inherited from the issuer, as for an [`ApplyRequest`](crate::ApplyRequest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubordinateRequest {
    pub(crate) application: Application,
    pub(crate) path_length: PathLength,
    pub(crate) notices: Notices,
}

impl SubordinateRequest {
    /// A subordinate CA of path length 0: it issues end entities only.
    #[must_use]
    pub fn new(application: Application) -> Self {
        Self { application, path_length: PathLength::default(), notices: Notices::default() }
    }

    /// Sets how many CAs may follow below the subordinate.
    #[must_use]
    pub fn with_path_length(mut self, path_length: PathLength) -> Self {
        self.path_length = path_length;
        self
    }

    /// Takes over what was noted when the body was read.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}
