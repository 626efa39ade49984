//! Validity arithmetic (rules V1–V7): pure functions of the request, the time and the issuer's
//! validity.

use time::{Date, Duration, UtcDateTime};

use crate::diagnostics::{Field, ViolationKind};
use crate::x509::validity::{EXPRESSIBLE_YEARS, Validity, is_expressible};

/// How far before the time of issuing a validity may start, in milliseconds: five minutes.
const TOLERANCE_MILLISECONDS: i128 = 5 * 60 * 1_000;

/// The unit of a validity period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum ValidityUnit {
    /// 12 calendar months: the same month, day and time of day in a later year. 29 February becomes
    /// 28 February if that year has none.
    Year,
    /// 31 days.
    Month,
    /// 86,400 seconds.
    Day,
    /// 3,600 seconds.
    Hour,
}

impl ValidityUnit {
    /// Returns the name in the JSON bodies.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
        }
    }

    /// Returns the end of a period of `value` units; `None` past the year 9999.
    fn end(self, not_before: UtcDateTime, value: u64) -> Option<UtcDateTime> {
        let seconds_per_unit = match self {
            Self::Year => return years_later(not_before, value),
            Self::Month => 31 * 86_400,
            Self::Day => 86_400,
            Self::Hour => 3_600,
        };
        let seconds = i64::try_from(value).ok()?.checked_mul(seconds_per_unit)?;
        let end = not_before.checked_add(Duration::seconds(seconds))?;
        // The time crate can be built to support years after 9999.
        is_expressible(end).then_some(end)
    }
}

/// The longest validity that a profile allows, whatever its start
/// ([rule V4](crate::docs::rules#v4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct MaximumValidity {
    /// The unit, called `type` in a configuration, as in the JSON bodies.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub unit: ValidityUnit,
    /// The maximum number of units, at least 1.
    pub value: u64,
}

/// A requested validity: how long the certificate is valid, and from when.
///
/// ```
/// use certmint::RequestedValidity;
/// use certmint::request::ValidityUnit;
///
/// let three_years = RequestedValidity::new(ValidityUnit::Year, 3)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestedValidity {
    pub(crate) unit: ValidityUnit,
    /// At least 1.
    pub(crate) value: u64,
    pub(crate) start_from: Option<UtcDateTime>,
}

impl RequestedValidity {
    /// Makes a period of `value` units from the time of issuing. Whether it is too long depends on
    /// the kind of certificate and on the start, so this is decided when the request is checked.
    ///
    /// # Errors
    /// [`RequestedValidityError`] if `value` is 0 ([rule V1](crate::docs::rules#v1)).
    pub fn new(unit: ValidityUnit, value: u64) -> Result<Self, RequestedValidityError> {
        if value == 0 { Err(RequestedValidityError) } else { Ok(Self { unit, value, start_from: None }) }
    }

    /// One hour from the time of issuing: the shortest validity that can be requested.
    #[cfg(feature = "serde")]
    pub(crate) const SHORTEST: Self = Self { unit: ValidityUnit::Hour, value: 1, start_from: None };

    /// Starts the period at another time, at most five minutes before the time of issuing.
    #[must_use]
    pub fn starting_from(mut self, start_from: UtcDateTime) -> Self {
        self.start_from = Some(start_from);
        self
    }

    /// Returns the two times of the certificate (rules V1–V5). Each fault goes to `fault`, with the
    /// field at fault.
    pub(crate) fn resolve(
        &self,
        now: UtcDateTime,
        max: MaximumValidity,
        mut fault: impl FnMut(Field, ViolationKind),
    ) -> Option<Validity> {
        let start = self.start_from.unwrap_or(now);
        let (start_from, earliest) = (milliseconds(start), milliseconds(now) - TOLERANCE_MILLISECONDS);
        let too_early = start_from < earliest;
        if too_early {
            fault(Field::ValidityStart, ViolationKind::StartTooEarly { start_from, earliest });
        }
        let not_before = start.truncate_to_second();
        if !is_expressible(not_before) {
            if !too_early {
                let is_asked = self.start_from.is_some();
                let field = if is_asked { Field::ValidityStart } else { Field::Validity };
                fault(field, ViolationKind::TimeNotExpressible);
            }
            return None;
        }
        let not_after = match (self.end(not_before), max.unit.end(not_before, max.value)) {
            (Some(end), Some(latest)) if end <= latest => Some(end),
            (Some(end), None) => Some(end),
            (None, None) => {
                fault(Field::ValidityValue, ViolationKind::TimeNotExpressible);
                None
            }
            _ => {
                fault(
                    Field::ValidityValue,
                    ViolationKind::ValidityTooLong { max: max.value, unit: max.unit.as_str() },
                );
                None
            }
        };
        not_after.filter(|_| !too_early).map(|not_after| Validity { not_before, not_after })
    }

    /// Returns the end of the period; `None` past the year 9999.
    fn end(&self, not_before: UtcDateTime) -> Option<UtcDateTime> {
        self.unit.end(not_before, self.value)
    }
}

/// A validity of zero units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the validity must be at least one unit")]
pub struct RequestedValidityError;

impl From<RequestedValidityError> for ViolationKind {
    fn from(_: RequestedValidityError) -> Self {
        Self::OutOfRange { found: 0, min: 1, max: i64::MAX.into() }
    }
}

/// Returns a time in milliseconds, rounded down.
fn milliseconds(at: UtcDateTime) -> i128 {
    at.unix_timestamp_nanos().div_euclid(1_000_000)
}

/// Returns the same month, day and time of day `years` later (rule V1); `None` past the year 9999.
fn years_later(at: UtcDateTime, years: u64) -> Option<UtcDateTime> {
    let year =
        i32::try_from(years).ok()?.checked_add(at.year()).filter(|year| EXPRESSIBLE_YEARS.contains(year))?;
    // Only 29 February can be missing in another year.
    let date = Date::from_calendar_date(year, at.month(), at.day())
        .or_else(|_| Date::from_calendar_date(year, at.month(), 28))
        .ok()?;
    Some(at.replace_date(date))
}
