//! Comparison of distinguished names (RFC 5280 §7.1), in the two ways that a CA needs.
//!
//! No two verifiers compare names alike: some take the octets (rustls-webpki), some fold case, white space
//! and string types (OpenSSL, in ASCII alone), some do all of RFC 4518. Where a match *allows* something, it
//! must be one that is safe to rely on; where a match *forbids* something, every possible one counts.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Name;
use super::x501::{NameAttribute, Rdn};
use crate::der::{Value, tag};

impl Name {
    /// Whether the names are the same: types equal, and values either octet by octet, or text of
    /// PrintableString, UTF8String and IA5String after folding case and white space of ASCII. It is what
    /// OpenSSL takes for equal, less the string types that RFC 5280 §4.1.2.4 has given up.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.rdns().count() == other.rdns().count() && self.is_within(other)
    }

    /// Whether this name starts with the RDNs of `base`, compared as in [`Name::matches`].
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        let mut rdns = self.rdns();
        base.rdns().all(|base| rdns.next().is_some_and(|rdn| is_same_set(rdn, base)))
    }

    /// Whether any verifier could find that this name starts with the RDNs of `base`: all string types are
    /// decoded, case and white space of all of Unicode are folded, and what cannot be decoded matches
    /// anything. (Not done is Unicode normalization.)
    pub(crate) fn may_be_within(&self, base: &Self) -> bool {
        let mut rdns = self.rdns();
        base.rdns().all(|base| rdns.next().is_some_and(|rdn| may_be_same_set(rdn, base)))
    }

    /// Whether any verifier could take the names for the same, compared as in [`Name::may_be_within`].
    pub(crate) fn may_match(&self, other: &Self) -> bool {
        let is_possible = |(one, other)| may_be_same_set(one, other);
        // The last RDNs, those of the common name, differ most often.
        self.rdns().count() == other.rdns().count()
            && self.rdns().last().zip(other.rdns().last()).is_none_or(is_possible)
            && self.rdns().zip(other.rdns()).all(is_possible)
    }
}

/// Whether the RDNs have the same attributes: types, string types and octets, folded where they are text.
fn is_same_set(one: Rdn<'_>, other: Rdn<'_>) -> bool {
    // Folding takes long, and where many names are compared, most differ before.
    one.attributes().count() == other.attributes().count()
        && sorted(one, |attribute| attribute.oid) == sorted(other, |attribute| attribute.oid)
        && sorted(one, canonical_attribute) == sorted(other, canonical_attribute)
}

fn sorted<'a, T: Ord>(rdn: Rdn<'a>, of: impl Fn(NameAttribute<'a>) -> T) -> Vec<T> {
    let mut attributes: Vec<T> = rdn.attributes().map(of).collect();
    attributes.sort_unstable();
    attributes
}

/// The most octets of a value that are folded. The attributes of RFC 5280 that have an upper bound, names of
/// persons aside, have at most 255 characters; to fold more for each of many subtrees would take long.
const MAX_OCTETS: usize = 1_024;

fn canonical_attribute(attribute: NameAttribute<'_>) -> (&[u8], u8, Cow<'_, [u8]>) {
    let Value { tag, content, .. } = attribute.value;
    let is_text = match tag {
        _ if content.len() > MAX_OCTETS => false,
        tag::PRINTABLE_STRING | tag::IA5_STRING => content.is_ascii(),
        tag::UTF8_STRING => core::str::from_utf8(content).is_ok(),
        _ => false,
    };
    if is_text {
        (attribute.oid, tag::UTF8_STRING, fold_ascii(content).into())
    } else {
        (attribute.oid, tag, content.into())
    }
}

/// Lower case, without white space at either end, each run of white space inside a single space.
fn fold_ascii(text: &[u8]) -> Vec<u8> {
    // As isspace() of C has it: unlike is_ascii_whitespace, with the vertical tab.
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.map(<[u8]>::to_ascii_lowercase).collect::<Vec<_>>().join(&b' ')
}

