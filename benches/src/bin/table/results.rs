//! What criterion estimated.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use certmint_benches::{Algorithm, Item};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::{CERTMINT, FLOOR};

/// The runs, each with one backend, in the order of the table.
const BACKENDS: [&str; 2] = ["rustcrypto", "graviola"];

pub struct Results {
    pub runs: Vec<Run>,
}

/// Everything that was measured with one backend. Times are compared within a run only.
pub struct Run {
    pub backend: &'static str,
    times: HashMap<String, HashMap<String, Measurement>>,
}

/// A time in nanoseconds, with the bounds of its confidence interval of 95 %.
#[derive(Clone, Copy)]
pub struct Time {
    pub nanoseconds: f64,
    pub lower: f64,
    pub upper: f64,
}

/// How many times another a time is, with bounds so wide that they hold for both.
pub struct Ratio {
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
}

impl Time {
    pub fn over(self, other: Self) -> Ratio {
        Ratio {
            value: self.nanoseconds / other.nanoseconds,
            lower: self.lower / other.upper,
            upper: self.upper / other.lower,
        }
    }
}

#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: String,
}

#[derive(Deserialize)]
struct Measurement {
    mean: Estimate,
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: ConfidenceInterval,
}

#[derive(Deserialize)]
struct ConfidenceInterval {
    lower_bound: f64,
    upper_bound: f64,
}

impl Results {
    pub fn read(criterion: &Path) -> Result<Self, Fault> {
        let mut times: HashMap<String, HashMap<String, Measurement>> = HashMap::new();
        for group in folders(criterion)? {
            for function in folders(&group)? {
                let newest = function.join("new");
                if !newest.join("benchmark.json").exists() {
                    continue;
                }
                let Benchmark { group_id, function_id } = json(newest.join("benchmark.json"))?;
                let measurement = json(newest.join("estimates.json"))?;
                times.entry(group_id).or_default().insert(function_id, measurement);
            }
        }
        let mut runs: Vec<Run> = BACKENDS.map(|backend| Run { backend, times: HashMap::new() }).into();
        for (group, measurements) in times {
            if let Some((backend, item)) = group.split_once(' ')
                && let Some(run) = runs.iter_mut().find(|run| run.backend == backend)
            {
                run.times.insert(item.to_owned(), measurements);
            }
        }
        runs.retain(|run| !run.times.is_empty());
        if runs.is_empty() {
            return Err(Fault::NothingMeasured(criterion.to_owned()));
        }
        runs.iter().try_for_each(Run::check)?;
        Ok(Self { runs })
    }
}

impl Run {
    /// What the table compares with must be there.
    fn check(&self) -> Result<(), Fault> {
        let has_floor = |item: &Item| matches!(item, Item::Apply(_) | Item::Csr(_));
        let ours = Item::ALL.into_iter().map(|item| (item, CERTMINT));
        let floors = Item::ALL.into_iter().filter(has_floor).map(|item| (item, FLOOR));
        let missing: Vec<String> = ours
            .chain(floors)
            .filter(|(item, who)| self.time(*item, who).is_none())
            .map(|(item, who)| format!("{item} of {who}"))
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(Fault::Incomplete { backend: self.backend, missing }) }
    }

    /// The median; for keys of RSA the mean, because how long a search for primes takes depends on luck, and a
    /// host pays for all of them.
    pub fn time(&self, item: Item, who: &str) -> Option<Time> {
        let measurement = self.times.get(&item.to_string())?.get(who)?;
        let mean = item == Item::Apply(Algorithm::Rsa2048);
        let Estimate { point_estimate, confidence_interval } =
            if mean { &measurement.mean } else { &measurement.median };
        let ConfidenceInterval { lower_bound, upper_bound } = confidence_interval;
        Some(Time { nanoseconds: *point_estimate, lower: *lower_bound, upper: *upper_bound })
    }
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let fault = |error| Fault::Io(path.to_owned(), error);
    let mut folders = Vec::new();
    for entry in fs::read_dir(path).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    Ok(folders)
}

fn json<T: DeserializeOwned>(path: PathBuf) -> Result<T, Fault> {
    let text = fs::read(&path).map_err(|error| Fault::Io(path.clone(), error))?;
    serde_json::from_slice(&text).map_err(|error| Fault::Json(path, error))
}
