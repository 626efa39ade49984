//! Settings with members of their own: default key usages and accepted keys.

use alloc::vec::Vec;

use crate::key::{KeyType, KeyUse};
use crate::x509::extension::KeyUsages;

/// The key usages of a certificate whose request names none, by the use of its key.
///
/// `None` stands for the default of the rule; a checked profile states it. A given set must not be
/// empty: a certificate without keyUsage may be used for everything (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct DefaultKeyUsages {
    /// With an RSA key.
    pub rsa: Option<KeyUsages>,
    /// With an EC key.
    pub ec: Option<KeyUsages>,
    /// With a key that only signs: Ed25519, ML-DSA.
    pub signature: Option<KeyUsages>,
}

impl DefaultKeyUsages {
    pub(super) const fn new(rsa: KeyUsages, ec: KeyUsages, signature: KeyUsages) -> Self {
        Self { rsa: Some(rsa), ec: Some(ec), signature: Some(signature) }
    }

    /// Returns the key usages in a checked profile, which leaves none open.
    pub(super) fn of(&self, key_type: KeyType) -> KeyUsages {
        let usages = match key_type.key_use() {
            KeyUse::Encipherment => self.rsa,
            KeyUse::Agreement => self.ec,
            KeyUse::SignatureOnly => self.signature,
        };
        usages.unwrap_or_default()
    }

    pub(super) fn or(self, rule: Self) -> Self {
        Self {
            rsa: self.rsa.or(rule.rsa),
            ec: self.ec.or(rule.ec),
            signature: self.signature.or(rule.signature),
        }
    }
}

/// The keys that may be certified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct AcceptedKeys {
    /// The key types, at least one. Default: those of the API, [`KeyType::API`] (rules
    /// [K1](crate::docs::rules#k1) and [C4](crate::docs::rules#c4)). [`KeyType::ALL`] adds P-521
    /// (EC521), Ed25519 (ED25519) and ML-DSA (MLDSA44, MLDSA65, MLDSA87).
    pub types: Vec<KeyType>,
    /// The minimum size of an RSA modulus in bits, at least 2048. Default: 2048.
    pub rsa_min_bits: u32,
    /// The maximum size of an RSA modulus in bits, at most 4096. Default: 4096.
    pub rsa_max_bits: u32,
}

impl AcceptedKeys {
    /// The minimum and maximum size in bits of an RSA key that this library certifies (rule C4).
    pub(super) const RSA_BITS: (u32, u32) = (2_048, 4_096);
}

impl Default for AcceptedKeys {
    fn default() -> Self {
        let (rsa_min_bits, rsa_max_bits) = Self::RSA_BITS;
        Self { types: KeyType::API.into(), rsa_min_bits, rsa_max_bits }
    }
}
