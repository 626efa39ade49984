//! K3 and C4: RSA keys with each number wrong in turn, and weak keys.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::key::SignatureAlgorithm;
use certmint::{HashAlgorithm, KeyAlgorithm, PrivateKey, Signer};
use rsa::pkcs8::EncodePrivateKey;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, Pkcs1v15Sign, PrivateKey as RsaPrivateKey};
use sha2::{Digest, Sha384};

use crate::stock::{content, members, pkcs1, refusal, tlv};
use toolkit::rng;
use toolkit::rsa_keys::{
    FixedKey, RSA_2048, RSA_2056, RSA_3072, RSA_4096, RSA_CLOSE_PRIMES, RSA_CLOSER_THAN_ALLOWED,
    RSA_LARGE_EXPONENT, RSA_ROCA,
};

/// INTEGER of a number.
fn integer(number: &BoxedUint) -> Vec<u8> {
    toolkit::asn1::integer(&number.to_be_bytes())
}

/// RSAPrivateKey of RSA_2048 with one of its numbers, counted from 1 as in RFC 8017 App. A.1.2,
/// replaced.
fn with(position: usize, number: &[u8]) -> Vec<u8> {
    let mut numbers = members(&pkcs1(KeyAlgorithm::Rsa2048));
    numbers[position] = number.to_vec();
    tlv(0x30, &numbers.concat())
}

fn inconsistent(part: &'static str) -> PrivateKeyError {
    PrivateKeyError::Inconsistent { part }
}

fn pkcs8_of(key: &RsaPrivateKey) -> Vec<u8> {
    key.to_pkcs8_der().expect("PKCS#8").as_bytes().to_vec()
}

#[test]
fn k3_a_modulus_that_is_not_the_product_of_the_primes_is_refused() {
    let other = integer(RSA_LARGE_EXPONENT.get().n());
    assert_eq!(refusal(&with(1, &other)), inconsistent("modulus"));
    let prime = integer(&RSA_LARGE_EXPONENT.get().primes()[0]);
    assert_eq!(refusal(&with(4, &prime)), inconsistent("modulus"));
    assert_eq!(refusal(&with(5, &prime)), inconsistent("modulus"));
    // 1 × n and n × 1.
    let (one, modulus) = (integer(&BoxedUint::one()), integer(RSA_2048.get().n()));
    for (p, q) in [(&one, &modulus), (&modulus, &one)] {
        let mut numbers = members(&with(4, p));
        numbers[5] = q.clone();
        assert_eq!(refusal(&tlv(0x30, &numbers.concat())), inconsistent("modulus"));
    }
}

#[test]
fn k3_a_private_exponent_that_is_not_the_inverse_of_the_public_one_is_refused() {
    let key = RSA_2048.get();
    let two = BoxedUint::from(2u8);
    for wrong in [
        key.d().wrapping_add(two.clone()),
        key.d().wrapping_sub(two),
        BoxedUint::one(),
        BoxedUint::zero(),
        key.n().as_ref().clone(),
    ] {
        assert_eq!(refusal(&with(3, &integer(&wrong))), inconsistent("privateExponent"));
    }
    let e = integer(&BoxedUint::from(65_539u64));
    assert_eq!(refusal(&with(2, &e)), inconsistent("privateExponent"));
}

#[test]
fn k3_exponents_and_coefficient_that_are_not_those_of_the_primes_are_refused() {
    let numbers = members(&pkcs1(KeyAlgorithm::Rsa2048));
    for (position, part) in [(6, "exponent1"), (7, "exponent2"), (8, "coefficient")] {
        let number = content(&numbers[position]);
        let mut one_bit = number.to_vec();
        one_bit[number.len() / 2] ^= 1;
        let another = content(&numbers[if position == 6 { 7 } else { 6 }]);
        for wrong in [&one_bit[..], another, &[0], &[1]] {
            assert_eq!(refusal(&with(position, &tlv(0x02, wrong))), inconsistent(part));
        }
    }
}

