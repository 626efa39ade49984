//! JSON as it was sent: every type kept, so that a value of the wrong one is a violation with a pointer,
//! and bounded, so that no body takes more memory than a small multiple of its length.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// The entries of an array, and the members of an object, that are kept; further ones are counted.
pub(super) const MAX_ENTRIES: usize = 100;
/// The levels that are kept. The bodies have three; what lies deeper is skipped.
const MAX_DEPTH: usize = 8;
/// The values that are kept of one body, which has some 200 at the most; further ones are skipped.
const MAX_VALUES: usize = 512;

/// A JSON value, with all that it holds, in two buffers.
#[derive(Clone, Default)]
pub(super) struct Json {
    /// Each array and object stands before what it holds, each name before the value of its member.
    nodes: Vec<Node>,
    /// All texts, one after the other.
    texts: String,
    /// How many values were kept.
    values: usize,
    /// How many names of members came again.
    repeated: usize,
}

#[derive(Clone)]
enum Node {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Number,
    /// A text, or the name of a member.
    Text(Range<usize>),
    Array(Extent),
    Object(Extent),
    Skipped,
    /// In the place of the value of a member whose name came before.
    Repeated,
}

/// What an array or object holds.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// Its entries, those included that were not kept.
    found: usize,
    /// The position of the node after the last one that it holds.
    end: usize,
}

/// A value in its [`Json`].
#[derive(Clone, Copy)]
pub(super) enum Value<'j> {
    Null,
    Boolean(bool),
    /// An integer of 64 bits, signed or unsigned.
    Integer(i128),
    /// Any other number.
    Number,
    Text(&'j str),
    Array(Array<'j>),
    Object(Object<'j>),
    /// What was skipped: it lies too deep, or too many values were before it.
    Skipped,
}

impl Value<'_> {
    /// The type, as a message names it.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Number => "a number that is no 64-bit integer",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Skipped => "a value that was not read (too deep, or too many)",
        }
    }
}

/// A JSON array.
#[derive(Clone, Copy)]
pub(super) struct Array<'j> {
    json: &'j Json,
    position: usize,
}

impl<'j> Array<'j> {
    /// The entries found, those included that were not kept.
    pub(super) fn found(self) -> usize {
        self.json.extent(self.position).found
    }

    /// The entries that were kept, at most [`MAX_ENTRIES`].
    pub(super) fn entries(self) -> impl ExactSizeIterator<Item = Value<'j>> {
        let Self { json, position } = self;
        let mut position = position + 1;
        (0..self.found().min(MAX_ENTRIES)).map(move |_| {
            let value = json.value(position);
            position = json.after(position);
            value
        })
    }
}

/// A JSON object.
#[derive(Clone, Copy)]
pub(super) struct Object<'j> {
    json: &'j Json,
    position: usize,
}

impl<'j> Object<'j> {
    /// The members found, those included that were not kept.
    pub(super) fn found(self) -> usize {
        self.json.extent(self.position).found
    }

    /// The members that were kept, at most [`MAX_ENTRIES`].
    pub(super) fn members(self) -> impl Iterator<Item = Named<'j>> + Clone {
        self.json.members(self.position + 1..self.json.extent(self.position).end)
    }

    /// The names of members that came again, each once.
    pub(super) fn repeated(self) -> impl Iterator<Item = &'j str> {
        // Mostly there are none at all.
        let repeated = self.members().filter(Named::is_repeated).take(self.json.repeated);
        let others = repeated.clone();
        let is_new = move |(position, member): &(usize, Named<'j>)| {
            !others.clone().take(*position).any(|other| other.is(member.name()))
        };
        repeated.enumerate().filter(is_new).map(|(_, member)| member.name())
    }
}

/// A member of an object.
#[derive(Clone, Copy)]
pub(super) struct Named<'j> {
    json: &'j Json,
    /// The position of its name. That of its value follows.
    position: usize,
}

