//! The purposes that a certificate gets (rules U6, C7 and A7).

use alloc::vec::Vec;

use super::input::CheckInput;
use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuer::Issuer;
use crate::profile::Profile;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};

impl CheckInput<'_> {
    /// Returns the purposes to be granted; `None` if those of the request could not be read.
    ///
    /// A certificate without purposes may serve every purpose, so refusing purposes never leaves a
    /// certificate without any. In a body, a purpose that is not allowed is a violation. A CSR asks
    /// for whatever its software put into it: there the purpose is left out with a notice, as long
    /// as another one remains.
    pub(super) fn grant_purposes(
        &self,
        issuer: Option<&Issuer>,
        profile: &Profile,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<ExtendedKeyUsage> {
        let asked = self.extended_key_usage?;
        let granted = match (self.purposes_source, issuer) {
            (_, Some(issuer)) if asked.is_empty() => {
                self.default_purposes(issuer, profile, violations, notices)
            }
            (Source::Body, _) => {
                self.check_asked_purposes(asked, issuer, profile, violations);
                asked.clone()
            }
            (Source::Csr, _) => self.purposes_of_csr(asked, issuer, profile, violations, notices),
        };
        if granted.has_time_stamping_beside_others() {
            notices.push(Field::ExtendedKeyUsage(self.purposes_source), NoticeKind::TimeStampingNotAlone);
        }
        Some(granted)
    }

    /// Records each purpose that the profile or the issuer does not allow.
    fn check_asked_purposes(
        &self,
        asked: &ExtendedKeyUsage,
        issuer: Option<&Issuer>,
        profile: &Profile,
        violations: &mut Violations,
    ) {
        if let Some(allowed) = profile.purposes(self.kind, false) {
            for found in asked.purposes().iter().filter(|purpose| !allowed.contains(purpose)).cloned() {
                let field = Field::key_purpose(&found);
                let kind = ViolationKind::PurposeNotAllowed { found, allowed: allowed.clone() };
                violations.push(field, kind);
            }
        }
        if let Some(issuer) = issuer {
            check_purposes(asked, issuer, violations);
        }
    }

    /// Returns the purposes of a CSR that the profile grants and the issuer allows: at least one,
    /// or a violation is recorded.
    fn purposes_of_csr(
        &self,
        asked: &ExtendedKeyUsage,
        issuer: Option<&Issuer>,
        profile: &Profile,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> ExtendedKeyUsage {
        let of_profile = profile.purposes(self.kind, true);
        let of_issuer = issuer.and_then(Issuer::extended_key_usage);
        let is_in = |list: Option<&ExtendedKeyUsage>, purpose: &KeyPurpose| {
            list.is_none_or(|list| list.contains(purpose))
        };
        let is_granted = |purpose: &KeyPurpose| is_in(of_profile, purpose) && is_in(of_issuer, purpose);
        let several = asked.purposes().iter().filter(|purpose| is_granted(purpose)).nth(1).is_some();
        // RFC 3161 §2.3: timeStamping must be the only purpose.
        let is_left_out = |purpose: &KeyPurpose| {
            profile.conforms_to_rfcs() && several && *purpose == KeyPurpose::TimeStamping
        };
        let (granted, refused): (Vec<_>, Vec<_>) = asked
            .purposes()
            .iter()
            .cloned()
            .partition(|purpose| is_granted(purpose) && !is_left_out(purpose));
        for purpose in &refused {
            let kind = NoticeKind::KeyPurposeNotGranted(purpose.object_identifier());
            notices.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
        }
        if granted.is_empty() {
            let grantable = match (of_profile, of_issuer) {
                (Some(of_profile), Some(of_issuer)) => of_profile.intersection(of_issuer),
                (list, other) => list.or(other).cloned().unwrap_or_default(),
            };
            let kind = ViolationKind::NoPurposeGranted { found: asked.clone(), grantable };
            violations.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
        }
        ExtendedKeyUsage::new(granted)
    }

    /// Returns the profile's default purposes that the issuer allows.
    fn default_purposes(
        &self,
        issuer: &Issuer,
        profile: &Profile,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> ExtendedKeyUsage {
        let default = profile.default_purposes(self.kind);
        let of_issuer = issuer.extended_key_usage();
        let granted = of_issuer.map_or_else(|| default.clone(), |allowed| default.intersection(allowed));
        match of_issuer {
            Some(allowed) if granted.is_empty() && !default.is_empty() => {
                let kind = ViolationKind::DefaultPurposesBeyondIssuer {
                    default: default.clone(),
                    allowed: allowed.clone(),
                };
                violations.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
            }
            _ if granted.is_empty() && profile.needs_purpose(self.kind) => {
                let allowed = profile.purposes(self.kind, self.purposes_source == Source::Csr);
                let kind = ViolationKind::NoPurpose { allowed: allowed.cloned() };
                violations.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
            }
            Some(allowed) if granted.is_empty() => {
                let kind = NoticeKind::NoPurposeBelowLimitedIssuer(allowed.clone());
                notices.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
            }
            Some(allowed) => {
                for purpose in default.purposes().iter().filter(|purpose| !allowed.contains(purpose)) {
                    let kind = NoticeKind::KeyPurposeNotGranted(purpose.object_identifier());
                    notices.push(Field::ExtendedKeyUsage(self.purposes_source), kind);
                }
            }
            None => {}
        }
        granted
    }
}

/// Checks that the issuer and the CAs above it have all of these purposes. Verifiers that nest
/// purposes would not accept any others (rule A7).
pub(crate) fn check_purposes(purposes: &ExtendedKeyUsage, issuer: &Issuer, violations: &mut Violations) {
    let Some(allowed) = issuer.extended_key_usage() else { return };
    for found in purposes.purposes().iter().filter(|purpose| !allowed.contains(purpose)).cloned() {
        let field = Field::key_purpose(&found);
        let kind = ViolationKind::PurposeBeyondIssuer { found, allowed: allowed.clone() };
        violations.push(field, kind);
    }
}
