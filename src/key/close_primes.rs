//! Detection of primes so close to each other that their product can be factored (rule C4).

use crypto_bigint::{BoxedUint, ConcatenatingSquare, Limb, NonZero, Resize};

/// Rounds of Fermat's factorization that the CA/Browser Forum's Baseline Requirements §6.1.1.3
/// require.
const FERMAT_ROUNDS: u32 = 100;

/// Returns whether Fermat's factorization splits the modulus within a few rounds because its two
/// primes are close to each other. `modulus` is odd.
///
/// Each round asks whether root² − modulus is a square, for each root in turn from √modulus
/// upwards. The residue of that number follows from the previous round's residue and nearly always
/// rules out a square. Only otherwise is the number itself computed. crypto-bigint has no such
/// test, and its square root of each of the 100 numbers would take longer than verifying a
/// signature.
pub(super) fn has_close_primes(modulus: &[u8]) -> bool {
    let modulus = BoxedUint::from_be_slice_vartime(modulus);
    // One word more than needed, so that no root below overflows.
    let root = modulus.floor_sqrt_vartime().resize(modulus.bits_precision() / 2 + 64);
    let remainder = modulus.wrapping_sub(root.concatenating_square());
    if remainder.is_zero().to_bool() {
        return true;
    }
    // Below SQUARES_MODULUS, which is a u32.
    let residue = |number: &BoxedUint| -> u32 {
        number.rem_limb(SQUARES_MODULUS_LIMB).0.try_into().unwrap_or_default()
    };
    let mut root_residue = residue(&root);
    // The residue of root² − modulus.
    let mut difference = SQUARES_MODULUS - residue(&remainder);
    for round in 1..=FERMAT_ROUNDS {
        // (root + 1)² = root² + 2 root + 1; four residues are less than 2^32.
        difference = (difference + 2 * root_residue + 1) % SQUARES_MODULUS;
        root_residue = (root_residue + 1) % SQUARES_MODULUS;
        if may_be_square(difference) {
            let root = root.wrapping_add(Limb::from_u32(round));
            if root.concatenating_square().wrapping_sub(&modulus).checked_sqrt_vartime().is_some() {
                return true;
            }
        }
    }
    false
}

/// The moduli that rule out the most numbers, pairwise coprime, each with its squares as a bit set.
/// About one number in 400 has the residue of a square modulo all of them.
const SQUARES: [(u32, u128); 6] =
    [squares(64), squares(63), squares(65), squares(11), squares(17), squares(19)];
const SQUARES_MODULUS: u32 = 64 * 63 * 65 * 11 * 17 * 19;
const SQUARES_MODULUS_LIMB: NonZero<Limb> = NonZero::<Limb>::new_unwrap(Limb::from_u32(SQUARES_MODULUS));
const _: () = assert!(SQUARES_MODULUS < u32::MAX / 4);

const fn squares(modulus: u32) -> (u32, u128) {
    let (mut squares, mut root) = (0, 0);
    while root < modulus {
        squares |= 1 << (root * root % modulus);
        root += 1;
    }
    (modulus, squares)
}

/// Returns whether a number with this residue modulo [`SQUARES_MODULUS`] can be a square.
fn may_be_square(residue: u32) -> bool {
    SQUARES.iter().all(|(modulus, squares)| squares >> (residue % modulus) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    use crypto_bigint::ConcatenatingMul;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    fn number(octets: &[u8]) -> BoxedUint {
        BoxedUint::from_be_slice_vartime(octets)
    }

    fn octets(number: &BoxedUint) -> Vec<u8> {
        number.to_be_bytes_trimmed_vartime().into_vec()
    }

    /// The same test without residues, one root after the other.
    fn plain(modulus: &[u8]) -> bool {
        let modulus = number(modulus).resize(modulus.len() as u32 * 8 + 64);
        let floor = modulus.floor_sqrt_vartime();
        let ceiling = if floor.wrapping_square() == modulus { floor } else { floor.wrapping_add(Limb::ONE) };
        (0..100).any(|round| {
            let root = ceiling.wrapping_add(Limb::from_u32(round));
            root.wrapping_square().wrapping_sub(&modulus).checked_sqrt_vartime().is_some()
        })
    }

    /// Returns (center − apart)(center + apart) with `apart`² just below 2 · `center` · `rounds`,
    /// and with `apart`² just above it. Because √(center² − apart²) is near center − apart² / (2 ·
    /// center), Fermat's factorization reaches the center in that round and in the next one.
    fn on_both_sides_of_round(rounds: u32, center: &[u8]) -> [Vec<u8>; 2] {
        // An even center and an odd distance make an odd product.
        let center = number(center).concatenating_mul(Limb::from_u32(2));
        let square = center.concatenating_mul(Limb::from_u32(2 * rounds));
        let below = square.floor_sqrt_vartime();
        let below = if below.bit_vartime(0) { below } else { below.wrapping_sub(Limb::ONE) };
        [0, 2].map(|more| {
            let apart = below.wrapping_add(Limb::from_u32(more)).concatenating_square();
            octets(&center.concatenating_square().wrapping_sub(&apart))
        })
    }

    #[test]
    fn c4_primes_that_fermat_finds_in_round_100_are_close_and_in_round_101_not() {
        let mut rng = ChaCha8Rng::from_seed([4; 32]);
        for length in [128, 129, 192, 255, 256] {
            let mut center = alloc::vec![0; length];
            rng.fill_bytes(&mut center);
            center[0] |= 0x60;
            let [found, not_found] = on_both_sides_of_round(100, &center);
            assert_eq!((has_close_primes(&found), has_close_primes(&not_found)), (true, false));
            for rounds in [1, 2, 50, 99] {
                let found = on_both_sides_of_round(rounds, &center);
                assert_eq!(found.map(|modulus| has_close_primes(&modulus)), [true, true]);
            }
            // A square, which the first round finds.
            center[length - 1] |= 1;
            assert!(has_close_primes(&octets(&number(&center).concatenating_square())));
        }
    }

    #[test]
    fn c4_the_verdicts_are_those_of_plain_roots() {
        let mut rng = ChaCha8Rng::from_seed([6; 32]);
        for round in 0..200 {
            let mut modulus = alloc::vec![0; 256 + round % 257];
            rng.fill_bytes(&mut modulus);
            *modulus.last_mut().unwrap() |= 1;
            let close = on_both_sides_of_round(80 + round as u32 % 30, &modulus[..modulus.len() / 2]);
            for modulus in [&modulus, &close[0], &close[1]] {
                assert_eq!(has_close_primes(modulus), plain(modulus), "{modulus:02x?}");
            }
        }
    }
}
