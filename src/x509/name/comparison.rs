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

use super::folding::{fold, surely_differ};
use super::text::{Text, text};
use super::{DistinguishedName, NameAttribute};
use crate::x509::der::{Value, Writer, tag};

/// The most octets of the values of a requested subject that are folded as the loosest verifier does, which takes
/// long. What follows is taken for anything. (The six attributes of the API have up to 448 characters together, and in
/// Hangul, which decomposes into the most, 4,032 octets.)
const MAX_FOLDED_OCTETS: usize = 4_096;

/// As [`MAX_FOLDED_OCTETS`], of a name in an issuer's certificate, for each of its octets: as many as Hangul takes, and
/// one more.
const MAX_FOLDED_OCTETS_FOR_EACH: usize = 4;

impl DistinguishedName {
    /// Whether the names are the same: types equal, and values either octet by octet, or text of
    /// PrintableString, UTF8String and IA5String after folding case and white space of ASCII. It is what
    /// OpenSSL takes for equal, less the string types that RFC 5280 §4.1.2.4 has given up.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// The RDNs, one after the other, each with its attributes in order: the same octets where names match as
    /// in [`DistinguishedName::matches`], and the start of them where only the first RDNs do.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        self.encode(|value| Some(canonical(value))).octets
    }

    /// As [`DistinguishedName::canonical`], but the same octets where any verifier could find that names match.
    pub(crate) fn folded(&self) -> EncodedName {
        self.encode(folding(self.most_folded()))
    }

    /// As [`DistinguishedName::folded`], of the subject of a request.
    pub(crate) fn folded_subject(&self) -> EncodedName {
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
pub(crate) struct EncodedName {
    pub(crate) octets: Vec<u8>,
    /// Whether these are all RDNs.
    pub(crate) is_whole: bool,
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
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a DistinguishedName>) -> Self {
        Self(names.map(|name| FoldedAttributes::of(name, name.most_folded())).collect())
    }

    /// The position of the first CA for which any verifier could take this subject.
    pub(crate) fn position(&self, subject: &DistinguishedName) -> Option<usize> {
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
    fn of(name: &DistinguishedName, most_octets: usize) -> Self {
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
mod tests;
