//! The certificates as files, for verifiers that are not written in Rust.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use certmint::Certificate;
use serde_json::json;

use crate::paths::all;
use crate::tampered;

/// The name of this build's backend; the certificates of each have their own directory.
const BACKEND: &str = match (cfg!(feature = "rustcrypto"), cfg!(feature = "graviola")) {
    (true, false) => "rustcrypto",
    (false, _) => "graviola",
    (true, true) => "both",
};

/// `manifest.json` lists the files of each path, the certificate first and the root last, and its
/// use, and the paths in which every octet of the end entity and of the CA above it is to be
/// altered.
#[test]
fn k2_what_was_issued_is_written_for_other_verifiers() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("verifiers").join(BACKEND);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let mut files = BTreeMap::new();
    let mut file = |certificate: &Certificate| {
        let number = files.len();
        let der = certificate.as_der();
        files
            .entry(der.to_vec())
            .or_insert_with(|| {
                let name = format!("{number}.der");
                fs::write(folder.join(&name), der).expect("a file");
                name
            })
            .clone()
    };
    let paths: Vec<_> = all()
        .iter()
        .map(|path| {
            json!({
                "name": path.name,
                "purpose": path.purpose.as_str(),
                "servers": path.servers,
                "at": path.at.unix_timestamp(),
                "files": path.chain.iter().map(&mut file).collect::<Vec<_>>(),
            })
        })
        .collect();
    let tampered: Vec<_> = tampered::paths().iter().map(|path| &path.name).collect();
    let manifest = json!({ "paths": paths, "tampered": tampered });
    fs::write(folder.join("manifest.json"), manifest.to_string()).expect("a file");
    assert!(files.len() >= 300, "{} certificates", files.len());
}
