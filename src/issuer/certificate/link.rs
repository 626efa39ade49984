//! Whether one CA's certificate was issued by another.

use alloc::vec::Vec;

use super::CaCertificate;
use crate::diagnostics::{ChainError, IssuerNoticeKind};
use crate::x509::extension::AuthorityKeyIdentifier;
use crate::x509::name::DistinguishedName;

impl CaCertificate {
    /// Checks that `above` has issued this certificate: by name, key identifier and signature. What
    /// the authorityKeyIdentifier says of the certificate of that key, beside the key, is no reason
    /// to refuse it: that of a root that was renewed with the same key has another serial number
    /// (rule V9).
    ///
    /// Their validities need not be nested either: the renewed root begins later than what it has signed.
    pub(crate) fn check_issued_by(&self, above: &Self) -> Result<Option<IssuerNoticeKind>, ChainError> {
        if !self.issuer.matches(&above.subject) {
            return Err(ChainError::Name);
        }
        let named = self.compare_authority_with(above);
        if named == Authority::OtherKey {
            return Err(ChainError::KeyIdentifier);
        }
        self.check_signed_by(above)?;
        Ok(match named {
            Authority::OtherSerialNumber(named) => {
                Some(IssuerNoticeKind::AuthoritySerialNumber { named, next: above.serial_number.clone() })
            }
            Authority::OtherIssuer => Some(IssuerNoticeKind::AuthorityIssuer),
            Authority::Fits | Authority::OtherKey => None,
        })
    }

    /// Checks the signature of a certificate that says that it is self-signed.
    ///
    /// No trust comes of it, but what was damaged is noticed before it issues. An algorithm that is not
    /// supported, SHA-1 in an old root say, is no fault: whoever trusts a root does so without its signature.
    pub(crate) fn check_self_signature(&self) -> Result<(), ChainError> {
        if !self.is_self_signed() {
            return Ok(());
        }
        match self.check_signed_by(self) {
            Err(ChainError::Algorithm(_)) => Ok(()),
            checked => checked,
        }
    }

    fn check_signed_by(&self, above: &Self) -> Result<(), ChainError> {
        let algorithm = self.signed.algorithm.clone().map_err(ChainError::Algorithm)?;
        let verified = above.public_key.verify(algorithm, &self.signed.message, &self.signed.signature);
        if verified { Ok(()) } else { Err(ChainError::Signature) }
    }

    /// Whether issuer and subject are the same (RFC 5280 §3.2).
    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer.matches(&self.subject)
    }

    /// Whether the certificate says that it is self-signed: it names itself as its issuer, and no
    /// other key than its own. Nothing but a self-signed one names none (RFC 5280 §4.2.1.1).
    pub(super) fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.compare_authority_with(self) == Authority::Fits
    }

    /// What the authorityKeyIdentifier says, if anything, beside what `above` is (RFC 5280 §4.2.1.1).
    fn compare_authority_with(&self, above: &Self) -> Authority {
        let identifier = self.extensions.authority_key_identifier.as_deref();
        // It was read when the certificate was.
        let Some(Ok(identifier)) = identifier.map(AuthorityKeyIdentifier::read) else {
            return Authority::Fits;
        };
        if let (Some(named), Some(own)) =
            (identifier.key_identifier, &above.extensions.subject_key_identifier)
            && named != own
        {
            return Authority::OtherKey;
        }
        let is_issuer_of_above = |name: &&[u8]| {
            DistinguishedName::read_tolerant(name).is_ok_and(|name| name.matches(&above.issuer))
        };
        if identifier.issuer.is_some_and(|names| !names.is_empty() && !names.iter().any(is_issuer_of_above)) {
            return Authority::OtherIssuer;
        }
        match identifier.serial_number {
            Some(named) if named != above.serial_number => Authority::OtherSerialNumber(named.to_vec()),
            _ => Authority::Fits,
        }
    }
}

/// How an authorityKeyIdentifier fits a certificate; what is first found not to fit.
#[derive(PartialEq, Eq)]
enum Authority {
    Fits,
    OtherKey,
    /// The name of the issuer of the certificate.
    OtherIssuer,
    /// The content of the INTEGER that is named.
    OtherSerialNumber(Vec<u8>),
}
