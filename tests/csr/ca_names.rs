//! C16: alternative names of a CA, which have no function. Those that cannot be granted are left
//! out.

use certmint::error::{
    CsrError, ErrorCode, NameConstraintErrorKind, NameError, NameErrorKind, NoticeKind, ViolationKind,
};
use certmint::name::{GeneralSubtree, NameConstraints, NameForm};
use certmint::profile::ProfileSettings;
use certmint::{Authority, Csr, CsrRequest, Issued, KeyAlgorithm, Profile, SubordinateRequest};

use crate::check::{authority, ca_of, notices, refused, violations, with_profile};
use toolkit::asn1::{SUBJECT_ALT_NAME, UTF8, dns, name, sequence, subject_alt_name, tlv};
use toolkit::builder::{Builder, p256};
use toolkit::{self, extension as issued_extension, now, profile_with, rng, years};

const NAMES: &str = "/csr#/extensionRequest/subjectAltName";

fn with_names(names: &[Vec<u8>]) -> Builder {
    Builder::new(p256())
        .subject(name(&[("2.5.4.3", UTF8, "Example Sub CA")]))
        .extensions(&[subject_alt_name(names)])
}

fn issue_ca(request: &Builder, authority: &Authority) -> Issued {
    let csr = Csr::from_der(&request.der()).expect("a CSR that is sound in itself");
    let request = CsrRequest::new(csr, ca_of(0), years(1)).expect("a request");
    authority.issue(&request, now(), &mut rng(4)).expect("a CA")
}

/// The names that are left out: their location and the reason.
fn left_out(issued: &Issued) -> Vec<(&str, ViolationKind)> {
    let why = |(pointer, kind)| match kind {
        NoticeKind::NameNotGranted(kind) => (pointer, *kind),
        other => panic!("{other:?}"),
    };
    notices(issued).into_iter().map(why).collect()
}

#[test]
fn c16_a_common_name_in_a_dns_name_of_a_ca_is_left_out_with_a_notice() {
    // As Vault encodes it.
    let request = with_names(&[dns("Example Sub CA"), dns("ca.example.org")]);
    for issued in [request.issue_ca().expect("a CA"), issue_ca(&request, authority())] {
        assert!(issued.fields().is_ca());
        let value = sequence([dns("ca.example.org")]);
        assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, value)));
        let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
        assert_eq!(
            notice.to_string(),
            "/csr#/extensionRequest/subjectAltName/0: this name is not granted (names have no function in a \
             CA's certificate): \"Example Sub CA\": it contains the character U+0020 SPACE, which is not \
             allowed there; remove it"
        );
    }
    // If it is the only name, the extension is left out.
    let issued = with_names(&[dns("Example Sub CA")]).issue_ca().expect("a CA");
    assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), None);
    assert_eq!(left_out(&issued).len(), 1);
}

#[test]
fn c16_for_an_end_entity_it_stays_an_error() {
    let request = with_names(&[dns("Example Sub CA"), dns("ca.example.org"), tlv(0x87, [1, 2, 3])]);
    let csr = Csr::from_der(&request.der()).expect("a CSR that is sound in itself");
    let by_hand =
        CsrRequest::new(csr, certmint::request::CertificateType::EntityCert, years(1)).expect("no CA");
    let by_hand = authority().issue(&by_hand, now(), &mut rng(4)).map(drop);
    for result in [request.issue().map(drop), by_hand] {
        let found = violations(result);
        let [
            (
                dns_pointer,
                ErrorCode::DnsName,
                ViolationKind::Name(NameError { kind: NameErrorKind::Character(' '), .. }),
            ),
            (ip_pointer, ErrorCode::IpAddress, ViolationKind::Csr(CsrError::IpOctets(3))),
        ] = &found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!([dns_pointer, ip_pointer], [&format!("{NAMES}/0"), &format!("{NAMES}/2")]);
    }
}

#[test]
fn c16_names_of_other_forms_are_left_out_of_a_ca() {
    let directory_name = tlv(0xa4, name(&[("2.5.4.3", UTF8, "a")]));
    let issued = with_names(&[directory_name, dns("a.example"), tlv(0x88, [0x2a, 3])]).issue_ca();
    let issued = issued.expect("a CA");
    assert_eq!(
        left_out(&issued),
        [
            (
                "/csr#/extensionRequest/subjectAltName/0",
                ViolationKind::Csr(CsrError::NameFormNotGranted(NameForm::DirectoryName))
            ),
            (
                "/csr#/extensionRequest/subjectAltName/2",
                ViolationKind::Csr(CsrError::NameFormNotGranted(NameForm::RegisteredId))
            ),
        ]
    );
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:a.example"]);
}

