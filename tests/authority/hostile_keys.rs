//! K3 and E4: invented private keys.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::{KeyAlgorithm, PrivateKey};

use toolkit::forge::{content, members, tlv};
use toolkit::stock::key;

/// PKCS#8 of an RSA key in which these numbers are replaced: n, e, d, p, q, d mod p−1, d mod q−1,
/// q^−1 mod p (RFC 8017 App. A.1.2), counted from 1.
fn rsa_with(changes: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let der = key(KeyAlgorithm::Rsa2048).to_pkcs8_der();
    let [version, algorithm, octets] = members(&der)[..] else { panic!("three members") };
    let mut numbers: Vec<Vec<u8>> = members(content(octets)).into_iter().map(<[u8]>::to_vec).collect();
    for (position, number) in changes {
        numbers[*position] = tlv(0x02, number);
    }
    let rsa = tlv(0x30, &numbers.concat());
    tlv(0x30, &[version, algorithm, &tlv(0x04, &rsa)].concat())
}

#[test]
fn e4_made_up_rsa_numbers_are_refused_without_a_panic() {
    let zero = vec![0];
    let made_up = [zero, vec![1], vec![2], vec![3], vec![0x7f; 128], vec![0x7e; 128], vec![0x7f; 256]];
    for number in made_up {
        for positions in [&[1][..], &[2], &[3], &[4], &[5], &[4, 5], &[1, 4], &[2, 3]] {
            let changes: Vec<_> = positions.iter().map(|position| (*position, number.clone())).collect();
            let error = PrivateKey::from_der(&rsa_with(&changes)).unwrap_err();
            match positions[0] {
                1 => assert!(matches!(error, PrivateKeyError::Unsupported(PublicKeyError::ModulusBits(_)))),
                2 => assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::Exponent)),
                3 => assert_eq!(error, PrivateKeyError::Inconsistent { part: "privateExponent" }),
                _ => assert_eq!(error, PrivateKeyError::Inconsistent { part: "modulus" }),
            }
        }
    }
}

#[test]
fn e4_an_enormous_rsa_key_is_refused_before_it_is_computed_with() {
    // n = 2^1048576 − 1 and all other numbers in proportion: 330,000 octets, compared with 2,400
    // for RSA-4096. The thread has a large stack, so that recursion in the arithmetic does not end
    // the test.
    let huge = |octets| [vec![0], vec![0xff; octets]].concat();
    let der = rsa_with(&[(1, huge(131_072)), (3, huge(131_071)), (4, huge(65_536)), (5, huge(65_536))]);
    let load = move || {
        let started = std::time::Instant::now();
        (PrivateKey::from_der(&der).map(drop), started.elapsed())
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(load).unwrap();
    let (result, elapsed) = thread.join().unwrap();
    assert!(
        matches!(result, Err(PrivateKeyError::TooLong { max: PrivateKey::MAX_DER_OCTETS, .. })),
        "{result:?}"
    );
    assert!(elapsed.as_millis() < 250, "{elapsed:?}");
}

#[test]
fn e4_ec_scalars_out_of_range_are_refused() {
    for (algorithm, octets) in [(KeyAlgorithm::Ec256, 32), (KeyAlgorithm::Ec384, 48)] {
        let der = key(algorithm).to_pkcs8_der();
        // ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, … } (RFC 5915 §3).
        let start = [0x02, 0x01, 0x01, 0x04, octets];
        let at = der.windows(5).position(|window| window == start).unwrap() + start.len();
        for scalar in [0x00, 0xff] {
            let mut changed = der.to_vec();
            changed[at..at + usize::from(octets)].fill(scalar);
            let result = PrivateKey::from_der(&changed);
            assert_eq!(result.map(drop), Err(PrivateKeyError::Scalar), "{algorithm:?} {scalar}");
        }
    }
}
