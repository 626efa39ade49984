//! Checks of an RSA public key that come before any computation with it (rule C4).

use super::PublicKeyError;
pub(super) use super::close_primes::has_close_primes;

/// The fewest bits of a modulus.
const MIN_BITS: usize = 2_048;
/// Accepted public exponents are odd, at least this one (FIPS 186-5 §5.1) …
const MIN_EXPONENT: u64 = 65_537;
/// … and below 2^33, because a larger one makes each verification expensive.
const EXPONENT_LIMIT: u64 = 1 << 33;
/// No prime up to 752 may divide the modulus: partial validation by SP 800-89 §5.3.3.
const SMALL_ODD_PRIMES: [u16; 132] = {
    let mut primes = [3; 132];
    let mut found = 1;
    while found < primes.len() {
        let mut candidate = primes[found - 1] + 2;
        let mut position = 0;
        // Trial division by the primes found so far; after a divisor, the next odd number is tried.
        while position < found {
            if candidate % primes[position] == 0 {
                candidate += 2;
                position = 0;
            } else {
                position += 1;
            }
        }
        primes[found] = candidate;
        found += 1;
    }
    primes
};

/// The residues modulo the primes up to this one reveal a modulus of CVE-2017-15361 (ROCA), whose
/// primes are built from powers of 65537. Less than one in 2^27 of the other moduli looks the same.
const LARGEST_ROCA_PRIME: u16 = 167;

/// The purpose of a key, which limits its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRole {
    /// The key is certified, signs for an issuer, or proves possession.
    Subject,
    /// The key is that of a CA above an issuer, and only verifies.
    CaAbove,
}

impl KeyRole {
    /// Returns the most bits of an RSA modulus.
    pub(super) const fn max_rsa_bits(self) -> usize {
        match self {
            Self::Subject => 4_096,
            Self::CaAbove => 8_192,
        }
    }
}

/// Checks size and parity of the modulus, its small factors, the ROCA pattern, and the exponent.
/// Both numbers are in big-endian octets without leading zeros.
pub(super) fn check(modulus: &[u8], exponent: &[u8], role: KeyRole) -> Result<(), PublicKeyError> {
    check_form(modulus, exponent, role)?;
    check_residues(modulus)
}

/// Checks size and parity alone, which bounds later computations with the numbers.
pub(super) fn check_form(modulus: &[u8], exponent: &[u8], role: KeyRole) -> Result<(), PublicKeyError> {
    let leading_zeros =
        modulus.first().map_or(0, |first| usize::try_from(first.leading_zeros()).unwrap_or(8));
    let bits = modulus.len() * 8 - leading_zeros;
    if !(MIN_BITS..=role.max_rsa_bits()).contains(&bits) || !bits.is_multiple_of(8) {
        return Err(PublicKeyError::ModulusBits(bits));
    }
    if exponent.len() > 8 {
        return Err(PublicKeyError::Exponent);
    }
    let exponent = exponent.iter().fold(0, |value, octet| value << 8 | u64::from(*octet));
    if exponent.is_multiple_of(2) || !(MIN_EXPONENT..EXPONENT_LIMIT).contains(&exponent) {
        return Err(PublicKeyError::Exponent);
    }
    if modulus.last().is_some_and(|last| last.is_multiple_of(2)) {
        return Err(PublicKeyError::EvenModulus);
    }
    Ok(())
}

/// Checks the modulus modulo each small prime: no such prime may divide it, and the residues must
/// not all be those of a ROCA modulus.
fn check_residues(modulus: &[u8]) -> Result<(), PublicKeyError> {
    let words = words(modulus);
    let modulus = &words[..modulus.len().div_ceil(WORD_OCTETS)];
    let mut roca = true;
    for batch in &BATCHES {
        let remainder = batch.remainder(modulus);
        for prime in &SMALL_ODD_PRIMES[batch.first..batch.end] {
            let residue = remainder % u64::from(*prime);
            if residue == 0 {
                return Err(PublicKeyError::SmallFactor(*prime));
            }
            roca = roca && (*prime > LARGEST_ROCA_PRIME || is_power_of_65537(residue, (*prime).into()));
        }
    }
    if roca { Err(PublicKeyError::Roca) } else { Ok(()) }
}

