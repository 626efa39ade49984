//! Work that is ready to be measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Work with everything prepared that a running CA has available.
pub trait Measured {
    /// Does the work this many times in sequence and returns the time.
    fn run(&mut self, iterations: u64) -> Duration;

    /// Does the work once and returns the result.
    fn made(&mut self) -> Made;
}

/// The result of the work in its final form.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Made {
    /// A certificate in PEM, and its private key in PKCS#8 PEM.
    CertificateAndKey(String, String),
    /// A certificate in DER.
    Certificate(Vec<u8>),
    /// A revocation list in DER.
    Crl(Vec<u8>),
    /// No output.
    Nothing,
}

impl Made {
    /// The result on one line of text, without line breaks.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("JSON")
    }

    /// Reads what [`Made::to_line`] wrote.
    pub fn from_line(line: &str) -> Self {
        serde_json::from_str(line).expect("JSON")
    }
}

/// Work whose result is dropped within the measured time; `show` returns its content.
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
