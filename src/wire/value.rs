//! JSON as it was sent: every type kept, so that a value of the wrong one is a violation with a pointer,
//! and bounded, so that no body takes more memory than a small multiple of its length.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The entries of an array, and the members of an object, that are kept; further ones are counted.
pub(super) const MAX_ENTRIES: usize = 100;
/// The levels that are kept. The bodies have three; what lies deeper is skipped.
const MAX_DEPTH: usize = 8;
/// The values that are kept of one body, which has some 200 at the most; further ones are skipped.
const MAX_VALUES: usize = 512;

/// A JSON value.
#[derive(Clone)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// An integer of 64 bits, signed or unsigned.
    Integer(i128),
    /// Any other number.
    Number,
    Text(String),
    Array {
        kept: Vec<Value>,
        found: usize,
    },
    Object(Object),
    /// What was skipped: it lies too deep, or too many values were before it.
    Skipped,
}

/// A JSON object.
#[derive(Clone, Default)]
pub(super) struct Object {
    pub(super) members: Vec<(String, Value)>,
    /// The names of members that came again.
    pub(super) repeated: Vec<String>,
    pub(super) found: usize,
}

impl Value {
    /// The type, as a message names it.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Number => "a number that is no 64-bit integer",
            Self::Text(_) => "a string",
            Self::Array { .. } => "an array",
            Self::Object(_) => "an object",
            Self::Skipped => "a value that was not read (too deep, or too many)",
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Place { depth: 0, kept: &Cell::new(0) }.deserialize(deserializer)
    }
}

/// Where the value to be read lies, and how many were kept before it.
#[derive(Clone, Copy)]
struct Place<'c> {
    depth: usize,
    kept: &'c Cell<usize>,
}

impl Place<'_> {
    fn below(self) -> Self {
        Self { depth: self.depth + 1, kept: self.kept }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth == MAX_DEPTH || self.kept.get() == MAX_VALUES {
            return IgnoredAny::deserialize(deserializer).map(|_| Value::Skipped);
        }
        self.kept.set(self.kept.get() + 1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut kept = Vec::new();
        while kept.len() < MAX_ENTRIES {
            match entries.next_element_seed(self.below())? {
                Some(entry) => kept.push(entry),
                None => break,
            }
        }
        let mut found = kept.len();
        while entries.next_element::<IgnoredAny>()?.is_some() {
            found += 1;
        }
        kept.shrink_to_fit();
        Ok(Value::Array { kept, found })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Object::default();
        while let Some(name) = members.next_key::<String>()? {
            object.found += 1;
            if object.found > MAX_ENTRIES {
                members.next_value::<IgnoredAny>()?;
            } else if object.members.iter().any(|(known, _)| *known == name) {
                members.next_value::<IgnoredAny>()?;
                if !object.repeated.contains(&name) {
                    object.repeated.push(name);
                }
            } else {
                let value = members.next_value_seed(self.below())?;
                object.members.push((name, value));
            }
        }
        object.members.shrink_to_fit();
        Ok(Value::Object(object))
    }
}
