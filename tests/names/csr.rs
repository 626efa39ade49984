//! The names of a CSR that are granted by the lists of the profile.

use certmint::error::{CsrError, ErrorCode, NameErrorKind, NoticeKind, ViolationKind};
use certmint::name::{NameForm, SubjectAlternativeName};
use certmint::profile::ProfileSettings;
use certmint::request::CertificateType;
use certmint::{Authority, Csr, CsrRequest, Error, Issued, KeyAlgorithm, Profile};
use toolkit::asn1::{self, UTF8, dns, name, sequence, subject_alt_name, tlv};
use toolkit::builder::{Builder, p256};
use toolkit::{extension, now, profile_with, refused, rng, root, years};

use crate::oid;

const NAMES: &str = "/csr#/extensionRequest/subjectAltName";
const UPN: &str = "1.3.6.1.4.1.311.20.2.3";
const MAILBOX: &str = "1.3.6.1.5.5.7.8.9";
const SRV_NAME: &str = "1.3.6.1.5.5.7.8.7";

fn other_name(dotted: &str, value: Vec<u8>) -> Vec<u8> {
    tlv(0xa0, [asn1::oid(dotted), tlv(0xa0, value)].concat())
}

fn directory_name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    tlv(0xa4, name(attributes))
}

fn authority(change: impl FnOnce(&mut ProfileSettings)) -> Authority {
    root(KeyAlgorithm::Ec256).with_profile(profile_with(change))
}

fn csr(names: &[Vec<u8>]) -> Csr {
    let der = Builder::new(p256()).extensions(&[subject_alt_name(names)]).der();
    Csr::from_der(&der).expect("a CSR")
}

fn issue(authority: &Authority, kind: CertificateType, names: &[Vec<u8>]) -> Result<Issued, Error> {
    authority.issue(&CsrRequest::new(csr(names), kind, years(1))?, now(), &mut rng(4))
}

fn issue_entity(authority: &Authority, names: &[Vec<u8>]) -> Result<Issued, Error> {
    issue(authority, CertificateType::EntityCert, names)
}

#[test]
fn s7_forms_and_types_that_the_profile_lists_are_copied() {
    let authority = authority(|settings| {
        settings.csr_alternative_name_forms =
            NameForm::ALL.into_iter().filter(|form| *form != NameForm::OtherName).collect();
        settings.csr_other_names = vec![oid(UPN), oid("1.3.6.1.4.1.99999.7")];
    });
    let names = [
        other_name(UPN, tlv(UTF8, "jdoe@corp.example")),
        dns("a.example"),
        other_name("1.3.6.1.4.1.99999.7", sequence([tlv(UTF8, "x")])),
        directory_name(&[("2.5.4.3", UTF8, "Ada")]),
        tlv(0x88, [0x88, 0x37, 1]),
    ];
    let issued = issue_entity(&authority, &names).expect("a certificate");
    assert_eq!(extension(&issued, "2.5.29.17"), Some((false, sequence(&names))));
    // A type that is not listed is refused all the same.
    let found = refused(issue_entity(&authority, &[other_name("1.3.6.1.4.1.99999.8", vec![5, 0])]));
    let kind = ViolationKind::Csr(CsrError::OtherName(oid("1.3.6.1.4.1.99999.8")));
    assert_eq!(found, [(format!("{NAMES}/0"), ErrorCode::AlternativeNameType, kind)]);
}

#[test]
fn s7_only_the_listed_forms_are_granted() {
    let authority = authority(|settings| settings.csr_alternative_name_forms = vec![NameForm::Ip]);
    assert!(issue_entity(&authority, &[tlv(0x87, [192, 0, 2, 1])]).is_ok());
    let found = refused(issue_entity(&authority, &[tlv(0x87, [192, 0, 2, 1]), dns("a.example")]));
    let kind = ViolationKind::Csr(CsrError::NameFormNotGranted(NameForm::Dns));
    assert_eq!(found, [(format!("{NAMES}/1"), ErrorCode::AlternativeNameType, kind)]);
}

