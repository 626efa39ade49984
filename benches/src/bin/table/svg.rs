//! The times as bars: a column for each run, a panel for each item, a bar for each peer.

use std::fmt::Write;

use certmint_benches::Item;

use crate::machine::Machine;
use crate::results::{Results, Run};
use crate::unit::readable;
use crate::{CERTMINT, CERTMINT_AWS_LC_RS, FLOOR, PEERS};

const COLUMN: f64 = 440.0;
const LABEL: f64 = 128.0;
const LONGEST_BAR: f64 = 230.0;
const ROW: f64 = 16.0;
const PANEL_TITLE: f64 = 26.0;
const TOP: f64 = 52.0;

// Medium lightness, readable on white and on black.
const TEXT: &str = "#768390";
const OURS: &str = "#2f81f7";
const BARE: &str = "#8b949e";
const THEIRS: &str = "#d29922";

pub fn draw(results: &Results, machine: &Machine) -> String {
    let width = COLUMN * results.runs.len() as f64;
    let mut body = String::new();
    text(
        &mut body,
        8.0,
        18.0,
        12.0,
        "Time for one certificate, shorter is better; each panel has its own scale",
    );
    let mut bottom: f64 = 0.0;
    for (position, run) in results.runs.iter().enumerate() {
        bottom = bottom.max(draw_run(&mut body, COLUMN * position as f64, run));
    }
    for part in wrapped(&machine.to_string(), (width / 6.0) as usize) {
        bottom += 14.0;
        text(&mut body, 8.0, bottom, 10.0, &part);
    }
    let height = bottom + 10.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\">\n{body}</svg>\n"
    )
}

fn draw_run(body: &mut String, left: f64, run: &Run) -> f64 {
    text(body, left + 8.0, 40.0, 14.0, &format!("certmint with {}", run.backend));
    let mut y = TOP;
    for item in Item::ALL.into_iter().filter(is_drawn) {
        y = draw_panel(body, left, y, run, item);
    }
    y
}

/// W1 to W6.
fn is_drawn(item: &Item) -> bool {
    matches!(item, Item::Encode(1) | Item::Apply(_) | Item::Csr(_))
}

fn explained(item: Item) -> &'static str {
    match item {
        Item::Apply(_) => "JSON in, certificate and new key out as PEM",
        Item::Csr(_) => "PEM in, certificate out, possession proved",
        _ => "typed request in, certificate out, no cryptography",
    }
}

fn draw_panel(body: &mut String, left: f64, top: f64, run: &Run, item: Item) -> f64 {
    let who = [CERTMINT, CERTMINT_AWS_LC_RS, FLOOR].into_iter().chain(PEERS);
    let times: Vec<_> = who.filter_map(|who| Some((who, run.time(item, who)?.nanoseconds))).collect();
    let longest = times.iter().map(|(_, time)| *time).fold(0.0, f64::max);
    let mut y = top + PANEL_TITLE;
    text(body, left + 8.0, y - 8.0, 12.0, &format!("{item}: {}", explained(item)));
    for (who, time) in times {
        let bar = LONGEST_BAR * time / longest;
        let colour = match who {
            CERTMINT | CERTMINT_AWS_LC_RS => OURS,
            FLOOR => BARE,
            _ => THEIRS,
        };
        text(body, left + 8.0, y + 11.0, 11.0, who);
        push(
            body,
            format_args!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{bar:.1}\" height=\"12\" fill=\"{colour}\"/>",
                left + LABEL,
                y + 1.0
            ),
        );
        text(body, left + LABEL + bar + 6.0, y + 11.0, 11.0, &readable(time));
        y += ROW;
    }
    y
}

fn text(body: &mut String, x: f64, y: f64, size: f64, text: &str) {
    push(
        body,
        format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{TEXT}\">{text}</text>"),
    );
}

fn push(body: &mut String, element: std::fmt::Arguments<'_>) {
    writeln!(body, "{element}").expect("a String takes what is written to it");
}

/// Splits text at spaces into parts of about this many characters.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in text.split(' ') {
        if parts.last().is_some_and(|part| part.len() + word.len() >= most) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(word);
        }
    }
    parts
}
