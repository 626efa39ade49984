//! From the claims of a CSR to its grant (rules C6, C8–C12).

use alloc::vec::Vec;

use time::UtcDateTime;

use super::csr_names::grantable_names;
use super::duplicates::granted_names;
use super::input::{CheckContext, CheckInput, Granted, signature_hash};
use super::names::Names;
use super::partial::{decide, note_rsa_key_agreement};
use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuance::{CertificateFields, Error, Grant};
use crate::issuer::Issuer;
use crate::key::{KeySpec, KeyType, KeyUse, PublicKey, SignatureAlgorithm};
use crate::profile::Profile;
use crate::request::csr::{Csr, Requested, RequestedExtension};
use crate::request::{
    CertificateType, Claimed, CsrRequest, GrantedParts, OF_A_CA, PartialCsrRequest, Replacements,
    check_subject_value, rfc_faults,
};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::name_constraints::names_host;
use crate::x509::oid;

impl CsrRequest {
    /// Checks the request against the issuer, the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn check(
        &self,
        issuer: &Issuer,
        profile: &Profile,
        now: UtcDateTime,
    ) -> Result<Grant<PublicKey>, Error> {
        let context = CheckContext { issuer: Some(issuer), profile, now };
        decide(&self.notices, |violations, notices| {
            self.check_alone(violations);
            self.as_partial().check_below_issuer(context, violations, notices)
        })
    }
}

impl PartialCsrRequest<'_> {
    /// Returns the grant below the issuer; `None` if there is a violation, or if the context has no
    /// issuer.
    pub(crate) fn check_below_issuer(
        &self,
        context: CheckContext<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Grant<PublicKey>> {
        let CheckContext { issuer: Some(issuer), profile, .. } = context else { return None };
        let kind = self.certificate_type.basic_constraints();
        let replacements = self.replacements;
        let subject_of_csr = self.claims.and_then(|claims| claims.subject);
        let subject = replacements.subject.as_ref().or(subject_of_csr);
        let public_key = self.claims.and_then(|claims| claims.public_key);
        let requested = self.claims.map(|claims| claims.requested);
        let complete = self.claims.filter(|claims| replacements.are_extensions_complete(*claims));
        let complete = complete.map(|claims| claims.requested);
        if let Some(claims) = self.claims {
            notices.append(&claims.remarks.notices);
        }
        let key_usages = replacements.key_usages.unwrap_or_default();
        check_replacements(replacements, subject, kind, profile, violations);
        let mut names = requested
            .filter(|_| !replacements.replaces_names())
            .map(|requested| {
                let set = replacements.set_names();
                grantable_names(requested, set, kind, subject, issuer, profile, notices)
            })
            .unwrap_or_default();
        if !replacements.set_names().is_empty() {
            names.names = [&names.names, replacements.set_names()].concat().into();
        }
        // Names after those of the CSR are the CA's.
        let names_of_csr = match requested {
            _ if replacements.replaces_names() => 0,
            Some(requested) if !replacements.set_names().is_empty() => {
                requested.names_found.min(Csr::MAX_ALTERNATIVE_NAMES)
            }
            _ => usize::MAX,
        };
        let signer = issuer.public_key().key_type();
        let hash = signature_hash(Some(signer), self.hash, Some(profile.csr_hash()), notices);
        let input = CheckInput {
            source: Source::Csr,
            subject_source: replacements.subject_source(),
            purposes_source: replacements.purposes_source(),
            kind,
            validity: self.validity,
            subject,
            names: Names::read(&names.names, &names.refused).of_csr_before(names_of_csr),
            without_names: complete.is_some_and(|requested| replacements.without_names(requested)),
            key: public_key.map(KeySpec::of),
            key_of_issuer: false,
            // A checked profile grants its own hash.
            hash: self.hash.and(hash),
            // Those of the CSR are granted below, as far as they are allowed.
            key_usages,
            extended_key_usage: match &replacements.extended_key_usage {
                Some(usage) => Some(usage),
                None => complete.map(|requested| &requested.extended_key_usage),
            },
            extensions: &[],
            name_constraints: self.name_constraints,
            deviations: self.claims.map_or(&[], |claims| &claims.remarks.deviations),
        };
        let Granted { validity, extended_key_usage, added_name } = input.check(context, violations, notices);
        if let Some(requested) = requested {
            let has_name_constraints = self.takes_name_constraints || self.name_constraints.is_some();
            check_limits_of_ca(requested, kind, has_name_constraints, violations);
            if let Some(key) = public_key.filter(|_| replacements.key_usages.is_none()) {
                check_limits_of_key_agreement(requested, kind, key.key_type(), profile, violations);
            }
        }
        let (requested, subject, public_key) = (complete?, subject?, public_key?);
        if let Some(BasicConstraints::Ca { path_length: Some(_) }) = requested.basic_constraints {
            notices.push(Field::CsrBasicConstraints, NoticeKind::PathLengthInCsr);
        }
        let key_type = public_key.key_type();
        let key_usages = match replacements.key_usages {
            Some(set) => usages_or_default(set, kind, key_type, Source::Body, profile, notices),
            None => {
                let asked = requested.key_usages.unwrap_or_default();
                grant_key_usages(asked, kind, key_type, subject, profile, notices)
            }
        };
        let extensions = grant_extensions(&requested.other_extensions, profile, notices);
        let (alternative_names, extended_key_usage) =
            (granted_names(&names.names, added_name), extended_key_usage?);
        let claimed = Claimed { subject: subject_of_csr?, requested, faults: self.claims?.faults };
        let granted =
            GrantedParts { names: &alternative_names, key_usages, extended_key_usage: &extended_key_usage };
        for (field, kind) in replacements.left_out(claimed, granted) {
            notices.push(field, NoticeKind::Replaced(kind));
        }
        if replacements.replaces_names()
            && replacements.subject.is_none()
            && is_named_by_common_name(subject, &alternative_names, kind, &extended_key_usage)
        {
            let field = Field::SubjectAttribute(Source::Csr, AttributeType::CommonName);
            notices.push(field, NoticeKind::CommonNameAsHost);
        }
        Some(Grant {
            key: public_key.clone(),
            fields: CertificateFields {
                issuer: Some(issuer.clone()),
                signature_algorithm: SignatureAlgorithm::with_hash_or_default(signer, hash),
                subject: subject.clone(),
                validity: validity?,
                key_usages,
                extended_key_usage,
                basic_constraints: kind,
                alternative_names,
                name_constraints: self.name_constraints.cloned(),
                extensions,
                notices: core::mem::take(notices),
            },
        })
    }
}

