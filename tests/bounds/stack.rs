//! The stack: everything runs on 256 KiB, except private keys of ML-DSA, which need 512 KiB.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use certmint::key::{KeyDerivationFunction, KeyType, SignatureAlgorithm};
use certmint::wire::Body;
use certmint::{Authority, Csr, HashAlgorithm, KeyAlgorithm, PrivateKey, Signer};

use crate::bodies::{bodies, csrs_in_bodies, csrs_in_pem, imports};
use crate::corpora::corpora;
use crate::csrs::csrs;
use crate::entry_points::{DOORS, authority};
use crate::inputs::Input;
use crate::issuers::{certificates, chains, stored};
use crate::keys::keys;
use crate::ocsp::ocsp_requests;
use toolkit::{self, apply_body, apply_json, csr_body, csr_json, rng};

/// The stack, in octets, that is enough for everything else than private keys of ML-DSA, and for these.
const MOST: usize = 256 << 10;
const MOST_OF_ML_DSA: usize = 512 << 10;

/// An overflow would end the test program.
fn on<T: Send>(octets: usize, run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(octets).spawn_scoped(scope, run);
        thread.expect("a thread").join().expect("no panic")
    })
}

fn enter_all(inputs: &[Input]) {
    enter_all_on(MOST, inputs);
}

fn enter_all_on(stack: usize, inputs: &[Input]) {
    assert!(!inputs.is_empty());
    let accepted = on(stack, || {
        authority();
        let entered = inputs.iter().flat_map(|(_, bytes)| DOORS.iter().map(|(_, enter)| enter(bytes)));
        entered.filter(|accepted| *accepted).count()
    });
    assert!(accepted > 0);
}

#[test]
fn e4_the_corpora_need_no_more_than_256_kib_of_stack() {
    enter_all(&corpora());
}

#[test]
fn e4_csrs_need_no_more_than_256_kib_of_stack() {
    enter_all(&csrs(Csr::MAX_DER_OCTETS));
    enter_all(&csrs_in_pem());
    enter_all(&csrs_in_bodies());
}

#[test]
fn e4_bodies_need_no_more_than_256_kib_of_stack() {
    for octets in [Body::MAX_OCTETS - 300, 1 << 18] {
        enter_all(&bodies(octets));
    }
}

#[test]
fn e4_issuers_and_stored_certificates_need_no_more_than_256_kib_of_stack() {
    enter_all(&certificates());
    enter_all(&chains());
    enter_all(&imports());
    enter_all(&stored());
}

#[test]
fn e4_ocsp_requests_need_no_more_than_256_kib_of_stack() {
    enter_all(&ocsp_requests());
}

#[test]
fn e4_keys_need_no_more_than_256_kib_of_stack() {
    enter_all(&keys());
}

#[test]
#[cfg(feature = "ml-dsa")]
fn e4_private_keys_of_ml_dsa_need_no_more_than_512_kib_of_stack() {
    enter_all_on(MOST_OF_ML_DSA, &crate::corpora::ml_dsa_keys());
}

#[test]
fn e4_keys_of_the_api_issue_on_256_kib_of_stack() {
    for algorithm in KeyAlgorithm::API {
        on(MOST, || {
            let authority: Authority = toolkit::root(algorithm);
            apply_json(&authority, &apply_body()).expect("a certificate");
            let pem = toolkit::builder::Builder::new(toolkit::builder::rsa_2048()).pem();
            csr_json(&authority, &csr_body(&pem)).expect("a certificate");
        });
    }
}

/// Generates a key, signs with it, writes it and reads it again.
#[test]
fn e4_keys_of_all_algorithms_work_on_256_or_512_kib_of_stack() {
    for algorithm in toolkit::algorithms() {
        let stack = match algorithm.key_type() {
            KeyType::MlDsa(_) => MOST_OF_ML_DSA,
            _ => MOST,
        };
        on(stack, || {
            let key = PrivateKey::generate(algorithm, &mut rng(6)).expect("a key");
            let again = PrivateKey::from_pem(&key.to_pkcs8_pem()).expect("a key");
            let message = [0; 1_000];
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
                let algorithm = SignatureAlgorithm::new(key.public_key().key_type(), hash);
                let signature = again.sign(algorithm, &message).expect("a signature");
                assert!(key.public_key().verify(algorithm, &message, &signature));
            }
            let function = KeyDerivationFunction::scrypt(1 << 14, 8, 1).expect("a function");
            let der = key.to_encrypted_pkcs8_der(b"password", function, &mut rng(7)).expect("a key");
            PrivateKey::from_encrypted_pkcs8_der(&der, b"password").expect("a key");
        });
    }
}

/// Shows that the other tests can fail: code that needs more stack ends the process.
#[test]
fn e4_what_needs_more_stack_is_noticed() {
    let run = |levels: &str| {
        let mut program = Command::new(std::env::current_exe().expect("this program"));
        program.args(["--exact", "stack::so_many_levels", "--ignored"]).env("LEVELS", levels);
        program.output().expect("it runs").status
    };
    assert!(run("50").success());
    assert_eq!(run("300").signal(), Some(libc::SIGABRT));
}

#[test]
#[ignore = "the other half of the test above"]
fn so_many_levels() {
    fn levels_of_1_kib(levels: u32) -> u64 {
        let octets = std::hint::black_box([1_u8; 1 << 10]);
        let below = if levels == 0 { 0 } else { levels_of_1_kib(levels - 1) };
        below + u64::from(std::hint::black_box(octets)[0])
    }
    let levels = std::env::var("LEVELS").expect("a number").parse().expect("a number");
    on(MOST, || assert!(levels_of_1_kib(levels) > 0));
}
