//! U: key usages and the purposes of extKeyUsage.

use certmint::error::NoticeKind;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::key::{Curve, KeyType};
use certmint::{
    CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, ObjectIdentifier, Profile,
    PublicKey,
};
use proptest::prelude::*;
use x509_cert::der::Decode;
use x509_cert::ext::pkix;

use crate::for_all::{Verdict, for_all};
use crate::issuers::{CaCertificate, ec_key, rsa_key};
use crate::json::{apply, apply_body};
use crate::readers::{extension, read, to_be_signed};
use toolkit::{now, profile_with, years};

fn params(key: PublicKey) -> CertificateParams<PublicKey> {
    let subject = DistinguishedName::new("TestCert").expect("a name");
    CertificateParams::new(key, HashAlgorithm::Sha256, subject, years(1))
}

/// The usages whose bits are set (RFC 5280 §4.2.1.3).
pub(crate) fn set(bits: u16) -> Vec<KeyUsage> {
    KeyUsage::ALL
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| bits >> bit & 1 == 1)
        .map(|(_, usage)| usage)
        .collect()
}

/// Rule U3, over the bits: keyCertSign is 5, keyAgreement 4, encipherOnly and decipherOnly 7 and 8,
/// keyEncipherment and dataEncipherment 2 and 3.
fn is_refused(bits: u16, key_type: KeyType) -> bool {
    let has = |bit: u16| bits >> bit & 1 == 1;
    has(5) || (has(7) || has(8)) && !has(4) || key_type != KeyType::Rsa && (has(2) || has(3))
}

/// Rule U2.
fn default(key_type: KeyType) -> u16 {
    match key_type {
        KeyType::Rsa => 1 | 1 << 2,
        _ => 1 | 1 << 4,
    }
}

/// The value of keyUsage: bit 0 is the most significant; trailing zeros are omitted (X.690
/// §11.2.2).
pub(crate) fn encoded(bits: u16) -> Vec<u8> {
    let text: String = (0..16).map(|bit| if bits >> bit & 1 == 1 { '1' } else { '0' }).collect();
    let text = text.trim_end_matches('0');
    let octets = text.as_bytes().chunks(8).map(|chunk| {
        chunk.iter().enumerate().fold(0, |octet, (position, bit)| octet | (bit - b'0') << (7 - position))
    });
    let unused = text.len().next_multiple_of(8) - text.len();
    toolkit::tlv(3, &core::iter::once(unused as u8).chain(octets).collect::<Vec<_>>())
}

#[test]
fn u3_of_all_512_sets_those_are_refused_that_the_rule_names_and_the_others_read_back() {
    let issuer = CaCertificate::default().load();
    let with_crl_sign = profile_with(|settings| settings.end_entity_crl_sign = true);
    let mut counts = [0, 0];
    for (key, key_type) in [(ec_key(), KeyType::Ec(Curve::P256)), (rsa_key(), KeyType::Rsa)] {
        for bits in 0..512 {
            let request =
                EndEntityRequest::new(params(key.clone())).with_key_usages(KeyUsages::of(&set(bits)));
            assert_eq!(request.is_err(), is_refused(bits, key_type), "{bits:#b} {key_type:?}");
            counts[usize::from(request.is_err())] += 1;
            let Ok(request) = request else { continue };
            // cRLSign, rule U7.
            let by_default = request.check(&issuer, &Profile::default(), now());
            assert_eq!(by_default.is_err(), bits >> 6 & 1 == 1, "{bits:#b} {key_type:?}");
            let grant = request.check(&issuer, &with_crl_sign, now()).expect("a grant");
            let expected = if bits == 0 { default(key_type) } else { bits };
            assert_eq!(grant.fields().key_usages(), KeyUsages::of(&set(expected)));
            let (critical, value) = extension(&read(&to_be_signed(grant)), "2.5.29.15").expect("keyUsage");
            assert!(critical);
            assert_eq!(value, encoded(expected));
            let usage = pkix::KeyUsage::from_der(&value).expect("x509-cert reads it");
            assert_eq!(flags(usage), expected);
        }
    }
    // Of 512 sets, 256 lack keyCertSign. Of the 8 combinations of keyAgreement, encipherOnly and
    // decipherOnly, 5 are valid. An EC key allows a quarter of what an RSA key allows.
    assert_eq!(counts, [160 + 40, 1_024 - 200]);
}

fn flags(usage: pkix::KeyUsage) -> u16 {
    let flags = [
        usage.digital_signature(),
        usage.non_repudiation(),
        usage.key_encipherment(),
        usage.data_encipherment(),
        usage.key_agreement(),
        usage.key_cert_sign(),
        usage.crl_sign(),
        usage.encipher_only(),
        usage.decipher_only(),
    ];
    flags.into_iter().enumerate().map(|(bit, is_set)| u16::from(is_set) << bit).sum()
}

