//! X1 and X4: what the randomness decides, and that nothing else does.

use std::convert::Infallible;

use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::{Application, ApplyRequest, DistinguishedName, HashAlgorithm, Profile};
use proptest::prelude::*;
use x509_cert::der::Encode;

use crate::for_all::{Verdict, for_all};
use crate::issuers::{CaCertificate, ec_key};
use crate::issuing::{authorities, encode};
use crate::json::any_body;
use crate::readers::{extension, read};
use crate::support::{content, members, now, rng, years};

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
        // Both in turn are put into the place of the other's.
        let mut bytes = one.as_bytes().to_vec();
        for (own, others) in [
            (one.serial_number().to_vec(), another.serial_number().to_vec()),
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

/// The octets with the one place where `own` stands filled by `others`, which are as many.
fn replaced(octets: &[u8], own: &[u8], others: &[u8]) -> Vec<u8> {
    let mut places = (0..=octets.len() - own.len()).filter(|at| octets[*at..].starts_with(own));
    let place = places.next().expect("a place");
    assert_eq!((places.next(), own.len()), (None, others.len()));
    [&octets[..place], others, &octets[place + own.len()..]].concat()
}

/// Hands out these octets, again and again.
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
        let request = ApplyRequest::new(Application::new(ec_key(), HashAlgorithm::Sha256, subject, years(1)));
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        let to_be_signed =
            grant.to_be_signed(&mut Fixed { octets: octets.clone(), position: 0 }).expect("encoded");
        let random: Vec<u8> = octets.iter().cycle().copied().take(36).collect();
        let serial_number = to_be_signed.serial_number();
        // An INTEGER of 20 octets, below 2^159 and so positive, and in the fewest octets.
        assert_eq!(content(members(to_be_signed.as_bytes())[1]), serial_number);
        assert_eq!(serial_number[0] >> 6, 0b01);
        assert_eq!(serial_number[0] & 0x3f, random[0] & 0x3f);
        assert_eq!(serial_number[1..], random[1..20]);
        // A UUID of version 4 (RFC 9562 §5.4) from other octets.
        let id = to_be_signed.certificate_id();
        assert_eq!((id.get_version_num(), id.as_bytes()[8] >> 6), (4, 0b10));
        assert_eq!((&id.as_bytes()[..6], &id.as_bytes()[9..]), (&random[20..26], &random[29..36]));
        Verdict::Accepted
    });
}
