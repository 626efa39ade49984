//! Subjects that are issued: any attributes, none, and without those of the issuer.

use certmint::error::{CsrError, ErrorCode, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::name::{AttributeType, AttributeValue, SubjectAlternativeName};
use certmint::{
    Authority, DistinguishedName, EndEntityRequest, Issuer, KeyAlgorithm, Profile, RootRequest,
    SubordinateRequest,
};
use toolkit::{
    apply_body, apply_json, extension, forge, now, only, parse, profile_with, refused, rng, root, stock,
    violation,
};
use x509_cert::der::Encode;

use crate::{issue, issue_by, oid, openssl, params};

const SUBJECT_ALT_NAME: &str = "2.5.29.17";

fn dns(name: &str) -> Vec<SubjectAlternativeName> {
    vec![SubjectAlternativeName::dns(name).expect("a name")]
}

/// A name of a device in the style of a directory.
fn device() -> DistinguishedName {
    let bits = [0x03, 0x02, 0x00, 0x80];
    DistinguishedName::builder()
        .attribute(AttributeType::DomainComponent, "org")
        .and_then(|name| name.attribute(AttributeType::DomainComponent, "example"))
        .and_then(|name| name.attribute(AttributeType::CommonName, "device"))
        .and_then(|name| name.rdn([(AttributeType::UserId, "jdoe"), (AttributeType::SerialNumber, "42")]))
        .and_then(|name| name.attribute(AttributeType::OrganizationIdentifier, "VATDE-1"))
        .and_then(|name| name.attribute(oid("2.5.4.45"), AttributeValue::Der(&bits)))
        .expect("a name")
        .build()
}

fn subject_of(issued: &certmint::Issued) -> Vec<u8> {
    parse(issued).tbs_certificate().subject().to_der().expect("DER")
}

#[test]
fn n6_every_typed_request_takes_any_name() {
    let authority = root(KeyAlgorithm::Ec256);
    let params = || params(device(), Vec::new()).without_inherited_attributes();
    let (profile, root_request) = (Profile::default(), RootRequest::new(params()));
    let entity = issue_by(&authority, params()).expect("an end entity");
    let subordinate =
        authority.issue(&SubordinateRequest::new(params()), now(), &mut rng(4)).expect("a subordinate");
    let root = Authority::create_root(&root_request, &profile, now(), &mut rng(5)).expect("a root");
    for issued in [&entity, &subordinate, &root] {
        assert_eq!(issued.fields().subject(), &device());
        assert_eq!(subject_of(issued), device().as_der());
    }
    assert!(Authority::try_from(root).is_ok());
    let text = openssl(&entity, "-subject -nameopt RFC2253,-dn_rev");
    let expected = "subject=DC=org,DC=example,CN=device,serialNumber=42+UID=jdoe,\
                    organizationIdentifier=VATDE-1,x500UniqueIdentifier=#03020080\n";
    assert_eq!(text, expected);
}

#[test]
fn n6_what_a_name_lacks_is_inherited_around_any_other_attributes() {
    let issued = issue_by(&root(KeyAlgorithm::Ec256), params(device(), Vec::new())).expect("a certificate");
    let subject = issued.fields().subject().to_string();
    assert_eq!(
        subject,
        "DC=org, DC=example, C=DE, ST=Bavaria, L=Munich, O=Example, OU=PKI, CN=device, \
         serialNumber=42+UID=jdoe, organizationIdentifier=VATDE-1, x500UniqueIdentifier=#03020080"
    );
}

#[test]
fn n6_inheritance_is_switched_off_by_request_and_by_profile() {
    let name = || DistinguishedName::new("TestCert").expect("a name");
    let authority = root(KeyAlgorithm::Ec256);
    let inherited = "C=DE, ST=Bavaria, L=Munich, O=Example, OU=PKI, CN=TestCert";
    let subject = |issued: certmint::Issued| issued.fields().subject().to_string();
    let issued = issue_by(&authority, params(name(), Vec::new())).expect("a certificate");
    assert_eq!(subject(issued), inherited);
    let alone = params(name(), Vec::new()).without_inherited_attributes();
    assert_eq!(subject(issue_by(&authority, alone).expect("a certificate")), "CN=TestCert");
    assert_eq!(subject(apply_json(&authority, &apply_body()).expect("a certificate")), inherited);

    let profile = profile_with(|settings| settings.inherit_subject = false);
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile);
    let issued = issue_by(&authority, params(name(), Vec::new())).expect("a certificate");
    assert_eq!(subject(issued), "CN=TestCert");
    assert_eq!(subject(apply_json(&authority, &apply_body()).expect("a certificate")), "CN=TestCert");
    let subordinate = SubordinateRequest::new(params(name(), Vec::new()));
    let subordinate = authority.issue(&subordinate, now(), &mut rng(4)).expect("a subordinate");
    assert_eq!(subject(subordinate), "CN=TestCert");
}

#[test]
fn s6_an_end_entity_with_names_needs_no_subject() {
    let nobody = || DistinguishedName::builder().build();
    // Nothing is inherited either.
    for params in [
        params(nobody(), dns("a.example")),
        params(nobody(), dns("a.example")).without_inherited_attributes(),
    ] {
        let issued = issue(params).expect("a certificate");
        assert_eq!(subject_of(&issued), [0x30, 0]);
        let expected = [&[0x30, 11, 0x82, 9][..], b"a.example"].concat();
        assert_eq!(extension(&issued, SUBJECT_ALT_NAME), Some((true, expected)));
        let text = openssl(&issued, "-subject -ext subjectAltName");
        assert!(text.contains("Alternative Name: critical\n    DNS:a.example"), "{text}");
    }
}

