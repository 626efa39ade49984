//! A quick test that rejects composite numbers.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Choice, CtEq, CtSelect, Limb, Odd, Uint};
use zeroize::Zeroizing;

/// Returns whether 2^(n − 1) ≡ 1 (mod n), which holds for every odd prime and hardly any other
/// number.
///
/// A power of 2 needs a squaring for each bit of the exponent and then at most a doubling. Other
/// bases need further multiplications. The test takes the same time for all numbers of a size.
pub(super) fn passes_fermat<const LIMBS: usize>(number: &Odd<Uint<LIMBS>>) -> bool {
    let params = Zeroizing::new(FixedMontyParams::new(*number));
    let exponent = Zeroizing::new(number.wrapping_sub(&Uint::ONE));
    let mut power = Zeroizing::new(*params.one());
    for position in (0..Uint::<LIMBS>::BITS).rev() {
        *power = square(&power, &params);
        let doubled = double(&power, number);
        let bit = Choice::from_u8_lsb(exponent.bit_vartime(position).into());
        *power = Uint::ct_select(&power, &doubled, bit);
    }
    power.ct_eq(params.one()).to_bool()
}

/// Squares a number in Montgomery form: x² / R, where R = 2^BITS.
///
/// With x² = high · R + low, the result is high + low / R. Squaring first and then dividing takes
/// fewer multiplications of words than doing both at once, as the general product does.
fn square<const LIMBS: usize>(x: &Uint<LIMBS>, params: &FixedMontyParams<LIMBS>) -> Uint<LIMBS> {
    let (low, high) = x.widening_square();
    let low = less_modulus(&low, Limb::ZERO, params.modulus());
    let divided = FixedMontyForm::from_montgomery(low, params).retrieve();
    let (sum, carry) = high.carrying_add(&divided, Limb::ZERO);
    less_modulus(&sum, carry, params.modulus())
}

fn double<const LIMBS: usize>(x: &Uint<LIMBS>, modulus: &Odd<Uint<LIMBS>>) -> Uint<LIMBS> {
    let (sum, carry) = x.carrying_add(x, Limb::ZERO);
    less_modulus(&sum, carry, modulus)
}

/// Reduces the number and its carry, below twice the modulus, by the modulus. The topmost bit of
/// the modulus is set.
fn less_modulus<const LIMBS: usize>(
    number: &Uint<LIMBS>,
    carry: Limb,
    modulus: &Odd<Uint<LIMBS>>,
) -> Uint<LIMBS> {
    let (difference, borrow) = number.borrowing_sub(modulus, Limb::ZERO);
    let (_, borrow) = carry.borrowing_sub(Limb::ZERO, borrow);
    Uint::ct_select(number, &difference, borrow.ct_eq(&Limb::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{U128, U1024};
    use crypto_primes::hazmat::MillerRabin;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn k4_primes_pass_and_composite_numbers_do_not() {
        let mut rng = ChaCha8Rng::from_seed([8; 32]);
        let mut passed = 0;
        for _ in 0..2_000 {
            let number = Odd::new(U128::from_u128(
                u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64()) | 1 << 127 | 1,
            ))
            .unwrap();
            let expected = MillerRabin::new(number).test_base_two().is_probably_prime();
            assert_eq!(passes_fermat(&number), expected, "{number}");
            passed += u32::from(expected);
        }
        assert!(passed > 20);
    }

    #[test]
    fn k4_squares_and_doubles_are_those_of_the_library_where_something_carries() {
        let moduli = [U1024::MAX, U1024::ONE.shl_vartime(1_023) | U1024::ONE];
        for modulus in moduli.map(|modulus| Odd::new(modulus).unwrap()) {
            let params = FixedMontyParams::new(modulus);
            let half = modulus.shr_vartime(1);
            let near =
                |number: U1024| [number.wrapping_sub(&U1024::ONE), number, number.wrapping_add(&U1024::ONE)];
            let numbers = [near(U1024::ONE), near(half), near(modulus.wrapping_sub(&U1024::from_u8(2)))];
            for x in numbers.concat() {
                let form = FixedMontyForm::from_montgomery(x, &params);
                assert_eq!(square(&x, &params), form.square().to_montgomery());
                assert_eq!(double(&x, &modulus), form.double().to_montgomery());
            }
        }
    }
}
