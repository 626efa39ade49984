//! The constraints of a chain against the names of a certificate.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;
use crate::x509::der::{Writer, tag};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::AttributeType;
use crate::x509::oid;

use ConstrainedField::{AlternativeName, CommonName, EmailAddressAttribute, Subject};
use NameConstraintErrorKind::{Excluded, NotApplicable, NotComparable, NotPermitted};

type Found = Vec<(ConstrainedField, NameForm, NameConstraintErrorKind)>;

/// Reads a subtree in short form: `DNS:`, `IP:network/prefix length`, `EMAIL:`, `URI:` or `O=`.
fn subtree(text: &str) -> GeneralSubtree {
    let subtree = match text.split_once([':', '=']).expect("a form") {
        ("DNS", base) => GeneralSubtree::dns(base),
        ("EMAIL", base) => GeneralSubtree::email(base),
        ("URI", base) => GeneralSubtree::uri(base),
        ("IP", base) => {
            let (network, length) = base.split_once('/').expect("a prefix");
            GeneralSubtree::ip(network.parse().expect("an address"), length.parse().expect("a length"))
        }
        (_, organization) => Ok(GeneralSubtree::directory_name(subject(&[(
            AttributeType::Organization.oid(),
            tag::UTF8_STRING,
            organization,
        )]))),
    };
    subtree.expect("a subtree")
}

fn constraints(permitted: &[&str], excluded: &[&str]) -> IssuerNameConstraints {
    let subtrees = |texts: &[&str]| texts.iter().map(|text| subtree(text)).collect();
    NameConstraints::new(subtrees(permitted), subtrees(excluded)).expect("constraints").into()
}

fn subject(attributes: &[(&[u8], u8, &str)]) -> DistinguishedName {
    let mut w = Writer::with_capacity(64);
    w.sequence(|w| {
        for (oid, tag, value) in attributes {
            w.nested(tag::SET, |w| {
                w.sequence(|w| {
                    w.object_identifier(oid);
                    w.value(*tag, value.as_bytes());
                });
            });
        }
    });
    DistinguishedName::read(&w.into_bytes()).expect("a name")
}

fn common_name(text: &str) -> DistinguishedName {
    subject(&[(oid::COMMON_NAME, tag::UTF8_STRING, text)])
}

fn alternative(text: &str) -> SubjectAlternativeName {
    let name = match text.split_once(':').expect("a form") {
        ("DNS", name) => SubjectAlternativeName::dns(name),
        ("IP", name) => SubjectAlternativeName::ip(name),
        ("EMAIL", name) => SubjectAlternativeName::email(name),
        (_, name) => SubjectAlternativeName::uri(name),
    };
    name.expect("a name")
}

fn check(all: &[IssuerNameConstraints], subject: &DistinguishedName, names: &[&str]) -> Found {
    let mut set = NameConstraintSet::default();
    all.iter().for_each(|constraints| set.push(constraints.clone()));
    let names: Vec<_> = names.iter().map(|name| alternative(name)).collect();
    let mut found = Vec::new();
    set.check(Some(subject), names.iter().enumerate(), true, |field, error| match error {
        NameConstraintError::Name { form, kind, .. } => found.push((field, form, kind)),
        NameConstraintError::CommonName { kind, .. } => found.push((field, NameForm::Dns, kind)),
    });
    found
}

/// Returns the fault of one alternative name under the constraints of one CA.
fn fault(permitted: &[&str], excluded: &[&str], name: &str) -> Option<NameConstraintErrorKind> {
    match *check(
        &[constraints(permitted, excluded)],
        &DistinguishedName::from_attributes(&[]).expect("a name"),
        &[name],
    ) {
        [] => None,
        [(AlternativeName(0, _), _, fault)] => Some(fault),
        ref others => panic!("{others:?}"),
    }
}

