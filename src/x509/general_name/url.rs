//! URLs at which software fetches something.

use alloc::vec::Vec;

use super::{NameError, Uri};
use crate::x509::Sanitized;

/// The schemes for fetching a CRL or a certificate (RFC 5280 §4.2.1.13, §4.2.2.1).
pub(crate) const FETCHED_BY: &[&str] = &["http", "https", "ldap", "ldaps"];
/// The schemes of an OCSP responder (RFC 6960 App. A).
pub(crate) const OCSP_BY: &[&str] = &["http", "https"];

/// Why a text is not the URL of a CRL, a certificate or an OCSP responder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// It is not a URI.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It has another scheme, or nothing after `scheme://`.
    #[error("found {found}, but the URL must start with {}", Schemes(.allowed))]
    Scheme {
        /// The scheme.
        found: Sanitized,
        /// The schemes that are allowed.
        allowed: &'static [&'static str],
    },
}

/// Writes the schemes as the starts of URLs.
struct Schemes<'a>(&'a [&'a str]);

impl core::fmt::Display for Schemes<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (position, scheme) in self.0.iter().enumerate() {
            write!(f, "{}{scheme}://", if position == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// Adds a URL of one of these schemes, unless it is already present.
pub(crate) fn add_url(
    urls: &mut Vec<Uri>,
    url: &str,
    schemes: &'static [&'static str],
) -> Result<(), UrlError> {
    let uri = Uri::new(url)?;
    let scheme = url.split(':').next().unwrap_or_default();
    if !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)) || !url.contains("://") {
        return Err(UrlError::Scheme { found: Sanitized::new(scheme), allowed: schemes });
    }
    if !urls.contains(&uri) {
        urls.push(uri);
    }
    Ok(())
}
