//! The checks that settings pass to become a profile.

use super::{AcceptedKeys, Conformance, DefaultKeyUsages, ProfileSettings};
use crate::diagnostics::{Field, RfcError, ViolationKind, Violations};
use crate::key::{Curve, HashAlgorithm, KeyType};
use crate::request::csr::Csr;
use crate::request::validity::{Backdating, MaximumValidity};
use crate::request::{OF_A_CA, end_entity_faults, rfc_faults};
use crate::x509::Sanitized;
use crate::x509::extension::{CustomExtension, KeyUsage, KeyUsages};
use crate::x509::general_name::NameForm;

/// Records every fault of the settings, in order.
pub(super) fn check(settings: &ProfileSettings, violations: &mut Violations) {
    let mut push = |field, kind| violations.push(field, kind);
    for (setting, validity) in [
        ("root_validity", settings.root_validity),
        ("subordinate_validity", settings.subordinate_validity),
        ("end_entity_validity", settings.end_entity_validity),
    ] {
        let mut push = |kind| push(Field::SettingMember(setting, "value"), kind);
        check_validity(validity, &mut push);
        // The fault of a longest validity or a back-dating out of its bounds is named alone.
        let backdating = settings.backdating.filter(|backdating| backdating.is_allowed());
        let within = backdating.and_then(|backdating| validity.fault_of_backdating(backdating));
        within.filter(|_| validity.value > 0).map(ViolationKind::Validity).into_iter().for_each(push);
    }
    if let Some(backdating) = settings.backdating {
        check_backdating(backdating, |member, kind| push(Field::SettingMember("backdating", member), kind));
    }
    for (setting, keys) in [("end_entity_keys", &settings.end_entity_keys), ("ca_keys", &settings.ca_keys)] {
        check_keys(keys, |member, kind| push(Field::SettingMember(setting, member), kind));
    }
    if settings.body_key_algorithms.is_empty() {
        push(Field::Setting("body_key_algorithms"), ViolationKind::Missing);
    }
    if settings.signature_algorithms.is_empty() {
        push(Field::Setting("signature_algorithms"), ViolationKind::Missing);
    } else if let Some(kind) = refused_hash(settings.csr_signature_algorithm, &settings.signature_algorithms)
    {
        push(Field::Setting("csr_signature_algorithm"), kind);
    }
    let rfc = settings.conformance == Conformance::Rfc;
    for (setting, usages) in
        [("apply_key_usages", settings.apply_key_usages), ("csr_key_usages", settings.csr_key_usages)]
    {
        check_usages(setting, usages, &mut push, |usages, key_type| {
            let withheld = usages.contains(KeyUsage::CrlSign) && !settings.end_entity_crl_sign;
            end_entity_faults(usages, Some(key_type))
                .chain(withheld.then_some(ViolationKind::CrlSignOfEntity))
                .chain(rfc_faults(usages, key_type).filter(move |_| rfc))
        });
    }
    check_usages("ca_key_usages", settings.ca_key_usages, &mut push, |usages, _| ca_faults(usages));
    for (setting, purposes) in [
        ("end_entity_default_extended_key_usage", &settings.end_entity_default_extended_key_usage),
        ("subordinate_default_extended_key_usage", &settings.subordinate_default_extended_key_usage),
    ] {
        if rfc && purposes.has_time_stamping_beside_others() {
            push(Field::Setting(setting), ViolationKind::Rfc(RfcError::TimeStampingNotAlone));
        }
    }
    for (setting, oids) in [
        ("apply_extensions", settings.apply_extensions.as_deref().unwrap_or_default()),
        ("csr_extensions", &settings.csr_extensions),
    ] {
        for (position, oid) in oids.iter().enumerate() {
            let field = Field::SettingEntry(setting, position);
            if let Err(error) = CustomExtension::check_known_identifier(oid) {
                push(field, error.into());
            } else if rfc && CustomExtension::has_defined_content(oid) {
                push(field, ViolationKind::Rfc(RfcError::DefinedExtension(oid.clone())));
            }
        }
    }
    let forms = settings.csr_alternative_name_forms.iter().enumerate();
    for (position, _) in forms.filter(|(_, form)| **form == NameForm::OtherName) {
        let field = Field::SettingEntry("csr_alternative_name_forms", position);
        push(field, ViolationKind::OtherNameWithoutType);
    }
    for (setting, found) in [
        ("apply_alternative_names", settings.apply_alternative_names),
        ("csr_alternative_names", settings.csr_alternative_names),
    ] {
        check_range(found, 1, Csr::MAX_ALTERNATIVE_NAMES, |kind| push(Field::Setting(setting), kind));
    }
}

