//! Private keys in PEM: one block, with or without text around it.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{PrivateKey, PrivateKeyError};
use crate::x509::pem::{Block, NotPem};

/// The label of the block that `openssl ecparam -genkey` writes before a key. The key itself names
/// its curve.
const EC_PARAMETERS: &str = "EC PARAMETERS";

/// Base64 takes four characters for three octets. The rest is room for line ends, labels and
/// remarks.
const MAX_OCTETS: usize = 2 * PrivateKey::MAX_DER_OCTETS;

impl From<NotPem> for PrivateKeyError {
    fn from(_: NotPem) -> Self {
        Self::Pem
    }
}

/// Returns the label and the content of the only block of the text. The content is zeroized when
/// dropped. Text outside the block is allowed (RFC 7468 §2).
pub(super) fn decode(text: &str) -> Result<(&str, Zeroizing<Vec<u8>>), PrivateKeyError> {
    if text.len() > MAX_OCTETS {
        return Err(PrivateKeyError::TooLong { found: text.len(), max: MAX_OCTETS });
    }
    let mut block = Block::first(text)?;
    if block.label == EC_PARAMETERS {
        block = Block::first(block.after)?;
    }
    if !block.is_last() {
        return Err(PrivateKeyError::Pem);
    }
    // The headers of an encrypted block (RFC 1421 §4.6).
    if block.body.contains("Proc-Type:") || block.body.contains("DEK-Info:") {
        return Err(PrivateKeyError::LegacyPemEncryption);
    }
    Ok((block.label, block.decode_secret()?))
}