#[test]
fn u1_a_body_asks_for_the_set_of_its_list_whatever_its_order() {
    let issuer = CaCertificate::default().load();
    let with_crl_sign = profile_with(|settings| settings.end_entity_crl_sign = true);
    let positions = prop::collection::vec(prop_oneof![2 => Just(0), 2 => Just(4), 3 => 0..9_usize], 0..8);
    let tally = for_all(2_000, positions, |positions| {
        const NAMES: [&str; 9] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        let bits = positions.iter().fold(0, |bits, position| bits | 1 << position);
        let mut body = apply_body();
        body["key_usages"] = positions.iter().map(|position| NAMES[*position]).collect();
        let request = apply(&body);
        assert_eq!(request.is_err(), is_refused(bits, KeyType::Ec(Curve::P256)));
        if let Ok(request) = &request {
            let grant = request.check(&issuer, &with_crl_sign, now()).expect("a grant");
            let expected = if bits == 0 { default(KeyType::Ec(Curve::P256)) } else { bits };
            assert_eq!(grant.fields().key_usages(), KeyUsages::of(&set(expected)));
        }
        Verdict::of(&request)
    });
    tally.assert_both();
}

/// The arcs of a purpose below id-kp, 1.3.6.1.5.5.7.3; the named ones are 1 to 4 and 8.
fn purposes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![3 => Just(8_u8), 4 => 1..9_u8, 1 => 9..100_u8], 0..6)
}

#[test]
fn u4_purposes_are_encoded_in_their_order_and_critical_for_time_stamping_alone() {
    let issuer = CaCertificate::default().load();
    let alone = std::cell::Cell::new(0);
    for_all(2_000, purposes(), |arcs| {
        let purpose = |arc: &u8| {
            let oid = ObjectIdentifier::new(&format!("1.3.6.1.5.5.7.3.{arc}")).expect("an identifier");
            // By name or by identifier, the purpose is the same.
            match arc {
                1 => KeyPurpose::ServerAuth,
                8 => KeyPurpose::TimeStamping,
                _ => KeyPurpose::Other(oid),
            }
        };
        let usage = ExtendedKeyUsage::new(arcs.iter().map(purpose));
        let request = EndEntityRequest::new(params(ec_key()).with_extended_key_usage(usage));
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        let mut once: Vec<u8> = Vec::new();
        for arc in &arcs {
            if !once.contains(arc) {
                once.push(*arc);
            }
        }
        let is_alone = once == [8];
        alone.set(alone.get() + usize::from(is_alone));
        let notices: Vec<_> = grant.fields().notices().iter().map(|notice| notice.kind().clone()).collect();
        let is_noted = once.len() > 1 && once.contains(&8);
        let mut expected = if is_noted { vec![NoticeKind::TimeStampingNotAlone] } else { vec![] };
        // Rule S8: there is no alternative name.
        expected.extend(once.contains(&1).then_some(NoticeKind::ServerWithoutAlternativeName));
        assert_eq!(notices, expected);
        let value = once.iter().flat_map(|arc| [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, *arc]).collect::<Vec<_>>();
        let expected = (!once.is_empty()).then(|| (is_alone, toolkit::tlv(0x30, &value)));
        assert_eq!(extension(&read(&to_be_signed(grant)), "2.5.29.37"), expected);
        Verdict::Accepted
    });
    assert!(alone.get() > 50, "{alone:?} with timeStamping alone");
}

#[test]
fn u4_the_six_booleans_of_a_body_are_the_purposes() {
    let issuer = CaCertificate::default().load();
    const NAMES: [(&str, &str); 6] = [
        ("server_auth", "serverAuth"),
        ("client_auth", "clientAuth"),
        ("code_signing", "codeSigning"),
        ("email_protection", "emailProtection"),
        ("time_stamping", "timeStamping"),
        ("smart_card_logon", "smartCardLogon"),
    ];
    // Absent, null, false, true.
    for number in 0..4_usize.pow(6) {
        let mut members = serde_json::Map::new();
        let mut expected = Vec::new();
        for (position, (member, purpose)) in NAMES.iter().enumerate() {
            match number / 4_usize.pow(position as u32) % 4 {
                0 => continue,
                1 => members.insert(member.to_string(), serde_json::Value::Null),
                2 => members.insert(member.to_string(), false.into()),
                _ => {
                    expected.push(purpose.to_string());
                    members.insert(member.to_string(), true.into())
                }
            };
        }
        let mut body = apply_body();
        body["extended_key_usage"] = members.into();
        let request = apply(&body).expect("a request");
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        let granted = grant.fields().extended_key_usage().purposes().iter().map(ToString::to_string);
        assert_eq!(granted.collect::<Vec<_>>(), expected);
    }
}
