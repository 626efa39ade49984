//! Generation of RSA keys.

use crypto_bigint::{U1024, U1536, U2048};
use rand_core::CryptoRng;

use super::RsaComponents;
use super::prime::{Sieve, prime};
use crate::key::stack::{RSA_STACK_WORDS, clearing_stack};

/// Rounds of Miller–Rabin with random bases for primes of 1024, 1536 and 2048 bits. A prime is
/// composite with a probability of at most 2^-112, 2^-128 and 2^-144 (FIPS 186-5 Table B.1).
const ROUNDS_1024: usize = 5;
const ROUNDS_1536: usize = 4;
const ROUNDS_2048: usize = 4;

/// Generates a key with a modulus of 2048 bits.
pub(in crate::key) fn generate_2048(rng: &mut (impl CryptoRng + ?Sized)) -> RsaComponents {
    clearing_stack::<RSA_STACK_WORDS, _>(|| generate::<{ U1024::LIMBS }>(ROUNDS_1024, rng))
}

/// Generates a key with a modulus of 3072 bits.
pub(in crate::key) fn generate_3072(rng: &mut (impl CryptoRng + ?Sized)) -> RsaComponents {
    clearing_stack::<RSA_STACK_WORDS, _>(|| generate::<{ U1536::LIMBS }>(ROUNDS_1536, rng))
}

/// Generates a key with a modulus of 4096 bits.
pub(in crate::key) fn generate_4096(rng: &mut (impl CryptoRng + ?Sized)) -> RsaComponents {
    clearing_stack::<RSA_STACK_WORDS, _>(|| generate::<{ U2048::LIMBS }>(ROUNDS_2048, rng))
}

fn generate<const LIMBS: usize>(rounds: usize, rng: &mut (impl CryptoRng + ?Sized)) -> RsaComponents {
    let sieve = Sieve::new();
    loop {
        let [p, q] = [(); 2].map(|()| prime::<LIMBS>(rounds, &sieve, rng));
        if let Some(key) = RsaComponents::from_primes(&p, &q) {
            return key;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{BoxedUint, U512};
    use crypto_primes::{Flavor, is_prime};
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_core::{TryCryptoRng, TryRng};

    use crate::key::rsa::prime::chosen::{Chosen, strong_pseudoprime};
    use crate::key::{Entropy, EntropyError};

    fn number(octets: &[u8]) -> BoxedUint {
        BoxedUint::from_be_slice_vartime(octets)
    }

    #[test]
    fn k4_a_generated_key_has_two_primes_of_half_the_length_with_the_topmost_bits_set() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        for (key, octets) in
            [(generate_2048(&mut rng), 256), (generate_3072(&mut rng), 384), (generate_4096(&mut rng), 512)]
        {
            let numbers = key.integers();
            assert_eq!((numbers.modulus.len(), numbers.modulus[0] >> 7), (octets, 1));
            assert_eq!(numbers.public_exponent, [1, 0, 1]);
            for prime in [numbers.prime1, numbers.prime2] {
                assert_eq!((prime.len(), prime[0] >> 6), (octets / 2, 3));
                assert!(is_prime(Flavor::Any, &number(prime)));
            }
        }
    }

    #[test]
    fn k4_the_same_randomness_makes_the_same_key_and_other_randomness_another() {
        let key = |seed| generate_2048(&mut ChaCha20Rng::from_seed([seed; 32]));
        assert_eq!(key(2).as_pkcs1_der(), key(2).as_pkcs1_der());
        assert_ne!(key(2).as_pkcs1_der(), key(3).as_pkcs1_der());
    }

    /// The first candidate is composite and passes all rounds but the last.
    #[test]
    fn k1_primes_go_through_as_many_rounds_as_fips_186_5_says() {
        let composite: U1024 = strong_pseudoprime(U1024::from(&U512::from_be_hex(concat!(
            "afa6c93e65fe1826fee8f4d7dd553beafa252dc5f5a1ffef0f7789bca5d4dd18",
            "d1e762ff11db438ec66a0e4b549307eec144038d250183d0a7132ab44402327d"
        ))));
        let key = generate_2048(&mut Chosen::first(&[composite], 4, 2));
        assert_made_of_primes(&key);
        let composite: U2048 = strong_pseudoprime(U2048::from(&U1024::from_be_hex(concat!(
            "ac4565b18dbbb09bccf9526cacb122718393d036efa3616aa8deb4962148a90d",
            "afa266a09a210dd4038058f715b2420e5cb18c4a35bebe471e341583db78876e",
            "68153c23489d4790a2fae85d5d0076b5b88c3b522058830209c3a3410b099695",
            "af81e652072ded5959d3aa2bcd548bd11154555734bebe15f4c67c26fd275085"
        ))));
        let key = generate_4096(&mut Chosen::first(&[composite], 3, 2));
        assert_made_of_primes(&key);
    }

    fn assert_made_of_primes(key: &RsaComponents) {
        let numbers = key.integers();
        assert!([numbers.prime1, numbers.prime2].iter().all(|prime| is_prime(Flavor::Any, &number(prime))));
    }

    /// Fails after this many octets.
    struct Failing(usize);

    impl TryRng for Failing {
        type Error = core::fmt::Error;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Err(core::fmt::Error)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Err(core::fmt::Error)
        }

        fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
            self.0 = self.0.checked_sub(octets.len()).ok_or(core::fmt::Error)?;
            octets.fill(0x5a);
            Ok(())
        }
    }

    impl TryCryptoRng for Failing {}

    #[test]
    fn k4_a_generator_that_fails_at_once_or_later_ends_the_generation() {
        for octets in [0, 128, 300] {
            let key = Entropy::use_for(&mut Failing(octets), generate_2048);
            assert!(matches!(key, Err(EntropyError)));
        }
    }
}
