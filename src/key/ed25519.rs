//! The checks of Ed25519 that libraries make differently. Here they are made before a library sees
//! the octets, so that each backend gives the same verdict.
//!
//! A key or the commitment R of a signature must be a canonical encoding (RFC 8032 §5.1.3): the
//! integer y is below the field's prime. Its point must not be of small order: such a key accepts
//! one signature for many messages, so that nobody can tell which one was signed. S must be below
//! the order of the group (RFC 8032 §5.1.7), which every backend checks.

/// The octets of an encoded point.
const POINT_OCTETS: usize = 32;
/// The bit that holds the sign of x, in the last octet.
const SIGN: u8 = 0x80;

/// The y coordinates of the eight points whose order is at most 8: those of orders 4, 1, 2, and two
/// of order 8. Points with the same y differ in the sign of x. Each is canonical.
const SMALL_ORDER: [[u8; POINT_OCTETS]; 5] = [
    [0; POINT_OCTETS],
    {
        let mut one = [0; POINT_OCTETS];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xff; POINT_OCTETS];
        minus_one[0] = 0xec;
        minus_one[POINT_OCTETS - 1] = 0x7f;
        minus_one
    },
    *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
];

/// Returns whether the octets can be a point that is canonically encoded and not of small order.
/// Does not check that the point lies on the curve.
pub(super) fn is_strict_point(octets: &[u8]) -> bool {
    let Ok(mut y) = <[u8; POINT_OCTETS]>::try_from(octets) else { return false };
    y[POINT_OCTETS - 1] &= !SIGN;
    is_below_prime(&y) && !SMALL_ORDER.contains(&y)
}

/// Returns whether the signature begins with such a point. Its length is checked by the backend.
pub(super) fn is_strict_signature(signature: &[u8]) -> bool {
    signature.first_chunk::<POINT_OCTETS>().is_some_and(|r| is_strict_point(r))
}

/// Returns whether a number of 255 bits is below 2^255 − 19. Little-endian.
fn is_below_prime(y: &[u8; POINT_OCTETS]) -> bool {
    y[0] < 0xed || y[1..POINT_OCTETS - 1].iter().any(|octet| *octet != 0xff) || y[POINT_OCTETS - 1] != 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c4_ed25519_points_of_small_order_are_refused_with_either_sign() {
        for mut point in SMALL_ORDER {
            assert!(!is_strict_point(&point));
            point[31] |= SIGN;
            assert!(!is_strict_point(&point));
            point[5] ^= 1;
            assert!(is_strict_point(&point));
        }
    }

    /// p − 1 is of small order, p − 2 is not.
    #[test]
    fn c4_ed25519_coordinates_are_below_the_prime() {
        let near_prime = |low| {
            let mut y = [0xff; POINT_OCTETS];
            [y[0], y[31]] = [low, 0x7f];
            y
        };
        assert!(is_strict_point(&near_prime(0xeb)));
        for low in 0xed..=0xff {
            assert!(!is_strict_point(&near_prime(low)), "{low}");
        }
        for octets in [0, 31, 33, 64] {
            assert!(!is_strict_point(&alloc::vec![9; octets]));
        }
    }
}
