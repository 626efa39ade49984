//! From a CSR's claims to what is granted of them (rules C6, C8–C12).

use alloc::vec::Vec;

use time::UtcDateTime;

use super::csr_names::grantable_names;
use super::duplicates::granted_names;
use super::names::Names;
use super::place::Place;
use super::requests::note_rsa_key_agreement;
use super::terms::{Circumstances, Granted, Terms};
use crate::diagnostics::{Error, ErrorCode, NoticeKind, Notices, ViolationKind, Violations};
use crate::issuance::{Contents, Grant};
use crate::issuer::Issuer;
use crate::key::{KeyFamily, KeyProperties, PublicKey};
use crate::profile::Profile;
use crate::request::csr::{Csr, Requested, pointer};
use crate::request::{CertificateType, CsrRequest, ENCIPHERMENT, OF_A_CA, rfc_faults};
use crate::x509::extension::{BasicConstraints, CustomExtension, KeyUsage, KeyUsages};
use crate::x509::name::DistinguishedName;
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
        let Self { csr, certificate_type, validity, hash, name_constraints, notices } = self;
        let mut notices = notices.clone();
        notices.append(&csr.remarks.notices);
        let mut violations = Violations::new();
        let kind = certificate_type.basic_constraints();
        let names = grantable_names(&csr.requested, kind, Some(&csr.subject), issuer, profile, &mut notices);
        let terms = Terms {
            place: Place::Csr,
            kind,
            validity,
            subject: Some(&csr.subject),
            names: Names::read(&names.names, &names.refused),
            without_names: csr.alternative_names().is_empty(),
            key: Some(KeyProperties::of(&csr.public_key)),
            key_of_issuer: false,
            hash: *hash,
            // Of these, what is not allowed is not granted.
            key_usages: KeyUsages::NONE,
            extended_key_usage: Some(&csr.requested.extended_key_usage),
            extensions: &[],
            name_constraints: name_constraints.as_ref(),
            deviations: &csr.remarks.deviations,
        };
        let circumstances = Circumstances { issuer: Some(issuer), profile, now };
        let Granted { validity, extended_key_usage, added_name } =
            terms.check(circumstances, &mut violations, &mut notices);
        check_limits_of_ca(&csr.requested, kind, name_constraints.is_some(), &mut violations);
        let family = csr.public_key.family();
        check_limits_of_key_agreement(&csr.requested, kind, family, profile, &mut violations);
        if let Some(BasicConstraints::Ca { path_length: Some(_) }) = csr.requested.basic_constraints {
            notices.push(pointer::BASIC_CONSTRAINTS, NoticeKind::PathLengthInCsr);
        }
        let key_usages = grant_key_usages(csr, kind, profile, &mut notices);
        let extensions = grant_extensions(csr, profile, &mut notices);
        let grant = validity.map(|validity| Grant {
            key: csr.public_key.clone(),
            contents: Contents {
                issuer: Some(issuer.clone()),
                hash: hash.unwrap_or(profile.csr_hash()),
                subject: csr.subject.clone(),
                validity,
                key_usages,
                extended_key_usage,
                basic_constraints: kind,
                alternative_names: granted_names(&names.names, added_name),
                name_constraints: name_constraints.clone(),
                extensions,
                notices,
            },
        });
        violations.unless_any(grant)
    }
}

impl CertificateType {
    pub(crate) fn basic_constraints(self) -> BasicConstraints {
        match self {
            Self::EntityCert => BasicConstraints::EndEntity,
            Self::IntermediateCa(length) => BasicConstraints::Ca { path_length: Some(length.get().into()) },
        }
    }
}

