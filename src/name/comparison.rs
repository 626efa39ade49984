//! Comparison of distinguished names (RFC 5280 §7.1), in the two ways that a CA needs.
//!
//! No two verifiers compare names alike: some take the octets (rustls-webpki), some fold case, white space
//! and string types (OpenSSL, in ASCII alone), some do all of RFC 4518, and some ignore the order of the RDNs (Bouncy
//! Castle, Botan). Where a match *allows* something, it must be one that is safe to rely on; where a match *forbids*
//! something, every possible one counts.
//!
//! Each name is brought into a form in which names that match have the same octets, once when an issuer is loaded,
//! once for each request.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Name;
use super::folding::{fold, surely_differ};
use super::text::{Text, text};
use super::x501::NameAttribute;
use crate::der::{Value, Writer, tag};

/// The most octets of the values of a requested subject that are folded as the loosest verifier does, which takes
/// long. What follows is taken for anything. (The six attributes of the API have up to 448 characters together, and in
/// Hangul, which decomposes into the most, 4,032 octets.)
const MAX_FOLDED_OCTETS: usize = 4_096;

/// As [`MAX_FOLDED_OCTETS`], of a name in an issuer's certificate, for each of its octets: as many as Hangul takes, and
/// one more.
const MAX_FOLDED_OCTETS_FOR_EACH: usize = 4;

impl Name {
    /// Whether the names are the same: types equal, and values either octet by octet, or text of
    /// PrintableString, UTF8String and IA5String after folding case and white space of ASCII. It is what
    /// OpenSSL takes for equal, less the string types that RFC 5280 §4.1.2.4 has given up.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// The RDNs, one after the other, each with its attributes in order: the same octets where names match as
    /// in [`Name::matches`], and the start of them where only the first RDNs do.
    pub(super) fn canonical(&self) -> Vec<u8> {
        self.encode(|value| Some(canonical(value))).octets
    }

    /// As [`Name::canonical`], but the same octets where any verifier could find that names match.
    pub(super) fn folded(&self) -> EncodedName {
        self.encode(folding(self.most_folded()))
    }

    /// As [`Name::folded`], of the subject of a request.
    pub(super) fn folded_subject(&self) -> EncodedName {
        self.encode(folding(MAX_FOLDED_OCTETS))
    }

    /// The most octets of it that are folded where it stands in an issuer's certificate.
    fn most_folded(&self) -> usize {
        MAX_FOLDED_OCTETS_FOR_EACH * self.as_der().len()
    }

    fn encode<'a>(&'a self, mut compared: impl FnMut(Value<'a>) -> Option<Compared<'a>>) -> EncodedName {
        let mut rdns = Writer::with_capacity(self.as_der().len());
        for rdn in self.rdns() {
            let mut attributes = Vec::new();
            for attribute in rdn.attributes() {
                let Some((tag, content)) = compared(attribute.value) else {
                    return EncodedName { octets: rdns.into_bytes(), is_whole: false };
                };
                let mut w = Writer::with_capacity(attribute.bytes.len());
                w.object_identifier(attribute.oid);
                w.value(tag, &content);
                attributes.push(w.into_bytes());
            }
            attributes.sort_unstable();
            rdns.nested(tag::SET, |w| attributes.iter().for_each(|attribute| w.raw(attribute)));
        }
        EncodedName { octets: rdns.into_bytes(), is_whole: true }
    }
}

/// The RDNs of a name, their values brought into a form in which they are compared, up to the first RDN with a value
/// that could be anything.
pub(super) struct EncodedName {
    pub(super) octets: Vec<u8>,
    /// Whether these are all RDNs.
    pub(super) is_whole: bool,
}

/// Tag and content of a value that is compared octet by octet.
type Compared<'a> = (u8, Cow<'a, [u8]>);

fn canonical(value: Value<'_>) -> Compared<'_> {
    let is_text = match value.tag {
        tag::PRINTABLE_STRING | tag::IA5_STRING => value.content.is_ascii(),
        tag::UTF8_STRING => core::str::from_utf8(value.content).is_ok(),
        _ => false,
    };
    match is_text {
        true => (tag::UTF8_STRING, fold_ascii(value.content).into()),
        false => (value.tag, value.content.into()),
    }
}

/// Lower case, without white space at either end, each run of white space inside a single space.
fn fold_ascii(text: &[u8]) -> Vec<u8> {
    // As isspace() of C has it: unlike is_ascii_whitespace, with the vertical tab.
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t'..=b'\r');
    let mut folded = Vec::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(b' ');
        }
        folded.extend(word.iter().map(u8::to_ascii_lowercase));
    }
    folded
}

