//! The two backends compared: they have the same keys, give the same verdicts, and verify each
//! other's signatures.
#![allow(clippy::panic, reason = "tests")]

mod ec;
mod rsa;

use super::{graviola, rustcrypto};
use crate::key::{Curve, SignatureAlgorithm};

/// A verifying key in both backends.
struct Verifiers(graviola::VerifyingKey, rustcrypto::VerifyingKey);

impl Verifiers {
    /// `None` if both refuse the point.
    fn from_point(curve: Curve, point: &[u8]) -> Option<Self> {
        assert!(graviola::is_supported(), "these tests need a processor on which graviola runs");
        let graviola = graviola::VerifyingKey::from_point(curve, point);
        let rustcrypto = rustcrypto::VerifyingKey::from_point(curve, point);
        match (graviola, rustcrypto) {
            (Ok(graviola), Ok(rustcrypto)) => Some(Self(graviola, rustcrypto)),
            (Err(one), Err(other)) if one == other => None,
            _ => panic!("the verdicts on the point {point:02x?} differ"),
        }
    }

    /// Returns the verdict of both.
    fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let Self(graviola, rustcrypto) = self;
        let verdict = graviola.verify(algorithm, message, signature);
        let other = rustcrypto.verify(algorithm, message, signature);
        assert_eq!(verdict, other, "graviola and RustCrypto: {algorithm:?} {signature:02x?}");
        verdict
    }
}
