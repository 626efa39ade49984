//! Reading JSON, within bounds: no body takes more memory than a small multiple of its length.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::Utf8Error;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use zeroize::Zeroize;

use super::value::{Extent, Json, MAX_ENTRIES, Node, Text};
use crate::diagnostics::ViolationKind;

/// The number of levels that are kept. The bodies have three. Deeper values are skipped.
const MAX_DEPTH: usize = 8;
/// The number of values that are kept. A body has about 200 at most. Further values are skipped.
const MAX_VALUES: usize = 512;

impl Json {
    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    pub(super) fn from_slice(octets: &[u8]) -> Result<Self, ViolationKind> {
        match octets {
            [0xef, 0xbb, 0xbf, ..] => return Err(ViolationKind::ByteOrderMark),
            // The byte order marks of UTF-16 and UTF-32, and ASCII in either. No JSON starts like
            // this.
            [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, _, ..] | [_, 0, ..] => {
                return Err(ViolationKind::WideEncoding);
            }
            _ => {}
        }
        // Few values are shorter than this, including their names and punctuation.
        const OCTETS_PER_NODE: usize = 8;
        let nodes = (octets.len() / OCTETS_PER_NODE).min(2 * MAX_VALUES);
        let mut json = Self {
            nodes: Vec::with_capacity(nodes),
            texts: String::with_capacity(octets.len()),
            ..Self::default()
        };
        let fault = match core::str::from_utf8(octets) {
            Ok(text) => json.read_whole(text).err().map(malformed),
            Err(error) => Some(json.place_of_invalid(octets, error)),
        };
        match fault {
            None => Ok(json),
            Some(fault) => {
                // No one will look for a password in it.
                json.texts.zeroize();
                Err(fault)
            }
        }
    }

    /// Returns the first fault of a body that is not UTF-8: a fault of the JSON before the invalid
    /// octets, or the octets themselves. This needs a separate pass, because serde_json does not
    /// check the octets of skipped values.
    fn place_of_invalid(&mut self, octets: &[u8], error: Utf8Error) -> ViolationKind {
        let valid = &octets[..error.valid_up_to()];
        let text = core::str::from_utf8(valid).unwrap_or_default();
        match self.read_whole(text) {
            Err(error) if !error.is_eof() => malformed(error),
            _ => not_utf8_after(valid),
        }
    }

    fn read_whole(&mut self, text: &str) -> serde_json::Result<()> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        self.read(&mut deserializer)?;
        deserializer.end()
    }

    /// Returns a value that is this text.
    pub(super) fn of_text(text: &str) -> Self {
        let mut json = Self::default();
        let text = json.keep(text);
        json.nodes.push(Node::Text(text));
        json
    }

    /// Keeps a text.
    fn keep(&mut self, text: &str) -> Text {
        let start = self.texts.len();
        self.texts.push_str(text);
        Text { start, end: self.texts.len() }
    }

    /// Reads the whole value.
    pub(super) fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        Place { json: self, depth: 0 }.deserialize(deserializer)
    }
}

fn malformed(error: serde_json::Error) -> ViolationKind {
    // serde_json reports column 0 at the start of a line.
    ViolationKind::MalformedJson { line: error.line(), column: error.column().max(1) }
}

fn not_utf8_after(octets: &[u8]) -> ViolationKind {
    let mut lines = octets.split(|octet| *octet == b'\n').rev();
    let last = lines.next().map_or(0, <[u8]>::len);
    ViolationKind::NotUtf8 { line: lines.count() + 1, column: last + 1 }
}

/// The place of the next value, and its depth.
struct Place<'j> {
    json: &'j mut Json,
    depth: usize,
}

impl Place<'_> {
    fn below(&mut self) -> Place<'_> {
        Place { json: self.json, depth: self.depth + 1 }
    }

    fn push(&mut self, node: Node) {
        self.json.nodes.push(node);
    }

    /// Starts an array or object, and returns the position of its content. `close` sets its end.
    fn open(&mut self) -> usize {
        self.push(Node::Skipped);
        self.json.nodes.len()
    }

    fn close(&mut self, start: usize, found: usize, kind: fn(Extent) -> Node) {
        let end = self.json.nodes.len();
        self.json.nodes[start - 1] = kind(Extent { found, end });
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<(), D::Error> {
        if self.depth == MAX_DEPTH || self.json.values == MAX_VALUES {
            self.push(Node::Skipped);
            return IgnoredAny::deserialize(deserializer).map(drop);
        }
        self.json.values += 1;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(mut self) -> Result<(), E> {
        self.push(Node::Null);
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(mut self, value: bool) -> Result<(), E> {
        self.push(Node::Boolean(value));
        Ok(())
    }

    fn visit_i64<E>(mut self, value: i64) -> Result<(), E> {
        self.push(Node::Signed(value));
        Ok(())
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<(), E> {
        self.push(Node::Unsigned(value));
        Ok(())
    }

    fn visit_f64<E>(mut self, _: f64) -> Result<(), E> {
        self.push(Node::Number);
        Ok(())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        let text = self.json.keep(text);
        self.push(Node::Text(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        let start = self.open();
        let mut found = 0;
        while found < MAX_ENTRIES && entries.next_element_seed(self.below())?.is_some() {
            found += 1;
        }
        while entries.next_element::<IgnoredAny>()?.is_some() {
            found += 1;
        }
        self.close(start, found, Node::Array);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let start = self.open();
        let mut found = 0;
        while found < MAX_ENTRIES
            && let Some(name) = members.next_key_seed(Name(self.json))?
        {
            found += 1;
            let is_repeated = self.json.has_member(start, name);
            self.push(Node::Text(name));
            if is_repeated {
                self.push(Node::Repeated);
                self.json.repeated += 1;
                members.next_value::<IgnoredAny>()?;
            } else {
                members.next_value_seed(self.below())?;
            }
        }
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            found += 1;
        }
        self.close(start, found, Node::Object);
        Ok(())
    }
}

/// Reads the name of a member, which does not count as a value.
struct Name<'j>(&'j mut Json);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Text;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Text, E> {
        Ok(self.0.keep(name))
    }
}
