//! Compressed points, which graviola does not read. They are public, so nothing here runs in
//! constant time.

use alloc::vec::Vec;

use crypto_bigint::modular::ConstMontyParams;
use crypto_bigint::{U256, U384, Uint, const_monty_params};

use crate::key::Curve;

const_monty_params!(
    P256Field,
    U256,
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "The field of P-256 (SP 800-186 §3.2.1.3)."
);
const P256_B: U256 = U256::from_be_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

const_monty_params!(
    P384Field,
    U384,
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    "The field of P-384 (SP 800-186 §3.2.1.4)."
);
const P384_B: U384 = U384::from_be_hex(
    "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
);

/// Returns the uncompressed encoding of a compressed point (SEC 1 §2.3.4); `None` if it has another
/// length or the coordinate is not below the field's prime. Does not check that the point lies on
/// the curve: for an x that is on no point, y comes out as any number.
pub(super) fn decompress(curve: Curve, compressed: &[u8]) -> Option<Vec<u8>> {
    let (sign, x) = compressed.split_first().filter(|(_, x)| x.len() == curve.octets())?;
    let (y, negated) = match curve {
        Curve::P256 => {
            let [y, negated] = ordinates::<P256Field, 4>(U256::from_be_slice(x), &P256_B)?;
            (y.to_be_bytes().to_vec(), negated.to_be_bytes().to_vec())
        }
        Curve::P384 => {
            let [y, negated] = ordinates::<P384Field, 6>(U384::from_be_slice(x), &P384_B)?;
            (y.to_be_bytes().to_vec(), negated.to_be_bytes().to_vec())
        }
        // graviola does not support it.
        Curve::P521 => return None,
    };
    let y = if y.last().is_some_and(|last| last & 1 == sign & 1) { y } else { negated };
    Some([&[4][..], x, &y].concat())
}

/// Returns the two roots of y² = x³ − 3x + b. Both primes are 3 modulo 4, so the ((p + 1) / 4)-th
/// power is a root.
fn ordinates<F: ConstMontyParams<N>, const N: usize>(x: Uint<N>, b: &Uint<N>) -> Option<[Uint<N>; 2]> {
    use crypto_bigint::modular::ConstMontyForm;
    let prime = F::PARAMS.modulus();
    if x >= *prime.as_ref() {
        return None;
    }
    let (x, b) = (ConstMontyForm::<F, N>::new(&x), ConstMontyForm::<F, N>::new(b));
    let right_side = x.square() * x - (x + x + x) + b;
    // (p + 1) / 4 = ⌊p / 4⌋ + 1
    let exponent = prime.as_ref().shr_vartime(2).wrapping_add(&Uint::ONE);
    let root = right_side.pow_vartime(&exponent);
    Some([root.retrieve(), (-root).retrieve()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn c4_coordinates_that_are_not_below_the_prime_and_other_lengths_are_refused() {
        for curve in [Curve::P256, Curve::P384] {
            for compressed in [vec![], vec![2], vec![3; curve.octets()], vec![2; curve.octets() + 2]] {
                assert_eq!(decompress(curve, &compressed), None, "{compressed:02x?}");
            }
            let mut compressed = vec![0xff; 1 + curve.octets()];
            compressed[0] = 2;
            assert_eq!(decompress(curve, &compressed), None);
        }
    }
}