impl<'j> Named<'j> {
    pub(super) fn name(&self) -> &'j str {
        match self.json.value(self.position) {
            Value::Text(name) => name,
            _ => "",
        }
    }

    /// Whether that is its name.
    pub(super) fn is(&self, name: &str) -> bool {
        match self.json.nodes.get(self.position) {
            Some(Node::Text(range)) => {
                range.len() == name.len() && self.json.texts.as_bytes()[range.clone()] == *name.as_bytes()
            }
            _ => false,
        }
    }

    pub(super) fn value(&self) -> Value<'j> {
        self.json.value(self.position + 1)
    }

    /// Whether its name came before. It has no value then.
    pub(super) fn is_repeated(&self) -> bool {
        matches!(self.json.nodes.get(self.position + 1), Some(Node::Repeated))
    }
}

impl Json {
    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    pub(super) fn from_slice(octets: &[u8]) -> serde_json::Result<Self> {
        // Few values are shorter than this, with their names and punctuation.
        const OCTETS_PER_NODE: usize = 8;
        let nodes = (octets.len() / OCTETS_PER_NODE).min(2 * MAX_VALUES);
        let mut json = Self {
            nodes: Vec::with_capacity(nodes),
            texts: String::with_capacity(octets.len()),
            ..Self::default()
        };
        match core::str::from_utf8(octets) {
            Ok(text) => json.read_whole(serde_json::Deserializer::from_str(text)),
            // It says where the first fault is.
            Err(_) => json.read_whole(serde_json::Deserializer::from_slice(octets)),
        }?;
        Ok(json)
    }

    fn read_whole<'de>(
        &mut self,
        mut deserializer: serde_json::Deserializer<impl serde_json::de::Read<'de>>,
    ) -> serde_json::Result<()> {
        self.read(&mut deserializer)?;
        deserializer.end()
    }

    /// Reads the whole value.
    pub(super) fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        Place { json: self, depth: 0 }.deserialize(deserializer)
    }

    /// The whole value.
    pub(super) fn root(&self) -> Value<'_> {
        self.value(0)
    }

    fn value(&self, position: usize) -> Value<'_> {
        match self.nodes.get(position) {
            None | Some(Node::Null) => Value::Null,
            Some(Node::Boolean(boolean)) => Value::Boolean(*boolean),
            Some(Node::Signed(integer)) => Value::Integer((*integer).into()),
            Some(Node::Unsigned(integer)) => Value::Integer((*integer).into()),
            Some(Node::Number) => Value::Number,
            Some(Node::Text(range)) => Value::Text(&self.texts[range.clone()]),
            Some(Node::Array(_)) => Value::Array(Array { json: self, position }),
            Some(Node::Object(_)) => Value::Object(Object { json: self, position }),
            Some(Node::Skipped | Node::Repeated) => Value::Skipped,
        }
    }

    /// What the array or object at this position holds.
    fn extent(&self, position: usize) -> Extent {
        match self.nodes.get(position) {
            Some(Node::Array(extent) | Node::Object(extent)) => *extent,
            _ => Extent::default(),
        }
    }

    /// The position of the value after another one.
    fn after(&self, position: usize) -> usize {
        match self.nodes.get(position) {
            Some(Node::Array(extent) | Node::Object(extent)) => extent.end,
            _ => position + 1,
        }
    }

    /// The members of an object that stand between two positions.
    fn members(
        &self,
        Range { start: mut position, end }: Range<usize>,
    ) -> impl Iterator<Item = Named<'_>> + Clone {
        core::iter::from_fn(move || {
            let member = (position < end).then_some(Named { json: self, position })?;
            position = self.after(position + 1);
            Some(member)
        })
    }

    /// Whether the last node, a name, is also that of a member of the object that starts here.
    fn last_name_is_repeated(&self, start: usize) -> bool {
        let Some((_, before)) = self.nodes.split_last() else { return false };
        let last = Named { json: self, position: before.len() };
        self.members(start..before.len()).any(|member| member.is(last.name()))
    }
}

/// Where the next value goes, and how deep it lies.
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

    fn push_text(&mut self, text: &str) {
        let start = self.json.texts.len();
        self.json.texts.push_str(text);
        self.push(Node::Text(start..self.json.texts.len()));
    }

    /// Starts an array or object, the end of which is set when it is known.
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
        self.push_text(text);
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
        while found < MAX_ENTRIES && members.next_key_seed(Name(self.below()))?.is_some() {
            found += 1;
            if self.json.last_name_is_repeated(start) {
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

/// Reads the name of a member.
struct Name<'j>(Place<'j>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(mut self, name: &str) -> Result<(), E> {
        self.0.push_text(name);
        Ok(())
    }
}
