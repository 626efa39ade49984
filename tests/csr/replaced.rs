//! C15: the CA sets the subject, the names, the usages and the purposes instead of the CSR.

use certmint::error::{CsrError, ErrorCode, NoticeKind, ReplacedKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::name::SubjectAlternativeName;
use certmint::profile::{Conformance, ServerNamePolicy};
use certmint::request::CertificateType;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm,
    Issued, KeyAlgorithm,
};

use crate::check::{authority, ca_of, certified_spki, certified_subject, object_identifier, set};
use crate::check::{violations, with_profile};
use toolkit::asn1::{
    self, BASIC_CONSTRAINTS, EXT_KEY_USAGE, KEY_USAGE, PRINTABLE, SUBJECT_ALT_NAME, UTF8, ca_false, ca_true,
    dns, ext_key_usage, extension_request, key_usage, key_usage_value, name, name_attribute, oid, sequence,
    subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256, rsa_2048};
use toolkit::{extension, now, profile_with, rng, years};

const USAGES: &str = "/csr#/extensionRequest/keyUsage";
const PURPOSES: &str = "/csr#/extensionRequest/extKeyUsage";
const NAMES: &str = "/csr#/extensionRequest/subjectAltName";
const SUBJECT: &str = "/csr#/subject";

/// A CSR that asks for a little of everything.
fn full() -> Builder {
    Builder::new(p256()).extensions(&[
        key_usage(&[KeyUsage::DigitalSignature, KeyUsage::NonRepudiation]),
        ext_key_usage(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
        subject_alt_name(&[dns("a.example"), dns("b.example")]),
    ])
}

fn request_as(builder: &Builder, kind: CertificateType) -> CsrRequest {
    CsrRequest::new(Csr::from_der(&builder.der()).expect("a CSR"), kind, years(1)).expect("a request")
}

fn request(builder: &Builder) -> CsrRequest {
    request_as(builder, CertificateType::EntityCert)
}

fn issue(request: &CsrRequest) -> Result<Issued, Error> {
    issue_by(authority(), request)
}

fn issue_by(authority: &Authority, request: &CsrRequest) -> Result<Issued, Error> {
    authority.issue(request, now(), &mut rng(4))
}

fn named(common_name: &str) -> DistinguishedName {
    DistinguishedName::new(common_name).expect("a common name")
}

fn alternative(names: &[&str]) -> Vec<SubjectAlternativeName> {
    names.iter().map(|name| SubjectAlternativeName::dns(name).expect("a DNS name")).collect()
}

fn purposes(purposes: &[KeyPurpose]) -> ExtendedKeyUsage {
    ExtendedKeyUsage::new(purposes.iter().cloned())
}

fn notices(issued: &Issued) -> Vec<(String, NoticeKind)> {
    issued.fields().notices().iter().map(|notice| (notice.pointer(), notice.kind().clone())).collect()
}

fn replaced(pointer: &str, kind: ReplacedKind) -> (String, NoticeKind) {
    (pointer.to_string(), NoticeKind::Replaced(kind))
}

#[track_caller]
fn is_refused(result: Result<Issued, Error>, pointer: &str, code: ErrorCode, kind: ViolationKind) {
    assert_eq!(violations(result), [(pointer.to_string(), code, kind)]);
}

#[test]
fn c15_each_part_can_be_replaced_and_what_is_left_out_is_noted() {
    let csr = full();
    let request = request(&csr)
        .with_subject(named("Decided"))
        .with_alternative_names(alternative(&["b.example", "d.example"]))
        .expect("names")
        .with_key_usages(set(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]))
        .expect("usages")
        .with_extended_key_usage(purposes(&[KeyPurpose::ClientAuth]));
    assert_eq!(request.subject(), &named("Decided"));
    assert_eq!(request.alternative_names(), alternative(&["b.example", "d.example"]));
    assert_eq!(request.key_usages(), set(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]));
    assert_eq!(request.extended_key_usage(), &purposes(&[KeyPurpose::ClientAuth]));
    let issued = issue(&request).expect("a certificate");
    assert_eq!(certified_spki(&issued), csr.spki);
    // Nothing is inherited from the issuer, as for any CSR.
    assert_eq!(certified_subject(&issued), name(&[("2.5.4.3", UTF8, "Decided")]));
    assert_eq!(
        extension(&issued, SUBJECT_ALT_NAME),
        Some((false, sequence([dns("b.example"), dns("d.example")])))
    );
    let usages = key_usage_value(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]);
    assert_eq!(extension(&issued, KEY_USAGE), Some((true, usages)));
    assert_eq!(extension(&issued, EXT_KEY_USAGE), Some((false, sequence([oid("1.3.6.1.5.5.7.3.2")]))));
    assert_eq!(extension(&issued, BASIC_CONSTRAINTS), Some((true, vec![0x30, 0])));
    assert_eq!(
        notices(&issued),
        [
            replaced(SUBJECT, ReplacedKind::Subject(named("Test"))),
            replaced(NAMES, ReplacedKind::AlternativeNames { names: alternative(&["a.example"]), others: 0 }),
            replaced(USAGES, ReplacedKind::KeyUsages(set(&[KeyUsage::NonRepudiation]))),
            replaced(PURPOSES, ReplacedKind::ExtendedKeyUsage(purposes(&[KeyPurpose::ServerAuth]))),
        ]
    );
}