#[test]
fn s6_a_request_without_subject_and_names_and_a_ca_without_subject_are_refused() {
    let nobody = || DistinguishedName::builder().build();
    let missing =
        |error| only("/distinguished_name", ErrorCode::DistinguishedName, ViolationKind::Csr(error));
    let without = params(nobody(), Vec::new());
    assert_eq!(refused(issue(without)), missing(CsrError::NoName));
    let authority = root(KeyAlgorithm::Ec256);
    let subordinate = SubordinateRequest::new(params(nobody(), dns("a.example")));
    assert_eq!(refused(authority.issue(&subordinate, now(), &mut rng(4))), missing(CsrError::EmptySubject));
    let root = RootRequest::new(params(nobody(), dns("a.example")));
    let root = Authority::create_root(&root, &Profile::default(), now(), &mut rng(5));
    assert_eq!(refused(root), missing(CsrError::EmptySubject));
}

#[test]
fn s6_without_a_subject_nobody_signs_crls() {
    let authority =
        root(KeyAlgorithm::Ec256).with_profile(profile_with(|settings| settings.end_entity_crl_sign = true));
    let usages = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::CrlSign]);
    let request = |subject| {
        EndEntityRequest::new(params(subject, dns("a.example"))).with_key_usages(usages).expect("usages")
    };
    let nobody = request(DistinguishedName::builder().build());
    let expected = only("/key_usages", ErrorCode::Parameter, ViolationKind::CrlSignOfEntity);
    assert_eq!(refused(authority.issue(&nobody, now(), &mut rng(4))), expected);
    let somebody = request(DistinguishedName::new("a").expect("a name"));
    assert!(authority.issue(&somebody, now(), &mut rng(4)).is_ok());
}

#[test]
fn n6_a_name_of_der_has_the_same_values_as_one_that_is_built() {
    let read = DistinguishedName::from_der(device().as_der()).expect("a name");
    assert!(issue(params(read, Vec::new())).is_ok());
    // What is known to be text stays text.
    let der = toolkit::asn1::name(&[("2.5.4.3", 0x04, "a")]);
    let read = DistinguishedName::from_der(&der).expect("a name");
    let error = issue(params(read, Vec::new())).expect_err("no text");
    assert_eq!(error.code(), ErrorCode::DistinguishedName);
}

#[test]
fn a8_the_name_of_a_ca_is_refused_however_it_is_built() {
    let authority = root(KeyAlgorithm::Ec256);
    let rebuilt =
        authority.issuer().subject().attributes().fold(DistinguishedName::builder(), |name, attribute| {
            let (kind, text) = (attribute.attribute_type().expect("a type"), attribute.text().expect("text"));
            name.attribute(kind, &*text.to_uppercase()).expect("a value")
        });
    let error = issue_by(&authority, params(rebuilt.build(), Vec::new())).expect_err("the name of the CA");
    assert_eq!(error.violations()[0].kind(), &ViolationKind::SubjectOfIssuer);
}

#[test]
fn n4_inherited_octets_are_granted_but_checked_wherever_else_they_are_asked_for() {
    const TELETEX: u8 = 0x14;
    let key = stock::key(KeyAlgorithm::Ec256);
    let name = forge::name(&[(&[0x55, 4, 10], TELETEX, b"Ex\x07ample"), (&[0x55, 4, 3], 0x0c, b"Root")]);
    let mut ca = forge::Forged::ca("Root", &key);
    (ca.subject, ca.issuer) = (name.clone(), name);
    let issuer = Issuer::from_der(&ca.sign(&key)).expect("an issuer");
    let odd = Authority::new(issuer, key).expect("an authority");
    let leaf = DistinguishedName::new("leaf").expect("a name");
    let issued = issue_by(&odd, params(leaf.clone(), Vec::new())).expect("a certificate");
    let subject = issued.fields().subject().clone();
    assert_eq!(subject.to_string(), "O=#1408457807616d706c65, CN=leaf");
    // The same octets, as they come from the certificate and as they are read.
    for subject in [DistinguishedName::from_der(subject.as_der()).expect("a name"), subject] {
        let as_name = params(leaf.clone(), vec![SubjectAlternativeName::DirectoryName(subject.clone())]);
        for params in [params(subject, Vec::new()), as_name] {
            let text = violation(issue(params)).to_string();
            assert!(text.contains("TeletexString"), "{text}");
        }
    }
    // A name that inherits nothing stays one that was checked.
    let issued = issue(params(leaf, Vec::new())).expect("a certificate");
    let again = params(issued.fields().subject().clone(), Vec::new());
    assert!(issue(again).is_ok());
}

#[test]
fn n3_a_host_whose_common_name_was_replaced_is_not_matched() {
    use AttributeType::{CommonName, OrganizationalUnit};
    let asked = DistinguishedName::builder()
        .rdn([(OrganizationalUnit, "admins"), (CommonName, "evil.example")])
        .expect("an RDN")
        .build();
    let granted = asked.clone().with(CommonName, "good.example").expect("a name");
    for (subject, evil, good) in [(asked, true, false), (granted, false, true)] {
        let issued = issue(params(subject, Vec::new())).expect("a certificate");
        for (host, expected) in [("evil.example", evil), ("good.example", good)] {
            let text = openssl(&issued, &format!("-checkhost {host}"));
            assert_eq!(text.contains("does match certificate"), expected, "{text}");
        }
    }
}
