//! What comes out: the certificate, its chain, and the key where one was generated.

use uuid::Uuid;

use crate::issuance::CertificateFields;
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::key::PrivateKey;

/// An issued certificate ([rule X5](crate::docs::rules#x5)).
#[derive(Debug)]
pub struct Issued {
    pub(crate) certificate_id: Uuid,
    pub(crate) certificate: Certificate,
    pub(crate) serial_number: [u8; 20],
    pub(crate) fields: CertificateFields,
    pub(crate) private_key: Option<PrivateKey>,
}

impl Issued {
    /// The id of the certificate: a UUID (version 4) from the caller's randomness. It is the id of
    /// the CA as well, if the certificate is a CA's.
    #[must_use]
    pub fn certificate_id(&self) -> Uuid {
        self.certificate_id
    }

    /// The fields of the certificate.
    #[must_use]
    pub fn fields(&self) -> &CertificateFields {
        &self.fields
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificate, then those above it, up to the last one that the issuer was loaded with.
    pub fn chain(&self) -> impl Iterator<Item = &Certificate> {
        core::iter::once(&self.certificate).chain(self.fields.issuer.iter().flat_map(Issuer::chain))
    }

    /// The chain as PEM blocks, the certificate itself first.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn chain_pem(&self) -> alloc::string::String {
        self.chain().map(Certificate::to_pem).collect()
    }

    /// The private key, if one was generated.
    #[must_use]
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.private_key.as_ref()
    }

    /// Takes the private key out, if one was generated.
    pub fn take_private_key(&mut self) -> Option<PrivateKey> {
        self.private_key.take()
    }

    /// The serial number: 20 octets, big-endian, positive.
    #[must_use]
    pub fn serial_number(&self) -> &[u8; 20] {
        &self.serial_number
    }
}
