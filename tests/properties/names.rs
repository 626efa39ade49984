//! N: subject names, compared with the bytes that the rules require.

use certmint::error::{DistinguishedNameError, LengthError};
use certmint::name::AttributeType;
use certmint::{CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Profile, PublicKey};
use proptest::prelude::*;
use x509_cert::der::{Decode, Encode};

use crate::for_all::{Verdict, for_all};
use crate::generators::{any_text, attribute_text};
use crate::issuers::{
    COMMON_NAME, COUNTRY, CaCertificate, LOCALITY, ORGANIZATION, ORGANIZATIONAL_UNIT, STATE, attribute,
    ec_key, name,
};
use crate::readers::{read, to_be_signed};
use toolkit::{members, now, years};

/// Rules N1 to N3: type, tag and maximum length, in the order of the subject.
const ATTRIBUTES: [(AttributeType, &[u8], u8, usize); 6] = [
    (AttributeType::Country, COUNTRY, 0x13, 2),
    (AttributeType::StateOrProvince, STATE, 0x0c, 128),
    (AttributeType::Locality, LOCALITY, 0x0c, 128),
    (AttributeType::Organization, ORGANIZATION, 0x0c, 64),
    (AttributeType::OrganizationalUnit, ORGANIZATIONAL_UNIT, 0x0c, 64),
    (AttributeType::CommonName, COMMON_NAME, 0x0c, 64),
];

/// Rule N1, character by character.
fn is_allowed(attribute: &AttributeType, value: &str, max: usize) -> bool {
    let code_points: Vec<u32> = value.chars().map(u32::from).collect();
    let is_letter = |code_point: &u32| matches!(code_point, 0x41..=0x5a | 0x61..=0x7a);
    let is_control = |code_point: &u32| matches!(code_point, 0..=0x1f | 0x7f..=0x9f);
    match attribute {
        AttributeType::Country => code_points.len() == 2 && code_points.iter().all(is_letter),
        _ => (1..=max).contains(&code_points.len()) && !code_points.iter().any(is_control),
    }
}

fn values() -> impl Strategy<Value = (usize, String)> {
    (0..ATTRIBUTES.len()).prop_flat_map(|position| {
        let max = ATTRIBUTES[position].3;
        let text = prop_oneof![
            3 => attribute_text(max).boxed(),
            2 => any_text(max + 3).boxed(),
            1 => "[A-Za-z]{2}".boxed(),
        ];
        (Just(position), text)
    })
}

#[test]
fn n1_a_value_is_taken_exactly_where_its_characters_are_allowed() {
    let tally = for_all(10_000, values(), |(position, value)| {
        let (attribute, _, _, max) = &ATTRIBUTES[position];
        let name = DistinguishedName::new("TestCert").expect("a name").with(attribute, &value);
        assert_eq!(name.is_ok(), is_allowed(attribute, &value, *max), "{attribute:?}");
        match &name {
            Ok(name) => assert_eq!(name.value(attribute).as_deref(), Some(&value[..])),
            Err(DistinguishedNameError::ControlCharacter(found)) => assert!(value.contains(*found)),
            Err(DistinguishedNameError::Length(LengthError { found, .. })) => {
                assert_eq!(*found, value.chars().count())
            }
            Err(DistinguishedNameError::Country(_)) => {
                assert_eq!(*attribute, AttributeType::Country)
            }
            Err(other) => panic!("{other:?}"),
        }
        Verdict::of(&name)
    });
    tally.assert_both();
}

/// Types whose definitions demand each string type: dotted decimal, tag, maximum length.
const TYPES: [(&str, u8, usize); 8] = [
    ("2.5.4.6", 0x13, 2),
    ("2.5.4.5", 0x13, 64),
    ("0.9.2342.19200300.100.1.25", 0x16, 32_768),
    ("1.2.840.113549.1.9.1", 0x16, 255),
    ("2.5.4.3", 0x0c, 64),
    ("2.5.4.65", 0x0c, 128),
    ("0.9.2342.19200300.100.1.1", 0x0c, 32_768),
    ("1.3.6.1.4.1.99999.7", 0x0c, 32_768),
];

