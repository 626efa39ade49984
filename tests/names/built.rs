//! Names that are built: their bytes, and what cannot be in them.

use certmint::DistinguishedName;
use certmint::error::{AttributeErrorKind, DistinguishedNameError, LengthError};
use certmint::name::{AttributeType, AttributeValue};
use toolkit::asn1::{name_attribute, sequence, tlv};

use crate::oid;

const PRINTABLE: u8 = 0x13;
const IA5: u8 = 0x16;
const UTF8: u8 = 0x0c;

/// A Name of these RDNs, each a list of attributes in DER.
fn name(rdns: &[&[Vec<u8>]]) -> Vec<u8> {
    sequence(rdns.iter().map(|rdn| tlv(0x31, rdn.concat())))
}

#[test]
fn n6_every_type_is_written_in_the_string_type_of_its_definition() {
    use AttributeType as T;
    for (attribute, dotted, string, value) in [
        (T::Country, "2.5.4.6", PRINTABLE, "DE"),
        (T::CommonName, "2.5.4.3", UTF8, "é"),
        (T::Surname, "2.5.4.4", UTF8, "Müller"),
        (T::SerialNumber, "2.5.4.5", PRINTABLE, "SN-42"),
        (T::DnQualifier, "2.5.4.46", PRINTABLE, "1"),
        (T::Title, "2.5.4.12", UTF8, "Dr."),
        (T::GivenName, "2.5.4.42", UTF8, "Ada"),
        (T::Pseudonym, "2.5.4.65", UTF8, "p"),
        (T::DomainComponent, "0.9.2342.19200300.100.1.25", IA5, "example"),
        (T::UserId, "0.9.2342.19200300.100.1.1", UTF8, "jdoe"),
        (T::EmailAddress, "1.2.840.113549.1.9.1", IA5, "a@example.org"),
        (T::StreetAddress, "2.5.4.9", UTF8, "Main Street 1"),
        (T::PostalCode, "2.5.4.17", UTF8, "12345"),
        (T::OrganizationIdentifier, "2.5.4.97", UTF8, "VATDE-123456789"),
        (T::Other(oid("1.3.6.1.4.1.99999.1")), "1.3.6.1.4.1.99999.1", UTF8, "any text"),
        (T::Other(oid("1.3.6.1.4.1.37244.1.1")), "1.3.6.1.4.1.37244.1.1", UTF8, "DEDEDEDE00010001"),
        // A type that has a name, however it is given.
        (T::Other(oid("2.5.4.6")), "2.5.4.6", PRINTABLE, "DE"),
    ] {
        let expected = name(&[&[name_attribute(dotted, string, value)]]);
        let built = DistinguishedName::builder().attribute(attribute, value).expect("a value").build();
        assert_eq!(built.as_der(), expected, "{dotted}");
        // By its identifier it is the same attribute.
        let built = DistinguishedName::builder().attribute(oid(dotted), value).expect("a value").build();
        assert_eq!(built.as_der(), expected, "{dotted}");
    }
}

#[test]
fn n6_attributes_keep_their_order_and_may_be_repeated() {
    use AttributeType::{CommonName, Country, OrganizationalUnit};
    let built = DistinguishedName::builder()
        .attribute(CommonName, "a")
        .and_then(|name| name.attribute(OrganizationalUnit, "b"))
        .and_then(|name| name.attribute(Country, "DE"))
        .and_then(|name| name.attribute(OrganizationalUnit, "b"))
        .expect("a name")
        .build();
    let unit = || name_attribute("2.5.4.11", UTF8, "b");
    let expected = name(&[
        &[name_attribute("2.5.4.3", UTF8, "a")],
        &[unit()],
        &[name_attribute("2.5.4.6", PRINTABLE, "DE")],
        &[unit()],
    ]);
    assert_eq!(built.as_der(), expected);
    assert_eq!(DistinguishedName::builder().build().as_der(), [0x30, 0]);
    assert!(DistinguishedName::builder().build().is_empty());
}

