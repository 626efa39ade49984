//! What of a request depends on the issuer, the profile and the time: validity and path length (rules
//! V1–V7, A2), and what an operator can set.

use alloc::format;
use alloc::string::String;

use time::UtcDateTime;

use super::{profile, rfc};
use crate::csr::pointer;
use crate::error::{Code, NameForm, NoticeKind, Notices, ViolationKind, Violations};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsages};
use crate::issuer::Issuer;
use crate::key::{HashAlgorithm, KeyProperties};
use crate::name::{ConstrainedField, Name, NameConstraints, SubjectAlternativeName};
use crate::profile::{Profile, ValidityPolicy};
use crate::validity::{MaximumValidity, Period, Validity};

/// What a request is checked against.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    /// `None` for a root.
    pub(crate) issuer: Option<&'a Issuer>,
    pub(crate) profile: &'a Profile,
    pub(crate) now: UtcDateTime,
}

/// What of a request is checked against its circumstances, as far as it could be read.
pub(crate) struct Terms<'a> {
    pub(crate) place: Place,
    pub(crate) kind: BasicConstraints,
    pub(crate) validity: &'a Validity,
    pub(crate) subject: Option<&'a Name>,
    pub(crate) names: Names<'a>,
    /// Whether the request asks for no alternative name at all.
    pub(crate) without_names: bool,
    pub(crate) key: Option<KeyProperties>,
    /// `None` also where the profile chooses it.
    pub(crate) hash: Option<HashAlgorithm>,
    /// Those that would be granted; none of a CSR, which is granted what is allowed.
    pub(crate) key_usages: KeyUsages,
    /// As for the key usages.
    pub(crate) extended_key_usage: &'a ExtendedKeyUsage,
    /// Whether the certificate may be taken for a TLS server's, by the purposes that are granted; not where they could
    /// not be read.
    pub(crate) serves_tls: bool,
    /// As for the key usages.
    pub(crate) extensions: &'a [Extension],
    /// Those that the CA asked for would have; no body asks for them.
    pub(crate) name_constraints: Option<&'a NameConstraints>,
}

/// The alternative names of a request, as far as they could be read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Names<'a> {
    pub(crate) names: &'a [SubjectAlternativeName],
    /// Where those stood that could not be read, from the first to the last.
    pub(crate) refused: &'a [usize],
}

impl<'a> Names<'a> {
    /// Names that could all be read.
    pub(crate) fn of(names: &'a [SubjectAlternativeName]) -> Self {
        Self { names, refused: &[] }
    }

    /// Each name with its position in the request.
    pub(crate) fn iter(self) -> impl Iterator<Item = (usize, &'a SubjectAlternativeName)> + Clone {
        (0..).filter(move |position| !self.refused.contains(position)).zip(self.names)
    }
}

/// Where the names of a request stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Csr,
}

impl Terms<'_> {
    /// The validity that is granted, or `None` beside what was recorded.
    pub(crate) fn check(
        &self,
        circumstances: Circumstances<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Period> {
        let Circumstances { issuer, profile, now } = circumstances;
        profile::check(self, profile, violations);
        if profile.conforms_to_rfcs() {
            rfc::check(self, violations);
        }
        self.check_form_of_names(violations);
        let Some(issuer) = issuer else { return self.resolve(profile.root_validity(), now, violations) };
        check_path_length(self.kind, issuer, violations);
        check_own_name(self.place, self.kind, self.subject, issuer, violations, notices);
        check_names(self.place, self.subject, self.names.iter(), self.serves_hosts(), issuer, violations);
        self.note_disputed_common_name(issuer, notices);
        check_issuer_validity(issuer, now, violations);
        let Period { not_before, not_after } = issuer.validity();
        let asked = self.resolve(profile.validity(self.kind), now, violations)?;
        let granted = Period {
            not_before: asked.not_before.max(not_before),
            not_after: asked.not_after.min(not_after),
        };
        if granted == asked {
            return Some(granted);
        }
        let over = granted.not_after < granted.not_before || granted.not_after < now.truncate_to_second();
        if profile.validity_policy() == ValidityPolicy::Reject || over {
            let kind = ViolationKind::OutsideIssuerValidity { not_before, not_after };
            violations.push("/validity", Code::Validity, kind);
            return None;
        }
        if granted.not_after != asked.not_after {
            notices.push("/validity", NoticeKind::NotAfterTruncated(granted.not_after));
        }
        if granted.not_before != asked.not_before {
            notices.push("/validity", NoticeKind::NotBeforeRaised(granted.not_before));
        }
        Some(granted)
    }

    /// What no type excludes (rule S3).
    fn check_form_of_names(&self, violations: &mut Violations) {
        for (position, name) in self.names.iter() {
            if let Err(kind) = name.check() {
                let pointer = self.place.pointer(ConstrainedField::AlternativeName(position));
                violations.push(pointer, Code::IpAddress, kind);
            }
        }
    }

    fn resolve(&self, max: MaximumValidity, now: UtcDateTime, violations: &mut Violations) -> Option<Period> {
        self.validity.resolve(now, max, |member, kind| {
            violations.push(format!("/validity{member}"), Code::Validity, kind);
        })
    }

    /// Whether the certificate may be taken for that of a host.
    fn serves_hosts(&self) -> bool {
        self.kind == BasicConstraints::EndEntity && self.serves_tls
    }

    /// The common name of an end entity without a DNS name, of which verifiers make different things.
    fn note_disputed_common_name(&self, issuer: &Issuer, notices: &mut Notices) {
        let is_dns_name = |name: &SubjectAlternativeName| matches!(name, SubjectAlternativeName::Dns(_));
        let counts =
            self.kind == BasicConstraints::EndEntity && !self.names.iter().any(|(_, name)| is_dns_name(name));
        let is_disputed =
            |subject| issuer.name_constraints().is_common_name_disputed(subject, self.serves_hosts());
        if counts && self.subject.is_some_and(is_disputed) {
            let pointer = self.place.pointer(ConstrainedField::CommonName);
            notices.push(pointer, NoticeKind::CommonNameUnderDnsConstraints);
        }
    }
}

