//! C3: signatures that are valid except for their encoding, each in a complete CSR. (The Wycheproof
//! vectors, whose messages are not CSRs, go through the same check in the library's unit tests.)

use certmint::HashAlgorithm::Sha256;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sha2::{Digest, Sha256 as Hash};

use crate::proof::{assert_issued, assert_unproved};
use toolkit::asn1::{
    BIT_STRING, COMMON_NAME, INTEGER, OCTET_STRING, SEQUENCE, SET, UTF8, algorithm, bit_string, integer,
    name, null, oid, sequence, tlv,
};
use toolkit::builder::{Builder, Key, p256, p384, rsa_2048};

/// A CSR whose signature is replaced by these octets.
fn with_signature(sound: &Builder, octets: &[u8]) -> Builder {
    Builder { signature: Some(bit_string(octets)), ..sound.clone() }
}

/// The order of the curve (SP 800-186 §3.2.1).
fn order(key: &Key) -> Vec<u8> {
    let hexadecimal = match key {
        Key::P256(_) => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        _ => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
    };
    let octet = |at: usize| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("hexadecimal");
    (0..hexadecimal.len()).step_by(2).map(octet).collect()
}

/// The sum, or the difference modulo a power of 256, with one octet more than the longer number.
fn sum(one: &[u8], other: &[u8], sign: i16) -> Vec<u8> {
    let octets = one.len().max(other.len()) + 1;
    let padded = |number: &[u8]| [vec![0; octets - number.len()], number.to_vec()].concat();
    let (mut sum, mut carry) = (padded(one), 0);
    for (octet, other) in sum.iter_mut().zip(padded(other)).rev() {
        carry += i16::from(*octet) + sign * i16::from(other);
        *octet = carry.rem_euclid(256) as u8;
        carry = carry.div_euclid(256);
    }
    sum
}

/// A valid CSR and the numbers of its signature. Both have their highest bit set, so their INTEGERs
/// start with a zero octet.
fn with_high_numbers(key: fn() -> Key) -> (Builder, [Vec<u8>; 2]) {
    for number in 0.. {
        let sound = Builder::new(key()).subject(name(&[(COMMON_NAME, UTF8, &format!("Test {number}"))]));
        let signature = sound.key.sign(sound.scheme, &sound.info());
        let numbers: Vec<_> = toolkit::members(&signature);
        if numbers.iter().all(|number| number[2] == 0) {
            let magnitudes = [numbers[0][3..].to_vec(), numbers[1][3..].to_vec()];
            return (sound, magnitudes);
        }
    }
    unreachable!("one CSR in four")
}

#[test]
fn c3_ecdsa_signatures_that_are_good_but_for_their_der_are_refused() {
    for key in [p256, p384] {
        let (sound, [r, s]) = with_high_numbers(key);
        let (r_der, s_der) = (integer(&r), integer(&s));
        assert_issued(&with_signature(&sound, &sequence([&r_der, &s_der])));
        let content = [&r_der[..], &s_der].concat();
        let octets = content.len() as u8;
        let with_length = |length: &[u8]| [&[SEQUENCE], length, &content].concat();
        let long_integer = |length: &[u8], magnitude: &[u8]| [&[INTEGER], length, &[0], magnitude].concat();
        let of_integer = r.len() as u8 + 1;
        for refused in [
            // Lengths: not in the fewest octets (X.690 §10.1), indefinite, too long, too short.
            with_length(&[0x81, octets]),
            with_length(&[0x82, 0, octets]),
            with_length(&[0x84, 0, 0, 0, octets]),
            [&[SEQUENCE, 0x80][..], &content, &[0, 0]].concat(),
            with_length(&[octets + 1]),
            with_length(&[octets - 1]),
            with_length(&[0xff]),
            sequence([&long_integer(&[0x81, of_integer], &r), &s_der]),
            sequence([&r_der, &long_integer(&[0x81, of_integer], &s)]),
            sequence([&long_integer(&[0x82, 0, of_integer], &r), &s_der]),
            // Numbers: not in the fewest octets (X.690 §8.3.2), without the sign octet and so
            // negative, empty.
            sequence([&tlv(INTEGER, [&[0, 0], &r[..]].concat()), &s_der]),
            sequence([&r_der, &tlv(INTEGER, [&[0, 0], &s[..]].concat())]),
            sequence([&tlv(INTEGER, &r), &s_der]),
            sequence([&r_der, &tlv(INTEGER, &s)]),
            sequence([&tlv(INTEGER, []), &s_der]),
            sequence([&r_der, &tlv(INTEGER, [])]),
            // Additional octets: inside, after, none, a third number.
            sequence([&r_der, &s_der, &null()]),
            sequence([&r_der, &s_der, &s_der]),
            [sequence([&r_der, &s_der]), vec![0]].concat(),
            [sequence([&r_der, &s_der]), null()].concat(),
            sequence([&r_der]),
            sequence::<&[u8]>([]),
            content.clone(),
            vec![],
            // Other types, one more level, another order.
            tlv(SET, &content),
            tlv(0xb0, &content),
            tlv(0x10, &content),
            sequence([&tlv(OCTET_STRING, [&[0], &r[..]].concat()), &s_der]),
            sequence([&tlv(BIT_STRING, [&[0], &r[..]].concat()), &s_der]),
            sequence([sequence([&r_der, &s_der])]),
            sequence([&tlv(0xa0, &r_der), &s_der]),
            sequence([&s_der, &r_der]),
            // IEEE P1363.
            [&r[..], &s].concat(),
        ] {
            assert_unproved(&with_signature(&sound, &refused));
        }
        // A BIT STRING with unused bits whose content ends in the same octets.
        let unused = tlv(BIT_STRING, [&[1], &sequence([&r_der, &s_der])[..]].concat());
        let refused = Builder { signature: Some(unused), ..sound };
        assert!(refused.issue().is_err());
    }
}

