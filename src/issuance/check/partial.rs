//! From requests without a CSR to their grants.

use time::UtcDateTime;

use super::duplicates::granted_names;
use super::input::{CheckContext, CheckInput, Granted, signature_hash};
use super::names::Names;
use crate::diagnostics::{CsrError, Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuance::{CertificateFields, Error, Grant};
use crate::issuer::Issuer;
use crate::key::{KeySpec, KeyType, RequestedKey, SignatureAlgorithm, SubjectKey};
use crate::profile::Profile;
use crate::request::{
    EndEntityRequest, PartialRequest, RootRequest, SubordinateRequest, check_subject_value,
};
use crate::x509::extension::{KeyUsage, KeyUsages};
use crate::x509::name::DistinguishedName;

impl<K: RequestedKey> EndEntityRequest<K> {
    /// Checks the request against the issuer, the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn check(
        &self,
        issuer: &Issuer,
        profile: &Profile,
        now: UtcDateTime,
    ) -> Result<Grant<K::Key>, Error> {
        self.as_partial().decide_below(issuer, profile, now, &self.notices)
    }
}

impl<K: RequestedKey> SubordinateRequest<K> {
    /// Checks the request against the issuer, the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn check(
        &self,
        issuer: &Issuer,
        profile: &Profile,
        now: UtcDateTime,
    ) -> Result<Grant<K::Key>, Error> {
        self.as_partial().decide_below(issuer, profile, now, &self.notices)
    }
}

impl<K: SubjectKey> RootRequest<K> {
    /// Checks the request against the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn check(&self, profile: &Profile, now: UtcDateTime) -> Result<Grant<K>, Error> {
        let context = CheckContext { issuer: None, profile, now };
        decide(&self.notices, |violations, notices| {
            self.as_partial().check_without_issuer(context, violations, notices)
        })
    }
}

impl<K: SubjectKey> EndEntityRequest<K> {
    /// Checks the request as one for a self-signed certificate, which needs an alternative name.
    pub(crate) fn check_self_signed(&self, profile: &Profile, now: UtcDateTime) -> Result<Grant<K>, Error> {
        let context = CheckContext { issuer: None, profile, now };
        decide(&self.notices, |violations, notices| {
            if self.params.alternative_names().is_empty() {
                violations.push(Field::AlternativeNames(Source::Body), ViolationKind::NoAlternativeName);
            }
            self.as_partial().check_without_issuer(context, violations, notices)
        })
    }
}

/// Returns the grant of a request, or every violation. `notices` are those of the request itself.
pub(super) fn decide<K>(
    notices: &Notices,
    check: impl FnOnce(&mut Violations, &mut Notices) -> Option<Grant<K>>,
) -> Result<Grant<K>, Error> {
    let (mut violations, mut notices) = (Violations::new(), notices.clone());
    let grant = check(&mut violations, &mut notices);
    Ok(violations.unless_any(grant)?)
}

