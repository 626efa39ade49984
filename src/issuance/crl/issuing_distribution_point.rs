//! issuingDistributionPoint (RFC 5280 §5.2.5), critical.

use alloc::vec::Vec;

use crate::diagnostics::ViolationKind;
use crate::issuer::{FETCHED_BY, add_url};
use crate::x509::der::{Writer, tag};
use crate::x509::extension::{Criticality, encode_distribution_point_name, encode_extension};
use crate::x509::general_name::Uri;
use crate::x509::oid;

/// The certificates that a revocation list is about, where these are not all of the issuer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateScope {
    /// onlyContainsUserCerts: those of end entities.
    UserCertificates,
    /// onlyContainsCACerts: those of CAs.
    CaCertificates,
}

/// Where a revocation list is found, and which certificates it is about
/// ([rule R7](crate::docs::rules#r7)). It says at least one of the two.
///
/// A verifier uses a list with URLs only for certificates whose cRLDistributionPoints name one of
/// them, byte for byte (RFC 5280 §6.3.3):
/// [`IssuerExtensions::with_crl_url`](crate::issuer::IssuerExtensions::with_crl_url). Some
/// verifiers demand a URL. Without this extension, a list is about all certificates of its issuer.
///
/// ```
/// use certmint::crl::{CertificateScope, IssuingDistributionPoint};
///
/// let point = IssuingDistributionPoint::at("http://pki.example.org/sub.crl")?
///     .with_scope(CertificateScope::UserCertificates);
/// # let _ = point;
/// # Ok::<(), certmint::error::ViolationKind>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingDistributionPoint {
    /// Empty only beside a scope.
    urls: Vec<Uri>,
    scope: Option<CertificateScope>,
}

impl IssuingDistributionPoint {
    /// A list that is found at this URL.
    ///
    /// # Errors
    /// Those of [`Uri::new`]; [`ViolationKind::NotOneOf`] for a scheme other than http, https, ldap
    /// and ldaps.
    pub fn at(url: &str) -> Result<Self, ViolationKind> {
        Self { urls: Vec::new(), scope: None }.with_url(url)
    }

    /// A list that is about these certificates alone.
    #[must_use]
    pub fn only(scope: CertificateScope) -> Self {
        Self { urls: Vec::new(), scope: Some(scope) }
    }

    /// Adds a URL of the same list.
    ///
    /// # Errors
    /// As for [`IssuingDistributionPoint::at`].
    pub fn with_url(mut self, url: &str) -> Result<Self, ViolationKind> {
        add_url(&mut self.urls, url, FETCHED_BY)?;
        Ok(self)
    }

    /// Sets the certificates that the list is about.
    #[must_use]
    pub fn with_scope(mut self, scope: CertificateScope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// At least the octets of the encoding.
    pub(super) fn encoded_bound(&self) -> usize {
        // A URI is at most 253 octets long.
        64 + self.urls.len() * 256
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
