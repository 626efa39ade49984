//! The bodies by which CAs are made.

use uuid::Uuid;

use super::Body;
use super::fields::{self, Algorithms};
use super::members::{Findings, Members, Read};
use super::requests::{Asked, key_usages_of_subordinate, note_members_of_host, path_length};
use crate::diagnostics::{ErrorCode, NoticeKind, Notices};
use crate::issuance::Circumstances;
use crate::key::KeyProperties;
use crate::request::{RootRequest, SubordinateRequest};
use crate::x509::extension::{BasicConstraints, KeyUsages};

/// The `type` of a create-CA body (rule W6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaType {
    /// `ROOT`: a self-signed root.
    Root,
    /// `SUBORDINATE`: a CA below the issuer that the body names.
    Subordinate,
}

/// What a create-CA body asks for (rule W6). A host looks the issuer up, and answers with the id of the CA:
///
/// ```
/// use certmint::rand_core::CryptoRng;
/// use certmint::time::UtcDateTime;
/// use certmint::uuid::Uuid;
/// use certmint::wire::{Body, CaRequest, CaResponse};
/// use certmint::{Authority, Error, Profile};
///
/// fn create_ca<'a>(
///     json: &[u8],
///     authorities: impl Fn(Uuid) -> Option<&'a Authority>,
///     now: UtcDateTime,
///     rng: &mut impl CryptoRng,
/// ) -> Result<CaResponse, Error> {
///     let issued = match Body::from_json(json)?.read_ca()? {
///         CaRequest::Root(request) => {
///             Authority::create_root(&request, &Profile::default(), now, rng)?
///         }
///         CaRequest::Subordinate { issuer_id, request } => {
///             let authority = authorities(issuer_id)
///                 .ok_or(Error::IssuerNotFound(issuer_id))?;
///             authority.issue(&request, now, rng)?
///         }
///     };
///     Ok(CaResponse::from(&issued))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaRequest {
    /// A root.
    Root(RootRequest),
    /// A CA below an issuer.
    Subordinate {
        /// The id of the issuer.
        issuer_id: Uuid,
        /// The request.
        request: SubordinateRequest,
    },
}

impl CaRequest {
    pub(super) fn of_subordinate((issuer_id, request): (Uuid, SubordinateRequest)) -> Self {
        Self::Subordinate { issuer_id, request }
    }

    /// Takes over what was noted when the body was read.
    pub(super) fn with_notices(self, notices: Notices) -> Self {
        match self {
            Self::Root(request) => Self::Root(request.with_notices(notices)),
            Self::Subordinate { issuer_id, request } => {
                Self::Subordinate { issuer_id, request: request.with_notices(notices) }
            }
        }
    }
}

pub(super) fn ca_type(body: &Members<'_>, findings: &mut Findings) -> Read<CaType> {
    let member = body.mandatory_as(findings, "type", ErrorCode::CaType)?;
    member.one_of(findings, &["ROOT", "SUBORDINATE"], &[CaType::Root, CaType::Subordinate])
}

impl Body<'_> {
    /// The request for a root. Of a create-CA body, some members are ignored whatever they hold (rule W6).
    pub(super) fn root_of(
        &self,
        body: &Members<'_>,
        is_create_ca: bool,
        findings: &mut Findings,
    ) -> Read<RootRequest> {
        let mut length = Ok(None);
        if is_create_ca {
            for ignored in ["issuer_id", "path_length", "key_usages"] {
                body.ignore(findings, ignored, NoticeKind::IgnoredForRoot);
            }
        } else {
            length = path_length(body, findings);
            // They are read and then ignored (rule A4).
            if !fields::key_usages(body, findings).0.is_empty() {
                findings.notices.push("/key_usages", NoticeKind::KeyUsagesOfRoot);
            }
        }
        // A root has no issuer, whatever else the body could be read for.
        let circumstances = self.circumstances.map(|known| Circumstances { issuer: None, ..known });
        let asked = Asked::read(Algorithms::named(body, findings), circumstances, body, findings);
        note_members_of_ca(body, findings);
        self.finish(body, findings, |known, violations| {
            let kind = BasicConstraints::Ca { path_length: None };
            let key = asked.key.as_ref().ok().map(KeyProperties::of);
            let circumstances = Circumstances { issuer: None, ..known };
            asked.check(kind, key, KeyUsages::NONE, circumstances, violations);
        })?;
        let request = RootRequest::new(asked.into_params()?);
        Ok(match length? {
            Some(path_length) => request.with_path_length(path_length),
            None => request,
        })
    }

    /// The request for a subordinate CA.
    pub(super) fn subordinate_of(
        &self,
        body: &Members<'_>,
        findings: &mut Findings,
    ) -> Read<(Uuid, SubordinateRequest)> {
        let issuer_id = fields::issuer_id(body, findings);
        let path_length = path_length(body, findings);
        let length = path_length.unwrap_or_default().unwrap_or_default();
        let asked = Asked::read(Algorithms::named(body, findings), self.circumstances, body, findings);
        let (key_usages, all_read) = key_usages_of_subordinate(body, findings);
        note_members_of_ca(body, findings);
        self.finish(body, findings, |circumstances, violations| {
            let kind = BasicConstraints::Ca { path_length: Some(length.get().into()) };
            asked.check_below_issuer(kind, key_usages, circumstances, violations);
        })?;
        path_length?;
        all_read?;
        let request = SubordinateRequest::new(asked.into_params()?).with_path_length(length);
        Ok((issuer_id?, SubordinateRequest { key_usages, ..request }))
    }
}

fn note_members_of_ca(body: &Members<'_>, findings: &mut Findings) {
    body.ignore(findings, "crl_configuration", NoticeKind::MemberOfHost);
    note_members_of_host(body, findings);
}
