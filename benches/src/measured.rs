//! Work that is ready to be measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Work of which everything is at hand that a running CA has at hand.
pub trait Measured {
    /// Does it so many times, one after the other, and says how long that took.
    fn run(&mut self, iterations: u64) -> Duration;

    /// Does it once, to look at what it makes.
    fn made(&mut self) -> Made;
}

/// What work makes, as it leaves.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Made {
    /// A certificate in PEM, and its private key in PKCS#8 PEM.
    CertificateAndKey(String, String),
    /// A certificate in DER.
    Certificate(Vec<u8>),
    /// A revocation list in DER.
    Crl(Vec<u8>),
    /// Nothing that leaves.
    Nothing,
}

impl Made {
    /// In one line of text, without line ends.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("JSON")
    }

    /// What [`Made::to_line`] wrote.
    pub fn from_line(line: &str) -> Self {
        serde_json::from_str(line).expect("JSON")
    }
}

/// Work whose result is dropped within the time that is measured; `show` tells what is in it.
pub fn measured<T: 'static>(work: impl FnMut() -> T + 'static, show: fn(T) -> Made) -> Box<dyn Measured> {
    Box::new(Here { work, show })
}

struct Here<W, T> {
    work: W,
    show: fn(T) -> Made,
}

impl<T, W: FnMut() -> T> Measured for Here<W, T> {
    fn run(&mut self, iterations: u64) -> Duration {
        let start = Instant::now();
        for _ in 0..iterations {
            black_box((self.work)());
        }
        start.elapsed()
    }

    fn made(&mut self) -> Made {
        (self.show)((self.work)())
    }
}