/// An issuer of path length 0 issues no CA; one of path length n, CAs of at most n − 1 (rule A2).
pub(crate) fn check_path_length(kind: BasicConstraints, issuer: &Issuer, violations: &mut Violations) {
    let (BasicConstraints::Ca { path_length: Some(asked) }, Some(limit)) = (kind, issuer.path_length())
    else {
        return;
    };
    if asked >= limit {
        // Path lengths that are asked for are at most 6, and so is a limit that stops one.
        let kind = ViolationKind::IssuerPathLength { issuer: limit as u8, asked: asked as u8 };
        violations.push("/path_length", Code::PathLength, kind);
    }
}

/// No end entity bears the name of the issuer or of a CA above it: by the name alone verifiers would take it for that
/// CA, for a signer of its CRLs say (RFC 5280 §4.1.2.6, §6.3.3). A CA can, for a new key of the issuer itself
/// (§3.2), with a notice (rule A8).
pub(crate) fn check_own_name(
    place: Place,
    kind: BasicConstraints,
    subject: Option<&Name>,
    issuer: &Issuer,
    violations: &mut Violations,
    notices: &mut Notices,
) {
    let Some(subject) = subject else { return };
    let Some(position) = issuer.ca_names().position(subject) else { return };
    let pointer = place.pointer(ConstrainedField::Subject);
    match (kind.is_ca(), position) {
        (true, 0) => notices.push(pointer, NoticeKind::SelfIssued),
        (true, _) => notices.push(pointer, NoticeKind::NameOfCaAbove),
        (false, 0) => violations.push(pointer, Code::DistinguishedName, ViolationKind::SubjectOfIssuer),
        (false, position) => {
            violations.push(pointer, Code::DistinguishedName, ViolationKind::SubjectOfCaAbove { position });
        }
    }
}

/// The issuer must be valid at the time of issuing (rule V6).
pub(crate) fn check_issuer_validity(issuer: &Issuer, now: UtcDateTime, violations: &mut Violations) {
    let own = issuer.validity();
    if !own.contains(now) {
        let Period { not_before, not_after } = own;
        let kind = ViolationKind::IssuerNotValid { now, not_before, not_after };
        violations.push("/validity", Code::Validity, kind);
    }
}

/// The name constraints of the issuer and of every CA above it (rule A3). Common names count where the certificate
/// `serves_hosts`.
pub(crate) fn check_names<'a>(
    place: Place,
    subject: Option<&Name>,
    names: impl Iterator<Item = (usize, &'a SubjectAlternativeName)> + Clone,
    serves_hosts: bool,
    issuer: &Issuer,
    violations: &mut Violations,
) {
    let (found, most) = (names.clone().count(), issuer.name_constraints().most_names());
    let attributes = subject.map_or(1, |subject| subject.attributes().count().max(1));
    if attributes > most {
        let kind = ViolationKind::TooMany { found: attributes, max: most };
        return violations.push(place.pointer(ConstrainedField::Subject), Code::DistinguishedName, kind);
    }
    let max = most - attributes;
    if found > max {
        return violations.push(place.names(), Code::Parameter, ViolationKind::TooMany { found, max });
    }
    issuer.name_constraints().check(subject, names, serves_hosts, |field, kind| {
        let code = match &kind {
            _ if !matches!(field, ConstrainedField::AlternativeName(_)) => Code::DistinguishedName,
            ViolationKind::NameConstraint { form: NameForm::Dns, .. } => Code::DnsName,
            ViolationKind::NameConstraint { form: NameForm::Ip, .. } => Code::IpAddress,
            _ => Code::Parameter,
        };
        violations.push(place.pointer(field), code, kind);
    });
}

impl Place {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Body => "/key_algorithm",
            Self::Csr => pointer::PUBLIC_KEY,
        }
    }

    pub(super) fn names(self) -> &'static str {
        match self {
            Self::Body => "/subject_alternative_names",
            Self::Csr => pointer::ALTERNATIVE_NAMES,
        }
    }

    pub(super) fn pointer(self, field: ConstrainedField) -> String {
        match (self, field) {
            (Self::Body, ConstrainedField::AlternativeName(position)) => {
                format!("{}/{position}/value", self.names())
            }
            (Self::Csr, ConstrainedField::AlternativeName(position)) => {
                format!("{}/{position}", self.names())
            }
            (Self::Body, ConstrainedField::CommonName) => "/distinguished_name/common_name".into(),
            (Self::Body, _) => "/distinguished_name".into(),
            (Self::Csr, _) => pointer::SUBJECT.into(),
        }
    }
}
