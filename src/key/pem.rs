//! Private keys in PEM: one block, whatever stands around it.

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::PrivateKey;
use crate::error::KeyError;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// What `openssl ecparam -genkey` writes in front of a key, which names its curve itself.
const EC_PARAMETERS: &str = "EC PARAMETERS";

/// Base64 takes four characters for three octets; the rest is for line ends, labels and remarks.
const MAX_OCTETS: usize = 2 * PrivateKey::MAX_DER_OCTETS;

/// The label of the one block of the text, and its content, which is zeroized when dropped. Text outside
/// the block is tolerated (RFC 7468 §2).
pub(super) fn decode(text: &str) -> Result<(&str, Zeroizing<Vec<u8>>), KeyError> {
    if text.len() > MAX_OCTETS {
        return Err(KeyError::TooLong { found: text.len(), max: MAX_OCTETS });
    }
    let mut block = next_block(text)?;
    if block.label == EC_PARAMETERS {
        block = next_block(block.after)?;
    }
    if block.after.contains(BEGIN) {
        return Err(KeyError::Pem);
    }
    // RFC 1421 §4.6: the headers of an encrypted block.
    if block.body.contains("Proc-Type:") || block.body.contains("DEK-Info:") {
        return Err(KeyError::LegacyPemEncryption);
    }
    Ok((block.label, decode_base64(block.body)?))
}

struct Block<'a> {
    label: &'a str,
    body: &'a str,
    after: &'a str,
}

fn next_block(text: &str) -> Result<Block<'_>, KeyError> {
    let (_, after_begin) = text.split_once(BEGIN).ok_or(KeyError::Pem)?;
    let (label, after_label) = after_begin.split_once(DASHES).ok_or(KeyError::Pem)?;
    let (body, end) = after_label.split_once(END).ok_or(KeyError::Pem)?;
    let after = end.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES)).ok_or(KeyError::Pem)?;
    Ok(Block { label, body, after })
}

fn decode_base64(body: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    // Neither buffer grows, so that no part of the key stays behind.
    let mut compact = Zeroizing::new(Vec::with_capacity(body.len()));
    compact.extend(body.bytes().filter(|octet| !octet.is_ascii_whitespace()));
    let mut octets = Zeroizing::new(alloc::vec![0; compact.len()]);
    let length = Base64::decode(&*compact, &mut octets).map_err(|_| KeyError::Pem)?.len();
    octets.truncate(length);
    Ok(octets)
}
