//! Strict DER: the only writer of this crate, and a reader that keeps the original bytes.

mod well_formed;
mod writer;

pub(crate) use well_formed::{are_values, is_one_value};
pub(crate) use writer::{Open, Writer};

/// Identifier octets (X.690 §8.1.2) of the types that occur in certificates.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// Returns the tag `[number]` of a primitive type, IMPLICIT.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// Returns the tag `[number]` of a constructed type, or of an EXPLICIT one.
    pub(crate) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Returns the name of the type with this tag.
pub(crate) fn type_name(tag: u8) -> &'static str {
    match tag {
        tag::BOOLEAN => "BOOLEAN",
        tag::INTEGER => "INTEGER",
        tag::BIT_STRING => "BIT STRING",
        tag::OCTET_STRING => "OCTET STRING",
        tag::NULL => "NULL",
        tag::OBJECT_IDENTIFIER => "OBJECT IDENTIFIER",
        tag::ENUMERATED => "ENUMERATED",
        tag::UTF8_STRING => "UTF8String",
        tag::PRINTABLE_STRING => "PrintableString",
        tag::IA5_STRING => "IA5String",
        tag::UTC_TIME => "UTCTime",
        tag::GENERALIZED_TIME => "GeneralizedTime",
        tag::SEQUENCE => "SEQUENCE",
        tag::SET => "SET",
        0x12 => "NumericString",
        0x14 => "TeletexString",
        0x15 => "VideotexString",
        0x19 => "GraphicString",
        0x1a => "VisibleString",
        0x1b => "GeneralString",
        0x1c => "UniversalString",
        0x1e => "BMPString",
        _ => "a value of another type",
    }
}

/// The bytes are not strict DER, or are not what is expected here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotDer;

/// One value: its identifier octet, its content, and all of its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) bytes: &'a [u8],
}

impl<'a> Value<'a> {
    /// Reads exactly one value that fills `bytes`.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::new(bytes);
        let value = reader.next()?;
        reader.finish()?;
        Ok(value)
    }

    pub(crate) fn content_of(self, tag: u8) -> Result<&'a [u8], NotDer> {
        if self.tag == tag { Ok(self.content) } else { Err(NotDer) }
    }
}

