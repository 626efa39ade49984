//! The one place where every request is checked against the issuer, the profile and the time,
//! whatever its form, and even if only a part of it could be read.

use time::UtcDateTime;

use super::names::{Names, check_names, check_own_name, note_names_of_cas};
use super::{profile, rfc};
use crate::diagnostics::{CsrError, Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuer::Issuer;
use crate::key::{HashAlgorithm, KeySpec, KeyType};
use crate::profile::{Profile, ValidityPolicy};
use crate::request::csr::Deviation;
use crate::request::validity::{MaximumValidity, RequestedValidity, ValidityLimits};
use crate::request::{check_alternative_name, faults_of_type};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::name_constraints::NameConstraints;
use crate::x509::validity::Validity;

/// The context in which a request is checked.
#[derive(Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    /// `None` for a root.
    pub(crate) issuer: Option<&'a Issuer>,
    pub(crate) profile: &'a Profile,
    pub(crate) now: UtcDateTime,
}

/// The parts of a request that depend on the context, as far as they could be read.
pub(super) struct CheckInput<'a> {
    /// The source of the key.
    pub(super) source: Source,
    /// The source of the subject, which differs if that of a CSR was replaced (rule C15).
    pub(super) subject_source: Source,
    /// The source of the purposes, likewise.
    pub(super) purposes_source: Source,
    pub(super) kind: BasicConstraints,
    pub(super) validity: RequestedValidity,
    pub(super) subject: Option<&'a DistinguishedName>,
    pub(super) names: Names<'a>,
    /// Whether the request asks for no alternative names.
    pub(super) without_names: bool,
    pub(super) key: Option<KeySpec>,
    /// Whether the request leaves the algorithm of its key to the issuer. Faults that depend on the
    /// algorithm could not be found before.
    pub(super) key_of_issuer: bool,
    /// `None` if it could not be read, if the profile chooses it, or if the signer uses none.
    pub(super) hash: Option<HashAlgorithm>,
    /// The usages to be granted. Empty for those of a CSR, which are granted one by one, if they are
    /// allowed.
    pub(super) key_usages: KeyUsages,
    /// The requested purposes; `None` if they could not be read.
    pub(super) extended_key_usage: Option<&'a ExtendedKeyUsage>,
    /// Empty for a CSR, like the key usages.
    pub(super) extensions: &'a [CustomExtension],
    /// The name constraints of the requested CA. A body cannot ask for them.
    pub(super) name_constraints: Option<&'a NameConstraints>,
    /// The deviations of a CSR from the standard encoding. Empty for a body.
    pub(super) deviations: &'a [Deviation],
}

/// Returns the hash of the signature by a key of this type: the one that is asked for, or else the
/// other one. `None` if the key signs without a separate hash; if one is asked for, a notice says so
/// (rule K2).
pub(super) fn signature_hash(
    signer: Option<KeyType>,
    asked: Option<HashAlgorithm>,
    otherwise: Option<HashAlgorithm>,
    notices: &mut Notices,
) -> Option<HashAlgorithm> {
    let default = signer.map_or(Some(HashAlgorithm::Sha256), KeyType::default_hash);
    if default.is_some() {
        return asked.or(otherwise).or(default);
    }
    if let (Some(asked), Some(signer)) = (asked, signer) {
        let kind = NoticeKind::HashNotUsed { asked: asked.as_str(), key: signer.as_str() };
        notices.push(Field::SignatureAlgorithm(Source::Body), kind);
    }
    None
}

/// The parts of a grant that the check determines.
pub(super) struct Granted {
    /// `None` if there is a violation.
    pub(super) validity: Option<Validity>,
    /// `None` if the purposes could not be read.
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    /// The alternative name added to a request that asks for none.
    pub(super) added_name: Option<SubjectAlternativeName>,
}

