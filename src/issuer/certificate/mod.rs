//! Certificates: the bytes that were signed, and the content of a CA's certificate.

mod ca;
mod deviations;
mod link;

use alloc::vec::Vec;
use core::fmt;

pub(crate) use ca::CaCertificate;

use crate::diagnostics::{ChainCertificate, IssuerError};
use crate::x509::der::{NotDer, Reader, Value, tag};
use crate::x509::name::DistinguishedName;
#[cfg(feature = "pem")]
use crate::x509::pem::{Block, NotPem};

/// An X.509 certificate in DER.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(Vec<u8>);

impl Certificate {
    pub(crate) fn from_der_unchecked(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// Takes a certificate in DER. Checks only that it is one SEQUENCE; an
    /// [`Issuer`](crate::Issuer) checks the rest.
    ///
    /// # Errors
    /// [`CertificateError::NotDer`](crate::diagnostics::CertificateError::NotDer) or
    /// [`CertificateError::Content`](crate::diagnostics::CertificateError::Content), as an
    /// [`IssuerError::Certificate`].
    pub fn from_der(der: &[u8]) -> Result<Self, IssuerError> {
        let sequence = Value::read(der).and_then(|value| value.content_of(tag::SEQUENCE));
        let error = |NotDer| IssuerError::Certificate {
            certificate: ChainCertificate::new(0, None),
            error: ca::fault("Certificate", der),
        };
        sequence.map(|_| Self(der.to_vec())).map_err(error)
    }

    /// Returns the certificate at a position of a chain, as messages name it. Its subject is shown
    /// if it can be read.
    pub(crate) fn named(&self, position: usize) -> ChainCertificate {
        let subject = self.read_subject().ok();
        ChainCertificate::new(position, subject.as_ref().map(|subject| -> &dyn fmt::Display { subject }))
    }

    /// Returns the content of subjectPublicKey, if it can be read, as it stands in the certificate.
    pub(crate) fn subject_public_key(&self) -> Option<&[u8]> {
        let mut members = self.members_from_subject().ok()?;
        members.next().ok()?;
        let mut key = Reader::new(members.content_of(tag::SEQUENCE).ok()?);
        key.next().ok()?;
        key.bit_string().ok()
    }

    fn read_subject(&self) -> Result<DistinguishedName, NotDer> {
        DistinguishedName::read_tolerant(self.members_from_subject()?.next()?.bytes)
    }

    /// Returns the members of the TBSCertificate from the subject on.
    fn members_from_subject(&self) -> Result<Reader<'_>, NotDer> {
        let mut certificate = Reader::of_sequence(&self.0)?;
        let mut members = Reader::new(certificate.content_of(tag::SEQUENCE)?);
        members.optional(tag::context_constructed(0))?;
        // serialNumber, signature, issuer, validity.
        for _ in 0..4 {
            members.next()?;
        }
        Ok(members)
    }

    /// Returns the DER encoding.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// Returns the certificate as one PEM block labelled `CERTIFICATE` (RFC 7468 §5), in lines of
    /// 64 characters.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> alloc::string::String {
        crate::x509::pem::encode(PEM_LABEL, &self.0)
    }

    /// Takes a certificate in PEM: one block labelled `CERTIFICATE`, with base64 wrapped at any
    /// width. Text around the block is ignored; other blocks are an error. Checks no more than
    /// [`Certificate::from_der`].
    ///
    /// ```
    /// use certmint::{Certificate, Issuer};
    /// use certmint::error::IssuerError;
    ///
    /// fn load(ca: &str, root: &str) -> Result<Issuer, IssuerError> {
    ///     let chain = [Certificate::from_pem(ca)?, Certificate::from_pem(root)?];
    ///     Issuer::from_chain(chain.into())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`IssuerError::Pem`], [`IssuerError::NotOneCertificate`] and those of
    /// [`Certificate::from_der`].
    #[cfg(feature = "pem")]
    pub fn from_pem(text: &str) -> Result<Self, IssuerError> {
        match Self::list_from_pem(text)?.as_slice() {
            [certificate] => Self::from_der(&certificate.0),
            more => Err(IssuerError::NotOneCertificate { found: more.len() }),
        }
    }

    /// Reads the certificates of a text in order, with base64 wrapped at any width. Text around the
    /// blocks is allowed (RFC 7468 §2). Blocks of another label are not: `TRUSTED CERTIFICATE`
    /// holds more than a certificate. What the blocks hold is not checked;
    /// [`Issuer::from_chain`](crate::Issuer::from_chain) does that.
    ///
    /// # Errors
    /// [`IssuerError::Pem`].
    #[cfg(feature = "pem")]
    pub fn list_from_pem(text: &str) -> Result<Vec<Self>, IssuerError> {
        let read = |block: &Block<'_>| match block.label {
            PEM_LABEL | OLD_PEM_LABEL => block.decode().map(Self),
            _ => Err(NotPem),
        };
        let certificates = Block::all(text).and_then(|blocks| blocks.iter().map(read).collect());
        certificates.map_err(|NotPem| IssuerError::Pem)
    }
}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "CERTIFICATE";
/// RFC 7468 §5.1: never written, and read only for the sake of old files.
#[cfg(feature = "pem")]
const OLD_PEM_LABEL: &str = "X509 CERTIFICATE";

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} octets)", self.0.len())
    }
}
