//! S8: servers without an alternative name.

use certmint::error::{CsrError, ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::PathLength;
use certmint::name::NameForm;
use certmint::name::{GeneralSubtree, NameConstraints};
use certmint::profile::{ProfileSettings, ServerNamePolicy};
use certmint::request::CertificateType;
use certmint::{Csr, CsrRequest, DistinguishedName, Issued, KeyAlgorithm, Profile, SubordinateRequest};
use serde_json::{Value, json};

use crate::issue::{apply, authority, body_with, csr, only, refused, typed_csr};
use toolkit::asn1::{
    PRINTABLE, UTF8, dns, ext_key_usage, name, name_attribute, sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256};
use toolkit::{
    apply_json, csr_body, csr_json, extension, now, params, profile_with, refusals, rng, root, years,
};

const CSR_NAMES: &str = "/csr#/extensionRequest/subjectAltName";
const NAMES: &str = "/subject_alternative_names";
const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";

fn with_policy(policy: ServerNamePolicy) -> Profile {
    profile_with(|settings| settings.server_without_alternative_name = policy)
}

fn adding() -> Profile {
    with_policy(ServerNamePolicy::AddCommonName)
}

fn notices(issued: &Issued) -> Vec<(&'static str, NoticeKind)> {
    issued
        .fields()
        .notices()
        .iter()
        .map(|notice| (&*notice.pointer().leak(), notice.kind().clone()))
        .collect()
}

fn server_body(common_name: &str) -> [(&'static str, Value); 2] {
    [
        ("/distinguished_name", json!({ "common_name": common_name })),
        ("/extended_key_usage", json!({ "server_auth": true })),
    ]
}

fn of_subject(common_name: &str) -> Builder {
    Builder::new(p256()).subject(name(&[("2.5.4.3", UTF8, common_name)]))
}

fn asking(builder: Builder, purposes: &[&str]) -> Builder {
    builder.extensions(&[ext_key_usage(purposes)])
}

/// subjectAltName with only this DNS name.
fn named(text: &str) -> Option<(bool, Vec<u8>)> {
    Some((false, sequence([dns(text)])))
}

#[test]
fn s8_a_server_without_an_alternative_name_draws_a_notice() {
    // As seen in practice.
    let body = csr_body(include_str!("field/server-common-name-only.csr.pem"));
    let issued = csr_json(&authority(Profile::default()), &body).unwrap();
    assert_eq!(notices(&issued), [(CSR_NAMES, NoticeKind::ServerWithoutAlternativeName)]);
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), None);
    assert_eq!(
        issued.fields().notices()[0].to_string(),
        "/csr#/extensionRequest/subjectAltName: there is no alternative name, but verifiers of servers \
         check nothing else (RFC 9525 §2); request the server's DNS name or IP address"
    );
    let issued = apply(&Profile::default(), &server_body("a.example")).unwrap();
    assert_eq!(notices(&issued), [(NAMES, NoticeKind::ServerWithoutAlternativeName)]);
}

#[test]
fn s8_only_of_what_may_be_a_server() {
    let profile = Profile::default();
    let any = profile_with(|settings| {
        let any = certmint::ObjectIdentifier::new("2.5.29.37.0").unwrap();
        settings.csr_extended_key_usage = certmint::extension::ExtendedKeyUsage::new([any.into()]);
    });
    let name = subject_alt_name(&[tlv(0x81, "a@example.org")]);
    let ca = CertificateType::IntermediateCa(PathLength::default());
    for (issued, expected) in [
        // A CSR without purposes is for all of them; a body without any states that it needs none.
        (csr(&profile, &Builder::new(p256()), &[]), true),
        (apply(&profile, &[]), false),
        (csr(&any, &asking(Builder::new(p256()), &["2.5.29.37.0"]), &[]), true),
        (csr(&profile, &asking(Builder::new(p256()), &[CLIENT, SERVER]), &[]), true),
        (csr(&profile, &asking(Builder::new(p256()), &[CLIENT]), &[]), false),
        (apply(&profile, &[("/extended_key_usage", json!({ "client_auth": true }))]), false),
        // An alternative name of any form is enough, and a CA is not a server.
        (csr(&profile, &Builder::new(p256()).extensions(&[name]), &[]), false),
        (typed_csr(&profile, &Builder::new(p256()), ca), false),
        (typed_csr(&profile, &asking(Builder::new(p256()), &[SERVER]), ca), false),
    ] {
        let issued = issued.unwrap();
        let noted =
            notices(&issued).iter().any(|(_, kind)| *kind == NoticeKind::ServerWithoutAlternativeName);
        assert_eq!(noted, expected, "{issued:?}");
    }
}

