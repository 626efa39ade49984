//! S3 and S4: IP addresses and e-mail addresses.

use certmint::error::{ErrorCode, NameError, NameErrorKind, ViolationKind};
use certmint::name::SubjectAlternativeName;
use certmint::{EndEntityRequest, KeyAlgorithm};

use crate::names::{EMAIL, IP, accepted, defect, labels, refused_length, refused_name};
use toolkit::{now, params, rng, root, violation, years};

#[test]
fn s3_ip_addresses_are_4_or_16_octets() {
    let loopback = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    for (address, octets) in [
        ("0.0.0.0", &[0; 4][..]),
        ("255.255.255.255", &[255; 4]),
        ("156.127.116.38", &[156, 127, 116, 38]),
        ("::", &[0; 16]),
        ("::1", &loopback),
        ("0:0:0:0:0:0:0:1", &loopback),
        ("::0.0.0.1", &loopback),
        // Neighbours of the IPv4-mapped ones.
        ("::fffe:192.0.2.1", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 192, 0, 2, 1]),
        ("::1:ffff:0:0", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 0]),
        ("::1:0:0", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
        ("64:ff9b::192.0.2.1", &[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1]),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &[0xff; 16]),
        ("FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF", &[0xff; 16]),
    ] {
        accepted("IP", address, IP, octets);
    }
}

#[test]
fn s3_what_is_no_plain_address_is_refused() {
    for address in [
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "01.2.3.4",
        "1.2.3.004",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:80",
        "1.2.3.0/24",
        "0x7f.0.0.1",
        "2130706433",
        "1..2.3",
        "-1.2.3.4",
        "fe80::1%eth0",
        "fe80::1%1",
        "[::1]",
        "[::1]:80",
        "::1/128",
        ":::1",
        "1::2::3",
        "12345::",
        "::g",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "::1.2.3.400",
        "::01.2.3.4",
        "example.org",
        "*",
    ] {
        assert_eq!(defect("IP", address, ErrorCode::IpAddress), NameErrorKind::NotAnIpAddress, "{address:?}");
    }
    assert_eq!(defect("IP", "١.٢.٣.٤", ErrorCode::IpAddress), NameErrorKind::NotAscii);
    refused_length("IP", "0000:0000:0000:0000:0000:ffff:192.168.100.200", ErrorCode::IpAddress, 39);
    refused_length("IP", &"1".repeat(40), ErrorCode::IpAddress, 39);
}

#[test]
fn s3_ipv4_mapped_addresses_are_refused_with_the_address_to_send() {
    for (address, mapped) in [
        ("::ffff:10.1.2.3", [10, 1, 2, 3]),
        ("::FFFF:0a01:0203", [10, 1, 2, 3]),
        ("0:0:0:0:0:ffff:192.0.2.1", [192, 0, 2, 1]),
        ("::ffff:0:0", [0; 4]),
        ("::ffff:ffff:ffff", [255; 4]),
    ] {
        assert_eq!(
            defect("IP", address, ErrorCode::IpAddress),
            NameErrorKind::Ipv4Mapped(mapped.into()),
            "{address}"
        );
    }
    let message = refused_name("IP", "::ffff:10.1.2.3", ErrorCode::IpAddress).kind().to_string();
    assert_eq!(
        message,
        "\"::ffff:10.1.2.3\": it is an IPv4-mapped IPv6 address, which some verifiers treat as the IPv4 \
         address 10.1.2.3; send 10.1.2.3"
    );
}

/// The variant of the type holds any address.
#[test]
fn s3_an_ipv4_mapped_address_from_rust_is_refused_when_it_is_checked() {
    let issue = |address: &str| {
        let names = ["192.0.2.1", address].map(|text| SubjectAlternativeName::Ip(text.parse().unwrap()));
        let params = params(KeyAlgorithm::Ec256, "S3", years(1)).with_alternative_names(names.into());
        root(KeyAlgorithm::Ec256).issue(&EndEntityRequest::new(params.unwrap()), now(), &mut rng(3))
    };
    assert_eq!(issue("::fffe:10.1.2.3").unwrap().fields().alternative_names().len(), 2);
    let refused = violation(issue("::ffff:10.1.2.3"));
    assert_eq!(
        (refused.pointer().as_str(), refused.code()),
        ("/subject_alternative_names/1/value", ErrorCode::IpAddress)
    );
    let ViolationKind::Name(NameError { found, kind: defect }) = refused.kind() else {
        panic!("{refused:?}")
    };
    assert_eq!(found.to_string(), "\"::ffff:10.1.2.3\"");
    assert_eq!(*defect, NameErrorKind::Ipv4Mapped([10, 1, 2, 3].into()));
}

#[test]
fn s4_email_addresses() {
    let longest_domain = labels(&[63, 63, 63, 61]);
    for address in [
        "a@b",
        "user@example.org",
        "first.last@example.org",
        "User+tag@EXAMPLE.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "-@a-b.example",
        "1@1.example",
        &format!("ab@{longest_domain}"),
        &format!("{}@{}", "a".repeat(64), labels(&[63, 63, 63])),
    ] {
        accepted("EMAIL", address, EMAIL, address.as_bytes());
    }
}

#[test]
fn s4_what_is_no_dot_atom_at_domain_is_refused() {
    use NameErrorKind::{
        AddressDomain, At, Character, EmptyHost, EmptyLabel, Hyphen, LocalPart, NotAscii, TrailingDot,
        Wildcard,
    };
    for (address, expected) in [
        ("user", At),
        ("a@b@c", At),
        ("\"a@b\"@example.org", At),
        ("@example.org", LocalPart),
        (".a@example.org", LocalPart),
        ("a.@example.org", LocalPart),
        ("a..b@example.org", LocalPart),
        ("a b@example.org", LocalPart),
        ("\"a b\"@example.org", LocalPart),
        ("a(comment)@example.org", LocalPart),
        ("Name <a@example.org>", LocalPart),
        ("mailto:a@example.org", LocalPart),
        ("a\n@example.org", LocalPart),
        ("a@", EmptyHost),
        ("a@*.example.org", Wildcard),
        ("a@example..org", EmptyLabel),
        ("a@example.org.", TrailingDot),
        ("a@-b.example", Hyphen),
        ("a@[192.0.2.1]", Character('[')),
        ("a@192.0.2.1", AddressDomain),
        ("a@127.1", AddressDomain),
        ("a@example.0x7F", AddressDomain),
        ("a@example.org\r", Character('\r')),
        ("é@example.org", NotAscii),
        ("a@bücher.example", NotAscii),
    ] {
        assert_eq!(defect("EMAIL", address, ErrorCode::Parameter), expected, "{address:?}");
    }
    refused_length("EMAIL", &format!("abc@{}", labels(&[63, 63, 63, 61])), ErrorCode::Parameter, 256);
    let long_domain = format!("a@{}", labels(&[63, 63, 63, 62]));
    assert_eq!(defect("EMAIL", &long_domain, ErrorCode::Parameter), NameErrorKind::HostTooLong);
}

#[test]
fn s4_an_address_literal_is_not_told_to_be_sent_as_an_ip_address() {
    let message = refused_name("EMAIL", "root@192.0.2.1", ErrorCode::Parameter).to_string();
    assert!(!message.contains("send it with type IP"), "{message}");
}
