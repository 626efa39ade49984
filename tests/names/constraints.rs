//! A3: names of the further forms below CAs with name constraints that certmint does not write.

use certmint::error::{
    IssuerNoticeKind, NameConstraintError, NameConstraintErrorKind, NoticeKind, ViolationKind,
};
use certmint::name::{AttributeType, NameForm, SubjectAlternativeName};
use certmint::{Authority, DistinguishedName, Error, Issued, Issuer, KeyAlgorithm, PrivateKey};
use toolkit::asn1::{self, tlv};
use toolkit::forge::{Forged, NAME_CONSTRAINTS, common_name};
use toolkit::{refused, stock};

use crate::{issue_by, oid, params};

const DIRECTORY_NAME: u8 = 0xa4;

fn key(algorithm: KeyAlgorithm) -> PrivateKey {
    stock::key(algorithm)
}

/// A root whose only constraint is on this base.
fn constrained(permitted: bool, base: &[u8]) -> Authority {
    let key = key(KeyAlgorithm::Ec256);
    let der = Forged::ca("Constrained", &key)
        .with_extension(NAME_CONSTRAINTS, true, &constraints(permitted, base))
        .sign(&key);
    let issuer = Issuer::from_der(&der).expect("an issuer");
    Authority::new(issuer, key).expect("an authority")
}

fn constraints(permitted: bool, base: &[u8]) -> Vec<u8> {
    let list = tlv(if permitted { 0xa0 } else { 0xa1 }, asn1::sequence([base]));
    asn1::sequence([list])
}

fn issue(authority: &Authority, names: Vec<SubjectAlternativeName>) -> Result<Issued, Error> {
    let subject = DistinguishedName::new("leaf").expect("a name");
    issue_by(authority, params(subject, names).without_inherited_attributes())
}

/// Why the only name is refused, and under which form.
fn fault(result: Result<Issued, Error>) -> (NameForm, NameConstraintErrorKind) {
    match &refused(result)[..] {
        [(_, _, ViolationKind::NameConstraint(NameConstraintError::Name { form, kind, .. }))] => {
            (*form, *kind)
        }
        other => panic!("{other:?}"),
    }
}

fn user() -> SubjectAlternativeName {
    SubjectAlternativeName::user_principal_name("jdoe@corp.example").expect("a name")
}

fn registered_id() -> SubjectAlternativeName {
    SubjectAlternativeName::RegisteredId(oid("2.999.1"))
}

fn organization(name: &str) -> DistinguishedName {
    DistinguishedName::from_attributes(&[(AttributeType::Organization, name)]).expect("a name")
}

#[test]
fn s7_a_form_whose_constraints_cannot_be_applied_is_not_issued() {
    let upn = tlv(0xa0, [asn1::oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, tlv(0x0c, "corp.example"))].concat());
    for permitted in [true, false] {
        let authority = constrained(permitted, &upn);
        let expected = (NameForm::OtherName, NameConstraintErrorKind::NotApplicable);
        assert_eq!(fault(issue(&authority, vec![user()])), expected);
        // Of whatever type.
        let other = SubjectAlternativeName::other_name(&oid("2.999"), &[5, 0]).expect("a name");
        assert_eq!(fault(issue(&authority, vec![other])), expected);
        assert!(issue(&authority, vec![registered_id()]).is_ok());
        let notices = authority.issuer().notices();
        let expected = IssuerNoticeKind::ConstraintNotApplicable(NameForm::OtherName);
        assert!(notices.iter().any(|notice| *notice.kind() == expected), "{notices:?}");

        let authority = constrained(permitted, &tlv(0x88, [0x88, 0x37]));
        let expected = (NameForm::RegisteredId, NameConstraintErrorKind::NotApplicable);
        assert_eq!(fault(issue(&authority, vec![registered_id()])), expected);
        assert!(issue(&authority, vec![user()]).is_ok());
    }
}

#[test]
fn s7_constraints_on_other_forms_leave_them_alone() {
    let authority = constrained(true, &tlv(0x82, "example.org"));
    let dns = SubjectAlternativeName::dns("a.example.org").expect("a name");
    let issued = issue(&authority, vec![dns, user(), registered_id(), organization("x").into()]);
    assert_eq!(issued.expect("a certificate").fields().alternative_names().len(), 4);
}