/// Checks the parts that the CA set, beyond what is checked of every request. `subject` is that of
/// the certificate.
fn check_replacements(
    replacements: &Replacements,
    subject: Option<&DistinguishedName>,
    kind: BasicConstraints,
    profile: &Profile,
    violations: &mut Violations,
) {
    if let Some(subject) = &replacements.subject {
        check_subject_value(subject, violations);
    }
    let signs_crls = replacements.key_usages.is_some_and(|usages| usages.contains(KeyUsage::CrlSign));
    // Otherwise the profile refuses the usage.
    let may_sign_crls = profile.withheld_key_usages(kind).is_empty();
    if signs_crls && may_sign_crls && subject.is_some_and(DistinguishedName::is_empty) {
        // A CRL issuer must have a name (RFC 5280 §4.1.2.6).
        violations.push(Field::KeyUsages(Source::Body), ViolationKind::CrlSignOfEntity);
    }
}

impl CertificateType {
    pub(crate) fn basic_constraints(self) -> BasicConstraints {
        match self {
            Self::EntityCert => BasicConstraints::EndEntity,
            Self::IntermediateCa(length) => BasicConstraints::subordinate_ca(length),
        }
    }
}

/// Returns the requested usages that the kind and the key can have, or the default (rules C8 and
/// C9).
fn grant_key_usages(
    asked: KeyUsages,
    kind: BasicConstraints,
    key_type: KeyType,
    subject: &DistinguishedName,
    profile: &Profile,
    notices: &mut Notices,
) -> KeyUsages {
    let mut grantable = grantable_key_usages(kind, key_type, subject);
    grantable = grantable.difference(profile.withheld_key_usages(kind));
    if profile.conforms_to_rfcs() {
        grantable = grantable.difference(key_type.key_use().unlisted());
    }
    for usage in asked.difference(grantable).iter() {
        notices.push(Field::KeyUsages(Source::Csr), NoticeKind::KeyUsageNotGranted(usage.as_str()));
    }
    let granted = asked.intersection(grantable);
    if granted.is_empty() && !asked.is_empty() {
        // Leaving the extension out would allow every usage.
        notices.push(Field::KeyUsages(Source::Csr), NoticeKind::DefaultKeyUsages);
    }
    usages_or_default(granted, kind, key_type, Source::Csr, profile, notices)
}

