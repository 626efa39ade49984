//! The times of a response.

use time::UtcDateTime;

use super::OcspError;
use crate::x509::validity::is_expressible;

/// The times of an OCSP response (RFC 6960 §2.4, [rule O6](crate::docs::rules#o6)). They are
/// encoded in whole seconds.
///
/// ```
/// use certmint::ocsp::OcspTimes;
/// use certmint::time::{Duration, UtcDateTime};
///
/// let now = UtcDateTime::UNIX_EPOCH + Duration::days(20_000);
/// // The host's copy of the revocations is five minutes old.
/// let times = OcspTimes::new(now)
///     .with_this_update(now - Duration::minutes(5))
///     .with_next_update(now + Duration::hours(12));
/// # let _ = times;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspTimes {
    pub(super) produced_at: UtcDateTime,
    pub(super) this_update: UtcDateTime,
    pub(super) next_update: Option<UtcDateTime>,
}

impl OcspTimes {
    /// Makes the times of a response that is signed at `now` from what is known at `now`. It has no
    /// `nextUpdate`: newer information is always available.
    #[must_use]
    pub fn new(now: UtcDateTime) -> Self {
        Self { produced_at: now, this_update: now, next_update: None }
    }

    /// Sets the last time at which the status is known to be correct. It must not be later than the
    /// time of signing.
    #[must_use]
    pub fn with_this_update(mut self, at: UtcDateTime) -> Self {
        self.this_update = at;
        self
    }

    /// Sets the time at which newer information is available at the latest. Clients refuse the
    /// response after it, and caches keep it until then.
    #[must_use]
    pub fn with_next_update(mut self, at: UtcDateTime) -> Self {
        self.next_update = Some(at);
        self
    }

    /// Returns the time of signing.
    #[must_use]
    pub fn produced_at(&self) -> UtcDateTime {
        self.produced_at
    }

    /// Returns the last time at which the status is known to be correct.
    #[must_use]
    pub fn this_update(&self) -> UtcDateTime {
        self.this_update
    }

    /// Returns the time at which newer information is available at the latest, as it was set: the
    /// response has the end of the signer's certificate if that is earlier.
    #[must_use]
    pub fn next_update(&self) -> Option<UtcDateTime> {
        self.next_update
    }

    /// Truncates the times to seconds. A `nextUpdate` past the year 9999 is left for `checked` to
    /// cut.
    pub(super) fn truncated(self) -> Result<Self, OcspError> {
        let Self { produced_at, this_update, next_update } = self;
        let [produced_at, this_update] = [produced_at, this_update].map(UtcDateTime::truncate_to_second);
        if ![produced_at, this_update].into_iter().all(is_expressible) {
            return Err(OcspError::TimeNotExpressible);
        }
        let next_update = next_update.map(UtcDateTime::truncate_to_second);
        Ok(Self { produced_at, this_update, next_update })
    }

    /// Checks the truncated times of a signer whose certificate is valid. A response is not used
    /// for longer than that certificate.
    pub(super) fn checked(self, not_after: UtcDateTime) -> Result<Self, OcspError> {
        let times = Self { next_update: self.next_update.map(|at| at.min(not_after)), ..self };
        if !times.next_update.is_none_or(is_expressible) {
            return Err(OcspError::TimeNotExpressible);
        }
        if times.this_update > times.produced_at {
            return Err(OcspError::ThisUpdateAfterProducedAt);
        }
        if times.next_update.is_some_and(|at| at <= times.produced_at) {
            return Err(OcspError::NextUpdateNotAfterProducedAt);
        }
        Ok(times)
    }
}
