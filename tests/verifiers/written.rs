//! The certificates as files, for verifiers that are not written in Rust.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::coverage::key_of;
use crate::paths::all;
use crate::revocation::revocations;
use crate::tampered;

/// The name of this build's backend; the certificates of each have their own directory.
const BACKEND: &str = match (cfg!(feature = "rustcrypto"), cfg!(feature = "graviola")) {
    _ if cfg!(feature = "aws-lc-rs") => "aws-lc-rs",
    (true, false) => "rustcrypto",
    (false, _) => "graviola",
    (true, true) => "both",
};

/// `manifest.json` lists the files and the keys of each path, those of the certificate first and
/// those of the root last, and its use; the paths in which every octet of the end entity and of the
/// CA above it is to be altered; and the files of each revocation.
#[test]
fn k2_what_was_issued_is_written_for_other_verifiers() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("verifiers").join(BACKEND);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let mut files = BTreeMap::new();
    let mut write = |der: &[u8]| {
        let number = files.len();
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
                "keys": path.chain.iter().map(key_of).collect::<Vec<_>>(),
                "at": path.at.unix_timestamp(),
                "files": path.chain.iter().map(|certificate| write(certificate.as_der())).collect::<Vec<_>>(),
            })
        })
        .collect();
    let tampered: Vec<_> = tampered::paths().iter().map(|path| &path.name).collect();
    let revocations: Vec<_> = revocations()
        .iter()
        .map(|revocation| {
            json!({
                "name": revocation.name,
                "key": key_of(&revocation.root),
                "at": revocation.at.unix_timestamp(),
                "root": write(revocation.root.as_der()),
                "revoked": write(revocation.revoked.as_der()),
                "good": write(revocation.good.as_der()),
                "list": write(&revocation.list),
                "response_revoked": write(&revocation.response_revoked),
                "response_good": write(&revocation.response_good),
            })
        })
        .collect();
    let manifest = json!({ "paths": paths, "tampered": tampered, "revocations": revocations });
    fs::write(folder.join("manifest.json"), manifest.to_string()).expect("a file");
    assert!(files.len() >= 500, "{} certificates", files.len());
}
