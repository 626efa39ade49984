//! A3: dNSName and iPAddress constraints, compared with a reference that checks labels and bits one
//! by one. (The binary `constraints` compares such chains with verifiers.)

use core::net::IpAddr;

use certmint::error::ViolationKind;
use certmint::name::SubjectAlternativeName;
use certmint::{CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Profile};
use proptest::prelude::*;

use crate::for_all::{Verdict, for_all};
use crate::issuers::{CaCertificate, ec_key};
use toolkit::{now, tlv, years};

/// A base, and its encoding in GeneralSubtree.
#[derive(Clone, Debug)]
enum Subtree {
    Dns(String),
    /// Address and mask.
    Ip(Vec<u8>, Vec<u8>),
}

impl Subtree {
    fn encode(&self) -> Vec<u8> {
        let base = match self {
            Self::Dns(base) => tlv(0x82, base.as_bytes()),
            Self::Ip(address, mask) => tlv(0x87, &[&address[..], mask].concat()),
        };
        tlv(0x30, &base)
    }

    fn is_of_form(&self, name: &Named) -> bool {
        matches!((self, name), (Self::Dns(_), Named::Dns(_)) | (Self::Ip(..), Named::Ip(_)))
    }
}

#[derive(Clone, Debug)]
enum Named {
    Dns(String),
    Ip(Vec<u8>),
}

impl Named {
    fn name(&self) -> SubjectAlternativeName {
        match self {
            Self::Dns(name) => SubjectAlternativeName::dns(name).expect("a DNS name"),
            Self::Ip(octets) => {
                let address: IpAddr = match octets.len() {
                    4 => <[u8; 4]>::try_from(&octets[..]).expect("4").into(),
                    _ => <[u8; 16]>::try_from(&octets[..]).expect("16").into(),
                };
                SubjectAlternativeName::Ip(address)
            }
        }
    }
}

/// The labels from the last one on, in lower case.
fn labels(name: &str) -> Vec<String> {
    name.to_lowercase().split('.').rev().map(str::to_string).collect()
}

/// RFC 5280 §4.2.1.10: labels are added to the left of the base; a leading dot requires at least
/// one.
fn is_at_or_below(base: &str, name: &str) -> bool {
    if base.is_empty() {
        return true;
    }
    let (base, least) = match base.strip_prefix('.') {
        Some(base) => (labels(base), 1),
        None => (labels(base), 0),
    };
    let name = labels(name);
    name.len() >= base.len() + least && name.iter().zip(&base).all(|(label, of_base)| label == of_base)
}

fn is_below_mask(address: &[u8], mask: &[u8], octets: &[u8]) -> bool {
    address.len() == octets.len() && (0..octets.len()).all(|at| (address[at] ^ octets[at]) & mask[at] == 0)
}

fn permits(subtree: &Subtree, name: &Named) -> bool {
    match (subtree, name) {
        (Subtree::Dns(base), Named::Dns(name)) => is_at_or_below(base, name),
        (Subtree::Ip(address, mask), Named::Ip(octets)) => is_below_mask(address, mask, octets),
        _ => false,
    }
}

/// A wildcard covers names with one more label. If one of them would be excluded, so is the
/// wildcard.
fn excludes(subtree: &Subtree, name: &Named) -> bool {
    let stands_for_base = match (subtree, name) {
        (Subtree::Dns(base), Named::Dns(name)) => name.strip_prefix("*.").is_some_and(|parent| {
            let base = labels(base.strip_prefix('.').unwrap_or(base));
            base.len() == labels(parent).len() + 1 && base[..base.len() - 1] == labels(parent)
        }),
        _ => false,
    };
    permits(subtree, name) || stands_for_base
}

/// rustls-webpki treats a wildcard below one label as malformed below any constraint of its form.
fn is_comparable(name: &Named) -> bool {
    match name {
        Named::Ip(_) => true,
        Named::Dns(name) => name.strip_prefix("*.").is_none_or(|parent| parent.contains('.')),
    }
}

