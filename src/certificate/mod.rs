//! Certificates: the bytes that were signed, and what a CA's certificate says.

mod ca;
mod link;

use alloc::vec::Vec;
use core::fmt;

pub(crate) use ca::CaCertificate;

use crate::der::{NotDer, Value, tag};
use crate::error::IssuerError;

/// An X.509 certificate in DER.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(Vec<u8>);

impl Certificate {
    pub(crate) fn from_der_unchecked(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// Takes a certificate in DER. Only that it is one SEQUENCE is looked at; an
    /// [`Issuer`](crate::Issuer) checks the rest.
    ///
    /// # Errors
    /// [`IssuerError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, IssuerError> {
        let sequence = Value::read(der).and_then(|value| value.content_of(tag::SEQUENCE));
        sequence.map(|_| Self(der.to_vec())).map_err(|NotDer| IssuerError::Malformed { part: "Certificate" })
    }

    /// The DER encoding.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// The certificate as one PEM block labelled `CERTIFICATE` (RFC 7468 §5), lines of 64 characters.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> alloc::string::String {
        // Encoding fails only beyond the sizes that a certificate can have in memory.
        der::pem::encode_string(PEM_LABEL, der::pem::LineEnding::LF, &self.0).unwrap_or_default()
    }

    /// The certificates of a text, in order. Text around the blocks is tolerated (RFC 7468 §2), blocks of
    /// another label are not.
    ///
    /// # Errors
    /// [`IssuerError::Pem`].
    #[cfg(feature = "pem")]
    pub(crate) fn from_pem_blocks(text: &str) -> Result<Vec<Self>, IssuerError> {
        const BEGIN: &str = "-----BEGIN ";
        let starts = text.match_indices(BEGIN).map(|(start, _)| start);
        let certificates: Result<Vec<Self>, IssuerError> = starts
            .map(|start| {
                let block = &text[start..];
                let end = block.find(PEM_END).ok_or(IssuerError::Pem)? + PEM_END.len();
                let (label, der) =
                    der::pem::decode_vec(&block.as_bytes()[..end]).map_err(|_| IssuerError::Pem)?;
                if label == PEM_LABEL { Ok(Self(der)) } else { Err(IssuerError::Pem) }
            })
            .collect();
        certificates.and_then(|found| if found.is_empty() { Err(IssuerError::Pem) } else { Ok(found) })
    }
}

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "CERTIFICATE";
#[cfg(feature = "pem")]
const PEM_END: &str = "-----END CERTIFICATE-----";

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} octets)", self.0.len())
    }
}