#[test]
fn k3_numbers_that_are_negative_or_not_in_their_shortest_form_are_refused() {
    let numbers = members(&pkcs1(KeyAlgorithm::Rsa2048));
    for (position, number) in numbers.iter().enumerate().skip(1) {
        let number = content(number);
        let longer = tlv(0x02, &[&[0], number].concat());
        let negative = tlv(0x02, &[&[0xff], &number[1..]].concat());
        for wrong in [longer, negative, tlv(0x02, &[]), tlv(0x04, number)] {
            assert_eq!(refusal(&with(position, &wrong)), PrivateKeyError::Malformed, "{position}");
        }
    }
}

#[test]
fn k3_keys_of_more_than_two_primes_are_refused() {
    assert_eq!(refusal(&with(0, b"\x02\x01\x01")), PrivateKeyError::MultiPrime);
    assert_eq!(refusal(&with(0, b"\x02\x01\x02")), PrivateKeyError::Malformed);
    // Version two-prime and a list of other primes.
    let numbers = [content(&pkcs1(KeyAlgorithm::Rsa2048)), &tlv(0x30, &[])].concat();
    assert_eq!(refusal(&tlv(0x30, &numbers)), PrivateKeyError::Malformed);
}

#[test]
fn c4_private_keys_of_all_accepted_sizes_and_exponents_are_loaded_and_sign() {
    for key in [&RSA_2048, &RSA_2056, &RSA_3072, &RSA_4096, &RSA_LARGE_EXPONENT] {
        let der = pkcs8_of(key.get());
        let loaded = PrivateKey::from_der(&der).unwrap();
        assert_eq!(*loaded.to_pkcs8_der(), der);
        assert_signs(&loaded, key.get());
    }
}

#[test]
fn k3_either_prime_may_be_the_larger_one() {
    let key = RSA_2048.get();
    let [p, q] = key.primes() else { panic!("two primes") };
    for primes in [[p, q], [q, p]] {
        let primes = primes.map(|prime| prime.as_ref().clone()).to_vec();
        let (n, e, d) = (key.n().as_ref().clone(), key.e().clone(), key.d().clone());
        let key = RsaPrivateKey::from_components(n, e, d, primes).unwrap();
        let loaded = PrivateKey::from_der(&pkcs8_of(&key)).unwrap();
        assert_eq!(*loaded.to_pkcs8_der(), pkcs8_of(&key));
        assert_signs(&loaded, &key);
    }
}

/// RSASSA-PKCS1-v1_5 is deterministic: the signature equals that of the `rsa` crate.
fn assert_signs(loaded: &PrivateKey, key: &RsaPrivateKey) {
    for number in 0..20_u8 {
        let signature = loaded.sign(SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha384), &[number]);
        let theirs = key.sign(Pkcs1v15Sign::new::<Sha384>(), &Sha384::digest([number]));
        assert_eq!(signature.expect("a signature"), theirs.expect("a signature"));
    }
}

#[test]
fn c4_weak_private_keys_are_refused() {
    let refused: [(&FixedKey, PublicKeyError); 3] = [
        (&RSA_CLOSE_PRIMES, PublicKeyError::ClosePrimes),
        (&RSA_CLOSER_THAN_ALLOWED, PublicKeyError::ClosePrimes),
        (&RSA_ROCA, PublicKeyError::Roca),
    ];
    for (key, defect) in refused {
        assert_eq!(refusal(&pkcs8_of(key.get())), PrivateKeyError::Unsupported(defect));
    }
}

#[test]
fn c4_private_keys_of_other_sizes_and_exponents_are_refused() {
    let small = RsaPrivateKey::new(&mut rng(51), 1_024).unwrap();
    assert_eq!(refusal(&pkcs8_of(&small)), PrivateKeyError::Unsupported(PublicKeyError::ModulusBits(1_024)));
    let [p, q] = [0, 1].map(|prime| RSA_3072.get().primes()[prime].as_ref().clone());
    let small_exponent = RsaPrivateKey::from_p_q(p, q, BoxedUint::from(257u64)).unwrap();
    assert_eq!(refusal(&pkcs8_of(&small_exponent)), PrivateKeyError::Unsupported(PublicKeyError::Exponent));
}