#[test]
fn n6_several_attributes_of_one_rdn_are_in_the_order_of_a_set() {
    use AttributeType::{CommonName, SerialNumber, UserId};
    let (common_name, serial_number, user_id) = (
        name_attribute("2.5.4.3", UTF8, "a"),
        name_attribute("2.5.4.5", PRINTABLE, "1"),
        name_attribute("0.9.2342.19200300.100.1.1", UTF8, "u"),
    );
    // Sorted by their octets, which start with their lengths.
    let expected = name(&[&[common_name, serial_number, user_id]]);
    for attributes in [
        [(CommonName, "a"), (SerialNumber, "1"), (UserId, "u")],
        [(UserId, "u"), (SerialNumber, "1"), (CommonName, "a")],
    ] {
        let built = DistinguishedName::builder().rdn(attributes).expect("an RDN").build();
        assert_eq!(built.as_der(), expected);
        assert_eq!(built.to_string(), "CN=a+serialNumber=1+UID=u");
    }
}

#[test]
fn n6_values_of_other_types_are_given_in_der() {
    let bits = tlv(0x03, [0, 0x80]);
    let value = AttributeValue::Der(&bits);
    // x500UniqueIdentifier is a BIT STRING.
    let built = DistinguishedName::builder().attribute(oid("2.5.4.45"), value).expect("a value").build();
    assert_eq!(built.as_der(), name(&[&[name_attribute("2.5.4.45", 0x03, [0, 0x80])]]));
    let attribute = built.attributes().next().expect("an attribute");
    assert_eq!((attribute.text(), attribute.value_der()), (None, bits.as_slice()));
    // A string of a type that the definition allows.
    let printable = tlv(PRINTABLE, "Example");
    let built = DistinguishedName::builder()
        .attribute(AttributeType::Organization, AttributeValue::Der(&printable))
        .expect("a value")
        .build();
    assert_eq!(built.as_der(), name(&[&[name_attribute("2.5.4.10", PRINTABLE, "Example")]]));
}

#[test]
fn n6_a_value_that_the_definition_does_not_allow_is_refused() {
    use AttributeType as T;
    let built = |attribute: T, value: &str| {
        DistinguishedName::builder().attribute(attribute, value).map(|builder| builder.build())
    };
    let length = |found, min, max| DistinguishedNameError::Length(LengthError { found, min, max });
    for (attribute, value, expected) in [
        (T::CommonName, "", length(0, 1, 64)),
        (T::SerialNumber, &"1".repeat(65), length(65, 1, 64)),
        (T::EmailAddress, &"a".repeat(256), length(256, 1, 255)),
        (T::UserId, "", length(0, 1, 32_768)),
        (T::Other(oid("2.999")), &"a".repeat(32_769), length(32_769, 1, 32_768)),
        (T::UserId, "a\nb", DistinguishedNameError::ControlCharacter('\n')),
    ] {
        assert_eq!(built(attribute, value), Err(expected), "{value:?}");
    }
    assert!(matches!(built(T::Country, "DEU"), Err(DistinguishedNameError::Country(_))));
    for (attribute, value, refused) in [
        (T::SerialNumber, "a_b", '_'),
        (T::DnQualifier, "ü", 'ü'),
        (T::DomainComponent, "bücher", 'ü'),
        (T::EmailAddress, "ü@example.org", 'ü'),
    ] {
        let error = built(attribute.clone(), value).expect_err(value);
        let DistinguishedNameError::Attribute {
            attribute: found,
            kind: AttributeErrorKind::DefinedCharacter { character, .. },
        } = error
        else {
            panic!("{error:?}")
        };
        assert_eq!((found, character), (attribute.object_identifier(), refused));
    }
}