#[test]
fn c15_what_is_replaced_by_the_same_draws_no_notice() {
    let request = request(&full())
        .with_subject(named("Test"))
        .with_alternative_names(alternative(&["b.example", "a.example"]))
        .expect("names")
        .with_key_usages(set(&[KeyUsage::DigitalSignature, KeyUsage::NonRepudiation]))
        .expect("usages")
        .with_extended_key_usage(purposes(&[KeyPurpose::ClientAuth, KeyPurpose::ServerAuth]));
    assert_eq!(notices(&issue(&request).expect("a certificate")), []);
}

#[test]
fn c15_names_can_be_added() {
    let added = alternative(&["b.example", "c.example"]);
    let request = request(&full()).with_added_alternative_names(added).expect("names");
    let all = ["a.example", "b.example", "b.example", "c.example"];
    assert_eq!(request.alternative_names(), alternative(&all));
    let issued = issue(&request).expect("a certificate");
    assert_eq!(issued.fields().alternative_names(), alternative(&["a.example", "b.example", "c.example"]));
    assert_eq!(notices(&issued), []);

    // To those that replace the CSR's, in either order.
    let replacing = |request: CsrRequest| request.with_alternative_names(alternative(&["d.example"]));
    let adding = |request: CsrRequest| request.with_added_alternative_names(alternative(&["e.example"]));
    let plain = self::request(&full());
    for request in [
        adding(replacing(plain.clone()).expect("names")).expect("names"),
        replacing(adding(plain).expect("names")).expect("names"),
    ] {
        let issued = issue(&request).expect("a certificate");
        assert_eq!(issued.fields().alternative_names(), alternative(&["d.example", "e.example"]));
        let names = alternative(&["a.example", "b.example"]);
        let left_out = ReplacedKind::AlternativeNames { names, others: 0 };
        assert_eq!(notices(&issued), [replaced(NAMES, left_out)]);
    }

    // Replaced again, before and after: the last names that replace, and all that were added.
    let names = |name: &str| alternative(&[name]);
    let plain = self::request(&full()).with_alternative_names(names("c.example")).expect("names");
    let plain = plain.with_added_alternative_names(names("d.example")).expect("names");
    let plain = plain.with_added_alternative_names(names("e.example")).expect("names");
    let again = plain.with_alternative_names(names("f.example")).expect("names");
    assert_eq!(again.alternative_names(), alternative(&["f.example", "d.example", "e.example"]));
    let emptied = again.with_alternative_names(Vec::new()).expect("no names");
    assert_eq!(emptied.alternative_names(), alternative(&["d.example", "e.example"]));
    let many: Vec<_> = (0..99).flat_map(|number| alternative(&[&*format!("n{number}.example")])).collect();
    let kind = ViolationKind::TooMany { found: 101, max: 100 };
    assert_eq!(emptied.with_alternative_names(many).map(drop), Err(kind));

    // To a CSR that has none, with an empty subject.
    let nameless = Builder::new(p256()).empty_subject();
    let request = self::request(&nameless).with_added_alternative_names(alternative(&["a.example"]));
    let issued = issue(&request.expect("names")).expect("a certificate");
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), Some((true, sequence([dns("a.example")]))));
}

#[test]
fn c15_too_many_names_are_refused() {
    let many = |count: usize| -> Vec<_> {
        (0..count).map(|number| SubjectAlternativeName::dns(&format!("n{number}.example")).unwrap()).collect()
    };
    let plain = request(&full());
    let kind = ViolationKind::TooMany { found: 101, max: 100 };
    assert_eq!(plain.clone().with_alternative_names(many(101)).map(drop), Err(kind.clone()));
    assert_eq!(plain.clone().with_added_alternative_names(many(101)).map(drop), Err(kind.clone()));
    let full = plain.clone().with_alternative_names(many(100)).expect("names");
    assert_eq!(issue(&full).expect("100 names").fields().alternative_names().len(), 100);
    assert_eq!(full.with_added_alternative_names(many(1)).map(drop), Err(kind));
    // With the two of the CSR there are more than any profile grants.
    let added = plain.with_added_alternative_names(many(99)).expect("names");
    let kind = ViolationKind::TooMany { found: 101, max: 100 };
    is_refused(issue(&added), NAMES, ErrorCode::Parameter, kind);
}

