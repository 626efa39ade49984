//! How dear it is to derive a key from a password.

use core::ops::RangeInclusive;

use super::{HashAlgorithm, PrivateKeyError};

/// How the key that encrypts a private key is derived from a password (RFC 8018 §5), and at what cost: the
/// cost that each guess of the password has for an attacker. [`Default`] is [`SCRYPT`](Self::SCRYPT).
///
/// ```
/// use certmint::error::PrivateKeyError;
/// use certmint::key::KeyDerivationFunction;
///
/// assert_eq!(KeyDerivationFunction::default(), KeyDerivationFunction::scrypt(1 << 14, 8, 5)?);
/// assert!(KeyDerivationFunction::pbkdf2_hmac_sha256(1_000).is_err());
/// # Ok::<(), PrivateKeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDerivationFunction(pub(super) Parameters);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameters {
    /// The letters of RFC 7914 §2.
    Scrypt {
        n: u64,
        r: u16,
        p: u16,
    },
    Pbkdf2 {
        hash: HashAlgorithm,
        iterations: u32,
    },
}

impl KeyDerivationFunction {
    /// scrypt with N = 2^14, r = 8, p = 5, of which each guess takes 16 MiB: one of the equal choices of
    /// OWASP's Password Storage Cheat Sheet, and within the 32 MiB that OpenSSL allows itself.
    pub const SCRYPT: Self = Self(Parameters::Scrypt { n: 1 << 14, r: 8, p: 5 });

    /// PBKDF2 with HMAC-SHA-256 and 600,000 iterations, for where scrypt is not at hand: the choice of
    /// OWASP's Password Storage Cheat Sheet.
    pub const PBKDF2_HMAC_SHA256: Self =
        Self(Parameters::Pbkdf2 { hash: HashAlgorithm::Sha256, iterations: 600_000 });

    /// The fewest iterations of PBKDF2 that a key is written with (NIST SP 800-63B §5.1.1.2).
    pub const MIN_ITERATIONS: u32 = 10_000;
    /// The most iterations of PBKDF2, for reading and writing: what RFC 8018 §4.2 has for especially
    /// critical keys.
    pub const MAX_ITERATIONS: u32 = 10_000_000;
    /// The fewest octets of memory that scrypt takes, 128·r·(N + p), where a key is written: 8 MiB, the least of
    /// OWASP's choices.
    pub const MIN_SCRYPT_OCTETS: u64 = 8 << 20;
    /// The most octets of memory that scrypt takes, 128·r·(N + p), for reading and writing: for N the 128 MiB
    /// that are the most of OWASP's choices, and 1 MiB for p.
    pub const MAX_SCRYPT_OCTETS: u64 = 129 << 20;
    /// The least work of scrypt, N·r·p, that a key is written with: that of N = 2^14, r = 8, p = 1, which
    /// OpenSSL chooses where nothing else is asked for.
    pub const MIN_SCRYPT_WORK: u64 = 1 << 17;
    /// The most work of scrypt, N·r·p, for reading and writing: four times that of N = 2^17, r = 8, p = 1,
    /// the choice of OWASP's that takes the most memory.
    pub const MAX_SCRYPT_WORK: u64 = 1 << 22;

    /// scrypt (RFC 7914) with the cost parameter N, a power of two, the block size r and the
    /// parallelization p. OpenSSL reads it only where it takes less than 32 MiB.
    ///
    /// # Errors
    /// [`PrivateKeyError::ScryptCostParameter`], and [`PrivateKeyError::KeyDerivationLimit`] where it takes less or more
    /// than the constants here say.
    pub fn scrypt(n: u32, r: u16, p: u16) -> Result<Self, PrivateKeyError> {
        Self::scrypt_within(
            [n, r.into(), p.into()].map(u64::from),
            Self::MIN_SCRYPT_OCTETS,
            Self::MIN_SCRYPT_WORK,
        )
    }

    /// PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256 and this many iterations.
    ///
    /// # Errors
    /// [`PrivateKeyError::KeyDerivationLimit`] outside [`MIN_ITERATIONS`](Self::MIN_ITERATIONS) to
    /// [`MAX_ITERATIONS`](Self::MAX_ITERATIONS).
    pub fn pbkdf2_hmac_sha256(iterations: u32) -> Result<Self, PrivateKeyError> {
        Self::pbkdf2_within(HashAlgorithm::Sha256, iterations.into(), Self::MIN_ITERATIONS)
    }

    /// scrypt as somebody else has chosen it, from N, r and p.
    pub(super) fn read_scrypt(n_r_p: [u64; 3]) -> Result<Self, PrivateKeyError> {
        Self::scrypt_within(n_r_p, 1, 1)
    }

    /// PBKDF2 as somebody else has chosen it.
    pub(super) fn read_pbkdf2(hash: HashAlgorithm, iterations: u64) -> Result<Self, PrivateKeyError> {
        Self::pbkdf2_within(hash, iterations, 1)
    }

    fn scrypt_within([n, r, p]: [u64; 3], min_octets: u64, min_work: u64) -> Result<Self, PrivateKeyError> {
        if n < 2 || !n.is_power_of_two() {
            return Err(PrivateKeyError::ScryptCostParameter);
        }
        let block_size = check("blockSize", r, 1..=u16::MAX.into())? as u16;
        let parallelization = check("parallelizationParameter", p, 1..=u16::MAX.into())? as u16;
        let octets = n.saturating_add(p).saturating_mul(128 * r);
        check("memory in octets", octets, min_octets..=Self::MAX_SCRYPT_OCTETS)?;
        check("work N·r·p", n.saturating_mul(r * p), min_work..=Self::MAX_SCRYPT_WORK)?;
        Ok(Self(Parameters::Scrypt { n, r: block_size, p: parallelization }))
    }

    fn pbkdf2_within(hash: HashAlgorithm, iterations: u64, min: u32) -> Result<Self, PrivateKeyError> {
        let bounds = min.into()..=Self::MAX_ITERATIONS.into();
        let iterations = check("iterationCount", iterations, bounds)? as u32;
        Ok(Self(Parameters::Pbkdf2 { hash, iterations }))
    }
}

impl Default for KeyDerivationFunction {
    fn default() -> Self {
        Self::SCRYPT
    }
}

/// Hands out a value that lies within its bounds.
pub(super) fn check(
    parameter: &'static str,
    found: u64,
    bounds: RangeInclusive<u64>,
) -> Result<u64, PrivateKeyError> {
    let (min, max) = bounds.into_inner();
    if (min..=max).contains(&found) {
        Ok(found)
    } else {
        Err(PrivateKeyError::KeyDerivationLimit { parameter, found, min, max })
    }
}
