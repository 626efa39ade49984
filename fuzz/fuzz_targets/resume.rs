//! Any bytes as a to-be-signed certificate that was stored. What is taken up is what was stored, and so is
//! what is signed.

#![no_main]

#[allow(dead_code, reason = "this target uses a part of it")]
mod shared;

use certmint::uuid::Uuid;
use certmint::{Error, ToBeSigned};
use libfuzzer_sys::fuzz_target;
use shared::{authority, now};

fuzz_target!(|bytes: &[u8]| {
    match ToBeSigned::resume(bytes, Uuid::nil(), authority().issuer(), now()) {
        Ok(resumed) => {
            assert_eq!(resumed.as_bytes(), bytes);
            let issued = resumed.sign(authority().signer()).expect("the key of the issuer");
            let der = issued.certificate().as_der();
            let start = der.windows(bytes.len()).position(|window| window == bytes);
            // After the header of the Certificate.
            assert!(start.is_some_and(|start| start <= 4));
            let contains = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            assert!(contains(issued.serial_number()) && contains(issued.subject().as_der()));
        }
        Err(Error::NotAsWritten { part }) => assert!(!part.is_empty()),
        Err(Error::Refused(violations)) => assert!(!violations.is_empty()),
        Err(other) => panic!("{other:?}"),
    }
    let _ = ToBeSigned::resume_root(bytes, Uuid::nil(), now());
});
