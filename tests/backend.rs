//! The backend for each processor. `.ci/run` runs this on the actual machine and on an emulated
//! processor that lacks the instructions that graviola needs.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::key::SignatureAlgorithm;
use certmint::rand_core::SeedableRng;
use certmint::{Error, HashAlgorithm, KeyAlgorithm, PrivateKey, PublicKey, Signer};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

const ALGORITHMS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096];

/// The instructions that graviola needs.
fn runs_graviola() -> bool {
    #[cfg(target_arch = "x86_64")]
    let runs = std::is_x86_feature_detected!("aes")
        && std::is_x86_feature_detected!("pclmulqdq")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("adx")
        && std::is_x86_feature_detected!("avx2");
    #[cfg(target_arch = "aarch64")]
    let runs = std::arch::is_aarch64_feature_detected!("aes")
        && std::arch::is_aarch64_feature_detected!("sha2")
        && std::arch::is_aarch64_feature_detected!("pmull");
    runs && cfg!(feature = "graviola")
}

/// Whether a backend that is not RustCrypto serves, which adds randomness to ECDSA signatures.
fn runs_another() -> bool {
    cfg!(feature = "aws-lc-rs") || runs_graviola()
}

fn generate(algorithm: KeyAlgorithm) -> Result<PrivateKey, Error> {
    Ok(PrivateKey::generate(algorithm, &mut ChaCha20Rng::from_seed([3; 32]))?)
}

/// The first octets of the SHA-256 of the PKCS#8 of the key that the seed generates.
const DIGESTS: [[u8; 4]; 4] =
    [[0xf6, 0xe3, 0xa1, 0x25], [0x12, 0x7e, 0x78, 0x38], [0x6c, 0x65, 0xc9, 0x98], [0xbc, 0x6c, 0xa0, 0x19]];

#[test]
fn k4_the_same_randomness_makes_the_same_key_with_every_backend() {
    for (algorithm, digest) in ALGORITHMS.into_iter().zip(DIGESTS) {
        match generate(algorithm) {
            Ok(key) => {
                let pkcs8 = key.to_pkcs8_der();
                assert_eq!(Sha256::digest(&*pkcs8)[..4], digest, "{algorithm:?}");
            }
            Err(error) => assert_refused(error),
        }
    }
}

#[test]
fn k5_ecdsa_signatures_are_deterministic_exactly_with_rustcrypto() {
    for algorithm in ALGORITHMS {
        let Ok(key) = generate(algorithm) else { continue };
        let scheme = SignatureAlgorithm::new(algorithm.key_type(), HashAlgorithm::Sha256);
        let [one, another] = [(); 2].map(|()| key.sign(scheme, b"message").expect("a signature"));
        let deterministic = !runs_another() || matches!(scheme, SignatureAlgorithm::RsaPkcs1(_));
        assert_eq!(one == another, deterministic, "{algorithm:?}");
        for signature in [one, another] {
            assert!(key.public_key().verify(scheme, b"message", &signature));
            assert!(!key.public_key().verify(scheme, b"another", &signature));
        }
    }
}

/// A key on P-256 (RFC 6979 App. A.2.5).
const SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

#[test]
fn k5_without_a_backend_that_runs_every_key_is_refused() {
    let spki: Vec<u8> = (0..SPKI.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&SPKI[at..at + 2], 16).expect("hex"))
        .collect();
    let served = cfg!(feature = "rustcrypto") || runs_another();
    match PublicKey::from_spki_der(&spki) {
        Ok(key) => assert!(served && key.as_spki_der() == spki),
        Err(defect) => assert!(!served && defect == PublicKeyError::Backend),
    }
    for algorithm in ALGORITHMS {
        match generate(algorithm) {
            Ok(_) => assert!(served),
            Err(error) => assert_refused(error),
        }
    }
}

/// No compiled backend runs on this processor.
fn assert_refused(error: Error) {
    assert!(!cfg!(feature = "rustcrypto") && !runs_another());
    let Error::Key(error) = error else { unreachable!("{error:?}") };
    assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::Backend));
}