/// Returns why a hash is not granted, if it is not.
pub(crate) fn refused_hash(asked: HashAlgorithm, granted: &[HashAlgorithm]) -> Option<ViolationKind> {
    let names = || granted.iter().map(|hash| hash.as_str()).collect();
    (!granted.contains(&asked))
        .then(|| ViolationKind::HashNotGranted { found: asked.as_str(), granted: names() })
}

fn check_range<T: Copy + PartialOrd + TryInto<i128>>(
    found: T,
    min: T,
    max: T,
    push: impl FnOnce(ViolationKind),
) {
    if !(min..=max).contains(&found) {
        // No integer here has more than 64 bits.
        let [found, min, max] = [found, min, max].map(|number| number.try_into().unwrap_or(i128::MAX));
        push(ViolationKind::OutOfRange { found, min, max });
    }
}

fn check_validity(validity: MaximumValidity, push: impl FnOnce(ViolationKind)) {
    // As for a request (rule V1).
    check_range(validity.value, 1, i64::MAX.unsigned_abs(), push);
}

/// Checks the bounds of rule V8.
fn check_backdating(backdating: Backdating, mut push: impl FnMut(&'static str, ViolationKind)) {
    if let Some(unit) = backdating.refused_unit() {
        let (found, allowed) = (Sanitized::new(unit), &Backdating::UNITS);
        push("type", ViolationKind::NotOneOf { found, allowed });
    }
    check_range(backdating.value, 1, backdating.max(), |kind| push("value", kind));
}

fn check_keys(keys: &AcceptedKeys, mut push: impl FnMut(&'static str, ViolationKind)) {
    if keys.types.is_empty() {
        push("types", ViolationKind::Missing);
    }
    let (smallest, largest) = AcceptedKeys::RSA_BITS;
    let (min, max) = (keys.rsa_min_bits, keys.rsa_max_bits);
    check_range(min, smallest, largest, |kind| push("rsa_min_bits", kind));
    // Moduli have a multiple of eight bits (rule C4).
    let fewest = min.clamp(smallest, largest).next_multiple_of(8);
    check_range(max, fewest, largest, |kind| {
        push("rsa_max_bits", kind);
    });
}

/// Checks all members, which need at least one usage each. The rules do not tell types of the same use
/// apart.
fn check_usages<F: Iterator<Item = ViolationKind>>(
    setting: &'static str,
    usages: DefaultKeyUsages,
    mut push: impl FnMut(Field, ViolationKind),
    faults: impl Fn(KeyUsages, KeyType) -> F,
) {
    for (member, key_type) in
        [("rsa", KeyType::Rsa), ("ec", KeyType::Ec(Curve::P256)), ("signature", KeyType::Ed25519)]
    {
        let usages = usages.of(key_type);
        let field = Field::SettingMember(setting, member);
        if usages.is_empty() {
            push(field, ViolationKind::Missing);
            continue;
        }
        for kind in faults(usages, key_type) {
            push(field.clone(), kind);
        }
    }
}

/// Returns the faults of a CA's usages: it needs keyCertSign (RFC 5280 §4.2.1.9), and the others
/// must go with that (rule C9).
fn ca_faults(usages: KeyUsages) -> impl Iterator<Item = ViolationKind> {
    let missing = !usages.contains(KeyUsage::KeyCertSign);
    let others = usages.difference(OF_A_CA);
    let not_for_ca = KeyUsage::ALL.into_iter().filter(move |usage| others.contains(*usage));
    missing
        .then_some(ViolationKind::NeedsKeyCertSign)
        .into_iter()
        .chain(not_for_ca.map(|usage| ViolationKind::NotForCa(usage.as_str())))
}
