//! W8: one authority, several threads.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use certmint::Authority;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::{apply_once, authority};
use crate::fixture::fixture;
use crate::{Algorithm, Made, Measured};

/// Each thread does all the iterations, so the time equals that of one thread unless the threads
/// contend.
pub(super) struct Threads {
    authority: Authority,
    count: usize,
}

impl Threads {
    pub(super) fn new(count: usize) -> Self {
        Self { authority: authority(Algorithm::Ec256), count }
    }

    fn apply(&self, thread: usize, iterations: u64) {
        let seed = u8::try_from(thread).expect("few threads");
        let mut rng = ChaCha20Rng::from_seed([seed; 32]);
        for _ in 0..iterations {
            black_box(apply_once(&self.authority, fixture(Algorithm::Ec256).apply.as_bytes(), &mut rng));
        }
    }
}

impl Measured for Threads {
    fn run(&mut self, iterations: u64) -> Duration {
        let threads = &*self;
        let start = Instant::now();
        thread::scope(|scope| {
            for thread in 0..threads.count {
                scope.spawn(move || threads.apply(thread, iterations));
            }
        });
        start.elapsed()
    }

    fn made(&mut self) -> Made {
        Made::Nothing
    }
}
