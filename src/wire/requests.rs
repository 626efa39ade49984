//! The members of the bodies, read as far as they can be, and what of them is refused beside what cannot be read.

use super::fields::{self, Algorithms, AlternativeNames};
use super::members::{Findings, Members, Read, Recorded};
use super::value::Value;
use crate::diagnostics::{ErrorCode, NoticeKind, Notices, Violations};
use crate::issuance::{
    Circumstances, Names, Place, Terms, check_limits_of_ca, check_limits_of_key_agreement, grantable_names,
};
use crate::issuer::Issuer;
use crate::key::{AlgorithmChoice, HashAlgorithm, Internal, KeyProperties, RequestedKey};
use crate::request::csr::Claims;
use crate::request::validity::RequestedValidity;
use crate::request::{CertificateParams, CertificateType, OF_A_CA, subordinate_key_usages};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages, PathLength};
use crate::x509::name::DistinguishedName;

/// The members that every request with a generated key has, as far as they could be read.
pub(super) struct Asked<K> {
    pub(super) key: Read<K>,
    hash: Read<AlgorithmChoice<HashAlgorithm>>,
    subject: Read<DistinguishedName>,
    validity: Read<RequestedValidity>,
    /// The validity, or one to check in its place.
    stand_in: RequestedValidity,
    names: AlternativeNames,
    extended_key_usage: Read<ExtendedKeyUsage>,
    extension: Read<Option<CustomExtension>>,
}

impl<K: RequestedKey> Asked<K> {
    pub(super) fn read<H: Into<AlgorithmChoice<HashAlgorithm>>>(
        algorithms: Algorithms<K, H>,
        circumstances: Option<Circumstances<'_>>,
        body: &Members<'_>,
        findings: &mut Findings,
    ) -> Self {
        let Algorithms { key, hash } = algorithms;
        let subject = fields::distinguished_name(body, findings);
        let (validity, stand_in) = fields::validity(body, findings);
        let most_names = circumstances.map_or(CertificateParams::MAX_ALTERNATIVE_NAMES, |circumstances| {
            circumstances.profile.apply_alternative_names()
        });
        let names = fields::alternative_names(body, findings, most_names);
        let extended_key_usage = fields::extended_key_usage(body, findings);
        let extension = fields::customized_extension(body, findings);
        let hash = hash.map(Into::into);
        Self { key, hash, subject, validity, stand_in, names, extended_key_usage, extension }
    }

    /// Records what of it is refused under these circumstances, `key` being what they make of the key.
    pub(super) fn check(
        &self,
        kind: BasicConstraints,
        key: Option<KeyProperties>,
        key_usages: KeyUsages,
        circumstances: Circumstances<'_>,
        violations: &mut Violations,
    ) {
        let issuer = circumstances.issuer;
        let subject =
            self.subject.as_ref().ok().map(|subject| subject.inheriting(issuer.map(Issuer::subject)));
        let AlternativeNames { names, refused, complete } = &self.names;
        let own_hash = issuer.and_then(Issuer::signature_hash);
        let terms = Terms {
            place: Place::Body,
            kind,
            validity: &self.stand_in,
            subject: subject.as_ref(),
            names: Names::read(names, refused),
            without_names: complete.is_ok() && names.is_empty(),
            key,
            key_of_issuer: self.key.as_ref().is_ok_and(|key| key.known_family(Internal(())).is_none()),
            hash: self.hash.ok().map(|hash| hash.below(own_hash)),
            key_usages,
            extended_key_usage: self.extended_key_usage.as_ref().ok(),
            extensions: self.extension.as_ref().map_or(&[], Option::as_slice),
            name_constraints: None,
            deviations: &[],
        };
        terms.check(circumstances, violations, &mut Notices::default());
    }

    /// As [`Asked::check`], below an issuer. Where there is none, nothing is known of what would be refused.
    pub(super) fn check_below_issuer(
        &self,
        kind: BasicConstraints,
        key_usages: KeyUsages,
        circumstances: Circumstances<'_>,
        violations: &mut Violations,
    ) {
        let Some(issuer) = circumstances.issuer else { return };
        let key = self.key.as_ref().ok().map(|key| key.below(issuer.public_key(), Internal(())));
        self.check(kind, key.as_ref().map(KeyProperties::of), key_usages, circumstances, violations);
    }

    /// The request, of which everything could be read.
    pub(super) fn into_params(self) -> Read<CertificateParams<K>> {
        self.names.complete?;
        let params = CertificateParams::new(self.key?, self.hash?, self.subject?, self.validity?);
        Ok(CertificateParams {
            alternative_names: self.names.names.into(),
            extended_key_usage: self.extended_key_usage?,
            extensions: self.extension?.into_iter().collect(),
            ..params
        })
    }
}

/// What a CSR request asks for, as far as it could be read.
pub(super) struct AskedOfCsr {
    pub(super) csr: Read<Claims>,
    pub(super) certificate_type: Read<CertificateType>,
    pub(super) path_length: Read<()>,
    pub(super) validity: Read<RequestedValidity>,
    /// The validity, or one to check in its place.
    stand_in: RequestedValidity,
}

