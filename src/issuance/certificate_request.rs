//! The requests that a certificate authority accepts.

use time::UtcDateTime;

use super::{Error, Grant};
use crate::issuer::Issuer;
use crate::key::{PublicKey, RequestedKey, SubjectKey};
use crate::profile::Profile;
use crate::request::{CsrRequest, EndEntityRequest, SubordinateRequest};

/// A request for a certificate below an issuer: an [`EndEntityRequest`], a [`SubordinateRequest`]
/// or a [`CsrRequest`]. [`Authority::issue`](crate::Authority::issue) takes any of them.
///
/// This trait is sealed: nothing else can implement it.
pub trait CertificateRequest: sealed::Sealed {
    /// The key in the grant: a [`KeyAlgorithm`](crate::KeyAlgorithm) if the key is still to be
    /// generated, a [`PublicKey`] if it exists.
    type Key: SubjectKey;

    /// Checks the request against the issuer, the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    fn check(&self, issuer: &Issuer, profile: &Profile, now: UtcDateTime) -> Result<Grant<Self::Key>, Error>;
}

mod sealed {
    pub trait Sealed {}
}

impl<K: RequestedKey> sealed::Sealed for EndEntityRequest<K> {}

impl<K: RequestedKey> CertificateRequest for EndEntityRequest<K> {
    type Key = K::Key;

    fn check(&self, issuer: &Issuer, profile: &Profile, now: UtcDateTime) -> Result<Grant<K::Key>, Error> {
        Self::check(self, issuer, profile, now)
    }
}

impl<K: RequestedKey> sealed::Sealed for SubordinateRequest<K> {}

impl<K: RequestedKey> CertificateRequest for SubordinateRequest<K> {
    type Key = K::Key;

    fn check(&self, issuer: &Issuer, profile: &Profile, now: UtcDateTime) -> Result<Grant<K::Key>, Error> {
        Self::check(self, issuer, profile, now)
    }
}

impl sealed::Sealed for CsrRequest {}

impl CertificateRequest for CsrRequest {
    type Key = PublicKey;

    fn check(&self, issuer: &Issuer, profile: &Profile, now: UtcDateTime) -> Result<Grant<PublicKey>, Error> {
        Self::check(self, issuer, profile, now)
    }
}
