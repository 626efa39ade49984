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

    /// Checks the times and truncates them to seconds. A response is not used for longer than the
    /// certificate of its signer is valid.
    pub(super) fn checked(self, not_after: UtcDateTime) -> Result<Self, OcspError> {
        let times = Self {
            produced_at: self.produced_at.truncate_to_second(),
            this_update: self.this_update.truncate_to_second(),
            next_update: self.next_update.map(|at| at.truncate_to_second().min(not_after)),
        };
        let all = [Some(times.produced_at), Some(times.this_update), times.next_update];
        if !all.into_iter().flatten().all(is_expressible) {
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