#[test]
fn s7_a_csr_shows_what_it_asks_for_before_it_is_granted() {
    let csr = csr(&[other_name(UPN, tlv(UTF8, "jdoe@corp.example")), tlv(0x88, [0x88, 0x37, 1])]);
    let texts: Vec<_> = csr.alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["UPN:jdoe@corp.example", "RID:2.999.1"]);
}

#[test]
fn s7_names_that_are_not_well_formed_are_refused_even_if_they_are_listed() {
    let authority = authority(|settings| {
        settings.csr_alternative_name_forms = vec![NameForm::DirectoryName, NameForm::RegisteredId];
        let types = [UPN, "1.3.6.1.5.5.7.8.4", "1.3.6.1.4.1.99999", MAILBOX, SRV_NAME];
        settings.csr_other_names = types.map(oid).to_vec();
    });
    let kind_of = |names: &[Vec<u8>]| match &refused(issue_entity(&authority, names))[..] {
        [(pointer, _, ViolationKind::Name(error))] if *pointer == format!("{NAMES}/0") => error.kind,
        other => panic!("{other:?}"),
    };
    let without_explicit_tag = tlv(0xa0, [asn1::oid("1.3.6.1.4.1.99999"), vec![5, 0]].concat());
    for (name, expected) in [
        (tlv(0xa0, []), NameErrorKind::ValueNotDer),
        (tlv(0xa0, asn1::oid("1.3.6.1.4.1.99999")), NameErrorKind::ValueNotDer),
        (without_explicit_tag, NameErrorKind::ValueNotDer),
        (other_name("1.3.6.1.4.1.99999", vec![]), NameErrorKind::ValueNotDer),
        (other_name("1.3.6.1.4.1.99999", vec![5, 0, 5, 0]), NameErrorKind::ValueNotDer),
        (other_name("1.3.6.1.4.1.99999", vec![1, 1, 1]), NameErrorKind::ValueNotDer),
        (
            other_name("1.3.6.1.4.1.99999", tlv(0x04, [0; 4_096])),
            NameErrorKind::Octets { found: 4_114, max: 4_096 },
        ),
        (other_name(UPN, tlv(0x16, "a@b")), NameErrorKind::UserPrincipalName),
        (other_name(UPN, tlv(UTF8, "a\0b")), NameErrorKind::Character('\0')),
        (other_name("1.3.6.1.5.5.7.8.4", vec![5, 0]), NameErrorKind::HardwareModuleName),
        (other_name(MAILBOX, vec![5, 0]), NameErrorKind::SmtpUtf8Mailbox),
        (other_name(SRV_NAME, tlv(UTF8, "_ldap.a.example")), NameErrorKind::SrvName),
        (tlv(0x88, [0x80, 1]), NameErrorKind::ValueNotDer),
        (tlv(0x88, []), NameErrorKind::ValueNotDer),
        (directory_name(&[]), NameErrorKind::EmptyDirectoryName),
    ] {
        assert_eq!(kind_of(std::slice::from_ref(&name)), expected, "{name:02x?}");
    }
    // A directoryName is as strict as a subject (rule C5).
    for (name, expected) in [
        (directory_name(&[("2.5.4.3", 0x1e, "\0a")]), "is encoded as BMPString"),
        (directory_name(&[("1.3.6.1.4.1.99999", 0x03, "\0a")]), "is encoded as BIT STRING"),
        (directory_name(&[("2.5.4.6", 0x13, "DEU")]), "two letters"),
        (tlv(0xa4, [0x31, 0]), "a directoryName does not have the structure"),
        (tlv(0xa4, [0x30, 0x80, 0, 0]), "a directoryName is not DER"),
        (tlv(0xa4, [0x30, 2, 0x31, 0]), "a directoryName does not have the structure"),
    ] {
        let error = issue_entity(&authority, &[name]).expect_err(expected);
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert_eq!(error.violations().len(), 1, "{error}");
    }
}

