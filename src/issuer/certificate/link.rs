//! Checks whether one CA's certificate was issued by another.

use alloc::vec::Vec;

use super::CaCertificate;
use crate::diagnostics::{ChainError, IssuerNoticeKind};
use crate::key::VerifyingKey;
use crate::x509::extension::AuthorityKeyIdentifier;
use crate::x509::name::DistinguishedName;

impl CaCertificate {
    /// Checks that `above`, which has this key, has issued this certificate: by name, key identifier
    /// and signature. A different issuer or serial number in the authorityKeyIdentifier is no reason
    /// to refuse it: a root that was renewed with the same key has another serial number (rule V9).
    ///
    /// The validities need not be nested either: a renewed root begins later than what it has
    /// signed.
    pub(crate) fn check_issued_by(
        &self,
        above: &Self,
        key: &VerifyingKey,
    ) -> Result<Option<IssuerNoticeKind>, ChainError> {
        if !self.issuer.matches(&above.subject) {
            return Err(ChainError::Name);
        }
        let named = self.compare_authority_with(above);
        if named == Authority::OtherKey {
            return Err(ChainError::KeyIdentifier);
        }
        self.check_signed_with(key)?;
        Ok(match named {
            Authority::OtherSerialNumber(named) => {
                Some(IssuerNoticeKind::AuthoritySerialNumber { named, next: above.serial_number.clone() })
            }
            Authority::OtherIssuer => Some(IssuerNoticeKind::AuthorityIssuer),
            Authority::Fits | Authority::OtherKey => None,
        })
    }

    /// Checks the signature of a certificate with this key if it claims to be self-signed.
    ///
    /// This adds no trust, but finds a damaged certificate before it issues. An unsupported
    /// algorithm, such as SHA-1 in an old root, is no fault: a root is trusted without its
    /// signature.
    pub(crate) fn check_self_signature(&self, key: &VerifyingKey) -> Result<(), ChainError> {
        if !self.is_self_signed() {
            return Ok(());
        }
        match self.check_signed_with(key) {
            Err(ChainError::Algorithm(_)) => Ok(()),
            checked => checked,
        }
    }

    fn check_signed_with(&self, key: &VerifyingKey) -> Result<(), ChainError> {
        let algorithm = self.signed.algorithm.clone().map_err(ChainError::Algorithm)?;
        let verified = key.verify(algorithm, &self.signed.message, &self.signed.signature);
        if verified { Ok(()) } else { Err(ChainError::Signature) }
    }

    /// Returns whether issuer and subject are the same (RFC 5280 §3.2).
    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer.matches(&self.subject)
    }

    /// Returns whether the certificate claims to be self-signed: it names itself as its issuer, and
    /// no key but its own. Only a self-signed certificate may name no key (RFC 5280 §4.2.1.1).
    pub(super) fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.compare_authority_with(self) == Authority::Fits
    }

    /// Compares the authorityKeyIdentifier, if any, with `above` (RFC 5280 §4.2.1.1).
    fn compare_authority_with(&self, above: &Self) -> Authority {
        let identifier = self.extensions.authority_key_identifier.as_deref();
        // It was read once with the certificate, so this cannot fail.
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

/// How an authorityKeyIdentifier fits a certificate: the first mismatch, if any.
#[derive(PartialEq, Eq)]
enum Authority {
    Fits,
    OtherKey,
    /// The name of the certificate's issuer differs.
    OtherIssuer,
    /// The serial number differs; the content of the INTEGER in the identifier.
    OtherSerialNumber(Vec<u8>),
}
