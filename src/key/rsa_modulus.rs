//! What can be seen of an RSA public key before anything is computed with it (rule C4).

use crypto_bigint::BoxedUint;

use crate::error::PublicKeyDefect;

/// The accepted sizes of a modulus in bits.
const MODULUS_BITS: core::ops::RangeInclusive<usize> = 2_048..=4_096;
/// The accepted public exponents are odd, from this one on (FIPS 186-5 §5.1) …
const MIN_EXPONENT: u64 = 65_537;
/// … to below 2^33: a larger one makes each verification dear.
const EXPONENT_LIMIT: u64 = 1 << 33;
/// The primes up to 752 must not divide the modulus: partial validation by SP 800-89 §5.3.3.
const SMALL_ODD_PRIMES: [u16; 132] = {
    let mut primes = [3; 132];
    let mut found = 1;
    while found < primes.len() {
        let mut candidate = primes[found - 1] + 2;
        let mut position = 0;
        // Trial division by the primes before; a divisor leads on to the next odd number.
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

/// The residues modulo the primes up to here betray a modulus of CVE-2017-15361 (ROCA): its primes are
/// built from powers of 65537. Of other moduli, less than one in 2^27 looks so.
const LARGEST_ROCA_PRIME: u16 = 167;
/// Rounds of Fermat's factorization, as the CA/Browser Forum's Baseline Requirements §6.1.1.3 demand.
const FERMAT_ROUNDS: usize = 100;

/// Checks size and parity of the modulus, its small factors, the ROCA pattern, and the exponent; both in
/// big-endian octets without leading zeros.
pub(super) fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), PublicKeyDefect> {
    check_form(modulus, exponent)?;
    check_residues(modulus)
}

/// Checks size and parity alone, which bounds what later computes with the numbers.
pub(super) fn check_form(modulus: &[u8], exponent: &[u8]) -> Result<(), PublicKeyDefect> {
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
    Ok(())
}

/// Looks at the modulus modulo each small prime: no such prime may divide it, and the residues must not
/// all be those of a ROCA modulus.
fn check_residues(modulus: &[u8]) -> Result<(), PublicKeyDefect> {
    let mut roca = true;
    for prime in SMALL_ODD_PRIMES {
        let residue = residue(modulus, prime);
        if residue == 0 {
            return Err(PublicKeyDefect::SmallFactor(prime));
        }
        roca = roca && (prime > LARGEST_ROCA_PRIME || is_power_of_65537(residue, prime));
    }
    if roca { Err(PublicKeyDefect::Roca) } else { Ok(()) }
}

fn residue(number: &[u8], prime: u16) -> u16 {
    let prime = u64::from(prime);
    // Six octets at a time: the remainder is below 2^10, so that the sum stays below 2^58.
    let (head, rest) = number.split_at(number.len() % 6);
    let step = |remainder: u64, octets: &[u8]| {
        octets.iter().fold(remainder, |value, octet| value << 8 | u64::from(*octet)) % prime
    };
    rest.chunks_exact(6).fold(step(0, head), step) as u16
}

fn is_power_of_65537(residue: u16, prime: u16) -> bool {
    let (residue, prime) = (u32::from(residue), u32::from(prime));
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

/// Whether Fermat's factorization splits the modulus within a few rounds, because its two primes are
/// close to each other. `modulus` is odd.
pub(super) fn has_close_primes(modulus: &[u8]) -> bool {
    // A word more than the modulus, so that no square below overflows.
    let bits = modulus.len() as u32 * 8 + 64;
    let Ok(modulus) = BoxedUint::from_be_slice(modulus, bits) else { return false };
    let mut root = modulus.floor_sqrt_vartime();
    if root.wrapping_mul(&root) != modulus {
        root = root.wrapping_add(BoxedUint::one_with_precision(bits));
    }
    let mut difference = root.wrapping_mul(&root).wrapping_sub(&modulus);
    for _ in 0..FERMAT_ROUNDS {
        if is_square(&difference) {
            return true;
        }
        // (root + 1)² = root² + 2 root + 1
        let next = root.wrapping_add(BoxedUint::one_with_precision(bits));
        difference = difference.wrapping_add(&root).wrapping_add(&next);
        root = next;
    }
    false
}

/// Most numbers are told from squares by their residues; only the rest is worth a root.
fn is_square(number: &BoxedUint) -> bool {
    const PRIMES: [u16; 8] = [3, 5, 7, 11, 13, 17, 19, 23];
    let octets = number.to_be_bytes();
    let may_be = PRIMES.iter().all(|prime| {
        let residue = u32::from(residue(&octets, *prime));
        (0..u32::from(*prime)).any(|root| root * root % u32::from(*prime) == residue)
    });
    may_be && number.checked_sqrt_vartime().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const E: [u8; 3] = [1, 0, 1];

    /// An odd number of 2048 bits without a prime factor up to 752.
    fn sound() -> Vec<u8> {
        let mut modulus = alloc::vec![0xff; 256];
        while check_residues(&modulus).is_err() {
            let last = modulus.len() - 1;
            modulus[last] = modulus[last].wrapping_sub(2);
        }
        modulus
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
            assert_eq!(check_residues(&whole), Err(PublicKeyDefect::SmallFactor(prime)));
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
