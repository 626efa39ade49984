//! X1 and X4: what randomness determines, and that it determines nothing else.

use std::convert::Infallible;

use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::{
    CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm, PrivateKey, Profile,
    PublicKey,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use x509_cert::TbsCertificate;
use x509_cert::der::Encode;

use crate::for_all::{Verdict, for_all};
use crate::issuers::{CaCertificate, ec_key};
use crate::issuing::{authorities, encode};
use crate::json::any_body;
use crate::readers::{extension, read};
use toolkit::{content, members, now, rng, years};

#[test]
fn x4_the_same_request_and_randomness_give_the_same_bytes() {
    let values = (any_body(), 0..authorities().len(), any::<u8>());
    let tally = for_all(800, values, |(sent, position, seed)| {
        let authority = &authorities()[position];
        let one = encode(&sent, authority, &mut rng(seed));
        let another = encode(&sent, authority, &mut rng(seed));
        let verdict = Verdict::of(&one);
        match (one, another) {
            (Ok(one), Ok(another)) => {
                assert_eq!(one.as_bytes(), another.as_bytes());
                assert_eq!(one.certificate_id(), another.certificate_id());
            }
            (Err(one), Err(another)) => assert_eq!(one.to_string(), another.to_string()),
            (one, another) => panic!("{one:?} {another:?}"),
        }
        verdict
    });
    tally.assert_both();
}

#[test]
fn x4_other_randomness_changes_the_serial_number_and_a_generated_key_alone() {
    const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
    let values = (any_body(), 0..authorities().len(), 0..127_u8);
    let tally = for_all(800, values, |(sent, position, seed)| {
        let authority = &authorities()[position];
        let encoded = [seed, seed + 128].map(|seed| encode(&sent, authority, &mut rng(seed)));
        let [Ok(one), Ok(another)] = encoded else { return Verdict::Refused };
        assert_ne!(one.serial_number(), another.serial_number());
        assert_ne!(one.certificate_id(), another.certificate_id());
        let certificates = [read(&one), read(&another)];
        let keys = certificates.each_ref().map(|tbs| tbs.subject_public_key_info().to_der().expect("DER"));
        let identifiers = certificates
            .each_ref()
            .map(|tbs| extension(tbs, SUBJECT_KEY_IDENTIFIER).expect("a key identifier").1);
        assert_eq!(keys[0] == keys[1], identifiers[0] == identifiers[1]);
        // Each is put in the place of the other.
        let mut bytes = one.as_bytes().to_vec();
        for (own, others) in [
            (one.serial_number().as_bytes().to_vec(), another.serial_number().as_bytes().to_vec()),
            (keys[0].clone(), keys[1].clone()),
            (identifiers[0].clone(), identifiers[1].clone()),
        ] {
            bytes = replaced(&bytes, &own, &others);
        }
        assert_eq!(bytes, another.as_bytes());
        Verdict::Accepted
    });
    tally.assert_both();
}

/// The octets with the only occurrence of `own` replaced by `others` of the same length.
fn replaced(octets: &[u8], own: &[u8], others: &[u8]) -> Vec<u8> {
    let mut places = (0..=octets.len() - own.len()).filter(|at| octets[*at..].starts_with(own));
    let place = places.next().expect("a place");
    assert_eq!((places.next(), own.len()), (None, others.len()));
    [&octets[..place], others, &octets[place + own.len()..]].concat()
}

/// A generator that repeats these octets.
struct Fixed {
    octets: Vec<u8>,
    position: usize,
}

impl TryRng for Fixed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets).map(|()| u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets).map(|()| u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        for octet in octets {
            *octet = self.octets[self.position % self.octets.len()];
            self.position += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

/// The leftmost 160 bits of the SHA-256 of the key's bits (RFC 7093 §2 method 1), as read by
/// another crate.
fn key_identifier(tbs: &TbsCertificate) -> [u8; 20] {
    let bits = tbs.subject_public_key_info().subject_public_key.raw_bytes();
    Sha256::digest(bits)[..20].try_into().expect("20 of 32 octets")
}

fn combined(octets: &[u8], key_identifier: [u8; 20]) -> Vec<u8> {
    octets.iter().zip(key_identifier).map(|(octet, of_key)| octet ^ of_key).collect()
}

#[test]
fn x1_a_serial_number_has_20_octets_is_positive_and_of_158_random_bits() {
    let issuer = CaCertificate::default().load();
    let octets = prop_oneof![
        8 => prop::collection::vec(any::<u8>(), 36),
        1 => Just(vec![0]),
        1 => Just(vec![0xff]),
        1 => Just(vec![0x80]),
    ];
    for_all(2_000, octets, |octets| {
        let subject = DistinguishedName::new("TestCert").expect("a name");
        let request =
            EndEntityRequest::new(CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1)));
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        let to_be_signed =
            grant.to_be_signed(&mut Fixed { octets: octets.clone(), position: 0 }).expect("encoded");
        let random: Vec<u8> = octets.iter().cycle().copied().take(36).collect();
        let serial_number = to_be_signed.serial_number();
        let serial_number = serial_number.as_bytes();
        // Each octet is as random as the generator's, because only a constant of the key is added.
        let key_identifier = key_identifier(&read(&to_be_signed));
        let of_serial_number = combined(&random[..20], key_identifier);
        let of_id = combined(&random[20..], key_identifier);
        // An INTEGER of 20 octets in the fewest octets, below 2^159 and therefore positive.
        assert_eq!(content(members(to_be_signed.as_bytes())[1]), serial_number);
        assert_eq!(serial_number[0] >> 6, 0b01);
        assert_eq!(serial_number[0] & 0x3f, of_serial_number[0] & 0x3f);
        assert_eq!(serial_number[1..], of_serial_number[1..]);
        // A version 4 UUID (RFC 9562 §5.4) from other octets.
        let id = to_be_signed.certificate_id();
        assert_eq!((id.get_version_num(), id.as_bytes()[8] >> 6), (4, 0b10));
        assert_eq!((&id.as_bytes()[..6], &id.as_bytes()[9..]), (&of_id[..6], &of_id[9..]));
        assert_eq!((id.as_bytes()[6] & 0x0f, id.as_bytes()[8] & 0x3f), (of_id[6] & 0x0f, of_id[8] & 0x3f));
        Verdict::Accepted
    });
}

