//! The text of an attribute's value, in any string type.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::x509::der::{Value, tag};

/// The text of an attribute's value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Text<'a> {
    Decoded(Cow<'a, str>),
    /// A string type, but not encoded as that type requires.
    Broken,
    /// Not a string type.
    None,
}

/// Decodes a value of any string type. TeletexString is read as Latin-1, as is common practice.
pub(crate) fn text(value: Value<'_>) -> Text<'_> {
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