/// The words of the longest modulus.
const WORDS: usize = KeyRole::CaAbove.max_rsa_bits() / 64;
const WORD_OCTETS: usize = 8;

/// Returns the number as words, the lowest first.
fn words(octets: &[u8]) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    for (word, octets) in words.iter_mut().zip(octets.rchunks(WORD_OCTETS)) {
        *word = octets.iter().fold(0, |value, octet| value << 8 | u64::from(*octet));
    }
    words
}

/// Consecutive primes of [`SMALL_ODD_PRIMES`]. The modulus is reduced by their product once, and
/// the remainder by each of them.
///
/// With `rem_limb_with_reciprocal` of crypto-bigint, which hides its operands from timing, the
/// check of a public modulus of 2048 bits takes 50 µs instead of 1 µs.
#[derive(Clone, Copy)]
struct Batch {
    first: usize,
    end: usize,
    product: u64,
    /// The powers of 2^64 modulo the product: the weights of the words of a number.
    weights: [u64; WORDS],
}

impl Batch {
    /// Small enough that the sum over all words, each below 2^64 · 2^57, is below 2^128.
    const LIMIT: u64 = 1 << 57;

    /// Takes as many primes as fit, starting with the one at `first`.
    #[allow(clippy::as_conversions, reason = "`From` is not const")]
    const fn from(first: usize) -> Self {
        let (mut end, mut product) = (first, 1);
        while end < SMALL_ODD_PRIMES.len() && product < Self::LIMIT / SMALL_ODD_PRIMES[end] as u64 {
            product *= SMALL_ODD_PRIMES[end] as u64;
            end += 1;
        }
        let mut weights = [1; WORDS];
        let mut position = 1;
        while position < WORDS {
            weights[position] = (((weights[position - 1] as u128) << 64) % product as u128) as u64;
            position += 1;
        }
        Self { first, end, product, weights }
    }

    fn remainder(&self, number: &[u64]) -> u64 {
        let weighted =
            number.iter().zip(&self.weights).map(|(word, weight)| u128::from(*word) * u128::from(*weight));
        let remainder = weighted.sum::<u128>() % u128::from(self.product);
        u64::try_from(remainder).expect("below the product")
    }
}
const _: () = assert!(WORDS <= 1 << 7);

static BATCHES: [Batch; {
    let (mut count, mut end) = (0, 0);
    while end < SMALL_ODD_PRIMES.len() {
        (count, end) = (count + 1, Batch::from(end).end);
    }
    count
}] = {
    let mut batches = [Batch::from(0); _];
    let mut found = 1;
    while found < batches.len() {
        batches[found] = Batch::from(batches[found - 1].end);
        found += 1;
    }
    batches
};

