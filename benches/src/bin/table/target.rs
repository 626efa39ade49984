//! The performance targets.

use certmint_benches::{Algorithm, Item};

use crate::results::{Ratio, Run};
use crate::{CERTMINT, CERTMINT_AWS_LC_RS, FLOOR, PEERS};

/// A target and its measurement.
pub struct Outcome {
    pub target: String,
    pub measured: String,
    pub holds: bool,
}

/// Evaluates the targets that apply to a run's backend and were measured.
pub fn outcomes(run: &Run) -> Vec<Outcome> {
    let ratios = TARGETS.iter().filter_map(|target| target.outcome(run));
    let names = [Item::Encode, Item::EncodeJson].into_iter().filter_map(|item| names(run, item));
    ratios.chain(names).chain(threads(run)).collect()
}

/// A target that certmint takes at most this many times as long as its fastest peer.
struct Target {
    item: Item,
    /// `None` if it applies to all.
    backend: Option<&'static str>,
    who: &'static str,
    factor: f64,
    others: &'static [&'static str],
}

const GRAVIOLA: Option<&str> = Some("graviola");
const DEFAULT: Option<&str> = Some("rustcrypto");
const AWS_LC_RS: Option<&str> = Some("aws-lc-rs");

const TARGETS: [Target; 20] = {
    use Algorithm::{Ec256, Ec384, Rsa2048};
    use Item::{Apply, Crl, Csr, Encode, Load, Ocsp};
    const RCGEN: &[&str] = &["rcgen-ring", "rcgen-aws-lc-rs"];
    const fn ours(
        item: Item,
        backend: Option<&'static str>,
        factor: f64,
        others: &'static [&'static str],
    ) -> Target {
        Target { item, backend, who: CERTMINT, factor, others }
    }
    [
        ours(Encode(1), None, 0.5, RCGEN),
        ours(Apply(Ec256), GRAVIOLA, 0.75, &PEERS),
        ours(Apply(Ec256), GRAVIOLA, 1.1, &[FLOOR]),
        ours(Apply(Ec256), DEFAULT, 0.75, &["x509-cert"]),
        ours(Apply(Ec256), DEFAULT, 1.05, &[FLOOR]),
        ours(Csr(Ec256), GRAVIOLA, 1.0, &PEERS),
        ours(Csr(Ec256), GRAVIOLA, 1.1, &[FLOOR]),
        ours(Apply(Rsa2048), None, 0.85, &PEERS),
        ours(Csr(Rsa2048), GRAVIOLA, 1.0, &PEERS),
        // Its one signature is verified; the rest is the key, which is compared with its public key.
        ours(Load, None, 1.5, &[FLOOR]),
        ours(Apply(Ec384), GRAVIOLA, 0.6, &["rcgen-ring"]),
        ours(Csr(Ec384), GRAVIOLA, 0.6, &["rcgen-ring"]),
        ours(Apply(Ec256), AWS_LC_RS, 0.7, &PEERS),
        ours(Csr(Ec256), AWS_LC_RS, 0.95, &PEERS),
        ours(Csr(Rsa2048), AWS_LC_RS, 1.0, &PEERS),
        ours(Apply(Ec384), AWS_LC_RS, 0.95, &PEERS),
        ours(Csr(Ec384), AWS_LC_RS, 0.95, &PEERS),
        ours(Ocsp, AWS_LC_RS, 0.9, &PEERS),
        ours(Crl(100_000), AWS_LC_RS, 0.9, &PEERS),
        Target {
            item: Csr(Ec384),
            backend: None,
            who: CERTMINT_AWS_LC_RS,
            factor: 0.9,
            others: &["rcgen-aws-lc-rs"],
        },
    ]
};

impl Target {
    fn outcome(&self, run: &Run) -> Option<Outcome> {
        if self.backend.is_some_and(|backend| backend != run.backend) {
            return None;
        }
        let Self { item, who, factor, others, .. } = self;
        let times = others.iter().filter_map(|other| Some((other, run.time(*item, other)?)));
        let (other, time) =
            times.min_by(|(_, one), (_, other)| one.nanoseconds.total_cmp(&other.nanoseconds))?;
        let Ratio { value, lower, upper } = run.time(*item, who)?.over(time);
        Some(Outcome {
            target: format!("{item}: {who} ≤ {factor} × {other}"),
            measured: format!("{value:.2} ({lower:.2}–{upper:.2})"),
            holds: value <= *factor,
        })
    }
}

/// W7: the cost of a name beyond the first and beyond the tenth; equal if it grows linearly.
fn names(run: &Run, item: fn(usize) -> Item) -> Option<Outcome> {
    const MOST_NANOSECONDS: f64 = 140.0;
    let time = |names| run.time(item(names), CERTMINT).map(|time| time.nanoseconds);
    let (one, ten, hundred) = (time(1)?, time(10)?, time(100)?);
    let (each, later) = ((hundred - one) / 99.0, (hundred - ten) / 90.0);
    Some(Outcome {
        target: format!("{}: a name ≤ {MOST_NANOSECONDS} ns", item(100)),
        measured: format!("{each:.0} ns beyond the first, {later:.0} ns beyond the tenth"),
        holds: each <= MOST_NANOSECONDS,
    })
}

/// W8: how much more two threads issue than one.
fn threads(run: &Run) -> Option<Outcome> {
    const LEAST: f64 = 1.9;
    let Ratio { value, lower, upper } =
        run.time(Item::Threads(1), CERTMINT)?.over(run.time(Item::Threads(2), CERTMINT)?);
    let [value, lower, upper] = [value, lower, upper].map(|ratio| 2.0 * ratio);
    Some(Outcome {
        target: format!("W8: two threads ≥ {LEAST} × one"),
        measured: format!("{value:.2} ({lower:.2}–{upper:.2})"),
        holds: value >= LEAST,
    })
}
