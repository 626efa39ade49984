//! Measures each item with all peers in turn, in short runs, and prints how long certmint takes beside
//! each: the median of the rounds' ratios. The peers of a round follow each other within milliseconds,
//! so that a machine whose speed changes, as a shared one does, distorts these ratios less than those
//! of the suite.
//!
//! ```sh
//! cargo run --release --features aws-lc-rs --bin ratios          # all items
//! cargo run --release --features aws-lc-rs --bin ratios W2 W3    # those whose names begin like this
//! ```

use std::env;
use std::time::Duration;

use certmint_benches::peer::{ALL, certmint, rcgen_ring};
use certmint_benches::{BACKEND, Item, Measured};

const ROUNDS: usize = 101;
/// The least that a run takes, if it is more than one iteration.
const RUN: Duration = Duration::from_millis(2);
/// The same for threads. On a virtual machine, it can take milliseconds until a second core runs.
const RUN_OF_THREADS: Duration = Duration::from_millis(100);

/// A peer with the work of an item.
struct Peer {
    name: &'static str,
    work: Box<dyn Measured>,
    iterations: u64,
    /// The nanoseconds of an iteration, one for each round.
    times: Vec<f64>,
}

impl Peer {
    fn new(name: &'static str, mut work: Box<dyn Measured>, least: Duration) -> Self {
        let mut iterations = 1;
        while work.run(iterations) < least {
            iterations *= 2;
        }
        Self { name, work, iterations, times: Vec::with_capacity(ROUNDS) }
    }

    fn run(&mut self) {
        let time = self.work.run(self.iterations);
        self.times.push(time.as_secs_f64() * 1e9 / self.iterations as f64);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let chosen: Vec<String> = env::args().skip(1).collect();
    let is_chosen = |item: &Item| {
        let name = item.to_string();
        chosen.is_empty() || chosen.iter().any(|start| name.starts_with(start.as_str()))
    };
    rcgen_ring::build();
    println!("{BACKEND}: certmint's time, and its ratio to each peer");
    for item in Item::ALL.into_iter().filter(is_chosen) {
        // One thread beside two, which each do as much.
        let of_one = (item == Item::Threads(2)).then(|| certmint::prepare(Item::Threads(1))).flatten();
        let prepared = ALL.into_iter().filter_map(|(name, prepare)| Some((name, prepare(item)?)));
        let prepared = prepared.chain(of_one.map(|work| ("one thread", work)));
        let least = if matches!(item, Item::Threads(_)) { RUN_OF_THREADS } else { RUN };
        let mut peers: Vec<Peer> = prepared.map(|(name, work)| Peer::new(name, work, least)).collect();
        for _ in 0..ROUNDS {
            peers.iter_mut().for_each(Peer::run);
        }
        let Some((own, others)) = peers.split_first() else { continue };
        print!("{item}: {:.2} µs", median(own.times.clone()) / 1e3);
        for other in others {
            let ratios = own.times.iter().zip(&other.times).map(|(own, other)| own / other);
            print!(", {:.2} × {}", median(ratios.collect()), other.name);
        }
        println!();
    }
}
