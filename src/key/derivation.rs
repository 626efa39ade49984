//! Cost parameters of password-based key derivation.

use core::ops::RangeInclusive;

use pkcs5::pbes2::Pbkdf2Prf;

use super::PrivateKeyError;

/// How the key that encrypts a private key is derived from a password (RFC 8018 §5), and at what
/// cost. An attacker pays the same cost for each guess of the password. The default is
/// [`SCRYPT`](Self::SCRYPT).
///
/// ```
/// use certmint::error::PrivateKeyError;
/// use certmint::key::KeyDerivationFunction;
///
/// let scrypt = KeyDerivationFunction::scrypt(1 << 14, 8, 5)?;
/// assert_eq!(KeyDerivationFunction::default(), scrypt);
/// assert!(KeyDerivationFunction::pbkdf2_hmac_sha256(1_000).is_err());
/// # Ok::<(), PrivateKeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDerivationFunction(pub(super) Function);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// N, r and p of RFC 7914 §2.
    Scrypt {
        n: u64,
        r: u16,
        p: u16,
    },
    Pbkdf2 {
        prf: Pbkdf2Prf,
        iterations: u32,
    },
}

impl KeyDerivationFunction {
    /// scrypt with N = 2^14, r = 8, p = 5. Each guess takes 16 MiB. This is one of the equivalent
    /// choices in OWASP's Password Storage Cheat Sheet and stays below OpenSSL's limit of 32 MiB.
    pub const SCRYPT: Self = Self(Function::Scrypt { n: 1 << 14, r: 8, p: 5 });

    /// PBKDF2 with HMAC-SHA-256 and 600,000 iterations, for readers without scrypt. OWASP's
    /// Password Storage Cheat Sheet recommends this number.
    pub const PBKDF2_HMAC_SHA256: Self =
        Self(Function::Pbkdf2 { prf: Pbkdf2Prf::HmacWithSha256, iterations: 600_000 });

    /// The minimum number of iterations of PBKDF2 when writing a key (NIST SP 800-63B §5.1.1.2).
    pub const MIN_ITERATIONS: u32 = 10_000;
    /// The maximum number of iterations of PBKDF2 when reading or writing a key, which RFC 8018
    /// §4.2 gives for especially critical keys.
    pub const MAX_ITERATIONS: u32 = 10_000_000;
    /// The minimum memory of scrypt in octets, 128·r·(N + p), when writing a key: 8 MiB, the least
    /// of OWASP's choices.
    pub const MIN_SCRYPT_OCTETS: u64 = 8 << 20;
    /// The maximum memory of scrypt in octets, 128·r·(N + p), when reading or writing a key: 128
    /// MiB for N, the most of OWASP's choices, and 1 MiB for p.
    pub const MAX_SCRYPT_OCTETS: u64 = 129 << 20;
    /// The minimum work of scrypt, N·r·p, when writing a key: that of N = 2^14, r = 8, p = 1,
    /// OpenSSL's default.
    pub const MIN_SCRYPT_WORK: u64 = 1 << 17;
    /// The maximum work of scrypt, N·r·p, when reading or writing a key: four times that of N =
    /// 2^17, r = 8, p = 1, the choice of OWASP that takes the most memory.
    pub const MAX_SCRYPT_WORK: u64 = 1 << 22;

    /// Selects scrypt (RFC 7914) with the cost parameter N (a power of two), the block size r and
    /// the parallelization p. OpenSSL reads keys that take less than 32 MiB.
    ///
    /// # Errors
    /// [`PrivateKeyError::ScryptCostParameter`], and [`PrivateKeyError::KeyDerivationLimit`] if
    /// memory or work is outside the limits of this type.
    pub fn scrypt(n: u32, r: u16, p: u16) -> Result<Self, PrivateKeyError> {
        Self::scrypt_within(
            [n, r.into(), p.into()].map(u64::from),
            Self::MIN_SCRYPT_OCTETS,
            Self::MIN_SCRYPT_WORK,
        )
    }

    /// Selects PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256 and this many iterations.
    ///
    /// # Errors
    /// [`PrivateKeyError::KeyDerivationLimit`] outside [`MIN_ITERATIONS`](Self::MIN_ITERATIONS) to
    /// [`MAX_ITERATIONS`](Self::MAX_ITERATIONS).
    pub fn pbkdf2_hmac_sha256(iterations: u32) -> Result<Self, PrivateKeyError> {
        Self::pbkdf2_within(Pbkdf2Prf::HmacWithSha256, iterations.into(), Self::MIN_ITERATIONS)
    }

    /// Returns scrypt with N, r and p as read from a key.
    pub(super) fn read_scrypt(n_r_p: [u64; 3]) -> Result<Self, PrivateKeyError> {
        Self::scrypt_within(n_r_p, 1, 1)
    }

    /// Returns PBKDF2 as read from a key.
    pub(super) fn read_pbkdf2(prf: Pbkdf2Prf, iterations: u64) -> Result<Self, PrivateKeyError> {
        Self::pbkdf2_within(prf, iterations, 1)
    }

    fn scrypt_within([n, r, p]: [u64; 3], min_octets: u64, min_work: u64) -> Result<Self, PrivateKeyError> {
        if n < 2 || !n.is_power_of_two() {
            return Err(PrivateKeyError::ScryptCostParameter);
        }
        let block_size = check("blockSize", r, 1..=u16::MAX)?;
        let parallelization = check("parallelizationParameter", p, 1..=u16::MAX)?;
        let octets = n.saturating_add(p).saturating_mul(128 * r);
        check("memory in octets", octets, min_octets..=Self::MAX_SCRYPT_OCTETS)?;
        check("work N·r·p", n.saturating_mul(r * p), min_work..=Self::MAX_SCRYPT_WORK)?;
        Ok(Self(Function::Scrypt { n, r: block_size, p: parallelization }))
    }

    fn pbkdf2_within(prf: Pbkdf2Prf, iterations: u64, min: u32) -> Result<Self, PrivateKeyError> {
        let iterations = check("iterationCount", iterations, min..=Self::MAX_ITERATIONS)?;
        Ok(Self(Function::Pbkdf2 { prf, iterations }))
    }
}

impl Default for KeyDerivationFunction {
    fn default() -> Self {
        Self::SCRYPT
    }
}

/// Returns a value within its bounds as the type of the bounds.
pub(super) fn check<T: Copy + TryFrom<u64> + Into<u64>>(
    parameter: &'static str,
    found: u64,
    bounds: RangeInclusive<T>,
) -> Result<T, PrivateKeyError> {
    let (min, max) = (T::into(*bounds.start()), T::into(*bounds.end()));
    match T::try_from(found) {
        Ok(value) if (min..=max).contains(&found) => Ok(value),
        _ => Err(PrivateKeyError::KeyDerivationLimit { parameter, found, min, max }),
    }
}