#[test]
fn c3_ecdsa_numbers_outside_of_1_to_n_minus_1_are_refused() {
    for key in [p256, p384] {
        let (sound, [r, s]) = with_high_numbers(key);
        let n = order(&sound.key);
        let zero: &[u8] = &[];
        let long = vec![0x7f; 200];
        // INTEGERs without a sign octet: a difference below zero is negative.
        let signed = |number: Vec<u8>| tlv(INTEGER, number);
        for (one, other) in [
            (integer(zero), integer(&s)),
            (integer(&r), integer(zero)),
            (integer(zero), integer(zero)),
            (integer(&n), integer(&s)),
            (integer(&r), integer(&n)),
            (integer(&n), integer(&n)),
            (integer(&sum(&r, &n, 1)), integer(&s)),
            (integer(&r), integer(&sum(&s, &n, 1))),
            (integer(&sum(&r, &n, 1)), integer(&sum(&s, &n, 1))),
            (signed(sum(&r, &n, -1)), integer(&s)),
            (integer(&r), signed(sum(&s, &n, -1))),
            (signed(sum(zero, &r, -1)), integer(&s)),
            (integer(&r), signed(sum(zero, &s, -1))),
            (integer(&sum(&n, &r, -1)), integer(&s)),
            (integer(&long), integer(&s)),
            (integer(&r), integer(&long)),
            (integer(&[1]), integer(&[1])),
            (integer(&[1]), integer(&n)),
        ] {
            assert_unproved(&with_signature(&sound, &sequence([one, other])));
        }
        // n − s is the mirrored s and equally valid, which confirms the sums above.
        assert_issued(&with_signature(&sound, &sequence([integer(&r), integer(&sum(&n, &s, -1))])));
    }
}

/// RSASP1 (RFC 8017 §5.2.1): the encoded message raised to the private exponent.
fn rsa_sign(encoded: &[u8]) -> Vec<u8> {
    let Key::Rsa(key) = rsa_2048() else { unreachable!("an RSA key") };
    let parameters = BoxedMontyParams::new_vartime(Odd::new(key.n().as_ref().clone()).expect("odd"));
    let message = BoxedUint::from_be_slice(encoded, 2_048).expect("256 octets");
    let signature = BoxedMontyForm::new(message, &parameters).pow(key.d()).retrieve();
    signature.to_be_bytes().to_vec()
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2) with arbitrary parts.
fn encoded_message(start: &[u8], padding: u8, end: &[u8]) -> Vec<u8> {
    let octets = 256 - start.len() - end.len();
    [start, &vec![padding; octets], end].concat()
}

