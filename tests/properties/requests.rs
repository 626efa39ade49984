//! C: what a CSR requests and is granted, compared with the rules written as sets; and CSRs that
//! were changed after signing.

use std::cell::Cell;

use certmint::extension::{KeyUsage, KeyUsages, PathLength};
use certmint::request::CertificateType;
use certmint::{Csr, CsrRequest, Error};
use proptest::prelude::*;

use crate::csrs::{csr, pem};
use crate::for_all::{Verdict, for_all};
use crate::generators::host_name;
use crate::grammars::is_dns_name;
use crate::issuers::{COMMON_NAME, COUNTRY, CaCertificate, ORGANIZATION, attribute, ec_key, name};
use crate::readers::{read, to_be_signed};
use crate::usages::{encoded, set};
use toolkit::forge::extension;
use toolkit::{copying, now, tlv, years};

/// The content of a CSR.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Type, string type and text.
    pub(crate) subject: Vec<(&'static [u8], u8, String)>,
    /// The bits of keyUsage.
    pub(crate) usages: Option<u16>,
    /// The last arcs of purposes below id-kp.
    pub(crate) purposes: Option<Vec<u8>>,
    /// Tag and content of GeneralNames.
    pub(crate) names: Option<Vec<(u8, Vec<u8>)>>,
    /// cA and a path length.
    pub(crate) constraints: Option<(bool, bool)>,
    /// The last octets of identifiers below 1.2.3, criticality, value.
    pub(crate) others: Vec<(u8, bool, Vec<u8>)>,
    /// The kind of the request: a CA if there is a path length.
    pub(crate) path_length: Option<u8>,
}

/// Attributes and matching string types; the last is title.
const ATTRIBUTES: &[(&[u8], u8)] = &[(COMMON_NAME, 0x0c), (ORGANIZATION, 0x13), (b"\x55\x04\x0c", 0x0c)];

pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let attribute = prop_oneof![
        4 => ("[a-zA-Z0-9 ]{1,12}", prop::sample::select(ATTRIBUTES))
            .prop_map(|(text, (oid, tag))| (oid, tag, text)),
        2 => "[A-Z]{2}".prop_map(|text| (COUNTRY, 0x13, text)),
        // TeletexString and BMPString.
        1 => ("[a-z]{2}", prop::sample::select(&[0x14, 0x1e][..])).prop_map(|(text, tag)| (COMMON_NAME, tag, text)),
    ];
    let subject = prop_oneof![1 => Just(Vec::new()), 6 => prop::collection::vec(attribute, 1..4)];
    let usages = prop_oneof![
        2 => Just(None),
        2 => (1..512_u16).prop_map(Some),
        // Without keyCertSign, and with it.
        2 => (1..512_u16).prop_map(|bits| Some(bits & 0b0_0101_1111).filter(|bits| *bits != 0)),
        2 => (0..512_u16).prop_map(|bits| Some(bits | 1 << 5)),
    ];
    let purposes = prop::option::of(prop::collection::vec(1..12_u8, 1..6));
    let one = prop_oneof![
        9 => host_name().prop_map(|name| (0x82, name.into_bytes())),
        3 => prop_oneof![Just(4), Just(16)]
            .prop_flat_map(|octets| (Just(0x87), prop::collection::vec(any::<u8>(), octets))),
        1 => Just((0x82, b"a..b".to_vec())),
        1 => Just((0x87, vec![1, 2, 3])),
        // registeredID.
        1 => Just((0x88, vec![0x2a, 3])),
    ];
    let names = prop_oneof![
        3 => Just(None),
        6 => prop::collection::vec(one, 1..4).prop_map(Some),
        1 => Just(Some(Vec::new())),
    ];
    let constraints = prop::option::weighted(0.3, any::<(bool, bool)>());
    let value = prop_oneof![
        Just(b"\x05\x00".to_vec()),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(|octets| tlv(4, &octets))
    ];
    let others = prop::collection::btree_map(1..9_u8, (any::<bool>(), value), 0..4).prop_map(|others| {
        others.into_iter().map(|(arc, (critical, value))| (arc, critical, value)).collect()
    });
    let path_length = prop::option::weighted(0.4, 0..7_u8);
    (subject, usages, purposes, names, constraints, others, path_length).prop_map(
        |(subject, usages, purposes, names, constraints, others, path_length)| Asked {
            subject,
            usages,
            purposes,
            names,
            constraints,
            others,
            path_length,
        },
    )
}

