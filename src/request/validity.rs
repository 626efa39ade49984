//! Validity arithmetic (rules V1–V8): pure functions of the request, the time, the profile and the
//! issuer's validity.

use time::{Date, Duration, UtcDateTime};

use crate::diagnostics::{Field, ValidityError, ViolationKind};
use crate::x509::validity::{EXPRESSIBLE_YEARS, NO_EXPIRATION, Validity, is_expressible};

/// How far before the time of issuing a requested start may be, in milliseconds: five minutes.
const TOLERANCE_MILLISECONDS: i128 = 5 * 60 * 1_000;

/// The unit of a validity period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
#[non_exhaustive]
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
    /// 60 seconds. The JSON bodies do not have this unit; a profile can name it.
    Minute,
}

impl ValidityUnit {
    /// Returns the name in the JSON bodies and in a profile.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
        }
    }

    /// Returns the seconds of a unit; `None` for years, which vary.
    const fn seconds(self) -> Option<i64> {
        match self {
            Self::Year => None,
            Self::Month => Some(31 * 86_400),
            Self::Day => Some(86_400),
            Self::Hour => Some(3_600),
            Self::Minute => Some(60),
        }
    }

    /// Returns the end of a period of `value` units; `None` past the year 9999.
    fn end(self, not_before: UtcDateTime, value: u64) -> Option<UtcDateTime> {
        let Some(seconds) = self.seconds() else { return years_later(not_before, value) };
        let seconds = i64::try_from(value).ok()?.checked_mul(seconds)?;
        let end = not_before.checked_add(Duration::seconds(seconds))?;
        // The time crate can be built to support years after 9999.
        is_expressible(end).then_some(end)
    }
}

/// The longest validity that a profile allows, whatever its start
/// ([rule V4](crate::docs::rules#v4)).
///
/// A certificate without an expiration needs a longest validity that ends after the year 9999, such
/// as [`MaximumValidity::UNLIMITED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct MaximumValidity {
    /// The unit, called `type` in a configuration, as in the JSON bodies.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub unit: ValidityUnit,
    /// The maximum number of units, at least 1.
    pub value: u64,
}

impl MaximumValidity {
    /// No limit: 9999 years, which end after every time that a certificate can express. It allows
    /// certificates without an expiration ([rule V8](crate::docs::rules#v8)).
    pub const UNLIMITED: Self = Self::new(ValidityUnit::Year, 9_999);

    /// Makes a longest validity of `value` units. The profile checks that there is at least one.
    #[must_use]
    pub const fn new(unit: ValidityUnit, value: u64) -> Self {
        Self { unit, value }
    }

    /// Returns why no validity would be longer than a back-dating of this profile, if so: it counts
    /// from the back-dated start.
    pub(crate) fn fault_of_backdating(self, backdating: Backdating) -> Option<ValidityError> {
        // A year is longer than every back-dating.
        let seconds = Duration::seconds(self.unit.seconds()?);
        let longest = i32::try_from(self.value).ok().map(|value| seconds.saturating_mul(value))?;
        let Backdating { unit, value } = backdating;
        let error = ValidityError::MaximumWithinBackdating { backdating: value, unit: unit.as_str() };
        (longest <= backdating.duration()).then_some(error)
    }

    /// Returns the violation of a validity that is longer.
    fn exceeded(self, in_months: bool) -> ViolationKind {
        ViolationKind::ValidityTooLong { max: self.value, unit: self.unit.as_str(), in_months }
    }
}

/// How long before the time of issuing a validity begins if the request sets no start
/// ([rule V8](crate::docs::rules#v8)). The profile accepts from one minute to 48 hours, in the
/// units DAY, HOUR and MINUTE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Backdating {
    /// The unit, called `type` in a configuration, as in the JSON bodies.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub unit: ValidityUnit,
    /// The number of units, at least 1.
    pub value: u64,
}

impl Backdating {
    /// The maximum: 48 hours, as in the Baseline Requirements of the CA/Browser Forum (§7.1.2.7).
    pub const MAX_HOURS: u64 = 48;

    /// The names of the units that a back-dating can have.
    pub(crate) const UNITS: [&'static str; 3] = ["DAY", "HOUR", "MINUTE"];

    /// Makes a back-dating of `value` units. The profile checks its bounds.
    #[must_use]
    pub const fn new(unit: ValidityUnit, value: u64) -> Self {
        Self { unit, value }
    }

    /// Returns the name of the unit, if a back-dating cannot have it.
    pub(crate) fn refused_unit(self) -> Option<&'static str> {
        Some(self.unit.as_str()).filter(|name| !Self::UNITS.contains(name))
    }

