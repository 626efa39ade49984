//! ECDSA.

use alloc::vec;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::Verifiers;
use crate::key::backend::{KeyRefusal, graviola, rustcrypto};
use crate::key::{Curve, HashAlgorithm, SignatureAlgorithm, ecdsa_sig_value};
use crate::x509::der::{Reader, tag};

const MESSAGE: &[u8] = b"to be signed";
const CURVES: [Curve; 2] = [Curve::P256, Curve::P384];

/// Returns the order of the curve (SP 800-186 §3.2.1.3, §3.2.1.4).
fn order(curve: Curve) -> Vec<u8> {
    let low = match curve {
        Curve::P256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        Curve::P384 => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
    };
    (0..low.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&low[at..at + 2], 16).expect("hexadecimal"))
        .collect()
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

/// A private key in both backends.
struct Signers(graviola::SigningKey, rustcrypto::SigningKey);

impl Signers {
    /// Signs with both.
    fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> [Vec<u8>; 2] {
        let Self(graviola, rustcrypto) = self;
        let algorithm = SignatureAlgorithm::Ecdsa(hash);
        [graviola.sign(algorithm, message), rustcrypto.sign(algorithm, message)]
            .map(|signature| signature.expect("one"))
    }
}

/// Returns the same secret number in both backends, and the point on which they agree.
fn signers(curve: Curve, scalar: &[u8]) -> Option<(Signers, Vec<u8>)> {
    let graviola = graviola::SigningKey::from_scalar(curve, scalar);
    let rustcrypto = rustcrypto::SigningKey::from_scalar(curve, scalar);
    match (graviola, rustcrypto) {
        (Ok((graviola, point)), Ok((rustcrypto, other))) => {
            assert_eq!(point, other);
            Some((Signers(graviola, rustcrypto), point))
        }
        (Err(KeyRefusal::Invalid), Err(KeyRefusal::Invalid)) => None,
        _ => panic!("the verdicts on the scalar {scalar:02x?} differ"),
    }
}

fn random_keys(curve: Curve, count: usize) -> impl Iterator<Item = (Signers, Vec<u8>)> {
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    (0..count).map(move |_| {
        let mut scalar = vec![0; curve.octets()];
        rng.fill_bytes(&mut scalar);
        signers(curve, &scalar).expect("below the order, but for one in 2^32")
    })
}

/// Returns the two numbers of a signature without leading zeros.
fn numbers(signature: &[u8]) -> [Vec<u8>; 2] {
    let mut reader = Reader::of_sequence(signature).expect("a SEQUENCE");
    [(); 2].map(|()| reader.content_of(tag::INTEGER).expect("an INTEGER").to_vec())
}

#[test]
fn k5_each_verifies_what_the_other_signs() {
    for curve in CURVES {
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
    for curve in CURVES {
        let (signers, point) = random_keys(curve, 1).next().expect("one");
        let verifiers = Verifiers::from_point(curve, &point).expect("a point");
        let hash = HashAlgorithm::Sha256;
        let [signature, _] = signers.sign(hash, MESSAGE);
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
            (&[0xff; 48], &s),
            (&r, &[1; 49]),
            (&[1; 33], &s),
        ] {
            assert!(!verifiers.verify(SignatureAlgorithm::Ecdsa(hash), MESSAGE, &ecdsa_sig_value(r, s)));
        }
    }
}

#[test]
fn c3_a_signature_is_strict_der() {
    for curve in CURVES {
        let (signers, point) = random_keys(curve, 1).next().expect("one");
        let verifiers = Verifiers::from_point(curve, &point).expect("a point");
        let algorithm = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha384);
        let [signature, _] = signers.sign(HashAlgorithm::Sha384, MESSAGE);
        let (header, numbers) = signature.split_at(2);
        let long_length = [&[0x30, 0x81][..], &header[1..], numbers].concat();
        let trailing = [&signature[..], &[0]].concat();
        let inside = [&[0x30, header[1] + 2][..], numbers, &[5, 0]].concat();
        let padded = [&[0x30, header[1] + 1, 2, numbers[1] + 1, 0][..], &numbers[2..]].concat();
        for signature in [long_length, trailing, inside, padded, vec![], vec![0x30, 0], header.to_vec()] {
            assert!(!verifiers.verify(algorithm, MESSAGE, &signature), "{signature:02x?}");
        }
    }
}

#[test]
fn k1_a_secret_number_is_above_zero_and_below_the_order() {
    for curve in CURVES {
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
    for curve in CURVES {
        for (signers, point) in random_keys(curve, 40) {
            let (x, y) = point[1..].split_at(curve.octets());
            let sign = 2 | y.last().expect("octets") & 1;
            let [signature, _] = signers.sign(HashAlgorithm::Sha512, MESSAGE);
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
    for curve in CURVES {
        let p = prime(curve);
        let mut coordinates: Vec<Vec<u8>> = (-3..3).map(|addend| plus(&p, addend)).collect();
        coordinates.extend([vec![0; curve.octets()], vec![0xff; curve.octets()]]);
        coordinates.extend((0..200).map(|_| {
            let mut x = vec![0; curve.octets()];
            rng.fill_bytes(&mut x);
            x
        }));
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
    for curve in CURVES {
        let (_, point) = random_keys(curve, 1).next().expect("one");
        for point in [&point[..point.len() - 1], &[&point[..], &[0]].concat(), &[4], &[2], &point[1..]] {
            assert!(Verifiers::from_point(curve, point).is_none(), "{point:02x?}");
        }
    }
}