/// id-kp, 1.3.6.1.5.5.7.3, and one more arc.
fn purpose(arc: u8) -> Vec<u8> {
    [&b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03"[..], &[arc]].concat()
}

fn is_bad_name((tag, content): &(u8, Vec<u8>)) -> bool {
    match tag {
        0x82 => !std::str::from_utf8(content).is_ok_and(is_dns_name),
        0x87 => !matches!(content.len(), 4 | 16),
        _ => true,
    }
}

impl Asked {
    pub(crate) fn subject(&self) -> Vec<u8> {
        let attributes = self.subject.iter().map(|(oid, tag, text)| attribute(oid, *tag, text.as_bytes()));
        name(&attributes.collect::<Vec<_>>())
    }

    pub(crate) fn extensions(&self) -> Vec<Vec<u8>> {
        let mut extensions = Vec::new();
        extensions.extend(self.usages.map(|bits| extension(b"\x55\x1d\x0f", true, &encoded(bits))));
        extensions.extend(self.purposes.as_ref().map(|arcs| {
            let purposes: Vec<u8> = arcs.iter().flat_map(|arc| purpose(*arc)).collect();
            extension(b"\x55\x1d\x25", false, &tlv(0x30, &purposes))
        }));
        extensions.extend(self.constraints.map(|(ca, path_length)| {
            let value: &[u8] = match (ca, path_length) {
                (false, _) => b"\x30\x00",
                (true, false) => b"\x30\x03\x01\x01\xff",
                (true, true) => b"\x30\x06\x01\x01\xff\x02\x01\x03",
            };
            extension(b"\x55\x1d\x13", true, value)
        }));
        extensions.extend(self.names.as_ref().map(|names| {
            let names: Vec<u8> = names.iter().flat_map(|(tag, content)| tlv(*tag, content)).collect();
            extension(b"\x55\x1d\x11", false, &tlv(0x30, &names))
        }));
        extensions.extend(
            self.others.iter().map(|(arc, critical, value)| extension(&[0x2a, 3, *arc], *critical, value)),
        );
        extensions
    }

    pub(crate) fn is_ca(&self) -> bool {
        self.path_length.is_some()
    }

    /// Rule C7: each purpose once, only those of id-kp, in their order.
    fn granted_purposes(&self) -> Vec<u8> {
        let purposes = once(self.purposes.as_deref().unwrap_or_default());
        purposes.into_iter().filter(|arc| matches!(arc, 1..=4 | 8)).collect()
    }

    /// Rules C2, C5, C6, C7, C9, C10 and C16.
    fn is_refused(&self) -> bool {
        let is_bad_text = self.subject.iter().any(|(_, tag, _)| !matches!(tag, 0x0c | 0x13));
        // GeneralNames ::= SEQUENCE SIZE (1..MAX). Invalid names of a CA are left out (rule C16).
        let are_bad_names = self
            .names
            .as_ref()
            .is_some_and(|names| names.is_empty() || !self.is_ca() && names.iter().any(is_bad_name));
        let lacks_name = self.subject.is_empty() && (self.is_ca() || self.names.is_none());
        let has = |bit: u16| self.usages.is_some_and(|bits| bits >> bit & 1 == 1);
        let are_bad_usages = match (self.is_ca(), self.usages) {
            (_, None) => false,
            (true, Some(_)) => !has(5),
            (false, Some(_)) => has(5) || (has(7) || has(8)) && !has(4),
        };
        let contradicts = self.constraints.is_some_and(|(ca, _)| ca != self.is_ca());
        let lacks_purpose = self.purposes.is_some() && self.granted_purposes().is_empty();
        lacks_purpose || is_bad_text || are_bad_names || lacks_name || are_bad_usages || contradicts
    }

    /// Rules C8 and C9, with an EC key: the granted usages and the number of those not granted.
    fn granted_usages(&self) -> (u16, u32) {
        let asked = self.usages.unwrap_or(0);
        let (grantable, default) = match self.is_ca() {
            // digitalSignature, nonRepudiation, keyCertSign, cRLSign.
            true => (0b0_0110_0011, 0b0_0110_0001),
            // All except keyEncipherment, dataEncipherment and cRLSign (rule U7).
            false => (0b1_1011_0011, 0b0_0001_0001),
        };
        let granted = asked & grantable;
        (if granted == 0 { default } else { granted }, (asked & !grantable).count_ones())
    }
}

#[test]
fn c6_what_is_granted_was_asked_for_or_is_the_default_and_the_rest_is_noted() {
    let title = attribute(b"\x55\x04\x0c", 0x0c, b"The CA above all");
    let issuer = CaCertificate { subject: name(&[title]), ..CaCertificate::default() }.load();
    // 1.2.3.1 and 1.2.3.2.
    let profile = copying(&["1.2.3.1", "1.2.3.2"]);
    let noted = Cell::new(0);
    let tally = for_all(2_500, asked(), |asked| {
        let subject = asked.subject();
        let certificate_type = match asked.path_length {
            None => CertificateType::EntityCert,
            Some(length) => CertificateType::IntermediateCa(PathLength::new(length).expect("0 to 6")),
        };
        let grant = Csr::from_der(&csr(&subject, &asked.extensions()))
            .and_then(|csr| CsrRequest::new(csr, certificate_type, years(1)))
            .map_err(Error::from)
            .and_then(|request| request.check(&issuer, &profile, now()));
        assert_eq!(grant.is_err(), asked.is_refused(), "{grant:?}");
        let verdict = Verdict::of(&grant);
        let Ok(grant) = grant else { return verdict };

        assert_eq!(grant.fields().subject().as_der(), subject);
        assert_eq!(grant.public_key().as_spki_der(), ec_key().as_spki_der());
        assert_eq!(
            (grant.fields().is_ca(), grant.fields().path_length()),
            (asked.is_ca(), asked.path_length.map(u32::from))
        );
        let (usages, mut notices) = asked.granted_usages();
        assert_eq!(grant.fields().key_usages(), KeyUsages::of(&set(usages)));
        assert!(asked.is_ca() == grant.fields().key_usages().contains(KeyUsage::KeyCertSign));
        if asked.usages.is_some_and(|asked| asked & usages == 0) {
            // The notice that the default is used instead.
            notices += 1;
        }

        let purposes = once(asked.purposes.as_deref().unwrap_or_default());
        let granted = asked.granted_purposes();
        notices += (purposes.len() - granted.len()) as u32;
        notices += u32::from(granted.len() > 1 && granted.contains(&8));
        let found = grant
            .fields()
            .extended_key_usage()
            .purposes()
            .iter()
            .map(|purpose| purpose.object_identifier().to_string());
        let expected = granted.iter().map(|arc| format!("1.3.6.1.5.5.7.3.{arc}"));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());

        let (bad_names, names): (Vec<_>, Vec<_>) =
            asked.names.iter().flatten().cloned().partition(is_bad_name);
        // For a CA (rule C16).
        notices += bad_names.len() as u32;
        let names = once(&names);
        let (copied, others): (Vec<_>, Vec<_>) = asked.others.iter().partition(|(arc, ..)| *arc <= 2);
        notices += others.len() as u32;
        // Rule S8.
        let may_be_server = !asked.is_ca() && (granted.is_empty() || granted.contains(&1));
        notices += u32::from(may_be_server && names.is_empty());
        // A path length inside the CSR.
        notices += u32::from(asked.constraints == Some((true, true)));
        assert_eq!(grant.fields().notices().len() as u32, notices, "{:?}", grant.fields().notices());
        assert!(
            grant
                .fields()
                .notices()
                .iter()
                .all(|notice| notice.pointer().starts_with("/csr#/extensionRequest"))
        );
        noted.set(noted.get() + usize::from(notices > 0));

        let encoded = to_be_signed(grant);
        let found: Vec<_> = read(&encoded)
            .extensions()
            .expect("extensions")
            .iter()
            .map(|extension| extension.extn_id.to_string())
            .collect();
        let mut expected = vec!["2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.14", "2.5.29.35", "2.5.29.17"];
        expected.retain(|oid| {
            !(*oid == "2.5.29.37" && granted.is_empty() || *oid == "2.5.29.17" && names.is_empty())
        });
        let arcs: Vec<_> = copied.iter().map(|(arc, ..)| format!("1.2.3.{arc}")).collect();
        assert_eq!(found, expected.into_iter().chain(arcs.iter().map(String::as_str)).collect::<Vec<_>>());
        for (arc, critical, value) in copied {
            // Verbatim.
            let bytes = extension(&[0x2a, 3, *arc], *critical, value);
            assert!(encoded.as_bytes().windows(bytes.len()).any(|window| window == bytes));
        }
        let general_names: Vec<u8> = names.iter().flat_map(|(tag, content)| tlv(*tag, content)).collect();
        assert!(
            names.is_empty()
                || encoded.as_bytes().windows(general_names.len()).any(|window| window == general_names)
        );
        verdict
    });
    tally.assert_both();
    assert!(noted.get() > 300, "{noted:?} with notices");
}