impl AskedOfCsr {
    pub(super) fn read(body: &Members<'_>, findings: &mut Findings) -> Self {
        let csr = body.mandatory(findings, "csr").and_then(|member| {
            let text = member.text(findings)?;
            Claims::read_pem(text, &mut findings.violations).ok_or(Recorded)
        });
        // What a CA is refused is not refused (rule C16); of a type that is none, as of an end entity.
        if let Ok(csr) = &csr
            && !asks_for_ca(body)
        {
            csr.requested.refuse_names(&mut findings.violations);
        }
        let (certificate_type, path_length) = certificate_type(body, findings);
        let (validity, stand_in) = fields::validity(body, findings);
        body.ignore(findings, "subject_alternative_names", NoticeKind::ReservedMember);
        Self { csr, certificate_type, path_length, validity, stand_in }
    }

    /// Records what of it is refused under these circumstances.
    pub(super) fn check(&self, circumstances: Circumstances<'_>, violations: &mut Violations) {
        let Circumstances { issuer: Some(issuer), profile, .. } = circumstances else { return };
        let claims = self.csr.as_ref().ok();
        let requested = claims.map(|claims| &claims.requested);
        let complete = requested.filter(|requested| !requested.incomplete);
        let kind = self.certificate_type.unwrap_or_default().basic_constraints();
        let subject = claims.and_then(|claims| claims.subject.as_ref());
        let names = requested.map(|requested| {
            grantable_names(requested, kind, subject, issuer, profile, &mut Notices::default())
        });
        let terms = Terms {
            place: Place::Csr,
            kind,
            validity: &self.stand_in,
            subject,
            names: names.as_ref().map(|names| Names::read(&names.names, &names.refused)).unwrap_or_default(),
            without_names: complete.is_some_and(|requested| requested.alternative_names.is_none()),
            key: claims.and_then(|claims| claims.public_key.as_ref()).map(KeyProperties::of),
            key_of_issuer: false,
            hash: None,
            key_usages: KeyUsages::NONE,
            extended_key_usage: complete.map(|requested| &requested.extended_key_usage),
            extensions: &[],
            name_constraints: None,
            deviations: claims.map_or(&[], |claims| &claims.remarks.deviations),
        };
        terms.check(circumstances, violations, &mut Notices::default());
        if let Some(requested) = requested {
            // Name constraints can still be set on the typed request.
            check_limits_of_ca(requested, kind, true, violations);
            if let Some(key) = terms.key {
                check_limits_of_key_agreement(requested, kind, key.family(), profile, violations);
            }
        }
    }
}

/// Whether the body is one for a CA by a CSR, before its type is read.
fn asks_for_ca(body: &Members<'_>) -> bool {
    body.optional("type").is_some_and(|member| matches!(member.value, Value::Text("INTERMEDIATE_CA")))
}

/// The type that a CSR request asks for, and whether its path length could be read, which is the default
/// where not. For an end entity the path length is ignored, whatever it is (rule C12).
fn certificate_type(body: &Members<'_>, findings: &mut Findings) -> (Read<CertificateType>, Read<()>) {
    let is_ca = match body.optional("type") {
        Some(member) => member.one_of(findings, &["ENTITY_CERT", "INTERMEDIATE_CA"], &[false, true]),
        None => Ok(false),
    };
    if let Ok(true) = is_ca {
        let path_length = path_length(body, findings);
        let length = path_length.unwrap_or_default().unwrap_or_default();
        return (Ok(CertificateType::IntermediateCa(length)), path_length.map(|_| ()));
    }
    body.ignore(findings, "path_length", NoticeKind::PathLengthOfEntity);
    (is_ca.map(|_| CertificateType::EntityCert), Ok(()))
}

pub(super) fn path_length(body: &Members<'_>, findings: &mut Findings) -> Read<Option<PathLength>> {
    let Some(member) = body.optional_as("path_length", ErrorCode::PathLength) else { return Ok(None) };
    let number: u8 = member.integer(findings, 0, PathLength::MAX.into())?;
    member.take(findings, PathLength::new(number)).map(Some)
}

/// The key usages of a subordinate CA (rule W6), and whether they could all be read.
pub(super) fn key_usages_of_subordinate(
    body: &Members<'_>,
    findings: &mut Findings,
) -> (KeyUsages, Read<()>) {
    let (asked, all_read) = fields::key_usages(body, findings);
    for usage in asked.difference(OF_A_CA).iter() {
        findings.notices.push("/key_usages", NoticeKind::KeyUsageNotGranted(usage.as_str()));
    }
    (subordinate_key_usages(asked), all_read)
}

/// What the service around this library does with a certificate, and not what stands in it.
pub(super) fn note_members_of_host(body: &Members<'_>, findings: &mut Findings) {
    body.ignore(findings, "enterprise_project_id", NoticeKind::MemberOfHost);
}
