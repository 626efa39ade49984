//! Two comparisons of distinguished names (RFC 5280 §7.1), as a CA needs them.
//!
//! No two verifiers compare names alike. Some compare octets (rustls-webpki), some fold case, white
//! space and string types (OpenSSL, ASCII only), some implement all of RFC 4518, and some ignore
//! the order of the RDNs (Bouncy Castle, Botan). If a match *allows* something, it must be a match
//! to every verifier. If a match *forbids* something, a match to any verifier counts.
//!
//! Each name is converted to a form in which matching names have the same octets: once when an
//! issuer is loaded, and once for each request.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::folding::{fold, surely_differ};
use super::text::{Text, text};
use super::{DistinguishedName, NameAttribute};
use crate::x509::der::{Value, Writer, tag};

/// The maximum number of octets of a requested subject's values that are folded as the loosest
/// verifier does, which is slow. The rest is treated as if it could have any value. (The six
/// attributes of the API have up to 448 characters together. In Hangul, which decomposes the most,
/// these are 4,032 octets.)
const MAX_FOLDED_OCTETS: usize = 4_096;

/// Like [`MAX_FOLDED_OCTETS`], but for each octet of a name in an issuer's certificate: the worst
/// case of Hangul, plus one.
const MAX_FOLDED_OCTETS_FOR_EACH: usize = 4;

impl DistinguishedName {
    /// Returns whether the names are the same. Types must be equal. Values must be equal octet by
    /// octet, or be text (PrintableString, UTF8String or IA5String) that is equal after folding
    /// ASCII case and white space. OpenSSL compares in the same way, but includes the string types
    /// that RFC 5280 §4.1.2.4 has deprecated.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// Encodes the RDNs one after another, each with its attributes sorted. Names that match by
    /// [`DistinguishedName::matches`] have the same octets. If only the first RDNs match, the
    /// octets of the shorter name are a prefix.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        self.encode(|value| Some(canonical(value))).octets
    }

    /// Like [`DistinguishedName::canonical`], but names have the same octets if any verifier could
    /// match them.
    pub(crate) fn folded(&self) -> EncodedName {
        self.encode(folding(self.most_folded()))
    }

    /// Like [`DistinguishedName::folded`], for the subject of a request.
    pub(crate) fn folded_subject(&self) -> EncodedName {
        self.encode(folding(MAX_FOLDED_OCTETS))
    }

    /// Returns the maximum number of octets of this name that are folded if it is in an issuer's
    /// certificate.
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

/// The RDNs of a name in the form in which they are compared, up to the first RDN with a value that
/// could be anything.
pub(crate) struct EncodedName {
    pub(crate) octets: Vec<u8>,
    /// Whether all RDNs are included.
    pub(crate) is_whole: bool,
}

/// The tag and content of a value, to be compared octet by octet.
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

/// Converts to lower case, trims white space and reduces each inner run of it to one space.
fn fold_ascii(text: &[u8]) -> Vec<u8> {
    // Like isspace() of C: unlike is_ascii_whitespace, it includes the vertical tab.
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

/// Folds values as the loosest verifier compares them, as long as they have at most `left` octets
/// together, before and after folding. Returns `None` for a value that could be anything, such as
/// text that cannot be decoded.
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

/// The names of all CAs of a chain, which no end entity may have (rule A8).
#[derive(Debug)]
pub(crate) struct CaNames(Vec<FoldedAttributes>);

impl CaNames {
    /// Collects the names, the issuer's own first.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a DistinguishedName>) -> Self {
        Self(names.map(|name| FoldedAttributes::of(name, name.most_folded())).collect())
    }

    /// Returns the position of the first CA whose name some verifier could match with this subject.
    pub(crate) fn position(&self, subject: &DistinguishedName) -> Option<usize> {
        let count = subject.attributes().count();
        // The last attribute, the common name, differs most often, in which case nothing is folded.
        let last = subject.attributes().last()?;
        let mut folded = None;
        self.0.iter().position(|ca| {
            let may_be = |subject: &mut FoldedAttributes| ca.may_be(subject);
            let fold = || FoldedAttributes::of(subject, MAX_FOLDED_OCTETS);
            ca.0.len() == count && ca.may_have(&last) && may_be(folded.get_or_insert_with(fold))
        })
    }
}

/// The attributes of a name as the loosest verifier compares them, sorted and without their RDNs.
#[derive(Debug, PartialEq, Eq)]
struct FoldedAttributes(Vec<FoldedAttribute>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FoldedAttribute {
    oid: Vec<u8>,
    /// Tag and content; `None` if the value could be anything.
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

    /// Returns whether the attribute could be one of these, judged by a quick comparison.
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

    /// Returns the same attributes, but those of these types could have any value.
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
