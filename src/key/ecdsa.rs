//! Conversion of ECDSA signatures to the form that certificates hold.

use alloc::vec::Vec;

use super::public::write_unsigned;
use crate::x509::der::Writer;

/// Encodes an ECDSA signature as certificates hold it, from its two numbers in big-endian octets of
/// any length.
///
/// PKCS#11, JOSE and many KMSs return `r` and `s` side by side, each as long as the curve's field
/// (IEEE P1363). A [`Signer`](crate::Signer) that calls one of them splits the octets in half:
///
/// ```
/// # let signature = [&[0x80; 32][..], &[1; 32]].concat();
/// let (r, s) = signature.split_at(signature.len() / 2);
/// let der = certmint::key::ecdsa_sig_value(r, s);
/// # assert_eq!(der[..5], [0x30, 0x45, 0x02, 0x21, 0x00]);
/// ```
///
/// ```asn1
/// ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }  -- RFC 3279 §2.2.3
/// ```
#[must_use]
pub fn ecdsa_sig_value(r: &[u8], s: &[u8]) -> Vec<u8> {
    let mut w = Writer::with_capacity(r.len() + s.len() + 10);
    w.sequence(|w| {
        write_unsigned(w, r);
        write_unsigned(w, s);
    });
    w.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k5_numbers_are_written_in_the_fewest_octets() {
        for (r, s, der) in [
            (&[1][..], &[2][..], &[0x30, 6, 2, 1, 1, 2, 1, 2][..]),
            (&[0x7f], &[0x80], &[0x30, 7, 2, 1, 0x7f, 2, 2, 0, 0x80]),
            (&[0, 0, 0x80], &[0, 0, 1], &[0x30, 7, 2, 2, 0, 0x80, 2, 1, 1]),
            (&[], &[0, 0], &[0x30, 6, 2, 1, 0, 2, 1, 0]),
        ] {
            assert_eq!(ecdsa_sig_value(r, s), der);
        }
        // Long enough that the length takes two octets.
        assert_eq!(ecdsa_sig_value(&[0x80; 66], &[0x80; 66])[..4], [0x30, 0x81, 0x8a, 2]);
    }
}
