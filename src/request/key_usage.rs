//! The key usages that an end entity may ask for (rule U3).

use crate::diagnostics::{RfcError, ViolationKind};
use crate::key::KeyType;
use crate::x509::extension::{KeyUsage, KeyUsages};

/// The usages that an EC key cannot have (RFC 8813 §3).
pub(crate) const ENCIPHERMENT: [KeyUsage; 2] = [KeyUsage::KeyEncipherment, KeyUsage::DataEncipherment];

/// The usages that a CA can have (rule C9).
pub(crate) const OF_A_CA: KeyUsages = KeyUsages::of(&[
    KeyUsage::DigitalSignature,
    KeyUsage::NonRepudiation,
    KeyUsage::KeyCertSign,
    KeyUsage::CrlSign,
]);

/// Returns the usages of a subordinate CA that asks for these: keyCertSign always, and the
/// requested others that a CA can have (rule W6). If none are requested, the result is empty, which
/// means the profile's.
pub(crate) fn subordinate_key_usages(asked: KeyUsages) -> KeyUsages {
    if asked.is_empty() {
        return KeyUsages::NONE;
    }
    asked.intersection(OF_A_CA).union(KeyUsages::of(&[KeyUsage::KeyCertSign]))
}

/// Returns why an end entity with a key of this type cannot have these usages. keyCertSign needs cA
/// (RFC 5280 §4.2.1.9), encipherOnly and decipherOnly need keyAgreement (RFC 5280 §4.2.1.3), and
/// keyEncipherment and dataEncipherment are not for EC keys (RFC 8813 §3). Without a type, only the
/// faults common to all keys are returned.
pub(crate) fn end_entity_faults(
    usages: KeyUsages,
    key_type: Option<KeyType>,
) -> impl Iterator<Item = ViolationKind> {
    let for_ca = usages.contains(KeyUsage::KeyCertSign).then_some(ViolationKind::KeyCertSign);
    let of_type = key_type.into_iter().flat_map(move |key_type| encipherment_faults(usages, key_type));
    for_ca.into_iter().chain(key_agreement_faults(usages)).chain(of_type)
}

/// Returns the faults of [`end_entity_faults`] that depend on the type of the key.
pub(crate) fn encipherment_faults(
    usages: KeyUsages,
    key_type: KeyType,
) -> impl Iterator<Item = ViolationKind> {
    ENCIPHERMENT
        .into_iter()
        .filter(move |usage| !key_type.enciphers() && usages.contains(*usage))
        .map(|usage| ViolationKind::NotForEcKey(usage.as_str()))
}

/// Returns the faults of RFC 3279 that [`end_entity_faults`] does not include: keyAgreement with an
/// RSA key (§2.3.1), and encipherOnly together with decipherOnly (§2.3.5).
pub(crate) fn rfc_faults(usages: KeyUsages, key_type: KeyType) -> impl Iterator<Item = ViolationKind> {
    let agreement = !key_type.agrees() && usages.contains(KeyUsage::KeyAgreement);
    let both = usages.contains(KeyUsage::EncipherOnly) && usages.contains(KeyUsage::DecipherOnly);
    let agreement = agreement.then_some(RfcError::KeyAgreementOfRsaKey);
    let both = both.then_some(RfcError::EncipherOnlyAndDecipherOnly);
    agreement.into_iter().chain(both).map(ViolationKind::Rfc)
}

/// Returns the faults of encipherOnly and decipherOnly without keyAgreement.
pub(crate) fn key_agreement_faults(usages: KeyUsages) -> impl Iterator<Item = ViolationKind> {
    [KeyUsage::EncipherOnly, KeyUsage::DecipherOnly]
        .into_iter()
        .filter(move |usage| usages.contains(*usage) && !usages.contains(KeyUsage::KeyAgreement))
        .map(|usage| ViolationKind::NeedsKeyAgreement(usage.as_str()))
}

/// Returns the first of [`end_entity_faults`] as an error.
pub(crate) fn check_end_entity_key_usages(
    usages: KeyUsages,
    key_type: Option<KeyType>,
) -> Result<(), ViolationKind> {
    end_entity_faults(usages, key_type).next().map_or(Ok(()), Err)
}
