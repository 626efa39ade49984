//! The seeds of the fuzz targets and the bodies of the example.

use std::path::{Path, PathBuf};

use crate::inputs::Input;

/// All files in the directories, except the private keys of ML-DSA.
pub(crate) fn corpora() -> Vec<Input> {
    files(|path| !is_ml_dsa_key(path))
}

/// The private keys of ML-DSA.
#[cfg(feature = "ml-dsa")]
pub(crate) fn ml_dsa_keys() -> Vec<Input> {
    files(is_ml_dsa_key)
}

fn is_ml_dsa_key(path: &Path) -> bool {
    path.to_string_lossy().contains("pkcs8_ml_dsa")
}

fn files(is_taken: impl Fn(&Path) -> bool) -> Vec<Input> {
    let repository = toolkit::path("");
    let mut files = Vec::new();
    for directory in ["fuzz/seeds", "examples/data", "benches/fixtures"] {
        collect(&repository.join(directory), &mut files);
    }
    files.retain(|path| is_taken(path));
    files.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("a file");
        (path.display().to_string(), bytes)
    };
    files.into_iter().map(read).collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
