//! PEM blocks (RFC 7468 §2). They are written in lines of 64 characters and read in any layout,
//! because OpenSSL and others wrap base64 at any width or not at all.
//!
//! pem-rfc7468 is not used: its reader accepts only lines of equal width and no text after the block.
//! Its writer takes 0.9 µs longer for a certificate and its key, 4 % of the time to issue them with
//! graviola.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// Returns the text with its line ends if they are as on the API page: a backslash followed by n
/// or r.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    match text.contains('\\') {
        true => text.replace("\\r", "\r").replace("\\n", "\n").into(),
        false => text.into(),
    }
}

pub(crate) const BEGIN: &str = "-----BEGIN ";
pub(crate) const END: &str = "-----END ";
pub(crate) const DASHES: &str = "-----";

/// No complete block is found, or its content is not base64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NotPem;

/// What a block holds.
#[derive(Clone, Copy)]
enum Content {
    /// The crate base64 looks it up in tables, and takes a quarter of the time to decode.
    Public,
    /// The crate base64ct has no branch and no table that depends on it.
    Secret,
}

impl Content {
    /// Encodes into a buffer that has exactly the size of the base64, and returns that size.
    fn encode(self, octets: &[u8], text: &mut [u8]) -> usize {
        // Both fail only if the buffer is too small.
        match self {
            Self::Public => STANDARD.encode_slice(octets, text).unwrap_or(0),
            Self::Secret => Base64::encode(octets, text).map_or(0, str::len),
        }
    }

    /// Decodes into a buffer that is at least as long as the text, and returns the number of octets.
    fn decode(self, text: &[u8], octets: &mut [u8]) -> Result<usize, NotPem> {
        match self {
            Self::Public => STANDARD.decode_slice(text, octets).map_err(|_| NotPem),
            Self::Secret => Base64::decode(text, octets).map(<[u8]>::len).map_err(|_| NotPem),
        }
    }
}

/// A block and the text that follows it.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    /// The text between the two lines with the label.
    pub(crate) body: &'a str,
    pub(crate) after: &'a str,
}

impl<'a> Block<'a> {
    /// Returns the first block of a text. Text before it is ignored.
    pub(crate) fn first(text: &'a str) -> Result<Self, NotPem> {
        let (_, after_begin) = text.split_once(BEGIN).ok_or(NotPem)?;
        let (label, after_label) = after_begin.split_once(DASHES).ok_or(NotPem)?;
        let (body, end) = after_label.split_once(END).ok_or(NotPem)?;
        let after = end.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES)).ok_or(NotPem)?;
        Ok(Self { label, body, after })
    }

    /// Returns all blocks of a text, at least one. Text around them is ignored.
    pub(crate) fn all(text: &'a str) -> Result<Vec<Self>, NotPem> {
        let mut blocks = Vec::from([Self::first(text)?]);
        while let Some(last) = blocks.last().filter(|last| !last.is_last()) {
            blocks.push(Self::first(last.after)?);
        }
        Ok(blocks)
    }

    /// Returns whether no other block follows.
    pub(crate) fn is_last(&self) -> bool {
        !self.after.contains(BEGIN)
    }

    /// Decodes a key, which is zeroized when dropped.
    pub(crate) fn decode_secret(&self) -> Result<Zeroizing<Vec<u8>>, NotPem> {
        let (mut compact, mut octets) = (Zeroizing::default(), Zeroizing::default());
        decode_base64(self.body, Content::Secret, &mut compact, &mut octets)?;
        Ok(octets)
    }

    /// Decodes what is no secret.
    pub(crate) fn decode(&self) -> Result<Vec<u8>, NotPem> {
        decode_public(self.body)
    }
}

/// Decodes base64 wrapped at any width that is no secret.
pub(crate) fn decode_public(text: &str) -> Result<Vec<u8>, NotPem> {
    let mut octets = Vec::new();
    decode_base64(text, Content::Public, &mut Vec::new(), &mut octets)?;
    Ok(octets)
}

