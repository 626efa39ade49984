//! The extensions that an issuer adds to everything it issues (rule A5).

use alloc::vec::Vec;

use crate::diagnostics::ViolationKind;
use crate::x509::der::Writer;
use crate::x509::extension::{
    CertificatePolicy, encode_authority_info_access, encode_certificate_policies,
    encode_crl_distribution_points, encode_freshest_crl,
};
use crate::x509::general_name::{FETCHED_BY, OCSP_BY, Uri, UrlError, add_url};
use crate::x509::oid::ObjectIdentifier;

/// The extensions that an issuer adds to everything it issues: its policies, and the URLs of its
/// CRL and delta CRL, of its own certificate and of its OCSP responder ([rule A5](crate::docs::rules#a5)). By
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
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerExtensions {
    policies: Vec<CertificatePolicy>,
    crl_urls: Vec<Uri>,
    freshest_crl_urls: Vec<Uri>,
    ocsp_urls: Vec<Uri>,
    ca_issuers_urls: Vec<Uri>,
}

/// A certificate policy is already among those of the issuer (RFC 5280 §4.2.1.4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate policy {} is requested more than once; keep one of them", .0.named())]
#[non_exhaustive]
pub struct RepeatedPolicyError(pub ObjectIdentifier);

impl IssuerExtensions {
    /// Adds a certificate policy.
    ///
    /// # Errors
    /// [`RepeatedPolicyError`] if the identifier is already present (RFC 5280 §4.2.1.4).
    pub fn with_policy(mut self, policy: CertificatePolicy) -> Result<Self, RepeatedPolicyError> {
        let oid = policy.object_identifier();
        if self.policies.iter().any(|known| known.object_identifier() == oid) {
            return Err(RepeatedPolicyError(oid.clone()));
        }
        self.policies.push(policy);
        Ok(self)
    }

    /// Adds a URL of the issuer's CRL (cRLDistributionPoints). Several URLs lead to the same CRL:
    /// they are names of one distribution point.
    ///
    /// # Errors
    /// [`UrlError`] if the text is not a URL with the scheme http, https, ldap or ldaps. Prefer
    /// http: a verifier that checks the TLS certificate of the CRL's server may need that very CRL.
    pub fn with_crl_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.crl_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Adds a URL of the issuer's delta CRL (freshestCRL, [rule R9](crate::docs::rules#r9)).
    /// Several URLs lead to the same delta CRL.
    ///
    /// # Errors
    /// As for [`IssuerExtensions::with_crl_url`].
    pub fn with_freshest_crl_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.freshest_crl_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Adds a URL of the issuer's own certificate (id-ad-caIssuers).
    ///
    /// # Errors
    /// As for [`IssuerExtensions::with_crl_url`].
    pub fn with_ca_issuers_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.ca_issuers_urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Adds a URL of the issuer's OCSP responder (id-ad-ocsp).
    ///
    /// # Errors
    /// [`UrlError`] if the text is not a URL with the scheme http or https.
    pub fn with_ocsp_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.ocsp_urls, url, OCSP_BY)?;
        Ok(self)
    }

    /// Encodes the extensions in their order (rule X2), one after the other.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(256);
        encode_certificate_policies(&mut w, &self.policies);
        encode_crl_distribution_points(&mut w, &self.crl_urls);
        encode_freshest_crl(&mut w, &self.freshest_crl_urls);
        encode_authority_info_access(&mut w, &self.ocsp_urls, &self.ca_issuers_urls);
        w.into_bytes()
    }
}

impl From<RepeatedPolicyError> for ViolationKind {
    fn from(RepeatedPolicyError(oid): RepeatedPolicyError) -> Self {
        Self::RepeatedPolicy(oid)
    }
}
