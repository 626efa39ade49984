//! PEM blocks (RFC 7468 §2), read in any layout: OpenSSL and others wrap base64 at any width or not at all.

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

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
        // Neither buffer grows, so that no part of a key stays behind.
        let mut compact = Zeroizing::new(Vec::with_capacity(self.body.len()));
        compact.extend(self.body.bytes().filter(|octet| !octet.is_ascii_whitespace()));
        let mut octets = Zeroizing::new(alloc::vec![0; compact.len()]);
        let length = Base64::decode(&*compact, &mut octets).map_err(|_| NotPem)?.len();
        octets.truncate(length);
        Ok(octets)
    }
}