/// Rule N6, character by character.
fn is_allowed_in(tag: u8, dotted: &str, value: &str, max: usize) -> bool {
    let is_printable =
        |character: char| character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character);
    let length = value.chars().count();
    (1..=max).contains(&length)
        && !value.chars().any(|character| matches!(character, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'))
        && (dotted != "2.5.4.6" || length == 2 && value.bytes().all(|octet| octet.is_ascii_alphabetic()))
        && (tag != 0x13 || value.chars().all(is_printable))
        && (tag != 0x16 || value.is_ascii())
}

#[test]
fn n6_a_built_name_is_what_was_built_in_der_and_reads_back() {
    let attribute_of = (
        0..TYPES.len(),
        prop_oneof![
            2 => "[A-Za-z]{2}".boxed(),
            3 => attribute_text(12).boxed(),
            1 => any_text(70).boxed(),
        ],
    );
    let rdns = prop::collection::vec(prop::collection::vec(attribute_of, 1..4), 0..6);
    let tally = for_all(4_000, rdns, |rdns| {
        let all = || rdns.iter().flatten().map(|(position, value)| (TYPES[*position], value));
        let repeats = rdns.iter().any(|rdn| {
            rdn.iter().enumerate().any(|(position, attribute)| rdn[..position].contains(attribute))
        });
        let is_allowed =
            !repeats && all().all(|((dotted, tag, max), value)| is_allowed_in(tag, dotted, value, max));
        let built = rdns.iter().try_fold(DistinguishedName::builder(), |builder, rdn| {
            builder.rdn(rdn.iter().map(|(position, value)| {
                (AttributeType::try_from(TYPES[*position].0).expect("a type"), value.as_str())
            }))
        });
        assert_eq!(built.is_ok(), is_allowed, "{built:?}");
        let Ok(built) = built.map(|builder| builder.build()) else { return Verdict::Refused };
        let mut expected = Vec::new();
        for rdn in &rdns {
            let mut members: Vec<Vec<u8>> = rdn
                .iter()
                .map(|(position, value)| {
                    let (dotted, tag, _) = TYPES[*position];
                    toolkit::asn1::name_attribute(dotted, tag, value)
                })
                .collect();
            members.sort();
            expected.push(toolkit::asn1::tlv(0x31, members.concat()));
        }
        assert_eq!(built.as_der(), toolkit::asn1::sequence(&expected));
        let read = DistinguishedName::from_der(built.as_der()).expect("what was built");
        assert_eq!(read, built);
        let mut given: Vec<_> =
            all().map(|((dotted, ..), value)| (dotted.to_string(), value.clone())).collect();
        let mut found: Vec<_> = read
            .attributes()
            .map(|attribute| {
                let kind = attribute.attribute_type().expect("a type").object_identifier();
                (kind.to_string(), attribute.text().expect("a text").into_owned())
            })
            .collect();
        given.sort();
        found.sort();
        assert_eq!(found, given);
        let parsed = x509_cert::name::Name::from_der(built.as_der()).expect("x509-cert reads it");
        assert_eq!(parsed.to_der().expect("DER"), built.as_der());
        Verdict::Accepted
    });
    tally.assert_both();
}

/// Some of the six attributes, always including the common name.
fn distinguished_names() -> impl Strategy<Value = [Option<String>; 6]> {
    let optional = |max| prop::option::of(attribute_text(max));
    let country = prop::option::of("[A-Za-z]{2}");
    let common_name = attribute_text(64).prop_map(Some);
    (country, optional(128), optional(128), optional(64), optional(64), common_name).prop_map(
        |(country, state, locality, organization, unit, name)| {
            [country, state, locality, organization, unit, name]
        },
    )
}

/// Attributes of an issuer as other CAs write them: of any type, several of one type, in any order
/// and string type, with any content; each with its type.
fn issuer_attributes() -> impl Strategy<Value = Vec<(Vec<u8>, Vec<u8>)>> {
    let types = [
        COUNTRY,
        STATE,
        LOCALITY,
        ORGANIZATION,
        ORGANIZATIONAL_UNIT,
        COMMON_NAME,
        b"\x55\x04\x05",
        b"\x2a\x03",
    ];
    // UTF8String, PrintableString, TeletexString, IA5String, UniversalString, BMPString, an OCTET
    // STRING.
    let tags = [0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e, 0x04];
    let attributes = (
        prop::sample::select(types.to_vec()),
        prop::sample::select(tags.to_vec()),
        prop::collection::vec(any::<u8>(), 0..40),
    )
        .prop_map(|(oid, tag, value)| (oid.to_vec(), attribute(oid, tag, &value)));
    prop::collection::vec(attributes, 0..12)
}

fn request(values: &[Option<String>; 6]) -> EndEntityRequest<PublicKey> {
    let common_name = values[5].as_deref().expect("a common name");
    let mut subject = DistinguishedName::new(common_name).expect("a common name");
    for ((attribute, ..), value) in ATTRIBUTES.iter().zip(values) {
        if let Some(value) = value {
            subject = subject.with(attribute, value).expect("an attribute");
        }
    }
    EndEntityRequest::new(CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1)))
}

