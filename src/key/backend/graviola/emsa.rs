//! Comparison of an encoded message with a message (RFC 8017 §9). All of it is public.

use alloc::vec::Vec;

use crate::key::HashAlgorithm;
use crate::key::rsa::emsa_pkcs1_v1_5;

/// Checks EMSA-PKCS1-v1_5 for moduli of whole octets, whose encoded messages have the same length.
pub(super) fn is_pkcs1(encoded: &[u8], hash: HashAlgorithm, message: &[u8]) -> bool {
    encoded == emsa_pkcs1_v1_5(&hash.digest(message), encoded.len())
}

/// Checks EMSA-PSS for such moduli.
pub(super) fn is_pss(encoded: &[u8], hash: HashAlgorithm, salt_octets: usize, message: &[u8]) -> bool {
    emsa_pss_verify(encoded, hash, salt_octets, hash.digest(message).as_bytes()).is_some()
}

/// Verifies as §9.1.2 describes, with the names there; `Some` if the encoded message is consistent.
/// emBits is one less than the bits of the modulus, which fill whole octets, so one leading bit
/// must be zero.
fn emsa_pss_verify(encoded: &[u8], hash: HashAlgorithm, salt_octets: usize, digest: &[u8]) -> Option<()> {
    let (last, rest) = encoded.split_last()?;
    let db_octets = rest.len().checked_sub(hash.octets())?;
    let (masked_db, h) = rest.split_at(db_octets);
    if *last != 0xbc || masked_db.first()? & 0x80 != 0 {
        return None;
    }
    let mask = mgf1(hash, h, db_octets);
    let mut db: Vec<u8> = masked_db.iter().zip(mask).map(|(octet, mask)| octet ^ mask).collect();
    db[0] &= 0x7f;
    let (padding, salt) = db.split_at_checked(db_octets.checked_sub(salt_octets)?)?;
    let (one, zeros) = padding.split_last()?;
    if *one != 1 || zeros.iter().any(|octet| *octet != 0) {
        return None;
    }
    let m = [&[0; 8][..], digest, salt].concat();
    (hash.digest(&m).as_bytes() == h).then_some(())
}

/// Generates a mask (Appendix B.2.1).
fn mgf1(hash: HashAlgorithm, seed: &[u8], octets: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(octets + hash.octets());
    for counter in 0_u32.. {
        if mask.len() >= octets {
            break;
        }
        mask.extend_from_slice(hash.digest(&[seed, &counter.to_be_bytes()].concat()).as_bytes());
    }
    mask.truncate(octets);
    mask
}