#[test]
fn s8_the_purposes_that_count_are_those_that_are_granted() {
    let of_clients: ProfileSettings =
        serde_json::from_value(json!({ "csr_extended_key_usage": ["clientAuth"] })).unwrap();
    let profile = Profile::new(of_clients.clone()).unwrap();
    let issued = csr(&profile, &asking(Builder::new(p256()), &[CLIENT, SERVER]), &[]).unwrap();
    assert!(notices(&issued).iter().all(|(_, kind)| *kind != NoticeKind::ServerWithoutAlternativeName));
    // A default purpose counts too.
    let of_servers = json!({ "end_entity_default_extended_key_usage": ["serverAuth"] });
    let profile: Profile = serde_json::from_value(of_servers).unwrap();
    assert_eq!(notices(&apply(&profile, &[]).unwrap()), [(NAMES, NoticeKind::ServerWithoutAlternativeName)]);
}

#[test]
fn s8_a_profile_can_refuse_it() {
    let profile = with_policy(ServerNamePolicy::Refuse);
    let kind = || ViolationKind::ServerWithoutAlternativeName;
    let result = apply(&profile, &server_body("a.example"));
    assert_eq!(
        result.as_ref().unwrap_err().message(),
        "/subject_alternative_names: a server certificate needs an alternative name, because verifiers \
         ignore the common name (RFC 9525 §2); request the server's DNS name or IP address"
    );
    assert_eq!(refused(result), only(NAMES, ErrorCode::Parameter, kind()));
    for builder in [Builder::new(p256()), asking(Builder::new(p256()), &[SERVER])] {
        assert_eq!(refused(csr(&profile, &builder, &[])), only(CSR_NAMES, ErrorCode::Parameter, kind()));
    }
    assert_eq!(notices(&csr(&profile, &asking(Builder::new(p256()), &[CLIENT]), &[]).unwrap()), []);
    assert_eq!(notices(&apply(&profile, &[]).unwrap()), []);
    // Next to all other faults, once, and not next to unreadable names.
    let mut changes = server_body("a.example").to_vec();
    changes.push(("/signature_algorithm", json!("MD5")));
    let found: Vec<_> = refusals(apply(&profile, &changes)).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(found, ["/signature_algorithm", NAMES]);
    let malformed = Builder::new(p256()).extensions(&[toolkit::asn1::extension(SUBJECT_ALT_NAME, [0x30, 0])]);
    assert_eq!(refusals(csr(&profile, &malformed, &[])), [(CSR_NAMES.to_string(), ErrorCode::Parameter)]);
    let mut settings = profile.settings().clone();
    settings.end_entity_needs_alternative_name = true;
    let both = Profile::new(settings).unwrap();
    let expected = only(NAMES, ErrorCode::Parameter, ViolationKind::NoAlternativeName);
    assert_eq!(refused(apply(&both, &server_body("a.example"))), expected);
}

#[test]
fn s8_a_profile_can_have_the_common_name_added() {
    let issued = apply(&adding(), &server_body("*.a-1.example")).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), named("*.a-1.example"));
    assert_eq!(issued.fields().alternative_names()[0].to_string(), "DNS:*.a-1.example");
    assert_eq!(notices(&issued), [(NAMES, NoticeKind::CommonNameAdded)]);
    assert_eq!(
        issued.fields().notices()[0].to_string(),
        "/subject_alternative_names: the common name was added as a DNS name"
    );
    let body = csr_body(include_str!("field/server-common-name-only.csr.pem"));
    let issued = csr_json(&authority(adding()), &body).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), named("printer7.corp.example.org"));
    assert_eq!(notices(&issued), [(CSR_NAMES, NoticeKind::CommonNameAdded)]);
    let printable =
        Builder::new(p256()).subject(name(&[("2.5.4.10", UTF8, "O"), ("2.5.4.3", PRINTABLE, "a.b")]));
    assert_eq!(extension(&csr(&adding(), &printable, &[]).unwrap(), SUBJECT_ALT_NAME), named("a.b"));
    // Not if there is a name, or if the certificate is not a server's.
    let ip = [("/subject_alternative_names", json!([{ "type": "IP", "value": "192.0.2.1" }]))];
    let changes: Vec<_> = server_body("a.example").into_iter().chain(ip).collect();
    assert_eq!(apply(&adding(), &changes).unwrap().fields().alternative_names().len(), 1);
    assert_eq!(extension(&apply(&adding(), &[]).unwrap(), SUBJECT_ALT_NAME), None);
    let client = asking(of_subject("a.example"), &[CLIENT]);
    assert_eq!(extension(&csr(&adding(), &client, &[]).unwrap(), SUBJECT_ALT_NAME), None);
}

