//! The key usages that an end entity may ask for (rule U3).

use crate::diagnostics::{RequestedKeyError, RfcError, ViolationKind};
use crate::key::{KeyType, KeyUse};
use crate::x509::extension::{KeyUsage, KeyUsages};

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
/// (RFC 5280 §4.2.1.9), encipherOnly and decipherOnly need keyAgreement (RFC 5280 §4.2.1.3),
/// keyEncipherment and dataEncipherment are not for EC keys (RFC 8813 §3), and keys that only sign
/// have neither these nor keyAgreement (RFC 8410 §5, RFC 9881 §5). Without a type, only the faults
/// common to all keys are returned.
pub(crate) fn end_entity_faults(
    usages: KeyUsages,
    key_type: Option<KeyType>,
) -> impl Iterator<Item = ViolationKind> {
    let for_ca = usages.contains(KeyUsage::KeyCertSign).then_some(ViolationKind::KeyCertSign);
    // A usage that the key cannot have is not told to need another one.
    let forbidden = key_type.map_or(KeyUsages::NONE, |key_type| key_type.key_use().forbidden());
    let agreement = key_agreement_faults(usages.difference(forbidden));
    let of_type = key_type.into_iter().flat_map(move |key_type| faults_of_type(usages, key_type));
    for_ca.into_iter().chain(agreement).chain(of_type)
}

/// Returns the faults of [`end_entity_faults`] that depend on the type of the key.
pub(crate) fn faults_of_type(usages: KeyUsages, key_type: KeyType) -> impl Iterator<Item = ViolationKind> {
    let forbidden = usages.intersection(key_type.key_use().forbidden());
    let kind = move |usage: KeyUsage| match key_type.key_use() {
        KeyUse::Encipherment | KeyUse::Agreement => ViolationKind::NotForEcKey(usage.as_str()),
        KeyUse::SignatureOnly => {
            let (usage, key) = (usage.as_str(), key_type.as_str());
            ViolationKind::RequestedKey(RequestedKeyError::OnlySigns { usage, key })
        }
    };
    KeyUsage::ALL.into_iter().filter(move |usage| forbidden.contains(*usage)).map(kind)
}

/// Returns the faults of RFC 3279 that [`end_entity_faults`] does not include: keyAgreement with an
/// RSA key (§2.3.1), and encipherOnly together with decipherOnly (§2.3.5).
pub(crate) fn rfc_faults(usages: KeyUsages, key_type: KeyType) -> impl Iterator<Item = ViolationKind> {
    let unlisted = key_type.key_use().unlisted();
    let agreement = usages.intersection(unlisted).contains(KeyUsage::KeyAgreement);
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
