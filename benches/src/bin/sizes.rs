//! Prints the octets of what W13 makes and reads, as a table for BENCHMARKS.md.

use certmint_benches::Scheme;
use certmint_benches::peer::certmint::sizes;

fn main() {
    for scheme in Scheme::ALL {
        let sizes = sizes(scheme).map(|(name, octets)| format!("{name} {octets}"));
        println!("{scheme}: {}", sizes.join(", "));
    }
}