/// Restoring a virtual machine from a snapshot, or forking a process, copies the generator's state.
#[test]
fn x1_generators_in_one_state_give_two_keys_two_serial_numbers_and_ids() {
    let issuer = CaCertificate::default().load();
    let encoded = |key: &PublicKey, seed| {
        let subject = DistinguishedName::new("TestCert").expect("a name");
        let params = CertificateParams::new(key.clone(), HashAlgorithm::Sha256, subject, years(1));
        let grant = EndEntityRequest::new(params).check(&issuer, &Profile::default(), now());
        grant.expect("a grant").to_be_signed(&mut rng(seed)).expect("encoded")
    };
    for_all(800, (any::<[u8; 2]>(), any::<u8>()), |(keys, seed)| {
        let keys = keys.map(|seed| PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(seed)).expect("a key"));
        let [one, another] = keys.each_ref().map(|key| encoded(key.public_key(), seed));
        let same_key = keys[0].public_key() == keys[1].public_key();
        assert_eq!(one.serial_number() == another.serial_number(), same_key);
        assert_eq!(one.certificate_id() == another.certificate_id(), same_key);
        // Their random parts differ as the key identifiers do.
        let differing = |one: &[u8], another: &[u8]| -> Vec<u8> {
            one.iter().zip(another).map(|(one, another)| one ^ another).collect()
        };
        let identifiers = [&one, &another].map(|to_be_signed| key_identifier(&read(to_be_signed)));
        let expected = differing(&identifiers[0], &identifiers[1]);
        assert_eq!(
            differing(one.serial_number().as_bytes(), another.serial_number().as_bytes())[1..],
            expected[1..]
        );
        let ids = [one, another].map(|to_be_signed| to_be_signed.certificate_id());
        assert_eq!(differing(ids[0].as_bytes(), ids[1].as_bytes())[9..], expected[9..16]);
        Verdict::Accepted
    });
}