#[test]
fn n6_der_that_is_no_value_of_the_attribute_is_refused() {
    let built = |attribute: AttributeType, der: &[u8]| {
        let builder = DistinguishedName::builder().attribute(attribute, AttributeValue::Der(der));
        match builder.map(drop) {
            Err(DistinguishedNameError::Attribute { kind, .. }) => kind,
            other => panic!("{der:02x?}: {other:?}"),
        }
    };
    let unknown = || AttributeType::Other(oid("2.999"));
    for der in [&[][..], &[0x05], &[0x05, 0, 0x05, 0], &[0x0c, 1, 0xff], &[0x30, 0x80, 0, 0]] {
        assert_eq!(built(unknown(), der), AttributeErrorKind::NotDer);
    }
    // What is known to be text stays text.
    let kind = built(AttributeType::CommonName, &tlv(0x03, [0, 1]));
    assert!(matches!(kind, AttributeErrorKind::StringType { found: "BIT STRING", .. }), "{kind:?}");
    let kind = built(AttributeType::CommonName, &tlv(UTF8, ""));
    assert!(matches!(kind, AttributeErrorKind::Length { found: 0, .. }), "{kind:?}");
    let kind = built(unknown(), &tlv(UTF8, "a\u{7}"));
    assert!(matches!(kind, AttributeErrorKind::ControlCharacter { .. }), "{kind:?}");
}

#[test]
fn n6_rdns_are_not_empty_and_repeat_nothing_and_names_are_bounded() {
    use AttributeType::CommonName;
    let builder = DistinguishedName::builder;
    let none: [(AttributeType, &str); 0] = [];
    assert_eq!(builder().rdn(none), Err(DistinguishedNameError::EmptyRdn));
    let error = builder().rdn([(CommonName, "a"), (CommonName, "a")]).expect_err("twice the same");
    assert!(matches!(
        error,
        DistinguishedNameError::Attribute { kind: AttributeErrorKind::RepeatedInRdn, .. }
    ));
    assert!(builder().rdn([(CommonName, "a"), (CommonName, "b")]).is_ok());
    let too_many = DistinguishedNameError::TooManyAttributes { found: 101, max: 100 };
    let all = || (0..100).try_fold(builder(), |builder, _| builder.attribute(CommonName, "a")).expect("100");
    assert_eq!(all().attribute(CommonName, "a").as_ref(), Err(&too_many));
    assert!(builder().rdn((0..101).map(|_| (CommonName, "a"))).is_err());
    assert_eq!(DistinguishedName::from_attributes(&vec![(CommonName, "a"); 101]), Err(too_many.clone()));
    assert_eq!(all().build().with(AttributeType::UserId, "u"), Err(too_many));
}

#[test]
fn n6_an_attribute_of_another_type_is_set_in_its_place_or_at_the_end() {
    use AttributeType::{Country, DomainComponent, SerialNumber};
    let name = DistinguishedName::new("a").and_then(|name| name.with(SerialNumber, "1"));
    let name =
        name.and_then(|name| name.with(Country, "DE")).and_then(|name| name.with(DomainComponent, "x"));
    let name = name.expect("a name");
    assert_eq!(name.to_string(), "C=DE, CN=a, serialNumber=1, DC=x");
    let name = name.with(&SerialNumber, "2").expect("a name");
    assert_eq!(name.to_string(), "C=DE, CN=a, serialNumber=2, DC=x");
}

#[test]
fn n6_a_name_is_read_attribute_by_attribute_and_as_the_six_members() {
    use AttributeType as T;
    let name = DistinguishedName::builder()
        .attribute(T::DomainComponent, "org")
        .and_then(|name| name.attribute(T::OrganizationalUnit, "first"))
        .and_then(|name| name.rdn([(T::OrganizationalUnit, "second"), (T::Country, "DE")]))
        .and_then(|name| name.attribute(oid("2.999.1"), "x"))
        .and_then(|name| name.attribute(T::CommonName, "é"))
        .expect("a name")
        .build();
    let read: Vec<_> = name
        .attributes()
        .map(|attribute| (attribute.attribute_type().expect("a type"), attribute.text().expect("a text")))
        .map(|(attribute, text)| (attribute.name(), attribute.to_string(), text.into_owned()))
        .collect();
    let expected = [
        (Some("domainComponent"), "DC", "org"),
        (Some("organizationalUnitName"), "OU", "first"),
        (Some("countryName"), "C", "DE"),
        (Some("organizationalUnitName"), "OU", "second"),
        (None, "2.999.1", "x"),
        (Some("commonName"), "CN", "é"),
    ];
    assert_eq!(read, expected.map(|(name, keyword, text)| (name, keyword.into(), text.into())));
    let members = name.members();
    assert_eq!(
        serde_json::to_value(&members).expect("JSON"),
        serde_json::json!({
            "country": "DE", "state": null, "locality": null, "organization": null,
            "organizational_unit": "first", "common_name": "é"
        })
    );
    let stored = serde_json::to_string(&members).expect("JSON");
    assert_eq!(serde_json::from_str::<certmint::name::NameMembers>(&stored).expect("members"), members);
}

