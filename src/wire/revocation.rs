//! Bodies that revoke a certificate or a CA.

use super::Body;
use crate::diagnostics::{Field, Notice, Notices};
use crate::issuance::Error;
use crate::x509::{RevocationReason, names_of};

/// The request in a body that revokes a certificate or a CA ([rule W11](crate::docs::rules#w11)).
///
/// ```
/// use certmint::crl::RevocationReason;
/// use certmint::wire::Body;
///
/// let body = Body::from_json(br#"{"reason":"KEY_COMPROMISE"}"#)?;
/// let reason = body.read_revocation()?.reason();
/// assert_eq!(reason, RevocationReason::KeyCompromise);
/// // What a database stores.
/// assert_eq!((reason.number(), reason.as_str()), (1, "keyCompromise"));
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationRequest {
    reason: RevocationReason,
    notices: Notices,
}

impl RevocationRequest {
    /// Returns the reason; [`RevocationReason::Unspecified`] if the body has none.
    #[must_use]
    pub fn reason(&self) -> RevocationReason {
        self.reason
    }

    /// Returns the notices about the body: its unknown members.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices.0
    }
}

/// The reasons that a body can have: all except removeFromCRL, which revokes nothing.
const REASONS: [RevocationReason; 9] = {
    use RevocationReason::*;
    [
        Unspecified,
        KeyCompromise,
        CaCompromise,
        AffiliationChanged,
        Superseded,
        CessationOfOperation,
        CertificateHold,
        PrivilegeWithdrawn,
        AaCompromise,
    ]
};

/// The names of [`REASONS`] in the API.
const NAMES: [&str; 9] = names_of!(REASONS, api_name);

impl Body<'_> {
    /// Reads the body that revokes a certificate or a CA.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_revocation(&self) -> Result<RevocationRequest, Error> {
        self.read(|body, diagnostics| {
            let reason = match body.optional(&Field::Reason) {
                Some(member) => member.one_of(diagnostics, &NAMES, &REASONS),
                None => Ok(RevocationReason::Unspecified),
            };
            body.finish(diagnostics);
            reason
        })
        .map(|(reason, notices)| RevocationRequest { reason, notices })
    }
}