#[test]
fn s7_a_mailbox_beyond_ascii_is_refused_under_constraints_on_rfc822_names() {
    let authority = constrained(true, &tlv(0x81, "example.org"));
    let mailbox = |address: &str| {
        let value = tlv(0x0c, address);
        SubjectAlternativeName::other_name(&oid("1.3.6.1.5.5.7.8.9"), &value).expect("a name")
    };
    let expected = (NameForm::Email, NameConstraintErrorKind::NotComparable);
    assert_eq!(fault(issue(&authority, vec![mailbox("ü@evil.example")])), expected);
    let unconstrained = constrained(true, &tlv(0x82, "example.org"));
    let dns = SubjectAlternativeName::dns("example.org").expect("a name");
    assert!(issue(&unconstrained, vec![dns, mailbox("ü@evil.example")]).is_ok());
}

#[test]
fn s7_a_service_of_a_host_is_refused_under_constraints_on_dns_names() {
    let service = |name: &str| {
        SubjectAlternativeName::other_name_text(&oid("1.3.6.1.5.5.7.8.7"), name).expect("a name")
    };
    let dns = || SubjectAlternativeName::dns("good.example").expect("a name");
    let expected = (NameForm::Dns, NameConstraintErrorKind::NotComparable);
    for permitted in [true, false] {
        let base = if permitted { "good.example" } else { "evil.example" };
        let authority = constrained(permitted, &tlv(0x82, base));
        assert_eq!(fault(issue(&authority, vec![dns(), service("_ldap.evil.example")])), expected);
        assert_eq!(fault(issue(&authority, vec![dns(), service("_ldap.good.example")])), expected);
    }
    let elsewhere = constrained(true, &tlv(0x81, "example.org"));
    assert!(issue(&elsewhere, vec![dns(), service("_ldap.evil.example")]).is_ok());
}

#[test]
fn s7_directory_names_are_compared_as_subjects_are() {
    use NameConstraintErrorKind::{Excluded, NotPermitted};
    // The subject, CN=leaf, is outside the excluded subtree.
    let base = tlv(DIRECTORY_NAME, organization("Example").as_der());
    let excluding = constrained(false, &base);
    for (name, expected) in [
        ("Example", Err(Excluded)),
        ("EXAMPLE", Err(Excluded)),
        (" Example ", Err(Excluded)),
        ("Ｅxample", Err(Excluded)),
        ("Other", Ok(())),
    ] {
        let result = issue(&excluding, vec![organization(name).into()]);
        match expected {
            Ok(()) => assert!(result.is_ok(), "{name}"),
            Err(kind) => assert_eq!(fault(result), (NameForm::DirectoryName, kind), "{name}"),
        }
    }
    let base = tlv(DIRECTORY_NAME, common_name("leaf"));
    let permitting = constrained(true, &base);
    let leaf = DistinguishedName::new("Leaf").expect("a name");
    assert!(issue(&permitting, vec![leaf.into()]).is_ok());
    let result = issue(&permitting, vec![organization("Example").into()]);
    assert_eq!(fault(result), (NameForm::DirectoryName, NotPermitted));
}

#[test]
fn s7_openssl_accepts_what_is_issued_below_constraints() {
    let base = tlv(DIRECTORY_NAME, organization("Example").as_der());
    let authority = constrained(false, &base);
    let names = vec![organization("Other").into(), user(), registered_id()];
    let issued = issue(&authority, names).expect("a certificate");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let root = folder.join(format!("names-{}.pem", std::process::id()));
    std::fs::write(&root, authority.issuer().chain()[0].to_pem()).expect("a file");
    let arguments = format!("verify -attime 1769860800 -CAfile {}", root.display());
    let output = toolkit::openssl::try_openssl(&arguments, issued.certificate().to_pem().as_bytes());
    std::fs::remove_file(&root).expect("the file");
    assert_eq!(output, Ok(b"stdin: OK\n".to_vec()));
}

#[test]
fn a8_a_directory_name_that_is_a_ca_of_the_chain_draws_a_notice() {
    let authority = stock::authority(KeyAlgorithm::Ec256);
    let own = authority.issuer().subject().clone();
    let dns = SubjectAlternativeName::dns("a.example").expect("a name");
    let folded = DistinguishedName::new(&own.to_string().trim_start_matches("CN=").to_uppercase());
    for (name, expected) in [(own, true), (folded.expect("a name"), true), (organization("Other"), false)] {
        let issued = issue(&authority, vec![dns.clone(), name.clone().into()]).expect("a certificate");
        let notices = issued.fields().notices().iter();
        let found: Vec<_> = notices.map(|notice| (notice.pointer(), notice.kind().clone())).collect();
        let notice = ("/subject_alternative_names/1/value".into(), NoticeKind::DirectoryNameOfCa);
        assert_eq!(found, Vec::from_iter(expected.then_some(notice)), "{name}");
    }
}
