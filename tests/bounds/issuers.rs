//! Issuer certificates, chains, and stored to-be-signed certificates.

use certmint::key::SignatureAlgorithm;
use certmint::{Certificate, HashAlgorithm, Signer};

use crate::csrs::{identifiers, long_identifiers};
use crate::entry_points::authority;
use crate::inputs::{Input, UNKNOWN, deep};
use toolkit::asn1::{
    NULL, OCTET_STRING, UTF8, bit_string, critical_extension, extension, name_attribute, oid, sequence, tlv,
};
use toolkit::builder::to_pem;
use toolkit::{content, members};

const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const PERMITTED: u8 = 0xa0;
const EXCLUDED: u8 = 0xa1;

/// The octets of a long certificate.
const LONG: usize = 64 << 10;

/// The certificate of an issuer with another subject, if one is given, and additional extensions.
fn altered(subject: Option<&[u8]>, extensions: &[Vec<u8>]) -> Vec<u8> {
    let root = authority().issuer().chain()[0].as_der();
    let [tbs, algorithm, _] = members(root)[..] else { panic!("three members") };
    let tbs = altered_tbs(tbs, subject, extensions);
    let algorithm_of_root = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
    let signature = authority().signer().sign(algorithm_of_root, &tbs).expect("a signature");
    sequence([&tbs, algorithm, &bit_string(&signature)])
}

/// Names below subtrees that exclude others: each name is compared with each subtree.
fn names_below_subtrees(name: &[u8], subtree: &[u8]) -> String {
    let fill = |value: &[u8], around: usize| vec![value.to_vec(); (LONG / (value.len() + around)).max(1)];
    let above = altered(None, &with_subtrees_in(EXCLUDED, &fill(subtree, 2)));
    let subject = sequence([tlv(0x31, name_attribute("2.5.4.10", UTF8, "below"))]);
    let below = altered(Some(&subject), &with_names(&fill(name, 0)));
    [below, above].map(|der| to_pem("CERTIFICATE", &der)).concat()
}

fn altered_tbs(tbs: &[u8], subject: Option<&[u8]>, extensions: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = members(tbs);
    if let Some(subject) = subject {
        parts[5] = subject;
    }
    let own = members(members(parts[7])[0]).concat();
    let all = tlv(0xa3, sequence([own, extensions.concat()]));
    parts[7] = &all;
    sequence(parts)
}

fn with_names(names: &[Vec<u8>]) -> Vec<Vec<u8>> {
    vec![extension(SUBJECT_ALT_NAME, sequence(names))]
}

fn with_subtrees(bases: &[Vec<u8>]) -> Vec<Vec<u8>> {
    with_subtrees_in(PERMITTED, bases)
}

fn with_subtrees_in(list: u8, bases: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let subtrees: Vec<u8> = bases.iter().flat_map(|base| sequence([base])).collect();
    vec![critical_extension(NAME_CONSTRAINTS, sequence([tlv(list, &subtrees)]))]
}

fn directory_name(value: &str) -> Vec<u8> {
    tlv(0xa4, sequence([tlv(0x31, name_attribute("2.5.4.10", UTF8, value))]))
}

