//! Checks a property for generated values, the same in each run, and counts the verdicts.

use std::cell::Cell;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// The verdict on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Refused,
}

impl Verdict {
    pub(crate) fn of<T, E>(result: &Result<T, E>) -> Self {
        if result.is_ok() { Self::Accepted } else { Self::Refused }
    }
}

/// The numbers of accepted and refused values.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) accepted: usize,
    pub(crate) refused: usize,
}

impl Tally {
    /// Asserts that each kind is at least a tenth of all.
    #[track_caller]
    pub(crate) fn assert_both(&self) {
        let all = self.accepted + self.refused;
        assert!(self.accepted * 10 >= all && self.refused * 10 >= all && all > 0, "{self:?}");
    }
}

/// Checks `property`, which asserts, for this many values. The first value that fails is minimized
/// and shown.
#[track_caller]
pub(crate) fn for_all<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value) -> Verdict) -> Tally {
    let mut config = Config::with_cases(cases);
    config.rng_seed = RngSeed::Fixed(2_986);
    // Nothing is written to the source tree.
    config.failure_persistence = None;
    let counts = [Cell::new(0), Cell::new(0)];
    let outcome = TestRunner::new(config).run(&values, |value| {
        let count = &counts[usize::from(property(value) == Verdict::Refused)];
        count.set(count.get() + 1);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let [accepted, refused] = counts.map(Cell::into_inner);
    Tally { accepted, refused }
}
