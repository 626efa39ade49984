//! S: alternative names, compared with independent grammars and with their text and encoding.

use core::net::IpAddr;

use certmint::name::SubjectAlternativeName;
use certmint::{CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm};
use proptest::prelude::*;

use crate::for_all::{Verdict, for_all};
use crate::generators::{email_address, host_name, ip_address, ip_text, nearly, uri};
use crate::grammars::{ipv4, ipv6, is_dns_name, is_email_address, is_ipv4_mapped, is_uri};
use crate::issuers::{CaCertificate, ec_key};
use crate::readers::{extension, read, to_be_signed};
use toolkit::{now, profile_with, tlv, years};

/// The name, if it is one of this kind: its tag and content in a GeneralName (RFC 5280 §4.2.1.6).
type Reference = fn(&str) -> Option<(u8, Vec<u8>)>;
type Constructor = fn(&str) -> Result<SubjectAlternativeName, certmint::error::NameError>;

const DNS: (&str, Constructor, Reference) =
    ("DNS", SubjectAlternativeName::dns, |text| is_dns_name(text).then(|| (0x82, text.into())));
const IP: (&str, Constructor, Reference) = ("IP", SubjectAlternativeName::ip, |text| {
    let octets =
        ipv4(text).or_else(|| ipv6(text)).filter(|octets| text.len() <= 39 && !is_ipv4_mapped(octets))?;
    Some((0x87, octets))
});
const EMAIL: (&str, Constructor, Reference) =
    ("EMAIL", SubjectAlternativeName::email, |text| is_email_address(text).then(|| (0x81, text.into())));
const URI: (&str, Constructor, Reference) =
    ("URI", SubjectAlternativeName::uri, |text| is_uri(text).then(|| (0x86, text.into())));

/// Compares a kind of name with its reference: both accept or both refuse it, it is displayed as
/// given, and the displayed text can be read again.
fn assert_kind(
    (label, parse, reference): (&str, Constructor, Reference),
    texts: impl Strategy<Value = String>,
) {
    let tally = for_all(10_000, texts, |text| {
        let name = parse(&text);
        assert_eq!(name.is_ok(), reference(&text).is_some(), "{name:?}");
        if let Ok(name) = &name {
            let printed = name.to_string();
            let (kind, value) = printed.split_once(':').expect("a colon");
            assert_eq!(kind, label);
            assert_eq!(parse(value).as_ref(), Ok(name));
            match name {
                SubjectAlternativeName::Ip(address) => assert_eq!(text.parse(), Ok(*address)),
                _ => assert_eq!(value, text),
            }
        }
        Verdict::of(&name)
    });
    tally.assert_both();
}

#[test]
fn s2_dns_names_are_those_of_the_grammar() {
    let wildcards = || {
        (prop::sample::select(&["*.", "", "", "*", "a*."][..]), host_name())
            .prop_map(|(start, name)| format!("{start}{name}"))
    };
    let texts = prop_oneof![
        4 => wildcards(),
        4 => nearly(wildcards(), &['.', '-', '*', '_', ' ', 'é', '/', '\0', '@', 'Z', '0', ':']),
        1 => "[a-zA-Z0-9_.*-]{0,20}",
        1 => "[0-9.]{1,12}",
        1 => r"([a-z]{1,3}\.)?(0[xX])?[0-9a-fA-F]{0,4}",
        1 => "[a-z]{250,256}",
        1 => prop::collection::vec("[a-z0-9]{60,63}", 3..5).prop_map(|labels| labels.join(".")),
    ];
    assert_kind(DNS, texts);
}

#[test]
fn s3_ip_addresses_are_those_of_the_grammar_and_of_the_standard_library() {
    const CHARACTERS: &[char] = &['.', ':', '0', '1', 'f', 'F', 'g', '%', '/', ' ', '[', '٣'];
    let texts = prop_oneof![
        3 => ip_text(),
        3 => nearly(ip_text(), CHARACTERS),
        1 => "[0-9.]{6,16}",
        1 => "[0-9a-f:]{2,40}",
        1 => "([0-9a-f]{1,4}:){1,7}(:|[0-9a-f]{1,4})",
    ];
    assert_kind(IP, texts);
}

