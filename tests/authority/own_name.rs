//! Nobody speaks in the name of the issuer: what bears its name, and what signs CRLs.

use certmint::uuid::Uuid;
use certmint::{
    ApplyRequest, Code, Csr, KeyAlgorithm, KeyUsage, NoticeKind, SubordinateRequest, ToBeSigned,
    ViolationKind,
};

use crate::forge::{
    COMMON_NAME, KEY_USAGE, ORGANIZATION, SUBJECT_ALT_NAME, csr_der, extension, name, sequence, tlv,
};
use crate::stock::{authority, entity, key};
use crate::support::{application, apply_body, apply_json, now, profile_with, rng, root, violation, years};

#[test]
fn a1_an_end_entity_does_not_bear_the_name_of_its_issuer() {
    let root = root(KeyAlgorithm::Ec256);
    let mut body = apply_body();
    // All other attributes are inherited.
    for common_name in ["Test Root", "TEST  root "] {
        body["distinguished_name"]["common_name"] = common_name.into();
        let refused = violation(apply_json(&root, &body));
        assert_eq!((refused.pointer(), refused.code()), ("/distinguished_name", Code::DistinguishedName));
        assert_eq!(refused.kind(), &ViolationKind::SubjectOfIssuer);
    }
    body["distinguished_name"]["common_name"] = "Test Root 2".into();
    assert!(apply_json(&root, &body).is_ok());
}

#[test]
fn a1_a_csr_does_not_bear_the_name_of_its_issuer_in_any_spelling() {
    let authority = authority(KeyAlgorithm::Ec256);
    let with_subject = |subject: &[u8]| {
        let key = key(KeyAlgorithm::Ec384);
        entity(&authority, Csr::from_der(&csr_der(&key, subject, &[])).expect("a CSR"))
    };
    // UTF8String, PrintableString.
    for tag in [0x0c, 0x13] {
        let refused = violation(with_subject(&name(&[(COMMON_NAME, tag, b"forged ROOT")])));
        assert_eq!(refused.pointer(), "/csr#/subject");
        assert_eq!(refused.kind(), &ViolationKind::SubjectOfIssuer);
    }
    let more = name(&[(COMMON_NAME, 0x0c, b"Forged Root"), (ORGANIZATION, 0x0c, b"Example")]);
    assert!(with_subject(&more).is_ok());
}

#[test]
fn a1_a_ca_that_bears_the_name_of_its_issuer_draws_a_notice() {
    let root = root(KeyAlgorithm::Ec256);
    for (common_name, expected) in [("Test Root", 1), ("Test Root 2", 0)] {
        let request = SubordinateRequest::new(application(KeyAlgorithm::Ec256, common_name, years(1)));
        let issued = root.subordinate(&request, now(), &mut rng(77)).unwrap();
        let kinds: Vec<&NoticeKind> = issued.notices().iter().map(|notice| notice.kind()).collect();
        assert_eq!(kinds, vec![&NoticeKind::SelfIssued; expected]);
    }
}

#[test]
fn c9_who_signs_crls_has_a_name() {
    let key = key(KeyAlgorithm::Ec384);
    // digitalSignature and cRLSign.
    let usages = extension(KEY_USAGE, true, b"\x03\x02\x01\x82");
    let names = extension(SUBJECT_ALT_NAME, true, &sequence(&[&tlv(0x82, b"a.example.org")]));
    let issue = |subject: &[u8]| {
        let csr = Csr::from_der(&csr_der(&key, subject, &[usages.clone(), names.clone()])).expect("a CSR");
        let profile = profile_with(|settings| settings.end_entity_crl_sign = true);
        entity(&authority(KeyAlgorithm::Ec256).with_profile(profile), csr).unwrap()
    };
    let nameless = issue(b"\x30\x00");
    assert!(!nameless.key_usages().contains(KeyUsage::CrlSign));
    assert!(nameless.key_usages().contains(KeyUsage::DigitalSignature));
    assert_eq!(nameless.notices()[0].kind(), &NoticeKind::KeyUsageNotGranted("cRLSign"));
    let named = issue(&name(&[(COMMON_NAME, 0x0c, b"C9")]));
    assert!(named.key_usages().contains(KeyUsage::CrlSign));
    assert!(named.notices().is_empty());
}

#[test]
fn a1_an_empty_key_identifier_and_a_boundless_path_length() {
    use crate::forge::{BASIC_CONSTRAINTS, Forged, SUBJECT_KEY_IDENTIFIER};
    use crate::stock::{Told, told};
    use certmint::Issuer;
    let key = key(KeyAlgorithm::Ec256);
    let ca = || Forged::ca("A1", &key);
    let empty = ca().with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x00").sign(&key);
    assert_eq!(told(Issuer::from_der(&empty)), Err(Told::Content(0, "subjectKeyIdentifier")));
    let mut boundless = ca();
    // pathLenConstraint 2^48.
    let value = sequence(&[b"\x01\x01\xff", b"\x02\x07\x01\x00\x00\x00\x00\x00\x00"]);
    boundless.extensions[0] = extension(BASIC_CONSTRAINTS, true, &value);
    assert_eq!(Issuer::from_der(&boundless.sign(&key)).unwrap().path_length(), Some(u32::MAX));
}

#[test]
fn a1_a_stored_certificate_does_not_bear_the_name_of_its_issuer() {
    let root = root(KeyAlgorithm::Ec256);
    // As long as the name of the root.
    let request = ApplyRequest::new(application(KeyAlgorithm::Ec256, "Test Roos", years(1)));
    let grant = request.check(root.issuer(), root.profile(), now()).unwrap();
    let (_, grant) = grant.generate_key(&mut rng(78)).unwrap();
    let stored = grant.to_be_signed(&mut rng(79)).unwrap().as_bytes().to_vec();
    let resume = |stored: &[u8]| ToBeSigned::resume(stored, Uuid::nil(), root.issuer(), now()).map(drop);
    assert!(resume(&stored).is_ok());

    let mut of_issuer = stored;
    let place = of_issuer.windows(9).position(|octets| octets == b"Test Roos").unwrap();
    of_issuer[place..place + 9].copy_from_slice(b"Test Root");
    let error = resume(&of_issuer).unwrap_err();
    let [violation] = error.violations() else { panic!("{error:?}") };
    assert_eq!(violation.kind(), &ViolationKind::SubjectOfIssuer);
}
