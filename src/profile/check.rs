//! Which settings make a profile.

use alloc::format;

use super::{AcceptedKeys, Conformance, DefaultKeyUsages, ProfileSettings};
use crate::diagnostics::{ErrorCode, RfcError, ViolationKind, Violations};
use crate::key::{HashAlgorithm, KeyFamily};
use crate::request::csr::Csr;
use crate::request::validity::MaximumValidity;
use crate::request::{OF_A_CA, end_entity_faults, rfc_faults};
use crate::x509::extension::{CustomExtension, KeyUsage, KeyUsages};

/// Records every fault of the settings, in their order.
pub(super) fn check(settings: &ProfileSettings, violations: &mut Violations) {
    let mut push = |path: &str, kind| violations.push(path, ErrorCode::Parameter, kind);
    for (path, validity) in [
        ("/root_validity/value", settings.root_validity),
        ("/subordinate_validity/value", settings.subordinate_validity),
        ("/end_entity_validity/value", settings.end_entity_validity),
    ] {
        check_validity(validity, |kind| push(path, kind));
    }
    for (path, keys) in [("/end_entity_keys", &settings.end_entity_keys), ("/ca_keys", &settings.ca_keys)] {
        check_keys(keys, |member, kind| push(&format!("{path}/{member}"), kind));
    }
    if settings.signature_algorithms.is_empty() {
        push("/signature_algorithms", ViolationKind::Missing);
    } else if let Some(kind) = refused_hash(settings.csr_signature_algorithm, &settings.signature_algorithms)
    {
        push("/csr_signature_algorithm", kind);
    }
    let rfc = settings.conformance == Conformance::Rfc;
    for (path, usages) in
        [("/apply_key_usages", settings.apply_key_usages), ("/csr_key_usages", settings.csr_key_usages)]
    {
        check_usages(path, usages, &mut push, |usages, family| {
            let withheld = usages.contains(KeyUsage::CrlSign) && !settings.end_entity_crl_sign;
            end_entity_faults(usages, Some(family))
                .chain(withheld.then_some(ViolationKind::CrlSignOfEntity))
                .chain(rfc_faults(usages, family).filter(move |_| rfc))
        });
    }
    check_usages("/ca_key_usages", settings.ca_key_usages, &mut push, |usages, _| ca_faults(usages));
    for (path, purposes) in [
        ("/end_entity_default_extended_key_usage", &settings.end_entity_default_extended_key_usage),
        ("/subordinate_default_extended_key_usage", &settings.subordinate_default_extended_key_usage),
    ] {
        if rfc && purposes.has_time_stamping_beside_others() {
            push(path, ViolationKind::Rfc(RfcError::TimeStampingNotAlone));
        }
    }
    for (path, oids) in [
        ("/apply_extensions", settings.apply_extensions.as_deref().unwrap_or_default()),
        ("/csr_extensions", &settings.csr_extensions),
    ] {
        for (position, oid) in oids.iter().enumerate() {
            let path = format!("{path}/{position}");
            if let Err(error) = CustomExtension::check_known_identifier(oid) {
                push(&path, error.into());
            } else if rfc && CustomExtension::has_defined_content(oid) {
                push(&path, ViolationKind::Rfc(RfcError::DefinedExtension(oid.clone())));
            }
        }
    }
    for (path, found) in [
        ("/apply_alternative_names", settings.apply_alternative_names),
        ("/csr_alternative_names", settings.csr_alternative_names),
    ] {
        check_range(found as u64, 1, Csr::MAX_ALTERNATIVE_NAMES as u64, |kind| push(path, kind));
    }
}

/// Why a hash is not granted, if it is not.
pub(crate) fn refused_hash(asked: HashAlgorithm, granted: &[HashAlgorithm]) -> Option<ViolationKind> {
    let names = || granted.iter().map(|hash| hash.as_str()).collect();
    (!granted.contains(&asked))
        .then(|| ViolationKind::HashNotGranted { found: asked.as_str(), granted: names() })
}

fn check_range(found: u64, min: u64, max: u64, push: impl FnOnce(ViolationKind)) {
    if !(min..=max).contains(&found) {
        push(ViolationKind::OutOfRange { found: found.into(), min: min.into(), max: max.into() });
    }
}

fn check_validity(validity: MaximumValidity, push: impl FnOnce(ViolationKind)) {
    // As the value of a request (rule V1).
    check_range(validity.value, 1, i64::MAX as u64, push);
}

fn check_keys(keys: &AcceptedKeys, mut push: impl FnMut(&str, ViolationKind)) {
    if keys.types.is_empty() {
        push("types", ViolationKind::Missing);
    }
    let (smallest, largest) = AcceptedKeys::RSA_BITS;
    let (min, max) = (keys.rsa_min_bits, keys.rsa_max_bits);
    check_range(min.into(), smallest.into(), largest.into(), |kind| push("rsa_min_bits", kind));
    // Moduli have a multiple of eight bits (rule C4).
    let fewest = min.clamp(smallest, largest).next_multiple_of(8);
    check_range(max.into(), fewest.into(), largest.into(), |kind| {
        push("rsa_max_bits", kind);
    });
}

/// Both families; at least one usage each.
fn check_usages<F: Iterator<Item = ViolationKind>>(
    path: &str,
    usages: DefaultKeyUsages,
    mut push: impl FnMut(&str, ViolationKind),
    faults: impl Fn(KeyUsages, KeyFamily) -> F,
) {
    for (member, family) in [("rsa", KeyFamily::Rsa), ("ec", KeyFamily::Ec)] {
        let usages = usages.of(family);
        let path = format!("{path}/{member}");
        if usages.is_empty() {
            push(&path, ViolationKind::Missing);
            continue;
        }
        for kind in faults(usages, family) {
            push(&path, kind);
        }
    }
}

/// A CA has keyCertSign (RFC 5280 §4.2.1.9), and of the others those that go with it (rule C9).
fn ca_faults(usages: KeyUsages) -> impl Iterator<Item = ViolationKind> {
    let missing = !usages.contains(KeyUsage::KeyCertSign);
    let others = usages.difference(OF_A_CA);
    let not_for_ca = KeyUsage::ALL.into_iter().filter(move |usage| others.contains(*usage));
    missing
        .then_some(ViolationKind::NeedsKeyCertSign)
        .into_iter()
        .chain(not_for_ca.map(|usage| ViolationKind::NotForCa(usage.as_str())))
}
