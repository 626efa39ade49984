//! The members of the bodies, as far as they can be read.

use super::fields::{self, Algorithms, AlternativeNames, Validity};
use super::members::{AlreadyReported, Diagnostics, Members, ReadResult};
use super::value::ValueKind;
use crate::diagnostics::{Field, NoticeKind, Source};
use crate::issuance::CheckContext;
use crate::key::{AlgorithmChoice, HashAlgorithm, RequestedKey};
use crate::request::csr::Claims;
use crate::request::{
    CertificateParams, CertificateType, NO_REPLACEMENTS, OF_A_CA, PartialCsrRequest, PartialRequest,
    subordinate_key_usages,
};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages, PathLength};
use crate::x509::name::DistinguishedName;

/// The members that become [`CertificateParams`], as far as they could be read.
pub(super) struct ParamsMembers<K> {
    pub(super) key: ReadResult<K>,
    hash: ReadResult<AlgorithmChoice<HashAlgorithm>>,
    subject: ReadResult<DistinguishedName>,
    validity: Validity,
    alternative_names: AlternativeNames,
    extended_key_usage: ReadResult<ExtendedKeyUsage>,
    extension: ReadResult<Option<CustomExtension>>,
}

impl<K: RequestedKey> ParamsMembers<K> {
    pub(super) fn read<H: Into<AlgorithmChoice<HashAlgorithm>>>(
        algorithms: Algorithms<K, H>,
        context: Option<CheckContext<'_>>,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let subject = fields::distinguished_name(body, diagnostics);
        Self::with_subject(algorithms, subject, context, body, diagnostics)
    }

    /// Reads the members other than the subject.
    pub(super) fn with_subject<H: Into<AlgorithmChoice<HashAlgorithm>>>(
        algorithms: Algorithms<K, H>,
        subject: ReadResult<DistinguishedName>,
        context: Option<CheckContext<'_>>,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Algorithms { key, hash } = algorithms;
        let validity = fields::validity(body, diagnostics);
        let most_names = context.map_or(CertificateParams::MAX_ALTERNATIVE_NAMES, |context| {
            context.profile.apply_alternative_names()
        });
        let alternative_names = fields::alternative_names(body, diagnostics, most_names);
        let extended_key_usage = fields::extended_key_usage(body, diagnostics);
        let extension = fields::customized_extension(body, diagnostics);
        let hash = hash.map(Into::into);
        Self { key, hash, subject, validity, alternative_names, extended_key_usage, extension }
    }

    /// Returns what could be read, for the check as a request for this kind of certificate. Moves
    /// the alternative names out of `self`.
    pub(super) fn as_partial(
        &mut self,
        kind: BasicConstraints,
        key_usages: KeyUsages,
    ) -> PartialRequest<'_, K> {
        let AlternativeNames { names, refused, complete } = &mut self.alternative_names;
        PartialRequest {
            kind,
            key: self.key.as_ref().ok(),
            hash: self.hash.ok(),
            subject: self.subject.as_ref().ok(),
            inherits_subject: true,
            validity: self.validity.fallback,
            alternative_names: core::mem::take(names).into(),
            refused_names: refused,
            has_all_names: complete.is_ok(),
            key_usages,
            extended_key_usage: self.extended_key_usage.as_ref().ok(),
            extensions: self.extension.as_ref().map_or(&[], Option::as_slice),
            name_constraints: None,
        }
    }

    /// Returns the parameters, if everything could be read.
    pub(super) fn into_params(self, diagnostics: &mut Diagnostics) -> ReadResult<CertificateParams<K>> {
        let AlternativeNames { names, complete, .. } = self.alternative_names;
        complete?;
        let params = CertificateParams::new(self.key?, self.hash?, self.subject?, self.validity.read?)
            .with_extended_key_usage(self.extended_key_usage?)
            .with_alternative_names(names);
        let params = diagnostics.take(Field::AlternativeNames(Source::Body), params)?;
        match self.extension? {
            Some(extension) => diagnostics.take(Field::CustomExtension, params.with_extension(extension)),
            None => Ok(params),
        }
    }
}

