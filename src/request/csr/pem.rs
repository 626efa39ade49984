//! The PEM form of a CSR, in the layouts that rule C1 accepts.

use alloc::vec::Vec;

use super::Csr;
use crate::diagnostics::{CsrError, ViolationKind};
use crate::x509::length::check_length;
use crate::x509::pem::{BEGIN, DASHES, END, NotPem, decode_public, unescaped};

const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// Returns the DER inside the one PEM block of the text.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, ViolationKind> {
    check_length(text, 1, Csr::MAX_PEM_CHARACTERS)?;
    decode_block(&unescaped(text)).map_err(ViolationKind::Csr)
}

fn decode_block(text: &str) -> Result<Vec<u8>, CsrError> {
    let (_, after_begin) = text.split_once(BEGIN).ok_or(CsrError::NoPemBlock)?;
    if after_begin.contains(BEGIN) {
        return Err(CsrError::SeveralPemBlocks);
    }
    let (label, after_label) = after_begin.split_once(DASHES).ok_or(CsrError::PemLabel)?;
    if !LABELS.contains(&label) {
        return Err(CsrError::PemLabel);
    }
    let (base64, end) = after_label.split_once(END).ok_or(CsrError::PemEnd)?;
    if end.strip_prefix(label).is_none_or(|rest| !rest.starts_with(DASHES)) {
        return Err(CsrError::PemEnd);
    }
    decode_public(base64).map_err(|NotPem| CsrError::Base64)
}
