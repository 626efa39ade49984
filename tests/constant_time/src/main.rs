//! Shows that RSA signatures are computed in constant time: no branch and no address depends on a
//! private key.
//!
//! The program runs under Valgrind's memcheck, which tracks undefined bits through all computations
//! and reports branches and addresses that depend on them. It marks the numbers of a private key as
//! undefined and signs (A. Langley, "Checking that functions are constant time with Valgrind",
//! 2010). Afterwards it deliberately executes a branch and a memory access that depend on the same
//! key; these must be reported.
//!
//! ```sh
//! cargo build --release && valgrind target/release/certmint-constant-time
//! ```

mod allocator;
mod memcheck;
mod numbers;

use std::hint::black_box;

use allocator::{Block, blocks_of};
use certmint::key::SignatureAlgorithm;
use certmint::rand_core::SeedableRng;
use certmint::{HashAlgorithm, KeyAlgorithm, PrivateKey, Signer};
use numbers::{Numbers, holds};
use rand_chacha::ChaCha20Rng;

/// A key and the memory that holds its private numbers.
struct Key {
    key: PrivateKey,
    /// p, q, their exponents and the coefficient, as used for signing.
    numbers: Block,
    /// RSAPrivateKey, as encoded.
    encoding: Block,
}

impl Key {
    fn load(algorithm: KeyAlgorithm) -> Self {
        let pkcs8 = PrivateKey::generate(algorithm, &mut ChaCha20Rng::from_seed([1; 32]))
            .expect("a key")
            .to_pkcs8_der();
        let (key, blocks) = blocks_of(|| PrivateKey::from_der(&pkcs8).expect("a key"));
        let numbers = Numbers::read(&pkcs8);
        let only = |found: Vec<Block>, what| match found[..] {
            [block] => block,
            _ => {
                panic!("{} blocks hold {what}: this program does not know the library any more", found.len())
            }
        };
        let in_words =
            |block: &&Block| numbers.all().iter().all(|number| holds(block.octets(), &number.in_words()));
        let in_octets =
            |block: &&Block| numbers.all().iter().all(|number| holds(block.octets(), number.in_octets()));
        // No other block may contain them.
        let others = |block: &&Block| {
            numbers.all().iter().any(|number| {
                holds(block.octets(), &number.in_words()) || holds(block.octets(), number.in_octets())
            })
        };
        assert_eq!(blocks.iter().filter(others).count(), 2, "blocks with private numbers");
        Self {
            numbers: only(blocks.iter().filter(in_words).copied().collect(), "the numbers in words"),
            encoding: only(blocks.iter().filter(in_octets).copied().collect(), "the encoded numbers"),
            key,
        }
    }

    fn mark(&self, mark: fn(&Block)) {
        [self.numbers, self.encoding].iter().for_each(mark);
    }
}

/// The number of new reports by the checker.
fn reports(run: impl FnOnce()) -> usize {
    let before = memcheck::errors();
    run();
    memcheck::errors() - before
}

fn sign(key: &Key, hash: HashAlgorithm) -> Vec<u8> {
    key.key.sign(SignatureAlgorithm::RsaPkcs1(hash), b"message").expect("a signature")
}

/// A signature by a secret key becomes public only when it is published.
fn check(key: &Key, hash: HashAlgorithm) {
    // The signature is the same each time.
    let published = sign(key, hash);
    key.mark(memcheck::make_undefined);
    let mut signature = Vec::new();
    let reported = reports(|| {
        let unpublished = allocator::publishing(&published, || signature = sign(key, hash));
        assert!(unpublished > 0, "the signature did not depend on what was marked");
    });
    key.mark(memcheck::make_defined);
    assert_eq!(signature, published);
    assert_eq!(reported, 0, "branches and addresses that depend on the key: see above");
}

/// Shows that the checker detects such code: its reports on this function are expected.
fn check_the_checker(key: &Key) {
    eprintln!("From here on, reports are expected.");
    key.mark(memcheck::make_undefined);
    for octets in [key.numbers.octets(), key.encoding.octets()] {
        let branch = reports(|| {
            if octets[octets.len() / 2] & 1 == 1 {
                eprintln!("One bit of the key is set.");
            }
        });
        let table: [u8; 256] = std::array::from_fn(|position| position as u8 ^ 1);
        let address = reports(|| {
            black_box(black_box(&table)[usize::from(octets[octets.len() / 2])]);
        });
        assert!(branch > 0 && address > 0, "a branch and an address that depend on the key went unnoticed");
    }
    key.mark(memcheck::make_defined);
}

fn main() {
    assert!(memcheck::is_running(), "this program shows something only under valgrind");
    let mut signatures = 0;
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096] {
        let key = Key::load(algorithm);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            check(&key, hash);
            signatures += 1;
        }
        check_the_checker(&key);
    }
    println!("{signatures} RSA signatures without a branch or an address that depends on the key");
}