/// The members of a CSR request, as far as they could be read.
pub(super) struct CsrMembers {
    pub(super) csr: ReadResult<Claims>,
    pub(super) certificate_type: ReadResult<CertificateType>,
    pub(super) path_length: ReadResult<()>,
    pub(super) validity: Validity,
}

impl CsrMembers {
    pub(super) fn read(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> Self {
        let csr = body.mandatory(diagnostics, &Field::Csr).and_then(|member| {
            let text = member.text(diagnostics)?;
            Claims::read_pem(text, &mut diagnostics.violations).ok_or(AlreadyReported)
        });
        // Names that cannot be granted are refused unless the body asks for a CA (rule C16). An
        // unknown type counts as that of an end entity.
        if let Ok(csr) = &csr
            && !asks_for_ca(body)
        {
            csr.requested.refuse_names(&mut diagnostics.violations);
        }
        let (certificate_type, path_length) = certificate_type(body, diagnostics);
        let validity = fields::validity(body, diagnostics);
        body.ignore(diagnostics, &Field::AlternativeNames(Source::Body), NoticeKind::ReservedMember);
        Self { csr, certificate_type, path_length, validity }
    }

    /// Returns what could be read, for the check.
    pub(super) fn as_partial(&self) -> PartialCsrRequest<'_> {
        PartialCsrRequest {
            claims: self.csr.as_ref().ok().map(Claims::as_partial),
            replacements: &NO_REPLACEMENTS,
            certificate_type: self.certificate_type.unwrap_or_default(),
            validity: self.validity.fallback,
            hash: None,
            name_constraints: None,
            takes_name_constraints: true,
        }
    }
}

/// Returns whether the body asks for a CA, before its type is read.
fn asks_for_ca(body: &Members<'_, '_>) -> bool {
    body.optional(&Field::CertificateType)
        .is_some_and(|member| matches!(member.value.kind(), ValueKind::Text("INTERMEDIATE_CA")))
}

/// Reads the type of a CSR request, and returns whether its path length could be read. If not, the
/// type holds the default path length. For an end entity any path length is ignored (rule C12).
fn certificate_type(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> (ReadResult<CertificateType>, ReadResult<()>) {
    let is_ca = match body.optional(&Field::CertificateType) {
        Some(member) => member.one_of(diagnostics, &["ENTITY_CERT", "INTERMEDIATE_CA"], &[false, true]),
        None => Ok(false),
    };
    if let Ok(true) = is_ca {
        let path_length = path_length(body, diagnostics);
        let length = path_length.unwrap_or_default().unwrap_or_default();
        return (Ok(CertificateType::IntermediateCa(length)), path_length.map(|_| ()));
    }
    body.ignore(diagnostics, &Field::PathLength, NoticeKind::PathLengthOfEntity);
    (is_ca.map(|_| CertificateType::EntityCert), Ok(()))
}

pub(super) fn path_length(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<Option<PathLength>> {
    let Some(member) = body.optional(&Field::PathLength) else { return Ok(None) };
    let number: u8 = member.integer(diagnostics, 0, PathLength::MAX.into())?;
    member.take(diagnostics, PathLength::new(number)).map(Some)
}

/// Reads the key usages of a subordinate CA (rule W6), and returns whether all could be read.
pub(super) fn key_usages_of_subordinate(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> (KeyUsages, ReadResult<()>) {
    let (asked, all_read) = fields::key_usages(body, diagnostics);
    for usage in asked.difference(OF_A_CA).iter() {
        let kind = NoticeKind::KeyUsageNotGranted(usage.as_str());
        diagnostics.notices.push(Field::KeyUsages(Source::Body), kind);
    }
    (subordinate_key_usages(asked), all_read)
}

/// Adds a notice for members that concern the host and not the content of a certificate.
pub(super) fn note_members_of_host(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) {
    body.ignore(diagnostics, &Field::EnterpriseProjectId, NoticeKind::MemberOfHost);
}
