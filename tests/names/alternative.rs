//! Alternative names of every form, as Rust code asks for them.

use std::net::{IpAddr, Ipv6Addr};

use certmint::error::{AttributeErrorKind, CsrError, ErrorCode, NameErrorKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::name::{AttributeType, DistinguishedNameBuilder, OtherName, SubjectAlternativeName};
use certmint::{DistinguishedName, KeyAlgorithm, Profile};
use toolkit::asn1::{self, sequence, tlv};
use toolkit::{extension, parse, refused, stock};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::name::GeneralName;

use crate::{issue, issue_by, oid, openssl, params};

const SUBJECT_ALT_NAME: &str = "2.5.29.17";

fn name() -> DistinguishedName {
    DistinguishedName::new("TestCert").expect("a name")
}

fn person() -> DistinguishedName {
    DistinguishedName::from_attributes(&[(AttributeType::Country, "DE"), (AttributeType::CommonName, "Ada")])
        .expect("a name")
}

/// One name of each new form.
fn every_form() -> Vec<SubjectAlternativeName> {
    vec![
        SubjectAlternativeName::user_principal_name("jdoe@corp.example").expect("a name"),
        SubjectAlternativeName::hardware_module_name(&oid("1.3.6.1.4.1.99999.1"), b"SN-1").expect("a name"),
        SubjectAlternativeName::other_name(&oid("1.3.6.1.4.1.99999.7"), &[0x05, 0]).expect("a name"),
        SubjectAlternativeName::RegisteredId(oid("1.2.3")),
        SubjectAlternativeName::DirectoryName(person()),
        SubjectAlternativeName::dns("a.example").expect("a name"),
    ]
}

#[test]
fn s7_every_form_is_encoded_as_rfc_5280_has_it() {
    let other = |dotted: &str, value: Vec<u8>| tlv(0xa0, [asn1::oid(dotted), tlv(0xa0, value)].concat());
    let module = sequence([asn1::oid("1.3.6.1.4.1.99999.1"), tlv(0x04, "SN-1")]);
    let expected = sequence([
        other("1.3.6.1.4.1.311.20.2.3", tlv(0x0c, "jdoe@corp.example")),
        other("1.3.6.1.5.5.7.8.4", module),
        other("1.3.6.1.4.1.99999.7", vec![5, 0]),
        tlv(0x88, [0x2a, 3]),
        tlv(0xa4, person().as_der()),
        tlv(0x82, "a.example"),
    ]);
    let issued = issue(params(name(), every_form())).expect("a certificate");
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), Some((false, expected.clone())));
    let text = openssl(&issued, "-ext subjectAltName");
    assert!(text.contains("othername: UPN::jdoe@corp.example"), "{text}");
    assert!(text.contains("Registered ID:1.2.3, DirName:/C=DE/CN=Ada, DNS:a.example"), "{text}");
    // x509-cert reads the same names.
    let read = pkix::SubjectAltName::from_der(&expected).expect("names").0;
    assert_eq!(parse(&issued).to_der().expect("DER"), issued.certificate().as_der());
    let [GeneralName::OtherName(upn), GeneralName::OtherName(module), .., GeneralName::DnsName(_)] =
        &read[..]
    else {
        panic!("{read:?}")
    };
    assert_eq!(upn.value.value(), b"jdoe@corp.example");
    assert_eq!(module.type_id.to_string(), "1.3.6.1.5.5.7.8.4");
}

#[test]
fn s1_duplicates_of_every_form_are_issued_once_in_order() {
    let twice = [every_form(), every_form()].concat();
    let issued = issue(params(name(), twice)).expect("a certificate");
    assert_eq!(issued.fields().alternative_names(), every_form());
}

#[test]
fn s7_names_convert_from_what_rust_programs_have() {
    let address: IpAddr = "192.0.2.1".parse().expect("an address");
    let names = vec![
        address.into(),
        "DNS:b.example".parse().expect("a name"),
        OtherName::user_principal_name("a@b").expect("a name").into(),
        person().into(),
    ];
    let issued = issue(params(name(), names)).expect("a certificate");
    let texts: Vec<_> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["IP:192.0.2.1", "DNS:b.example", "UPN:a@b", "DIRNAME:C=DE, CN=Ada"]);
}

