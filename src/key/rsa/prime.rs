//! Search for the primes of RSA keys.
//!
//! Not by FIPS 186-5 App. A.1.3, which draws each candidate anew: there, hardly any work can be shared between
//! candidates. Here a block of neighbouring numbers is drawn and sieved as a whole, and those that the sieve
//! leaves are tested in random order. So each prime of a block is as likely as the others, unlike with the
//! usual search upwards from a random number, which favours primes after long gaps (J. Brandt, I. Damgård: On
//! Generation of Probable Primes by Incremental Search, CRYPTO '92).
//!
//! What time tells of the prime that is found: how many candidates failed before it, which numbers of its block
//! the sieve struck out as far as the cache shows that, and what `crypto_primes` does not hide of a candidate in
//! its rounds of Miller–Rabin. The residues of a block and Fermat's test take the same time for all numbers.

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
/// The odd numbers of a block, among which there are 46 primes of 1024 bits on average, or 23 of 2048.
const BLOCK_LENGTH: usize = 1 << (BLOCK_BITS - 1);
/// The sieve strikes out the multiples of the odd primes below. More of them would cost more than the tests
/// that they save.
const SIEVE_LIMIT: usize = 1 << 17;

/// A random prime p with gcd(p − 1, e) = 1 and the two topmost of its bits set, so that the product of two such
/// primes has twice as many bits (FIPS 186-5 App. A.1.1). It has passed that many rounds of Miller–Rabin.
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

/// e is a prime, so that gcd(p − 1, e) = 1 where e does not divide p − 1.
fn fits_exponent<const LIMBS: usize>(candidate: &Odd<Uint<LIMBS>>) -> bool {
    candidate.rem_limb(PUBLIC_EXPONENT_LIMB) != Limb::ONE
}

/// Fermat's test with base 2 turns nearly all composite numbers away, and takes less time than a round of
/// Miller–Rabin. Only what is left goes through the rounds with random bases that FIPS 186-5 App. B.3 demands.
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
    /// For as many primes as have a product that fits a word, one after the other: that product.
    products: Vec<Reciprocal>,
}

/// The primes whose product fits a word.
const BATCH: usize = (Word::BITS / SIEVE_LIMIT.ilog2()) as usize;

impl Sieve {
    /// The sieve of Eratosthenes.
    pub(super) fn new() -> Self {
        let mut composite = alloc::vec![false; SIEVE_LIMIT];
        let mut primes = Vec::with_capacity(SIEVE_LIMIT / 8);
        for number in (3..SIEVE_LIMIT).step_by(2) {
            if !composite[number] {
                primes.push(number as u32);
                composite.iter_mut().skip(number * number).step_by(2 * number).for_each(|it| *it = true);
            }
        }
        let product = |batch: &[u32]| batch.iter().map(|prime| Word::from(*prime)).product();
        let reciprocal = |product| Reciprocal::new(NonZero::<Limb>::new_unwrap(Limb(product)));
        let products = primes.chunks(BATCH).map(product).map(reciprocal).collect();
        Self { primes, products }
    }

    /// For each prime, the distance from `start` to its next multiple.
    fn distances<const LIMBS: usize>(&self, start: &Uint<LIMBS>) -> Zeroizing<Vec<u32>> {
        let mut distances = Zeroizing::new(Vec::with_capacity(self.primes.len()));
        for (batch, product) in self.primes.chunks(BATCH).zip(&self.products) {
            let remainder = start.rem_limb_with_reciprocal(product).0;
            distances.extend(batch.iter().map(|prime| prime - (remainder % Word::from(*prime)) as u32));
        }
        distances
    }

    /// Which of the odd numbers from `start` on, an even number, have a factor among the primes.
    fn strike_out<const LIMBS: usize>(&self, start: &Uint<LIMBS>) -> Zeroizing<Vec<bool>> {
        let mut composite = Zeroizing::new(alloc::vec![false; BLOCK_LENGTH]);
        for (prime, distance) in self.primes.iter().zip(self.distances(start).iter()) {
            // Of two multiples that follow each other, one is odd.
            let distance = if distance % 2 == 0 { distance + prime } else { *distance };
            let first = composite.iter_mut().skip(distance as usize / 2);
            first.step_by(*prime as usize).for_each(|number| *number = true);
        }
        composite
    }
}

/// 2^15 neighbouring numbers.
struct Block<const LIMBS: usize> {
    /// The lowest of them, and a multiple of 2^15.
    start: Zeroizing<Uint<LIMBS>>,
    /// The k for which start + 2 k + 1 has no small factor and was not yet taken.
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
        // Positions are below 2^14.
        candidates.extend(composite.iter().enumerate().filter(|(_, it)| !**it).map(|(k, _)| k as u16));
        Self { start, candidates }
    }

    /// A candidate that was not yet taken, each as likely as the others to within 2^-20.
    fn take(&mut self, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Zeroizing<Odd<Uint<LIMBS>>>> {
        let left = self.candidates.len() as u32;
        let position = rng.next_u32().checked_rem(left)?;
        let k = self.candidates.swap_remove(position as usize);
        // In `start`, the bits up to there are zero.
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