#[test]
fn c15_a_common_name_that_is_kept_without_its_dns_name_draws_a_notice() {
    let bank = || {
        Builder::new(p256()).subject(name(&[("2.5.4.3", UTF8, "www.bank.example")])).extensions(&[
            ext_key_usage(&["1.3.6.1.5.5.7.3.1"]),
            subject_alt_name(&[dns("www.bank.example")]),
        ])
    };
    let uri = || vec![SubjectAlternativeName::uri("spiffe://mesh/workload").expect("a URI")];
    let replacing = |request: CsrRequest| request.with_alternative_names(uri()).expect("names");
    let issued = issue(&replacing(request(&bank()))).expect("a certificate");
    let host = (SUBJECT.to_string(), NoticeKind::CommonNameAsHost);
    assert_eq!(notices(&issued).last(), Some(&host));
    // OpenSSL accepts it for that host.
    let hosts = ["www.bank.example", "mesh"].map(|host| {
        let out = toolkit::openssl::openssl_text(
            &format!("x509 -noout -checkhost {host}"),
            issued.certificate().to_pem().as_bytes(),
        );
        !out.contains("NOT match")
    });
    assert_eq!(hosts, [true, false]);

    let has_notice = |request: &CsrRequest| {
        notices(&issue(request).expect("a certificate")).iter().any(|(_, kind)| *kind == host.1)
    };
    let emptied = request(&bank()).with_alternative_names(Vec::new()).expect("no names");
    assert!(has_notice(&emptied));
    let clients = purposes(&[KeyPurpose::ClientAuth]);
    let other = bank().subject(name(&[("2.5.4.3", UTF8, "A Bank")]));
    for request in [
        request(&bank()),
        replacing(request(&bank())).with_subject(named("www.bank.example")),
        replacing(request(&bank())).with_extended_key_usage(clients),
        replacing(request(&bank())).with_added_alternative_names(alternative(&["a.example"])).expect("names"),
        replacing(request(&other)),
        replacing(request_as(&bank(), ca_of(0))),
    ] {
        assert!(!has_notice(&request), "{request:?}");
    }
}

#[test]
fn c15_names_of_a_ca_make_room_for_those_that_are_added() {
    let twenty = with_profile(profile_with(|settings| settings.csr_alternative_names = 20));
    let name = |number: usize| format!("n{number}.example");
    let names: Vec<_> = (0..25).map(|number| dns(&name(number))).collect();
    let csr = Builder::new(p256()).extensions(&[subject_alt_name(&names)]);
    let set = |count: usize| -> Vec<_> {
        (0..count).flat_map(|number| alternative(&[&*format!("own{number}.example")])).collect()
    };
    for (count, max) in [(0, 20), (1, 19), (19, 1), (20, 0)] {
        let request = request_as(&csr, ca_of(0)).with_added_alternative_names(set(count)).expect("names");
        let issued = issue_by(&twenty, &request).expect("a CA");
        let of_csr = (0..max).flat_map(|number| alternative(&[&*name(number)]));
        assert_eq!(issued.fields().alternative_names(), of_csr.chain(set(count)).collect::<Vec<_>>());
        let kind = NoticeKind::NamesNotGranted { found: 25, max };
        assert_eq!(notices(&issued), [(NAMES.to_string(), kind)]);
    }
    // Too many of its own are not the fault of the CSR.
    let (code, own) = (ErrorCode::Parameter, "/subject_alternative_names");
    let kind = || ViolationKind::TooMany { found: 21, max: 20 };
    let request = request_as(&csr, ca_of(0)).with_added_alternative_names(set(21)).expect("names");
    is_refused(issue_by(&twenty, &request), own, code, kind());
    let request = self::request(&Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a.example")])]));
    let request = request.with_added_alternative_names(set(20)).expect("names");
    is_refused(issue_by(&twenty, &request), NAMES, code, kind());
}

#[test]
fn c15_names_that_cannot_be_granted_are_refused_unless_they_are_replaced() {
    let csr = Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a a.example"), dns("b.example")])]);
    let plain = request(&csr);
    let place = format!("{NAMES}/0");
    let found = violations(issue(&plain));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0].0, found[0].1), (&place, ErrorCode::DnsName));
    // Adding names does not heal it.
    let added = plain.clone().with_added_alternative_names(alternative(&["c.example"])).expect("names");
    assert_eq!(violations(issue(&added)), found);

    let request = plain.with_alternative_names(alternative(&["c.example"])).expect("names");
    let issued = issue(&request).expect("a certificate");
    assert_eq!(issued.fields().alternative_names(), alternative(&["c.example"]));
    let left_out = ReplacedKind::AlternativeNames { names: alternative(&["b.example"]), others: 1 };
    assert_eq!(notices(&issued), [replaced(NAMES, left_out)]);
    assert_eq!(
        issued.fields().notices()[0].to_string(),
        "/csr#/extensionRequest/subjectAltName: the CA sets the alternative names; these of the CSR are not \
         granted: \"DNS:b.example\", and 1 more"
    );
}

#[test]
fn c15_more_names_than_a_csr_may_have_are_refused_unless_they_are_replaced() {
    let names: Vec<_> = (0..101).map(|number| dns(&format!("n{number}.example"))).collect();
    let plain = request(&Builder::new(p256()).extensions(&[subject_alt_name(&names)]));
    let kind = ViolationKind::TooMany { found: 101, max: 100 };
    is_refused(issue(&plain), NAMES, ErrorCode::Parameter, kind);
    let issued = issue(&plain.with_alternative_names(Vec::new()).expect("no names")).expect("a certificate");
    assert_eq!(issued.fields().alternative_names(), []);
    let found = notices(&issued);
    let NoticeKind::Replaced(ReplacedKind::AlternativeNames { names, others: 1 }) = &found[1].1 else {
        panic!("{found:?}")
    };
    assert_eq!((found[0].1.clone(), names.len()), (NoticeKind::ServerWithoutAlternativeName, 100));
}

