//! O1–O5: whatever is asked is answered as asked, or not at all.

use std::sync::OnceLock;

use base64ct::{Base64, Encoding};
use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspErrorStatus, OcspRequest, OcspService};
use certmint::time::Duration;
use certmint::{KeyAlgorithm, SerialNumber};
use proptest::collection::vec;
use proptest::prelude::*;

use toolkit::asn1::{OCTET_STRING, extension, sequence, tlv};
use toolkit::{content, members, now};

use crate::for_all::{Verdict, for_all};

fn services() -> &'static [OcspService; 2] {
    static SERVICES: OnceLock<[OcspService; 2]> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let root = toolkit::root(KeyAlgorithm::Ec256);
        [toolkit::subordinate(&root, KeyAlgorithm::Ec256, 0), root].map(|authority| {
            let key = certmint::PrivateKey::from_der(&authority.signer().to_pkcs8_der()).expect("a key");
            let issuer = authority.issuer().clone();
            let responder = certmint::ocsp::OcspResponder::direct(issuer).expect("a responder");
            OcspService::new(responder, key)
                .expect("a service")
                .with_lifetime(Duration::HOUR)
                .expect("a lifetime")
        })
    })
}

/// One certificate: its issuer, the hash and the serial number.
#[derive(Clone, Debug)]
struct Asked {
    other_issuer: bool,
    hash: usize,
    serial_number: Vec<u8>,
}

impl Asked {
    fn der(&self) -> Vec<u8> {
        let issuer = services()[usize::from(self.other_issuer)].responder().issuer();
        let serial_number = SerialNumber::new(&self.serial_number).expect("a serial number");
        CertId::new(issuer, serial_number, CertIdHash::ALL[self.hash]).as_der().to_vec()
    }
}

prop_compose! {
    fn asked(of_other: f64)(
        other_issuer in prop::bool::weighted(of_other),
        hash in 0..4_usize,
        first in 1..=255_u8,
        rest in vec(any::<u8>(), 0..20),
    ) -> Asked {
        let serial_number = [&[first][..], &rest].concat();
        Asked { other_issuer, hash, serial_number }
    }
}

fn request(ids: &[Vec<u8>], nonce: Option<&[u8]>) -> Vec<u8> {
    let list = sequence(ids.iter().map(|id| sequence([id])));
    let nonce = nonce.map(|nonce| {
        let nonce = extension("1.3.6.1.5.5.7.48.1.2", tlv(OCTET_STRING, nonce));
        tlv(0xa2, sequence([nonce]))
    });
    sequence([sequence([list, nonce.unwrap_or_default()])])
}

#[test]
fn o5_each_request_is_answered_as_asked_or_not_at_all() {
    let values = (vec(asked(0.03), 0..12), prop::option::of(vec(any::<u8>(), 0..150)));
    let tally = for_all(400, values, |(asked, nonce)| {
        let ids: Vec<_> = asked.iter().map(Asked::der).collect();
        let der = request(&ids, nonce.as_deref());
        let mut told = Vec::new();
        let response = services()[0].respond(&der, now(), |serial_number| {
            told.push(serial_number.as_bytes().to_vec());
            Ok(CertStatus::Good)
        });
        let is_nonce = nonce.as_ref().is_none_or(|nonce| (1..=128).contains(&nonce.len()));
        let expected = if asked.is_empty() || !is_nonce {
            Some(OcspErrorStatus::MalformedRequest)
        } else if asked.iter().any(|asked| asked.other_issuer) {
            Some(OcspErrorStatus::Unauthorized)
        } else {
            None
        };
        assert_eq!(response.error_status(), expected);
        if expected.is_some() {
            assert!(told.is_empty() && response.as_der().len() == 5);
            return Verdict::Refused;
        }
        assert!(told.iter().eq(asked.iter().map(|asked| &asked.serial_number)));
        let basic = content(members(content(members(response.as_der())[1]))[1]);
        let tbs = members(members(basic)[0]);
        let singles: Vec<_> = members(tbs[2]).into_iter().map(|single| members(single)[0].to_vec()).collect();
        assert_eq!(singles, ids);
        let repeated = nonce.map(|nonce| {
            let nonce = extension("1.3.6.1.5.5.7.48.1.2", tlv(OCTET_STRING, nonce));
            tlv(0xa1, sequence([nonce]))
        });
        assert_eq!(tbs.get(3).map(|part| part.to_vec()), repeated);
        Verdict::Accepted
    });
    tally.assert_both();
}

#[test]
fn o1_a_path_is_the_same_request_however_it_is_escaped() {
    let values = (vec(asked(0.0), 1..4), vec(0..6_u8, 1..64), any::<bool>());
    for_all(400, values, |(asked, escapes, is_padded)| {
        let ids: Vec<_> = asked.iter().map(Asked::der).collect();
        let der = request(&ids, Some(&escapes));
        let base64 = Base64::encode_string(&der);
        let base64 = if is_padded { base64.as_str() } else { base64.trim_end_matches('=') };
        let escaped = base64.chars().zip(escapes.iter().cycle()).map(|(character, escape)| match escape {
            0 => format!("%{:02X}", character as u32),
            1 => format!("%{:02x}", character as u32),
            2 => character.to_string().replace('+', "-").replace('/', "_"),
            3 => character.to_string().replace('+', " "),
            _ => character.to_string(),
        });
        let path = format!("/{}", escaped.collect::<String>());
        assert_eq!(OcspRequest::from_get_path(&path), OcspRequest::from_der(&der), "{path}");
        Verdict::Accepted
    });
}

/// A request with some octets changed is malformed, or read as what it then says.
#[test]
fn o1_a_changed_octet_is_refused_or_is_in_what_was_read() {
    let values = (vec(asked(0.0), 1..3), vec(any::<u8>(), 1..40), any::<prop::sample::Index>(), 1..=255_u8);
    let tally = for_all(1_000, values, |(asked, nonce, position, change)| {
        let ids: Vec<_> = asked.iter().map(Asked::der).collect();
        let mut der = request(&ids, Some(&nonce));
        let before = OcspRequest::from_der(&der).expect("a request");
        *position.get_mut(&mut der) ^= change;
        let read = OcspRequest::from_der(&der);
        if let Ok(read) = &read {
            let occurs = |part: &[u8]| der.windows(part.len()).any(|window| window == part);
            assert!(read.certificates().iter().all(|id| occurs(id.as_der())));
            assert!(read.nonce().is_none_or(occurs));
            let written = request(
                &read.certificates().iter().map(|id| id.as_der().to_vec()).collect::<Vec<_>>(),
                read.nonce(),
            );
            // Without a nonce, its identifier was changed, which makes it an unknown extension.
            assert!(read != &before && (read.nonce().is_none() || written == der));
        }
        Verdict::of(&read)
    });
    tally.assert_both();
}
