//! The peak of allocated memory: at most 64 KiB and 16 times the length of the input.

use certmint::crl::{CrlNumber, RevocationReason, RevokedCertificate};
use certmint::key::{KeyDerivationFunction, KeyType};
use certmint::time::{Duration, UtcDateTime};
use certmint::wire::Body;
use certmint::{Authority, CrlRequest, Csr, Error, KeyAlgorithm, PrivateKey};

use crate::bodies::{bodies, csrs_in_bodies, csrs_in_pem, imports};
use crate::corpora::corpora;
use crate::csrs::csrs;
use crate::entry_points::{DOORS, Door, ENCRYPTED_DER, ENCRYPTED_PEM, authority, listing};
use crate::inputs::Input;
use crate::issuers::{certificates, chains, stored};
use crate::keys::keys;
use crate::ocsp::ocsp_requests;
use toolkit::{self, apply_body, apply_json, csr_body, csr_json, now, rng};

const fn bound(octets: usize) -> u64 {
    (64 << 10) + 16 * octets as u64
}

/// The peak number of allocated octets.
fn peak<T>(run: impl FnOnce() -> T) -> u64 {
    allocation_counter::measure(|| drop(run())).bytes_max
}

/// Passes each input to each entry point.
fn assert_within(inputs: &[Input], doors: &[Door]) {
    assert_within_bound(inputs, doors, bound);
}

fn assert_within_bound(inputs: &[Input], doors: &[Door], bound: impl Fn(usize) -> u64) {
    assert!(!inputs.is_empty());
    // Values that are initialized once and stay allocated.
    authority();
    listing();
    let mut beyond = Vec::new();
    for (name, bytes) in inputs {
        for (door, enter) in doors {
            let (taken, bound) = (peak(|| enter(bytes)), bound(bytes.len()));
            if taken > bound {
                beyond.push(format!("{name}, {} octets, as {door}: {taken} octets > {bound}", bytes.len()));
            }
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}

#[test]
fn e4_the_corpora_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&corpora(), DOORS);
}

#[test]
#[cfg(feature = "ml-dsa")]
fn e4_private_keys_of_ml_dsa_take_256_kib_more() {
    assert_within_bound(&crate::corpora::ml_dsa_keys(), DOORS, |octets| (256 << 10) + bound(octets));
}

#[test]
fn e4_csrs_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&csrs(Csr::MAX_DER_OCTETS), DOORS);
    assert_within(&csrs_in_pem(), DOORS);
    assert_within(&csrs_in_bodies(), DOORS);
}

#[test]
fn e4_bodies_take_no_more_than_64_kib_and_16_times_their_length() {
    // The longest inputs that are read, with room for the remaining members, and longer ones.
    for octets in [Body::MAX_OCTETS - 300, 1 << 18] {
        assert_within(&bodies(octets), DOORS);
    }
}

#[test]
fn e4_issuers_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&certificates(), DOORS);
    assert_within(&chains(), DOORS);
    assert_within(&imports(), DOORS);
}

#[test]
fn e4_stored_certificates_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&stored(), DOORS);
}

#[test]
fn e4_ocsp_requests_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&ocsp_requests(), DOORS);
}

#[test]
fn e4_keys_take_no_more_than_64_kib_and_16_times_their_length() {
    assert_within(&keys(), DOORS);
}

/// The maximum number of violations, each with 1,024 characters of up to four octets.
#[test]
fn e4_a_message_takes_no_more_memory_than_it_shows() {
    for (name, der) in csrs(Csr::MAX_DER_OCTETS) {
        if let Err(error) = Csr::from_der(&der).map_err(Error::from) {
            let taken = peak(|| error.message());
            // The text, and half of it again, which is copied when it grows.
            assert!(taken <= 6 << 10, "{name}: {taken} octets");
        }
    }
}