/// Folds values as the loosest verifier compares them, as long as they have no more than `left` octets together, before
/// and after; `None` for what could be anything, text that cannot be decoded among it.
fn folding<'a>(mut left: usize) -> impl FnMut(Value<'a>) -> Option<Compared<'a>> {
    move |value| {
        let text = match text(value) {
            Text::Decoded(text) => text,
            Text::Broken => return None,
            Text::None => return Some((value.tag, value.content.into())),
        };
        let folded = if value.content.len() > left { None } else { fold(&text, left) };
        left = left.saturating_sub(value.content.len().max(folded.as_ref().map_or(left, Vec::len)));
        Some((tag::UTF8_STRING, folded?.into()))
    }
}

/// The names of all CAs of a chain, which no end entity bears (rule A8).
#[derive(Debug)]
pub(crate) struct CaNames(Vec<FoldedAttributes>);

impl CaNames {
    /// The names, the issuer's own first.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        Self(names.map(|name| FoldedAttributes::of(name, name.most_folded())).collect())
    }

    /// The position of the first CA for which any verifier could take this subject.
    pub(crate) fn position(&self, subject: &Name) -> Option<usize> {
        let count = subject.attributes().count();
        // The last one, that of the common name, differs most often, and then nothing is folded.
        let last = subject.attributes().last()?;
        let mut folded = None;
        self.0.iter().position(|ca| {
            let may_be = |subject: &mut FoldedAttributes| ca.may_be(subject);
            let fold = || FoldedAttributes::of(subject, MAX_FOLDED_OCTETS);
            ca.0.len() == count && ca.may_have(&last) && may_be(folded.get_or_insert_with(fold))
        })
    }
}

