//! rcgen on ring: [`super::rcgen`] in a separate process, because a build of rcgen has one
//! cryptography.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::{Item, Made, Measured};

const PROGRAM: &str = "rcgen_ring";

/// The profile of the suite, and its folder.
const PROFILE: (&str, &str) = if cfg!(debug_assertions) { ("dev", "debug") } else { ("release", "release") };

/// Builds the program with the profile of the suite.
pub fn build() {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--profile", PROFILE.0, "--bin", PROGRAM])
        .args(["--no-default-features", "--features", "rcgen-ring"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .status()
        .expect("cargo");
    assert!(status.success(), "rcgen on ring was not built");
}

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    let mut elsewhere = Elsewhere::start(item);
    elsewhere.answer().eq("ready").then(|| Box::new(elsewhere) as _)
}

/// Sends a request to the program, which answers line by line.
struct Elsewhere {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Elsewhere {
    fn start(item: Item) -> Self {
        let mut process = Command::new(program())
            .arg(item.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let questions = process.stdin.take().expect("a pipe");
        let answers = BufReader::new(process.stdout.take().expect("a pipe"));
        Self { process, questions, answers }
    }

    fn ask(&mut self, question: &str) -> String {
        writeln!(self.questions, "{question}").expect("a question");
        self.answer()
    }

    fn answer(&mut self) -> String {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        answer.trim_end().to_owned()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // No request is pending any more.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}

impl Measured for Elsewhere {
    fn run(&mut self, iterations: u64) -> Duration {
        let nanoseconds = self.ask(&iterations.to_string());
        Duration::from_nanos(nanoseconds.parse().expect("nanoseconds"))
    }

    fn made(&mut self) -> Made {
        let made = self.ask("made");
        Made::from_line(&made)
    }
}

/// The program is in the folder of the profile, as the other binaries are; the suite is one below.
fn program() -> PathBuf {
    let suite = std::env::current_exe().expect("the suite");
    suite.ancestors().find(|folder| folder.ends_with(PROFILE.1)).expect("its folder").join(PROGRAM)
}
