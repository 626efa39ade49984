//! Prints criterion's results as Markdown: the times, the ratios, and whether the targets are met.
//! Draws the times as an SVG if a path for it is given.
//!
//! ```sh
//! cargo bench && cargo bench --features graviola && cargo bench --features aws-lc-rs
//! cargo run --release --bin table -- --svg times.svg
//! ```

mod fault;
mod machine;
mod markdown;
mod results;
mod svg;
mod target;
mod unit;

use std::path::PathBuf;
use std::process::ExitCode;

use fault::Fault;
use machine::Machine;
use results::Results;

/// The peers in the order of the table; those that were not measured are left out.
const CERTMINT: &str = "certmint";
const CERTMINT_AWS_LC_RS: &str = "certmint+aws-lc-rs";
const FLOOR: &str = "floor";
const PEERS: [&str; 4] = ["rcgen-ring", "rcgen-aws-lc-rs", "x509-cert", "openssl"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Fault> {
    let (criterion, svg) = arguments()?;
    let results = Results::read(&criterion)?;
    let machine = Machine::read()?;
    print!("{}", markdown::write(&results, &machine));
    if let Some(path) = svg {
        std::fs::write(&path, svg::draw(&results, &machine)).map_err(|error| Fault::Io(path, error))?;
    }
    Ok(())
}

/// The directory of criterion's results, and the path of the SVG.
fn arguments() -> Result<(PathBuf, Option<PathBuf>), Fault> {
    let mut arguments = std::env::args().skip(1);
    let (mut criterion, mut svg) = (None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--criterion" => criterion = Some(arguments.next().ok_or(Fault::Usage)?.into()),
            "--svg" => svg = Some(arguments.next().ok_or(Fault::Usage)?.into()),
            _ => return Err(Fault::Usage),
        }
    }
    Ok((criterion.unwrap_or_else(criterion_folder), svg))
}

/// Criterion's directory, inside cargo's target directory.
fn criterion_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target")).join("criterion")
}
