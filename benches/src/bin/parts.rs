//! Prints what each part of W2 takes: the best of many short runs of all parts in turn, so that
//! others on the machine disturb the result little.

use certmint_benches::BACKEND;
use certmint_benches::peer::certmint::parts;

const ROUNDS: usize = 400;
const ITERATIONS: u64 = 20;

fn main() {
    let mut parts = parts().map(|(name, work)| (name, work, f64::INFINITY));
    for _ in 0..ROUNDS {
        for (_, work, best) in &mut parts {
            let time = work.run(ITERATIONS).as_secs_f64() * 1e6;
            *best = best.min(time / ITERATIONS as f64);
        }
    }
    println!("{BACKEND}");
    for (name, _, best) in parts {
        println!("{best:8.2} µs  {name}");
    }
}
