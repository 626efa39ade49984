//! Why a requested validity is refused.

use time::UtcDateTime;

use super::shown::Instant;

/// Why a requested validity is refused, whatever the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValidityError {
    /// The requested end is before the start.
    #[error(
        "the validity would end at {}, before its start at {}; request a later end or an earlier start",
        Instant(*.not_after),
        Instant(*.not_before)
    )]
    EndsBeforeStart {
        /// The start.
        not_before: UtcDateTime,
        /// The requested end.
        not_after: UtcDateTime,
    },
    /// The requested period leaves no time after that of issuing, because it counts from a start
    /// that the profile back-dates ([rule V8](crate::docs::rules#v8)).
    #[error(
        "the validity would end at {}, and it is {} now: the profile back-dates its start to {}, and the period \
         counts from there; request a longer period, or a start",
        Instant(*.not_after),
        Instant(*.now),
        Instant(*.not_before)
    )]
    WithinBackdating {
        /// The time of issuing.
        now: UtcDateTime,
        /// The back-dated start.
        not_before: UtcDateTime,
        /// The end of the period.
        not_after: UtcDateTime,
    },
    /// The longest validity of a profile is not longer than its back-dating, from whose start it
    /// counts ([rule V8](crate::docs::rules#v8)).
    #[error(
        "the longest validity must be longer than the back-dating of {backdating} {}{}, because it counts \
         from the back-dated start; raise it, or lower the back-dating",
        .unit.to_ascii_lowercase(),
        if *.backdating == 1 { "" } else { "s" }
    )]
    MaximumWithinBackdating {
        /// The number of units of the back-dating.
        backdating: u64,
        /// Their unit: DAY, HOUR or MINUTE.
        unit: &'static str,
    },
}
