//! PEM blocks (RFC 7468 §2), read in any layout: OpenSSL and others wrap base64 at any width or not at all.
//! They are written in lines of 64 characters.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

pub(crate) const BEGIN: &str = "-----BEGIN ";
pub(crate) const END: &str = "-----END ";
pub(crate) const DASHES: &str = "-----";

/// No whole block stands where one should, or its content is not base64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NotPem;

/// A block, and the text that follows it.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    /// Between the two lines with the label.
    pub(crate) body: &'a str,
    pub(crate) after: &'a str,
}

impl<'a> Block<'a> {
    /// The first block of a text. What stands before it is tolerated.
    pub(crate) fn first(text: &'a str) -> Result<Self, NotPem> {
        let (_, after_begin) = text.split_once(BEGIN).ok_or(NotPem)?;
        let (label, after_label) = after_begin.split_once(DASHES).ok_or(NotPem)?;
        let (body, end) = after_label.split_once(END).ok_or(NotPem)?;
        let after = end.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES)).ok_or(NotPem)?;
        Ok(Self { label, body, after })
    }

    /// All blocks of a text, which has at least one. What stands around them is tolerated.
    pub(crate) fn all(text: &'a str) -> Result<Vec<Self>, NotPem> {
        let mut blocks = Vec::from([Self::first(text)?]);
        while let Some(last) = blocks.last().filter(|last| !last.is_last()) {
            blocks.push(Self::first(last.after)?);
        }
        Ok(blocks)
    }

    /// Whether no other block follows.
    pub(crate) fn is_last(&self) -> bool {
        !self.after.contains(BEGIN)
    }

    /// The content. It may be a key, so it is zeroized when dropped.
    pub(crate) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, NotPem> {
        let (mut compact, mut octets) = (Zeroizing::default(), Zeroizing::default());
        decode_base64(self.body, &mut compact, &mut octets)?;
        Ok(octets)
    }
}

/// Decodes base64 wrapped at any width into `octets`, by way of `compact`. Neither buffer grows once something
/// is in it, so that nothing stays behind of what its owner zeroizes.
pub(crate) fn decode_base64(text: &str, compact: &mut Vec<u8>, octets: &mut Vec<u8>) -> Result<(), NotPem> {
    compact.reserve_exact(text.len());
    compact.extend(text.bytes().filter(|octet| !octet.is_ascii_whitespace()));
    octets.resize(compact.len(), 0);
    let length = Base64::decode(compact, octets).map_err(|_| NotPem)?.len();
    octets.truncate(length);
    Ok(())
}

/// The octets that fill a line.
const LINE_OCTETS: usize = 48;

/// One block of this label. It may hold a key: nothing is written but into the text itself, which does not
/// grow, and no branch and no address depends on what is encoded.
pub(crate) fn encode(label: &str, octets: &[u8]) -> String {
    let around = 2 * label.len() + BEGIN.len() + END.len() + 2 * DASHES.len() + 2;
    let base64 = octets.len().div_ceil(3) * 4 + octets.len().div_ceil(LINE_OCTETS);
    let mut text = Vec::with_capacity(around + base64);
    write_boundary(&mut text, BEGIN, label);
    for line in octets.chunks(LINE_OCTETS) {
        write_base64(&mut text, line);
        text.push(b'\n');
    }
    write_boundary(&mut text, END, label);
    // It is ASCII.
    String::from_utf8(text).unwrap_or_default()
}

fn write_boundary(text: &mut Vec<u8>, start: &str, label: &str) {
    for part in [start, label, DASHES, "\n"] {
        text.extend_from_slice(part.as_bytes());
    }
}

/// Base64 with padding (RFC 4648 §4).
fn write_base64(text: &mut Vec<u8>, octets: &[u8]) {
    let (triples, rest) = octets.as_chunks();
    let start = text.len();
    text.resize(start + octets.len().div_ceil(3) * 4, 0);
    let characters = &mut text[start..];
    let (quads, _) = characters.as_chunks_mut();
    for (quad, [a, b, c]) in quads.iter_mut().zip(triples) {
        *quad = sextets(*a, *b, *c);
    }
    if let ([.., last], [a, b @ ..]) = (quads, rest) {
        *last = sextets(*a, b.first().copied().unwrap_or_default(), 0);
    }
    characters.iter_mut().for_each(|sextet| *sextet = character(*sextet));
    match (characters, rest) {
        ([.., last], [_, _]) => *last = b'=',
        ([.., before, last], [_]) => [*before, *last] = [b'=', b'='],
        _ => {}
    }
}

/// Three octets as four numbers of six bits.
fn sextets(a: u8, b: u8, c: u8) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    let halves = (bits & 0x00ff_f000) << 4 | bits & 0x0000_0fff;
    let quarters = (halves & 0x0fc0_0fc0) << 2 | halves & 0x003f_003f;
    quarters.to_be_bytes()
}

/// A to Z, a to z, 0 to 9, `+` and `/`, each range by what sets it off from the one before.
fn character(sextet: u8) -> u8 {
    // The sign bit is set where the difference is below zero.
    let above = |bound: u8, offset: u8| (bound.wrapping_sub(sextet) >> 7).wrapping_neg() & offset;
    const OFFSETS: [(u8, u8); 4] = [
        (25, b'a' - b'Z' - 1),
        (51, b'0'.wrapping_sub(b'z' + 1)),
        (61, b'+'.wrapping_sub(b'9' + 1)),
        (62, b'/' - b'+' - 1),
    ];
    let offsets = OFFSETS.map(|(bound, offset)| above(bound, offset));
    offsets.iter().fold(b'A' + sextet, |character, offset| character.wrapping_add(*offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// base64ct and der's PEM are not ours.
    #[test]
    fn k3_blocks_are_written_as_others_write_them() {
        let octets: Vec<u8> = (0..1_000_u32).map(|position| ((position * position) >> 3) as u8).collect();
        for length in (1..200).chain([999, 1_000]) {
            let octets = &octets[..length];
            let expected = der::pem::encode_string("PRIVATE KEY", der::pem::LineEnding::LF, octets);
            let text = encode("PRIVATE KEY", octets);
            assert_eq!(Ok(text.as_str()), expected.as_deref(), "{length} octets");
            assert_eq!(text.capacity(), text.len());
            assert_eq!(Block::first(&text).and_then(|block| block.decode()).as_deref(), Ok(&octets.to_vec()));
        }
    }

    #[test]
    fn k3_every_sextet_has_its_character() {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (sextet, expected) in ALPHABET.iter().enumerate() {
            assert_eq!(character(sextet as u8), *expected, "{sextet}");
        }
    }
}