#[test]
fn s3_an_ipv4_mapped_address_is_refused_however_it_is_made() {
    let mapped: Ipv6Addr = "::ffff:192.0.2.1".parse().expect("an address");
    let found = refused(issue(params(name(), vec![mapped.into()])));
    let [(pointer, ErrorCode::IpAddress, ViolationKind::Name(error))] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(pointer, "/subject_alternative_names/0/value");
    assert_eq!(error.kind, NameErrorKind::Ipv4Mapped([192, 0, 2, 1].into()));
}

#[test]
fn s7_a_directory_name_is_checked_like_a_subject() {
    let of = |der: &[u8]| {
        let name = DistinguishedName::from_der(der).expect("a name");
        refused(issue(params(self::name(), vec![SubjectAlternativeName::DirectoryName(name)])))
    };
    const POINTER: &str = "/subject_alternative_names/0/value";
    let found = of(&[0x30, 0]);
    let [(pointer, ErrorCode::Parameter, ViolationKind::Name(error))] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((pointer.as_str(), error.kind), (POINTER, NameErrorKind::EmptyDirectoryName));

    let found = of(&asn1::name(&[("2.5.4.3", 0x0c, "a\n"), ("2.5.4.10", 0x0c, "")]));
    let [
        (_, _, ViolationKind::Csr(CsrError::Attribute { kind: control, .. })),
        (_, _, ViolationKind::Csr(CsrError::Attribute { kind: length, .. })),
    ] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert!(matches!(control, AttributeErrorKind::ControlCharacter { .. }), "{control:?}");
    assert!(matches!(length, AttributeErrorKind::Length { found: 0, .. }), "{length:?}");
    assert!(found.iter().all(|(pointer, ..)| pointer == POINTER));

    // The attributes of an RDN that are not in the order of a SET.
    let attribute = |text: &str| asn1::name_attribute("2.5.4.3", 0x0c, text);
    let unsorted = sequence([tlv(0x31, [attribute("b"), attribute("a")].concat())]);
    let found = of(&unsorted);
    assert!(matches!(found[..], [(_, _, ViolationKind::DistinguishedName(_))]), "{found:?}");

    let long = DistinguishedName::builder()
        .attribute(AttributeType::UserId, &*"a".repeat(4_096))
        .expect("a value")
        .build();
    let found = refused(issue(params(name(), vec![long.into()])));
    let [(_, _, ViolationKind::Name(error))] = &found[..] else { panic!("{found:?}") };
    assert!(matches!(error.kind, NameErrorKind::Octets { max: 4_096, .. }), "{error:?}");
}

#[test]
fn s1_names_of_all_forms_count() {
    let ids =
        |count: u32| (0..count).map(|id| SubjectAlternativeName::RegisteredId(oid(&format!("2.999.{id}"))));
    assert!(issue(params(name(), ids(20).collect())).is_ok());
    let found = refused(issue(params(name(), ids(21).collect())));
    assert_eq!(found[0].2, ViolationKind::TooMany { found: 21, max: 20 });
}

#[test]
fn s7_a_text_is_written_in_the_string_type_of_its_type() {
    for (dotted, string, text) in [
        ("1.3.6.1.5.5.7.8.5", 0x0c, "jdoe@im.example"),
        ("2.999.1", 0x0c, "é"),
        ("1.3.6.1.5.5.7.8.7", 0x16, "_xmpp-client.im.example"),
        ("1.3.6.1.5.5.7.8.9", 0x0c, "jürgen@example.org"),
    ] {
        let name = SubjectAlternativeName::other_name_text(&oid(dotted), text).expect("a name");
        assert_eq!(SubjectAlternativeName::other_name(&oid(dotted), &tlv(string, text)), Ok(name.clone()));
        assert!(issue(params(self::name(), vec![name])).is_ok(), "{dotted}");
    }
    let kind = |dotted: &str, text: &str| OtherName::text(&oid(dotted), text).expect_err(text).kind;
    assert!(matches!(kind("2.999.1", ""), NameErrorKind::Length(_)));
    assert!(matches!(kind("2.999.1", &"a".repeat(1_025)), NameErrorKind::Length(_)));
    assert_eq!(kind("2.999.1", "a\u{85}"), NameErrorKind::Character('\u{85}'));
    assert_eq!(kind("1.3.6.1.5.5.7.8.7", "_ldap.é.example"), NameErrorKind::NotAscii);
    assert_eq!(kind("1.3.6.1.5.5.7.8.4", "SN-1"), NameErrorKind::HardwareModuleName);
}