    /// Returns the maximum number of units; for a unit that a back-dating cannot have, that of
    /// minutes.
    pub(crate) fn max(self) -> u64 {
        let unit = if self.refused_unit().is_some() { ValidityUnit::Minute } else { self.unit };
        let seconds = unit.seconds().and_then(|seconds| u64::try_from(seconds).ok());
        seconds.map_or(0, |seconds| Self::MAX_HOURS * 3_600 / seconds)
    }

    /// Whether unit and value are within the bounds of rule V8.
    pub(crate) fn is_allowed(self) -> bool {
        self.refused_unit().is_none() && (1..=self.max()).contains(&self.value)
    }

    /// Returns the back-dating that a checked profile sets.
    pub(crate) fn duration(self) -> Duration {
        let (value, seconds) = (self.value.min(self.max()), self.unit.seconds().unwrap_or_default());
        // At most 48 hours.
        Duration::seconds(i64::try_from(value).unwrap_or_default() * seconds)
    }
}

/// A requested validity: how long the certificate is valid or until when, and from when.
///
/// ```
/// use certmint::RequestedValidity;
/// use certmint::request::ValidityUnit;
/// use certmint::time::UtcDateTime;
///
/// let three_years = RequestedValidity::new(ValidityUnit::Year, 3)?;
/// let five_minutes = RequestedValidity::new(ValidityUnit::Minute, 5)?;
/// let end = UtcDateTime::from_unix_timestamp(2_000_000_000)?;
/// let until_2033 = RequestedValidity::until(end);
/// let device = RequestedValidity::without_expiration();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestedValidity {
    end: RequestedEnd,
    start: Option<UtcDateTime>,
}

/// The end of a requested validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestedEnd {
    /// So many units after the start, at least one.
    After(ValidityUnit, u64),
    At(UtcDateTime),
    /// Could not be read. What is wrong with the start is found all the same.
    #[cfg(feature = "serde")]
    Unknown,
}

/// What limits a validity, beside the issuer's end.
#[derive(Clone, Copy)]
pub(crate) struct ValidityLimits {
    pub(crate) now: UtcDateTime,
    pub(crate) max: MaximumValidity,
    pub(crate) backdating: Duration,
    /// The start of the issuer's validity, before which none is back-dated.
    pub(crate) earliest: Option<UtcDateTime>,
}

impl RequestedValidity {
    /// Makes a period of `value` units from its start. Whether it is too long depends on the kind
    /// of certificate and on the start, so this is decided when the request is checked.
    ///
    /// # Errors
    /// [`RequestedValidityError`] if `value` is 0 ([rule V1](crate::docs::rules#v1)).
    pub const fn new(unit: ValidityUnit, value: u64) -> Result<Self, RequestedValidityError> {
        if value == 0 {
            return Err(RequestedValidityError);
        }
        Ok(Self { end: RequestedEnd::After(unit, value), start: None })
    }

    /// Ends the validity at this time, cut to the second, as the last one at which the certificate
    /// is valid. The longest validity of the profile applies ([rule V8](crate::docs::rules#v8)).
    #[must_use]
    pub const fn until(not_after: UtcDateTime) -> Self {
        Self { end: RequestedEnd::At(not_after), start: None }
    }

    /// Asks for a certificate without a well-defined expiration date: its `notAfter` is
    /// 99991231235959Z (RFC 5280 §4.1.2.5). It is for devices that keep their certificate for life
    /// (IEEE 802.1AR).
    ///
    /// The issuer must have no expiration either; the certificate is never truncated to that of the
    /// issuer. The longest validity of the profile must allow it: [`MaximumValidity::UNLIMITED`]
    /// does ([rule V8](crate::docs::rules#v8)).
    #[must_use]
    pub const fn without_expiration() -> Self {
        Self::until(NO_EXPIRATION)
    }

    /// A validity whose end could not be read.
    #[cfg(feature = "serde")]
    pub(crate) const UNKNOWN_END: Self = Self { end: RequestedEnd::Unknown, start: None };

    /// Starts the validity at another time, cut to the second: at most five minutes before the time
    /// of issuing ([rule V2](crate::docs::rules#v2)). Otherwise it starts at the time of issuing,
    /// less the back-dating of the profile.
    #[must_use]
    pub const fn with_not_before(mut self, not_before: UtcDateTime) -> Self {
        self.start = Some(not_before);
        self
    }

