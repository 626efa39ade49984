//! Measures each item with all peers in succession.

use std::time::Duration;

use certmint_benches::peer::{ALL, rcgen_ring};
use certmint_benches::{Algorithm, BACKEND, Item, assert_same};
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};

fn suite(criterion: &mut Criterion) {
    rcgen_ring::build();
    for item in Item::ALL {
        let mut group = criterion.benchmark_group(format!("{BACKEND} {item}"));
        group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
        match item {
            // The duration of a key generation varies widely: one key per sample, and 100 samples.
            Item::Apply(Algorithm::Rsa2048) => group.sampling_mode(SamplingMode::Flat),
            // The threads are started once per sample, so samples must be long.
            Item::Threads(_) => group.sampling_mode(SamplingMode::Flat),
            Item::Crl(100_000) => group.sampling_mode(SamplingMode::Flat).sample_size(20),
            _ => &mut group,
        };
        for (name, prepare) in ALL {
            if let Some(mut work) = prepare(item) {
                assert_same(item, &work.made());
                group.bench_function(name, |bencher| bencher.iter_custom(|iterations| work.run(iterations)));
            }
        }
        group.finish();
    }
}

criterion_group!(benches, suite);
criterion_main!(benches);