#[test]
fn s8_what_is_no_dns_name_or_not_one_alone_is_not_added() {
    for text in ["Device 42", "a..example", "192.0.2.1", "zoë.example", "a.example.", "-a.example", "*"] {
        let issued = apply(&adding(), &server_body(text)).unwrap();
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), None, "{text}");
        assert_eq!(notices(&issued), [(NAMES, NoticeKind::ServerWithoutAlternativeName)]);
    }
    let two = name(&[("2.5.4.3", UTF8, "a.example"), ("2.5.4.3", UTF8, "b.example")]);
    let in_one_rdn = sequence([tlv(
        0x31,
        [name_attribute("2.5.4.3", UTF8, "a.example"), name_attribute("2.5.4.3", UTF8, "b.example")].concat(),
    )]);
    let none = name(&[("2.5.4.10", UTF8, "a.example")]);
    for subject in [two, in_one_rdn, none] {
        let issued = csr(&adding(), &Builder::new(p256()).subject(subject), &[]).unwrap();
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), None);
        assert_eq!(notices(&issued), [(CSR_NAMES, NoticeKind::ServerWithoutAlternativeName)]);
    }
    // Under the conformance RFC, a DNS name must follow RFC 5280.
    let strict = ProfileSettings {
        server_without_alternative_name: ServerNamePolicy::AddCommonName,
        ..ProfileSettings::rfc()
    };
    let strict = Profile::new(strict).unwrap();
    for (text, expected) in [("a_b.example", None), ("a-b.example", named("a-b.example"))] {
        let issued = apply(&strict, &server_body(text)).unwrap();
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), expected, "{text}");
    }
    assert_eq!(
        extension(&apply(&adding(), &server_body("a_b.example")).unwrap(), SUBJECT_ALT_NAME),
        named("a_b.example")
    );
}

#[test]
fn s8_the_common_name_of_a_csr_is_added_only_if_a_csr_is_granted_dns_names() {
    let profile = profile_with(|settings| {
        settings.server_without_alternative_name = ServerNamePolicy::AddCommonName;
        settings.csr_alternative_name_forms = vec![NameForm::Uri];
    });
    let asking = of_subject("db.example.org").extensions(&[subject_alt_name(&[dns("db.example.org")])]);
    let kind = ViolationKind::Csr(CsrError::NameFormNotGranted(NameForm::Dns));
    let place = format!("{CSR_NAMES}/0");
    assert_eq!(refused(csr(&profile, &asking, &[])), only(&place, ErrorCode::AlternativeNameType, kind));
    let issued = csr(&profile, &of_subject("db.example.org"), &[]).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), None);
    assert_eq!(notices(&issued), [(CSR_NAMES, NoticeKind::ServerWithoutAlternativeName)]);
    // The list is for CSRs alone, and not for what the CA sets.
    let issued = apply(&profile, &server_body("db.example.org")).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), named("db.example.org"));
    let request = Csr::from_der(&of_subject("other").der()).unwrap();
    let request = CsrRequest::new(request, CertificateType::EntityCert, years(1)).unwrap();
    let request = request.with_subject(DistinguishedName::new("db.example.org").unwrap());
    let issued = authority(profile).issue(&request, now(), &mut rng(4)).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), named("db.example.org"));
}

#[test]
fn s8_an_added_name_is_the_alternative_name_that_an_end_entity_needs() {
    let mut settings = adding().settings().clone();
    settings.end_entity_needs_alternative_name = true;
    let profile = Profile::new(settings).unwrap();
    assert_eq!(apply(&profile, &server_body("a.example")).unwrap().fields().alternative_names().len(), 1);
    let expected = only(NAMES, ErrorCode::Parameter, ViolationKind::NoAlternativeName);
    assert_eq!(refused(apply(&profile, &server_body("Device 42"))), expected);
    assert_eq!(refused(apply(&profile, &[])), expected);
    // With unreadable purposes, it is unknown whether one would be added.
    let changes = [("/extended_key_usage", json!({ "server_auth": "yes" }))];
    let found = refusals(apply(&profile, &changes));
    assert_eq!(found, [("/extended_key_usage/server_auth".to_string(), ErrorCode::Parameter)]);
}

#[test]
fn s8_an_added_name_keeps_to_the_name_constraints() {
    let permitted = vec![GeneralSubtree::dns("example.com").unwrap()];
    let constraints = NameConstraints::new(permitted, Vec::new()).unwrap();
    let params = params(KeyAlgorithm::Ec256, "Constrained", years(2));
    let request = SubordinateRequest::new(params).with_name_constraints(constraints);
    let ca = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(5)).unwrap();
    let ca = certmint::Authority::try_from(ca).unwrap().with_profile(adding());
    let apply = |text: &str| apply_json(&ca, &body_with(&server_body(text)));
    assert_eq!(extension(&apply("www.example.com").unwrap(), SUBJECT_ALT_NAME), named("www.example.com"));
    for text in ["www.example.org", "intranet"] {
        // It points to what was sent.
        let found = refusals(apply(text));
        assert_eq!(
            found,
            [("/distinguished_name/common_name".to_string(), ErrorCode::DistinguishedName)],
            "{text}"
        );
    }
    let found = refusals(csr_json(&ca, &csr_body(&of_subject("www.example.org").pem())));
    assert_eq!(found, [("/csr#/subject".to_string(), ErrorCode::DistinguishedName)]);
    let issued = csr_json(&ca, &csr_body(&of_subject("www.example.com").pem())).unwrap();
    assert_eq!(extension(&issued, SUBJECT_ALT_NAME), named("www.example.com"));
    assert_eq!(notices(&issued), [(CSR_NAMES, NoticeKind::CommonNameAdded)]);
}
