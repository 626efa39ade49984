//! issuingDistributionPoint (RFC 5280 §5.2.5), critical.

use alloc::vec::Vec;

use crate::x509::der::{Writer, tag};
use crate::x509::extension::{
    Criticality, distribution_point_bound, encode_distribution_point_name, encode_extension,
};
use crate::x509::general_name::{FETCHED_BY, Uri, UrlError, add_url};
use crate::x509::oid;

/// The certificates that a revocation list covers, if they are not all of the issuer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateScope {
    /// onlyContainsUserCerts: the certificates of end entities.
    UserCertificates,
    /// onlyContainsCACerts: the certificates of CAs.
    CaCertificates,
}

/// Where a revocation list can be fetched, and which certificates it covers
/// ([rule R7](crate::docs::rules#r7)). At least one of the two is set.
///
/// A verifier uses a list with URLs only for certificates whose cRLDistributionPoints name one of
/// them, byte for byte (RFC 5280 §6.3.3); set those with
/// [`IssuerExtensions::with_crl_url`](crate::issuer::IssuerExtensions::with_crl_url). Some
/// verifiers demand a URL. Without this extension, a list covers all certificates of its issuer.
///
/// ```
/// use certmint::crl::{CertificateScope, IssuingDistributionPoint};
///
/// let point = IssuingDistributionPoint::at("http://pki.example.org/sub.crl")?
///     .with_scope(CertificateScope::UserCertificates);
/// # let _ = point;
/// # Ok::<(), certmint::error::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingDistributionPoint {
    /// Empty only if there is a scope.
    urls: Vec<Uri>,
    scope: Option<CertificateScope>,
}

impl IssuingDistributionPoint {
    /// Makes the extension of a list that can be fetched at this URL.
    ///
    /// # Errors
    /// [`UrlError`] if the text is not a URL with the scheme http, https, ldap or ldaps.
    pub fn at(url: &str) -> Result<Self, UrlError> {
        Self { urls: Vec::new(), scope: None }.with_url(url)
    }

    /// Makes the extension of a list that covers only these certificates.
    #[must_use]
    pub fn only(scope: CertificateScope) -> Self {
        Self { urls: Vec::new(), scope: Some(scope) }
    }

    /// Adds another URL of the same list.
    ///
    /// # Errors
    /// The same as for [`IssuingDistributionPoint::at`].
    pub fn with_url(mut self, url: &str) -> Result<Self, UrlError> {
        add_url(&mut self.urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Sets the certificates that the list covers.
    #[must_use]
    pub fn with_scope(mut self, scope: CertificateScope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Returns an upper bound of the encoded length in octets.
    pub(super) fn encoded_bound(&self) -> usize {
        distribution_point_bound(&self.urls)
    }

    /// ```asn1
    /// IssuingDistributionPoint ::= SEQUENCE {
    ///   distributionPoint      [0] DistributionPointName OPTIONAL,
    ///   onlyContainsUserCerts  [1] BOOLEAN DEFAULT FALSE,
    ///   onlyContainsCACerts    [2] BOOLEAN DEFAULT FALSE, … }
    /// ```
    pub(super) fn encode(&self, w: &mut Writer) {
        encode_extension(w, oid::ISSUING_DISTRIBUTION_POINT, Criticality::Critical, |w| {
            w.sequence(|w| {
                if !self.urls.is_empty() {
                    encode_distribution_point_name(w, &self.urls);
                }
                match self.scope {
                    Some(CertificateScope::UserCertificates) => w.value(tag::context(1), &[0xff]),
                    Some(CertificateScope::CaCertificates) => w.value(tag::context(2), &[0xff]),
                    None => {}
                }
            });
        });
    }
}