#[test]
fn c16_names_of_a_ca_that_are_not_listed_are_left_out_with_a_notice() {
    let names = [other_name(UPN, tlv(UTF8, "a@b")), dns("a.example"), tlv(0x88, [0x88, 0x37, 1])];
    let ca = CertificateType::IntermediateCa(Default::default());
    let authority = authority(|settings| settings.csr_alternative_name_forms.push(NameForm::RegisteredId));
    let issued = issue(&authority, ca, &names).expect("a CA");
    assert_eq!(extension(&issued, "2.5.29.17"), Some((false, sequence(&names[1..]))));
    let left_out: Vec<_> = issued
        .fields()
        .notices()
        .iter()
        .filter(|notice| matches!(notice.kind(), NoticeKind::NameNotGranted(_)))
        .map(|notice| notice.pointer())
        .collect();
    assert_eq!(left_out, [format!("{NAMES}/0")]);
}

#[test]
fn s7_other_names_are_listed_by_their_types_alone() {
    let settings = ProfileSettings {
        csr_alternative_name_forms: vec![NameForm::Dns, NameForm::OtherName],
        ..ProfileSettings::default()
    };
    let error = Profile::new(settings).expect_err("a form without types");
    assert_eq!(error.violations()[0].pointer(), "/csr_alternative_name_forms/1");
    assert_eq!(error.violations()[0].kind(), &ViolationKind::OtherNameWithoutType);
    let json = r#"{"csr_alternative_name_forms": ["DNS", "DIRECTORY_NAME"], "csr_other_names": ["1.3.6.1.4.1.99999"]}"#;
    let profile: Profile = serde_json::from_str(json).expect("a profile");
    assert_eq!(profile.settings().csr_alternative_name_forms, [NameForm::Dns, NameForm::DirectoryName]);
    let error = serde_json::from_str::<Profile>(r#"{"csr_alternative_name_forms": ["X400"]}"#);
    let text = error.expect_err("an unknown form").to_string();
    assert!(text.contains("DNS, IP, EMAIL, URI, DIRECTORY_NAME, OTHER_NAME, REGISTERED_ID"), "{text}");
}

#[test]
fn c15_names_that_the_ca_sets_need_no_list() {
    let mailbox = SubjectAlternativeName::user_principal_name("jdoe@corp.example").expect("a name");
    let own = vec![mailbox, SubjectAlternativeName::RegisteredId(oid("2.999.1"))];
    let authority = authority(|settings| settings.csr_alternative_name_forms = vec![NameForm::Dns]);
    let request = || {
        let csr = csr(&[dns("a.example")]);
        CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request")
    };
    let names = |request: CsrRequest| -> Vec<String> {
        let issued = authority.issue(&request, now(), &mut rng(4)).expect("a certificate");
        issued.fields().alternative_names().iter().map(ToString::to_string).collect()
    };
    let replaced = request().with_alternative_names(own.clone()).expect("few names");
    assert_eq!(names(replaced), ["UPN:jdoe@corp.example", "RID:2.999.1"]);
    let added = request().with_added_alternative_names(own.clone()).expect("few names");
    assert_eq!(names(added), ["DNS:a.example", "UPN:jdoe@corp.example", "RID:2.999.1"]);
    // Those of the CSR still do.
    let csr = csr(&[tlv(0x88, [0x88, 0x37, 1])]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request");
    let request = request.with_added_alternative_names(own).expect("few names");
    let found = refused(authority.issue(&request, now(), &mut rng(4)));
    let kind = ViolationKind::Csr(CsrError::NameFormNotGranted(NameForm::RegisteredId));
    assert_eq!(found, [(format!("{NAMES}/0"), ErrorCode::AlternativeNameType, kind)]);
}

#[test]
fn c15_a_directory_name_that_the_ca_sets_is_checked_like_a_subject() {
    let der = name(&[("2.5.4.3", UTF8, "a\u{7}")]);
    let bad = certmint::DistinguishedName::from_der(&der).expect("a name");
    let request = CsrRequest::new(csr(&[dns("a.example")]), CertificateType::EntityCert, years(1))
        .expect("a request")
        .with_added_alternative_names(vec![bad.into()])
        .expect("one name");
    let found = refused(authority(|_| ()).issue(&request, now(), &mut rng(4)));
    let [(pointer, _, ViolationKind::Csr(CsrError::Attribute { .. }))] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(pointer, "/subject_alternative_names/0/value");
}