impl<K: RequestedKey> PartialRequest<'_, K> {
    /// Returns the grant below this issuer, or every violation. `notices` are those of the request.
    fn decide_below(
        self,
        issuer: &Issuer,
        profile: &Profile,
        now: UtcDateTime,
        notices: &Notices,
    ) -> Result<Grant<K::Key>, Error> {
        let context = CheckContext { issuer: Some(issuer), profile, now };
        decide(notices, |violations, notices| self.check_below_issuer(context, violations, notices))
    }

    /// Returns the grant below the issuer; `None` if there is a violation, or if the context has no
    /// issuer.
    pub(crate) fn check_below_issuer(
        self,
        context: CheckContext<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Grant<K::Key>> {
        let issuer = context.issuer?;
        let key = self.key.map(|key| key.below(issuer.public_key()));
        self.check(key, context, violations, notices)
    }

    /// Checks the request. `key` is its key, now that the issuer is known.
    fn check(
        self,
        key: Option<K::Key>,
        context: CheckContext<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Grant<K::Key>> {
        let CheckContext { issuer, profile, .. } = context;
        if let Some(subject) = self.subject {
            self.check_subject(subject, violations);
        }
        // A request for the empty name asks for no attributes at all.
        let inherits = |subject: &DistinguishedName| {
            self.inherits_subject && profile.inherits_subject() && !subject.is_empty()
        };
        let above = |subject| issuer.map(Issuer::subject).filter(|_| inherits(subject));
        let subject = self.subject.map(|subject| subject.inheriting(above(subject)));
        let spec = key.as_ref().map(KeySpec::of);
        let signer = issuer.map(|issuer| issuer.public_key().key_type()).or(spec.map(|key| key.key_type));
        let of_issuer = issuer.and_then(Issuer::signature_hash);
        let hash = self.hash.and_then(|hash| signature_hash(signer, hash.named(), of_issuer, notices));
        let key_usages = match spec {
            Some(key) if self.key_usages.is_empty() => profile.default_key_usages(self.kind, key.key_type),
            _ => self.key_usages,
        };
        // Without a name it cannot sign CRLs (RFC 5280 §4.1.2.6).
        if self.subject.is_some_and(DistinguishedName::is_empty)
            && !self.kind.is_ca()
            && key_usages.contains(KeyUsage::CrlSign)
        {
            violations.push(Field::KeyUsages(Source::Body), ViolationKind::CrlSignOfEntity);
        }
        if let Some(key) = spec {
            note_rsa_key_agreement(key_usages, key.key_type, Source::Body, notices);
        }
        let input = CheckInput {
            source: Source::Body,
            subject_source: Source::Body,
            purposes_source: Source::Body,
            kind: self.kind,
            validity: self.validity,
            subject: subject.as_ref(),
            names: Names::read(&self.alternative_names, self.refused_names),
            without_names: self.has_all_names && self.alternative_names.is_empty(),
            key: spec,
            key_of_issuer: self.key.is_some_and(|key| key.known_type().is_none()),
            hash,
            key_usages,
            extended_key_usage: self.extended_key_usage,
            extensions: self.extensions,
            name_constraints: self.name_constraints,
            deviations: &[],
        };
        let Granted { validity, extended_key_usage, added_name } = input.check(context, violations, notices);
        let alternative_names =
            self.has_all_names.then(|| granted_names(&self.alternative_names, added_name));
        Some(Grant {
            key: key?,
            fields: CertificateFields {
                issuer: issuer.cloned(),
                signature_algorithm: self
                    .hash
                    .and(signer)
                    .map(|signer| SignatureAlgorithm::with_hash_or_default(signer, hash))?,
                validity: validity?,
                key_usages,
                extended_key_usage: extended_key_usage?,
                basic_constraints: self.kind,
                alternative_names: alternative_names?,
                name_constraints: self.name_constraints.cloned(),
                extensions: self.extensions.to_vec(),
                notices: core::mem::take(notices),
                subject: subject?,
            },
        })
    }
}

impl<K> PartialRequest<'_, K> {
    /// Checks the requested subject. Only an end entity with alternative names can have none (rules
    /// N6 and S6). A subject that was given in DER can hold anything, so it is checked like that of a
    /// CSR (rule C5), but its values need not be text.
    fn check_subject(&self, subject: &DistinguishedName, violations: &mut Violations) {
        if subject.is_empty() {
            let is_nameless = self.has_all_names && self.alternative_names.is_empty();
            let error = match self.kind.is_ca() {
                true => Some(CsrError::EmptySubject),
                false => is_nameless.then_some(CsrError::NoName),
            };
            if let Some(error) = error {
                violations.push(Field::Subject(Source::Body), error.into());
            }
        } else {
            check_subject_value(subject, violations);
        }
    }
}

impl<K: SubjectKey> PartialRequest<'_, K> {
    /// Returns the grant of a certificate that is its own issuer: a root, or a self-signed one;
    /// `None` if there is a violation.
    pub(crate) fn check_without_issuer(
        self,
        context: CheckContext<'_>,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<Grant<K>> {
        let key = self.key.cloned();
        self.check(key, CheckContext { issuer: None, ..context }, violations, notices)
    }
}

/// Notes keyAgreement for an RSA key, which RFC 3279 §2.3.1 does not list (rule C8).
pub(super) fn note_rsa_key_agreement(
    usages: KeyUsages,
    key_type: KeyType,
    source: Source,
    notices: &mut Notices,
) {
    if usages.intersection(key_type.key_use().unlisted()).contains(KeyUsage::KeyAgreement) {
        notices.push(Field::KeyUsages(source), NoticeKind::KeyAgreementWithRsaKey);
    }
}
