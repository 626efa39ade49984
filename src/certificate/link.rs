//! Whether one CA's certificate was issued by another.

use super::CaCertificate;
use crate::error::ChainFault;
use crate::extension::AuthorityKeyIdentifier;

impl CaCertificate {
    /// Checks that `above` has issued this certificate: by name, key identifier, validity and signature.
    pub(crate) fn check_issued_by(&self, above: &Self) -> Result<(), ChainFault> {
        if !self.issuer.matches(&above.subject) {
            return Err(ChainFault::Name);
        }
        if !self.names_key_of(above) {
            return Err(ChainFault::KeyIdentifier);
        }
        // The certificate is of no use while the one above is not valid.
        if !above.validity.covers(self.validity) {
            return Err(ChainFault::Validity);
        }
        let algorithm = self.signed.algorithm.ok_or(ChainFault::Algorithm)?;
        let verified = above.public_key.verify(algorithm, &self.signed.message, &self.signed.signature);
        if verified { Ok(()) } else { Err(ChainFault::Signature) }
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
        let certificate_fits = identifier.issuer_and_serial_number.is_none_or(|(issuers, serial_number)| {
            let issuer_fits = issuers.is_empty() || issuers.contains(&above.issuer.as_der());
            issuer_fits && serial_number == above.serial_number
        });
        key_fits && certificate_fits
    }
}