#[test]
fn c15_an_empty_subject_is_acceptable_once_it_is_replaced() {
    let nameless = Builder::new(p256()).empty_subject();
    let code = ErrorCode::DistinguishedName;
    is_refused(issue(&request(&nameless)), SUBJECT, code, ViolationKind::Csr(CsrError::NoName));
    let issued = issue(&request(&nameless).with_subject(named("Named"))).expect("a certificate");
    assert_eq!(issued.fields().subject(), &named("Named"));
    let ca = request_as(&nameless, ca_of(0));
    is_refused(issue(&ca), SUBJECT, code, ViolationKind::Csr(CsrError::EmptySubject));
    assert!(issue(&ca.with_subject(named("Named CA"))).is_ok());

    // The replacement is judged in its own place.
    let empty = DistinguishedName::from_attributes(&[]).expect("an empty name");
    let own = "/distinguished_name";
    let emptied = request(&Builder::new(p256())).with_subject(empty.clone());
    is_refused(issue(&emptied), own, code, ViolationKind::Csr(CsrError::NoName));
    let emptied = request_as(&Builder::new(p256()), ca_of(0)).with_subject(empty.clone());
    is_refused(issue(&emptied), own, code, ViolationKind::Csr(CsrError::EmptySubject));
    let issued = issue(&request(&full()).with_subject(empty)).expect("names are enough");
    assert_eq!(certified_subject(&issued), [0x30, 0]);
}

#[test]
fn c15_a_subject_in_its_place_is_checked_like_any_other() {
    let plain = request(&Builder::new(p256()));
    let long = name(&[("2.5.4.3", UTF8, &"x".repeat(65))]);
    let long = DistinguishedName::from_der(&long).expect("a name");
    let found = violations(issue(&plain.clone().with_subject(long)));
    assert_eq!((found[0].0.as_str(), found[0].1), ("/distinguished_name", ErrorCode::DistinguishedName));
    // A8: the name of the issuer.
    let issuer = authority().issuer().subject().clone();
    let result = issue(&plain.with_subject(issuer));
    is_refused(result, "/distinguished_name", ErrorCode::DistinguishedName, ViolationKind::SubjectOfIssuer);
}

#[test]
fn c15_a_csr_that_contradicts_the_type_stays_an_error() {
    let ca = Builder::new(p256()).extensions(&[ca_true(None)]);
    let entity = Builder::new(p256()).extensions(&[ca_false()]);
    for (builder, kind, defect) in [
        (ca, CertificateType::EntityCert, CsrError::CaTrueInEntity),
        (entity, ca_of(0), CsrError::CaFalseInCa),
    ] {
        let csr = Csr::from_der(&builder.der()).expect("a CSR");
        let place = "/csr#/extensionRequest/basicConstraints".to_string();
        let expected = [(place, ErrorCode::Parameter, ViolationKind::Csr(defect))];
        assert_eq!(violations(CsrRequest::new(csr, kind, years(1))), expected);
    }
    // Nothing is lost beside it.
    let both = Builder::new(p256()).empty_subject().extensions(&[
        ca_true(None),
        key_usage(&[KeyUsage::KeyCertSign]),
        subject_alt_name(&[dns("a a")]),
    ]);
    let csr = Csr::from_der(&both.der()).expect("a CSR");
    assert_eq!(violations(CsrRequest::new(csr, CertificateType::EntityCert, years(1))).len(), 3);
}

#[test]
fn c15_usages_that_do_not_fit_the_type_are_refused_unless_they_are_replaced() {
    let asking = |usages: &[KeyUsage]| Builder::new(p256()).extensions(&[key_usage(usages)]);
    let signing = set(&[KeyUsage::DigitalSignature]);
    let entity = request(&asking(&[KeyUsage::KeyCertSign]));
    let kind = ViolationKind::Csr(CsrError::KeyCertSignInEntity);
    is_refused(issue(&entity), USAGES, ErrorCode::Parameter, kind);
    let issued = issue(&entity.with_key_usages(signing).expect("usages")).expect("a certificate");
    assert_eq!(issued.fields().key_usages(), signing);
    assert_eq!(extension(&issued, BASIC_CONSTRAINTS), Some((true, vec![0x30, 0])));
    let left_out = ReplacedKind::KeyUsages(set(&[KeyUsage::KeyCertSign]));
    assert!(notices(&issued).contains(&replaced(USAGES, left_out)));

    let ca = request_as(&asking(&[KeyUsage::KeyAgreement]), ca_of(0));
    let kind = ViolationKind::Csr(CsrError::NoKeyCertSignInCa);
    is_refused(issue(&ca), USAGES, ErrorCode::Parameter, kind);
    // keyCertSign is always among the usages of a CA.
    let issued = issue(&ca.with_key_usages(signing).expect("usages")).expect("a CA");
    assert_eq!(issued.fields().key_usages(), set(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]));
}

