//! Search for the primes of RSA keys.
//!
//! FIPS 186-5 App. A.1.3 draws each candidate anew, which leaves hardly any work for candidates to
//! share. This search draws a block of neighbouring numbers, sieves the block as a whole, and tests
//! the remaining candidates in random order. Each prime of a block is therefore as likely as any
//! other. The usual search upwards from a random number favours primes after long gaps (J. Brandt,
//! I. Damgård: On Generation of Probable Primes by Incremental Search, CRYPTO '92).
//!
//! Timing reveals how many candidates failed before the prime, which numbers of its block the sieve
//! struck out (as far as the cache shows it), and what `crypto_primes` does not hide of a candidate
//! in its rounds of Miller–Rabin. The residues of a block and Fermat's test take the same time for
//! all numbers.

#[cfg(test)]
pub(super) mod chosen;

use alloc::vec::Vec;

use crypto_bigint::{Limb, NonZero, Odd, Reciprocal, Uint, Word};
use crypto_primes::hazmat::MillerRabin;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::PUBLIC_EXPONENT_LIMB;
use super::fermat_test::passes_fermat;

/// The bits in which the numbers of a block differ.
const BLOCK_BITS: u32 = 15;
/// The odd numbers of a block. On average 46 of them are primes of 1024 bits, or 23 of 2048 bits.
const BLOCK_LENGTH: usize = 1 << (BLOCK_BITS - 1);
/// The sieve strikes out the multiples of the odd primes below this limit. More primes would cost
/// more than the tests that they save.
const SIEVE_LIMIT: usize = 1 << SIEVE_BITS;
const SIEVE_BITS: usize = 17;

