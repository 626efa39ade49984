//! The extensions that an issuer adds to everything it issues (rule A5).

use alloc::vec::Vec;

use crate::diagnostics::ViolationKind;
use crate::x509::Sanitized;
use crate::x509::der::Writer;
use crate::x509::extension::{
    CertificatePolicy, encode_authority_info_access, encode_certificate_policies,
    encode_crl_distribution_points,
};
use crate::x509::general_name::Uri;

/// The extensions that an issuer adds to everything it issues: its policies, and the URLs of its
/// CRL, of its own certificate and of its OCSP responder ([rule A5](crate::docs::rules#a5)). By
/// default there are none.
///
/// ```
/// use certmint::ObjectIdentifier;
/// use certmint::extension::CertificatePolicy;
/// use certmint::issuer::IssuerExtensions;
///
/// let extensions = IssuerExtensions::default()
///     .with_policy(CertificatePolicy::new(ObjectIdentifier::new("2.999.1.1")?))?
///     .with_crl_url("http://pki.example.org/sub.crl")?
///     .with_ca_issuers_url("http://pki.example.org/sub.crt")?
///     .with_ocsp_url("http://ocsp.example.org")?;
/// # Ok::<(), certmint::error::ViolationKind>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerExtensions {
    policies: Vec<CertificatePolicy>,
    crl_urls: Vec<Uri>,
    ocsp_urls: Vec<Uri>,
    ca_issuers_urls: Vec<Uri>,
}

/// The schemes for fetching a CRL or a certificate (RFC 5280 §4.2.1.13, §4.2.2.1).
pub(crate) const FETCHED_BY: &[&str] = &["http", "https", "ldap", "ldaps"];
/// The schemes of an OCSP responder (RFC 6960 App. A).
const OCSP_BY: &[&str] = &["http", "https"];

impl IssuerExtensions {
    /// Adds a certificate policy.
    ///
    /// # Errors
    /// [`ViolationKind::RepeatedPolicy`] if the identifier is already present (RFC 5280 §4.2.1.4).
    pub fn with_policy(mut self, policy: CertificatePolicy) -> Result<Self, ViolationKind> {
        let oid = policy.object_identifier();
        if self.policies.iter().any(|known| known.object_identifier() == oid) {
            return Err(ViolationKind::RepeatedPolicy(oid.clone()));
        }
        self.policies.push(policy);
        Ok(self)
    }

    /// Adds a URL of the issuer's CRL (cRLDistributionPoints). Several URLs lead to the same CRL:
    /// they are names of one distribution point.
    ///
    /// # Errors
    /// Those of [`Uri::new`]; [`ViolationKind::NotOneOf`] for a scheme other than http, https, ldap
    /// and ldaps. Prefer http: a verifier that checks the TLS certificate of the CRL's server may
    /// need that very CRL.
    pub fn with_crl_url(mut self, url: &str) -> Result<Self, ViolationKind> {
        add_url(&mut self.crl_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Adds a URL of the issuer's own certificate (id-ad-caIssuers).
    ///
    /// # Errors
    /// As for [`IssuerExtensions::with_crl_url`].
    pub fn with_ca_issuers_url(mut self, url: &str) -> Result<Self, ViolationKind> {
        add_url(&mut self.ca_issuers_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Adds a URL of the issuer's OCSP responder (id-ad-ocsp).
    ///
    /// # Errors
    /// Those of [`Uri::new`]; [`ViolationKind::NotOneOf`] for a scheme other than http and https.
    pub fn with_ocsp_url(mut self, url: &str) -> Result<Self, ViolationKind> {
        add_url(&mut self.ocsp_urls, url, OCSP_BY)?;
        Ok(self)
    }

    /// Encodes the extensions in their order (rule X2), one after the other.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(256);
        encode_certificate_policies(&mut w, &self.policies);
        encode_crl_distribution_points(&mut w, &self.crl_urls);
        encode_authority_info_access(&mut w, &self.ocsp_urls, &self.ca_issuers_urls);
        w.into_bytes()
    }
}

/// Adds a URL of one of these schemes, unless it is already present.
pub(crate) fn add_url(
    urls: &mut Vec<Uri>,
    url: &str,
    schemes: &'static [&'static str],
) -> Result<(), ViolationKind> {
    let uri = Uri::new(url)?;
    let scheme = url.split(':').next().unwrap_or_default();
    if !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)) || !url.contains("://") {
        return Err(ViolationKind::NotOneOf { found: Sanitized::new(scheme), allowed: schemes });
    }
    if !urls.contains(&uri) {
        urls.push(uri);
    }
    Ok(())
}
