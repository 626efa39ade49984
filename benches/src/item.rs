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

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An apply request as JSON in, certificate and PKCS#8 key as PEM out. Key and issuer of one algorithm.
    Apply(Algorithm),
    /// A CSR as PEM in, certificate as DER out. Key and issuer of one algorithm.
    Csr(Algorithm),
}

impl Item {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 6] = [
        Self::Apply(Algorithm::Ec256),
        Self::Csr(Algorithm::Ec256),
        Self::Apply(Algorithm::Rsa2048),
        Self::Csr(Algorithm::Rsa2048),
        Self::Apply(Algorithm::Ec384),
        Self::Csr(Algorithm::Ec384),
    ];

    /// The item of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.to_string() == name)
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Apply(Algorithm::Ec256) => "W2 apply EC256",
            Self::Csr(Algorithm::Ec256) => "W3 CSR EC256",
            Self::Apply(Algorithm::Rsa2048) => "W4 apply RSA2048",
            Self::Csr(Algorithm::Rsa2048) => "W5 CSR RSA2048",
            Self::Apply(Algorithm::Ec384) => "W6 apply EC384",
            Self::Csr(Algorithm::Ec384) => "W6 CSR EC384",
        })
    }
}