#[test]
fn a3_excluded_comes_before_permitted() {
    for (permitted, excluded, name, expected) in [
        (&["DNS:a.org"][..], &["DNS:x.a.org"][..], "DNS:a.org", None),
        (&["DNS:a.org"], &["DNS:x.a.org"], "DNS:x.a.org", Some(Excluded)),
        (&["DNS:a.org"], &["DNS:x.a.org"], "DNS:y.x.a.org", Some(Excluded)),
        (&["DNS:a.org"], &["DNS:x.a.org"], "DNS:*.a.org", Some(Excluded)),
        (&["DNS:x.a.org"], &["DNS:a.org"], "DNS:x.a.org", Some(Excluded)),
        (&["DNS:a.org"], &["DNS:b.org"], "DNS:b.org", Some(Excluded)),
        (&["DNS:a.org"], &["DNS:b.org"], "DNS:c.org", Some(NotPermitted)),
        (&["DNS:a.org", "DNS:c.org"], &[], "DNS:c.org", None),
        (&[], &["DNS:a.org", "DNS:c.org"], "DNS:c.org", Some(Excluded)),
        (&[], &["DNS:b.org"], "DNS:c.org", None),
        (&["IP:192.0.2.0/24"], &["IP:192.0.2.128/25"], "IP:192.0.2.1", None),
        (&["IP:192.0.2.0/24"], &["IP:192.0.2.128/25"], "IP:192.0.2.129", Some(Excluded)),
        (&["EMAIL:a.org"], &["EMAIL:root@a.org"], "EMAIL:user@a.org", None),
        (&["EMAIL:a.org"], &["EMAIL:root@a.org"], "EMAIL:root@a.org", Some(Excluded)),
        (&["EMAIL:a.org"], &[], "EMAIL:user@b.org", Some(NotPermitted)),
        (&["URI:.a.org"], &["URI:x.a.org"], "URI:https://y.a.org/", None),
        (&["URI:.a.org"], &["URI:x.a.org"], "URI:https://x.a.org/", Some(Excluded)),
        (&["URI:.a.org"], &[], "URI:https://a.org/", Some(NotPermitted)),
    ] {
        assert_eq!(fault(permitted, excluded, name), expected, "{name} {permitted:?} {excluded:?}");
    }
}

#[test]
fn a3_a_form_restricts_itself_alone() {
    for (permitted, name) in [
        ("DNS:a.org", "IP:192.0.2.1"),
        ("DNS:a.org", "EMAIL:user@b.org"),
        ("DNS:a.org", "URI:urn:x:y"),
        ("IP:192.0.2.0/24", "DNS:b.org"),
        ("EMAIL:a.org", "DNS:b.org"),
        ("URI:a.org", "EMAIL:user@b.org"),
    ] {
        assert_eq!(fault(&[permitted], &[], name), None, "{name} under {permitted}");
        assert_eq!(fault(&[], &[permitted], name), None, "{name} under {permitted}");
    }
}

#[test]
fn a3_ip_versions_are_one_form() {
    assert_eq!(fault(&["IP:192.0.2.0/24"], &[], "IP:2001:db8::1"), Some(NotPermitted));
    assert_eq!(fault(&["IP:2001:db8::/32"], &[], "IP:192.0.2.1"), Some(NotPermitted));
    assert_eq!(fault(&["IP:2001:db8::/32", "IP:192.0.2.0/24"], &[], "IP:192.0.2.1"), None);
    assert_eq!(fault(&[], &["IP:0.0.0.0/0"], "IP:2001:db8::1"), None);
    assert_eq!(fault(&[], &["IP:0.0.0.0/0"], "IP:192.0.2.1"), Some(Excluded));
}

#[test]
fn a3_names_that_verifiers_read_differently_are_refused_where_they_are_compared() {
    for (subtree, name) in [
        ("DNS:", "DNS:*.localhost"),
        ("URI:a.org", "URI:urn:x:y"),
        ("URI:a.org", "URI:https://user@a.org/"),
        ("URI:a.org", "URI:https://192.0.2.1/"),
        ("URI:a.org", "URI:https://a.org?b"),
        ("URI:a.org", "URI:https://a.org/b:c"),
    ] {
        assert_eq!(fault(&[subtree], &[], name), Some(NotComparable), "{name}");
        assert_eq!(fault(&[], &[subtree], name), Some(NotComparable), "{name}");
        assert_eq!(fault(&["IP:::/0"], &["IP:192.0.2.1/32"], name), None, "{name}");
    }
}

#[test]
fn a3_a_constraint_that_cannot_be_applied_refuses_its_form() {
    let of = |form| IssuerNameConstraints { not_applicable: Vec::from([form]), ..Default::default() };
    let names = ["DNS:a.org", "IP:192.0.2.1", "EMAIL:user@a.org", "URI:https://a.org"];
    let subject = common_name("Example");
    for (position, form) in
        [NameForm::Dns, NameForm::Ip, NameForm::Email, NameForm::Uri].into_iter().enumerate()
    {
        let found = check(&[of(form)], &subject, &names);
        assert_eq!(found, [(AlternativeName(position, form), form, NotApplicable)]);
    }
    let found = check(&[of(NameForm::DirectoryName)], &subject, &names);
    assert_eq!(found, [(Subject, NameForm::DirectoryName, NotApplicable)]);
}

