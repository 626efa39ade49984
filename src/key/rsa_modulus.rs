//! What can be seen of an RSA public key before anything is computed with it (rule C4).

use crate::error::PublicKeyDefect;

/// The accepted sizes of a modulus in bits.
const MODULUS_BITS: core::ops::RangeInclusive<usize> = 2_048..=4_096;
/// The accepted public exponents are odd, from this one on (FIPS 186-5 §5.1) …
const MIN_EXPONENT: u64 = 65_537;
/// … to below 2^33: a larger one makes each verification dear.
const EXPONENT_LIMIT: u64 = 1 << 33;
/// Primes up to here must not divide the modulus: partial validation by SP 800-89 §5.3.3.
const LARGEST_SMALL_PRIME: usize = 752;

/// Checks size and parity of the modulus, its small factors, and the exponent; both in big-endian octets
/// without leading zeros.
pub(super) fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), PublicKeyDefect> {
    let leading_zeros = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    let bits = modulus.len() * 8 - leading_zeros;
    if !MODULUS_BITS.contains(&bits) || !bits.is_multiple_of(8) {
        return Err(PublicKeyDefect::ModulusBits(bits));
    }
    if exponent.len() > 8 {
        return Err(PublicKeyDefect::Exponent);
    }
    let exponent = exponent.iter().fold(0, |value, octet| value << 8 | u64::from(*octet));
    if exponent.is_multiple_of(2) || !(MIN_EXPONENT..EXPONENT_LIMIT).contains(&exponent) {
        return Err(PublicKeyDefect::Exponent);
    }
    if modulus.last().is_some_and(|last| last.is_multiple_of(2)) {
        return Err(PublicKeyDefect::EvenModulus);
    }
    match small_factor(modulus) {
        Some(prime) => Err(PublicKeyDefect::SmallFactor(prime)),
        None => Ok(()),
    }
}

fn small_factor(modulus: &[u8]) -> Option<u16> {
    odd_primes().find(|prime| {
        let prime = u64::from(*prime);
        // Six octets at a time: the remainder is below 2^10, so that the sum stays below 2^58.
        let (head, rest) = modulus.split_at(modulus.len() % 6);
        let step = |remainder: u64, octets: &[u8]| {
            octets.iter().fold(remainder, |value, octet| value << 8 | u64::from(*octet)) % prime
        };
        rest.chunks_exact(6).fold(step(0, head), step) == 0
    })
}

fn odd_primes() -> impl Iterator<Item = u16> {
    let is_prime = |n: usize| (3..).step_by(2).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    (3..=LARGEST_SMALL_PRIME).step_by(2).filter(move |n| is_prime(*n)).map(|n| n as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const E: [u8; 3] = [1, 0, 1];

    /// 2^2048 − 1942289 is 2048 bits long, odd, and has no prime factor up to 752.
    fn sound() -> Vec<u8> {
        let mut modulus = alloc::vec![0xff; 256];
        while small_factor(&modulus).is_some() {
            let last = modulus.len() - 1;
            modulus[last] = modulus[last].wrapping_sub(2);
        }
        modulus
    }

    #[test]
    fn c4_small_primes_are_the_131_odd_ones_up_to_752() {
        let primes: Vec<u16> = odd_primes().collect();
        assert_eq!(primes.len(), 132);
        assert_eq!((primes[0], primes[131]), (3, 751));
    }

    #[test]
    fn c4_a_modulus_divisible_by_a_small_prime_is_refused_by_that_prime() {
        assert_eq!(check(&sound(), &E), Ok(()));
        for prime in [3u16, 5, 257, 743, 751] {
            // prime × 2^2040 + prime × k keeps the size for a fitting k; multiply octet by octet.
            let mut product = alloc::vec![0u8; 256];
            let mut carry = 0u32;
            for (target, source) in product.iter_mut().rev().zip(sound().iter().rev()) {
                let value = u32::from(*source) * u32::from(prime) + carry;
                *target = value as u8;
                carry = value >> 8;
            }
            let mut whole: Vec<u8> =
                carry.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            whole.extend(product);
            assert_eq!(small_factor(&whole), Some(prime));
        }
    }

    #[test]
    fn c4_sizes_parity_and_exponents() {
        let mut even = sound();
        even[255] &= 0xfe;
        assert_eq!(check(&even, &E), Err(PublicKeyDefect::EvenModulus));
        assert_eq!(check(&sound()[..255], &E), Err(PublicKeyDefect::ModulusBits(2_040)));
        let mut seven_bits_short = sound();
        seven_bits_short[0] = 1;
        assert_eq!(
            check(&[seven_bits_short, alloc::vec![1]].concat(), &E),
            Err(PublicKeyDefect::ModulusBits(2_049))
        );
        assert_eq!(check(&[0xff; 513], &E), Err(PublicKeyDefect::ModulusBits(4_104)));
        assert_eq!(check(&[], &E), Err(PublicKeyDefect::ModulusBits(0)));
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
            assert_eq!(check(&sound(), exponent).is_ok(), accepted, "{exponent:02x?}");
        }
    }
}