/// Decodes base64 wrapped at any width into `octets`, using `compact` as a buffer. Neither buffer
/// grows once it contains data, so no copy is left behind unzeroized.
fn decode_base64(
    text: &str,
    content: Content,
    compact: &mut Vec<u8>,
    octets: &mut Vec<u8>,
) -> Result<(), NotPem> {
    compact.reserve_exact(text.len());
    text.split_ascii_whitespace().for_each(|line| compact.extend_from_slice(line.as_bytes()));
    octets.resize(compact.len(), 0);
    let length = content.decode(compact, octets)?;
    octets.truncate(length);
    Ok(())
}

/// The number of octets in a line of 64 characters.
const LINE_OCTETS: usize = 48;

/// Encodes one block of what is no secret.
pub(crate) fn encode(label: &str, octets: &[u8]) -> String {
    encode_block(label, Content::Public, octets)
}

/// Encodes one block of a key.
pub(crate) fn encode_secret(label: &str, octets: &[u8]) -> String {
    encode_block(label, Content::Secret, octets)
}

/// Encodes one block. It may contain a key, so the text is the only buffer and does not grow.
fn encode_block(label: &str, content: Content, octets: &[u8]) -> String {
    let around = 2 * label.len() + BEGIN.len() + END.len() + 2 * DASHES.len() + 2;
    let base64 = octets.len().div_ceil(3) * 4 + octets.len().div_ceil(LINE_OCTETS);
    let mut text = Vec::with_capacity(around + base64);
    write_boundary(&mut text, BEGIN, label);
    for line in octets.chunks(LINE_OCTETS) {
        let start = text.len();
        text.resize(start + line.len().div_ceil(3) * 4, 0);
        let written = content.encode(line, &mut text[start..]);
        debug_assert_eq!(start + written, text.len());
        text.push(b'\n');
    }
    write_boundary(&mut text, END, label);
    // The text is ASCII.
    String::from_utf8(text).unwrap_or_default()
}

fn write_boundary(text: &mut Vec<u8>, start: &str, label: &str) {
    for part in [start, label, DASHES, "\n"] {
        text.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares with der, which writes PEM with pem-rfc7468.
    #[test]
    fn k3_blocks_are_written_as_others_write_them() {
        let octets: Vec<u8> = (0..1_000_u32).map(|position| ((position * position) >> 3) as u8).collect();
        for length in (1..200).chain([999, 1_000]) {
            let octets = &octets[..length];
            let expected = der::pem::encode_string("PRIVATE KEY", der::pem::LineEnding::LF, octets);
            for content in [Content::Public, Content::Secret] {
                let text = encode_block("PRIVATE KEY", content, octets);
                assert_eq!(Ok(text.as_str()), expected.as_deref(), "{length} octets");
                assert_eq!(text.capacity(), text.len());
                let block = Block::first(&text).expect("a block");
                assert_eq!(block.decode(), Ok(octets.to_vec()));
                assert_eq!(block.decode_secret().as_deref(), Ok(&octets.to_vec()));
            }
        }
    }

    /// Both decoders take the same texts: padded, and without bits that stand for nothing.
    #[test]
    fn c1_public_and_secret_content_is_read_alike() {
        let mut taken = 0;
        for first in 0..=u8::MAX {
            for end in [
                "",
                "A",
                "A=",
                "==",
                "A==",
                "B==",
                "Q==",
                "gA=",
                "gB=",
                "gE=",
                "g=A",
                "=",
                "AA==",
                "AAA\u{e4}",
            ] {
                let mut text = alloc::vec![b'A', first];
                text.extend_from_slice(end.as_bytes());
                let decode = |content: Content| {
                    let mut octets = alloc::vec![0; text.len()];
                    let length = content.decode(&text, &mut octets)?;
                    octets.truncate(length);
                    Ok::<_, NotPem>(octets)
                };
                let public = decode(Content::Public);
                assert_eq!(public, decode(Content::Secret), "{text:?}");
                taken += usize::from(public.is_ok());
            }
        }
        // Any of the 64 characters before `A=`, and four of them before `==`.
        assert_eq!(taken, 68);
    }
}
