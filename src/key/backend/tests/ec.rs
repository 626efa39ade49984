//! ECDSA.

use alloc::vec;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{Verifiers, agreed, backends, octets};
use crate::key::backend::SigningKey;
use crate::key::{Curve, HashAlgorithm, KeyType, SignatureAlgorithm, ecdsa_sig_value};
use crate::x509::der::{Reader, tag};

const MESSAGE: &[u8] = b"to be signed";

/// Returns the curves that some backend of this build has. graviola alone has no P-521.
fn curves() -> impl Iterator<Item = Curve> {
    let all = [Curve::P256, Curve::P384, Curve::P521].into_iter();
    all.filter(|curve| backends(KeyType::Ec(*curve)).next().is_some())
}

/// Returns the order of the curve (SP 800-186 §3.2.1.3, §3.2.1.4, §3.2.1.5).
fn order(curve: Curve) -> Vec<u8> {
    octets(match curve {
        Curve::P256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        Curve::P384 => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
        Curve::P521 => {
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
             51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        }
    })
}

/// Returns the field's prime (same sections).
fn prime(curve: Curve) -> Vec<u8> {
    let mut prime = vec![0xff; curve.octets()];
    match curve {
        // 2^256 − 2^224 + 2^192 + 2^96 − 1
        Curve::P256 => {
            prime[4..20].fill(0);
            prime[7] = 1;
        }
        // 2^384 − 2^128 − 2^96 + 2^32 − 1
        Curve::P384 => {
            prime[31] = 0xfe;
            prime[36..44].fill(0);
        }
        // 2^521 − 1
        Curve::P521 => prime[0] = 1,
    }
    prime
}

fn plus(number: &[u8], addend: i16) -> Vec<u8> {
    let mut sum = number.to_vec();
    let mut carry = addend;
    for octet in sum.iter_mut().rev() {
        carry += i16::from(*octet);
        *octet = carry.rem_euclid(256) as u8;
        carry = carry.div_euclid(256);
    }
    sum
}

/// A private key in each backend.
struct Signers(Vec<SigningKey>);

impl Signers {
    /// Signs with each.
    fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Vec<Vec<u8>> {
        let sign =
            |key: &SigningKey| key.sign(SignatureAlgorithm::Ecdsa(hash), message).expect("a signature");
        self.0.iter().map(sign).collect()
    }

    fn sign_once(&self, hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
        self.sign(hash, message).swap_remove(0)
    }
}

/// Returns the same secret number in each backend, and the point on which they agree. `None` if all
/// refuse it.
fn signers(curve: Curve, scalar: &[u8]) -> Option<(Signers, Vec<u8>)> {
    let keys = backends(KeyType::Ec(curve))
        .map(|backend| (backend, SigningKey::from_octets_in(backend, KeyType::Ec(curve), scalar)));
    let (keys, points): (Vec<_>, Vec<_>) = agreed(keys)?.into_iter().map(|(_, made)| made).unzip();
    assert!(points.iter().all(|point| *point == points[0]));
    Some((Signers(keys), points[0].clone()))
}

/// Returns a random number of as many bits as the field's prime has.
fn random_number(curve: Curve, rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut number = vec![0; curve.octets()];
    rng.fill_bytes(&mut number);
    number[0] &= 0xff >> (8 * curve.octets() as u32 - curve.bits());
    number
}

fn random_keys(curve: Curve, count: usize) -> impl Iterator<Item = (Signers, Vec<u8>)> {
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    (0..count).map(move |_| {
        let scalar = random_number(curve, &mut rng);
        signers(curve, &scalar).expect("below the order, but for one in 2^32")
    })
}

/// Returns the two numbers of a signature without leading zeros.
fn numbers(signature: &[u8]) -> [Vec<u8>; 2] {
    let mut reader = Reader::of_sequence(signature).expect("a SEQUENCE");
    [(); 2].map(|()| reader.content_of(tag::INTEGER).expect("an INTEGER").to_vec())
}

#[test]
fn k5_each_verifies_what_the_others_sign() {
    for curve in curves() {
        for (signers, point) in random_keys(curve, 3) {
            let verifiers = Verifiers::from_point(curve, &point).expect("a point");
            for hash in HashAlgorithm::ALL {
                let algorithm = SignatureAlgorithm::Ecdsa(hash);
                for signature in signers.sign(hash, MESSAGE) {
                    assert!(verifiers.verify(algorithm, MESSAGE, &signature));
                    assert!(!verifiers.verify(algorithm, b"something else", &signature));
                    for other in HashAlgorithm::ALL.into_iter().filter(|other| *other != hash) {
                        assert!(!verifiers.verify(SignatureAlgorithm::Ecdsa(other), MESSAGE, &signature));
                    }
                    for position in (0..signature.len()).step_by(5) {
                        let mut damaged = signature.clone();
                        damaged[position] ^= 1 << (position % 8);
                        assert!(!verifiers.verify(algorithm, MESSAGE, &damaged));
                    }
                }
            }
            assert!(!verifiers.verify(
                SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256),
                MESSAGE,
                &[0; 256]
            ));
        }
    }
}

#[test]
fn c3_numbers_of_a_signature_are_above_zero_and_below_the_order() {
    for curve in curves() {
        let (signers, point) = random_keys(curve, 1).next().expect("one");
        let verifiers = Verifiers::from_point(curve, &point).expect("a point");
        let hash = HashAlgorithm::Sha256;
        let signature = signers.sign_once(hash, MESSAGE);
        let [r, s] = numbers(&signature);
        let n = order(curve);
        for (r, s) in [
            (&[0][..], &s[..]),
            (&r, &[0]),
            (&n, &s),
            (&r, &n),
            (&plus(&n, 1), &s),
            (&r, &plus(&n, -1)),
            (&plus(&n, -1), &s),
            (&vec![0xff; curve.octets()], &s),
            (&r, &vec![1; curve.octets() + 1]),
            (&vec![1; curve.octets() + 1], &s),
            (&[1; 2 * Curve::P521.octets()], &s),
        ] {
            assert!(!verifiers.verify(SignatureAlgorithm::Ecdsa(hash), MESSAGE, &ecdsa_sig_value(r, s)));
        }
    }
}

