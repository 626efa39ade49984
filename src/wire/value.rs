//! JSON as it was sent. Every type is kept, so that a value of the wrong type is a violation with a
//! pointer.
//!
//! All values are in two flat buffers: `serde_json::Value` drops duplicate members, and a tree of
//! vectors allocates for each object, more often than the bounds on allocations permit.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// The number of entries of an array or members of an object that are kept. The rest is counted.
pub(super) const MAX_ENTRIES: usize = 100;

/// A complete JSON value.
#[derive(Clone, Default)]
pub(super) struct Json {
    /// Each array and object precedes its content, and each name precedes the value of its member.
    pub(super) nodes: Vec<Node>,
    /// All texts, one after the other.
    pub(super) texts: String,
    /// The number of values that were kept.
    pub(super) values: usize,
    /// The number of members whose name occurred before in the same object.
    pub(super) repeated: usize,
}

/// A value without the content of an array or object, or the name of a member.
#[derive(Clone, Copy)]
pub(super) enum Node {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Number,
    /// A text, or the name of a member.
    Text(Text),
    Array(Extent),
    Object(Extent),
    Skipped,
    /// In place of the value of a member whose name occurred before.
    Repeated,
}

/// The place of a text in [`Json::texts`].
#[derive(Clone, Copy, Default)]
pub(super) struct Text {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The extent of the content of an array or object.
#[derive(Clone, Copy, Default)]
pub(super) struct Extent {
    /// The number of entries, including those that were not kept.
    pub(super) found: usize,
    /// The position of the node after the last one of the content.
    pub(super) end: usize,
}

/// A value in its [`Json`]: no more than its place, so that it is cheap to pass on.
#[derive(Clone, Copy)]
pub(super) struct Value<'j> {
    json: &'j Json,
    position: usize,
}

/// What a value is.
pub(super) enum ValueKind<'j> {
    Null,
    Boolean(bool),
    /// An integer of 64 bits, signed or unsigned.
    Integer(i128),
    /// Any other number.
    Number,
    Text(&'j str),
    Array(Array<'j>),
    Object(Object<'j>),
    /// A value that was skipped, because it is too deep or too many values precede it.
    Skipped,
}

impl<'j> Value<'j> {
    #[inline]
    pub(super) fn kind(self) -> ValueKind<'j> {
        match self.json.nodes.get(self.position) {
            None | Some(Node::Null) => ValueKind::Null,
            Some(Node::Boolean(boolean)) => ValueKind::Boolean(*boolean),
            Some(Node::Signed(integer)) => ValueKind::Integer((*integer).into()),
            Some(Node::Unsigned(integer)) => ValueKind::Integer((*integer).into()),
            Some(Node::Number) => ValueKind::Number,
            Some(Node::Text(text)) => ValueKind::Text(&self.json.texts[text.start..text.end]),
            Some(Node::Array(extent)) => ValueKind::Array(Array { value: self, extent: *extent }),
            Some(Node::Object(extent)) => ValueKind::Object(Object { value: self, extent: *extent }),
            Some(Node::Skipped | Node::Repeated) => ValueKind::Skipped,
        }
    }

    /// Returns whether a member with this value counts as absent (rule W1).
    pub(super) fn is_absent(self) -> bool {
        matches!(self.kind(), ValueKind::Null | ValueKind::Text(""))
    }

    /// Returns whether this is an object whose members are all absent. It counts as absent where an
    /// object is expected (rule W1).
    pub(super) fn is_object_of_absent(self) -> bool {
        match self.kind() {
            ValueKind::Object(object) => {
                object.found() <= MAX_ENTRIES && object.members().all(|member| member.value().is_absent())
            }
            _ => false,
        }
    }

    /// Returns the name of the type for messages.
    pub(super) fn type_name(self) -> &'static str {
        match self.kind() {
            ValueKind::Null => "null",
            ValueKind::Boolean(_) => "a boolean",
            ValueKind::Integer(_) => "an integer",
            ValueKind::Number => "a number that is not a 64-bit integer",
            ValueKind::Text(_) => "a string",
            ValueKind::Array(_) => "an array",
            ValueKind::Object(_) => "an object",
            ValueKind::Skipped => "a value that was not read (too deep, or one of too many)",
        }
    }

    /// Returns the position after this value.
    fn end(self) -> usize {
        match self.json.nodes.get(self.position) {
            Some(Node::Array(extent) | Node::Object(extent)) => extent.end,
            _ => self.position + 1,
        }
    }
}