/// Returns these usages, or the default if there are none (rule C8).
fn usages_or_default(
    usages: KeyUsages,
    kind: BasicConstraints,
    key_type: KeyType,
    source: Source,
    profile: &Profile,
    notices: &mut Notices,
) -> KeyUsages {
    let usages = match kind {
        _ if !usages.is_empty() => usages,
        BasicConstraints::EndEntity => profile.csr_key_usages(key_type),
        BasicConstraints::Ca { .. } => profile.ca_key_usages(key_type),
    };
    note_rsa_key_agreement(usages, key_type, source, notices);
    usages
}

/// Returns whether verifiers that find no dNSName take the common name for that of the host (rule
/// A3).
fn is_named_by_common_name(
    subject: &DistinguishedName,
    names: &[SubjectAlternativeName],
    kind: BasicConstraints,
    purposes: &ExtendedKeyUsage,
) -> bool {
    !kind.is_ca() && purposes.may_serve_tls() && !Names::of(names).has_dns_name() && names_host(subject)
}

/// Returns the usages that the kind and the key can have. Whether keyCertSign fits the kind was
/// checked before.
pub(crate) fn grantable_key_usages(
    kind: BasicConstraints,
    key_type: KeyType,
    subject: &DistinguishedName,
) -> KeyUsages {
    let all = KeyUsages::of(&KeyUsage::ALL);
    let usages = match kind {
        BasicConstraints::Ca { .. } => OF_A_CA,
        BasicConstraints::EndEntity => all.difference(key_type.key_use().forbidden()),
    };
    // A CRL issuer must have a name (RFC 5280 §4.1.2.6).
    let without_name = if subject.is_empty() { KeyUsages::of(&[KeyUsage::CrlSign]) } else { KeyUsages::NONE };
    usages.difference(without_name)
}

/// Refuses encipherOnly together with decipherOnly (RFC 3279 §2.3.5). Each limits keyAgreement, so
/// neither can be left out.
fn check_limits_of_key_agreement(
    requested: &Requested,
    kind: BasicConstraints,
    key_type: KeyType,
    profile: &Profile,
    violations: &mut Violations,
) {
    if kind.is_ca() || key_type.key_use() != KeyUse::Agreement || !profile.conforms_to_rfcs() {
        return;
    }
    for fault in rfc_faults(requested.key_usages.unwrap_or_default(), key_type) {
        violations.push(Field::KeyUsages(Source::Csr), fault);
    }
}

/// Refuses a CA that asks to be limited but would not be: without the extension, it could do more
/// than it asked for. Name constraints can be set on the request instead.
fn check_limits_of_ca(
    requested: &Requested,
    kind: BasicConstraints,
    has_name_constraints: bool,
    violations: &mut Violations,
) {
    if !kind.is_ca() {
        return;
    }
    for oid in requested.other_extensions.iter().map(|extension| &extension.oid) {
        let is_lost = match oid.as_content() {
            oid::NAME_CONSTRAINTS => !has_name_constraints,
            oid::POLICY_CONSTRAINTS | oid::INHIBIT_ANY_POLICY => true,
            _ => false,
        };
        if is_lost {
            violations
                .push(Field::CsrExtension(oid.clone()), ViolationKind::LimitOfCaNotGranted(oid.clone()));
        }
    }
}

fn grant_extensions(
    asked: &[RequestedExtension],
    profile: &Profile,
    notices: &mut Notices,
) -> Vec<CustomExtension> {
    let mut granted = Vec::new();
    for requested in asked {
        let oid = &requested.oid;
        // RFC 7633 §4: it should not be critical.
        let critical = requested.critical && oid.as_content() != oid::TLS_FEATURE;
        let copied = profile
            .copies_from_csr(oid)
            .then(|| CustomExtension::new(oid.clone(), critical, requested.value.clone()).ok())
            .flatten()
            .filter(|extension| !profile.conforms_to_rfcs() || extension.conforms_to_rfcs());
        match copied {
            Some(extension) => {
                if critical != requested.critical {
                    let kind = NoticeKind::CriticalNotGranted(oid.clone());
                    notices.push(Field::CsrExtension(oid.clone()), kind);
                }
                granted.push(extension);
            }
            None => {
                notices.push(Field::CsrExtension(oid.clone()), NoticeKind::ExtensionNotGranted(oid.clone()));
            }
        }
    }
    granted
}