#[test]
fn c3_a_signature_is_strict_der() {
    for curve in curves() {
        let (signers, point) = random_keys(curve, 1).next().expect("one");
        let verifiers = Verifiers::from_point(curve, &point).expect("a point");
        let algorithm = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha384);
        let signature = signers.sign_once(HashAlgorithm::Sha384, MESSAGE);
        // Those of P-521 have at least 128 octets, but for one in 2^30.
        let header = if curve == Curve::P521 { 3 } else { 2 };
        let (header, numbers) = signature.split_at(header);
        let length = *header.last().expect("octets");
        assert_eq!(usize::from(length), numbers.len());
        let sequence = |length: u8, numbers: &[u8]| {
            let size = if length < 0x80 { &[][..] } else { &[0x81] };
            [&[0x30], size, &[length], numbers].concat()
        };
        assert_eq!(sequence(length, numbers), signature);
        let size = if length < 0x80 { &[0x81][..] } else { &[0x82, 0] };
        let long_length = [&[0x30], size, &[length], numbers].concat();
        let trailing = [&signature[..], &[0]].concat();
        let inside = sequence(length + 2, &[numbers, &[5, 0]].concat());
        let padded = sequence(length + 1, &[&[2, numbers[1] + 1, 0], &numbers[2..]].concat());
        for signature in [long_length, trailing, inside, padded, vec![], vec![0x30, 0], header.to_vec()] {
            assert!(!verifiers.verify(algorithm, MESSAGE, &signature), "{signature:02x?}");
        }
    }
}

#[test]
fn k1_a_secret_number_is_above_zero_and_below_the_order() {
    for curve in curves() {
        let n = order(curve);
        let one = plus(&vec![0; curve.octets()], 1);
        for scalar in [one, plus(&n, -1), plus(&n, -2)] {
            assert!(signers(curve, &scalar).is_some());
        }
        for scalar in [vec![0; curve.octets()], n.clone(), plus(&n, 1), vec![0xff; curve.octets()]] {
            assert!(signers(curve, &scalar).is_none(), "{scalar:02x?}");
        }
    }
}

#[test]
fn c4_points_are_on_the_curve_in_either_encoding() {
    for curve in curves() {
        for (signers, point) in random_keys(curve, 40) {
            let (x, y) = point[1..].split_at(curve.octets());
            let sign = 2 | y.last().expect("octets") & 1;
            let signature = signers.sign_once(HashAlgorithm::Sha512, MESSAGE);
            let verifies = |point: &[u8]| {
                let verifiers = Verifiers::from_point(curve, point).expect("a point");
                verifiers.verify(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha512), MESSAGE, &signature)
            };
            assert!(verifies(&point));
            assert!(verifies(&[&[sign][..], x].concat()));
            assert!(!verifies(&[&[sign ^ 1][..], x].concat()), "the negated point");
            let mut beside = point.clone();
            beside[curve.octets()] ^= 1;
            assert!(Verifiers::from_point(curve, &beside).is_none());
        }
    }
}

#[test]
fn c4_the_verdicts_on_any_coordinate_are_the_same() {
    let mut rng = ChaCha20Rng::from_seed([8; 32]);
    for curve in curves() {
        let p = prime(curve);
        let mut coordinates: Vec<Vec<u8>> = (-3..3).map(|addend| plus(&p, addend)).collect();
        coordinates.extend([vec![0; curve.octets()], vec![0xff; curve.octets()]]);
        coordinates.extend((0..200).map(|_| random_number(curve, &mut rng)));
        let mut points = 0;
        for x in &coordinates {
            for sign in [2, 3] {
                points += usize::from(Verifiers::from_point(curve, &[&[sign][..], x].concat()).is_some());
            }
            assert!(Verifiers::from_point(curve, &[&[4][..], x, &coordinates[0]].concat()).is_none());
        }
        // Every second number is the x of two points.
        assert!((140..280).contains(&points), "{points} of {} are points", coordinates.len());
        // A coordinate that was not reduced by the prime is refused.
        assert!(Verifiers::from_point(curve, &[&[2][..], &p].concat()).is_none());
    }
}

#[test]
fn c4_points_of_other_lengths_are_refused() {
    for curve in curves() {
        let (_, point) = random_keys(curve, 1).next().expect("one");
        for point in [&point[..point.len() - 1], &[&point[..], &[0]].concat(), &[4], &[2], &point[1..]] {
            assert!(Verifiers::from_point(curve, point).is_none(), "{point:02x?}");
        }
    }
}

/// [`backends`] leaves out what the table does not name, so a backend that gained a curve would not be
/// compared.
#[cfg(feature = "graviola")]
#[test]
fn k1_graviola_has_no_p_521() {
    use crate::key::backend::{Backend, KeyRefusal, VerifyingKey};
    let scalar = plus(&[0; Curve::P521.octets()], 1);
    let made = SigningKey::from_octets_in(Backend::Graviola, KeyType::Ec(Curve::P521), &scalar);
    assert!(made.is_err_and(|refusal| refusal == KeyRefusal::Unsupported));
    let made = VerifyingKey::from_octets_in(Backend::Graviola, KeyType::Ec(Curve::P521), &[4; 133]);
    assert!(made.is_err_and(|refusal| refusal == KeyRefusal::Unsupported));
}
