//! Whether one CA's certificate was issued by another.

use super::CaCertificate;
use crate::error::ChainFault;
use crate::extension::AuthorityKeyIdentifier;
use crate::name::Name;

impl CaCertificate {
    /// Checks that `above` has issued this certificate: by name, key identifier and signature.
    /// Their validities need not be nested: a root that was renewed with the same key begins later than what it
    /// has signed (rule V9).
    pub(crate) fn check_issued_by(&self, above: &Self) -> Result<(), ChainFault> {
        if !self.issuer.matches(&above.subject) {
            return Err(ChainFault::Name);
        }
        if !self.names_key_of(above) {
            return Err(ChainFault::KeyIdentifier);
        }
        self.check_signed_by(above)
    }

    /// Checks the signature of a certificate that says that it is self-signed.
    ///
    /// No trust comes of it, but what was damaged is noticed before it issues. An algorithm that is not
    /// supported, SHA-1 in an old root say, is no fault: whoever trusts a root does so without its signature.
    pub(crate) fn check_self_signature(&self) -> Result<(), ChainFault> {
        if !self.is_self_signed() {
            return Ok(());
        }
        match self.check_signed_by(self) {
            Err(ChainFault::Algorithm) => Ok(()),
            checked => checked,
        }
    }

    fn check_signed_by(&self, above: &Self) -> Result<(), ChainFault> {
        let algorithm = self.signed.algorithm.ok_or(ChainFault::Algorithm)?;
        let verified = above.public_key.verify(algorithm, &self.signed.message, &self.signed.signature);
        if verified { Ok(()) } else { Err(ChainFault::Signature) }
    }

    /// Whether issuer and subject are the same (RFC 5280 §3.2).
    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer.matches(&self.subject)
    }

    /// Whether the certificate says that it is self-signed: it names itself as its issuer, and no other key than
    /// its own. Nothing but a self-signed one names none (RFC 5280 §4.2.1.1).
    pub(super) fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.names_key_of(self)
    }

    /// Whether what the authorityKeyIdentifier says, if anything, is true of `above` (RFC 5280 §4.2.1.1).
    fn names_key_of(&self, above: &Self) -> bool {
        let identifier = self.extensions.authority_key_identifier.as_deref();
        // It was read when the certificate was.
        let Some(Ok(identifier)) = identifier.map(AuthorityKeyIdentifier::read) else { return true };
        let key_fits = match (identifier.key_identifier, &above.extensions.subject_key_identifier) {
            (Some(named), Some(own)) => named == own,
            _ => true,
        };
        let is_issuer_of_above =
            |name: &&[u8]| Name::read_tolerant(name).is_ok_and(|name| name.matches(&above.issuer));
        let issuer_fits =
            identifier.issuer.is_none_or(|names| names.is_empty() || names.iter().any(is_issuer_of_above));
        let serial_number_fits = identifier.serial_number.is_none_or(|number| number == above.serial_number);
        key_fits && issuer_fits && serial_number_fits
    }
}
