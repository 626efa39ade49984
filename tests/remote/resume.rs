//! K5: a stored to-be-signed certificate is resumed unchanged, or refused.

use certmint::extension::KeyUsage;
use certmint::uuid::Uuid;
use certmint::{Certificate, Error, Issued, Issuer, Signer, ToBeSigned};
use proptest::prelude::*;
use x509_cert::der::Decode;

use crate::requests::{Kind, Wanted, plain, resume, wanted};
use toolkit::forge::{content, members};
use toolkit::oracle::{tbs_members, verifies};
use toolkit::reproducible;
use toolkit::stock::key;

const KINDS: [Kind; 5] = [Kind::Root, Kind::Subordinate, Kind::Apply, Kind::CsrEntity, Kind::CsrCa];

/// The id that the host stored.
const ID: Uuid = Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_89ab_cdef);

/// The result of signing it with the issuer's own key.
fn signed(to_be_signed: ToBeSigned, wanted: &Wanted) -> Issued {
    to_be_signed.sign(&wanted.signer()).expect("a certificate")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn k5_what_was_stored_is_taken_up_as_it_was(wanted in wanted()) {
        let first = wanted.to_be_signed();
        let (bytes, id) = (first.as_bytes().to_vec(), first.certificate_id());
        let resumed = wanted.resume(&bytes, id).unwrap();
        prop_assert_eq!(resumed.as_bytes(), first.as_bytes());
        prop_assert_eq!(resumed.algorithm(), first.algorithm());
        prop_assert_eq!(resumed.certificate_id(), id);
        prop_assert_eq!(resumed.public_key(), first.public_key());
        // The certified key.
        prop_assert_eq!(resumed.subject_public_key(), first.subject_public_key());
        let of_subject = key(wanted.key);
        prop_assert_eq!(resumed.subject_public_key(), of_subject.public_key());
        let certified = resumed.subject_public_key().clone();

        let [at_once, later] = [first, resumed].map(|to_be_signed| signed(to_be_signed, &wanted));
        prop_assert_eq!(at_once.certificate_id(), later.certificate_id());
        let certified = [&certified; 2];
        prop_assert_eq!([at_once.subject_public_key(), later.subject_public_key()], certified);
        prop_assert_eq!(at_once.serial_number(), later.serial_number());
        prop_assert_eq!(at_once.fields().subject(), later.fields().subject());
        prop_assert_eq!(at_once.fields().validity(), later.fields().validity());
        prop_assert_eq!(at_once.fields().key_usages(), later.fields().key_usages());
        prop_assert_eq!(at_once.fields().extended_key_usage(), later.fields().extended_key_usage());
        prop_assert_eq!(at_once.fields().alternative_names(), later.fields().alternative_names());
        let chain = |issued: &Issued| {
            issued.chain().map(|certificate| reproducible(certificate.as_der()).to_vec()).collect::<Vec<_>>()
        };
        prop_assert_eq!(chain(&at_once), chain(&later));
        prop_assert!(later.fields().notices().is_empty() && later.private_key().is_none());
    }

    #[test]
    fn x5_what_was_issued_is_read_back_from_its_der(wanted in wanted()) {
        let issued = signed(wanted.to_be_signed(), &wanted);
        let (fields, contents) = (issued.fields(), issued.certificate().contents().unwrap());
        let issuer = fields.issuer().map_or(fields.subject(), Issuer::subject);
        prop_assert_eq!(contents.issuer_name(), issuer);
        prop_assert_eq!(contents.subject(), fields.subject());
        prop_assert_eq!(contents.validity(), fields.validity());
        prop_assert_eq!(contents.serial_number(), issued.serial_number());
        prop_assert_eq!(contents.signature_algorithm(), issued.signature_algorithm());
        prop_assert_eq!(contents.subject_public_key(), issued.subject_public_key());
        prop_assert_eq!(contents.key_usages(), fields.key_usages());
        prop_assert_eq!(contents.extended_key_usage(), fields.extended_key_usage());
        prop_assert_eq!((contents.is_ca(), contents.path_length()), (fields.is_ca(), fields.path_length()));
        prop_assert_eq!(contents.alternative_names(), fields.alternative_names());
        let most = if matches!(wanted.kind, Kind::CsrEntity | Kind::CsrCa) { 1 } else { 3 };
        prop_assert_eq!(contents.extensions().len(), wanted.custom.min(most));
    }

    #[test]
    fn x5_an_altered_certificate_is_read_back_or_refused(
        wanted in wanted(),
        position in any::<prop::sample::Index>(),
        change in any::<Change>(),
    ) {
        let mut bytes = signed(wanted.to_be_signed(), &wanted).certificate().as_der().to_vec();
        change.apply(&mut bytes, &position);
        let read = Certificate::from_der(&bytes).map(|certificate| certificate.contents());
        let is_told = matches!(read, Err(_) | Ok(Ok(_) | Err(Error::NotAsWritten { .. })));
        prop_assert!(is_told, "{read:?}");
    }

    #[test]
    fn k5_an_altered_octet_is_refused_or_stands_in_the_certificate(
        wanted in wanted(),
        position in any::<prop::sample::Index>(),
        change in any::<Change>(),
    ) {
        let mut bytes = wanted.to_be_signed().as_bytes().to_vec();
        change.apply(&mut bytes, &position);
        assert_refused_or_as_stored(&wanted, wanted.issuer().as_ref(), &bytes);
    }
}