/// A JSON array.
#[derive(Clone, Copy)]
pub(super) struct Array<'j> {
    value: Value<'j>,
    extent: Extent,
}

impl<'j> Array<'j> {
    /// Returns the number of entries, including those that were not kept.
    pub(super) fn found(self) -> usize {
        self.extent.found
    }

    /// Returns the entries that were kept, at most [`MAX_ENTRIES`].
    pub(super) fn entries(self) -> impl ExactSizeIterator<Item = Value<'j>> {
        let Value { json, position } = self.value;
        let mut position = position + 1;
        (0..self.found().min(MAX_ENTRIES)).map(move |_| {
            let value = Value { json, position };
            position = value.end();
            value
        })
    }
}

/// A JSON object.
#[derive(Clone, Copy)]
pub(super) struct Object<'j> {
    value: Value<'j>,
    extent: Extent,
}

impl<'j> Object<'j> {
    /// Returns the number of members, including those that were not kept.
    pub(super) fn found(self) -> usize {
        self.extent.found
    }

    /// Returns the members that were kept, at most [`MAX_ENTRIES`].
    pub(super) fn members(self) -> impl Iterator<Item = Named<'j>> + Clone {
        self.value.json.members(self.value.position + 1..self.extent.end)
    }

    /// Returns each name that more than one member has.
    pub(super) fn repeated(self) -> impl Iterator<Item = &'j str> {
        let Value { json, position } = self.value;
        // Usually there are none.
        let repeated = self.members().filter(Named::is_repeated).take(json.repeated);
        let is_second = move |member: &Named<'j>| {
            let before = json.members(position + 1..member.position);
            before.filter(|other| other.is(member.name())).count() == 1
        };
        repeated.filter(is_second).map(|member| member.name())
    }
}

/// A member of an object.
#[derive(Clone, Copy)]
pub(super) struct Named<'j> {
    json: &'j Json,
    /// The position of its name. Its value follows.
    position: usize,
}

impl<'j> Named<'j> {
    pub(super) fn name(&self) -> &'j str {
        match (Value { json: self.json, position: self.position }).kind() {
            ValueKind::Text(name) => name,
            _ => "",
        }
    }

    /// Returns whether this is its name.
    pub(super) fn is(&self, name: &str) -> bool {
        match self.json.nodes.get(self.position) {
            Some(Node::Text(text)) => self.json.octets(*text) == name.as_bytes(),
            _ => false,
        }
    }

    pub(super) fn value(&self) -> Value<'j> {
        Value { json: self.json, position: self.position + 1 }
    }

    /// Returns whether its name occurred before. Such a member has no value.
    pub(super) fn is_repeated(&self) -> bool {
        matches!(self.json.nodes.get(self.position + 1), Some(Node::Repeated))
    }
}

impl Json {
    /// Returns the whole value.
    pub(super) fn root(&self) -> Value<'_> {
        Value { json: self, position: 0 }
    }

    fn octets(&self, text: Text) -> &[u8] {
        &self.texts.as_bytes()[text.start..text.end]
    }

    /// Returns the members of an object between two positions.
    fn members(
        &self,
        Range { start: mut position, end }: Range<usize>,
    ) -> impl Iterator<Item = Named<'_>> + Clone {
        core::iter::from_fn(move || {
            let member = (position < end).then_some(Named { json: self, position })?;
            position = member.value().end();
            Some(member)
        })
    }

    /// Returns whether one of the members of an object, the first of which is at this position, has
    /// this name.
    pub(super) fn has_member(&self, start: usize, name: Text) -> bool {
        let name = self.octets(name);
        let mut members = self.members(start..self.nodes.len());
        members.any(
            |member| matches!(self.nodes[member.position], Node::Text(text) if self.octets(text) == name),
        )
    }
}