#[test]
fn a3_every_ca_must_admit_a_name() {
    let all = [
        constraints(&["DNS:a.org", "DNS:b.org"], &[]),
        constraints(&["DNS:b.org", "DNS:c.org"], &["DNS:x.b.org"]),
    ];
    let subject = common_name("Example");
    let found = check(&all, &subject, &["DNS:a.org", "DNS:b.org", "DNS:c.org", "DNS:x.b.org"]);
    let refused = |position, fault| (AlternativeName(position, NameForm::Dns), NameForm::Dns, fault);
    assert_eq!(found, [refused(0, NotPermitted), refused(2, NotPermitted), refused(3, Excluded)]);
    assert_eq!(check(&[], &subject, &["DNS:a.org", "DNS:*.net"]), []);
}

#[test]
fn a3_subject_is_a_directory_name_unless_it_is_empty() {
    let of = |organization| subject(&[(AttributeType::Organization.oid(), tag::UTF8_STRING, organization)]);
    let (permitting, excluding) = (constraints(&["O=Example"], &[]), constraints(&[], &["O=Example"]));
    let refused = |fault| Vec::from([(Subject, NameForm::DirectoryName, fault)]);
    for (organization, permitted, excluded) in [
        ("Example", Vec::new(), refused(Excluded)),
        ("  EXAMPLE ", Vec::new(), refused(Excluded)),
        ("Other", refused(NotPermitted), Vec::new()),
        // Some verifiers treat these as equal, others do not: neither permitted nor exempt from the
        // exclusion.
        ("\u{a0}Example", refused(NotPermitted), refused(Excluded)),
    ] {
        assert_eq!(
            check(core::slice::from_ref(&permitting), &of(organization), &[]),
            permitted,
            "{organization}"
        );
        assert_eq!(
            check(core::slice::from_ref(&excluding), &of(organization), &[]),
            excluded,
            "{organization}"
        );
    }
    assert_eq!(check(&[permitting], &subject(&[]), &["DNS:a.org"]), []);
}

#[test]
fn a3_email_attributes_of_the_subject_are_compared() {
    let of = |tag, text| subject(&[(oid::EMAIL_ADDRESS, tag, "user@a.org"), (oid::EMAIL_ADDRESS, tag, text)]);
    let refused = |fault| Vec::from([(EmailAddressAttribute, NameForm::Email, fault)]);
    for (text, permitted, excluded) in [
        ("user@a.org", Vec::new(), [refused(Excluded), refused(Excluded)].concat()),
        ("user@b.org", refused(NotPermitted), refused(Excluded)),
        ("no mailbox", refused(NotComparable), [refused(Excluded), refused(NotComparable)].concat()),
    ] {
        let name = of(tag::IA5_STRING, text);
        assert_eq!(check(&[constraints(&["EMAIL:a.org"], &[])], &name, &[]), permitted, "{text}");
        assert_eq!(check(&[constraints(&[], &["EMAIL:a.org"])], &name, &[]), excluded, "{text}");
        assert_eq!(check(&[constraints(&["DNS:a.org"], &[])], &name, &[]), [], "{text}");
    }
    // Another string type: rejected under constraints of any form, even one that is never issued.
    let name = of(tag::UTF8_STRING, "user@a.org");
    for constraints in [constraints(&["DNS:a.org"], &[]), IssuerNameConstraints::default()] {
        let found = check(&[constraints], &name, &[]);
        assert_eq!(found, [refused(NotComparable), refused(NotComparable)].concat());
    }
}

#[test]
fn a3_common_name_is_compared_where_no_dns_name_is() {
    let constraints = [constraints(&["DNS:a.org"], &["DNS:x.a.org"])];
    let refused = |fault| Vec::from([(CommonName, NameForm::Dns, fault)]);
    for (name, names, expected) in [
        ("www.a.org", &[][..], Vec::new()),
        ("www.b.org", &[], refused(NotPermitted)),
        ("www.b.org", &["IP:192.0.2.1"], refused(NotPermitted)),
        ("www.b.org", &["DNS:a.org"], Vec::new()),
        ("x.a.org", &[], refused(Excluded)),
        ("*.a.org", &[], refused(Excluded)),
        ("*.b.org", &[], refused(NotPermitted)),
        ("192.0.2.1", &["IP:192.0.2.1"], refused(NotPermitted)),
        ("localhost", &[], refused(NotPermitted)),
        ("evil.example.", &[], refused(NotPermitted)),
        ("w*.b.org", &[], refused(NotPermitted)),
        ("www.a.org.", &[], Vec::new()),
        ("x.a.org.", &[], refused(Excluded)),
        ("X.A.ORG", &[], refused(Excluded)),
        ("*x.a.org", &[], refused(Excluded)),
        ("localhost", &["DNS:a.org"], Vec::new()),
        ("Example Ltd.", &[], Vec::new()),
    ] {
        assert_eq!(check(&constraints, &common_name(name), names), expected, "{name} {names:?}");
    }
    // All common names, in any string type.
    let bmp: String = "b.org".chars().flat_map(|character| ['\0', character]).collect();
    let name = subject(&[
        (oid::COMMON_NAME, tag::PRINTABLE_STRING, "a.org"),
        (oid::COMMON_NAME, 0x1e, &bmp),
        (oid::COMMON_NAME, 0x14, "c.org"),
    ]);
    let expected = [refused(NotPermitted), refused(NotPermitted)].concat();
    assert_eq!(check(&constraints, &name, &[]), expected);
}

