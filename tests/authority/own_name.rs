//! Nobody else may use the issuer's name: certificates with its name, and the key usage cRLSign.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::{KeyUsage, PathLength};
use certmint::uuid::Uuid;
use certmint::{
    Authority, Certificate, Csr, EndEntityRequest, Issuer, KeyAlgorithm, SubordinateRequest, ToBeSigned,
};

use toolkit::forge::{
    COMMON_NAME, Forged, KEY_USAGE, ORGANIZATION, SUBJECT_ALT_NAME, csr_der, extension, name, sequence, tlv,
};
use toolkit::stock::{authority, entity, key};
use toolkit::{apply_body, apply_json, now, params, profile_with, refusals, rng, root, violation, years};

#[test]
fn a8_an_end_entity_does_not_bear_the_name_of_its_issuer() {
    let root = root(KeyAlgorithm::Ec256);
    let mut body = apply_body();
    // All other attributes are inherited.
    for common_name in
        ["Test Root", "TEST  root ", "Ｔｅｓｔ\u{3000}Ｒｏｏｔ", "𝐓est Root", "Te\u{200b}st Root"]
    {
        body["distinguished_name"]["common_name"] = common_name.into();
        let refused = violation(apply_json(&root, &body));
        assert_eq!(
            (refused.pointer().as_str(), refused.code()),
            ("/distinguished_name", ErrorCode::DistinguishedName)
        );
        assert_eq!(refused.kind(), &ViolationKind::SubjectOfIssuer);
    }
    body["distinguished_name"]["common_name"] = "Test Root 2".into();
    assert!(apply_json(&root, &body).is_ok());
}

#[test]
fn a8_a_csr_does_not_bear_the_name_of_its_issuer_in_any_spelling() {
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

/// A chain of four: root, two CAs below it, and the issuer.
fn chain() -> Authority {
    let mut authority = root(KeyAlgorithm::Ec256);
    for (path_length, common_name) in [(2, "Tel Über CA"), (1, "Middle"), (0, "Issuer")] {
        let params = params(KeyAlgorithm::Ec256, common_name, years(2));
        let request = SubordinateRequest::new(params)
            .with_path_length(PathLength::new(path_length).expect("a path length"));
        let issued = authority.issue(&request, now(), &mut rng(80)).expect("a CA");
        authority = Authority::try_from(issued).expect("an authority");
    }
    authority
}

#[test]
fn a8_an_end_entity_does_not_bear_the_name_of_the_ca_above_a_chain_that_ends_early() {
    let whole = chain();
    for known in 1..=3 {
        let chain = whole.issuer().chain()[..known].to_vec();
        let issuer = certmint::Issuer::from_chain(chain).expect("an issuer");
        let key = certmint::PrivateKey::from_der(&whole.signer().to_pkcs8_der()).expect("a key");
        let authority = Authority::new(issuer, key).expect("an authority");
        let above = ["Middle", "Tel Über CA", "Ｔest Root"][known - 1];
        let mut body = apply_body();
        body["distinguished_name"]["common_name"] = above.into();
        let refused = violation(apply_json(&authority, &body));
        assert_eq!(refused.kind(), &ViolationKind::SubjectOfCaAbove { position: known }, "{above}");
        assert!(refused.to_string().contains(&format!("CA {known} above the issuer")), "{refused}");
        body["distinguished_name"]["common_name"] = "Another".into();
        assert_eq!(apply_json(&authority, &body).expect("a certificate").fields().notices(), []);
    }
}

#[test]
fn a8_an_end_entity_does_not_bear_the_name_of_any_ca_of_the_chain() {
    let authority = chain();
    let mut body = apply_body();
    for (common_name, expected) in [
        ("Issuer", Some(0)),
        ("ISSUER", Some(0)),
        ("Ｉssuer", Some(0)),
        // The name of a CA above, as only some verifiers match it.
        ("Middle", Some(1)),
        ("Test Root", Some(3)),
        ("test root", Some(3)),
        ("Ｔｅｓｔ Ｒｏｏｔ", Some(3)),
        ("Ⓣⓔⓢⓣ Root", Some(3)),
        ("℡ U\u{308}BER ca", Some(2)),
        ("Tel Uber CA", None),
        ("Test Root 2", None),
        ("TestRoot", None),
        ("Middl", None),
    ] {
        body["distinguished_name"]["common_name"] = common_name.into();
        let result = apply_json(&authority, &body);
        let Some(expected) = expected else {
            assert_eq!(result.unwrap().fields().notices(), [], "{common_name}");
            continue;
        };
        let refused = violation(result);
        assert_eq!(
            (refused.pointer().as_str(), refused.code()),
            ("/distinguished_name", ErrorCode::DistinguishedName)
        );
        let kind = match expected {
            0 => ViolationKind::SubjectOfIssuer,
            position => ViolationKind::SubjectOfCaAbove { position },
        };
        assert_eq!(refused.kind(), &kind, "{common_name}");
    }
    // From a body that can be read only in part.
    body["distinguished_name"]["common_name"] = "Ｍiddle".into();
    body["signature_algorithm"] = "MD5".into();
    assert_eq!(
        refusals(apply_json(&authority, &body)),
        [
            ("/signature_algorithm".to_string(), ErrorCode::SignatureAlgorithm),
            ("/distinguished_name".into(), ErrorCode::DistinguishedName),
        ]
    );
}

#[test]
fn a8_a_csr_does_not_bear_the_name_of_any_ca_of_the_chain_in_any_order() {
    const EXAMPLE: (&[u8], u8, &[u8]) = (ORGANIZATION, 0x0c, b"Example");
    let key = key(KeyAlgorithm::Ec256);
    let mut top = Forged::ca("", &key);
    top.subject = name(&[EXAMPLE, (COMMON_NAME, 0x14, b"Caf\xe9")]);
    top.issuer = top.subject.clone();
    let mut below = Forged::ca("Below", &key);
    below.issuer = top.subject.clone();
    let chain = [&below, &top].map(|forged| Certificate::from_der(&forged.sign(&key)).expect("one"));
    let authority = Authority::new(Issuer::from_chain(chain.to_vec()).expect("an issuer"), key).expect("one");
    let with_subject = |subject: &[u8]| {
        let key = toolkit::stock::key(KeyAlgorithm::Ec384);
        entity(&authority, Csr::from_der(&csr_der(&key, subject, &[])).expect("a CSR"))
    };
    let coffee = |text| (COMMON_NAME, 0x0c, str::as_bytes(text));
    for (attributes, is_refused) in [
        (&[EXAMPLE, coffee("Café")][..], true),
        (&[EXAMPLE, coffee("CAFE\u{301}")], true),
        // Bouncy Castle and Botan ignore the order.
        (&[coffee("café"), EXAMPLE], true),
        (&[EXAMPLE, coffee("Cafe")], false),
        (&[coffee("Café")], false),
        (&[EXAMPLE, EXAMPLE, coffee("Café")], false),
        (&[coffee("ＢＥＬＯＷ")], true),
    ] {
        let result = with_subject(&name(attributes));
        assert_eq!(result.is_err(), is_refused, "{attributes:02x?}");
        if is_refused {
            assert_eq!(violation(result).pointer(), "/csr#/subject");
        }
    }
}

#[test]
fn a8_a_ca_that_bears_the_name_of_a_ca_above_its_issuer_draws_a_notice() {
    let authority = {
        let params = params(KeyAlgorithm::Ec256, "Middle", years(2));
        let request = SubordinateRequest::new(params).with_path_length(PathLength::new(1).unwrap());
        let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(81)).unwrap();
        Authority::try_from(issued).unwrap()
    };
    for (common_name, expected) in [
        ("Middle", Some(NoticeKind::SelfIssued)),
        ("Test Root", Some(NoticeKind::NameOfCaAbove)),
        ("ｔest root", Some(NoticeKind::NameOfCaAbove)),
        ("Lower", None),
    ] {
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, common_name, years(1)));
        let issued = authority.issue(&request, now(), &mut rng(77)).unwrap();
        let kinds: Vec<NoticeKind> =
            issued.fields().notices().iter().map(|notice| notice.kind().clone()).collect();
        assert_eq!(kinds, Vec::from_iter(expected), "{common_name}");
    }
}

