//! The machine and the versions of a measurement.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use time::OffsetDateTime;

use crate::fault::Fault;

/// The packages whose versions are listed.
const PACKAGES: [&str; 9] =
    ["aws-lc-rs", "graviola", "openssl", "p256", "p384", "rcgen", "ring", "rsa", "x509-cert"];

pub struct Machine {
    processor: String,
    processors: usize,
    date: time::Date,
    rustc: String,
    versions: Vec<(&'static str, String)>,
}

impl Machine {
    pub fn read() -> Result<Self, Fault> {
        let processors = text("/proc/cpuinfo".into())?;
        let mut models =
            processors.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let processor = models.next().map_or("unknown processor", |(_, model)| model).to_owned();
        let lock = text(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock").into())?;
        Ok(Self {
            processor,
            processors: models.count() + 1,
            date: OffsetDateTime::now_utc().date(),
            rustc: rustc()?,
            versions: PACKAGES.into_iter().filter_map(|name| Some((name, version(&lock, name)?))).collect(),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} processors), {}, {}", self.processor, self.processors, self.date, self.rustc)?;
        self.versions.iter().try_for_each(|(name, version)| write!(f, ", {name} {version}"))
    }
}

fn text(path: PathBuf) -> Result<String, Fault> {
    fs::read_to_string(&path).map_err(|error| Fault::Io(path, error))
}

fn rustc() -> Result<String, Fault> {
    let output = Command::new("rustc").arg("--version").output().map_err(Fault::Rustc)?;
    let version = String::from_utf8_lossy(&output.stdout);
    // Without the commit.
    Ok(version.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

/// Returns the version of a package in a lock file.
fn version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(lines.next()?.strip_prefix("version = \"")?.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"ring-like\"\nversion = \"9.0.0\"\n\n\
                    [[package]]\nname = \"ring\"\nversion = \"0.17.14\"\n";
        assert_eq!(version(lock, "ring").as_deref(), Some("0.17.14"));
        assert_eq!(version(lock, "rcgen"), None);
    }
}
