//! ML-DSA, of which AWS-LC only verifies here. It signs in the hedged variant with randomness of its
//! own, and offers no other, so that the deterministic signatures of rule K2 come from the crate
//! ml-dsa.

use alloc::boxed::Box;

use aws_lc_rs::signature::{ML_DSA_44, ML_DSA_65, ML_DSA_87, ParsedPublicKey, PqdsaVerificationAlgorithm};

use super::KeyRefusal;
use crate::key::{KeyType, MlDsa, PublicKey};

const fn verification(set: MlDsa) -> &'static PqdsaVerificationAlgorithm {
    match set {
        MlDsa::MlDsa44 => &ML_DSA_44,
        MlDsa::MlDsa65 => &ML_DSA_65,
        MlDsa::MlDsa87 => &ML_DSA_87,
    }
}

pub(crate) struct VerifyingKey {
    set: MlDsa,
    key: Box<ParsedPublicKey>,
}

impl VerifyingKey {
    /// aws-lc-rs takes octets that begin like a SubjectPublicKeyInfo for one, so it is given a
    /// SubjectPublicKeyInfo.
    pub(super) fn new(set: MlDsa, octets: &[u8]) -> Result<Self, KeyRefusal> {
        let key = PublicKey::from_octets(KeyType::MlDsa(set), octets);
        let key = ParsedPublicKey::new(verification(set), key.as_spki_der());
        Ok(Self { set, key: Box::new(key.map_err(|_| KeyRefusal::Invalid)?) })
    }

    pub(super) fn verify(&self, set: MlDsa, message: &[u8], signature: &[u8]) -> bool {
        set == self.set && self.key.verify_sig(message, signature).is_ok()
    }
}