impl CheckInput<'_> {
    /// Records every violation and notice, and returns the parts to be granted if there is no
    /// violation.
    pub(super) fn check(
        &self,
        context: CheckContext<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Granted {
        let CheckContext { issuer, profile, now } = context;
        check_deviations(self.deviations, profile, violations, notices);
        profile::check(self, profile, violations);
        self.check_key_usages(violations);
        let purposes = self.grant_purposes(issuer, profile, violations, notices);
        let added_name = self.check_nameless(purposes.as_ref(), profile, violations, notices);
        if profile.conforms_to_rfcs() {
            rfc::check(self, purposes.as_ref(), violations);
        }
        self.check_form_of_names(violations);
        let validity = match issuer {
            None => {
                // A certificate of an end entity that is its own issuer is one for development.
                let max =
                    if self.kind.is_ca() { profile.root_validity() } else { profile.validity(self.kind) };
                self.resolve(max, None, profile, now, violations)
            }
            Some(issuer) => {
                let names = added_name.as_ref().map_or(self.names, Names::added);
                let serves_hosts = self.serves_hosts(purposes.as_ref());
                self.check_against_issuer(issuer, names, serves_hosts, violations, notices);
                self.grant_validity(issuer, profile, now, violations, notices)
            }
        };
        Granted { validity, extended_key_usage: purposes, added_name }
    }

    /// Checks the kind and the names against the issuer. `names` are those that the certificate
    /// would have.
    fn check_against_issuer(
        &self,
        issuer: &Issuer,
        names: Names<'_>,
        serves_hosts: bool,
        violations: &mut Violations,
        notices: &mut Notices,
    ) {
        check_path_length(self.kind, issuer, violations);
        check_own_name(self.subject_source, self.kind, self.subject, issuer, violations, notices);
        check_names(self.subject_source, self.subject, names, serves_hosts, issuer, violations);
        self.note_disputed_common_name(names, serves_hosts, issuer, notices);
        if !self.kind.is_ca() {
            note_names_of_cas(names, issuer, notices);
        }
    }

    /// Returns the validity, limited to the issuer's.
    fn grant_validity(
        &self,
        issuer: &Issuer,
        profile: &Profile,
        now: UtcDateTime,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Validity> {
        check_issuer_validity(issuer, now, violations);
        let (max, earliest) = (profile.validity(self.kind), issuer.validity().not_before);
        let asked = self.resolve(max, Some(earliest), profile, now, violations)?;
        let granted = fit_to_issuer(asked, issuer, profile, now, violations, notices)?;
        note_outlived_ca(granted, issuer, notices);
        Some(granted)
    }

    /// Checks the form of names beyond what their types guarantee (rules S3 and S7). Those of a CSR
    /// were checked when it was read.
    fn check_form_of_names(&self, violations: &mut Violations) {
        let own = self.names.iter().filter(|(position, _)| self.names.is_own(*position));
        for (position, name) in own {
            check_alternative_name(name, |kind| {
                violations.push(self.names.field_of(position, name.form()), kind);
            });
        }
    }

    fn resolve(
        &self,
        max: MaximumValidity,
        earliest: Option<UtcDateTime>,
        profile: &Profile,
        now: UtcDateTime,
        violations: &mut Violations,
    ) -> Option<Validity> {
        let limits = ValidityLimits { now, max, backdating: profile.backdating(), earliest };
        self.validity.resolve(limits, |field, kind| violations.push(field, kind))
    }

    /// Checks the usages against the key that the issuer determines (rule U3).
    fn check_key_usages(&self, violations: &mut Violations) {
        let Some(key) = self.key.filter(|_| self.key_of_issuer && !self.kind.is_ca()) else { return };
        for kind in faults_of_type(self.key_usages, key.key_type) {
            violations.push(Field::KeyUsages(Source::Body), kind);
        }
    }

    /// Whether the granted purposes let the certificate serve as a host's; `false` if they could
    /// not be read.
    fn serves_hosts(&self, purposes: Option<&ExtendedKeyUsage>) -> bool {
        self.kind == BasicConstraints::EndEntity && purposes.is_some_and(ExtendedKeyUsage::may_serve_tls)
    }

    /// Notes the common name of an end entity without a DNS name if verifiers disagree on it.
    fn note_disputed_common_name(
        &self,
        names: Names<'_>,
        serves_hosts: bool,
        issuer: &Issuer,
        notices: &mut Notices,
    ) {
        let counts = self.kind == BasicConstraints::EndEntity && !names.has_dns_name();
        let is_disputed = |subject| issuer.name_constraints().is_common_name_disputed(subject, serves_hosts);
        if counts && self.subject.is_some_and(is_disputed) {
            let field = Field::SubjectAttribute(self.subject_source, AttributeType::CommonName);
            notices.push(field, NoticeKind::CommonNameUnderDnsConstraints);
        }
    }
}

/// Returns the requested validity if it lies within the issuer's, or the validity to which the
/// profile changes it (rule V6).
fn fit_to_issuer(
    asked: Validity,
    issuer: &Issuer,
    profile: &Profile,
    now: UtcDateTime,
    violations: &mut Violations,
    notices: &mut Notices,
) -> Option<Validity> {
    let Validity { not_before, not_after } = issuer.validity();
    let granted =
        Validity { not_before: asked.not_before.max(not_before), not_after: asked.not_after.min(not_after) };
    if granted == asked {
        return Some(granted);
    }
    let over = granted.not_after < granted.not_before || granted.not_after < now.truncate_to_second();
    // Who asks for no expiration cannot renew (rule V8).
    let expires = granted.expires() && !asked.expires();
    if profile.validity_policy() == ValidityPolicy::Reject || over || expires {
        let kind = ViolationKind::OutsideIssuerValidity { not_before, not_after };
        violations.push(Field::Validity, kind);
        return None;
    }
    if granted.not_after != asked.not_after {
        notices.push(Field::Validity, NoticeKind::NotAfterTruncated(granted.not_after));
    }
    if granted.not_before != asked.not_before {
        notices.push(Field::Validity, NoticeKind::NotBeforeRaised(granted.not_before));
    }
    Some(granted)
}

/// Notes a certificate that outlives a CA above its issuer (rule V9): of several CAs, the one that
/// expires first.
fn note_outlived_ca(granted: Validity, issuer: &Issuer, notices: &mut Notices) {
    let first = issuer.above().min_by_key(|(_, validity)| validity.not_after);
    if let Some((certificate, Validity { not_after, .. })) = first
        && not_after < granted.not_after
    {
        let certificate = certificate.clone();
        notices.push(Field::Validity, NoticeKind::OutlivesCa { certificate, not_after });
    }
}

/// Records each deviation of a CSR from the standards as a violation or a notice, as the profile
/// demands (rule C2).
fn check_deviations(
    deviations: &[Deviation],
    profile: &Profile,
    violations: &mut Violations,
    notices: &mut Notices,
) {
    for Deviation { field, deviation } in deviations {
        if profile.demands_strict_csrs() {
            let kind = ViolationKind::Csr(CsrError::Deviation(*deviation));
            violations.push(field.clone(), kind);
        } else {
            notices.push(field.clone(), NoticeKind::Encoding(*deviation));
        }
    }
}

/// Checks the path length: an issuer of path length 0 issues no CA, one of path length n only CAs
/// of at most n − 1 (rule A2).
pub(crate) fn check_path_length(kind: BasicConstraints, issuer: &Issuer, violations: &mut Violations) {
    let (BasicConstraints::Ca { path_length: Some(asked) }, Some(limit)) = (kind, issuer.path_length())
    else {
        return;
    };
    if asked >= limit {
        // A requested path length is at most 6, and so is a limit that excludes it.
        let [issuer, asked] = [limit, asked].map(|length| length.try_into().unwrap_or(u8::MAX));
        let kind = ViolationKind::IssuerPathLength { issuer, asked };
        violations.push(Field::PathLength, kind);
    }
}

/// Checks that the issuer is valid at the time of issuing (rule V6), and so is every CA above it
/// (rule V9).
pub(crate) fn check_issuer_validity(issuer: &Issuer, now: UtcDateTime, violations: &mut Violations) {
    let own = issuer.validity();
    if !own.contains(now) {
        let Validity { not_before, not_after } = own;
        let kind = ViolationKind::IssuerNotValid { now, not_before, not_after };
        violations.push(Field::Validity, kind);
    }
    for (certificate, validity) in issuer.above().filter(|(_, validity)| !validity.contains(now)) {
        let (certificate, Validity { not_before, not_after }) = (certificate.clone(), validity);
        let kind = ViolationKind::ChainNotValid { certificate, now, not_before, not_after };
        violations.push(Field::Validity, kind);
    }
}