#[test]
fn c15_usages_in_their_place_are_checked_like_those_of_a_typed_request() {
    let ec = request(&full());
    let rsa = request(&Builder::new(rsa_2048()));
    let refusal = |request: &CsrRequest, usages| request.clone().with_key_usages(set(usages)).map(drop);
    assert_eq!(refusal(&ec, &[KeyUsage::KeyCertSign]), Err(ViolationKind::KeyCertSign));
    let needs = ViolationKind::NeedsKeyAgreement("encipherOnly");
    assert_eq!(refusal(&ec, &[KeyUsage::EncipherOnly]), Err(needs));
    let not_for_ec = ViolationKind::NotForEcKey("keyEncipherment");
    assert_eq!(refusal(&ec, &[KeyUsage::KeyEncipherment]), Err(not_for_ec));
    assert_eq!(refusal(&rsa, &[KeyUsage::KeyEncipherment]), Ok(()));
    let ca = request_as(&Builder::new(p256()), ca_of(0));
    assert_eq!(refusal(&ca, &[KeyUsage::KeyAgreement]), Err(ViolationKind::NotForCa("keyAgreement")));

    // U7: what the profile withholds is an error, as it is asked for by the CA itself.
    let crl_sign = ec.clone().with_key_usages(set(&[KeyUsage::CrlSign])).expect("usages");
    is_refused(issue(&crl_sign), "/key_usages", ErrorCode::Parameter, ViolationKind::CrlSignOfEntity);
    let lenient = with_profile(profile_with(|settings| settings.end_entity_crl_sign = true));
    assert!(issue_by(&lenient, &crl_sign).is_ok());
    let empty = DistinguishedName::from_attributes(&[]).expect("an empty name");
    let result = issue_by(&lenient, &crl_sign.with_subject(empty));
    is_refused(result, "/key_usages", ErrorCode::Parameter, ViolationKind::CrlSignOfEntity);

    // The empty set is the default of a CSR that asks for none.
    let issued = issue(&ec.with_key_usages(KeyUsages::NONE).expect("usages")).expect("a certificate");
    assert_eq!(issued.fields().key_usages(), set(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]));
    let left_out = ReplacedKind::KeyUsages(set(&[KeyUsage::NonRepudiation]));
    assert_eq!(notices(&issued), [replaced(USAGES, left_out)]);
}

#[test]
fn c15_purposes_none_of_which_is_granted_are_refused_unless_they_are_replaced() {
    let csr = Builder::new(p256()).extensions(&[ext_key_usage(&["1.3.6.1.4.1.99999.1"])]);
    assert_eq!(violations(issue(&request(&csr)))[0].0, PURPOSES);
    let server = purposes(&[KeyPurpose::ServerAuth]);
    let request = request(&csr)
        .with_extended_key_usage(server.clone())
        .with_alternative_names(alternative(&["a.example"]))
        .expect("names");
    let issued = issue(&request).expect("a certificate");
    assert_eq!(issued.fields().extended_key_usage(), &server);
    let left_out =
        ReplacedKind::ExtendedKeyUsage(purposes(&[object_identifier("1.3.6.1.4.1.99999.1").into()]));
    assert_eq!(notices(&issued), [replaced(PURPOSES, left_out)]);
}

#[test]
fn c15_purposes_in_their_place_are_checked_like_those_of_a_typed_request() {
    // A purpose that is not allowed is an error: of a CSR it would be left out with a notice.
    let of_clients = purposes(&[KeyPurpose::ClientAuth]);
    let clients =
        with_profile(profile_with(|settings| settings.apply_extended_key_usage = Some(of_clients.clone())));
    let both = purposes(&[KeyPurpose::ClientAuth, KeyPurpose::ServerAuth]);
    let found = violations(issue_by(&clients, &request(&full()).with_extended_key_usage(both)));
    let kind =
        ViolationKind::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: of_clients.clone() };
    let place = "/extended_key_usage/server_auth".to_string();
    assert_eq!(found, [(place, ErrorCode::Parameter, kind)]);
    assert!(issue_by(&clients, &request(&full()).with_extended_key_usage(of_clients)).is_ok());

    // None are the profile's default.
    let server = purposes(&[KeyPurpose::ServerAuth]);
    let servers = with_profile(profile_with(|settings| {
        settings.end_entity_default_extended_key_usage = server.clone();
    }));
    let request = request(&full()).with_extended_key_usage(ExtendedKeyUsage::default());
    let issued = issue_by(&servers, &request).expect("a certificate");
    assert_eq!(issued.fields().extended_key_usage(), &server);
    let left_out = ReplacedKind::ExtendedKeyUsage(purposes(&[KeyPurpose::ClientAuth]));
    assert_eq!(notices(&issued), [replaced(PURPOSES, left_out)]);
}