    /// Returns the two times of the certificate (rules V1–V5 and V8). Each fault goes to `fault`,
    /// with the field at fault.
    pub(crate) fn resolve(
        &self,
        limits: ValidityLimits,
        mut fault: impl FnMut(Field, ViolationKind),
    ) -> Option<Validity> {
        let start = self.start.unwrap_or_else(|| limits.default_start());
        let (start_from, earliest) = (milliseconds(start), milliseconds(limits.now) - TOLERANCE_MILLISECONDS);
        let too_early = self.start.is_some() && start_from < earliest;
        if too_early {
            fault(Field::ValidityStart, ViolationKind::StartTooEarly { start_from, earliest });
        }
        let not_before = start.truncate_to_second();
        if !is_expressible(not_before) {
            if !too_early {
                let is_asked = self.start.is_some();
                let field = if is_asked { Field::ValidityStart } else { Field::Validity };
                fault(field, ViolationKind::TimeNotExpressible);
            }
            return None;
        }
        let (field, not_after) = self.end(not_before, limits.max);
        let not_after = match not_after {
            Ok(not_after) if !too_early => not_after,
            Ok(_) => return None,
            Err(kind) => {
                fault(field, kind);
                return None;
            }
        };
        let reversed = self.within_backdating(not_before, not_after, limits.now);
        let reversed = reversed.or(reversed_times(not_before, not_after, limits.now));
        if let Some(kind) = reversed.filter(|_| !self.is_unknown()) {
            fault(field, kind);
            return None;
        }
        Some(Validity { not_before, not_after })
    }

    /// Returns the violation of a period that leaves no time after that of issuing, because it
    /// counts from a start that the profile back-dates.
    fn within_backdating(
        &self,
        not_before: UtcDateTime,
        not_after: UtcDateTime,
        now: UtcDateTime,
    ) -> Option<ViolationKind> {
        let is_backdated = self.start.is_none() && not_before < now.truncate_to_second();
        let is_period = matches!(self.end, RequestedEnd::After(..));
        let is_over = not_after <= now.truncate_to_second();
        let error = ValidityError::WithinBackdating { now, not_before, not_after };
        (is_backdated && is_period && is_over).then_some(ViolationKind::Validity(error))
    }

    /// Whether the end could not be read.
    fn is_unknown(&self) -> bool {
        #[cfg(feature = "serde")]
        return self.end == RequestedEnd::Unknown;
        #[cfg(not(feature = "serde"))]
        false
    }

    /// Returns the field that decides the end, and the end if it is not too late.
    fn end(
        &self,
        not_before: UtcDateTime,
        max: MaximumValidity,
    ) -> (Field, Result<UtcDateTime, ViolationKind>) {
        let (field, not_after) = match self.end {
            RequestedEnd::After(unit, value) => (Field::ValidityValue, unit.end(not_before, value)),
            RequestedEnd::At(at) => {
                (Field::Validity, Some(at.truncate_to_second()).filter(|at| is_expressible(*at)))
            }
            #[cfg(feature = "serde")]
            RequestedEnd::Unknown => (Field::Validity, Some(not_before)),
        };
        let in_months = matches!(self.end, RequestedEnd::After(ValidityUnit::Month, _));
        // A longest validity that ends after 9999 is no limit.
        let latest = max.unit.end(not_before, max.value);
        let not_after = match (not_after, latest) {
            (Some(not_after), Some(latest)) if not_after > latest => Err(max.exceeded(in_months)),
            (Some(not_after), _) => Ok(not_after),
            // A period that is longer than any limit; an end at a given time is not too long.
            (None, Some(_)) if field == Field::ValidityValue => Err(max.exceeded(in_months)),
            (None, _) => Err(ViolationKind::TimeNotExpressible),
        };
        (field, not_after)
    }
}

/// Returns the violation of a validity that has ended at the time of issuing, or ends before it
/// starts.
fn reversed_times(
    not_before: UtcDateTime,
    not_after: UtcDateTime,
    now: UtcDateTime,
) -> Option<ViolationKind> {
    if not_after < now.truncate_to_second() {
        Some(ViolationKind::AlreadyOver { now, not_after })
    } else if not_after < not_before {
        Some(ViolationKind::Validity(ValidityError::EndsBeforeStart { not_before, not_after }))
    } else {
        None
    }
}

impl ValidityLimits {
    /// Returns the start of a validity whose request sets none: the time of issuing less the
    /// back-dating, but not before the issuer's own start.
    fn default_start(&self) -> UtcDateTime {
        let Self { now, backdating, earliest, .. } = *self;
        let backdated = now.checked_sub(backdating).unwrap_or(now);
        earliest.map_or(backdated, |earliest| backdated.max(earliest.min(now)))
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
