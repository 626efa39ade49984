//! ML-DSA by the crate fips204. Without the feature `ml-dsa` there are no such keys.

#[cfg(feature = "ml-dsa")]
pub use with_feature::{public_key_of, verifies};

#[cfg(feature = "ml-dsa")]
mod with_feature {
    use certmint::key::{KeyType, MlDsa};
    use fips204::traits::{KeyGen, SerDes, Verifier};
    use fips204::{ml_dsa_44, ml_dsa_65, ml_dsa_87};

    use super::super::algorithm::key_type;
    use super::super::asked::key_bits;
    use super::super::der::{INTEGER, bit_string, sequence, sequence_members};

    /// The seed in the privateKey of PKCS#8 (RFC 9881 §6).
    const SEED: &[u8] = b"\x80\x20";

    /// Returns whether an ML-DSA key verifies the signature over the message, with an empty context (RFC
    /// 9881 §3); `None` for other keys.
    pub fn verifies(spki: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
        macro_rules! verified {
            ($set:ident) => {{
                let key =
                    key_bits(spki).try_into().ok().and_then(|key| $set::PublicKey::try_from_bytes(key).ok());
                let signature = signature.try_into().ok();
                key.zip(signature).is_some_and(|(key, signature)| key.verify(message, &signature, &[]))
            }};
        }
        match key_type(spki) {
            KeyType::MlDsa(MlDsa::MlDsa44) => Some(verified!(ml_dsa_44)),
            KeyType::MlDsa(MlDsa::MlDsa65) => Some(verified!(ml_dsa_65)),
            KeyType::MlDsa(MlDsa::MlDsa87) => Some(verified!(ml_dsa_87)),
            _ => None,
        }
    }

    /// The SubjectPublicKeyInfo of an ML-DSA key in PKCS#8, which is the seed alone.
    pub fn public_key_of(pkcs8: &[u8]) -> Option<Vec<u8>> {
        let [version, algorithm, key] = sequence_members(pkcs8).ok()?[..] else { return None };
        let seed = key.content.strip_prefix(SEED)?.try_into().ok()?;
        let public_key = match algorithm.content.last()? {
            0x11 => ml_dsa_44::KG::keygen_from_seed(seed).0.into_bytes().to_vec(),
            0x12 => ml_dsa_65::KG::keygen_from_seed(seed).0.into_bytes().to_vec(),
            0x13 => ml_dsa_87::KG::keygen_from_seed(seed).0.into_bytes().to_vec(),
            _ => return None,
        };
        assert_eq!(version.bytes, [INTEGER, 1, 0], "the version of PKCS#8");
        Some(sequence([algorithm.bytes, &bit_string(&public_key)]))
    }
}

/// Returns `None`: there are no such keys.
#[cfg(not(feature = "ml-dsa"))]
pub fn verifies(_: &[u8], _: &[u8], _: &[u8]) -> Option<bool> {
    None
}

/// Returns `None`: there are no such keys.
#[cfg(not(feature = "ml-dsa"))]
pub fn public_key_of(_: &[u8]) -> Option<Vec<u8>> {
    None
}
