//! From a CSR's claims to what is granted of them (rules C6–C12).

use alloc::format;
use alloc::vec::Vec;

use time::UtcDateTime;

use super::check::note_rsa_key_agreement;
use super::duplicates::without_duplicates;
use super::terms::{Circumstances, Names, Place, Terms};
use super::{Contents, Grant};
use crate::csr::{Csr, Requested, pointer};
use crate::error::{Error, NoticeKind, Notices, Violations};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyPurpose, KeyUsage, KeyUsages};
use crate::issuer::Issuer;
use crate::key::{KeyFamily, KeyProperties, PublicKey};
use crate::name::Name;
use crate::profile::Profile;
use crate::request::{CertificateType, CsrRequest, ENCIPHERMENT, OF_A_CA};

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
        let mut violations = Violations::new();
        let kind = certificate_type.basic_constraints();
        let extended_key_usage = grant_purposes(&csr.requested, profile, &mut notices);
        let terms = Terms {
            place: Place::Csr,
            kind,
            validity,
            subject: Some(&csr.subject),
            names: Names::of(csr.alternative_names()),
            without_names: csr.alternative_names().is_empty(),
            key: Some(KeyProperties::of(&csr.public_key)),
            hash: *hash,
            // Of these, what is not allowed is not granted.
            key_usages: KeyUsages::NONE,
            extended_key_usage: &ExtendedKeyUsage::default(),
            serves_tls: extended_key_usage.may_serve_tls(),
            extensions: &[],
            name_constraints: name_constraints.as_ref(),
        };
        let circumstances = Circumstances { issuer: Some(issuer), profile, now };
        let validity = terms.check(circumstances, &mut violations, &mut notices);
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
                alternative_names: csr
                    .requested
                    .alternative_names
                    .as_ref()
                    .map(without_duplicates)
                    .unwrap_or_default(),
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
    if profile.conforms_to_rfcs() {
        grantable = grantable.difference(not_conformant(asked, family));
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
pub(crate) fn grantable_key_usages(kind: BasicConstraints, family: KeyFamily, subject: &Name) -> KeyUsages {
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
/// that have no meaning without it; encipherOnly beside decipherOnly (§2.3.5).
fn not_conformant(asked: KeyUsages, family: KeyFamily) -> KeyUsages {
    use KeyUsage::{DecipherOnly, EncipherOnly, KeyAgreement};
    match family {
        KeyFamily::Rsa => KeyUsages::of(&[KeyAgreement, EncipherOnly, DecipherOnly]),
        KeyFamily::Ec if asked.contains(EncipherOnly) && asked.contains(DecipherOnly) => {
            KeyUsages::of(&[EncipherOnly, DecipherOnly])
        }
        KeyFamily::Ec => KeyUsages::NONE,
    }
}

/// Whether a certificate for a CSR that asks for this may be taken for a TLS server's.
#[cfg(feature = "serde")]
pub(crate) fn may_serve_tls(requested: &Requested, profile: &Profile) -> bool {
    grant_purposes(requested, profile, &mut Notices::default()).may_serve_tls()
}

fn grant_purposes(requested: &Requested, profile: &Profile, notices: &mut Notices) -> ExtendedKeyUsage {
    let (mut granted, mut refused): (Vec<_>, Vec<_>) = requested
        .extended_key_usage
        .purposes()
        .iter()
        .cloned()
        .partition(|purpose| profile.csr_purposes().purposes().contains(purpose));
    if profile.conforms_to_rfcs() && granted.len() > 1 {
        // RFC 3161 §2.3: alone, or not at all.
        refused.extend(granted.extract_if(.., |purpose| *purpose == KeyPurpose::TimeStamping));
    }
    for purpose in refused {
        notices
            .push(pointer::EXTENDED_KEY_USAGE, NoticeKind::KeyPurposeNotGranted(purpose.object_identifier()));
    }
    let granted = ExtendedKeyUsage::new(granted);
    if granted.has_time_stamping_beside_others() {
        notices.push(pointer::EXTENDED_KEY_USAGE, NoticeKind::TimeStampingNotAlone);
    }
    granted
}

fn grant_extensions(csr: &Csr, profile: &Profile, notices: &mut Notices) -> Vec<Extension> {
    let mut granted = Vec::new();
    for requested in &csr.requested.other_extensions {
        let oid = &requested.oid;
        let copied = profile
            .copies_from_csr(oid)
            .then(|| Extension::new(oid.clone(), requested.critical, requested.value.clone()).ok())
            .flatten()
            .filter(|extension| !profile.conforms_to_rfcs() || extension.conforms_to_rfcs());
        match copied {
            Some(extension) => granted.push(extension),
            None => {
                let pointer = format!("{}/{oid}", pointer::EXTENSIONS);
                notices.push(pointer, NoticeKind::ExtensionNotGranted(oid.clone()));
            }
        }
    }
    granted
}
