//! Checks that bytes from outside, which are copied unchanged, are DER.

use super::{NotDer, Reader, Value, tag};
use crate::x509::oid;

/// Deeper than any known extension, and shallow enough for any stack.
const MAX_DEPTH: usize = 32;
const CONSTRUCTED: u8 = 0x20;
const CLASS: u8 = 0xc0;

/// Returns whether `bytes` are exactly one value whose structure and universal primitive types are
/// DER at every level. Not checked: the content of values with a context tag, the order of a SET,
/// and the content of the rarer string and time types.
pub(crate) fn is_one_value(bytes: &[u8]) -> bool {
    Value::read(bytes).and_then(|value| check(value, 0)).is_ok()
}

/// Returns whether `bytes` are any number of values, each as [`is_one_value`] requires.
pub(crate) fn are_values(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    while !reader.is_finished() {
        if reader.next().and_then(|value| check(value, 0)).is_err() {
            return false;
        }
    }
    true
}

fn check(value: Value<'_>, depth: usize) -> Result<(), NotDer> {
    let universal = value.tag & CLASS == 0;
    let constructed = value.tag & CONSTRUCTED != 0;
    // SEQUENCE and SET are constructed, all other universal types primitive (X.690 §10.2).
    if universal && constructed != matches!(value.tag | CONSTRUCTED, tag::SEQUENCE | tag::SET) {
        return Err(NotDer);
    }
    if !constructed {
        return if !universal || is_primitive(value) { Ok(()) } else { Err(NotDer) };
    }
    if depth == MAX_DEPTH {
        return Err(NotDer);
    }
    let mut reader = Reader::new(value.content);
    while !reader.is_finished() {
        check(reader.next()?, depth + 1)?;
    }
    Ok(())
}

/// Returns whether the content is valid for its universal type.
fn is_primitive(value: Value<'_>) -> bool {
    const END_OF_CONTENTS: u8 = 0x00;
    let content = value.content;
    match value.tag {
        END_OF_CONTENTS => false,
        tag::BOOLEAN => matches!(content, [0 | 0xff]),
        // The first nine bits must not be all equal (X.690 §8.3.2).
        tag::INTEGER | tag::ENUMERATED => match content {
            [] => false,
            [0, second, ..] => *second >= 0x80,
            [0xff, second, ..] => *second < 0x80,
            _ => true,
        },
        tag::BIT_STRING => match content {
            [] => false,
            [unused] => *unused == 0,
            // Unused bits must be zero (X.690 §11.2.1).
            [unused, .., last] => *unused < 8 && u32::from(*unused) <= last.trailing_zeros(),
        },
        tag::NULL => content.is_empty(),
        tag::OBJECT_IDENTIFIER => oid::is_content(content),
        tag::UTF8_STRING => core::str::from_utf8(content).is_ok(),
        tag::PRINTABLE_STRING => der::asn1::PrintableStringRef::new(content).is_ok(),
        tag::IA5_STRING => content.is_ascii(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c2_any_number_of_values_are_der() {
        assert!(are_values(&[]));
        assert!(are_values(&[0x05, 0x00, 0x30, 0x02, 0x05, 0x00]));
        assert!(!are_values(&[0x05, 0x00, 0x30, 0x02, 0x05, 0x01]));
        assert!(!are_values(&[0x05, 0x00, 0x30]));
    }

    #[test]
    fn u5_values_are_der_to_the_bottom() {
        let mut deep = alloc::vec![0x05, 0x00];
        for _ in 0..40 {
            deep = [&[0x30, deep.len() as u8][..], &deep].concat();
        }
        for (bytes, expected) in [
            (&[0x30, 0x03, 0x01, 0x01, 0xff][..], true),
            (&[0x0c, 0x02, b'h', b'i'], true),
            (&[0x02, 0x02, 0x00, 0x80], true),
            (&[0x02, 0x02, 0xff, 0x7f], true),
            (&[0x03, 0x02, 0x07, 0x80], true),
            (&[0x03, 0x02, 0x00, 0x00], true),
            (&[0x03, 0x01, 0x00], true),
            (&[0x80, 0x01, 0x00], true),
            (&[0xa0, 0x02, 0x05, 0x00], true),
            (&[0x30, 0x00], true),
            (&deep[40..], true),
            (&deep, false),
            (&[0x30, 0x03, 0x01, 0x01, 0x01], false),
            (&[0x30, 0x02, 0x05, 0x01], false),
            (&[0x05, 0x01, 0x00], false),
            (&[0x05, 0x00, 0x05, 0x00], false),
            (&[0x0c, 0x01, 0xff], false),
            (&[0x02, 0x02, 0x00, 0x01], false),
            (&[0x02, 0x02, 0xff, 0x80], false),
            (&[0x02, 0x00], false),
            (&[0x06, 0x00], false),
            (&[0x06, 0x02, 0x80, 0x01], false),
            (&[0x03, 0x00], false),
            (&[0x03, 0x01, 0x01], false),
            (&[0x03, 0x02, 0x08, 0x00], false),
            (&[0x03, 0x02, 0x01, 0x01], false),
            (&[0x00, 0x00], false),
            (&[0x10, 0x00], false),
            (&[0x2c, 0x03, 0x0c, 0x01, b'A'], false),
            (&[0x13, 0x01, b'*'], false),
            (&[0x16, 0x01, 0x80], false),
            (&[], false),
        ] {
            assert_eq!(is_one_value(bytes), expected, "{bytes:02x?}");
        }
    }
}
