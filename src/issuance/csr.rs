//! CSRs to be signed, by the same way as certificates.

use alloc::vec::Vec;
use core::fmt;

use super::to_be_signed::sealed;
use super::{Error, Signed, ToBeSigned};
use crate::diagnostics::Violations;
use crate::key::{PublicKey, SignatureAlgorithm, Signer};
use crate::request::csr_builder::CsrBuilder;

/// A CSR that was written and signed. [`Csr`](crate::Csr) reads it.
///
/// If it has a challenge password, its DER and PEM contain it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedCsr(Vec<u8>);

impl SignedCsr {
    /// Returns the CertificationRequest in DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// Returns the CSR as one PEM block labelled `CERTIFICATE REQUEST` (RFC 7468 §7), in lines of
    /// 64 characters. The `csr` of a JSON body takes at most
    /// [`Csr::MAX_PEM_CHARACTERS`](crate::Csr::MAX_PEM_CHARACTERS).
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> alloc::string::String {
        crate::x509::pem::encode("CERTIFICATE REQUEST", &self.0)
    }
}

impl fmt::Debug for SignedCsr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedCsr({} octets)", self.0.len())
    }
}

impl Signed for SignedCsr {}

impl sealed::Signed for SignedCsr {
    /// The key of the CSR, which signs it.
    type Unsigned = PublicKey;

    fn verifying_key(key: &PublicKey) -> &PublicKey {
        key
    }

    fn assemble(_: PublicKey, der: Vec<u8>) -> Self {
        Self(der)
    }
}

impl CsrBuilder {
    /// Encodes the CSR for this key. To sign it with a key that is elsewhere, take the bytes of the
    /// result away and bring the signature back
    /// ([`ToBeSigned::complete`](crate::ToBeSigned::complete)). An RSA key signs with
    /// RSASSA-PKCS1-v1_5.
    ///
    /// # Errors
    /// [`Error::Refused`] with every reason why no CA could grant the CSR: an empty subject without
    /// names, a subject in DER that a certificate cannot have, key usages that do not fit the key or
    /// the type, or more than [`Csr::MAX_DER_OCTETS`](crate::Csr::MAX_DER_OCTETS).
    pub fn to_be_signed(&self, key: &PublicKey) -> Result<ToBeSigned<SignedCsr>, Error> {
        let mut violations = Violations::new();
        self.check(key.key_type(), &mut violations);
        let algorithm = SignatureAlgorithm::with_hash_or_default(key.key_type(), self.hash);
        let octets = self.encoded_bound(key);
        let to_be_signed: ToBeSigned<SignedCsr> =
            ToBeSigned::new(key.clone(), algorithm, octets, |w, key| self.encode(w, key));
        // With the outer SEQUENCE, the signature's algorithm, and the header of the signature.
        let octets = to_be_signed.as_bytes().len() + key.signature_bound() + 32;
        Self::check_length(octets, &mut violations);
        Ok(violations.unless_any(Some(to_be_signed))?)
    }

    /// Signs the CSR with its key: a [`PrivateKey`](crate::PrivateKey), or any [`Signer`].
    ///
    /// # Errors
    /// As for [`CsrBuilder::to_be_signed`]; [`Error::Signer`] and [`Error::SignatureInvalid`] if the
    /// signer fails.
    pub fn sign<S: Signer + ?Sized>(&self, signer: &S) -> Result<SignedCsr, Error> {
        Ok(self.to_be_signed(signer.public_key())?.sign(signer)?)
    }
}
