//! The floor: only the cryptography of an item, called directly, in certmint's backend.

#[cfg(feature = "aws-lc-rs")]
#[path = "floor/aws_lc_rs.rs"]
mod backend;
#[cfg(all(feature = "graviola", not(feature = "aws-lc-rs")))]
#[path = "floor/graviola.rs"]
mod backend;
#[cfg(not(any(feature = "aws-lc-rs", feature = "graviola")))]
#[path = "floor/rustcrypto.rs"]
mod backend;

use crate::{Algorithm, Item, Measured};

/// The approximate length of a TBSCertificate.
const TO_BE_SIGNED: &[u8] = &[0xab; 420];
/// The approximate length of the signed part of a CSR.
const CLAIMS: &[u8] = &[0xcd; 250];

/// The octets of randomness for a serial number and a time.
const OCTETS_OF_ENTRY: usize = 39;

/// The approximate length of the signed part of an OCSP response.
const OCTETS_OF_RESPONSE_DATA: usize = 170;

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    Some(match item {
        Item::Apply(Algorithm::Ec256) => backend::apply_p256(),
        Item::Apply(Algorithm::Ec384) => backend::apply_p384(),
        Item::Apply(Algorithm::Rsa2048) => backend::apply_rsa2048(),
        Item::Csr(Algorithm::Ec256) => backend::csr_p256(),
        Item::Csr(Algorithm::Ec384) => backend::csr_p384(),
        Item::Csr(Algorithm::Rsa2048) => backend::csr_rsa2048(),
        Item::Crl(entries) => backend::sign_p256(vec![0xab; entries * OCTETS_OF_ENTRY]),
        Item::Load => backend::verify_p256(),
        Item::Ocsp => backend::sign_p256(vec![0xab; OCTETS_OF_RESPONSE_DATA]),
        // These items have no work that only the backend does, or the same as W2 and W3. W13 compares
        // keys with each other.
        Item::Encode(_)
        | Item::EncodeJson(_)
        | Item::Threads(_)
        | Item::Scheme(..)
        | Item::WorstAccepted
        | Item::WorstRefused
        | Item::WorstConstrained => {
            return None;
        }
    })
}