#[test]
fn a8_a_ca_that_bears_the_name_of_its_issuer_draws_a_notice() {
    let root = root(KeyAlgorithm::Ec256);
    for (common_name, expected) in [("Test Root", 1), ("Test Root 2", 0)] {
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, common_name, years(1)));
        let issued = root.issue(&request, now(), &mut rng(77)).unwrap();
        let kinds: Vec<&NoticeKind> = issued.fields().notices().iter().map(|notice| notice.kind()).collect();
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
    assert!(!nameless.fields().key_usages().contains(KeyUsage::CrlSign));
    assert!(nameless.fields().key_usages().contains(KeyUsage::DigitalSignature));
    assert_eq!(nameless.fields().notices()[0].kind(), &NoticeKind::KeyUsageNotGranted("cRLSign"));
    let named = issue(&name(&[(COMMON_NAME, 0x0c, b"C9")]));
    assert!(named.fields().key_usages().contains(KeyUsage::CrlSign));
    assert!(named.fields().notices().is_empty());
}

#[test]
fn a1_an_empty_key_identifier_and_a_boundless_path_length() {
    use certmint::Issuer;
    use toolkit::forge::{BASIC_CONSTRAINTS, Forged, SUBJECT_KEY_IDENTIFIER};
    use toolkit::stock::{Told, told};
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
fn a8_a_stored_certificate_does_not_bear_the_name_of_its_issuer() {
    let root = root(KeyAlgorithm::Ec256);
    // As long as the names below.
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Test Rooxyz", years(1)));
    let grant = request.check(root.issuer(), root.profile(), now()).unwrap();
    let (_, grant) = grant.generate_key(&mut rng(78)).unwrap();
    let stored = grant.to_be_signed(&mut rng(79)).unwrap().as_bytes().to_vec();
    let resume = |stored: &[u8]| ToBeSigned::resume(stored, Uuid::nil(), root.issuer(), now()).map(drop);
    assert!(resume(&stored).is_ok());

    // As written, and as only a lenient comparison matches it.
    for subject in ["Test  ROOT ", "Ｔest Root"] {
        let mut of_issuer = stored.clone();
        let place = of_issuer.windows(11).position(|octets| octets == b"Test Rooxyz").unwrap();
        of_issuer[place..place + 11].copy_from_slice(subject.as_bytes());
        let error = resume(&of_issuer).unwrap_err();
        let [violation] = error.violations() else { panic!("{error:?}") };
        assert_eq!(violation.kind(), &ViolationKind::SubjectOfIssuer);
    }
}