#[test]
fn c15_names_in_their_place_are_checked_in_their_own_place() {
    use certmint::name::{GeneralSubtree, NameConstraints};
    let permitted = GeneralSubtree::dns("example").expect("a subtree");
    let constraints = NameConstraints::new(vec![permitted], vec![]).expect("constraints");
    let params = toolkit::params(KeyAlgorithm::Ec256, "Constrained", years(10));
    let request = certmint::SubordinateRequest::new(params)
        .with_path_length(certmint::extension::PathLength::new(1).expect("a path length"))
        .with_name_constraints(constraints);
    let issued = authority().issue(&request, now(), &mut rng(5)).expect("a CA");
    let constrained = Authority::try_from(issued).expect("an authority");

    let pointers = |request: CsrRequest| -> Vec<String> {
        violations(issue_by(&constrained, &request)).into_iter().map(|(pointer, ..)| pointer).collect()
    };
    let own = || self::request(&full());
    let bad = || alternative(&["d.example", "e.test"]);
    let replaced = own().with_alternative_names(bad()).expect("names");
    assert_eq!(pointers(replaced), ["/subject_alternative_names/1/value"]);
    let added = own().with_added_alternative_names(bad()).expect("names");
    assert_eq!(pointers(added), ["/subject_alternative_names/1/value"]);
    // Beside a name of the CSR that is not permitted.
    let csr = Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a.test"), dns("b.example")])]);
    let added = self::request(&csr).with_added_alternative_names(bad()).expect("names");
    assert_eq!(pointers(added), [&*format!("{NAMES}/0"), "/subject_alternative_names/1/value"]);
    // And behind one that cannot be read.
    let csr = Builder::new(p256()).extensions(&[subject_alt_name(&[dns("b.example"), tlv(0x87, [1])])]);
    let added = self::request(&csr).with_added_alternative_names(bad()).expect("names");
    assert_eq!(pointers(added), [&*format!("{NAMES}/1"), "/subject_alternative_names/1/value"]);
    // S3: an IPv4-mapped address, which only Rust can ask for.
    let mapped = SubjectAlternativeName::Ip("::ffff:192.0.2.1".parse().expect("an address"));
    let added = own().with_added_alternative_names(vec![mapped]).expect("names");
    assert_eq!(violations(issue(&added))[0].0, "/subject_alternative_names/0/value");
    // Of the CSR of a CA, names that cannot be granted are left out; the CA's own are not.
    let ca = Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a.test")])]);
    let added = request_as(&ca, ca_of(0)).with_added_alternative_names(bad()).expect("names");
    assert_eq!(pointers(added.with_subject(named("x.example"))), ["/subject_alternative_names/1/value"]);
}

#[test]
fn c15_the_strict_profile_judges_what_the_ca_sets() {
    let strict = with_profile(profile_with(|settings| settings.conformance = Conformance::Rfc));
    let underscore = alternative(&["a_b.example"]);
    let request = request(&full()).with_alternative_names(underscore).expect("names");
    assert_eq!(violations(issue_by(&strict, &request))[0].0, "/subject_alternative_names/0/value");
    let rsa = Builder::new(rsa_2048()).extensions(&[subject_alt_name(&[dns("a.example")])]);
    let request = self::request(&rsa).with_key_usages(set(&[KeyUsage::KeyAgreement])).expect("usages");
    assert_eq!(violations(issue_by(&strict, &request))[0].0, "/key_usages");
    let both = purposes(&[KeyPurpose::TimeStamping, KeyPurpose::ServerAuth]);
    let request = self::request(&full()).with_extended_key_usage(both);
    assert_eq!(violations(issue_by(&strict, &request))[0].0, "/extended_key_usage");
}

#[test]
fn c15_a_common_name_in_its_place_is_added_as_a_dns_name_where_the_profile_says_so() {
    let adding = with_profile(profile_with(|settings| {
        settings.server_without_alternative_name = ServerNamePolicy::AddCommonName;
    }));
    let nameless = Builder::new(p256()).extensions(&[ext_key_usage(&["1.3.6.1.5.5.7.3.1"])]);
    let request = request(&nameless).with_subject(named("host.example"));
    let issued = issue_by(&adding, &request).expect("a certificate");
    assert_eq!(issued.fields().alternative_names(), alternative(&["host.example"]));
    let subject = replaced(SUBJECT, ReplacedKind::Subject(named("Test")));
    assert_eq!(notices(&issued), [(NAMES.to_string(), NoticeKind::CommonNameAdded), subject]);
    // A CA that leaves out names on purpose gets none, even if the profile adds the common name.
    let of_csr = Builder::new(p256()).subject(name(&[("2.5.4.3", UTF8, "www.bank.example")]));
    let of_csr = of_csr.extensions(&[subject_alt_name(&[dns("a.example")])]);
    for request in [self::request(&full()).with_subject(named("host.example")), self::request(&of_csr)] {
        let request = request.with_alternative_names(Vec::new()).expect("no names");
        let issued = issue_by(&adding, &request).expect("a certificate");
        assert_eq!(issued.fields().alternative_names(), []);
        let nameless = ("/subject_alternative_names".to_string(), NoticeKind::ServerWithoutAlternativeName);
        assert_eq!(notices(&issued)[0], nameless);
    }
    let request = self::request(&of_csr).with_alternative_names(Vec::new()).expect("no names");
    let needing = with_profile(profile_with(|settings| {
        settings.server_without_alternative_name = ServerNamePolicy::AddCommonName;
        settings.end_entity_needs_alternative_name = true;
    }));
    let place = "/subject_alternative_names";
    let kind = ViolationKind::NoAlternativeName;
    is_refused(issue_by(&needing, &request), place, ErrorCode::Parameter, kind);
}