/// Returns a random prime p with gcd(p − 1, e) = 1 and its two topmost bits set, so that the
/// product of two such primes has twice as many bits (FIPS 186-5 App. A.1.1). The prime has passed
/// `rounds` rounds of Miller–Rabin.
pub(super) fn prime<const LIMBS: usize>(
    rounds: usize,
    sieve: &Sieve,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Zeroizing<Odd<Uint<LIMBS>>> {
    loop {
        let mut block = Block::draw(sieve, rng);
        while let Some(candidate) = block.take(rng) {
            if fits_exponent(&candidate) && passes(&candidate, rounds, rng) {
                return candidate;
            }
        }
    }
}

/// Returns whether gcd(p − 1, e) = 1. As e is a prime, this holds unless e divides p − 1.
fn fits_exponent<const LIMBS: usize>(candidate: &Odd<Uint<LIMBS>>) -> bool {
    candidate.rem_limb(PUBLIC_EXPONENT_LIMB) != Limb::ONE
}

/// Returns whether the candidate passes all tests. Fermat's test with base 2 rejects nearly all
/// composite numbers in less time than a round of Miller–Rabin. Only numbers that pass it go
/// through the rounds with random bases that FIPS 186-5 App. B.3 requires.
fn passes<const LIMBS: usize>(
    candidate: &Odd<Uint<LIMBS>>,
    rounds: usize,
    rng: &mut (impl CryptoRng + ?Sized),
) -> bool {
    if !passes_fermat(candidate) {
        return false;
    }
    let test = MillerRabin::new(*candidate);
    (0..rounds).all(|_| test.test_random_base(rng).is_probably_prime())
}

/// The odd primes below [`SIEVE_LIMIT`].
pub(super) struct Sieve {
    primes: Vec<u32>,
    /// The products of the primes, [`BATCH`] at a time.
    products: Vec<Reciprocal>,
}

/// The number of primes whose product fits a word.
const BATCH: usize = Limb::BYTES * 8 / SIEVE_BITS;

impl Sieve {
    /// Runs the sieve of Eratosthenes.
    pub(super) fn new() -> Self {
        let mut composite = alloc::vec![false; SIEVE_LIMIT];
        let mut primes = Vec::with_capacity(SIEVE_LIMIT / 8);
        for number in (3..SIEVE_LIMIT).step_by(2) {
            if !composite[number] {
                // All primes are below 2^17.
                primes.extend(u32::try_from(number));
                composite.iter_mut().skip(number * number).step_by(2 * number).for_each(|it| *it = true);
            }
        }
        let product = |batch: &[u32]| batch.iter().map(|prime| Word::from(*prime)).product();
        let reciprocal = |product| Reciprocal::new(NonZero::<Limb>::new_unwrap(Limb(product)));
        let products = primes.chunks(BATCH).map(product).map(reciprocal).collect();
        Self { primes, products }
    }

    /// Returns the distance from `start` to the next multiple of each prime.
    fn distances<const LIMBS: usize>(&self, start: &Uint<LIMBS>) -> Zeroizing<Vec<u32>> {
        let mut distances = Zeroizing::new(Vec::with_capacity(self.primes.len()));
        for (batch, product) in self.primes.chunks(BATCH).zip(&self.products) {
            let remainder = start.rem_limb_with_reciprocal(product).0;
            distances.extend(batch.iter().map(|prime| prime - low_half(remainder % Word::from(*prime))));
        }
        distances
    }

    /// Marks the odd numbers from `start`, an even number, that have a factor among the primes.
    fn strike_out<const LIMBS: usize>(&self, start: &Uint<LIMBS>) -> Zeroizing<Vec<bool>> {
        let mut composite = Zeroizing::new(alloc::vec![false; BLOCK_LENGTH]);
        for (prime, distance) in self.primes.iter().zip(self.distances(start).iter()) {
            // One of two consecutive multiples is odd.
            let distance = if distance % 2 == 0 { distance + prime } else { *distance };
            let first = composite.iter_mut().skip(index(distance) / 2);
            first.step_by(index(*prime)).for_each(|number| *number = true);
        }
        composite
    }
}

/// Returns a number below 2^32. It may be a secret, so no branch checks its size.
const fn low_half(number: Word) -> u32 {
    let octets = number.to_le_bytes();
    u32::from_le_bytes([octets[0], octets[1], octets[2], octets[3]])
}

/// Cannot fail: a platform that holds the sieve has indices of 32 bits or more.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// 2^15 neighbouring numbers.
struct Block<const LIMBS: usize> {
    /// The lowest number, a multiple of 2^15.
    start: Zeroizing<Uint<LIMBS>>,
    /// The k for which start + 2 k + 1 has no small factor and was not taken yet.
    candidates: Zeroizing<Vec<u16>>,
}

impl<const LIMBS: usize> Block<LIMBS> {
    fn draw(sieve: &Sieve, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut octets = Zeroizing::new(alloc::vec![0; Uint::<LIMBS>::BYTES]);
        rng.fill_bytes(&mut octets);
        let mut start = Zeroizing::new(Uint::from_be_slice(&octets));
        *start = start.shr_vartime(BLOCK_BITS).shl_vartime(BLOCK_BITS);
        *start |= Uint::MAX.shl_vartime(Uint::<LIMBS>::BITS - 2);
        let composite = sieve.strike_out(&start);
        let mut candidates = Zeroizing::new(Vec::with_capacity(BLOCK_LENGTH / 4));
        // There are 2^14 positions.
        candidates.extend((0..).zip(composite.iter()).filter(|(_, it)| !**it).map(|(k, _)| k));
        Self { start, candidates }
    }

    /// Takes a candidate. All are equally likely to within 2^-20.
    fn take(&mut self, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Zeroizing<Odd<Uint<LIMBS>>>> {
        let left = u32::try_from(self.candidates.len()).ok()?;
        let position = rng.next_u32().checked_rem(left)?;
        let k = self.candidates.swap_remove(index(position));
        // The low bits of `start` are zero.
        let candidate = Zeroizing::new(*self.start | Uint::from_u32(2 * u32::from(k) + 1));
        Odd::new(*candidate).into_option().map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::U1024;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn k4_the_primes_of_the_sieve_are_the_odd_ones_up_to_its_limit() {
        let primes = Sieve::new().primes;
        let is_prime = |n: &u32| {
            (2..*n).take_while(|divisor| divisor * divisor <= *n).all(|divisor| !n.is_multiple_of(divisor))
        };
        assert!(primes.iter().all(is_prime));
        // π(2^17) = 12251
        assert_eq!((primes[0], primes.len(), primes.last()), (3, 12_250, Some(&131_071)));
    }

    #[test]
    fn k4_the_sieve_strikes_out_exactly_the_multiples_of_its_primes() {
        let sieve = Sieve::new();
        let block = Block::<{ U1024::LIMBS }>::draw(&sieve, &mut ChaCha20Rng::from_seed([10; 32]));
        let has_factor = |number: &U1024| {
            sieve.primes.iter().any(|prime| {
                number.rem_limb(NonZero::<Limb>::new_unwrap(Limb::from_u32(*prime))) == Limb::ZERO
            })
        };
        // A stretch at each end of the block.
        for position in (0..200).chain(BLOCK_LENGTH - 200..BLOCK_LENGTH) {
            let number = *block.start | U1024::from_u32(2 * position as u32 + 1);
            let left = block.candidates.contains(&(position as u16));
            assert_eq!(left, !has_factor(&number), "{position}");
        }
    }

    #[test]
    fn k4_each_candidate_of_a_block_is_taken_once_in_another_order() {
        let mut rng = ChaCha20Rng::from_seed([11; 32]);
        let mut block = Block::<{ U1024::LIMBS }>::draw(&Sieve::new(), &mut rng);
        let start = *block.start;
        let expected: Vec<u32> = block.candidates.iter().map(|k| 2 * u32::from(*k) + 1).collect();
        let mut taken = Vec::new();
        while let Some(candidate) = block.take(&mut rng) {
            taken.push(candidate.wrapping_sub(&start).as_limbs()[0].0 as u32);
        }
        assert_ne!(taken, expected);
        taken.sort_unstable();
        assert_eq!(taken, expected);
        assert_eq!(start.shr_vartime(1_022), U1024::from_u8(3));
    }

    #[test]
    fn k4_a_prime_above_a_multiple_of_the_exponent_does_not_fit() {
        for (number, fits) in [(65_537 * 6 + 1, false), (65_537 * 6 + 3, true), (3, true)] {
            assert_eq!(fits_exponent(&Odd::new(U1024::from_u32(number)).unwrap()), fits);
        }
    }
}
