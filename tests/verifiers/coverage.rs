//! The variety among the certificates, according to their octets.

use std::collections::BTreeSet;

use crate::contents::Purpose;
use crate::keys::{all_algorithms, hashes};
use crate::paths::{Kind, Path, all};
use certmint::{Certificate, KeyAlgorithm};
use toolkit::{content, members};

/// The members of a TBSCertificate: version, serialNumber, signature, issuer, validity, subject,
/// subjectPublicKeyInfo, extensions.
fn to_be_signed(certificate: &Certificate) -> [&[u8]; 8] {
    members(members(certificate.as_der())[0]).try_into().expect("eight members")
}

/// An object identifier in dotted decimal.
fn dotted(identifier: &[u8]) -> String {
    let mut arcs = vec![0u128];
    for octet in content(identifier) {
        let arc = arcs.last_mut().expect("an arc");
        *arc = *arc << 7 | u128::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            arcs.push(0);
        }
    }
    let first = (arcs[0] / 40).min(2);
    let others = arcs[1..arcs.len() - 1].iter().map(|arc| format!(".{arc}"));
    format!("{first}.{}{}", arcs[0] - 40 * first, others.collect::<String>())
}

/// The algorithm of a certificate's key, as a request names it.
pub(crate) fn key_of(certificate: &Certificate) -> &'static str {
    let [algorithm, bits] = members(to_be_signed(certificate)[6]).try_into().expect("two members");
    match (dotted(members(algorithm)[0]).as_str(), content(bits).len() - 1) {
        ("1.2.840.113549.1.1.1", 270) => "RSA2048",
        ("1.2.840.113549.1.1.1", 398) => "RSA3072",
        ("1.2.840.113549.1.1.1", 526) => "RSA4096",
        ("1.2.840.113549.1.1.1", 1_038) => "RSA8192",
        ("1.2.840.10045.2.1", 65 | 33) => "EC256",
        ("1.2.840.10045.2.1", 97 | 49) => "EC384",
        ("1.2.840.10045.2.1", 133 | 67) => "EC521",
        ("1.3.101.112", 32) => "ED25519",
        ("2.16.840.1.101.3.4.3.17", 1_312) => "MLDSA44",
        ("2.16.840.1.101.3.4.3.18", 1_952) => "MLDSA65",
        ("2.16.840.1.101.3.4.3.19", 2_592) => "MLDSA87",
        other => panic!("{other:?}"),
    }
}

/// Family and hash of a signature. The hash is empty for a scheme without a separate one.
pub(crate) fn signature_of(certificate: &Certificate) -> (&'static str, &'static str) {
    let algorithm = members(certificate.as_der())[1];
    match dotted(members(algorithm)[0]).as_str() {
        "1.2.840.113549.1.1.11" => ("RSA", "SHA256"),
        "1.2.840.113549.1.1.12" => ("RSA", "SHA384"),
        "1.2.840.113549.1.1.13" => ("RSA", "SHA512"),
        "1.2.840.10045.4.3.2" => ("EC", "SHA256"),
        "1.2.840.10045.4.3.3" => ("EC", "SHA384"),
        "1.2.840.10045.4.3.4" => ("EC", "SHA512"),
        "1.3.101.112" => ("ED25519", ""),
        "2.16.840.1.101.3.4.3.17" => ("MLDSA44", ""),
        "2.16.840.1.101.3.4.3.18" => ("MLDSA65", ""),
        "2.16.840.1.101.3.4.3.19" => ("MLDSA87", ""),
        other => panic!("{other}"),
    }
}

