//! Private keys in PEM: one block, with or without text around it.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{PrivateKey, PrivateKeyError};
use crate::x509::pem::{Block, NotPem};

/// The block that `openssl ecparam -genkey` writes before a key. The key names its curve itself.
const EC_PARAMETERS: &str = "EC PARAMETERS";

/// Base64 takes four characters for three octets. The rest is for line ends, labels and remarks.
const MAX_OCTETS: usize = 2 * PrivateKey::MAX_DER_OCTETS;

impl From<NotPem> for PrivateKeyError {
    fn from(_: NotPem) -> Self {
        Self::Pem
    }
}

/// The label and the content of the only block of the text. The content is zeroized when dropped.
/// Text outside the block is tolerated (RFC 7468 §2).
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
    // RFC 1421 §4.6: the headers of an encrypted block.
    if block.body.contains("Proc-Type:") || block.body.contains("DEK-Info:") {
        return Err(PrivateKeyError::LegacyPemEncryption);
    }
    Ok((block.label, block.decode()?))
}
