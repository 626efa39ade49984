//! Times, usually near another one.

use arbitrary::Arbitrary;
use certmint::time::{Duration, UtcDateTime};

/// A time, absolute or relative to another one.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum When {
    Milliseconds(i32),
    Seconds(i16),
    Days(i16),
    Years(i8),
    Absolute(i64),
    /// Times near the limits of certificates and of this century.
    Edge(u8, i8),
}

impl When {
    /// The starts of the years 1950, 2050, 10000, 1970 and 2000.
    const EDGES: [i64; 5] = [-631_152_000, 2_524_608_000, 253_402_300_800, 0, 946_684_800];

    /// The time, if it can be expressed.
    pub fn from(self, base: UtcDateTime) -> Option<UtcDateTime> {
        match self {
            Self::Milliseconds(count) => base.checked_add(Duration::milliseconds(count.into())),
            Self::Seconds(count) => base.checked_add(Duration::seconds(count.into())),
            Self::Days(count) => base.checked_add(Duration::days(count.into())),
            Self::Years(count) => base.checked_add(Duration::days(365 * i64::from(count))),
            Self::Absolute(seconds) => UtcDateTime::from_unix_timestamp(seconds).ok(),
            Self::Edge(edge, offset) => {
                let edge = Self::EDGES[usize::from(edge) % Self::EDGES.len()];
                UtcDateTime::from_unix_timestamp(edge + i64::from(offset)).ok()
            }
        }
    }
}