#[test]
fn c3_pkcs1_signatures_with_another_encoded_message_are_refused() {
    let sound = Builder::new(rsa_2048());
    let digest = Hash::digest(sound.info()).to_vec();
    const SHA256: &str = "2.16.840.1.101.3.4.2.1";
    let info = |algorithm: &[u8], digest: &[u8]| sequence([algorithm, &tlv(OCTET_STRING, digest)]);
    let good = info(&algorithm(SHA256, &null()), &digest);
    let after_zero = |info: &[u8]| [&[0], info].concat();
    let padded = |info: &[u8]| encoded_message(&[0, 1], 0xff, &after_zero(info));
    // Equal to the library's own signature.
    assert_eq!(
        rsa_sign(&padded(&good)),
        sound.key.sign(toolkit::builder::Scheme::Pkcs1(Sha256), &sound.info())
    );
    assert_issued(&with_signature(&sound, &rsa_sign(&padded(&good))));

    let long_length = [&[SEQUENCE, 0x81, good[1]], &good[2..]].concat();
    let long_digest = [&[OCTET_STRING, 0x81, 32], &digest[..]].concat();
    let mut one_bit = digest.clone();
    one_bit[31] ^= 1;
    for digest_info in [
        // Without the NULL of the hash, which RFC 8017 App. A.2.4 requires, with another one, with
        // something else.
        info(&algorithm(SHA256, &[]), &digest),
        info(&algorithm(SHA256, &[null(), null()].concat()), &digest),
        info(&algorithm(SHA256, &tlv(0x05, [0])), &digest),
        info(&algorithm(SHA256, &tlv(OCTET_STRING, [])), &digest),
        // BER lengths, and an additional value at each level.
        long_length,
        sequence([algorithm(SHA256, &null()), long_digest]),
        sequence([&algorithm(SHA256, &null()), &tlv(OCTET_STRING, &digest), &null()]),
        [&good[..], &[0]].concat(),
        [good.clone(), null()].concat(),
        // Another hash identifier, another digest, one octet less, none.
        info(&algorithm("2.16.840.1.101.3.4.2.2", &null()), &digest),
        info(&algorithm("1.3.14.3.2.26", &null()), &digest),
        info(&algorithm(SHA256, &null()), &one_bit),
        info(&algorithm(SHA256, &null()), &digest[..31]),
        info(&algorithm(SHA256, &null()), &[&digest[..], &[0]].concat()),
        // Without DigestInfo.
        digest.clone(),
        tlv(OCTET_STRING, &digest),
        oid(SHA256),
    ] {
        assert_unproved(&with_signature(&sound, &rsa_sign(&padded(&digest_info))));
    }
    for encoded in [
        // Block types 0 and 2, another first octet, padding that has other octets or is short.
        encoded_message(&[0, 0], 0xff, &after_zero(&good)),
        encoded_message(&[0, 2], 0xff, &after_zero(&good)),
        encoded_message(&[0, 1], 0xfe, &after_zero(&good)),
        encoded_message(&[0, 1], 0x00, &after_zero(&good)),
        encoded_message(&[0, 1, 0xff, 0xff, 0x7f], 0xff, &after_zero(&good)),
        encoded_message(&[0, 1], 0xff, &[&[1], &good[..]].concat()),
        encoded_message(&[0, 1], 0xff, &good),
        // Eight octets of padding, and arbitrary octets after the DigestInfo (CVE-2006-4339).
        encoded_message(&[&[0, 1], &[0xff; 8][..], &after_zero(&good)].concat(), 0, &[]),
        encoded_message(&[&[0, 1], &[0xff; 8][..], &after_zero(&good)].concat(), 0xff, &[]),
        encoded_message(&[&[0, 1], &after_zero(&good)[..]].concat(), 0, &[]),
        // No content at all.
        encoded_message(&[0, 1], 0xff, &[0]),
        encoded_message(&[0], 0, &[1]),
        encoded_message(&[0], 0, &[]),
    ] {
        assert_unproved(&with_signature(&sound, &rsa_sign(&encoded)));
    }
}

#[test]
fn c3_an_rsa_signature_is_below_the_modulus() {
    let sound = Builder::new(rsa_2048());
    let Key::Rsa(key) = rsa_2048() else { unreachable!("an RSA key") };
    let signature = sound.key.sign(sound.scheme, &sound.info());
    let modulus = key.n().to_be_bytes();
    let more = sum(&signature, &modulus, 1);
    // 257 octets, or 256 if the sum still fits.
    assert_unproved(&with_signature(&sound, &more));
    if more[0] == 0 {
        assert_unproved(&with_signature(&sound, &more[1..]));
    }
    for number in [vec![0; 256], [vec![0; 255], vec![1]].concat(), modulus.to_vec(), vec![0xff; 256]] {
        assert_unproved(&with_signature(&sound, &number));
    }
}