fn is_admitted(permitted: &[Subtree], excluded: &[Subtree], name: &Named) -> bool {
    let of_form = |subtrees: &[Subtree]| subtrees.iter().any(|subtree| subtree.is_of_form(name));
    let is_constrained = of_form(permitted) || of_form(excluded);
    !is_constrained
        || is_comparable(name)
            && !excluded.iter().any(|subtree| excludes(subtree, name))
            && (!of_form(permitted) || permitted.iter().any(|subtree| permits(subtree, name)))
}

/// Names of few labels, so that many of them match.
fn dns() -> impl Strategy<Value = String> {
    let label = prop::sample::select(&["a", "b", "A", "ab"][..]);
    let last = prop::sample::select(&["example", "example", "EXAMPLE", "org", "7a"][..]);
    (prop::collection::vec(label, 0..4), last).prop_map(|(labels, last)| {
        labels.iter().rev().fold(last.to_string(), |name, label| format!("{label}.{name}"))
    })
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    let octet = || prop_oneof![4 => 0..4_u8, 1 => any::<u8>()];
    // IPv6 addresses that are not IPv4-mapped.
    let v6 = prop::collection::vec(octet(), 15).prop_map(|rest| [&[0x20], &rest[..]].concat());
    prop_oneof![3 => prop::collection::vec(octet(), 4), 1 => v6]
}

fn subtrees() -> impl Strategy<Value = Vec<Subtree>> {
    let base = (prop::sample::select(&["", "", "."][..]), dns())
        .prop_map(|(dot, name)| Subtree::Dns(format!("{dot}{name}")));
    let network = (octets(), 0..=128_u8).prop_map(|(address, prefix)| {
        let prefix = usize::from(prefix) % (address.len() * 8 + 1);
        let bits = |octet: usize| prefix.saturating_sub(octet * 8).min(8) as u32;
        let mask: Vec<u8> =
            (0..address.len()).map(|octet| 0xff_u8.checked_shl(8 - bits(octet)).unwrap_or(0)).collect();
        let address = address.iter().zip(&mask).map(|(octet, mask)| octet & mask).collect();
        Subtree::Ip(address, mask)
    });
    let one = prop_oneof![6 => base, 1 => Just(Subtree::Dns(String::new())), 4 => network];
    prop::collection::vec(one, 0..4)
}

fn names() -> impl Strategy<Value = Vec<Named>> {
    let dns = (prop::sample::select(&["", "", "", "*."][..]), dns())
        .prop_map(|(star, name)| Named::Dns(format!("{star}{name}")));
    prop::collection::vec(prop_oneof![2 => dns, 1 => octets().prop_map(Named::Ip)], 1..4)
}

#[test]
fn a3_names_are_admitted_exactly_where_the_reference_admits_them() {
    let tally = for_all(10_000, (subtrees(), subtrees(), names()), |(permitted, excluded, names)| {
        let list = |tag, subtrees: &[Subtree]| match subtrees {
            [] => Vec::new(),
            some => tlv(tag, &some.iter().flat_map(Subtree::encode).collect::<Vec<_>>()),
        };
        let value = tlv(0x30, &[list(0xa0, &permitted), list(0xa1, &excluded)].concat());
        let name_constraints = (value.len() > 2).then_some(value);
        let issuer = CaCertificate { name_constraints, ..CaCertificate::default() }.load();
        // A common name that is not a host name.
        let subject = DistinguishedName::new("Test certificate").expect("a name");
        let params = CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1))
            .with_alternative_names(names.iter().map(Named::name).collect())
            .expect("few names");
        let grant = EndEntityRequest::new(params).check(&issuer, &Profile::default(), now());
        let refused: Vec<usize> = (0..names.len())
            .filter(|position| !is_admitted(&permitted, &excluded, &names[*position]))
            .collect();
        let found: Vec<usize> = match &grant {
            Ok(_) => Vec::new(),
            Err(error) => error
                .violations()
                .iter()
                .map(|violation| {
                    assert!(matches!(violation.kind(), ViolationKind::NameConstraint { .. }));
                    let pointer = violation.pointer();
                    let position = pointer.split('/').nth(2).expect("a position");
                    position.parse().expect("a number")
                })
                .collect(),
        };
        assert_eq!(found, refused);
        Verdict::of(&grant)
    });
    tally.assert_both();
}
