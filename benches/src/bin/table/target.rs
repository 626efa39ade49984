//! What was to be reached.

use certmint_benches::{Algorithm, Item};

use crate::results::{Ratio, Run};
use crate::{CERTMINT, FLOOR, PEERS};

/// That a time of certmint is at most so many times another's.
pub struct Target {
    item: Item,
    /// `None` where it is for either.
    backend: Option<&'static str>,
    who: &'static str,
    factor: f64,
    against: Against,
}

#[derive(Clone, Copy)]
enum Against {
    One(&'static str),
    FastestPeer,
}

pub struct Outcome {
    pub target: String,
    pub ratio: Ratio,
    pub holds: bool,
}

const GRAVIOLA: Option<&str> = Some("graviola");
const DEFAULT: Option<&str> = Some("rustcrypto");

const fn target(
    item: Item,
    backend: Option<&'static str>,
    who: &'static str,
    factor: f64,
    against: Against,
) -> Target {
    Target { item, backend, who, factor, against }
}

const TARGETS: [Target; 10] = {
    use Against::{FastestPeer, One};
    use Algorithm::{Ec256, Ec384, Rsa2048};
    use Item::{Apply, Csr};
    [
        target(Apply(Ec256), GRAVIOLA, CERTMINT, 0.75, FastestPeer),
        target(Apply(Ec256), GRAVIOLA, CERTMINT, 1.10, One(FLOOR)),
        target(Apply(Ec256), DEFAULT, CERTMINT, 0.75, One("x509-cert")),
        target(Apply(Ec256), DEFAULT, CERTMINT, 1.05, One(FLOOR)),
        target(Csr(Ec256), GRAVIOLA, CERTMINT, 1.0, FastestPeer),
        target(Csr(Ec256), GRAVIOLA, CERTMINT, 1.10, One(FLOOR)),
        target(Apply(Rsa2048), None, CERTMINT, 0.85, FastestPeer),
        target(Csr(Rsa2048), GRAVIOLA, CERTMINT, 1.0, FastestPeer),
        target(Apply(Ec384), GRAVIOLA, CERTMINT, 0.6, One("rcgen-ring")),
        target(Csr(Ec384), GRAVIOLA, CERTMINT, 0.6, One("rcgen-ring")),
    ]
};

/// How the targets of a run came out, as far as they are of its backend and were measured.
pub fn outcomes(run: &Run) -> Vec<Outcome> {
    TARGETS.iter().filter_map(|target| target.outcome(run)).collect()
}

impl Target {
    fn outcome(&self, run: &Run) -> Option<Outcome> {
        if self.backend.is_some_and(|backend| backend != run.backend) {
            return None;
        }
        let time = |who: &str| run.time(self.item, who);
        let (against, other) = match self.against {
            Against::One(who) => (who, time(who)?),
            Against::FastestPeer => {
                let peers = PEERS.into_iter().filter_map(|who| Some((who, time(who)?)));
                peers.min_by(|(_, one), (_, other)| one.nanoseconds.total_cmp(&other.nanoseconds))?
            }
        };
        let ratio = time(self.who)?.over(other);
        let target = format!("{}: {} ≤ {:.2} × {against}", self.item, self.who, self.factor);
        Some(Outcome { target, holds: ratio.value <= self.factor, ratio })
    }
}
