//! Issues under constraints and collects the verdicts of the verifiers.

use certmint::Error;
use certmint::error::{NameConstraintErrorKind, ViolationKind};

use crate::hierarchy::Hierarchy;
use crate::names::{Asked, Constraints, DIRECTORY_NAME, EMAIL, URI};
use crate::verifiers::{openssl, webpki};

/// The outcome of one request.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The reasons why nothing was issued; empty if it was.
    pub(crate) faults: Vec<NameConstraintErrorKind>,
    pub(crate) openssl: bool,
    /// `None` if rustls-webpki refuses such certificates by design.
    pub(crate) webpki: Option<bool>,
}

/// Issues below the constraints, the topmost CA's first, and asserts that both verifiers accept
/// what is issued. What is refused is issued by a CA without constraints for the verifiers.
pub(crate) fn outcomes(constraints: &[Constraints], all: &[Asked]) -> Vec<Outcome> {
    let hierarchy = Hierarchy::new(constraints);
    let issue = |asked: &Asked| match hierarchy.issue(asked) {
        Ok(issued) => (Vec::new(), issued.certificate().as_der().to_vec()),
        Err(error) => (faults(&error), hierarchy.issue_freely(asked).certificate().as_der().to_vec()),
    };
    let (faults, leaves): (Vec<_>, Vec<_>) = all.iter().map(issue).unzip();
    let verdicts = openssl(&hierarchy.chain, &leaves).into_iter().zip(webpki(&hierarchy.chain, &leaves));
    let outcomes = faults.into_iter().zip(verdicts).zip(all).map(|((faults, (openssl, webpki)), asked)| {
        let webpki = constraints.iter().all(|it| webpki_compares(it, asked)).then_some(webpki);
        let outcome = Outcome { faults, openssl, webpki };
        let is_accepted = openssl && webpki != Some(false);
        assert!(!outcome.faults.is_empty() || is_accepted, "{constraints:?} {asked:?} {outcome:?}");
        outcome
    });
    outcomes.collect()
}

/// rustls-webpki does not compare subjects, e-mail addresses and URIs. It refuses every certificate
/// below a directoryName constraint and, below the others, every certificate with a name of their
/// form.
fn webpki_compares(constraints: &Constraints, asked: &Asked) -> bool {
    let is_asked = |tag: u8| asked.names.iter().any(|name| name.0 == tag);
    let refuses = |tag: u8| constraints.has(tag) && is_asked(tag);
    !constraints.has(DIRECTORY_NAME) && !refuses(EMAIL) && !refuses(URI)
}

/// The faults of a refusal, all of which name constraints must have caused.
pub(crate) fn faults(error: &Error) -> Vec<NameConstraintErrorKind> {
    let fault = |kind: &ViolationKind| match kind {
        ViolationKind::NameConstraint(error) => error.kind(),
        other => panic!("{other}"),
    };
    let faults: Vec<_> = error.violations().iter().map(|violation| fault(violation.kind())).collect();
    assert!(!faults.is_empty(), "{error}");
    faults
}

/// The numbers of issued and refused requests, which expose a generator that always hits or always
/// misses.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    issued: usize,
    refused: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        if outcome.faults.is_empty() { self.issued += 1 } else { self.refused += 1 }
    }

    /// Asserts that each kind is at least a sixth of all.
    pub(crate) fn assert_balanced(&self, least: usize) {
        let all = self.issued + self.refused;
        assert!(all >= least && self.issued * 6 >= all && self.refused * 6 >= all, "{self:?}");
    }
}