/// The CSR's own usages as far as its kind and key have them, or the default (rules C8 and C9).
fn grant_key_usages(
    csr: &Csr,
    kind: BasicConstraints,
    profile: &Profile,
    notices: &mut Notices,
) -> KeyUsages {
    let family = csr.public_key.family();
    let asked = csr.requested.key_usages.unwrap_or_default();
    let mut grantable = grantable_key_usages(kind, family, &csr.subject);
    grantable = grantable.difference(profile.withheld_key_usages(kind));
    if profile.conforms_to_rfcs() {
        grantable = grantable.difference(not_conformant(family));
    }
    for usage in asked.difference(grantable).iter() {
        notices.push(pointer::KEY_USAGE, NoticeKind::KeyUsageNotGranted(usage.as_str()));
    }
    let granted = asked.intersection(grantable);
    if granted.is_empty() && !asked.is_empty() {
        // Leaving the extension out would allow every usage.
        notices.push(pointer::KEY_USAGE, NoticeKind::DefaultKeyUsages);
    }
    let usages = match kind {
        _ if !granted.is_empty() => granted,
        BasicConstraints::EndEntity => profile.csr_key_usages(family),
        BasicConstraints::Ca { .. } => profile.ca_key_usages(family),
    };
    note_rsa_key_agreement(usages, family, pointer::KEY_USAGE, notices);
    usages
}

/// That keyCertSign fits the kind was decided before.
pub(crate) fn grantable_key_usages(
    kind: BasicConstraints,
    family: KeyFamily,
    subject: &DistinguishedName,
) -> KeyUsages {
    let all = KeyUsages::of(&KeyUsage::ALL);
    let usages = match (kind, family) {
        (BasicConstraints::Ca { .. }, _) => OF_A_CA,
        (BasicConstraints::EndEntity, KeyFamily::Rsa) => all,
        (BasicConstraints::EndEntity, KeyFamily::Ec) => all.difference(KeyUsages::of(&ENCIPHERMENT)),
    };
    // Whoever signs CRLs has a name (RFC 5280 §4.1.2.6).
    let without_name = if subject.is_empty() { KeyUsages::of(&[KeyUsage::CrlSign]) } else { KeyUsages::NONE };
    usages.difference(without_name)
}

/// What of these usages RFC 3279 does not have: keyAgreement with an RSA key (§2.3.1), and with it those
/// that have no meaning without it.
fn not_conformant(family: KeyFamily) -> KeyUsages {
    use KeyUsage::{DecipherOnly, EncipherOnly, KeyAgreement};
    match family {
        KeyFamily::Rsa => KeyUsages::of(&[KeyAgreement, EncipherOnly, DecipherOnly]),
        KeyFamily::Ec => KeyUsages::NONE,
    }
}

/// encipherOnly beside decipherOnly, which RFC 3279 §2.3.5 does not have. Each limits keyAgreement, so that none of
/// them can be left out.
pub(crate) fn check_limits_of_key_agreement(
    requested: &Requested,
    kind: BasicConstraints,
    family: KeyFamily,
    profile: &Profile,
    violations: &mut Violations,
) {
    if kind.is_ca() || family != KeyFamily::Ec || !profile.conforms_to_rfcs() {
        return;
    }
    for fault in rfc_faults(requested.key_usages.unwrap_or_default(), family) {
        violations.push(pointer::KEY_USAGE, ErrorCode::Parameter, fault);
    }
}

/// A CA that asks to be limited, and would come out without the limit, is refused: not granted, the extension
/// would leave it able to do more than it asked for. Name constraints can be set by the CA instead.
pub(crate) fn check_limits_of_ca(
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
            violations.push(
                pointer::extension(oid),
                ErrorCode::Parameter,
                ViolationKind::LimitOfCaNotGranted(oid.clone()),
            );
        }
    }
}

fn grant_extensions(csr: &Csr, profile: &Profile, notices: &mut Notices) -> Vec<CustomExtension> {
    let mut granted = Vec::new();
    for requested in &csr.requested.other_extensions {
        let oid = &requested.oid;
        let copied = profile
            .copies_from_csr(oid)
            .then(|| CustomExtension::new(oid.clone(), requested.critical, requested.value.clone()).ok())
            .flatten()
            .filter(|extension| !profile.conforms_to_rfcs() || extension.conforms_to_rfcs());
        match copied {
            Some(extension) => granted.push(extension),
            None => {
                notices.push(pointer::extension(oid), NoticeKind::ExtensionNotGranted(oid.clone()));
            }
        }
    }
    granted
}
