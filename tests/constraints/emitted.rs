//! Constraints of typed requests equal those that the other tests encode by hand.

use std::net::IpAddr;

use certmint::DistinguishedName;
use certmint::name::{AttributeType, GeneralSubtree, NameConstraints};
use certmint::{KeyAlgorithm, SubordinateRequest};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix;

use crate::names::{Constraints, DIRECTORY_NAME, DNS, Dice, EMAIL, GeneralName, IP, PRINTABLE, UTF8};
use toolkit::forge::{COUNTRY, ORGANIZATION, name};
use toolkit::{extension, now, params, rng, root, years};

const ORGANIZATIONS: [&str; 2] = ["Example", "Beispiel GmbH & Söhne"];

fn any_base(dice: &mut Dice) -> GeneralName {
    match dice.below(5) {
        0 => dice.dns_base(),
        1 => {
            // Bits after the prefix, which a request must not have, are cleared.
            let GeneralName(tag, mut octets) = dice.ip_base();
            let half = octets.len() / 2;
            let (network, mask) = octets.split_at_mut(half);
            network.iter_mut().zip(mask).for_each(|(octet, mask)| *octet &= *mask);
            GeneralName(tag, octets)
        }
        2 => dice.email_base(),
        3 => dice.uri_base(),
        _ => {
            let organization = dice.one(&ORGANIZATIONS).as_bytes();
            let attributes = [(COUNTRY, PRINTABLE, &b"DE"[..]), (ORGANIZATION, UTF8, organization)];
            GeneralName(DIRECTORY_NAME, name(&attributes[..dice.below(3)]))
        }
    }
}

/// The same base from the library's constructors.
fn typed(GeneralName(tag, content): &GeneralName) -> GeneralSubtree {
    let text = || std::str::from_utf8(content).expect("text");
    let subtree = match *tag {
        DNS => GeneralSubtree::dns(text()),
        EMAIL => GeneralSubtree::email(text()),
        IP => {
            let (network, mask) = content.split_at(content.len() / 2);
            let network = <[u8; 4]>::try_from(network).map(IpAddr::from);
            let network = network.unwrap_or_else(|_| {
                IpAddr::from(<[u8; 16]>::try_from(&content[..16]).expect("an IPv6 address"))
            });
            let prefix_length: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
            GeneralSubtree::ip(network, prefix_length as u8)
        }
        DIRECTORY_NAME => {
            let all =
                |organization| [(AttributeType::Country, "DE"), (AttributeType::Organization, organization)];
            let names = ORGANIZATIONS.iter().flat_map(|organization| {
                (0..3).map(|count| {
                    DistinguishedName::from_attributes(&all(*organization)[..count]).expect("a name")
                })
            });
            let same = names.into_iter().find(|name| name.as_der() == content);
            Ok(GeneralSubtree::directory_name(same.expect("one of these names")))
        }
        _ => GeneralSubtree::uri(text()),
    };
    subtree.expect("a subtree")
}

#[test]
fn a3_a_request_is_encoded_as_der_has_it() {
    let root = root(KeyAlgorithm::Ec256);
    let mut dice = Dice::new(67);
    for _ in 0..200 {
        let constraints = Constraints::some_of(&mut dice, any_base);
        let all = |bases: &[GeneralName]| bases.iter().map(typed).collect();
        let asked = NameConstraints::new(all(&constraints.permitted), all(&constraints.excluded));
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Constrained", years(10)))
            .with_name_constraints(asked.expect("constraints"));
        let issued = root.issue(&request, now(), &mut rng(42)).expect("a subordinate");
        let (critical, value) = extension(&issued, "2.5.29.30").expect("nameConstraints");
        assert!(critical);
        assert_eq!(value, constraints.der(), "{constraints:?}");
        let read = pkix::NameConstraints::from_der(&value).expect("x509-cert reads the extension");
        assert_eq!(read.to_der().expect("x509-cert encodes the extension"), value);
    }
}
