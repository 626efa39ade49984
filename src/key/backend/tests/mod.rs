//! The backends compared: they have the same keys, give the same verdicts, and verify each other's
//! signatures. A build with one backend compares its verdicts with what the tests expect.
#![allow(clippy::panic, reason = "tests")]

mod ec;
mod ed25519;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
mod rsa;

use alloc::vec::Vec;

use super::{Backend, KeyRefusal, VerifyingKey, graviola};
use crate::key::{Curve, KeyType, SignatureAlgorithm};

/// Returns the backends that are compiled in and have keys of a type. All of them run here.
fn backends(key_type: KeyType) -> impl Iterator<Item = Backend> {
    let runs = !cfg!(feature = "graviola") || graviola::is_supported();
    assert!(runs, "these tests need a processor on which graviola runs");
    key_type.row().verifying.iter().copied().filter(|backend| backend.is_there())
}

fn octets(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

/// A verifying key in each backend.
struct Verifiers(Vec<(Backend, VerifyingKey)>);

impl Verifiers {
    /// `None` if all refuse the point.
    fn from_point(curve: Curve, point: &[u8]) -> Option<Self> {
        let keys = backends(KeyType::Ec(curve))
            .map(|backend| (backend, VerifyingKey::from_octets_in(backend, KeyType::Ec(curve), point)));
        agreed(keys).map(Self)
    }

    fn from_rsa(rsa_public_key: &[u8]) -> Self {
        let keys = backends(KeyType::Rsa)
            .map(|backend| (backend, VerifyingKey::from_octets_in(backend, KeyType::Rsa, rsa_public_key)));
        Self(agreed(keys).expect("a key"))
    }

    /// Returns the verdict of all.
    fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let mut verdicts =
            self.0.iter().map(|(backend, key)| (backend, key.verify(algorithm, message, signature)));
        let (one, verdict) = verdicts.next().expect("a backend");
        for (another, other) in verdicts {
            assert_eq!(verdict, other, "{one:?} and {another:?}: {algorithm:?} {signature:02x?}");
        }
        verdict
    }
}

/// Returns what each backend makes; `None` if all refuse it as invalid.
fn agreed<K>(made: impl Iterator<Item = (Backend, Result<K, KeyRefusal>)>) -> Option<Vec<(Backend, K)>> {
    let (mut keys, mut refusing) = (Vec::new(), Vec::new());
    for (backend, made) in made {
        match made {
            Ok(key) => keys.push((backend, key)),
            Err(KeyRefusal::Invalid) => refusing.push(backend),
            Err(KeyRefusal::Unsupported) => panic!("{backend:?} does not support the key"),
        }
    }
    let accepting: Vec<_> = keys.iter().map(|(backend, _)| backend).collect();
    assert!(accepting.is_empty() || refusing.is_empty(), "{accepting:?} accept what {refusing:?} refuse");
    (!keys.is_empty()).then_some(keys)
}

/// AWS-LC runs its self-tests when it is loaded, and ends the process if one fails.
#[test]
#[cfg(feature = "fips")]
fn k5_with_fips_the_module_is_in_fips_mode_and_comes_first() {
    assert_eq!(::aws_lc_rs::try_fips_mode(), Ok(()));
    for key_type in KeyType::ALL {
        let first = |backends: &[Backend]| backends.iter().copied().find(|backend| backend.is_there());
        let row = key_type.row();
        assert_eq!(first(row.verifying), Some(Backend::AwsLcRs), "{}", row.name);
        let signs = !matches!(key_type, KeyType::MlDsa(_));
        assert_eq!(first(row.signing) == Some(Backend::AwsLcRs), signs, "{}", row.name);
    }
}