#[test]
fn s3_the_reference_of_addresses_agrees_with_the_standard_library() {
    let texts = prop_oneof![1 => ip_text(), 1 => nearly(ip_text(), &['.', ':', '0', 'f', '%'])];
    let tally = for_all(10_000, texts, |text| {
        let octets = text.parse().ok().map(|address: IpAddr| match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        });
        assert_eq!(ipv4(&text).or_else(|| ipv6(&text)), octets);
        Verdict::of(&octets.ok_or(()))
    });
    tally.assert_both();
}

#[test]
fn s4_email_addresses_are_those_of_the_grammar() {
    let texts = prop_oneof![
        4 => email_address(),
        4 => nearly(email_address(), &['.', '@', ' ', '"', '(', ',', '[', 'é', '-', '*', '!', '\n']),
        1 => "[a-z.@!*-]{0,24}",
        1 => "[a-z]{1,250}@[a-z]{1,12}",
        1 => ("[a-z]{1,9}", ip_text()).prop_map(|(local_part, domain)| format!("{local_part}@{domain}")),
    ];
    assert_kind(EMAIL, texts);
}

#[test]
fn s5_uris_are_those_of_the_grammar() {
    let texts = prop_oneof![
        5 => uri(),
        4 => nearly(uri(), &[':', '/', '?', '#', '[', ']', '@', '%', ' ', 'é', '-', '.', '"', '0']),
        1 => "[a-z0-9+.:/?#@%-]{0,30}",
        1 => "[a-z]{1,6}:[a-z/]{2040,2046}",
        1 => ip_text().prop_map(|address| format!("a://[{address}]/")),
        1 => r"a://([a-z]\.)?(0[xX])?[0-9a-f]{1,3}/?",
    ];
    assert_kind(URI, texts);
}

/// One DER value, or octets that are nearly one.
fn values() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|value| tlv(0x01, &[if value { 0xff } else { 0 }])),
        "[a-zé]{0,9}".prop_map(|text| tlv(0x0c, text.as_bytes())),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(|octets| tlv(0x04, &octets)),
        Just(vec![5, 0]),
    ];
    let value = leaf.prop_recursive(4, 16, 4, |inner| {
        (prop::sample::select(vec![0x30, 0xa0, 0x31]), prop::collection::vec(inner, 0..4))
            .prop_map(|(tag, members)| tlv(tag, &members.concat()))
    });
    (value, prop::option::weighted(0.4, (any::<prop::sample::Index>(), any::<u8>()))).prop_map(
        |(mut value, changed)| {
            if let Some((position, octet)) = changed {
                let position = position.index(value.len());
                value[position] = octet;
            }
            value
        },
    )
}

#[test]
fn s7_other_names_are_encoded_as_they_are_given_and_read_back() {
    let issuer = CaCertificate::default().load();
    let tally = for_all(3_000, (1..1_000_u32, values()), |(arc, value)| {
        let dotted = format!("1.3.6.1.4.1.99999.{arc}");
        let type_id = certmint::ObjectIdentifier::new(&dotted).expect("an identifier");
        let name = SubjectAlternativeName::other_name(&type_id, &value);
        let Ok(name) = name else {
            return Verdict::Refused;
        };
        assert_eq!(name.to_string().parse().as_ref(), Ok(&name));
        let SubjectAlternativeName::OtherName(other) = &name else { panic!("{name:?}") };
        assert_eq!((other.type_id(), other.value_der()), (type_id, &value[..]));
        let subject = DistinguishedName::new("TestCert").expect("a name");
        let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1))
            .with_alternative_names(vec![name])
            .expect("one name");
        let profile = certmint::Profile::default();
        let grant = EndEntityRequest::new(params).check(&issuer, &profile, now()).expect("a grant");
        let expected = tlv(0xa0, &[toolkit::asn1::oid(&dotted), tlv(0xa0, &value)].concat());
        let names = tlv(0x30, &expected);
        assert_eq!(extension(&read(&to_be_signed(grant)), "2.5.29.17"), Some((false, names)));
        Verdict::Accepted
    });
    tally.assert_both();
}