fn may_be_same_set(one: Rdn<'_>, other: Rdn<'_>) -> bool {
    let each_in = |one: Rdn<'_>, other: Rdn<'_>| {
        one.attributes()
            .all(|attribute| other.attributes().any(|candidate| may_be_same(&attribute, &candidate)))
    };
    // Nobody has so many, and comparing each with each would take long.
    const MAX_ATTRIBUTES: usize = 32;
    let attributes = one.attributes().count();
    attributes == other.attributes().count()
        && (attributes > MAX_ATTRIBUTES || (each_in(one, other) && each_in(other, one)))
}

fn may_be_same(one: &NameAttribute<'_>, other: &NameAttribute<'_>) -> bool {
    if one.oid != other.oid {
        return false;
    }
    let is_long = |attribute: &NameAttribute<'_>| attribute.value.content.len() > MAX_OCTETS;
    if one.value.bytes == other.value.bytes || is_long(one) || is_long(other) {
        return true;
    }
    match (text(one.value), text(other.value)) {
        (Text::Decoded(one), Text::Decoded(other)) => folded(&one).eq(folded(&other)),
        (Text::Broken, _) | (_, Text::Broken) => true,
        (Text::None, _) | (_, Text::None) => false,
    }
}

/// The text of an attribute's value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    Decoded(Cow<'a, str>),
    /// Of a string type, but not of its encoding.
    Broken,
    /// Of no string type.
    None,
}

/// Decodes a value of any string type. TeletexString is taken for Latin-1, as everyone does.
pub(super) fn text(value: Value<'_>) -> Text<'_> {
    const NUMERIC_STRING: u8 = 0x12;
    const TELETEX_STRING: u8 = 0x14;
    const VISIBLE_STRING: u8 = 0x1a;
    const UNIVERSAL_STRING: u8 = 0x1c;
    const BMP_STRING: u8 = 0x1e;
    let content = value.content;
    let decoded = match value.tag {
        tag::UTF8_STRING => core::str::from_utf8(content).ok().map(Cow::Borrowed),
        NUMERIC_STRING | tag::PRINTABLE_STRING | TELETEX_STRING | tag::IA5_STRING | VISIBLE_STRING => {
            Some(latin_1(content))
        }
        UNIVERSAL_STRING => {
            let (characters, rest) = content.as_chunks::<4>();
            let characters = characters.iter().map(|octets| char::from_u32(u32::from_be_bytes(*octets)));
            if rest.is_empty() { characters.collect::<Option<String>>().map(Cow::Owned) } else { None }
        }
        BMP_STRING => {
            let (units, rest) = content.as_chunks::<2>();
            let characters = char::decode_utf16(units.iter().map(|octets| u16::from_be_bytes(*octets)));
            let characters = characters.map(Result::ok);
            if rest.is_empty() { characters.collect::<Option<String>>().map(Cow::Owned) } else { None }
        }
        _ => return Text::None,
    };
    decoded.map_or(Text::Broken, Text::Decoded)
}

fn latin_1(octets: &[u8]) -> Cow<'_, str> {
    match core::str::from_utf8(octets) {
        Ok(text) if octets.is_ascii() => text.into(),
        _ => octets.iter().map(|octet| char::from(*octet)).collect(),
    }
}

/// Case folded, characters without meaning left out, white space as in [`fold_ascii`], less that a space
/// follows the last word, too: RFC 4518 §2.2 and §2.6.1 without the normalization.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let words = text.split_whitespace().filter(|word| !word.chars().all(is_mapped_to_nothing));
    words.flat_map(|word| {
        let characters = word.chars().filter(|character| !is_mapped_to_nothing(*character));
        // There and back, so that ß and ss, ς and σ become the same.
        characters.flat_map(char::to_uppercase).flat_map(char::to_lowercase).chain([' '])
    })
}

