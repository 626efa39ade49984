//! The only writer of DER.

use alloc::vec::Vec;
use core::ops::Range;

use super::tag;

/// Writes DER front to back into one buffer. The length of a constructed value is filled in once
/// its content is complete.
pub(crate) struct Writer(Vec<u8>);

/// A constructed value whose content is being written.
#[must_use]
pub(crate) struct Open {
    /// The octets reserved for the length. The content follows them.
    length: Range<usize>,
}

impl Open {
    /// Returns the position at which the content starts.
    pub(crate) fn content(&self) -> usize {
        self.length.end
    }
}

impl Writer {
    pub(crate) fn with_capacity(octets: usize) -> Self {
        Self(Vec::with_capacity(octets))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes complete DER values unchanged.
    pub(crate) fn raw(&mut self, der: &[u8]) {
        self.0.extend_from_slice(der);
    }

    /// Writes a value with this content.
    pub(crate) fn value(&mut self, tag: u8, content: &[u8]) {
        self.header(tag, content.len());
        self.raw(content);
    }

    /// Writes a value whose content `content` writes.
    pub(crate) fn nested(&mut self, tag: u8, content: impl FnOnce(&mut Self)) {
        self.nested_about(tag, 0, content);
    }

    /// Like [`Writer::nested`], for content of about `octets` octets.
    pub(crate) fn nested_about(&mut self, tag: u8, octets: usize, content: impl FnOnce(&mut Self)) {
        let value = self.open(tag, octets);
        content(self);
        self.close(value);
    }

    pub(crate) fn sequence(&mut self, content: impl FnOnce(&mut Self)) {
        self.nested(tag::SEQUENCE, content);
    }

    /// Starts a value of about `octets` octets. Everything written until it is closed is its
    /// content. If the actual length takes as many octets as the estimate, closing it moves
    /// nothing.
    pub(crate) fn open(&mut self, tag: u8, octets: usize) -> Open {
        let start = self.0.len() + 1;
        self.header(tag, octets);
        Open { length: start..self.0.len() }
    }

    /// Appends tag and length. Produces the same as [`write_length`], but without reserving space
    /// first.
    fn header(&mut self, tag: u8, length: usize) {
        let octets = length.to_be_bytes();
        if length < 0x80 {
            self.raw(&[tag, low(length)]);
        } else {
            let octets = &octets[octets.len() + 1 - octets_of_length(length)..];
            self.raw(&[tag, 0x80 | low(octets.len())]);
            self.raw(octets);
        }
    }

    /// Closes the most recently opened value.
    pub(crate) fn close(&mut self, Open { length: place }: Open) {
        let length = self.0.len() - place.end;
        let content = place.start + octets_of_length(length);
        if content != place.end {
            self.0.resize(content.max(place.end) + length, 0);
            self.0.copy_within(place.end..place.end + length, content);
            self.0.truncate(content + length);
        }
        write_length(&mut self.0[place.start..content], length);
    }

    /// Writes a BIT STRING of whole octets.
    pub(crate) fn bit_string(&mut self, octets: &[u8]) {
        self.nested_about(tag::BIT_STRING, 1 + octets.len(), |w| {
            w.raw(&[0]);
            w.raw(octets);
        });
    }

    /// Writes an INTEGER in its shortest form (X.690 §8.3.2).
    pub(crate) fn unsigned(&mut self, number: u32) {
        // The extra leading octet keeps the number positive.
        let [.., e, a, b, c, d] = u64::from(number).to_be_bytes();
        let octets = [e, a, b, c, d];
        let is_needless = |pair: &&[u8]| pair[0] == 0 && pair[1] < 0x80;
        let start = octets.windows(2).take_while(is_needless).count();
        self.value(tag::INTEGER, &octets[start..]);
    }

    pub(crate) fn object_identifier(&mut self, content: &[u8]) {
        self.value(tag::OBJECT_IDENTIFIER, content);
    }
}

/// Returns the octets that encode a length: one below 128, otherwise those of the number and one
/// that counts them (X.690 §8.1.3).
const fn octets_of_length(length: usize) -> usize {
    if length < 0x80 {
        return 1;
    }
    let (mut octets, mut rest) = (1, length);
    while rest > 0 {
        octets += 1;
        rest >>= 8;
    }
    octets
}

/// Returns the low octet of a number, which is the whole number if it is below 256.
const fn low(number: usize) -> u8 {
    let [.., low] = number.to_be_bytes();
    low
}

/// Writes a length into the octets reserved for it.
fn write_length(place: &mut [u8], length: usize) {
    match place {
        [octet] => *octet = low(length),
        [count, octets @ ..] => {
            *count = 0x80 | low(octets.len());
            octets.copy_from_slice(&length.to_be_bytes()[size_of::<usize>() - octets.len()..]);
        }
        [] => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x3_integers_take_the_shortest_form() {
        for (number, content) in [
            (0, &[0][..]),
            (6, &[6]),
            (127, &[0x7f]),
            (128, &[0, 0x80]),
            (256, &[1, 0]),
            (0x7fff_ffff, &[0x7f, 0xff, 0xff, 0xff]),
            (u32::MAX, &[0, 0xff, 0xff, 0xff, 0xff]),
        ] {
            let mut w = Writer::with_capacity(8);
            w.unsigned(number);
            assert_eq!(w.into_bytes()[2..], *content, "{number}");
        }
    }

    #[test]
    fn x3_lengths_take_the_shortest_form_whatever_was_expected() {
        for (content, header) in [
            (0, &[0x04, 0x00][..]),
            (127, &[0x04, 0x7f]),
            (128, &[0x04, 0x81, 0x80]),
            (255, &[0x04, 0x81, 0xff]),
            (256, &[0x04, 0x82, 0x01, 0x00]),
            (65_536, &[0x04, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let octets: Vec<u8> = (0..content).map(low).collect();
            let expected = [header, &octets, &[0x05, 0x00]].concat();
            for guess in [0, 127, 128, 255, 256, 65_535, 65_536, usize::MAX] {
                let mut w = Writer::with_capacity(0);
                w.nested_about(tag::OCTET_STRING, guess, |w| w.raw(&octets));
                w.value(tag::NULL, &[]);
                assert!(w.into_bytes() == expected, "{content} octets, about {guess} expected");
            }
            let mut w = Writer::with_capacity(0);
            w.value(tag::OCTET_STRING, &octets);
            w.value(tag::NULL, &[]);
            assert!(w.into_bytes() == expected, "{content} octets at hand");
        }
    }
}