/// Extensions that cause the most work.
fn extensions() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let numbered = |count: usize, name: &dyn Fn(usize) -> Vec<u8>| (0..count).map(name).collect::<Vec<_>>();
    let empty = |oid: Vec<u8>| sequence([oid, tlv(OCTET_STRING, [])]);
    let label = "a".repeat(63);
    let dns = |number: usize| format!("{number:05}.{label}.{label}.{label}");
    vec![
        ("names", with_names(&vec![tlv(0x82, "a"); LONG / 3])),
        ("long names", with_names(&numbered(LONG / 200, &|number| tlv(0x82, dns(number))))),
        ("unreadable names", with_names(&vec![tlv(0x82, ""); LONG / 2])),
        ("URIs", with_names(&vec![tlv(0x86, "s:a"); LONG / 5])),
        ("addresses", with_names(&vec![tlv(0x87, [1; 4]); LONG / 6])),
        ("directory names", with_names(&vec![directory_name("a"); LONG / 16])),
        ("empty directory names", with_names(&vec![tlv(0xa4, [0x30, 0]); LONG / 4])),
        ("other names", with_names(&vec![tlv(0x88, ""); LONG / 2])),
        ("subtrees", with_subtrees(&vec![tlv(0x82, "a"); LONG / 5])),
        (
            "different subtrees",
            with_subtrees(&numbered(LONG / 9, &|number| tlv(0x82, format!("x{number:x}")))),
        ),
        (
            "different subtrees that exclude",
            with_subtrees_in(EXCLUDED, &numbered(LONG / 13, &|number| tlv(0x82, format!("a.{number:x}x.b")))),
        ),
        (
            "different mailboxes",
            with_subtrees_in(EXCLUDED, &numbered(LONG / 11, &|number| tlv(0x81, format!("{number:x}@a")))),
        ),
        (
            "different subtrees of URIs",
            with_subtrees_in(EXCLUDED, &numbered(LONG / 9, &|number| tlv(0x86, format!("x{number:x}")))),
        ),
        ("subtrees of every name", with_subtrees(&vec![tlv(0x82, ""); LONG / 4])),
        ("subtrees of long names", with_subtrees(&numbered(LONG / 200, &|number| tlv(0x82, dns(number))))),
        ("subtrees that cannot be applied", with_subtrees(&vec![tlv(0x82, "_"); LONG / 5])),
        ("subtrees of addresses", with_subtrees(&vec![tlv(0x87, [0; 8]); LONG / 12])),
        ("subtrees of directory names", with_subtrees(&vec![directory_name("a"); LONG / 18])),
        (
            "different subtrees of directory names",
            with_subtrees_in(
                EXCLUDED,
                &numbered(LONG / 22, &|number| directory_name(&format!("{number:x}"))),
            ),
        ),
        (
            "subtrees of directory names that decompose",
            with_subtrees_in(
                EXCLUDED,
                &numbered(40, &|number| directory_name(&format!("{number}{}", "\u{fdfa}".repeat(500)))),
            ),
        ),
        (
            "subtrees of directory names in Hangul",
            with_subtrees_in(
                EXCLUDED,
                &numbered(40, &|number| directory_name(&format!("{number}{}", "한".repeat(500)))),
            ),
        ),
        ("subtrees of empty directory names", with_subtrees(&vec![tlv(0xa4, [0x30, 0]); LONG / 6])),
        ("extensions", identifiers(LONG, 9).map(empty).collect()),
        ("extensions with long names", long_identifiers(LONG, 69).map(empty).collect()),
        (
            "extensions with an encoded critical FALSE",
            identifiers(LONG, 12).map(|oid| sequence([oid, tlv(1, [0]), tlv(OCTET_STRING, [])])).collect(),
        ),
        (
            "subtrees that start with a dot",
            with_subtrees(&numbered(LONG / 12, &|number| tlv(0x82, format!(".{number:05}")))),
        ),
        ("empty RDNs of a subtree", with_subtrees(&[tlv(0xa4, sequence(vec![tlv(0x31, []); LONG / 2]))])),
        ("the same extension", vec![extension(UNKNOWN, []); LONG / 14]),
        ("one long extension", vec![extension(UNKNOWN, vec![0; LONG])]),
        (
            "a long identifier of a critical extension",
            vec![sequence([
                tlv(6, [vec![0xff; LONG], vec![0x7f]].concat()),
                tlv(1, [0xff]),
                tlv(OCTET_STRING, []),
            ])],
        ),
        ("deep nesting", vec![extension(UNKNOWN, deep(LONG))]),
        ("deep nesting in basicConstraints", vec![extension("2.5.29.19", deep(LONG))]),
        ("deep nesting in a directory name", with_names(&[tlv(0xa4, deep(LONG))])),
    ]
}

fn subjects() -> Vec<(&'static str, Vec<u8>)> {
    let attribute = || name_attribute("2.5.4.10", UTF8, "a");
    vec![
        ("subject of many RDNs", sequence(vec![tlv(0x31, attribute()); LONG / 12])),
        ("subject of one RDN", sequence([tlv(0x31, vec![attribute(); LONG / 10].concat())])),
        ("subject of empty RDNs", sequence([tlv(0x31, attribute()), tlv(0x31, []).repeat(LONG / 2)])),
        (
            "subject of values that are not of their type",
            sequence(vec![tlv(0x31, name_attribute("2.5.4.10", 0x13, "@")); LONG / 12]),
        ),
        (
            "subject of one value that decomposes",
            sequence([tlv(0x31, name_attribute("2.5.4.10", UTF8, "\u{fdfa}".repeat(LONG / 3)))]),
        ),
        (
            "subject of one value in Hangul",
            sequence([tlv(0x31, name_attribute("2.5.4.10", UTF8, "한".repeat(LONG / 3)))]),
        ),
        ("subject of one value", sequence([tlv(0x31, name_attribute("2.5.4.10", UTF8, "a".repeat(LONG)))])),
        (
            "subject of one BMPString",
            sequence([tlv(0x31, name_attribute("2.5.4.10", 0x1e, "a".repeat(LONG)))]),
        ),
        ("deep nesting in the subject", sequence([tlv(0x31, sequence([oid("2.5.4.10"), deep(LONG)]))])),
    ]
}

