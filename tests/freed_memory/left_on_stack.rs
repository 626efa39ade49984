//! K3: secrets that remain on the stack below the caller's frames.

use std::hint::black_box;

use certmint::key::SignatureAlgorithm;
use certmint::{HashAlgorithm, PrivateKey, Signer};
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, U256, U1024};
use rsa::BoxedUint;
use sha2::{Digest, Sha256};

use crate::allocator::keep_an_eye_on;
use crate::stack::on_own_stack;
use crate::{ALGORITHMS, PASSWORD, Watched, cheap, other_rng, rng};
use toolkit::{content, members};

/// The depth that is overwritten after computing with the numbers of the key.
const OVERWRITTEN: &[usize] = &[
    80 << 10,
    80 << 10,
    24 << 10,
    24 << 10,
    80 << 10,
    24 << 10,
    #[cfg(any(feature = "rustcrypto", feature = "aws-lc-rs"))]
    {
        48 << 10
    },
    #[cfg(feature = "ml-dsa")]
    {
        384 << 10
    },
];
/// The surrounding functions, which hold no secret, use less stack.
const AROUND: usize = 20 << 10;

/// Runs the function for a key of each algorithm. No stack may hold a piece of a secret.
#[track_caller]
fn assert_nothing_left<T: Send>(run: impl Fn(&Watched) -> T + Sync) {
    for key in Watched::all() {
        let (_result, left) = on_own_stack(|| run(key));
        assert_eq!(left.pieces(), 0, "{:?}", key.algorithm);
    }
}

/// Like [`assert_nothing_left`]; in addition, the stack is not used below the overwritten part.
#[track_caller]
fn assert_overwritten<T: Send>(run: impl Fn(&Watched) -> T + Sync) {
    for (key, overwritten) in Watched::all().iter().zip(OVERWRITTEN) {
        let (_result, left) = on_own_stack(|| run(key));
        assert_eq!(left.pieces(), 0, "{:?}", key.algorithm);
        let depths = *overwritten..overwritten + AROUND;
        assert!(depths.contains(&left.depth()), "{:?}: {} octets", key.algorithm, left.depth());
    }
}

/// The numbers of an RSAPrivateKey.
fn numbers(key: &Watched) -> [&[u8]; 9] {
    let numbers: Vec<&[u8]> = members(&key.traditional).into_iter().map(content).collect();
    numbers.try_into().expect("nine numbers")
}

fn number(octets: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(octets)
}

#[test]
fn k3_what_is_left_on_the_stack_would_be_seen() {
    for key in Watched::all() {
        let secret = key.secret();
        let secret = &secret[secret.len() - 32..];
        let (_, left) = on_own_stack(|| {
            // The start lies deepest, where no later frame reaches.
            let mut copy = [0; 2_000];
            copy[..32].copy_from_slice(secret);
            black_box(&copy);
        });
        assert!(left.pieces() >= 20, "{:?}", key.algorithm);
    }
    let (_, left) = on_own_stack(|| {
        black_box([7_u8; 1_000]);
    });
    assert_eq!(left.pieces(), 0);
    assert!((1_000..4_000).contains(&left.depth()), "{} octets", left.depth());
}

/// Without overwriting, signing leaves numbers of the key on the stack.
#[test]
fn k3_what_a_power_leaves_on_the_stack_would_be_seen() {
    let numbers = numbers(&Watched::all()[0]);
    let [prime, exponent] = [numbers[4], numbers[6]].map(|octets| {
        let start = octets.iter().take_while(|octet| **octet == 0).count();
        let mut padded = [0; U1024::BYTES];
        let octets = &octets[start..];
        padded[U1024::BYTES - octets.len()..].copy_from_slice(octets);
        Box::new(padded)
    });
    let (_, left) = on_own_stack(|| {
        let params = FixedMontyParams::new(Odd::new(U1024::from_be_slice(&*prime)).unwrap());
        let power =
            FixedMontyForm::new(&U1024::from_u8(3), &params).pow_amm(&U1024::from_be_slice(&*exponent));
        Box::new(power.retrieve())
    });
    assert!(left.pieces() > 100, "{} pieces", left.pieces());
}

fn sign(key: &PrivateKey, hash: HashAlgorithm) -> Vec<u8> {
    let algorithm = SignatureAlgorithm::new(key.public_key().key_type(), hash);
    key.sign(algorithm, b"message").unwrap()
}

#[test]
fn k3_signing_leaves_nothing_on_the_stack() {
    for key in Watched::all().iter().filter(|key| key.is_rsa()) {
        let signer = key.key();
        for prime in [4, 5].map(|position| numbers(key)[position]) {
            // 1 in Montgomery form is the difference between a power of 2 and the prime.
            let prime = &prime[1..];
            let lacking = prime.iter().rposition(|octet| *octet != 0).expect("a number that is not zero");
            let negated = prime.iter().enumerate().map(|(position, octet)| match position.cmp(&lacking) {
                std::cmp::Ordering::Less => !octet,
                _ => octet.wrapping_neg(),
            });
            keep_an_eye_on(&negated.collect::<Vec<u8>>());
            // A signature modulo a prime, together with the signature, reveals the prime.
            for hash in HashAlgorithm::ALL {
                let modulus = NonZero::new(number(prime)).unwrap();
                let (_, half) = number(&sign(&signer, hash)).div_rem(&modulus);
                keep_an_eye_on(&half.to_be_bytes());
            }
        }
    }
    let keys: Vec<PrivateKey> = Watched::all().iter().map(Watched::key).collect();
    for hash in HashAlgorithm::ALL {
        assert_overwritten(|key| {
            let position = ALGORITHMS.iter().position(|algorithm| *algorithm == key.algorithm);
            sign(&keys[position.expect("one of them")], hash)
        });
    }
}