/// The key of a certificate, the hash with which it is signed, and the key of its issuer.
type Combination = (&'static str, &'static str, &'static str);

fn combination(path: &Path) -> Combination {
    let issuer = path.chain.get(1).unwrap_or(&path.chain[0]);
    let (family, hash) = signature_of(&path.chain[0]);
    assert!(key_of(issuer).starts_with(family), "{}", path.name);
    (key_of(&path.chain[0]), hash, key_of(issuer))
}

fn found(kinds: &[Kind]) -> BTreeSet<Combination> {
    all().iter().filter(|path| kinds.contains(&path.kind)).map(combination).collect()
}

/// Each of these keys with each issuer key and hash.
fn every(algorithms: &[KeyAlgorithm]) -> BTreeSet<Combination> {
    let mut every = BTreeSet::new();
    for issuer in algorithms {
        for hash in hashes(*issuer) {
            let hash = if hashes(*issuer).len() == 1 { "" } else { hash.as_str() };
            every.extend(algorithms.iter().map(|key| (key.as_str(), hash, issuer.as_str())));
        }
    }
    every
}

#[test]
fn k2_every_key_hash_and_issuer_key_is_there() {
    let everything = every(&all_algorithms());
    let expected = match all_algorithms().len() {
        10 => 220,
        // Without ML-DSA.
        7 => 133,
        // With graviola alone.
        6 => 96,
        other => panic!("{other} algorithms"),
    };
    assert_eq!(everything.len(), expected);
    for kinds in [[Kind::Subordinate, Kind::Intermediate], [Kind::Apply, Kind::Csr]] {
        assert_eq!(found(&kinds), everything, "{kinds:?}");
    }
    let self_signed = everything.into_iter().filter(|(key, _, issuer)| key == issuer).collect();
    assert_eq!(found(&[Kind::Root]), self_signed);
}

#[test]
fn k2_every_key_hash_and_issuer_key_of_the_api_is_there_for_each_kind_of_certificate() {
    for kind in [Kind::Subordinate, Kind::Intermediate, Kind::Apply, Kind::Csr] {
        assert!(found(&[kind]).is_superset(&every(&KeyAlgorithm::API)), "{kind:?}");
    }
}

/// And that root is above a certificate with each key of this build.
#[test]
fn a5_a_root_of_8192_bits_is_there() {
    let is_below = |path: &&Path| path.chain.last().is_some_and(|root| key_of(root) == "RSA8192");
    let keys: BTreeSet<_> = all().iter().filter(is_below).map(|path| key_of(&path.chain[0])).collect();
    assert_eq!(keys, all_algorithms().into_iter().map(KeyAlgorithm::as_str).collect());
}

#[test]
fn x2_the_certificates_differ_in_all_that_certificates_of_this_library_can_hold() {
    let mut serials = BTreeSet::new();
    let mut extensions = BTreeSet::new();
    let mut purposes = Vec::new();
    let mut depths = BTreeSet::new();
    for path in all() {
        let [_, serial_number, _, _, _, _, _, tagged] = to_be_signed(&path.chain[0]);
        assert!(serials.insert(content(serial_number)), "{}", path.name);
        for extension in members(content(tagged)) {
            // Identifier and value, with TRUE in between if it is critical.
            let parts = members(extension);
            extensions.insert((dotted(parts[0]), parts.len() == 3));
        }
        depths.insert(path.chain.len());
        if !purposes.contains(&path.purpose) {
            purposes.push(path.purpose);
        }
    }
    assert!(serials.len() >= 500, "{} certificates", serials.len());
    let extensions: Vec<_> =
        extensions.iter().map(|(identifier, critical)| (identifier.as_str(), *critical)).collect();
    assert_eq!(
        extensions,
        [
            ("1.3.6.1.4.1.32473.2", false),
            ("1.3.6.1.5.5.7.1.1", false),
            ("2.25.329800735698586629295641978511506172918", false),
            ("2.5.29.14", false),
            ("2.5.29.15", true),
            ("2.5.29.17", false),
            ("2.5.29.17", true),
            ("2.5.29.19", true),
            ("2.5.29.30", true),
            ("2.5.29.31", false),
            ("2.5.29.32", false),
            ("2.5.29.35", false),
            ("2.5.29.37", false),
            ("2.5.29.37", true),
        ]
    );
    assert_eq!(depths.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let all_purposes = [
        Purpose::Server,
        Purpose::Client,
        Purpose::Email,
        Purpose::CodeSigning,
        Purpose::TimeStamping,
        Purpose::Any,
        Purpose::Ca,
    ];
    assert!(all_purposes.iter().all(|purpose| purposes.contains(purpose)), "{purposes:?}");
}
