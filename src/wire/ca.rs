//! Bodies that create CAs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Body;
use super::fields::{self, Algorithms};
use super::members::{Diagnostics, Members, ReadResult};
use super::requests::{ParamsMembers, key_usages_of_subordinate, note_members_of_host, path_length};
use crate::diagnostics::{Field, NoticeKind, Notices, Source};
use crate::key::RequestedKey;
use crate::request::{RootRequest, SubordinateRequest};
use crate::x509::extension::{BasicConstraints, KeyUsages};
use crate::x509::names_of;

/// The `type` of a create-CA body ([rule W6](crate::docs::rules#w6)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CaType {
    /// `ROOT`: a self-signed root.
    Root,
    /// `SUBORDINATE`: a CA below the issuer that the body names.
    Subordinate,
}

impl CaType {
    /// Both types.
    pub const ALL: [Self; 2] = [Self::Root, Self::Subordinate];
    pub(super) const NAMES: [&'static str; Self::ALL.len()] = names_of!(Self::ALL, as_str);

    /// Returns the name in the API, such as `ROOT`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "ROOT",
            Self::Subordinate => "SUBORDINATE",
        }
    }
}

/// The request in a create-CA body ([rule W6](crate::docs::rules#w6)). If the host looks up the
/// issuer before the body is read, it is a
/// [`ResolvedCaRequest`](crate::wire::ResolvedCaRequest). Here it is looked up afterwards:
///
/// ```
/// use certmint::rand_core::TryCryptoRng;
/// use certmint::time::UtcDateTime;
/// use certmint::uuid::Uuid;
/// use certmint::wire::{Body, CaRequest, CaResponse};
/// use certmint::{Authority, Error, Profile};
///
/// fn create_ca<'a>(
///     json: &[u8],
///     authorities: impl Fn(Uuid) -> Option<&'a Authority>,
///     now: UtcDateTime,
///     rng: &mut impl TryCryptoRng,
/// ) -> Result<CaResponse, Error> {
///     let issued = match Body::from_json(json)?.read_ca()? {
///         CaRequest::Root(request) => {
///             let profile = Profile::default();
///             Authority::create_root(&request, &profile, now, rng)?
///         }
///         CaRequest::Subordinate { issuer_id, request } => {
///             let above = authorities(issuer_id)
///                 .ok_or(Error::IssuerNotFound(issuer_id))?;
///             above.issue(&request, now, rng)?
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

    /// Sets the notices that were recorded while the body was read.
    pub(super) fn with_notices(self, notices: Notices) -> Self {
        match self {
            Self::Root(request) => Self::Root(request.with_notices(notices)),
            Self::Subordinate { issuer_id, request } => {
                Self::Subordinate { issuer_id, request: request.with_notices(notices) }
            }
        }
    }
}

pub(super) fn ca_type(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<CaType> {
    let member = body.mandatory(diagnostics, &Field::CaType)?;
    member.one_of(diagnostics, &CaType::NAMES, &CaType::ALL)
}

/// Reads the type of a body for a subordinate CA, which may leave it out.
pub(super) fn subordinate_type(
    body: &Members<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> ReadResult<Option<CaType>> {
    let member = body.optional(&Field::CaType);
    member.map(|member| member.one_of(diagnostics, &["SUBORDINATE"], &[CaType::Subordinate])).transpose()
}

impl Body<'_> {
    /// Reads the request for a root. In a create-CA body, some members are ignored whatever their
    /// value (rule W6).
    pub(super) fn root_of(
        &self,
        body: &Members<'_, '_>,
        is_create_ca: bool,
        diagnostics: &mut Diagnostics,
    ) -> ReadResult<RootRequest> {
        let mut length = Ok(None);
        if is_create_ca {
            for ignored in [Field::IssuerId, Field::PathLength, Field::KeyUsages(Source::Body)] {
                body.ignore(diagnostics, &ignored, NoticeKind::IgnoredForRoot);
            }
        } else {
            length = path_length(body, diagnostics);
            // Key usages are read, then ignored (rule A4).
            if !fields::key_usages(body, diagnostics).0.is_empty() {
                diagnostics.notices.push(Field::KeyUsages(Source::Body), NoticeKind::KeyUsagesOfRoot);
            }
        }
        let algorithms = Algorithms::named(self.profile(), body, diagnostics);
        let mut params = ParamsMembers::read(algorithms, self.context, body, diagnostics);
        note_members_of_ca(body, diagnostics);
        self.finish(body, diagnostics, |context, violations, notices| {
            let kind = BasicConstraints::Ca { path_length: None };
            params.as_partial(kind, KeyUsages::NONE).check_without_issuer(context, violations, notices);
        })?;
        let request = RootRequest::new(params.into_params(diagnostics)?);
        Ok(match length? {
            Some(path_length) => request.with_path_length(path_length),
            None => request,
        })
    }

    /// Reads the request for a subordinate CA.
    pub(super) fn subordinate_of(
        &self,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> ReadResult<(Uuid, SubordinateRequest)> {
        self.subordinate_with(body, diagnostics, |diagnostics| {
            let algorithms = Algorithms::named(self.profile(), body, diagnostics);
            ParamsMembers::read(algorithms, self.context, body, diagnostics)
        })
    }

    /// Reads the request for a subordinate CA with the parameters that `read_params` reads.
    pub(super) fn subordinate_with<K: RequestedKey>(
        &self,
        body: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
        read_params: impl FnOnce(&mut Diagnostics) -> ParamsMembers<K>,
    ) -> ReadResult<(Uuid, SubordinateRequest<K>)> {
        let issuer_id = fields::issuer_id(body, diagnostics);
        let path_length = path_length(body, diagnostics);
        let length = path_length.unwrap_or_default().unwrap_or_default();
        let mut params = read_params(diagnostics);
        let (key_usages, all_read) = key_usages_of_subordinate(body, diagnostics);
        note_members_of_ca(body, diagnostics);
        self.finish(body, diagnostics, |context, violations, notices| {
            let kind = BasicConstraints::subordinate_ca(length);
            params.as_partial(kind, key_usages).check_below_issuer(context, violations, notices);
        })?;
        path_length?;
        all_read?;
        let request = SubordinateRequest::new(params.into_params(diagnostics)?)
            .with_path_length(length)
            .with_key_usages(key_usages);
        Ok((issuer_id?, diagnostics.take(Field::KeyUsages(Source::Body), request)?))
    }
}

pub(super) fn note_members_of_ca(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) {
    body.ignore(diagnostics, &Field::CrlConfiguration, NoticeKind::MemberOfHost);
    note_members_of_host(body, diagnostics);
}
