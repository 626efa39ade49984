//! The tables for BENCHMARKS.md.

use std::fmt::Write;

use certmint_benches::Item;

use crate::machine::Machine;
use crate::results::{Results, Run, Time};
use crate::target::{Outcome, outcomes};
use crate::unit::readable;
use crate::{CERTMINT, FLOOR, PEERS};

pub fn write(results: &Results, machine: &Machine) -> String {
    let mut text = format!("Measured on {machine}.\n");
    for run in &results.runs {
        write_times(&mut text, run);
        write_targets(&mut text, run);
    }
    text
}

/// After each peer's time comes its ratio to certmint's.
fn write_times(text: &mut String, run: &Run) {
    line(text, format_args!("\nWith {}:\n", run.backend));
    line(text, format_args!("| work | certmint | floor | certmint ÷ floor | {} |", PEERS.join(" | ")));
    line(text, format_args!("| --- | --- | --- | --- |{}", " --- |".repeat(PEERS.len())));
    for item in Item::ALL {
        let time = |who| run.time(item, who);
        let Some(certmint) = time(CERTMINT) else { continue };
        let floor = time(FLOOR).map_or("–".into(), |floor| readable(floor.nanoseconds));
        let overhead = time(FLOOR).map_or("–".into(), |floor| format!("{:.2}", certmint.over(floor).value));
        let peers = PEERS.map(|who| {
            let cell =
                |time: Time| format!("{} ({:.2})", readable(time.nanoseconds), time.over(certmint).value);
            time(who).map_or("–".into(), cell)
        });
        line(
            text,
            format_args!(
                "| {item} | {} | {floor} | {overhead} | {} |",
                readable(certmint.nanoseconds),
                peers.join(" | ")
            ),
        );
    }
}

fn write_targets(text: &mut String, run: &Run) {
    line(text, format_args!("\n| target, {} | measured | holds |\n| --- | --- | --- |", run.backend));
    for Outcome { target, measured, holds } in outcomes(run) {
        let holds = if holds { "yes" } else { "**no**" };
        line(text, format_args!("| {target} | {measured} | {holds} |"));
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a String takes what is written to it");
}
