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

/// A value without its content, or the name of a member.
#[derive(Clone)]
pub(super) enum Node {
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
    /// In place of the value of a member whose name occurred before.
    Repeated,
}

/// The extent of the content of an array or object.
#[derive(Clone, Copy, Default)]
pub(super) struct Extent {
    /// The number of entries, including those that were not kept.
    pub(super) found: usize,
    /// The position of the node after the last one of the content.
    pub(super) end: usize,
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
    /// A value that was skipped, because it is too deep or too many values precede it.
    Skipped,
}

impl Value<'_> {
    /// Returns whether a member with this value counts as absent (rule W1).
    pub(super) fn is_absent(self) -> bool {
        matches!(self, Self::Null | Self::Text(""))
    }

    /// Returns whether this is an object whose members are all absent. It counts as absent where an
    /// object is expected (rule W1).
    pub(super) fn is_object_of_absent(self) -> bool {
        match self {
            Self::Object(object) => {
                object.found() <= MAX_ENTRIES && object.members().all(|member| member.value().is_absent())
            }
            _ => false,
        }
    }

    /// Returns the name of the type for messages.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Number => "a number that is not a 64-bit integer",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Skipped => "a value that was not read (too deep, or one of too many)",
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
    /// Returns the number of entries, including those that were not kept.
    pub(super) fn found(self) -> usize {
        self.json.extent(self.position).found
    }

    /// Returns the entries that were kept, at most [`MAX_ENTRIES`].
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
    /// Returns the number of members, including those that were not kept.
    pub(super) fn found(self) -> usize {
        self.json.extent(self.position).found
    }

    /// Returns the members that were kept, at most [`MAX_ENTRIES`].
    pub(super) fn members(self) -> impl Iterator<Item = Named<'j>> + Clone {
        self.json.members(self.position + 1..self.json.extent(self.position).end)
    }

    /// Returns each name that more than one member has.
    pub(super) fn repeated(self) -> impl Iterator<Item = &'j str> {
        // Usually there are none.
        let repeated = self.members().filter(Named::is_repeated).take(self.json.repeated);
        let is_second = move |member: &Named<'j>| {
            let before = self.json.members(self.position + 1..member.position);
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
        match self.json.value(self.position) {
            Value::Text(name) => name,
            _ => "",
        }
    }

    /// Returns whether this is its name.
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

    /// Returns whether its name occurred before. Such a member has no value.
    pub(super) fn is_repeated(&self) -> bool {
        matches!(self.json.nodes.get(self.position + 1), Some(Node::Repeated))
    }
}

impl Json {
    /// Returns the whole value.
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

    /// Returns the extent of the array or object at this position.
    fn extent(&self, position: usize) -> Extent {
        match self.nodes.get(position) {
            Some(Node::Array(extent) | Node::Object(extent)) => *extent,
            _ => Extent::default(),
        }
    }

    /// Returns the position after the value at this position.
    fn after(&self, position: usize) -> usize {
        match self.nodes.get(position) {
            Some(Node::Array(extent) | Node::Object(extent)) => extent.end,
            _ => position + 1,
        }
    }

    /// Returns the members of an object between two positions.
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

    /// Returns whether the last node, a name, is already the name of a member of the object that
    /// starts at this position.
    pub(super) fn last_name_is_repeated(&self, start: usize) -> bool {
        let Some((_, before)) = self.nodes.split_last() else { return false };
        let last = Named { json: self, position: before.len() };
        self.members(start..before.len()).any(|member| member.is(last.name()))
    }
}
