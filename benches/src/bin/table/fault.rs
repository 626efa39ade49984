//! The reasons why no table can be printed.

use std::fmt;
use std::io;
use std::path::PathBuf;

#[derive(Debug)]
pub enum Fault {
    Usage,
    Io(PathBuf, io::Error),
    Json(PathBuf, serde_json::Error),
    NothingMeasured(PathBuf),
    /// A run that was interrupted or limited to some of the items.
    Incomplete {
        backend: &'static str,
        missing: Vec<String>,
    },
    Rustc(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage => f.write_str("usage: table [--criterion FOLDER] [--svg FILE]"),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Json(path, error) => write!(f, "{} is not criterion's: {error}", path.display()),
            Self::NothingMeasured(path) => {
                write!(f, "nothing was measured that {} knows of; run `cargo bench` first", path.display())
            }
            Self::Incomplete { backend, missing } => {
                write!(f, "the run with {backend} lacks {}; run `cargo bench` again", missing.join(", "))
            }
            Self::Rustc(error) => write!(f, "rustc does not tell its version: {error}"),
        }
    }
}