/// RFC 4518 §2.2.
fn is_mapped_to_nothing(character: char) -> bool {
    let is_control = character.is_control() && !character.is_whitespace();
    is_control
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{06dd}' | '\u{070f}' | '\u{1806}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
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

    #[test]
    fn a1_names_may_match_as_a_whole() {
        let two = |organization: &[u8], common_name: &[u8]| {
            name(&[
                &[(oid::ORGANIZATION_NAME, tag::UTF8_STRING, organization)],
                &[(oid::COMMON_NAME, tag::UTF8_STRING, common_name)],
            ])
        };
        let own = two(b"Example", b"Root");
        for (other, expected) in [
            (two(b"Example", b"Root"), true),
            (two(b"EXAMPLE", b" root"), true),
            (two(b"Example", b"Root 2"), false),
            (two(b"Other", b"Root"), false),
            (organization(tag::UTF8_STRING, b"Example"), false),
            (name(&[]), false),
        ] {
            assert_eq!((own.may_match(&other), other.may_match(&own)), (expected, expected), "{other}");
        }
    }

    #[test]
    fn e4_rdns_of_very_many_attributes_are_taken_for_the_same() {
        let values: Vec<[u8; 1]> = (b'0'..b'0' + 34).map(|octet| [octet]).collect();
        let rdn = |from: usize, count: usize| -> Vec<Part<'_>> {
            let values = values[from..from + count].iter();
            values.map(|value| (oid::ORGANIZATION_NAME, tag::UTF8_STRING, value.as_slice())).collect()
        };
        for (count, expected) in [(32, false), (33, true)] {
            let (one, other) = (name(&[&rdn(0, count)]), name(&[&rdn(1, count)]));
            assert_eq!(one.may_be_within(&other), expected, "{count}");
            assert!(!one.is_within(&other), "{count}");
        }
    }

    #[test]
    fn e4_very_long_values_match_surely_by_octets_and_possibly_always() {
        let long = |octets: usize, first: u8| {
            let text = [&[first], vec![b'a'; octets - 1].as_slice()].concat();
            organization(tag::UTF8_STRING, &text)
        };
        for (octets, folded) in [(1_024, true), (1_025, false)] {
            let (lower, upper, other) = (long(octets, b'b'), long(octets, b'B'), long(octets, b'c'));
            assert!(lower.matches(&lower.clone()) && lower.may_be_within(&upper));
            assert_eq!(lower.matches(&upper), folded);
            assert_eq!(lower.may_be_within(&other), !folded);
            assert!(!other.is_within(&lower));
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
            (&base, tag::UTF8_STRING, "EXAMPLE STRAẞE".as_bytes(), false, false),
            (&base, TELETEX, b"Example Stra\xdfe", false, true),
            (&base, TELETEX, "Example Straße".as_bytes(), false, false),
            (&base, UNIVERSAL, b"\0\0\0E", false, false),
            (&organization(tag::UTF8_STRING, b"E"), UNIVERSAL, b"\0\0\0e", false, true),
            (&ascii, tag::UTF8_STRING, "Exam\u{1}ple\u{7f} Ltd".as_bytes(), false, true),
        ] {
            let found = organization(tag, content);
            assert_eq!(found.matches(base), sure, "{found}");
            assert_eq!(found.is_within(base), sure, "{found}");
            assert_eq!(base.is_within(&found), sure, "{found}");
            assert_eq!(found.may_be_within(base), possible, "{found}");
            assert_eq!(base.may_be_within(&found), possible, "{found}");
        }
    }

    #[test]
    fn a3_octets_of_other_types_match_themselves() {
        for (tag, content) in
            [(TELETEX, b"M\xfcller".as_slice()), (BMP, b"\0E"), (tag::OCTET_STRING, b"\0\xff")]
        {
            let one = organization(tag, content);
            assert!(one.matches(&one.clone()) && one.may_be_within(&one.clone()));
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
            assert_eq!(subject.is_within(&base), expected, "{base}");
            assert_eq!(subject.may_be_within(&base), expected, "{base}");
        }
        assert!(subject.matches(&name(&[&[c], &[o], &[cn, ou]])));
        assert!(!subject.matches(&name(&[&[c], &[o]])));
        // A set of three with one value twice is another where another value is the doubled one.
        let twice = (name(&[&[o, o, cn]]), name(&[&[o, cn, cn]]));
        assert!(!twice.0.matches(&twice.1));
    }
}