/// With the issuer keys that use the most memory.
#[test]
fn e4_issuing_by_rsa_takes_no_more_than_64_kib_and_16_times_the_request() {
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec384] {
        let authority = toolkit::root(algorithm);
        let body = apply_body();
        let octets = body.to_string().len();
        let taken = peak(|| apply_json(&authority, &body).expect("a certificate"));
        assert!(taken <= bound(octets), "{algorithm:?}, apply: {taken} octets");

        let pem = toolkit::builder::Builder::new(toolkit::builder::rsa_2048()).pem();
        let body = csr_body(&pem);
        let octets = body.to_string().len();
        let taken = peak(|| csr_json(&authority, &body).expect("a certificate"));
        assert!(taken <= bound(octets), "{algorithm:?}, CSR: {taken} octets");
    }
}

#[test]
fn e4_lists_take_no_more_than_64_kib_and_16_times_their_entries() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Rsa4096] {
        let authority = toolkit::root(algorithm);
        for count in [1, 1_000, 20_000] {
            let entry = |number: u32| {
                RevokedCertificate::new([&[1; 16][..], &number.to_be_bytes()].concat(), now())
                    .with_reason(RevocationReason::KeyCompromise)
                    .with_invalidity_date(now())
            };
            let entries: Vec<_> = (0..count).map(entry).collect();
            let repeated = vec![entry(1); count as usize];
            let next = now() + Duration::days(7);
            let issue = |entries: Vec<RevokedCertificate>| list(&authority, entries, next);
            for (entries, accepted) in [(entries, true), (repeated, count == 1)] {
                let octets = size_of_val(entries.as_slice());
                let taken = peak(|| assert_eq!(issue(entries.clone()), accepted));
                assert!(taken <= bound(octets), "{algorithm:?}, {count} entries: {taken} octets");
            }
        }
    }
}

/// Issues a delta CRL, which has all that a full CRL has and its base.
fn list(authority: &Authority, entries: Vec<RevokedCertificate>, next: UtcDateTime) -> bool {
    let (base, number) = (CrlNumber::from(1), CrlNumber::from(2));
    match authority
        .issue_crl(&CrlRequest::new(number, now(), next).with_base_crl_number(base).with_all_revoked(entries))
    {
        Ok(_) => true,
        Err(error) => error.message().is_empty(),
    }
}

/// The only exception: an encrypted key itself requests memory, which is limited before it is
/// allocated.
#[test]
fn e4_scrypt_takes_what_the_key_says_and_no_more_than_its_limit() {
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(6)).expect("a key");
    for (n, r, p) in [(1 << 14, 8, 1), (1 << 15, 8, 3), (1 << 13, 8, 64)] {
        let function = KeyDerivationFunction::scrypt(n, r, p).expect("a function");
        let der = key.to_encrypted_pkcs8_der(b"password", function, &mut rng(7)).expect("a key");
        let pem = key.to_encrypted_pkcs8_pem(b"password", function, &mut rng(7)).expect("a key");
        let said = 128 * u64::from(r) * (u64::from(n) + u64::from(p));
        assert!(said <= KeyDerivationFunction::MAX_SCRYPT_OCTETS);
        for ((door, enter), bytes) in [(ENCRYPTED_DER, der), (ENCRYPTED_PEM, pem.into_bytes())] {
            let taken = peak(|| assert!(enter(&bytes)));
            assert!((said..=said + bound(bytes.len())).contains(&taken), "{door}: {taken} octets");
        }
    }
}

/// Key generation has no input, so its length gives no bound. For RSA, a block of 2^15 candidates
/// is sieved at once, whatever the size of the key.
#[test]
fn e4_generating_keys_takes_no_more_than_512_kib() {
    for algorithm in toolkit::algorithms() {
        let most = match algorithm.key_type() {
            KeyType::Ec(_) | KeyType::Ed25519 => 4 << 10,
            KeyType::Rsa => 512 << 10,
            KeyType::MlDsa(_) => 320 << 10,
            _ => 0,
        };
        let taken = peak(|| PrivateKey::generate(algorithm, &mut rng(6)).expect("a key"));
        assert!(taken <= most, "{algorithm:?}: {taken} octets");
    }
}
