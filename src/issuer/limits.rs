//! The limits that the CAs of a chain set for those below them (rules A2, A3 and A7).

use crate::diagnostics::ChainError;
use crate::issuer::certificate::CaCertificate;
use crate::x509::extension::ExtendedKeyUsage;
use crate::x509::name_constraints::NameConstraintSet;

/// The limits that a CA and all CAs above it set for everything below.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// How many CAs may follow; `None` for any number.
    pub(super) path_length: Option<u32>,
    pub(super) name_constraints: NameConstraintSet,
    /// The purposes that are allowed below; `None` for any.
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    /// How many times a name of a CA was compared with a subtree so far.
    comparisons: usize,
}

impl Limits {
    /// Returns the limits below the next CA, which must itself respect the limits of those above
    /// it.
    pub(super) fn below(mut self, ca: &mut CaCertificate) -> Result<Self, ChainError> {
        // A self-issued certificate does not count towards the path length, and bears its issuer's
        // own name (RFC 5280 §4.2.1.9, §4.2.1.10).
        if !ca.is_self_issued() {
            if let Some(left) = &mut self.path_length {
                *left = left.checked_sub(1).ok_or(ChainError::PathLength)?;
            }
            let names = ca.extensions.alternative_names();
            let comparisons = self.name_constraints.comparisons(&ca.subject, names);
            self.comparisons = self.comparisons.saturating_add(comparisons);
            if self.comparisons > NameConstraintSet::MAX_COMPARISONS {
                return Err(ChainError::TooManyComparisons);
            }
            if !self.name_constraints.admits_ca(&ca.subject, ca.extensions.alternative_names()) {
                return Err(ChainError::NameConstraints);
            }
        }
        let own = ca.extensions.path_length;
        self.path_length = self.path_length.into_iter().chain(own).min();
        if let Some(own) = ca.extensions.name_constraints.take() {
            self.name_constraints.push(own);
        }
        self.limit_purposes(ca.extensions.extended_key_usage.take());
        Ok(self)
    }

    /// Verifiers nest the purposes: each CA must have the one that a certificate is verified for
    /// (OpenSSL, NSS, Go, Windows). A CA with a purpose that one above it lacks is therefore no
    /// fault of the chain: only the purposes that all of them have count, even if there are none.
    fn limit_purposes(&mut self, own: Option<ExtendedKeyUsage>) {
        let Some(own) = own.filter(|own| !own.contains_any()) else { return };
        self.extended_key_usage = Some(match &self.extended_key_usage {
            Some(above) => own.intersection(above),
            None => own,
        });
    }
}
