use super::*;
use crate::x509::der::Writer;
use crate::x509::name::AttributeType;
use crate::x509::oid;
use alloc::vec;

const TELETEX: u8 = 0x14;
const UNIVERSAL: u8 = 0x1c;
const BMP: u8 = 0x1e;

type Part<'a> = (&'a [u8], u8, &'a [u8]);

/// Builds a name of these RDNs.
fn name(rdns: &[&[Part<'_>]]) -> DistinguishedName {
    let mut w = Writer::with_capacity(64);
    w.sequence(|w| {
        for rdn in rdns {
            w.nested(tag::SET, |w| {
                for (oid, tag, content) in *rdn {
                    w.sequence(|w| {
                        w.object_identifier(oid);
                        w.value(*tag, content);
                    });
                }
            });
        }
    });
    DistinguishedName::read(&w.into_bytes()).expect("a name")
}

fn organization(tag: u8, content: &[u8]) -> DistinguishedName {
    name(&[&[(AttributeType::Organization.oid(), tag, content)]])
}

fn common_name(text: &str) -> Part<'_> {
    (oid::COMMON_NAME, tag::UTF8_STRING, text.as_bytes())
}

fn is_within(name: &DistinguishedName, base: &DistinguishedName) -> bool {
    name.canonical().starts_with(&base.canonical())
}

fn may_be_within(name: &DistinguishedName, base: &DistinguishedName) -> bool {
    let (name, base) = (name.folded_subject(), base.folded().octets);
    name.octets.starts_with(&base) || (!name.is_whole && base.starts_with(&name.octets))
}

fn may_match(one: &DistinguishedName, other: &DistinguishedName) -> bool {
    CaNames::new([other].into_iter()).position(one).is_some()
}

#[test]
fn a8_names_may_match_as_a_whole_in_any_order() {
    let two = |organization, text| {
        name(&[&[(AttributeType::Organization.oid(), tag::UTF8_STRING, organization)], &[common_name(text)]])
    };
    let own = two(b"Example", "Root");
    let reversed = name(&[
        &[common_name("root")],
        &[(AttributeType::Organization.oid(), tag::PRINTABLE_STRING, b"Example")],
    ]);
    let joined =
        name(&[&[common_name("Root"), (AttributeType::Organization.oid(), tag::IA5_STRING, b"EXAMPLE")]]);
    for (other, expected) in [
        (two(b"Example", "Root"), true),
        (two(b"EXAMPLE", " root"), true),
        (two(b"Example", "Ｒｏｏｔ"), true),
        (reversed, true),
        (joined, true),
        (two(b"Example", "Root 2"), false),
        (two(b"Example", "Roots"), false),
        (two(b"Example", "Rööt"), false),
        (two(b"Other", "Root"), false),
        (organization(tag::UTF8_STRING, b"Example"), false),
        (name(&[]), false),
    ] {
        assert_eq!((may_match(&own, &other), may_match(&other, &own)), (expected, expected), "{other}");
    }
    let cas = [two(b"Example", "Issuer"), two(b"Example", "Root"), two(b"Example", "ROOT")];
    let names = CaNames::new(cas.iter());
    assert_eq!(names.position(&two(b"example", "root")), Some(1));
    assert_eq!(names.position(&two(b"example", "issuer")), Some(0));
    assert_eq!(names.position(&two(b"example", "leaf")), None);
}

/// The verifier is Java unless a comment names another.
#[test]
fn a8_names_match_where_any_verifier_finds_them_equal() {
    for (own, other, expected) in [
        ("Test CA", "Ｔｅｓｔ ＣＡ", true),
        ("Test CA", "Test\u{3000}CA", true),
        ("Tel Office", "℡ Oﬃce", true),
        ("Nr. 12", "Nr. ⑫", true),
        ("Café", "Cafe\u{301}", true),
        ("Åse", "A\u{30a}SE", true),
        ("Test CA", "Te\u{200b}st CA", true),
        ("Test CA", "Test CA\u{feff}", true),
        ("ΟΔΟΣ", "οδος", true),
        ("αι\u{301}", "ᾳ\u{301}", true),
        ("Straße", "STRAẞE", true),
        ("ISTANBUL", "ıstanbul", true),
        ("x", "¨x", false),
        ("Café", "Cafe", false),
        ("Test CA", "TestCA", false),
        ("Test CA", "Tеst CA", false),
    ] {
        let (own, other) = (name(&[&[common_name(own)]]), name(&[&[common_name(other)]]));
        assert_eq!((may_match(&own, &other), may_match(&other, &own)), (expected, expected), "{own} {other}");
    }
}

#[test]
fn a8_what_cannot_be_decoded_is_like_any_value_of_its_type() {
    let of =
        |tag, octets| name(&[&[(AttributeType::Organization.oid(), tag, octets)], &[common_name("Root")]]);
    let broken = of(tag::UTF8_STRING, b"\xff");
    assert!(may_match(&of(tag::UTF8_STRING, b"Example"), &broken));
    assert!(may_match(&of(tag::UTF8_STRING, b"\xfe"), &broken));
    let other =
        name(&[&[(AttributeType::Organization.oid(), tag::UTF8_STRING, b"\xff")], &[common_name("Leaf")]]);
    assert!(!may_match(&other, &broken));
    let other = name(&[
        &[(AttributeType::OrganizationalUnit.oid(), tag::UTF8_STRING, b"Example")],
        &[common_name("Root")],
    ]);
    assert!(!may_match(&other, &broken));
    // A value that is not text matches only itself.
    assert!(may_match(&of(tag::OCTET_STRING, b"\xff"), &of(tag::OCTET_STRING, b"\xff")));
    assert!(!may_match(&of(tag::OCTET_STRING, b"Example"), &of(tag::UTF8_STRING, b"Example")));
}

#[test]
fn e4_of_a_very_long_subject_the_rest_could_be_anything() {
    let long = |octets: usize, last: &str| {
        name(&[
            &[(AttributeType::Organization.oid(), tag::UTF8_STRING, &vec![b'a'; octets])],
            &[common_name(last)],
        ])
    };
    for (octets, is_folded) in [(MAX_FOLDED_OCTETS - 1, true), (MAX_FOLDED_OCTETS, false)] {
        let (one, other) = (long(octets, "b"), long(octets, "c"));
        assert!(may_be_within(&one, &one.clone()) && may_match(&one, &one.clone()));
        assert_eq!(may_be_within(&one, &other), !is_folded, "{octets}");
        // Length does not matter where names certainly differ.
        assert!(!is_within(&one, &other) && !may_match(&one, &other) && !one.matches(&other));
        assert!(is_within(&one, &one.clone()) && one.matches(&long(octets, "B")));
    }
}

#[test]
fn a3_values_match_surely_possibly_or_not_at_all() {
    let base = organization(tag::UTF8_STRING, "Example Straße".as_bytes());
    let ascii = organization(tag::UTF8_STRING, b"Example Ltd");
    for (base, tag, content, sure, possible) in [
        (&ascii, tag::UTF8_STRING, b"Example Ltd".as_slice(), true, true),
        (&ascii, tag::PRINTABLE_STRING, b"Example Ltd", true, true),
        (&ascii, tag::IA5_STRING, b"EXAMPLE ltd", true, true),
        (&ascii, tag::PRINTABLE_STRING, b"  example \t LTD ", true, true),
        (&ascii, tag::IA5_STRING, b"Example\x0bLtd", true, true),
        (&ascii, TELETEX, b"Example Ltd", false, true),
        (&ascii, BMP, b"\0E\0x\0a\0m\0p\0l\0e\0 \0l\0t\0d", false, true),
        (&ascii, BMP, b"\0E\0", false, true),
        (&ascii, tag::UTF8_STRING, "Example\u{a0}Ltd".as_bytes(), false, true),
        (&ascii, tag::UTF8_STRING, "Exam\u{ad}ple Ltd".as_bytes(), false, true),
        (&ascii, tag::UTF8_STRING, b"ExampleLtd", false, false),
        (&ascii, tag::UTF8_STRING, b"Example Ltd.", false, false),
        (&ascii, tag::UTF8_STRING, b"\xff", false, true),
        (&ascii, tag::OCTET_STRING, b"Example Ltd", false, false),
        (&base, tag::UTF8_STRING, "example  STRAßE".as_bytes(), true, true),
        (&base, tag::UTF8_STRING, b"example strasse", false, true),
        (&base, tag::UTF8_STRING, "EXAMPLE STRAẞE".as_bytes(), false, true),
        (&base, TELETEX, b"Example Stra\xdfe", false, true),
        (&base, TELETEX, "Example Straße".as_bytes(), false, false),
        (&base, UNIVERSAL, b"\0\0\0E", false, false),
        (&organization(tag::UTF8_STRING, b"E"), UNIVERSAL, b"\0\0\0e", false, true),
        (&ascii, tag::UTF8_STRING, "Exam\u{1}ple\u{7f} Ltd".as_bytes(), false, true),
    ] {
        let found = organization(tag, content);
        assert_eq!(found.matches(base), sure, "{found}");
        assert_eq!(is_within(&found, base), sure, "{found}");
        assert_eq!(is_within(base, &found), sure, "{found}");
        assert_eq!(may_match(&found, base), possible, "{found}");
        assert_eq!(may_be_within(&found, base), possible, "{found}");
        assert_eq!(may_match(base, &found), possible, "{found}");
        assert_eq!(may_be_within(base, &found), possible, "{found}");
    }
}

#[test]
fn a3_octets_of_other_types_match_themselves() {
    for (tag, content) in [(TELETEX, b"M\xfcller".as_slice()), (BMP, b"\0E"), (tag::OCTET_STRING, b"\0\xff")]
    {
        let one = organization(tag, content);
        assert!(one.matches(&one.clone()) && may_be_within(&one, &one.clone()));
    }
}

#[test]
fn a3_directory_names_are_compared_rdn_by_rdn() {
    let c: Part<'_> = (AttributeType::Country.oid(), tag::PRINTABLE_STRING, b"CN");
    let o: Part<'_> = (AttributeType::Organization.oid(), tag::UTF8_STRING, b"Example");
    let ou: Part<'_> = (AttributeType::OrganizationalUnit.oid(), tag::UTF8_STRING, b"Example");
    let cn: Part<'_> = (oid::COMMON_NAME, tag::UTF8_STRING, b"a");
    let subject = name(&[&[c], &[o], &[ou, cn]]);
    for (base, expected) in [
        (name(&[]), true),
        (name(&[&[c]]), true),
        (name(&[&[c], &[o]]), true),
        (name(&[&[c], &[o], &[ou, cn]]), true),
        (name(&[&[c], &[o], &[cn, ou]]), true),
        (name(&[&[o]]), false),
        (name(&[&[c], &[ou]]), false),
        (name(&[&[c, o]]), false),
        (name(&[&[c], &[o], &[ou]]), false),
        (name(&[&[c], &[o], &[ou, ou]]), false),
        (name(&[&[c], &[o], &[ou, cn], &[cn]]), false),
    ] {
        assert_eq!(is_within(&subject, &base), expected, "{base}");
        assert_eq!(may_be_within(&subject, &base), expected, "{base}");
    }
    assert!(subject.matches(&name(&[&[c], &[o], &[cn, ou]])));
    assert!(!subject.matches(&name(&[&[c], &[o]])));
    // Sets of three with one attribute repeated differ if another attribute is the repeated one.
    let twice = (name(&[&[o, o, cn]]), name(&[&[o, cn, cn]]));
    assert!(!twice.0.matches(&twice.1));
}