/// The entries in their order, without duplicates.
fn once<T: Clone + PartialEq>(entries: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for entry in entries {
        if !once.contains(entry) {
            once.push(entry.clone());
        }
    }
    once
}

/// A CSR with a name and three extensions.
fn sound() -> Vec<u8> {
    let subject = name(&[attribute(COUNTRY, 0x13, b"DE"), attribute(COMMON_NAME, 0x0c, b"Test")]);
    let names = tlv(0x30, &tlv(0x82, b"www.example.com"));
    let extensions = [
        extension(b"\x55\x1d\x0f", true, b"\x03\x02\x07\x80"),
        extension(b"\x55\x1d\x11", false, &names),
        extension(b"\x2a\x03", false, b"\x05\x00"),
    ];
    csr(&subject, &extensions)
}

#[test]
fn c3_no_bit_of_a_csr_can_be_turned() {
    let sound = sound();
    assert!(Csr::from_der(&sound).is_ok());
    for position in 0..sound.len() {
        for bit in 0..8 {
            let mut changed = sound.clone();
            changed[position] ^= 1 << bit;
            assert!(Csr::from_der(&changed).is_err(), "bit {bit} of octet {position}");
        }
    }
}

#[test]
fn c3_no_csr_that_was_edited_is_accepted() {
    let sound = sound();
    let edit = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::collection::vec(any::<u8>(), 0..4),
        0..4_u8,
    );
    for_all(6_000, prop::collection::vec(edit, 1..4), |edits| {
        let mut changed = sound.clone();
        for (start, end, to, octets, kind) in edits {
            let (one, other) = (start.index(changed.len() + 1), end.index(changed.len() + 1));
            let range = one.min(other)..one.max(other).min(one.min(other) + 40);
            match kind {
                // Some octets replaced or removed, some duplicated elsewhere, and some inserted.
                0 => {
                    drop(changed.splice(range.start..(range.start + octets.len()).min(changed.len()), octets))
                }
                1 => drop(changed.splice(range, octets)),
                2 => {
                    let repeated = changed[range].to_vec();
                    let to = to.index(changed.len() + 1);
                    changed.splice(to..to, repeated);
                }
                _ => {
                    let moved: Vec<u8> = changed.drain(range).collect();
                    let to = to.index(changed.len() + 1);
                    changed.splice(to..to, moved);
                }
            }
        }
        let read = Csr::from_der(&changed);
        assert_eq!(read.is_ok(), changed == sound);
        Verdict::of(&read)
    });
}

#[test]
fn c1_a_pem_text_that_was_edited_is_the_same_csr_or_none() {
    let sound = Csr::from_der(&sound()).expect("a CSR");
    let text = pem(&self::sound());
    let edit = (
        any::<prop::sample::Index>(),
        prop::sample::select(&['\n', '\r', ' ', '\t', 'A', '=', '-', '\\', 'é', '\0', '+'][..]),
        any::<bool>(),
    );
    let tally = for_all(4_000, prop::collection::vec(edit, 1..3), |edits| {
        let mut characters: Vec<char> = text.chars().collect();
        for (position, character, replaces) in edits {
            let position = position.index(characters.len());
            if replaces { characters[position] = character } else { characters.insert(position, character) }
        }
        let read = Csr::from_pem(&characters.into_iter().collect::<String>());
        if let Ok(read) = &read {
            assert_eq!(read.subject(), sound.subject());
            assert_eq!(read.public_key(), sound.public_key());
            assert_eq!(read.alternative_names(), sound.alternative_names());
        }
        Verdict::of(&read)
    });
    tally.assert_both();
}