#[test]
fn x5_the_host_can_choose_the_id_which_is_not_signed() {
    for kind in KINDS {
        let wanted = plain(kind);
        let drawn = wanted.to_be_signed();
        let bytes = drawn.as_bytes().to_vec();
        assert_ne!(drawn.certificate_id(), ID);
        let chosen = drawn.with_certificate_id(ID);
        assert_eq!((chosen.certificate_id(), chosen.as_bytes()), (ID, &bytes[..]));
        assert_eq!(signed(chosen, &wanted).certificate_id(), ID);
    }
}

/// One octet inserted, removed, or changed.
#[derive(Clone, Copy, Debug)]
enum Change {
    Flip(u8),
    Insert(u8),
    Remove,
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>, position: &prop::sample::Index) {
        let position = position.index(bytes.len());
        match self {
            Self::Flip(mask) => bytes[position] ^= mask,
            Self::Insert(octet) => bytes.insert(position, octet),
            Self::Remove => drop(bytes.remove(position)),
        }
    }
}

impl Arbitrary for Change {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        prop_oneof![
            (1..=255_u8).prop_map(Change::Flip),
            any::<u8>().prop_map(Change::Insert),
            Just(Change::Remove)
        ]
        .boxed()
    }
}

/// The bytes are refused as not written by this library, or they are what is signed and the fields
/// of the result equal those that another parser reads.
fn assert_refused_or_as_stored(wanted: &Wanted, issuer: Option<&Issuer>, bytes: &[u8]) -> bool {
    let resumed = match resume(issuer, bytes, ID) {
        Ok(resumed) => resumed,
        Err(Error::NotAsWritten { .. } | Error::Refused(_)) => return false,
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(resumed.as_bytes(), bytes);
    // A root with another key is signed by that other key.
    if resumed.public_key() != wanted.signer().public_key() {
        assert_eq!(wanted.kind, Kind::Root);
        return true;
    }
    assert_says_what_it_is(&signed(resumed, wanted), bytes);
    true
}

fn assert_says_what_it_is(issued: &Issued, tbs: &[u8]) {
    let der = issued.certificate().as_der();
    assert_eq!(members(der)[0], tbs);
    let [_, serial_number, _, _, validity, subject, _, _] = tbs_members(der);
    assert_eq!(content(serial_number), issued.serial_number().as_bytes());
    assert_eq!(subject, issued.fields().subject().as_der());
    let validity: x509_cert::time::Validity = x509_cert::time::Validity::from_der(validity).expect("times");
    let time = |at: x509_cert::time::Time| i64::try_from(at.to_unix_duration().as_secs()).expect("this age");
    assert_eq!(time(validity.not_before), issued.fields().validity().not_before().unix_timestamp());
    assert_eq!(time(validity.not_after), issued.fields().validity().not_after().unix_timestamp());

    let usages = extension(der, 15).expect("keyUsage");
    let is_set = |number: usize| {
        // The first octet of a BIT STRING counts its unused bits.
        content(usages).get(1 + number / 8).is_some_and(|octet| octet << (number % 8) & 0x80 != 0)
    };
    let usages = KeyUsage::ALL.into_iter().filter(|usage| is_set(*usage as usize));
    assert!(usages.eq(issued.fields().key_usages().iter()));

    let purposes = extension(der, 37).map_or(Vec::new(), members);
    let known =
        issued.fields().extended_key_usage().purposes().iter().map(|purpose| purpose.object_identifier());
    let known = known.map(|oid| oid.to_string());
    let dotted = |oid: &&[u8]| dotted_decimal(content(oid));
    assert!(purposes.iter().map(dotted).eq(known));
    let names = extension(der, 17).map_or(Vec::new(), members);
    let names = names.into_iter().map(text);
    assert!(names.eq(issued.fields().alternative_names().iter().map(ToString::to_string)));
}

/// The value of an extension, by the last octet of its identifier under 2.5.29.
fn extension(certificate: &[u8], last: u8) -> Option<&[u8]> {
    let extensions = members(members(tbs_members(certificate)[7])[0]);
    let found = extensions.into_iter().find(|each| content(members(each)[0]) == [0x55, 0x1d, last])?;
    members(found).last().map(|value| content(value))
}

/// An object identifier in dotted decimal.
fn dotted_decimal(octets: &[u8]) -> String {
    let mut arcs = vec![0_u128];
    for octet in octets {
        let last = arcs.last_mut().expect("is never empty");
        *last = *last << 7 | u128::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            arcs.push(0);
        }
    }
    arcs.pop();
    let first = (arcs[0] / 40).min(2);
    let second = arcs[0] - 40 * first;
    let arcs = [first, second].into_iter().chain(arcs.into_iter().skip(1));
    arcs.map(|arc| arc.to_string()).collect::<Vec<_>>().join(".")
}