#[test]
fn s7_hardware_module_names_are_read_as_they_are_written() {
    let serial_number = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 1..30),
        1 => Just(Vec::new()),
    ];
    let tally = for_all(1_000, (any::<u32>(), serial_number), |(arc, serial_number)| {
        let dotted = format!("1.3.6.1.4.1.99999.{arc}");
        let hardware_type = certmint::ObjectIdentifier::new(&dotted).expect("an identifier");
        let name = SubjectAlternativeName::hardware_module_name(&hardware_type, &serial_number);
        let digits: String = serial_number.iter().map(|octet| format!("{octet:02x}")).collect();
        let text = format!("HWMODULE:{dotted};{digits}");
        assert_eq!(text.parse::<SubjectAlternativeName>().is_ok(), name.is_ok());
        let Ok(name) = name else { return Verdict::Refused };
        assert_eq!(name.to_string(), text);
        assert_eq!(text.parse(), Ok(name));
        Verdict::Accepted
    });
    tally.assert_both();
}

/// Names of all kinds, some of them duplicates.
fn lists() -> impl Strategy<Value = Vec<(u8, Vec<u8>, SubjectAlternativeName)>> {
    let of = |(_, parse, reference): (&'static str, Constructor, Reference)| {
        move |text: String| {
            let (tag, content) = reference(&text)?;
            Some((tag, content, parse(&text).expect("what the grammar has")))
        }
    };
    let name = prop_oneof![
        3 => host_name().prop_filter_map("a name", of(DNS)),
        2 => ip_address().prop_map(|address| address.to_string()).prop_filter_map("an address", of(IP)),
        1 => email_address().prop_filter_map("an address", of(EMAIL)),
        1 => uri().prop_filter_map("a URI", of(URI)),
    ];
    (prop::collection::vec(name, 0..24), prop::collection::vec(any::<prop::sample::Index>(), 0..6)).prop_map(
        |(mut names, repeated)| {
            for position in repeated.iter().filter(|_| !names.is_empty()).collect::<Vec<_>>() {
                let name = names[position.index(names.len())].clone();
                names.insert(position.index(names.len() + 1), name);
            }
            names
        },
    )
}

#[test]
fn s1_names_are_encoded_in_their_order_and_each_once() {
    let issuer = CaCertificate::default().load();
    let tally = for_all(2_000, (lists(), 1..30_usize), |(names, most)| {
        let subject = DistinguishedName::new("TestCert").expect("a name");
        let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1))
            .with_alternative_names(names.iter().map(|(.., name)| name.clone()).collect())
            .expect("at most 100");
        let profile = profile_with(|settings| settings.apply_alternative_names = most);
        let grant = EndEntityRequest::new(params).check(&issuer, &profile, now());
        // Rule S1: the limit counts duplicates.
        assert_eq!(grant.is_ok(), names.len() <= most);
        let verdict = Verdict::of(&grant);
        let Ok(grant) = grant else { return verdict };
        let mut expected: Vec<Vec<u8>> = Vec::new();
        for (tag, content, _) in &names {
            let name = tlv(*tag, content);
            if !expected.contains(&name) {
                expected.push(name);
            }
        }
        let expected = (!expected.is_empty()).then(|| (false, tlv(0x30, &expected.concat())));
        assert_eq!(extension(&read(&to_be_signed(grant)), "2.5.29.17"), expected);
        verdict
    });
    tally.assert_both();
}