/// A subordinate CA that may only issue names below example.org.
fn constrained() -> Authority {
    let permitted = vec![GeneralSubtree::dns("example.org").expect("a subtree")];
    let constraints = NameConstraints::new(permitted, Vec::new()).expect("constraints");
    let params = toolkit::params(KeyAlgorithm::Ec256, "Constrained CA", years(10));
    let request = SubordinateRequest::new(params)
        .with_path_length(certmint::extension::PathLength::new(2).expect("a path length"))
        .with_name_constraints(constraints);
    Authority::try_from(authority().issue(&request, now(), &mut rng(21)).expect("a CA")).expect("its key")
}

#[test]
fn c16_names_that_the_name_constraints_refuse_are_left_out_of_a_ca() {
    let authority = constrained();
    let request = with_names(&[dns("ca.example.com"), dns("ca.example.org"), dns("a b")]);
    let issued = issue_ca(&request, &authority);
    let value = sequence([dns("ca.example.org")]);
    assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, value)));
    let mut left_out = left_out(&issued);
    left_out.sort_by_key(|(pointer, _)| pointer.to_string());
    let [
        ("/csr#/extensionRequest/subjectAltName/0", ViolationKind::NameConstraint(error)),
        ("/csr#/extensionRequest/subjectAltName/2", ViolationKind::Name(_)),
    ] = &left_out[..]
    else {
        panic!("{left_out:?}")
    };
    assert_eq!(error.kind(), NameConstraintErrorKind::NotPermitted);
    // For an end entity it is an error.
    let found = violations(with_names(&[dns("ca.example.com")]).issue_from_der(&authority));
    assert!(matches!(&found[..], [(_, ErrorCode::DnsName, ViolationKind::NameConstraint(_))]), "{found:?}");
}

#[test]
fn c16_of_more_names_than_are_granted_a_ca_gets_the_first() {
    let names: Vec<Vec<u8>> = (0..130).map(|number| dns(&format!("{number}.example"))).collect();
    let few = with_profile(profile_with(|settings| settings.csr_alternative_names = 2));
    for (authority, asked, max) in [(authority(), 130, 100), (&few, 130, 2), (&few, 3, 2)] {
        let issued = issue_ca(&with_names(&names[..asked]), authority);
        assert_eq!(issued_extension(&issued, SUBJECT_ALT_NAME), Some((false, sequence(&names[..max]))));
        assert_eq!(notices(&issued), [(NAMES, NoticeKind::NamesNotGranted { found: asked, max })]);
    }
    let issued = issue_ca(&with_names(&names[..2]), &few);
    assert_eq!(issued.fields().notices(), []);
    let result = with_names(&names).issue_from_der(authority());
    refused(result, NAMES, ErrorCode::Parameter, ViolationKind::TooMany { found: 130, max: 100 });
}

#[test]
fn c16_a_name_that_the_rfcs_do_not_have_is_left_out_of_a_ca_of_the_strict_profile() {
    let request = with_names(&[dns("a_b.example"), dns("a.example")]);
    let settings = ProfileSettings { csr_intermediate_ca: Some(true), ..ProfileSettings::rfc() };
    let issued = issue_ca(&request, &with_profile(Profile::new(settings).expect("a profile")));
    let left_out = left_out(&issued);
    assert!(matches!(&left_out[..], [(_, ViolationKind::Rfc(_))]), "{left_out:?}");
    assert_eq!(issue_ca(&request, authority()).fields().notices(), []);
}

#[test]
fn c16_what_else_is_wrong_with_a_ca_is_said_without_its_names() {
    let request = with_names(&[dns("Example Sub CA")]);
    let mut body = toolkit::csr_body(&request.pem());
    body["validity"]["value"] = 21.into();
    for (kind, expected) in [
        ("INTERMEDIATE_CA", &["/validity/value"][..]),
        ("ENTITY_CERT", &["/csr#/extensionRequest/subjectAltName/0", "/validity/value"]),
        ("NONE", &["/csr#/extensionRequest/subjectAltName/0", "/type", "/validity/value"]),
    ] {
        body["type"] = kind.into();
        let found = violations(toolkit::csr_json(authority(), &body));
        let pointers: Vec<&str> = found.iter().map(|(pointer, ..)| pointer.as_str()).collect();
        assert_eq!(pointers, expected, "{kind}");
    }
}
