//! Runs every seed through its target (rule E4).

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use certmint_fuzz::pool;
use certmint_fuzz::targets::{self, Outcome, Target};

fn fuzz_folder() -> PathBuf {
    toolkit::path("fuzz")
}

/// The names and contents of the files in a directory of the fuzz package.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(fuzz_folder().join(folder)).expect("a folder");
    let mut files: Vec<_> = entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

/// Runs each seed. Its name states the expected result: for `accepted_…` something is accepted, for
/// `refused_…` nothing is. Those with `ml_dsa` in it need the feature.
fn replay(name: &str, target: Target) {
    let mut whole = Outcome::default();
    let mut otherwise = Vec::new();
    for (file, input) in files(&format!("seeds/{name}")) {
        if file.contains("ml_dsa") && !pool::HAS_ML_DSA {
            continue;
        }
        let outcome = target(&input);
        let is_so = match file.split_once('_') {
            Some(("accepted", _)) => outcome.accepted > 0,
            Some(("refused", _)) => outcome.accepted == 0 && outcome.refused > 0,
            _ => panic!("{name}/{file} says neither accepted nor refused"),
        };
        if !is_so {
            otherwise.push(format!("{name}/{file}: {outcome:?}"));
        }
        whole += outcome;
    }
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
    assert!(whole.accepted > 0 && whole.refused > 0, "the seeds of {name} reach one side only: {whole:?}");
}

#[test]
fn e4_the_seeds_of_the_body_target_do_what_their_names_say() {
    replay("body", targets::body);
}

#[test]
fn e4_the_seeds_of_the_constraints_target_do_what_their_names_say() {
    replay("constraints", targets::constraints);
}

#[test]
fn e4_the_seeds_of_the_crl_target_do_what_their_names_say() {
    replay("crl", targets::crl);
}

#[test]
fn e4_the_seeds_of_the_csr_target_do_what_their_names_say() {
    replay("csr", targets::csr);
}

#[test]
fn e4_the_seeds_of_the_issue_target_do_what_their_names_say() {
    replay("issue", targets::issue);
}

#[test]
fn e4_the_seeds_of_the_issuer_target_do_what_their_names_say() {
    replay("issuer", targets::issuer);
}

#[test]
fn e4_the_seeds_of_the_key_target_do_what_their_names_say() {
    replay("key", targets::key);
}

#[test]
fn e4_the_seeds_of_the_ocsp_target_do_what_their_names_say() {
    replay("ocsp", targets::ocsp);
}

#[test]
fn e4_the_seeds_of_the_resume_target_do_what_their_names_say() {
    replay("resume", targets::resume);
}

/// Every target needs a program, to be fuzzed, and seeds, to be replayed.
#[test]
fn e4_each_target_has_a_program_and_seeds() {
    let named: BTreeSet<String> = targets::ALL.iter().map(|(name, _)| (*name).into()).collect();
    let programs = files("fuzz_targets").into_iter();
    let programs: BTreeSet<_> = programs.map(|(file, _)| file.replace(".rs", "")).collect();
    assert_eq!(programs, named);
    let manifest = fs::read_to_string(fuzz_folder().join("Cargo.toml")).expect("the manifest");
    for name in &named {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(files(&format!("seeds/{name}")).len() >= 4, "{name}");
    }
}
