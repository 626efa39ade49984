//! Bodies that import the certificate of a CA.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Body;
use super::members::{Diagnostics, Member, ReadResult};
use crate::diagnostics::{Field, HostBodyError, IssuerError, ViolationKind};
use crate::issuance::Error;
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::x509::pem::unescaped;

const CERTIFICATE: Field = Field::HostMember("certificate");
const CHAIN: Field = Field::HostMember("certificate_chain");

impl Body<'_> {
    /// Reads the body that imports the certificate of a CA ([rule W15](crate::docs::rules#w15)):
    /// `{"certificate","certificate_chain"}` in PEM. The chain is optional; it holds the certificates
    /// above the CA, each issued by the next one.
    ///
    /// The certificates are checked as [`Issuer::from_chain`] does. Here their faults are the
    /// sender's: a refusal with the status 400. The host compares the key with its own.
    ///
    /// ```
    /// use certmint::wire::Body;
    /// use certmint::{Error, Issuer, PublicKey};
    ///
    /// /// `key` is that of the CA's CSR.
    /// fn import(json: &[u8], key: &PublicKey) -> Result<Issuer, Error> {
    ///     let issuer = Body::from_json(json)?.read_import()?;
    ///     if issuer.public_key() != key {
    ///         return Err(Error::CertificateKeyMismatch);
    ///     }
    ///     Ok(issuer)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_import(&self) -> Result<Issuer, Error> {
        let read = self.read(|body, diagnostics| {
            let certificate = body.mandatory(diagnostics, &CERTIFICATE).and_then(|member| {
                let certificates = certificates(&member, diagnostics)?;
                let found = certificates.len();
                let one = if found == 1 { Ok(certificates) } else { Err(not_one(found)) };
                member.take(diagnostics, one)
            });
            let above = body.optional(&CHAIN).map(|member| certificates(&member, diagnostics)).transpose();
            body.finish(diagnostics);
            let mut chain = certificate?;
            chain.extend(above?.unwrap_or_default());
            Issuer::from_chain(chain).or_else(|error| diagnostics.fail(field_of(&error), kind(error)))
        });
        read.map(|(issuer, _)| issuer)
    }
}

/// Reads the PEM blocks of a member, whose line ends can be escaped as those of a CSR.
fn certificates(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<Vec<Certificate>> {
    let text = unescaped(member.text(diagnostics)?);
    Certificate::list_from_pem(&text).or_else(|error| member.fail(diagnostics, kind(error)))
}

fn not_one(found: usize) -> ViolationKind {
    kind(IssuerError::NotOneCertificate { found })
}

fn kind(error: IssuerError) -> ViolationKind {
    HostBodyError::Certificate(Box::new(error)).into()
}

/// Returns the member that has the fault. If a certificate is not valid below the next one, that is
/// the chain.
fn field_of(error: &IssuerError) -> Field {
    match error {
        IssuerError::Certificate { certificate, .. }
        | IssuerError::Chain { certificate, above: None, .. }
            if certificate.position() == 0 =>
        {
            CERTIFICATE
        }
        IssuerError::Certificate { .. } | IssuerError::Chain { .. } => CHAIN,
        IssuerError::Pem | IssuerError::NotOneCertificate { .. } | IssuerError::NoCertificate => CERTIFICATE,
    }
}