/// The nonce of a signature reveals the key.
#[test]
fn k3_signing_leaves_no_nonce_on_the_stack() {
    let key = &Watched::all()[2];
    let signer = key.key();
    let (signature, left) = on_own_stack(|| sign(&signer, HashAlgorithm::Sha256));
    let nonce = nonce(key, &signature);
    keep_an_eye_on(&nonce);
    assert_eq!(left.pieces(), 0);
    // It was the nonce: its multiple of the base point has the x of the signature.
    let point = p256::SecretKey::from_slice(&nonce).unwrap().public_key().to_sec1_bytes();
    assert_eq!(number(&point[point.len() - 64..][..32]), number(content(members(&signature)[0])));
    let (_, left) = on_own_stack(|| {
        let mut copy = [0; 2_000];
        copy[..32].copy_from_slice(&nonce);
        black_box(&copy);
    });
    assert!(left.pieces() > 0);
}

/// k = (z + r d) / s modulo the order (SEC 1 §4.1.3).
fn nonce(key: &Watched, signature: &[u8]) -> [u8; 32] {
    const ORDER: U256 = U256::from_be_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let order = NonZero::new(ORDER).unwrap();
    let number = |octets: &[u8]| {
        let mut padded = [0; 32];
        let start = octets.len().saturating_sub(32);
        padded[32 - (octets.len() - start)..].copy_from_slice(&octets[start..]);
        U256::from_be_slice(&padded)
    };
    let numbers = members(signature);
    let [r, s] = [0, 1].map(|position| number(content(numbers[position])));
    let d = number(content(members(&key.traditional)[1]));
    let z = number(&Sha256::digest(b"message")).rem(&order);
    let sum = z.add_mod(&r.mul_mod(&d, &order), &order);
    let inverse = s.invert_odd_mod(&Odd::new(ORDER).unwrap()).into_option().expect("s is not zero");
    sum.mul_mod(&inverse, &order).to_be_bytes().into()
}

#[test]
fn k3_generating_leaves_nothing_on_the_stack() {
    assert_overwritten(|key| {
        // The generator's own buffer may hold what it returned.
        let mut rng = Box::new(rng(key.algorithm));
        let generated = PrivateKey::generate(key.algorithm, &mut rng).unwrap();
        assert_eq!(generated.public_key(), key.key().public_key());
        generated
    });
}

#[test]
fn k3_loading_leaves_nothing_on_the_stack() {
    assert_overwritten(|key| PrivateKey::from_der(&key.pkcs8).unwrap());
    assert_overwritten(|key| PrivateKey::from_pem(&key.pem).unwrap());
    assert_overwritten(|key| PrivateKey::from_encrypted_pkcs8_der(&key.encrypted, PASSWORD).unwrap());
    assert_nothing_left(|key| key.is_rsa().then(|| PrivateKey::from_der(&key.traditional).unwrap()));
}

#[test]
fn k3_refusing_a_key_leaves_nothing_on_the_stack() {
    for position in [4, 20, 60] {
        let damaged = |key: &Watched| {
            let mut damaged = key.pkcs8.clone();
            let length = damaged.len();
            damaged[length.saturating_sub(position)] ^= 1;
            damaged
        };
        assert_nothing_left(|key| PrivateKey::from_der(&damaged(key)).err());
    }
    assert_nothing_left(|key| PrivateKey::from_encrypted_pkcs8_der(&key.encrypted, b"another").unwrap_err());
}

#[test]
fn k3_writing_leaves_nothing_on_the_stack() {
    let keys: Vec<PrivateKey> = Watched::all().iter().map(Watched::key).collect();
    let key_of = |key: &Watched| {
        let position = ALGORITHMS.iter().position(|algorithm| *algorithm == key.algorithm);
        &keys[position.expect("one of them")]
    };
    assert_nothing_left(|key| key_of(key).to_pkcs8_der());
    assert_nothing_left(|key| key_of(key).to_pkcs8_pem());
    assert_nothing_left(|key| {
        key_of(key).to_encrypted_pkcs8_der(PASSWORD, cheap(), &mut other_rng()).unwrap()
    });
}

/// Its secrets are behind pointers.
#[test]
fn k3_keys_that_are_moved_leave_nothing_on_the_stack() {
    for key in Watched::all() {
        let mut loaded = vec![key.key()];
        let (_, left) = on_own_stack(|| {
            let moved = black_box(loaded.pop().expect("a key"));
            Box::new(black_box(moved))
        });
        assert_eq!(left.pieces(), 0, "{:?}", key.algorithm);
    }
}