/// Reads one value after another.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Returns a reader of the content of a SEQUENCE that fills `bytes`.
    pub(crate) fn of_sequence(bytes: &'a [u8]) -> Result<Self, NotDer> {
        Ok(Self::new(Value::read(bytes)?.content_of(tag::SEQUENCE)?))
    }

    /// Splits off the next `count` octets.
    fn take(&mut self, count: usize) -> Result<&'a [u8], NotDer> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(NotDer)?;
        self.0 = rest;
        Ok(taken)
    }

    fn octet(&mut self) -> Result<u8, NotDer> {
        Ok(self.take(1)?[0])
    }

    /// Reads the next value, whatever its tag. If the tag number is above 30, which occurs in no
    /// structure read here, only the first identifier octet is kept.
    pub(crate) fn next(&mut self) -> Result<Value<'a>, NotDer> {
        let start = self.0;
        let tag = self.octet()?;
        if tag & 0x1f == 0x1f {
            self.skip_tag_number()?;
        }
        let length = self.length()?;
        let content = self.take(length)?;
        Ok(Value { tag, content, bytes: &start[..start.len() - self.0.len()] })
    }

    /// Skips a tag number of 31 or more, in base 128 without leading zeros (X.690 §8.1.2.4).
    fn skip_tag_number(&mut self) -> Result<(), NotDer> {
        let first = self.octet()?;
        if first < 31 || first == 0x80 {
            return Err(NotDer);
        }
        let mut last = first;
        while last & 0x80 != 0 {
            last = self.octet()?;
        }
        Ok(())
    }

    /// Reads a definite length in the fewest octets (X.690 §8.1.3, §10.1).
    fn length(&mut self) -> Result<usize, NotDer> {
        let first = self.octet()?;
        if first < 0x80 {
            return Ok(first.into());
        }
        let octets = self.take(usize::from(first & 0x7f))?;
        let length = match octets {
            [] | [0, ..] => return Err(NotDer),
            octets if octets.len() > size_of::<u32>() => return Err(NotDer),
            octets => octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)),
        };
        if length < 0x80 { Err(NotDer) } else { Ok(length) }
    }

    /// Reads the next value, which must have this tag, and returns its content.
    pub(crate) fn content_of(&mut self, tag: u8) -> Result<&'a [u8], NotDer> {
        self.next()?.content_of(tag)
    }

    /// Reads the next value if it has this tag, and returns its content.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, NotDer> {
        if self.0.first() == Some(&tag) { self.content_of(tag).map(Some) } else { Ok(None) }
    }

    /// Reads a BIT STRING of whole octets.
    pub(crate) fn bit_string(&mut self) -> Result<&'a [u8], NotDer> {
        match self.content_of(tag::BIT_STRING)? {
            [0, octets @ ..] => Ok(octets),
            _ => Err(NotDer),
        }
    }

    /// Reads a BOOLEAN DEFAULT FALSE and accepts the encodings of BER: an explicit FALSE, and TRUE
    /// as any octet but zero (X.690 §8.2). Returns the value and whether its encoding is DER.
    pub(crate) fn boolean_default_false(&mut self) -> Result<(bool, bool), NotDer> {
        match self.optional(tag::BOOLEAN)? {
            None => Ok((false, true)),
            Some([octet]) => Ok((*octet != 0, *octet == 0xff)),
            Some(_) => Err(NotDer),
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn finish(self) -> Result<(), NotDer> {
        if self.is_finished() { Ok(()) } else { Err(NotDer) }
    }
}

/// Returns whether the bytes are an empty SEQUENCE.
pub(crate) fn is_empty_sequence(bytes: &[u8]) -> bool {
    bytes == [tag::SEQUENCE, 0]
}

/// Returns the magnitude of a non-negative INTEGER in its shortest form (X.690 §8.3.2), without a
/// leading zero octet.
pub(crate) fn unsigned(content: &[u8]) -> Result<&[u8], NotDer> {
    match content {
        [0, rest @ ..] if rest.first().is_some_and(|second| *second >= 0x80) => Ok(rest),
        [0] | [1..=0x7f, ..] => Ok(content),
        _ => Err(NotDer),
    }
}

/// Reads a non-negative INTEGER of at most 32 bits.
pub(crate) fn small_unsigned(content: &[u8]) -> Result<u32, NotDer> {
    let magnitude = unsigned(content)?;
    if magnitude.len() > 4 {
        return Err(NotDer);
    }
    Ok(magnitude.iter().fold(0, |value, octet| value << 8 | u32::from(*octet)))
}

/// Returns the values of a SET OF, and whether they are in DER order, sorted by their encodings
/// (X.690 §11.6).
pub(crate) fn set_of(content: &[u8]) -> Result<(impl Iterator<Item = Value<'_>>, bool), NotDer> {
    let mut reader = Reader::new(content);
    let (mut previous, mut is_in_order): (&[u8], bool) = (&[], true);
    while !reader.is_finished() {
        let value = reader.next()?;
        is_in_order &= previous <= value.bytes;
        previous = value.bytes;
    }
    Ok((values(content), is_in_order))
}

/// Returns the values that fill `content`, up to the first fault. Content that was validated before
/// has no fault.
pub(crate) fn values(content: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut reader = Reader::new(content);
    core::iter::from_fn(move || if reader.is_finished() { None } else { reader.next().ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c2_lengths_that_are_not_der_are_refused() {
        for bytes in [
            &[0x30, 0x81, 0x02, 0x05, 0x00][..],
            &[0x30, 0x80, 0x05, 0x00, 0x00, 0x00],
            &[0x30, 0x03, 0x05, 0x00],
            &[0x30, 0x00, 0x00],
            &[0x1f, 0x1e, 0x00],
            &[0x1f, 0x80, 0x81, 0x00, 0x00],
            &[0x30, 0x85, 1, 0, 0, 0, 0],
            &[0x30, 0x82, 0x00, 0x80],
            &[],
        ] {
            assert!(Value::read(bytes).is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn c2_booleans_of_what_is_only_read_have_one_meaning() {
        for (bytes, expected) in [
            (&[0x01, 0x01, 0xff][..], Ok((true, true))),
            (&[0x01, 0x01, 0x01], Ok((true, false))),
            (&[0x01, 0x01, 0x00], Ok((false, false))),
            (&[0x05, 0x00], Ok((false, true))),
            (&[0x01, 0x02, 0xff, 0xff], Err(NotDer)),
            (&[0x01, 0x00], Err(NotDer)),
        ] {
            assert_eq!(Reader::new(bytes).boolean_default_false(), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn c2_lengths_have_at_most_four_octets() {
        let filled = |head: &[u8], octets: usize| [head, &alloc::vec![0; octets]].concat();
        let longest = filled(&[0x04, 0x84, 0x01, 0x00, 0x00, 0x00], 0x0100_0000);
        assert_eq!(Value::read(&longest).map(|value| value.content.len()), Ok(0x0100_0000));
        // An indefinite length that could be taken for 128, and a length too large for a number.
        assert!(Value::read(&filled(&[0x04, 0x80], 128)).is_err());
        assert!(Value::read(&filled(&[0x04, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00], 1 << 10)).is_err());
        assert!(Value::read(&filled(&[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0x80], 128)).is_err());
    }

    #[test]
    fn c2_integers_take_the_shortest_form() {
        for (content, expected) in [
            (&[0x00][..], Ok(0)),
            (&[0x7f], Ok(127)),
            (&[0x00, 0x80], Ok(128)),
            (&[0x7f, 0xff, 0xff, 0xff], Ok(0x7fff_ffff)),
            (&[0x00, 0xff, 0xff, 0xff, 0xff], Ok(0xffff_ffff)),
            (&[0x01, 0x00, 0x00, 0x00, 0x00], Err(NotDer)),
            (&[0x00, 0x7f], Err(NotDer)),
            (&[0x80], Err(NotDer)),
            (&[], Err(NotDer)),
        ] {
            assert_eq!(small_unsigned(content), expected, "{content:02x?}");
        }
    }
}
