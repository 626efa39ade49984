//! The result of issuing: the certificate, its chain, and the key if one was generated.

use uuid::Uuid;

use crate::issuance::CertificateFields;
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::key::{PrivateKey, PublicKey, SignatureAlgorithm};
use crate::x509::SerialNumber;

/// An issued certificate ([rule X5](crate::docs::rules#x5)).
#[derive(Debug)]
pub struct Issued {
    pub(crate) certificate_id: Uuid,
    pub(crate) certificate: Certificate,
    pub(crate) serial_number: SerialNumber,
    pub(crate) signature_algorithm: SignatureAlgorithm,
    pub(crate) subject_public_key: PublicKey,
    pub(crate) fields: CertificateFields,
    pub(crate) private_key: Option<PrivateKey>,
}

impl Issued {
    /// Returns the id of the certificate: a UUID (version 4) from the caller's randomness, or the one
    /// that [`ToBeSigned::with_certificate_id`](crate::ToBeSigned::with_certificate_id) set. For a
    /// CA certificate it is also the id of the CA.
    #[must_use]
    pub fn certificate_id(&self) -> Uuid {
        self.certificate_id
    }

    /// Returns the fields of the certificate.
    #[must_use]
    pub fn fields(&self) -> &CertificateFields {
        &self.fields
    }

    /// Returns the certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Returns the certificate, then those above it, up to the last one with which the issuer was
    /// loaded.
    pub fn chain(&self) -> impl Iterator<Item = &Certificate> {
        core::iter::once(&self.certificate).chain(self.fields.issuer.iter().flat_map(Issuer::chain))
    }

    /// Returns the chain as PEM blocks, the certificate itself first.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn chain_pem(&self) -> alloc::string::String {
        self.chain().map(Certificate::to_pem).collect()
    }

    /// Returns the certified key, that of the subject.
    #[must_use]
    pub fn subject_public_key(&self) -> &PublicKey {
        &self.subject_public_key
    }

    /// Returns the private key, if one was generated.
    #[must_use]
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.private_key.as_ref()
    }

    /// Takes the private key out, if one was generated.
    pub fn take_private_key(&mut self) -> Option<PrivateKey> {
        self.private_key.take()
    }

    /// Returns the serial number, which has 20 octets.
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        self.serial_number
    }

    /// Returns the algorithm of the signature, as [`ToBeSigned::algorithm`] does before it.
    ///
    /// [`ToBeSigned::algorithm`]: crate::ToBeSigned::algorithm
    #[must_use]
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm
    }
}
