//! What an export of a certificate holds.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

use super::ExportFormat;
#[cfg(feature = "encryption")]
use super::ExportRequest;
use crate::issuer::certificate::Certificate;
#[cfg(feature = "encryption")]
use crate::{
    issuance::Error,
    key::{KeyDerivationFunction, PrivateKey},
};

/// The answer to an export that is not compressed: PEM with the line ends of the API, `\r\n`
/// ([rule W20](crate::docs::rules#w20)).
///
/// It is also the answer to the export of a CA, which has no private key:
///
/// ```
/// use certmint::wire::ExportBody;
/// use certmint::Issuer;
///
/// fn export(ca: &Issuer) -> Option<ExportBody> {
///     let (own, above) = ca.chain().split_first()?;
///     Some(ExportBody::new(own, above))
/// }
/// ```
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct ExportBody {
    /// The private key; left out if it came in a CSR. It is overwritten when it is dropped.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_key")]
    pub private_key: Option<Zeroizing<String>>,
    /// The certificate.
    pub certificate: String,
    /// The CAs above the certificate, the root last.
    pub certificate_chain: String,
}

impl ExportBody {
    /// Makes the answer without a key. `above` are the CAs above the certificate, the root last.
    #[must_use]
    pub fn new(certificate: &Certificate, above: &[Certificate]) -> Self {
        Self {
            private_key: None,
            certificate: with_crlf(&certificate.to_pem()),
            certificate_chain: with_crlf(&pem_of(above)),
        }
    }
}

impl fmt::Debug for ExportBody {
    /// Shows whether there is a private key, and nothing of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportBody")
            .field("has_private_key", &self.private_key.is_some())
            .field("certificate", &self.certificate)
            .field("certificate_chain", &self.certificate_chain)
            .finish()
    }
}

fn serialize_key<S: Serializer>(key: &Option<Zeroizing<String>>, serializer: S) -> Result<S::Ok, S::Error> {
    key.as_ref().map(|key| key.as_str()).serialize(serializer)
}

/// A file of a compressed export.
#[derive(Clone)]
#[non_exhaustive]
pub struct ExportFile {
    /// Its name, such as `server.key`.
    pub name: &'static str,
    /// PEM. It is overwritten when it is dropped.
    pub content: Zeroizing<String>,
}

impl fmt::Debug for ExportFile {
    /// Shows the name only: the content may be a private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What an export holds ([`ExportRequest::export`](super::ExportRequest::export)).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Export {
    /// A JSON body.
    Body(ExportBody),
    /// Files, to be sent as a ZIP.
    Files(Vec<ExportFile>),
    /// The key, the certificate and its chain in one PKCS#12 file, `server.pfx`. The host makes it,
    /// under the password of the request. Without one, it makes up a password and sends that
    /// as `keystorePass.txt`, too.
    Pkcs12,
    /// The same in a Java key store. A host that cannot make one refuses the request, and advises
    /// `IIS`: Java reads PKCS#12.
    JavaKeyStore,
}

#[cfg(feature = "encryption")]
impl ExportRequest {
    /// Returns what the export of a certificate holds. `above` are the CAs above it, the root last;
    /// `key` is its private key, `None` if that came in a CSR. With a password, the key is encrypted
    /// with [`KeyDerivationFunction::PBKDF2_HMAC_SHA256`], which takes some 100 ms and, unlike
    /// scrypt, no memory.
    ///
    /// ```
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::wire::{Body, Export};
    /// use certmint::{Error, Issued};
    ///
    /// /// Returns the names of the files in the answer.
    /// fn export(
    ///     json: &[u8],
    ///     issued: &Issued,
    ///     rng: &mut impl TryCryptoRng,
    /// ) -> Result<Vec<&'static str>, Error> {
    ///     let request = Body::from_json(json)?.read_export()?;
    ///     let above: Vec<_> = issued.chain().skip(1).cloned().collect();
    ///     let key = issued.private_key();
    ///     Ok(match request.export(issued.certificate(), &above, key, rng)? {
    ///         Export::Files(files) => files.iter().map(|file| file.name).collect(),
    ///         _ => vec![],
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Entropy`] if `rng` fails.
    pub fn export<R: rand_core::TryCryptoRng + ?Sized>(
        &self,
        certificate: &Certificate,
        above: &[Certificate],
        key: Option<&PrivateKey>,
        rng: &mut R,
    ) -> Result<Export, Error> {
        match (self.is_compressed(), self.format(), key) {
            (true, ExportFormat::Iis, Some(_)) => return Ok(Export::Pkcs12),
            (true, ExportFormat::Tomcat, Some(_)) => return Ok(Export::JavaKeyStore),
            _ => {}
        }
        let key = key.map(|key| self.key_pem(key, rng)).transpose()?;
        if !self.is_compressed() {
            let private_key = key.map(|pem| Zeroizing::new(with_crlf(&pem)));
            return Ok(Export::Body(ExportBody { private_key, ..ExportBody::new(certificate, above) }));
        }
        let (own, above) = (certificate.to_pem(), pem_of(above));
        let file = |name, content| ExportFile { name, content };
        let public = |name, pem| file(name, Zeroizing::new(pem));
        let mut files = Vec::with_capacity(3);
        let has_key = key.is_some();
        files.extend(key.map(|pem| file("server.key", pem)));
        match self.format() {
            ExportFormat::Nginx => files.push(public("server.crt", own + &above)),
            ExportFormat::Other => {
                files.push(public(if has_key { "server.pem" } else { "cert.pem" }, own));
                files.push(public("chain.pem", above));
            }
            ExportFormat::Apache | ExportFormat::Iis | ExportFormat::Tomcat => {
                files.push(public("server.crt", own));
                files.push(public("chain.crt", above));
            }
        }
        Ok(Export::Files(files))
    }

    /// Returns the key as PKCS#8, encrypted if there is a password.
    fn key_pem<R: rand_core::TryCryptoRng + ?Sized>(
        &self,
        key: &PrivateKey,
        rng: &mut R,
    ) -> Result<Zeroizing<String>, Error> {
        let Some(password) = self.password() else { return Ok(key.to_pkcs8_pem()) };
        let function = KeyDerivationFunction::PBKDF2_HMAC_SHA256;
        Ok(Zeroizing::new(key.to_encrypted_pkcs8_pem(password.as_bytes(), function, rng)?))
    }
}

impl ExportFormat {
    /// Returns the name of the ZIP file of an export: `db.example.org_nginx.zip`.
    #[must_use]
    pub fn zip_name(self, common_name: &str) -> String {
        file_stem(common_name) + "_" + &self.as_str().to_ascii_lowercase() + ".zip"
    }
}

/// Returns a common name as a part of a file's name that is safe in an HTTP header and on any file
/// system: other characters than letters, digits, `-` and `.` become `_`.
///
/// ```
/// use certmint::wire::file_stem;
///
/// assert_eq!(file_stem("*.example.org"), "_.example.org");
/// ```
#[must_use]
pub fn file_stem(common_name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' };
    common_name.chars().map(safe).collect()
}

pub(super) fn with_crlf(pem: &str) -> String {
    pem.replace('\n', "\r\n")
}

pub(super) fn pem_of(certificates: &[Certificate]) -> String {
    certificates.iter().map(Certificate::to_pem).collect()
}
