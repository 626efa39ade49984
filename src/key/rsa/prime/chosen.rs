//! The search with chosen numbers: composites that pass most tests, and primes that do not fit.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::convert::Infallible;

use crypto_bigint::{U128, Uint};
use crypto_primes::{Flavor, is_prime};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_core::{TryCryptoRng, TryRng};

use super::*;

/// A generator that makes the search try chosen candidates first, and sets the first bases of
/// Miller–Rabin to 2. Everything else is random.
pub(in crate::key::rsa) struct Chosen {
    /// The block, until it is drawn.
    block: Option<Vec<u8>>,
    positions: VecDeque<u32>,
    bases_of_two: usize,
    rest: ChaCha20Rng,
}

impl Chosen {
    /// Takes numbers of one block that have no factor in the sieve.
    pub(in crate::key::rsa) fn first<const LIMBS: usize>(
        numbers: &[Uint<LIMBS>],
        bases_of_two: usize,
        seed: u8,
    ) -> Self {
        let block = numbers[0].to_be_bytes().as_ref().to_vec();
        let rest = ChaCha20Rng::from_seed([seed; 32]);
        let mut chosen = Self { block: Some(block.clone()), positions: VecDeque::new(), bases_of_two, rest };
        let mut candidates = Block::<LIMBS>::draw(&Sieve::new(), &mut chosen).candidates;
        for number in numbers {
            let k = (number.as_limbs()[0].0 % (1 << BLOCK_BITS)) as u16 / 2;
            let position = candidates.iter().position(|candidate| *candidate == k).expect("in the block");
            candidates.swap_remove(position);
            chosen.positions.push_back(position as u32);
        }
        Self { block: Some(block), ..chosen }
    }
}

impl TryRng for Chosen {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.positions.pop_front().unwrap_or_else(|| self.rest.next_u32()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.rest.next_u64())
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        if let Some(block) = self.block.take() {
            octets.copy_from_slice(&block);
        } else if self.bases_of_two > 0 {
            // Bases are drawn from 0, and 2 is added.
            self.bases_of_two -= 1;
            octets.fill(0);
        } else {
            self.rest.fill_bytes(octets);
        }
        Ok(())
    }
}

impl TryCryptoRng for Chosen {}

/// Returns p (2p − 1), both factors prime. About a sixth of all bases, 2 among them, call it a
/// prime. Trying p ≡ 5 (mod 8) in order finds such p.
pub(in crate::key::rsa) fn strong_pseudoprime<const LIMBS: usize>(p: Uint<LIMBS>) -> Uint<LIMBS> {
    let two_p = p.wrapping_add(&p);
    p.wrapping_mul(&two_p.wrapping_sub(&Uint::ONE))
}

fn pseudoprime_128() -> U128 {
    strong_pseudoprime(U128::from_u64(0xa7a9_db65_28bc_84dd))
}

fn first_prime_of(rounds: usize, mut chosen: Chosen) -> U128 {
    prime(rounds, &Sieve::new(), &mut chosen).get()
}

#[test]
fn k1_a_composite_number_needs_as_many_rounds_as_it_passes_and_one_more_to_be_noticed() {
    let composite = pseudoprime_128();
    assert!(!is_prime(Flavor::Any, &composite));
    assert!(passes_fermat(&Odd::new(composite).unwrap()));
    for rounds in 0..6 {
        assert_eq!(first_prime_of(rounds, Chosen::first(&[composite], rounds, 2)), composite, "{rounds}");
    }
    for rounds in 1..6 {
        let found = first_prime_of(rounds, Chosen::first(&[composite], rounds - 1, 2));
        assert_ne!(found, composite, "{rounds}");
        assert!(is_prime(Flavor::Any, &found), "{rounds}");
    }
}

#[test]
fn k1_random_bases_notice_composite_numbers_by_themselves() {
    let composite = pseudoprime_128();
    let odd = Odd::new(composite).unwrap();
    let rng = |seed| ChaCha20Rng::from_seed([seed; 32]);
    let passed = |rounds| (0..=255).filter(|seed| passes(&odd, rounds, &mut rng(*seed))).count();
    // 3 of 16 bases call it a prime.
    assert_eq!(passed(0), 256);
    assert!((30..70).contains(&passed(1)), "{}", passed(1));
    assert!(passed(3) < 8, "{}", passed(3));
    assert_eq!(passed(10), 0);
}

/// Returns a prime of 128 bits with the two topmost bits set that is one above a multiple of e, and
/// another prime of the same block that is not.
fn unfit_and_fit() -> (U128, U128) {
    let e = u128::from(crate::key::rsa::PUBLIC_EXPONENT);
    let is_prime = |number: &u128| is_prime(Flavor::Any, &U128::from_u128(*number));
    let first = (3 << 126) / e * e + e + 1;
    let unfit = (first..).step_by(e as usize).find(is_prime).expect("a prime");
    let start = unfit >> BLOCK_BITS << BLOCK_BITS;
    let fit = (start..).find(|number| number % e != 1 && is_prime(number)).expect("a prime");
    assert_eq!(start, fit >> BLOCK_BITS << BLOCK_BITS);
    (U128::from_u128(unfit), U128::from_u128(fit))
}

#[test]
fn k1_the_search_passes_over_a_prime_before_which_the_exponent_divides() {
    let (unfit, fit) = unfit_and_fit();
    assert_eq!(first_prime_of(5, Chosen::first(&[unfit, fit], 0, 2)), fit);
    assert_eq!(first_prime_of(5, Chosen::first(&[fit, unfit], 0, 2)), fit);
}

#[test]
fn k1_candidates_are_taken_from_the_places_that_the_generator_names() {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let block = || Block::<{ U128::LIMBS }>::draw(&Sieve::new(), &mut ChaCha20Rng::from_seed([4; 32]));
    let start = *block().start;
    for _ in 0..20 {
        let mut block = block();
        let mut left = block.candidates.to_vec();
        let words: Vec<u32> = (0..50).map(|_| rng.next_u32()).chain([0, u32::MAX, 0]).collect();
        let positions = words.iter().copied().collect();
        let mut chosen = Chosen { block: None, positions, bases_of_two: 0, rest: rng.clone() };
        for word in words {
            let k = left.swap_remove(word as usize % left.len());
            let expected = start | U128::from_u32(2 * u32::from(k) + 1);
            assert_eq!(block.take(&mut chosen).expect("a candidate").get(), expected);
        }
    }
}

#[test]
fn k1_each_candidate_of_a_block_is_as_likely_as_the_others_to_be_taken_next() {
    let drawn = Block::<{ U128::LIMBS }>::draw(&Sieve::new(), &mut ChaCha20Rng::from_seed([5; 32]));
    let mut rng = ChaCha20Rng::from_seed([6; 32]);
    const PARTS: usize = 8;
    let mut first = [0; PARTS];
    let mut second = [0; PARTS];
    for _ in 0..4_000 {
        let mut block = Block { start: drawn.start.clone(), candidates: drawn.candidates.clone() };
        for counts in [&mut first, &mut second] {
            let candidate = block.take(&mut rng).expect("a candidate");
            let k = candidate.as_limbs()[0].0 as usize % (1 << BLOCK_BITS) / 2;
            // The parts have nearly the same number of candidates.
            counts[k * PARTS / BLOCK_LENGTH] += 1;
        }
    }
    // 500 each, with a standard deviation of 21.
    for counts in [first, second] {
        assert!(counts.iter().all(|count| (380..620).contains(count)), "{counts:?}");
    }
}
