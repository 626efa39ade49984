//! The check of a request against the simple settings of the profile: CAs from a CSR, keys, the
//! number of names, key usages and extensions.

use super::input::CheckInput;
use crate::diagnostics::{Field, Source, ViolationKind, Violations};
use crate::key::{KeySpec, KeyType};
use crate::profile::{AcceptedKeys, Profile};
use crate::x509::extension::CustomExtension;

pub(super) fn check(input: &CheckInput<'_>, profile: &Profile, violations: &mut Violations) {
    if input.source == Source::Csr && input.kind.is_ca() && !profile.issues_cas_by_csr() {
        violations.push(Field::CertificateType, ViolationKind::CaByCsr);
    }
    let refused_key = input.key.and_then(|key| refused_key(key, profile.keys(input.kind)));
    if let Some(kind) = refused_key {
        violations.push(Field::Key(input.source), kind);
    }
    if let Some(kind) = input.hash.and_then(|hash| profile.refused_hash(hash)) {
        violations.push(Field::SignatureAlgorithm(Source::Body), kind);
    }
    let found = input.names.names.len();
    let max = match input.source {
        Source::Body => profile.apply_alternative_names(),
        Source::Csr => profile.csr_alternative_names(),
    };
    if found > max {
        let field = Field::AlternativeNames(input.names.source_of_excess(max));
        violations.push(field, ViolationKind::TooMany { found, max });
    }
    // The lists of forms and types are for the names that a CSR asks for, not for those of the CA.
    for (position, name) in input.names.iter().filter(|(position, _)| !input.names.is_own(*position)) {
        if let Some(error) = profile.refused_form(name) {
            let field = Field::alternative_name(Source::Csr, position, name);
            violations.push(field, ViolationKind::Csr(error));
        }
    }
    if !input.key_usages.intersection(profile.withheld_key_usages(input.kind)).is_empty() {
        violations.push(Field::KeyUsages(Source::Body), ViolationKind::CrlSignOfEntity);
    }
    if let Some(allowed) = profile.apply_extensions() {
        let of = CustomExtension::object_identifier;
        for found in input.extensions.iter().map(of).filter(|oid| !allowed.contains(oid)).cloned() {
            let kind = ViolationKind::ExtensionNotAllowed { found, allowed: allowed.into() };
            violations.push(Field::CustomExtensionIdentifier, kind);
        }
    }
}

fn refused_key(key: KeySpec, accepted: &AcceptedKeys) -> Option<ViolationKind> {
    let &AcceptedKeys { ref types, rsa_min_bits: min, rsa_max_bits: max } = accepted;
    if !types.contains(&key.key_type) {
        let accepted = types.iter().copied().map(KeyType::as_str).collect();
        return Some(ViolationKind::KeyType { found: key.key_type.as_str(), accepted });
    }
    let is_out_of_range = key.key_type == KeyType::Rsa && !(min..=max).contains(&key.bits);
    is_out_of_range.then_some(ViolationKind::RsaKeySize { found: key.bits, min, max })
}