fn is_power_of_65537(residue: u64, prime: u64) -> bool {
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * (65_537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    use crypto_bigint::{BoxedUint, ConcatenatingMul, Limb};
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    const E: [u8; 3] = [1, 0, 1];

    /// Returns an odd number without a prime factor up to 752, close to the highest of that length.
    fn sound(length: usize) -> Vec<u8> {
        let mut modulus = alloc::vec![0xff; length];
        while plain::check_residues(&modulus).is_err() {
            modulus[length - 1] -= 2;
        }
        modulus
    }

    fn number(octets: &[u8]) -> BoxedUint {
        BoxedUint::from_be_slice_vartime(octets)
    }

    fn octets(number: &BoxedUint) -> Vec<u8> {
        number.to_be_bytes_trimmed_vartime().into_vec()
    }

    /// The same checks, one division after the other.
    mod plain {
        use super::*;

        pub(super) fn check_residues(modulus: &[u8]) -> Result<(), PublicKeyError> {
            let residue = |prime: u16| {
                modulus.iter().fold(0, |value, octet| (value << 8 | u64::from(*octet)) % u64::from(prime))
            };
            if let Some(prime) = SMALL_ODD_PRIMES.into_iter().find(|prime| residue(*prime) == 0) {
                return Err(PublicKeyError::SmallFactor(prime));
            }
            let looks_built = |prime: u16| is_power_of_65537(residue(prime), prime.into());
            if SMALL_ODD_PRIMES.into_iter().take_while(|prime| *prime <= 167).all(looks_built) {
                return Err(PublicKeyError::Roca);
            }
            Ok(())
        }
    }

    #[test]
    fn c4_small_primes_are_the_132_odd_ones_up_to_752() {
        let is_prime = |n: &u16| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
        let primes: Vec<u16> = (3..=752).filter(is_prime).collect();
        assert_eq!(primes, SMALL_ODD_PRIMES);
        assert_eq!(primes.len(), 132);
        assert_eq!((primes[0], primes[131]), (3, 751));
    }

    #[test]
    fn c4_a_modulus_divisible_by_a_small_prime_is_refused_by_that_prime() {
        for cofactor in [254, 255, 383, 510].map(|length| number(&sound(length))) {
            for prime in SMALL_ODD_PRIMES {
                let modulus = octets(&cofactor.concatenating_mul(Limb::from_u32(prime.into())));
                assert_eq!(check_residues(&modulus), Err(PublicKeyError::SmallFactor(prime)));
            }
        }
        assert_eq!(check(&sound(256), &E, KeyRole::Subject), Ok(()));
        // The next prime is not in the table.
        let modulus = number(&sound(510)).concatenating_mul(Limb::from_u32(757));
        assert_eq!(check_residues(&octets(&modulus)), Ok(()));
    }

    #[test]
    fn c4_a_modulus_whose_residues_are_all_powers_of_65537_is_refused() {
        let others =
            SMALL_ODD_PRIMES.into_iter().filter(|prime| *prime <= LARGEST_ROCA_PRIME && *prime != 151);
        let product = others
            .fold(BoxedUint::one(), |product, prime| product.concatenating_mul(Limb::from_u32(prime.into())));
        let power = (0..5).fold(BoxedUint::one(), |power, _| power.concatenating_mul(number(&E)));
        // The sum of an even multiple of the product and an odd power.
        let modulus = |factor: u32| {
            let even = number(&sound(220)).concatenating_mul(Limb::from_u32(2 * factor));
            octets(&product.concatenating_mul(even).wrapping_add(&power))
        };
        let verdicts: Vec<_> = (1..=151).map(|factor| check_residues(&modulus(factor))).collect();
        // A third of the numbers modulo 151 are powers, and some of the moduli have a factor above
        // 167.
        let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
        assert!(count(Err(PublicKeyError::Roca)) > 20 && count(Ok(())) > 60);
        for (factor, verdict) in (1..).zip(&verdicts) {
            assert_eq!(plain::check_residues(&modulus(factor)), *verdict);
        }
    }

    #[test]
    fn c4_the_verdicts_are_those_of_plain_divisions() {
        let mut rng = ChaCha8Rng::from_seed([5; 32]);
        for round in 0..300 {
            let mut modulus = alloc::vec![0; 256 + round % 257];
            rng.fill_bytes(&mut modulus);
            assert_eq!(check_residues(&modulus), plain::check_residues(&modulus), "{modulus:02x?}");
        }
    }

    #[test]
    fn c4_sizes_parity_and_exponents() {
        let mut even = sound(256);
        even[255] &= 0xfe;
        assert_eq!(check(&even, &E, KeyRole::Subject), Err(PublicKeyError::EvenModulus));
        assert_eq!(check(&sound(256)[..255], &E, KeyRole::Subject), Err(PublicKeyError::ModulusBits(2_040)));
        let mut seven_bits_short = sound(256);
        seven_bits_short[0] = 1;
        assert_eq!(
            check(&[seven_bits_short, alloc::vec![1]].concat(), &E, KeyRole::Subject),
            Err(PublicKeyError::ModulusBits(2_049))
        );
        assert_eq!(check(&[0xff; 513], &E, KeyRole::Subject), Err(PublicKeyError::ModulusBits(4_104)));
        assert_eq!(check(&[], &E, KeyRole::Subject), Err(PublicKeyError::ModulusBits(0)));
        for (exponent, accepted) in [
            (&[1, 0, 1][..], true),
            (&[1, 0, 3], true),
            (&[1, 0xff, 0xff, 0xff, 0xff], true),
            (&[1], false),
            (&[3], false),
            (&[0xff, 0xff], false),
            (&[1, 0, 2], false),
            (&[2, 0, 0, 0, 1], false),
            (&[1, 0, 0, 0, 0, 0, 0, 0, 1], false),
            (&[], false),
        ] {
            assert_eq!(check(&sound(256), exponent, KeyRole::Subject).is_ok(), accepted, "{exponent:02x?}");
        }
    }
}
