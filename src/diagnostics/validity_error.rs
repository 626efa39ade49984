//! Why a requested validity cannot be.

use time::UtcDateTime;

use super::shown::Instant;

/// Why a requested validity cannot be, whoever issues it.
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
}
