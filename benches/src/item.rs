//! The items that are measured.

use std::fmt;

use serde::Deserialize;

/// The cryptography of certmint and the floor.
pub const BACKEND: &str = if cfg!(feature = "aws-lc-rs") {
    "aws-lc-rs"
} else if cfg!(feature = "graviola") {
    "graviola"
} else {
    "rustcrypto"
};

/// A key and the hash of its signatures: SHA-384 for P-384, SHA-256 otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    Ec256,
    Ec384,
    Rsa2048,
}

/// A key that W13 compares, and the signatures made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA with SHA-256, for comparison.
    P256,
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// What W13 does with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Generate it.
    NewKey,
    /// As W2, with it in the certificate and its issuer.
    Apply,
    /// As W3, from a CSR in DER.
    Csr,
    /// As W9.
    Load,
}

/// A piece of work. All items except W2 to W6 and W13 use a P-256 key under a P-256 issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Issuing without cryptography: from a typed request for a public key and this many DNS names
    /// to DER, with a constant signature.
    Encode(usize),
    /// The same from JSON, including reading and checking the names.
    EncodeJson(usize),
    /// From an apply request in JSON to certificate and PKCS#8 key in PEM. Key and issuer use one
    /// algorithm.
    Apply(Algorithm),
    /// From a CSR in PEM to a certificate in DER. Key and issuer use one algorithm.
    Csr(Algorithm),
    /// Like W2, on this many threads that share one authority: the time in which each makes one
    /// certificate.
    Threads(usize),
    /// From an issuer's certificate, which is self-signed, and PKCS#8 key in DER to an issuer that is
    /// ready to issue.
    Load,
    /// From this many serial numbers to a signed revocation list in DER.
    Crl(usize),
    /// From an OCSP request in DER to a response in DER, signed by a delegated responder.
    Ocsp,
    /// A task with a key of ML-DSA, or of P-256 beside it, under an issuer with such a key.
    Scheme(Task, Scheme),
    /// The slowest CSR that is accepted, and issuing for it.
    WorstAccepted,
    /// The slowest CSR that is refused.
    WorstRefused,
    /// The slowest check of a request below name constraints.
    WorstConstrained,
}

impl Item {
    /// All items, in the order of the table.
    pub const ALL: [Self; 38] = [
        Self::Encode(1),
        Self::Apply(Algorithm::Ec256),
        Self::Csr(Algorithm::Ec256),
        Self::Apply(Algorithm::Rsa2048),
        Self::Csr(Algorithm::Rsa2048),
        Self::Apply(Algorithm::Ec384),
        Self::Csr(Algorithm::Ec384),
        Self::Encode(10),
        Self::Encode(100),
        Self::EncodeJson(1),
        Self::EncodeJson(10),
        Self::EncodeJson(100),
        Self::Threads(1),
        Self::Threads(2),
        Self::Load,
        Self::Crl(1_000),
        Self::Crl(10_000),
        Self::Crl(100_000),
        Self::WorstAccepted,
        Self::WorstRefused,
        Self::WorstConstrained,
        Self::Ocsp,
        Self::Scheme(Task::NewKey, Scheme::P256),
        Self::Scheme(Task::NewKey, Scheme::MlDsa44),
        Self::Scheme(Task::NewKey, Scheme::MlDsa65),
        Self::Scheme(Task::NewKey, Scheme::MlDsa87),
        Self::Scheme(Task::Apply, Scheme::P256),
        Self::Scheme(Task::Apply, Scheme::MlDsa44),
        Self::Scheme(Task::Apply, Scheme::MlDsa65),
        Self::Scheme(Task::Apply, Scheme::MlDsa87),
        Self::Scheme(Task::Csr, Scheme::P256),
        Self::Scheme(Task::Csr, Scheme::MlDsa44),
        Self::Scheme(Task::Csr, Scheme::MlDsa65),
        Self::Scheme(Task::Csr, Scheme::MlDsa87),
        Self::Scheme(Task::Load, Scheme::P256),
        Self::Scheme(Task::Load, Scheme::MlDsa44),
        Self::Scheme(Task::Load, Scheme::MlDsa65),
        Self::Scheme(Task::Load, Scheme::MlDsa87),
    ];

    /// Returns the item with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.to_string() == name)
    }

    /// The issuer's algorithm.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::Apply(algorithm) | Self::Csr(algorithm) => algorithm,
            _ => Algorithm::Ec256,
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(1) => f.write_str("W1 encode"),
            Self::Apply(Algorithm::Ec256) => f.write_str("W2 apply EC256"),
            Self::Csr(Algorithm::Ec256) => f.write_str("W3 CSR EC256"),
            Self::Apply(Algorithm::Rsa2048) => f.write_str("W4 apply RSA2048"),
            Self::Csr(Algorithm::Rsa2048) => f.write_str("W5 CSR RSA2048"),
            Self::Apply(Algorithm::Ec384) => f.write_str("W6 apply EC384"),
            Self::Csr(Algorithm::Ec384) => f.write_str("W6 CSR EC384"),
            Self::Encode(names) => write!(f, "W7 encode, {names} names"),
            Self::EncodeJson(1) => f.write_str("W7 JSON, 1 name"),
            Self::EncodeJson(names) => write!(f, "W7 JSON, {names} names"),
            Self::Threads(1) => f.write_str("W8 apply on 1 thread"),
            Self::Threads(count) => write!(f, "W8 apply on {count} threads"),
            Self::Load => f.write_str("W9 load an issuer"),
            Self::Crl(entries) => write!(f, "W10 CRL of {entries}"),
            Self::Ocsp => f.write_str("W12 OCSP"),
            Self::Scheme(task, scheme) => write!(f, "W13 {task} {scheme}"),
            Self::WorstAccepted => f.write_str("W11 slowest accepted CSR"),
            Self::WorstRefused => f.write_str("W11 slowest refused CSR"),
            Self::WorstConstrained => f.write_str("W11 slowest check under constraints"),
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NewKey => "new key",
            Self::Apply => "apply",
            Self::Csr => "CSR",
            Self::Load => "load an issuer",
        })
    }
}

impl Scheme {
    pub const ALL: [Self; 4] = [Self::P256, Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P256 => "EC256",
            Self::MlDsa44 => "MLDSA44",
            Self::MlDsa65 => "MLDSA65",
            Self::MlDsa87 => "MLDSA87",
        })
    }
}