#[test]
fn n4_what_is_not_given_is_inherited_byte_for_byte_with_all_its_values() {
    let several = std::cell::Cell::new(0);
    for_all(1_000, (distinguished_names(), issuer_attributes()), |(values, of_issuer)| {
        // An attribute that is not inherited, so that no subject equals the issuer's: title.
        let title = attribute(b"\x55\x04\x0c", 0x0c, b"CA");
        let all: Vec<_> = of_issuer.iter().map(|(_, bytes)| bytes.clone()).chain([title]).collect();
        let issuer = CaCertificate { subject: name(&all), ..CaCertificate::default() }.load();
        let mut expected = Vec::new();
        for ((_, oid, tag, _), value) in ATTRIBUTES.iter().zip(&values) {
            match value {
                Some(value) => expected.push(attribute(oid, *tag, value.as_bytes())),
                None => expected.extend(
                    of_issuer.iter().filter(|(known, _)| known == oid).map(|(_, bytes)| bytes.clone()),
                ),
            }
        }
        let grant = request(&values).check(&issuer, &Profile::default(), now()).expect("a grant");
        assert_eq!(grant.fields().subject().as_der(), name(&expected));
        several.set(several.get() + usize::from(expected.len() > 6));

        // Rule N5, and that the encoded subject is the checked one.
        let to_be_signed = to_be_signed(grant);
        let members = members(to_be_signed.as_bytes());
        assert_eq!((members[3], members[5]), (&name(&all)[..], &name(&expected)[..]));
        Verdict::Accepted
    });
    assert!(several.get() > 50, "{several:?} subjects with several values of one attribute");
}

#[test]
fn n2_the_string_types_are_those_of_rfc_5280() {
    for_all(300, distinguished_names(), |values| {
        let issuer = CaCertificate::default().load();
        let grant = request(&values).check(&issuer, &Profile::default(), now()).expect("a grant");
        let tbs = read(&to_be_signed(grant));
        let mut given =
            ATTRIBUTES.iter().zip(&values).filter_map(|(known, value)| Some((known, value.as_ref()?)));
        for rdn in tbs.subject().iter_rdn() {
            let ((_, oid, tag, _), value) = given.next().expect("no more than given");
            let [attribute] = rdn.iter().collect::<Vec<_>>()[..] else { panic!("an RDN of one attribute") };
            assert_eq!(attribute.oid.as_bytes(), *oid);
            assert_eq!(attribute.value.to_der().expect("DER")[0], *tag);
            assert_eq!(attribute.value.value(), value.as_bytes());
        }
        assert_eq!(given.next(), None);
        Verdict::Accepted
    });
}

#[test]
fn n4_a_root_inherits_nothing() {
    use certmint::RootRequest;
    for_all(100, distinguished_names(), |values| {
        let given = ATTRIBUTES
            .iter()
            .zip(&values)
            .filter_map(|((_, oid, tag, _), value)| Some(attribute(oid, *tag, value.as_ref()?.as_bytes())));
        let expected = name(&given.collect::<Vec<_>>());
        let mut subject = DistinguishedName::new(values[5].as_deref().expect("one")).expect("a name");
        for ((attribute, ..), value) in ATTRIBUTES.iter().zip(&values) {
            subject =
                value.iter().fold(subject, |subject, value| subject.with(attribute, value).expect("one"));
        }
        let root =
            RootRequest::new(CertificateParams::new(ec_key(), HashAlgorithm::Sha256, subject, years(1)));
        let grant = root.check(&Profile::default(), now()).expect("a grant");
        assert_eq!(grant.fields().subject().as_der(), expected);
        let to_be_signed = to_be_signed(grant);
        let members = members(to_be_signed.as_bytes());
        assert_eq!((members[3], members[5]), (&expected[..], &expected[..]));
        Verdict::Accepted
    });
}