pub(crate) fn certificates() -> Vec<Input> {
    let of_extensions = extensions().into_iter().map(|(name, extensions)| (name, altered(None, &extensions)));
    let of_subjects = subjects().into_iter().map(|(name, subject)| (name, altered(Some(&subject), &[])));
    let mut inputs: Vec<Input> =
        of_extensions.chain(of_subjects).map(|(name, der)| (format!("issuer: {name}"), der)).collect();
    inputs.push(("issuer: nothing but nesting".into(), deep(LONG)));
    inputs.push(("issuer: values".into(), sequence([tlv(NULL, []).repeat(LONG / 2)])));
    inputs
}

/// Chains in PEM.
pub(crate) fn chains() -> Vec<Input> {
    let root = &authority().issuer().chain()[0];
    // A root issued itself.
    let repeated = |certificate: &Certificate, count: usize| certificate.to_pem().repeat(count);
    let mut chains: Vec<(String, String)> = vec![
        ("a chain of two".into(), repeated(root, 2)),
        ("a chain of a hundred".into(), repeated(root, 100)),
        ("blocks".into(), to_pem("CERTIFICATE", &[0x30, 0]).repeat(2_000)),
        ("blocks of nothing".into(), "-----BEGIN CERTIFICATE----------END CERTIFICATE-----".repeat(2_000)),
        ("blocks of another label".into(), "-----BEGIN A----------END A-----".repeat(2_000)),
        ("text before a block".into(), format!("{}{}", "a\n".repeat(LONG), root.to_pem())),
        ("text after a block".into(), format!("{}{}", root.to_pem(), "-----".repeat(LONG))),
        ("a block without end".into(), format!("-----BEGIN CERTIFICATE-----{}", "A".repeat(LONG))),
        ("beginnings".into(), "-----BEGIN ".repeat(LONG / 11)),
        ("line ends".into(), root.to_pem().replace("-\nM", &format!("-{}M", "\n".repeat(LONG)))),
    ];
    let organization = name_attribute("2.5.4.10", UTF8, "a");
    for (name, subtree) in [
        (tlv(0x82, "a"), tlv(0x82, "b")),
        (tlv(0x81, "a@b"), tlv(0x81, "c")),
        (tlv(0x86, "s://a"), tlv(0x86, "b")),
        (tlv(0x87, [1; 4]), tlv(0x87, [0, 0, 0, 0, 255, 255, 255, 255])),
        (directory_name("a"), directory_name("b")),
        (tlv(0xa4, sequence([tlv(0x31, organization.repeat(LONG / 11))])), directory_name("b")),
        (tlv(0xa4, sequence(vec![tlv(0x31, &organization); LONG / 13])), directory_name("a")),
    ] {
        chains.push(("names below subtrees".into(), names_below_subtrees(&name, &subtree)));
    }
    let in_pem = certificates().into_iter().map(|(name, der)| (name, to_pem("CERTIFICATE", &der)));
    chains.extend(in_pem);
    chains.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// The bytes that a store returned instead of those that it was given.
pub(crate) fn stored() -> Vec<Input> {
    let root = authority().issuer().chain()[0].as_der();
    let tbs = members(root)[0];
    assert!(!content(tbs).is_empty());
    let of_extensions =
        extensions().into_iter().map(|(name, extensions)| (name, altered_tbs(tbs, None, &extensions)));
    let of_subjects =
        subjects().into_iter().map(|(name, subject)| (name, altered_tbs(tbs, Some(&subject), &[])));
    let mut inputs: Vec<Input> =
        of_extensions.chain(of_subjects).map(|(name, der)| (format!("stored: {name}"), der)).collect();
    let purposes = extension("2.5.29.37", sequence(identifiers(LONG, 5)));
    inputs.push(("stored: purposes".into(), altered_tbs(tbs, None, &[purposes])));
    inputs.push(("stored: sound".into(), tbs.to_vec()));
    inputs
}