#[test]
fn a3_a_violation_quotes_the_name() {
    let mut set = NameConstraintSet::default();
    set.push(constraints(&["IP:192.0.2.0/24"], &["O=Example"]));
    let mut texts = Vec::new();
    let subject = subject(&[(AttributeType::Organization.oid(), tag::UTF8_STRING, "Example")]);
    set.check(Some(&subject), [(7, &alternative("IP:2001:db8::1"))], true, |field, error| {
        texts.push((field, error.to_string()));
    });
    let [(Subject, first), (AlternativeName(7, _), second)] = texts.as_slice() else { panic!("{texts:?}") };
    assert!(first.starts_with("\"O=Example\": the issuer's name constraints exclude this directoryName;"));
    assert!(
        second.starts_with("\"2001:db8::1\": the issuer's name constraints do not permit this iPAddress;")
    );
}

#[test]
fn a3_a_common_name_counts_where_the_certificate_serves_hosts() {
    let set = |permitted: &[&str], excluded: &[&str]| {
        let mut set = NameConstraintSet::default();
        set.push(constraints(permitted, excluded));
        set
    };
    let verdict = |set: &NameConstraintSet, text: &str, serves_hosts| {
        let subject = common_name(text);
        let mut faults = Vec::new();
        set.check(Some(&subject), [], serves_hosts, |field, error| match error {
            NameConstraintError::CommonName { kind, .. } if field == CommonName => faults.push(kind),
            other => panic!("{other:?}"),
        });
        (faults, set.is_common_name_disputed(&subject, serves_hosts))
    };
    let permitting = set(&["DNS:a.org"], &[]);
    let excluding = set(&[], &["DNS:a.org"]);
    for (set, text, refused, disputed) in [
        (&permitting, "www.a.org", None, false),
        (&permitting, "intranet", Some(NotPermitted), false),
        (&permitting, "evil.example.", Some(NotPermitted), false),
        (&permitting, "*", Some(NotPermitted), false),
        // In the subtree, but some verifiers fail on the dot.
        (&permitting, "www.a.org.", None, true),
        (&permitting, "Device 42", None, true),
        (&permitting, "user@a.org", None, true),
        (&excluding, "www.a.org.", Some(Excluded), false),
        (&excluding, "intranet", None, false),
        (&excluding, "*", Some(Excluded), false),
        (&excluding, "Device 42", None, false),
        (&excluding, "user@a.org", None, true),
    ] {
        let faults: Vec<_> = refused.into_iter().collect();
        assert_eq!(verdict(set, text, true), (faults, disputed), "{text}");
        // Java takes for a DNS name what reads as one, whatever the purposes.
        let reads_as_host = !text.contains([' ', '@']);
        let disputed = reads_as_host && (disputed || refused.is_some());
        assert_eq!(verdict(set, text, false), (Vec::new(), disputed), "{text}");
    }
}

#[test]
fn a3_a_request_takes_few_searches_however_many_cas_have_constraints() {
    let of = |cas: usize, subtrees: usize| {
        let mut set = NameConstraintSet::default();
        let bases = Vec::from_iter((0..subtrees).map(|_| subtree("DNS:a.org")));
        let own = || NameConstraints::new(bases.clone(), Vec::new()).expect("constraints");
        (0..cas).for_each(|_| set.push(own().into()));
        set.most_names()
    };
    assert_eq!([of(0, 1), of(1, 1), of(3, 1), of(10, 1)], [usize::MAX, 1_000, 333, 100]);
    assert_eq!([of(1, 1_000), of(3, 1_000), of(20, 1_000)], [250, 83, 12]);
}
