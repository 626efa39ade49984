//! What a certificate holds, for a page that shows it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::issuance::Error;
use crate::issuer::certificate::Certificate;
use crate::key::HashAlgorithm;

/// What a certificate holds beside what the API shows of it, as texts for a page.
///
/// ```
/// use certmint::wire::CertificateDescription;
/// use certmint::{Certificate, Error};
///
/// fn names(certificate: &Certificate) -> Result<String, Error> {
///     Ok(CertificateDescription::try_from(certificate)?.subject_alternative_names.join(", "))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CertificateDescription {
    /// The alternative names.
    pub subject_alternative_names: Vec<String>,
    /// The key usages, by the names of the API.
    pub key_usages: String,
    /// The purposes of the key.
    pub extended_key_usage: String,
    /// The SHA-256 of the DER in hexadecimal, as browsers show it: `1A:2B:…`.
    pub fingerprint: String,
}

impl TryFrom<&Certificate> for CertificateDescription {
    type Error = Error;

    /// Describes a certificate that this library wrote.
    fn try_from(certificate: &Certificate) -> Result<Self, Error> {
        let contents = certificate.contents()?;
        let digest = HashAlgorithm::Sha256.digest(certificate.as_der());
        let octets: Vec<_> = digest.as_bytes().iter().map(|octet| format!("{octet:02X}")).collect();
        Ok(Self {
            subject_alternative_names: contents.alternative_names().iter().map(ToString::to_string).collect(),
            key_usages: contents.key_usages().to_string(),
            extended_key_usage: contents.extended_key_usage().to_string(),
            fingerprint: octets.join(":"),
        })
    }
}
