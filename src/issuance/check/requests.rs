//! From the requests that are no CSRs to their grants.

use time::UtcDateTime;

use super::duplicates::granted_names;
use super::names::Names;
use super::place::Place;
use super::terms::{Circumstances, Granted, Terms};
use crate::diagnostics::{Error, ErrorCode, NoticeKind, Notices, ViolationKind, Violations};
use crate::issuance::{Contents, Grant};
use crate::issuer::Issuer;
use crate::key::{Internal, KeyFamily, KeyProperties, RequestedKey, SubjectKey};
use crate::profile::Profile;
use crate::request::{CertificateParams, EndEntityRequest, RootRequest, SubordinateRequest};
use crate::x509::extension::{BasicConstraints, KeyUsage, KeyUsages};
use crate::x509::name::{DistinguishedName, DistinguishedNameError, check_copied_name};
use crate::x509::name_constraints::{ConstrainedField, NameConstraints};

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
        let mut notices = self.notices.clone();
        let key = self.params.key.below(issuer.public_key(), Internal(()));
        let family = key.family();
        let key_usages =
            if self.key_usages.is_empty() { profile.apply_key_usages(family) } else { self.key_usages };
        note_rsa_key_agreement(key_usages, family, "/key_usages", &mut notices);
        let kind = BasicConstraints::EndEntity;
        let circumstances = Circumstances { issuer: Some(issuer), profile, now };
        check(&self.params, key, kind, key_usages, None, circumstances, notices)
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
        let key = self.params.key.below(issuer.public_key(), Internal(()));
        let kind = BasicConstraints::Ca { path_length: Some(self.path_length.get().into()) };
        let circumstances = Circumstances { issuer: Some(issuer), profile, now };
        let key_usages =
            if self.key_usages.is_empty() { profile.ca_key_usages(key.family()) } else { self.key_usages };
        let notices = self.notices.clone();
        let constraints = self.name_constraints.as_ref();
        check(&self.params, key, kind, key_usages, constraints, circumstances, notices)
    }
}

impl<K: SubjectKey> RootRequest<K> {
    /// Checks the request against the profile and the time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn check(&self, profile: &Profile, now: UtcDateTime) -> Result<Grant<K>, Error> {
        let path_length = self.path_length.map(|length| length.get().into());
        let kind = BasicConstraints::Ca { path_length };
        let circumstances = Circumstances { issuer: None, profile, now };
        let key = self.params.key.clone();
        let key_usages = profile.ca_key_usages(key.family());
        check(&self.params, key, kind, key_usages, None, circumstances, self.notices.clone())
    }
}

/// `key` is the key of the application, now that the issuer is known.
fn check<K: RequestedKey>(
    params: &CertificateParams<K>,
    key: K::Key,
    kind: BasicConstraints,
    key_usages: KeyUsages,
    name_constraints: Option<&NameConstraints>,
    circumstances: Circumstances<'_>,
    mut notices: Notices,
) -> Result<Grant<K::Key>, Error> {
    let mut violations = Violations::new();
    let issuer = circumstances.issuer;
    let hash = params.hash.below(issuer.and_then(Issuer::signature_hash));
    check_subject(&params.subject, &mut violations);
    let subject = params.subject.inheriting(issuer.map(Issuer::subject));
    let terms = Terms {
        place: Place::Body,
        kind,
        validity: &params.validity,
        subject: Some(&subject),
        names: Names::of(&params.alternative_names),
        without_names: params.alternative_names.is_empty(),
        key: Some(KeyProperties::of(&key)),
        key_of_issuer: params.key.known_family(Internal(())).is_none(),
        hash: Some(hash),
        key_usages,
        extended_key_usage: Some(&params.extended_key_usage),
        extensions: &params.extensions,
        name_constraints,
        deviations: &[],
    };
    let Granted { validity, extended_key_usage, added_name } =
        terms.check(circumstances, &mut violations, &mut notices);
    let grant = validity.map(|validity| Grant {
        key,
        contents: Contents {
            issuer: issuer.cloned(),
            hash,
            subject,
            validity,
            key_usages,
            extended_key_usage,
            basic_constraints: kind,
            alternative_names: granted_names(&params.alternative_names, added_name),
            name_constraints: name_constraints.cloned(),
            extensions: params.extensions.clone(),
            notices,
        },
    });
    violations.unless_any(grant)
}

/// A subject has an attribute at least. One that was given in DER can hold anything, and is checked as that of a CSR
/// is (rule C5).
fn check_subject(subject: &DistinguishedName, violations: &mut Violations) {
    let mut push = |kind| {
        let pointer = Place::Body.pointer(ConstrainedField::Subject);
        violations.push(pointer, ErrorCode::DistinguishedName, kind);
    };
    if subject.is_empty() {
        push(ViolationKind::Missing);
    } else if !subject.is_checked()
        && check_copied_name(subject.as_der(), |error| push(error.into())).is_err()
    {
        push(DistinguishedNameError::NotDer.into());
    }
}

/// RFC 3279 §2.3.1 does not list keyAgreement for RSA keys (rule C8).
pub(super) fn note_rsa_key_agreement(
    usages: KeyUsages,
    family: KeyFamily,
    pointer: &str,
    notices: &mut Notices,
) {
    if family == KeyFamily::Rsa && usages.contains(KeyUsage::KeyAgreement) {
        notices.push(pointer, NoticeKind::KeyAgreementWithRsaKey);
    }
}