/// A GeneralName as this library displays it.
fn text(name: &[u8]) -> String {
    let content = content(name);
    let ascii = || String::from_utf8(content.to_vec()).expect("ASCII");
    match (name[0], content.len()) {
        (0x81, _) => format!("EMAIL:{}", ascii()),
        (0x82, _) => format!("DNS:{}", ascii()),
        (0x86, _) => format!("URI:{}", ascii()),
        (0x87, 4) => format!("IP:{}", std::net::Ipv4Addr::from(<[u8; 4]>::try_from(content).expect("4"))),
        (0x87, 16) => format!("IP:{}", std::net::Ipv6Addr::from(<[u8; 16]>::try_from(content).expect("16"))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn k5_every_octet_of_every_kind_altered_is_refused_or_stands_in_the_certificate() {
    for kind in KINDS {
        let wanted = plain(kind);
        let issuer = wanted.issuer();
        let check = |bytes: &[u8]| assert_refused_or_as_stored(&wanted, issuer.as_ref(), bytes);
        let bytes = wanted.to_be_signed().as_bytes().to_vec();
        let mut taken = 0;
        for position in 0..bytes.len() {
            for mask in [0x01, 0x20, 0x80] {
                let mut altered = bytes.clone();
                altered[position] ^= mask;
                taken += usize::from(check(&altered));
            }
            let (mut longer, mut shorter) = (bytes.clone(), bytes.clone());
            longer.insert(position, bytes[position]);
            shorter.remove(position);
            assert!(!check(&longer), "{kind:?} longer at {position}");
            assert!(!check(&shorter), "{kind:?} shorter at {position}");
        }
        // The serial number and texts may differ; most other bytes may not.
        assert!((20..bytes.len()).contains(&taken), "{kind:?} {taken} of {}", 3 * bytes.len());
    }
}

#[test]
fn k5_a_resumed_certificate_is_signed_elsewhere_and_verified_when_it_comes_back() {
    for kind in KINDS {
        let wanted = plain(kind);
        let first = wanted.to_be_signed();
        let resumed = wanted.resume(first.as_bytes(), first.certificate_id()).unwrap();
        let signature = wanted.signer().sign(resumed.algorithm(), resumed.as_bytes()).unwrap();
        let issued = resumed.complete(&signature).unwrap();
        assert!(verifies(
            issued.certificate().as_der(),
            wanted.hash,
            wanted.signer().public_key().as_spki_der()
        ));
        let again = wanted.resume(first.as_bytes(), first.certificate_id()).unwrap();
        let mut altered = signature;
        *altered.last_mut().expect("a signature has octets") ^= 1;
        let error = again.complete(&altered).unwrap_err();
        assert!(matches!(error, Error::SignatureInvalid), "{error:?}");
    }
}
