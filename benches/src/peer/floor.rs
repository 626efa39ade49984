//! The floor: the cryptography of an item and nothing else, called bare, in the backend that certmint uses.

#[cfg(feature = "graviola")]
mod graviola;
#[cfg(not(feature = "graviola"))]
mod rustcrypto;

#[cfg(feature = "graviola")]
use self::graviola as backend;
#[cfg(not(feature = "graviola"))]
use self::rustcrypto as backend;
use crate::{Algorithm, Item, Measured};

/// About what is signed of a certificate.
const TO_BE_SIGNED: &[u8] = &[0xab; 420];
/// About what is signed of a CSR.
const CLAIMS: &[u8] = &[0xcd; 250];

/// Of a serial number and a time.
const OCTETS_OF_ENTRY: usize = 39;

pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    Some(match item {
        Item::Apply(Algorithm::Ec256) => backend::apply_p256(),
        Item::Apply(Algorithm::Ec384) => backend::apply_p384(),
        Item::Apply(Algorithm::Rsa2048) => backend::apply_rsa2048(),
        Item::Csr(Algorithm::Ec256) => backend::csr_p256(),
        Item::Csr(Algorithm::Ec384) => backend::csr_p384(),
        Item::Csr(Algorithm::Rsa2048) => backend::csr_rsa2048(),
        Item::Crl(entries) => backend::sign_p256(vec![0xab; entries * OCTETS_OF_ENTRY]),
        // There is nothing in them that only the backend does, or as much of it as in W2 and W3.
        Item::Encode(_)
        | Item::EncodeJson(_)
        | Item::Threads(_)
        | Item::Load
        | Item::WorstAccepted
        | Item::WorstRefused
        | Item::WorstConstrained => {
            return None;
        }
    })
}