#[test]
fn s7_the_values_of_known_types_are_as_their_rfcs_define_them() {
    use NameErrorKind as N;
    const MAILBOX: &str = "1.3.6.1.5.5.7.8.9";
    const SRV_NAME: &str = "1.3.6.1.5.5.7.8.7";
    for (dotted, string, value, expected) in [
        (MAILBOX, 0x0c, "ü@example.org", None),
        (MAILBOX, 0x0c, "j.ü+x@xn--bcher-kva.example", None),
        (MAILBOX, 0x16, "u@example.org", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x02, "1", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x05, "", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x0c, "ascii@example.org", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x0c, "ü..x@example.org", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x0c, "ü x@example.org", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x0c, "ü@x@example.org", Some(N::SmtpUtf8Mailbox)),
        (MAILBOX, 0x0c, "ü", Some(N::At)),
        (MAILBOX, 0x0c, "ü@", Some(N::EmptyHost)),
        (MAILBOX, 0x0c, "ü@bücher.example", Some(N::NotAscii)),
        (MAILBOX, 0x0c, "ü@192.0.2.1", Some(N::AddressDomain)),
        (MAILBOX, 0x0c, "ü\x07@example.org", Some(N::Character('\x07'))),
        (SRV_NAME, 0x16, "_ldap.example.org", None),
        (SRV_NAME, 0x0c, "_ldap.example.org", Some(N::SrvName)),
        (SRV_NAME, 0x05, "", Some(N::SrvName)),
        (SRV_NAME, 0x16, "ldap.example.org", Some(N::SrvName)),
        (SRV_NAME, 0x16, "_.example.org", Some(N::SrvName)),
        (SRV_NAME, 0x16, "_l_p.example.org", Some(N::SrvName)),
        (SRV_NAME, 0x16, "_ldap", Some(N::SrvName)),
        (SRV_NAME, 0x16, "_ldap.", Some(N::EmptyHost)),
        (SRV_NAME, 0x16, "_ldap.*.example.org", Some(N::Wildcard)),
        (SRV_NAME, 0x16, "_ldap.é.example", Some(N::ValueNotDer)),
    ] {
        let result = OtherName::new(&oid(dotted), &tlv(string, value));
        assert_eq!(result.err().map(|error| error.kind), expected, "{value}");
    }
}

#[test]
fn p2_the_strict_profile_checks_directory_names_like_subjects() {
    use AttributeType::{CommonName, DomainComponent, OrganizationalUnit};
    let authority = stock::authority(KeyAlgorithm::Ec256).with_profile(Profile::rfc());
    let issue = |name: DistinguishedName| {
        let purposes = ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
        let params = params(self::name(), vec![name.into()]).with_extended_key_usage(purposes);
        issue_by(&authority, params)
    };
    let of = |rdns: &[&[(AttributeType, &str)]]| {
        let add = |name: DistinguishedNameBuilder, rdn: &&[_]| name.rdn(rdn.iter().cloned()).expect("an RDN");
        rdns.iter().fold(DistinguishedName::builder(), add).build()
    };
    let domain = [(DomainComponent, "org"), (DomainComponent, "example")];
    let sound = of(&[&domain[..1], &domain[1..], &[(OrganizationalUnit, "x"), (CommonName, "y")]]);
    assert!(issue(sound).is_ok());
    let units = of(&[&[(OrganizationalUnit, "x"), (OrganizationalUnit, "y")]]);
    let no_label = of(&[&[(DomainComponent, "not a label!")]]);
    for (name, expected) in [
        (units, "an RDN contains the attribute organizational unit (OU) more than once"),
        (no_label, "the domain components \"not a label!\" do not form a domain name"),
    ] {
        let found = refused(issue(name.clone()));
        let [(pointer, ErrorCode::Parameter, ViolationKind::Rfc(error))] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(pointer, "/subject_alternative_names/0/value");
        assert!(error.to_string().starts_with(expected), "{error}");
        // The default profile issues it.
        assert!(super::issue(params(self::name(), vec![name.into()])).is_ok());
    }
}
