//! Any bytes as an issuer's certificate in DER, and as a chain in PEM. What loads names itself the same
//! way when it issues.

#![no_main]

use certmint::Issuer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(issuer) = Issuer::from_der(bytes) {
        assert!(!issuer.subject().is_empty());
        assert!(!issuer.subject().to_string().contains('\n'));
        assert_eq!(issuer.chain()[0].as_der(), bytes);
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        let _ = Issuer::from_chain_pem(text);
    }
});