/// The attributes of a name as the loosest verifier compares them, sorted. In what RDNs they stand is ignored.
#[derive(Debug, PartialEq, Eq)]
struct FoldedAttributes(Vec<FoldedAttribute>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FoldedAttribute {
    oid: Vec<u8>,
    /// Tag and content; `None` for what could be anything.
    value: Option<(u8, Vec<u8>)>,
}

impl FoldedAttributes {
    fn of(name: &Name, most_octets: usize) -> Self {
        let mut folded = folding(most_octets);
        let attributes = name.attributes().map(|attribute| FoldedAttribute {
            oid: attribute.oid.to_vec(),
            value: folded(attribute.value).map(|(tag, content)| (tag, content.into_owned())),
        });
        Self::sorted(attributes.collect())
    }

    fn sorted(mut attributes: Vec<FoldedAttribute>) -> Self {
        attributes.sort_unstable();
        Self(attributes)
    }

    /// Whether this could be one of them, as far as that can be told at once.
    fn may_have(&self, attribute: &NameAttribute<'_>) -> bool {
        let Text::Decoded(found) = text(attribute.value) else { return true };
        self.0.iter().filter(|known| known.oid == attribute.oid).any(|known| {
            let text = known.value.as_ref().and_then(|(_, content)| core::str::from_utf8(content).ok());
            text.is_none_or(|text| !surely_differ(&found, text))
        })
    }

    fn may_be(&self, other: &Self) -> bool {
        self == other || {
            let all = self.0.iter().chain(&other.0);
            let of_any_value: Vec<&[u8]> =
                all.filter(|attribute| attribute.value.is_none()).map(|attribute| &*attribute.oid).collect();
            !of_any_value.is_empty()
                && self.without_values_of(&of_any_value) == other.without_values_of(&of_any_value)
        }
    }

    /// The same, but that attributes of these types could have any value.
    fn without_values_of(&self, types: &[&[u8]]) -> Self {
        let mut attributes = self.0.clone();
        for attribute in &mut attributes {
            if types.contains(&&*attribute.oid) {
                attribute.value = None;
            }
        }
        Self::sorted(attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Writer;
    use crate::oid;
    use alloc::vec;

    const TELETEX: u8 = 0x14;
    const UNIVERSAL: u8 = 0x1c;
    const BMP: u8 = 0x1e;

    type Part<'a> = (&'a [u8], u8, &'a [u8]);

    /// A name of these RDNs.
    fn name(rdns: &[&[Part<'_>]]) -> Name {
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
        Name::read(&w.into_bytes()).expect("a name")
    }

    fn organization(tag: u8, content: &[u8]) -> Name {
        name(&[&[(oid::ORGANIZATION_NAME, tag, content)]])
    }

    fn common_name(text: &str) -> Part<'_> {
        (oid::COMMON_NAME, tag::UTF8_STRING, text.as_bytes())
    }

    fn is_within(name: &Name, base: &Name) -> bool {
        name.canonical().starts_with(&base.canonical())
    }

    fn may_be_within(name: &Name, base: &Name) -> bool {
        let (name, base) = (name.folded_subject(), base.folded().octets);
        name.octets.starts_with(&base) || (!name.is_whole && base.starts_with(&name.octets))
    }

    fn may_match(one: &Name, other: &Name) -> bool {
        CaNames::new([other].into_iter()).position(one).is_some()
    }

    #[test]
    fn a8_names_may_match_as_a_whole_in_any_order() {
        let two = |organization, text| {
            name(&[&[(oid::ORGANIZATION_NAME, tag::UTF8_STRING, organization)], &[common_name(text)]])
        };
        let own = two(b"Example", "Root");
        let reversed =
            name(&[&[common_name("root")], &[(oid::ORGANIZATION_NAME, tag::PRINTABLE_STRING, b"Example")]]);
        let joined = name(&[&[common_name("Root"), (oid::ORGANIZATION_NAME, tag::IA5_STRING, b"EXAMPLE")]]);
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

    /// The verifier is Java where nothing else is said.
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
            assert_eq!(
                (may_match(&own, &other), may_match(&other, &own)),
                (expected, expected),
                "{own} {other}"
            );
        }
    }

    #[test]
    fn a8_what_cannot_be_decoded_is_like_any_value_of_its_type() {
        let of = |tag, octets| name(&[&[(oid::ORGANIZATION_NAME, tag, octets)], &[common_name("Root")]]);
        let broken = of(tag::UTF8_STRING, b"\xff");
        assert!(may_match(&of(tag::UTF8_STRING, b"Example"), &broken));
        assert!(may_match(&of(tag::UTF8_STRING, b"\xfe"), &broken));
        let other = name(&[&[(oid::ORGANIZATION_NAME, tag::UTF8_STRING, b"\xff")], &[common_name("Leaf")]]);
        assert!(!may_match(&other, &broken));
        let other =
            name(&[&[(oid::ORGANIZATIONAL_UNIT_NAME, tag::UTF8_STRING, b"Example")], &[common_name("Root")]]);
        assert!(!may_match(&other, &broken));
        // No text at all is only itself.
        assert!(may_match(&of(tag::OCTET_STRING, b"\xff"), &of(tag::OCTET_STRING, b"\xff")));
        assert!(!may_match(&of(tag::OCTET_STRING, b"Example"), &of(tag::UTF8_STRING, b"Example")));
    }

    #[test]
    fn e4_of_a_very_long_subject_the_rest_could_be_anything() {
        let long = |octets: usize, last: &str| {
            name(&[&[(oid::ORGANIZATION_NAME, tag::UTF8_STRING, &vec![b'a'; octets])], &[common_name(last)]])
        };
        for (octets, is_folded) in [(MAX_FOLDED_OCTETS - 1, true), (MAX_FOLDED_OCTETS, false)] {
            let (one, other) = (long(octets, "b"), long(octets, "c"));
            assert!(may_be_within(&one, &one.clone()) && may_match(&one, &one.clone()));
            assert_eq!(may_be_within(&one, &other), !is_folded, "{octets}");
            // What it surely is not, it is not, however long it is.
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
        for (tag, content) in
            [(TELETEX, b"M\xfcller".as_slice()), (BMP, b"\0E"), (tag::OCTET_STRING, b"\0\xff")]
        {
            let one = organization(tag, content);
            assert!(one.matches(&one.clone()) && may_be_within(&one, &one.clone()));
        }
    }

    #[test]
    fn a3_directory_names_are_compared_rdn_by_rdn() {
        let c: Part<'_> = (oid::COUNTRY_NAME, tag::PRINTABLE_STRING, b"CN");
        let o: Part<'_> = (oid::ORGANIZATION_NAME, tag::UTF8_STRING, b"Example");
        let ou: Part<'_> = (oid::ORGANIZATIONAL_UNIT_NAME, tag::UTF8_STRING, b"Example");
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
        // A set of three with one value twice is another where another value is the doubled one.
        let twice = (name(&[&[o, o, cn]]), name(&[&[o, cn, cn]]));
        assert!(!twice.0.matches(&twice.1));
    }
}