#[test]
fn n6_members_show_text_of_any_string_type_and_nothing_else() {
    // A BMPString, as old CAs have it, and an OCTET STRING.
    let der = name(&[
        &[name_attribute("2.5.4.10", 0x1e, [0, b'O', 0x20, 0xac])],
        &[name_attribute("2.5.4.3", 0x04, "a")],
    ]);
    let members = DistinguishedName::from_der(&der).expect("a name").members();
    assert_eq!((members.organization.as_deref(), members.common_name), (Some("O€"), None));
}

#[test]
fn n3_a_set_attribute_leaves_no_other_value_in_any_rdn() {
    use AttributeType::{CommonName, Country, OrganizationalUnit, SerialNumber, UserId};
    let names = |rdn: &[(AttributeType, &str)]| {
        let built = DistinguishedName::builder().rdn(rdn.iter().cloned()).expect("an RDN").build();
        // As made here, and as the subject of a CSR that was read.
        [DistinguishedName::from_der(built.as_der()).expect("a name"), built]
    };
    let unit_and_name = [(OrganizationalUnit, "admins"), (CommonName, "evil.example")];
    for name in names(&unit_and_name) {
        let set = name.with(CommonName, "good.example").expect("a name");
        assert_eq!(set.to_string(), "OU=admins, CN=good.example");
        assert_eq!(set.value(CommonName).as_deref(), Some("good.example"));
        assert_eq!(set.members().common_name.as_deref(), Some("good.example"));
        let expected = [(OrganizationalUnit, "admins"), (CommonName, "good.example")];
        assert_eq!(set, DistinguishedName::from_attributes(&expected).expect("a name"));
        // By its identifier it is the same attribute.
        let other = AttributeType::Other(oid("2.5.4.3"));
        let again = set.with(other, "best.example").expect("a name");
        assert_eq!(again.to_string(), "OU=admins, CN=best.example");
    }
    // Two values in one RDN: nothing of it is left.
    for name in names(&[(CommonName, "a"), (CommonName, "b")]) {
        assert_eq!(name.with(CommonName, "c").expect("a name").to_string(), "CN=c");
    }
    // What remains takes its place among the members, and stays in the order of a SET OF.
    for name in names(&[(Country, "DE"), (OrganizationalUnit, "u"), (UserId, "x")]) {
        let set = name.clone().with(Country, "FR").expect("a name");
        assert_eq!(set.to_string(), "OU=u+UID=x, C=FR");
        let set = name.with(UserId, "y").and_then(|name| name.with(SerialNumber, "1")).expect("a name");
        assert_eq!(set.to_string(), "OU=u+C=DE, UID=y, serialNumber=1");
        assert_eq!(DistinguishedName::from_der(set.as_der()).as_ref(), Ok(&set));
    }
}

#[test]
fn n6_a_type_is_one_however_it_is_given() {
    let set = |types: &[AttributeType]| types.iter().cloned().collect::<std::collections::HashSet<_>>();
    let other = AttributeType::Other(oid("2.5.4.3"));
    assert_eq!(other, AttributeType::CommonName);
    assert_eq!(set(&[other.clone(), AttributeType::CommonName]).len(), 1);
    let user = AttributeType::Other(oid("0.9.2342.19200300.100.1.1"));
    assert_eq!(user, AttributeType::UserId);
    assert_ne!(other, user);
    assert_ne!(AttributeType::Other(oid("2.999.1")), AttributeType::Other(oid("2.999.2")));
}
