//! What a CSR holds, as the API shows it.

use alloc::format;
use alloc::string::String;

use super::Body;
use super::exported::with_crlf;
use super::members::AlreadyReported;
use crate::diagnostics::Field;
use crate::issuance::Error;
use crate::key::SignatureAlgorithm;
use crate::request::csr::Csr;
use crate::x509::name::NameMembers;

/// What a CSR holds, as the API shows it ([rule W14](crate::docs::rules#w14)).
///
/// ```
/// use certmint::Error;
/// use certmint::wire::{Body, CsrDescription};
///
/// fn parse(json: &[u8]) -> Result<CsrDescription, Error> {
///     let csr = Body::from_json(json)?.read_csr_to_parse()?;
///     Ok(CsrDescription::from(&csr))
/// }
///
/// let error = parse(br#"{"csr":"no PEM"}"#).unwrap_err();
/// assert_eq!(error.violations()[0].pointer(), "/csr");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CsrDescription {
    /// The type of the key by its name in Java: `RSA`, `EC` or `EdDSA`.
    pub key_algorithm: &'static str,
    /// The bits of an RSA modulus or of a curve's field.
    pub key_algorithm_length: u32,
    /// The algorithm of the CSR's own signature by its name in Java, such as `SHA256withRSA`,
    /// `SHA384withECDSA` or `RSASSA-PSS`.
    pub signature_algorithm: String,
    /// The public key in PEM, with the line ends of the API, `\r\n`.
    pub public_key: String,
    /// The subject.
    pub distinguished_name: NameMembers,
}

impl From<&Csr> for CsrDescription {
    fn from(csr: &Csr) -> Self {
        let key = csr.public_key();
        Self {
            key_algorithm: key.key_type().java_name(),
            key_algorithm_length: key.bits(),
            signature_algorithm: match csr.signature_algorithm() {
                SignatureAlgorithm::RsaPkcs1(hash) => format!("{hash}withRSA"),
                SignatureAlgorithm::RsaPss { .. } => "RSASSA-PSS".into(),
                SignatureAlgorithm::Ecdsa(hash) => format!("{hash}withECDSA"),
                // Java has the names of the standards for those without a hash.
                own => format!("{own}"),
            },
            public_key: with_crlf(&key.to_pem()),
            distinguished_name: csr.subject().members(),
        }
    }
}

impl Body<'_> {
    /// Reads the body that asks what a CSR holds: `{"csr"}`, in PEM as [`Csr::from_pem`] reads it.
    /// A CSR with faults that a CA can replace is read ([`Csr::faults`]).
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_csr_to_parse(&self) -> Result<Csr, Error> {
        let read = self.read(|body, diagnostics| {
            let csr = body.mandatory(diagnostics, &Field::Csr).and_then(|member| {
                Csr::from_pem(member.text(diagnostics)?).map_err(|error| {
                    diagnostics.violations.append(error);
                    AlreadyReported
                })
            });
            body.finish(diagnostics);
            csr
        });
        read.map(|(csr, _)| csr)
    }
}
