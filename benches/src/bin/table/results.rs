//! Criterion's estimates.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use certmint_benches::{Algorithm, Item};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::{CERTMINT, FLOOR};

/// The runs, one for each backend, in the order of the table.
const BACKENDS: [&str; 3] = ["rustcrypto", "graviola", "aws-lc-rs"];

pub struct Results {
    pub runs: Vec<Run>,
}

/// All measurements with one backend. Times are compared only within a run.
pub struct Run {
    pub backend: &'static str,
    times: HashMap<String, HashMap<String, Measurement>>,
}

/// A time in nanoseconds, with the bounds of its 95 % confidence interval.
#[derive(Clone, Copy)]
pub struct Time {
    pub nanoseconds: f64,
    pub lower: f64,
    pub upper: f64,
}

/// The ratio of two times, with bounds wide enough for both intervals.
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
    /// Items that the table compares must be present.
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

    /// Returns the median; for RSA keys, the mean, because the duration of a prime search varies
    /// widely and a host pays the total.
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use certmint_benches::{Algorithm, Item};

    use super::{Results, Time};
    use crate::fault::Fault;

    /// Creates a directory like criterion's, with these graviola items of certmint and the floor.
    fn folder(name: &str, items: &[Item]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("certmint-table-{}-{name}", std::process::id()));
        for item in items {
            for who in ["certmint", "floor"] {
                let group = format!("graviola {item}");
                let newest = folder.join(&group).join(who).join("new");
                fs::create_dir_all(&newest).unwrap();
                let benchmark = serde_json::json!({ "group_id": group, "function_id": who });
                fs::write(newest.join("benchmark.json"), benchmark.to_string()).unwrap();
                let estimate = |time: f64| {
                    serde_json::json!({
                        "point_estimate": time,
                        "confidence_interval": { "lower_bound": time - 1.0, "upper_bound": time + 1.0 },
                    })
                };
                let estimates = serde_json::json!({ "mean": estimate(40.0), "median": estimate(20.0) });
                fs::write(newest.join("estimates.json"), estimates.to_string()).unwrap();
            }
        }
        folder
    }

    #[test]
    fn medians_are_read_and_the_mean_of_keys_of_rsa() {
        let folder = folder("whole", &Item::ALL);
        let Results { runs } = Results::read(&folder).unwrap();
        fs::remove_dir_all(folder).unwrap();
        let [run] = &runs[..] else { panic!("one run") };
        assert_eq!(run.backend, "graviola");
        let time = |item| run.time(item, "certmint").map(|time| (time.nanoseconds, time.lower, time.upper));
        assert_eq!(time(Item::Load), Some((20.0, 19.0, 21.0)));
        assert_eq!(time(Item::Apply(Algorithm::Rsa2048)), Some((40.0, 39.0, 41.0)));
    }

    #[test]
    fn a_run_that_lacks_an_item_is_refused() {
        let folder = folder("part", &Item::ALL[1..]);
        let fault = Results::read(&folder).err();
        fs::remove_dir_all(folder).unwrap();
        let Some(Fault::Incomplete { backend: "graviola", missing }) = fault else { panic!("{fault:?}") };
        assert_eq!(missing, ["W1 encode of certmint"]);
    }

    #[test]
    fn a_folder_without_output_is_refused() {
        let folder = folder("empty", &[]);
        fs::create_dir_all(&folder).unwrap();
        let fault = Results::read(&folder).err();
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(fault, Some(Fault::NothingMeasured(path)) if path == folder));
    }

    #[test]
    fn a_ratio_has_the_bounds_of_both() {
        let time = |nanoseconds, lower, upper| Time { nanoseconds, lower, upper };
        let ratio = time(10.0, 8.0, 12.0).over(time(20.0, 16.0, 24.0));
        assert_eq!((ratio.value, ratio.lower, ratio.upper), (0.5, 8.0 / 24.0, 0.75));
    }
}