#[test]
fn c15_purposes_replaced_by_none_leave_a_server_what_it_is() {
    let refusing = with_profile(profile_with(|settings| {
        settings.server_without_alternative_name = ServerNamePolicy::Refuse;
    }));
    let none = || ExtendedKeyUsage::default();
    let any = purposes(&[object_identifier("2.5.29.37.0").into()]);
    let plain = request(&Builder::new(p256()));
    let kind = || ViolationKind::ServerWithoutAlternativeName;
    for request in [
        plain.clone(),
        plain.clone().with_extended_key_usage(none()),
        plain.clone().with_extended_key_usage(any.clone()),
        request(&Builder::new(p256()).extensions(&[ext_key_usage(&["1.3.6.1.5.5.7.3.1"])]))
            .with_extended_key_usage(none()),
    ] {
        is_refused(issue_by(&refusing, &request), NAMES, ErrorCode::Parameter, kind());
    }
    let clients = plain.clone().with_extended_key_usage(purposes(&[KeyPurpose::ClientAuth]));
    assert_eq!(notices(&issue_by(&refusing, &clients).expect("a certificate")), []);
    let issued = issue(&plain.with_extended_key_usage(none())).expect("a certificate");
    assert_eq!(notices(&issued), [(NAMES.to_string(), NoticeKind::ServerWithoutAlternativeName)]);

    // The certificate then serves more than the CSR asks for.
    let client = Builder::new(p256())
        .extensions(&[ext_key_usage(&["1.3.6.1.5.5.7.3.2"]), subject_alt_name(&[dns("a.example")])]);
    let widened = ReplacedKind::EveryPurpose(purposes(&[KeyPurpose::ClientAuth]));
    for purposes in [none(), any] {
        for kind in [CertificateType::EntityCert, ca_of(0)] {
            let request = request_as(&client, kind).with_extended_key_usage(purposes.clone());
            let issued = issue(&request).expect("a certificate");
            assert_eq!(notices(&issued), [replaced(PURPOSES, widened.clone())]);
        }
    }
}

/// A CSR with a fault in each part that can be replaced, and the parts.
fn faulty() -> Vec<(Builder, &'static str)> {
    let of = |subject: &[(&str, u8, &str)]| Builder::new(p256()).subject(name(subject));
    let with = |oid: &str, value: Vec<u8>| Builder::new(p256()).extensions(&[asn1::extension(oid, value)]);
    let many: Vec<String> = (0..101).map(|number| format!("1.3.6.1.4.1.99999.{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    vec![
        (of(&[("2.5.4.10", 0x14, "Acme"), ("2.5.4.3", UTF8, "d")]), SUBJECT),
        (of(&[("2.5.4.3", UTF8, &"a".repeat(65))]), SUBJECT),
        (of(&[("2.5.4.6", PRINTABLE, "DEU")]), SUBJECT),
        (with(SUBJECT_ALT_NAME, sequence::<Vec<u8>>([])), NAMES),
        (with(SUBJECT_ALT_NAME, tlv(0x04, [1])), NAMES),
        (with(KEY_USAGE, tlv(3, [0, 0, 0x40])), USAGES),
        (with(KEY_USAGE, tlv(3, [7, 0])), USAGES),
        (with(KEY_USAGE, vec![3]), USAGES),
        (with(EXT_KEY_USAGE, sequence::<Vec<u8>>([])), PURPOSES),
        (with(EXT_KEY_USAGE, tlv(0x04, [1])), PURPOSES),
        (Builder::new(p256()).extensions(&[ext_key_usage(&many)]), PURPOSES),
    ]
}

#[test]
fn c15_faults_of_the_csr_are_refused_unless_their_part_is_replaced() {
    let replacing = |request: CsrRequest, part: &str| match part {
        SUBJECT => request.with_subject(named("Decided")),
        NAMES => request.with_alternative_names(alternative(&["a.example"])).expect("names"),
        USAGES => request.with_key_usages(set(&[KeyUsage::DigitalSignature])).expect("usages"),
        _ => request.with_extended_key_usage(purposes(&[KeyPurpose::ClientAuth])),
    };
    for (builder, part) in faulty() {
        let csr = Csr::from_der(&builder.der()).expect("a CSR with faults");
        let faults = csr.faults().to_vec();
        assert_eq!(faults.iter().map(|fault| fault.pointer()).collect::<Vec<_>>(), [part]);
        let plain = request(&builder);
        // As from a body.
        let found = violations(issue(&plain));
        assert_eq!(found, violations(builder.issue()));
        assert_eq!(found, [(part.to_string(), faults[0].code(), faults[0].kind().clone())]);
        assert_eq!(violations(issue(&request_as(&builder, ca_of(0)))), violations(builder.issue_ca()));
        // Another part, or names that are added, do not help.
        for other in [SUBJECT, NAMES, USAGES, PURPOSES].into_iter().filter(|other| *other != part) {
            assert_eq!(violations(issue(&replacing(plain.clone(), other))), found);
        }
        let added = alternative(&["a.example"]);
        let added = plain.clone().with_added_alternative_names(added).expect("names");
        assert_eq!(violations(issue(&added)), found);

        for kind in [CertificateType::EntityCert, ca_of(0)] {
            let request = request_as(&builder, kind);
            let issued = issue(&replacing(request, part)).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(certified_spki(&issued), builder.spki);
            let fault = replaced(part, ReplacedKind::Fault(Box::new(faults[0].kind().clone())));
            assert!(notices(&issued).contains(&fault), "{issued:?}");
        }
        assert_eq!(csr.into_public_key().as_spki_der(), builder.spki);
    }
}

#[test]
fn c15_all_faults_count_for_nothing_if_all_parts_are_replaced() {
    let builder = Builder::new(p256()).subject(name(&[("2.5.4.6", PRINTABLE, "DEU")])).extensions(&[
        asn1::extension(KEY_USAGE, tlv(3, [7, 0])),
        asn1::extension(EXT_KEY_USAGE, sequence::<Vec<u8>>([])),
        subject_alt_name(&[]),
    ]);
    let parts = [SUBJECT, USAGES, PURPOSES, NAMES];
    let plain = request(&builder);
    let pointers: Vec<String> = violations(issue(&plain)).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, parts);
    assert_eq!(violations(issue(&plain)), violations(builder.issue()));
    let request = plain
        .with_subject(named("Decided"))
        .with_alternative_names(alternative(&["a.example"]))
        .expect("names")
        .with_key_usages(set(&[KeyUsage::DigitalSignature]))
        .expect("usages")
        .with_extended_key_usage(purposes(&[KeyPurpose::ServerAuth]));
    let issued = issue(&request).expect("a certificate");
    let pointers: Vec<String> = notices(&issued).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, [SUBJECT, SUBJECT, USAGES, PURPOSES, NAMES]);
    assert_eq!(
        issued.fields().notices()[2].to_string(),
        "/csr#/extensionRequest/keyUsage: the CA sets this part, so a fault of the CSR's is ignored: \
         keyUsage is empty; request at least one usage, or omit the extension"
    );
    // A contradiction is refused when the request is made, with the faults.
    let both = Builder::new(p256()).extensions(&[ca_true(None), subject_alt_name(&[])]);
    let csr = Csr::from_der(&both.der()).expect("a CSR with faults");
    let found = violations(CsrRequest::new(csr, CertificateType::EntityCert, years(1)));
    assert_eq!(found, violations(both.issue()));
}

