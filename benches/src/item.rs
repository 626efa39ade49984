//! What is measured.

use std::fmt;

use serde::Deserialize;

/// Whose cryptography certmint and the floor use.
pub const BACKEND: &str = if cfg!(feature = "graviola") { "graviola" } else { "rustcrypto" };

/// A key, and the hash that is signed with it: SHA-384 for P-384, SHA-256 otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    Ec256,
    Ec384,
    Rsa2048,
}

/// A piece of work. Everything but W2 to W6 is done with a P-256 key under a P-256 issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A certificate without its cryptography: a typed request for a public key and this many DNS names in, DER
    /// out, the signature a constant.
    Encode(usize),
    /// The same from JSON, the reading and checking of the names therefore included.
    EncodeJson(usize),
    /// An apply request as JSON in, certificate and PKCS#8 key as PEM out. Key and issuer of one algorithm.
    Apply(Algorithm),
    /// A CSR as PEM in, certificate as DER out. Key and issuer of one algorithm.
    Csr(Algorithm),
    /// As W2, on this many threads that share one authority: the time in which each makes one certificate.
    Threads(usize),
    /// An issuer's certificate and PKCS#8 key as DER in, what can issue with them out.
    Load,
    /// This many serial numbers in, a signed revocation list as DER out.
    Crl(usize),
    /// The slowest CSR that is accepted, and then issued for.
    WorstAccepted,
    /// The slowest CSR that is refused.
    WorstRefused,
    /// The slowest check of a request below name constraints.
    WorstConstrained,
}

impl Item {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 21] = [
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
    ];

    /// The item of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.to_string() == name)
    }

    /// Of the issuer.
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
            Self::WorstAccepted => f.write_str("W11 slowest accepted CSR"),
            Self::WorstRefused => f.write_str("W11 slowest refused CSR"),
            Self::WorstConstrained => f.write_str("W11 slowest check under constraints"),
        }
    }
}