#[test]
fn c15_no_other_fault_is_kept() {
    let bad_country = || Builder::new(p256()).subject(name(&[("2.5.4.6", PRINTABLE, "DEU")]));
    let no_name = name(&[("2.5.4.6", PRINTABLE, "DEU")])[1..].to_vec();
    let constraints = asn1::extension(BASIC_CONSTRAINTS, [0x05, 0]);
    let twice = [key_usage(&[KeyUsage::DigitalSignature]), key_usage(&[KeyUsage::DigitalSignature])];
    for (builder, count) in [
        (bad_country().extensions(&[constraints]), 2),
        (bad_country().extensions(&twice), 2),
        (Builder::new(p256()).subject(tlv(0x31, no_name)), 1),
        (Builder::new(p256()).subject(name(&[("2.5.4.3", UTF8, "d"); 101])), 1),
    ] {
        let found = violations(Csr::from_der(&builder.der()));
        assert_eq!(found.len(), count, "{found:?}");
        assert_eq!(found, violations(builder.issue()));
    }
    // A proof that fails is refused, even behind more faults than are recorded.
    let attribute = name_attribute("2.5.4.6", PRINTABLE, "DEU");
    let flood = Builder::new(p256()).subject(sequence([tlv(0x31, attribute.repeat(100))]));
    for builder in [bad_country(), flood.clone()] {
        let mut der = builder.der();
        let last = der.len() - 1;
        der[last] ^= 1;
        assert!(Csr::from_der(&der).is_err());
    }
    assert_eq!(violations(Csr::from_der(&flood.der())).len(), 128);
}

#[test]
fn c15_the_key_alone_can_be_taken() {
    let csr = full().attributes(&[extension_request(&[
        ca_true(None),
        subject_alt_name(&[dns("not a name")]),
        key_usage(&[KeyUsage::KeyCertSign]),
    ])]);
    let spki = csr.spki.clone();
    let csr = Csr::from_der(&csr.der()).expect("a CSR");
    let params =
        CertificateParams::new(csr.into_public_key(), HashAlgorithm::Sha256, named("Chosen"), years(1))
            .with_alternative_names(alternative(&["chosen.example"]))
            .expect("names");
    let issued = authority().issue(&EndEntityRequest::new(params), now(), &mut rng(4)).expect("one");
    assert_eq!(certified_spki(&issued), spki);
    assert_eq!(issued.fields().alternative_names(), alternative(&["chosen.example"]));
    assert!(!issued.fields().is_ca());
    assert_eq!(notices(&issued), []);
}
