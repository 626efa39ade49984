#![doc = include_str!("../rule_links.md")]
#![doc = include_str!("bodies.md")]
//!
//! # Example
//!
//! ```
//! use certmint::wire::{Body, Refusal};
//!
//! let json = br#"{ "key_algorithm": "RSA1024", "validity": {"type": "YEAR"} }"#;
//! let error = Body::from_json(json)?.read_end_entity().unwrap_err();
//! let pointers: Vec<_> =
//!     error.violations().iter().map(|violation| violation.pointer()).collect();
//! assert_eq!(
//!     pointers,
//!     ["/issuer_id", "/key_algorithm", "/distinguished_name", "/validity/value"],
//! );
//! assert_eq!(Refusal::from(&error).error_code, "PCA.00020201");
//! # Ok::<(), certmint::Error>(())
//! ```

mod account;
mod ca;
mod ca_operation;
mod ca_record;
mod certificate_description;
mod crl_configuration;
mod csr_description;
mod export;
mod exported;
mod fields;
mod import;
mod json;
mod list_query;
mod members;
mod pending_ca;
mod record;
mod requests;
mod resolve;
mod resolved_ca;
mod response;
mod revocation;
mod status;
mod stored_ca;
mod tags;
mod value;

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer};
use time::UtcDateTime;
use uuid::Uuid;

pub use account::{ConsoleConfiguration, Quota};
pub use ca::{CaRequest, CaType};
pub use ca_operation::CaOperation;
pub use ca_record::{CaRecord, CrlRecord};
pub use certificate_description::CertificateDescription;
pub use crl_configuration::CrlConfiguration;
pub use csr_description::CsrDescription;
pub use export::{ExportFormat, ExportRequest};
pub use exported::{Export, ExportBody, ExportFile, file_stem};
pub use list_query::{ListQuery, SortKey};
pub use pending_ca::PendingCaRequest;
pub use record::{CertificateRecord, GenMode, Provenance};
pub use resolve::ResolvedBody;
pub use resolved_ca::ResolvedCaRequest;
pub use response::{Answer, CaResponse, NoticeBody, Refusal, Response};
pub use revocation::RevocationRequest;
pub use status::{CaStatus, CertificateStatus};
pub use stored_ca::StoredCa;
pub use tags::Tag;

use self::fields::Algorithms;
use self::members::{AlreadyReported, Diagnostics, Member, Members, ReadResult};
use self::requests::{CsrMembers, ParamsMembers, note_members_of_host};
use self::value::Json;
use crate::authority::Authority;
use crate::diagnostics::{Field, Notices, Source, ViolationKind, Violations};
use crate::issuance::{CheckContext, Error};
use crate::issuer::Issuer;
use crate::key::{AlgorithmChoice, KeyAlgorithm};
use crate::profile::Profile;
use crate::request::{
    CsrRequest, EndEntityRequest, NO_REPLACEMENTS, RootRequest, SubordinateRequest, check_against_type,
    end_entity_faults,
};
use crate::x509::extension::BasicConstraints;

/// The JSON body of a request, as it was sent.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::wire::{Body, Refusal};
/// use certmint::{Authority, Error, Issued};
///
/// /// For one authority. To find that which the body names, see `Body::resolve`.
/// fn issue(json: &[u8], authority: &Authority) -> Result<Issued, Error> {
///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
///     let body = Body::from_json(json)?.for_authority(authority, now);
///     let (_issuer_id, request) = body.read_end_entity()?;
///     authority.issue(&request, now, rng)
/// }
///
/// let error = Body::from_json(b"{}")?.read_csr().unwrap_err();
/// assert_eq!(error.violations().len(), 3);
/// assert_eq!(Refusal::from(&error).error_code, "PCA.00020201");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Body<'a> {
    json: Json,
    deny_unknown_members: bool,
    context: Option<CheckContext<'a>>,
}

impl fmt::Debug for Body<'_> {
    /// Shows nothing of the text, which may be anything, even a private key that was sent by
    /// mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, not shown)", self.json.root().type_name())
    }
}

impl<'de> Deserialize<'de> for Body<'_> {
    /// Takes any JSON value. Reading it as a request decides whether it is a valid body.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = Json::default();
        json.read(deserializer).map(|()| Self::of(json))
    }
}

fn read(json: &[u8]) -> Result<Json, ViolationKind> {
    let (found, max) = (json.len(), Body::MAX_OCTETS);
    if found > max {
        return Err(ViolationKind::BodyTooLong { found, max });
    }
    Json::from_slice(json)
}

impl<'a> Body<'a> {
    /// The maximum length of a body in octets: twice the length of 100 alternative names of the
    /// maximum length.
    pub const MAX_OCTETS: usize = 65_536;

    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    ///
    /// # Errors
    /// [`ViolationKind::BodyTooLong`]; [`ViolationKind::MalformedJson`] and
    /// [`ViolationKind::NotUtf8`], which give the place of the fault but none of the text;
    /// [`ViolationKind::ByteOrderMark`] and [`ViolationKind::WideEncoding`] for the first octets of
    /// other encodings.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let mut violations = Violations::new();
        let body = violations.take(Field::Whole, read(json));
        Ok(violations.unless_any(body.map(Self::of))?)
    }

    /// Sets the authority and the time to check against. A refusal of the body then also lists
    /// what this authority would refuse, so that the sender learns everything at once. It makes no
    /// difference where the authority's signer is.
    #[must_use]
    pub fn for_authority<'b, S>(self, authority: &'b Authority<S>, now: UtcDateTime) -> Body<'b> {
        self.for_issuer(authority.issuer(), authority.profile(), now)
    }

    /// Sets an issuer and a profile to check against, as [`Body::for_authority`] does. Use it if
    /// there is no authority.
    #[must_use]
    pub fn for_issuer<'b>(self, issuer: &'b Issuer, profile: &'b Profile, now: UtcDateTime) -> Body<'b> {
        Body { context: Some(CheckContext { issuer: Some(issuer), profile, now }), ..self }
    }

    /// Sets a profile to check a root against, as [`Body::for_authority`] does; a root has no
    /// issuer. If a body for an authority asks for a root, the profile of that authority applies.
    #[must_use]
    pub fn for_root<'b>(self, profile: &'b Profile, now: UtcDateTime) -> Body<'b> {
        Body { context: Some(CheckContext { issuer: None, profile, now }), ..self }
    }

    /// Refuses unknown members ([rule W5](crate::docs::rules#w5)). Otherwise they only draw a
    /// notice, and a misspelt `subject_alternative_name` gives a certificate without names. A
    /// member that is null or an empty string counts as absent and is never refused.
    #[must_use]
    pub fn deny_unknown_members(self) -> Self {
        Self { deny_unknown_members: true, ..self }
    }

    fn of(json: Json) -> Self {
        Self { json, deny_unknown_members: false, context: None }
    }

    /// Returns the `type` of a create-CA body, if it can be read. A root has no issuer, whatever [`Body::issuer_id`]
    /// returns. If the type cannot be read, reading the request reports the reason.
    #[must_use]
    pub fn ca_type(&self) -> Option<CaType> {
        let mut diagnostics = Diagnostics::default();
        let members = self.members(&mut diagnostics).ok()?;
        ca::ca_type(&members, &mut diagnostics).ok()
    }

    /// Returns the id of the issuer, if it can be read. [`Body::resolve`] looks up the authority by
    /// it. If the id cannot be read, reading the request reports the reason.
    #[must_use]
    pub fn issuer_id(&self) -> Option<Uuid> {
        let mut diagnostics = Diagnostics::default();
        let members = self.members(&mut diagnostics).ok()?;
        fields::issuer_id(&members, &mut diagnostics).ok()
    }

    /// Returns the project that the body names for what it asks for: `0`, the default project, if it
    /// names none. The id is the host's; the methods that read the rest of the body do not look at it.
    #[must_use]
    pub fn enterprise_project_id(&self) -> String {
        let members = self.members(&mut Diagnostics::default()).ok();
        let id = members.and_then(|members| {
            members.optional(&Field::EnterpriseProjectId)?.text(&mut Diagnostics::default()).ok()
        });
        id.unwrap_or("0").into()
    }

    /// Returns what the host stores of the origin of what the body asks for: its issuer, which a
    /// root does not have, and its project.
    #[must_use]
    pub fn provenance(&self, gen_mode: GenMode, now: UtcDateTime) -> Provenance {
        let issuer_id = if self.ca_type() == Some(CaType::Root) { None } else { self.issuer_id() };
        let create_time = record::millisecond(now);
        Provenance { issuer_id, gen_mode, create_time, enterprise_project_id: self.enterprise_project_id() }
    }

    /// Returns the profile to check against, if one was set.
    fn profile(&self) -> Option<&Profile> {
        self.context.map(|context| context.profile)
    }

    fn members(&self, diagnostics: &mut Diagnostics) -> ReadResult<Members<'_, '_>> {
        Member { value: self.json.root(), field: &Field::Whole }.object(diagnostics)
    }

    /// Reads the request for an end-entity certificate, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_end_entity(&self) -> Result<(Uuid, EndEntityRequest<AlgorithmChoice<KeyAlgorithm>>), Error> {
        self.read(|body, diagnostics| {
            let issuer_id = fields::issuer_id(body, diagnostics);
            let algorithms = Algorithms::chosen(self.profile(), body, diagnostics);
            let mut params = ParamsMembers::read(algorithms, self.context, body, diagnostics);
            let (key_usages, all_read) = fields::key_usages(body, diagnostics);
            note_members_of_host(body, diagnostics);
            let key_type = params.key.ok().and_then(AlgorithmChoice::named).map(KeyAlgorithm::key_type);
            for kind in end_entity_faults(key_usages, key_type) {
                diagnostics.violations.push(Field::KeyUsages(Source::Body), kind);
            }
            self.finish(body, diagnostics, |context, violations, notices| {
                let request = params.as_partial(BasicConstraints::EndEntity, key_usages);
                request.check_below_issuer(context, violations, notices);
            })?;
            all_read?;
            let request = EndEntityRequest::new(params.into_params(diagnostics)?).with_key_usages(key_usages);
            Ok((issuer_id?, diagnostics.take(Field::KeyUsages(Source::Body), request)?))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads the request to certify the key of a CSR, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_csr(&self) -> Result<(Uuid, CsrRequest), Error> {
        self.read(|body, diagnostics| {
            let issuer_id = fields::issuer_id(body, diagnostics);
            let members = CsrMembers::read(body, diagnostics);
            note_members_of_host(body, diagnostics);
            if let (Ok(csr), Ok(certificate_type)) = (&members.csr, members.certificate_type) {
                let claims = csr.as_partial();
                check_against_type(claims, &NO_REPLACEMENTS, certificate_type, &mut diagnostics.violations);
            }
            self.finish(body, diagnostics, |context, violations, notices| {
                members.as_partial().check_below_issuer(context, violations, notices);
            })?;
            members.path_length?;
            let csr = members.csr?.into_csr().ok_or(AlreadyReported)?;
            let request = CsrRequest::new(csr, members.certificate_type?, members.validity.read?);
            let request = request.map_err(|error| {
                diagnostics.violations.append(error);
                AlreadyReported
            });
            Ok((issuer_id?, request?))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads a create-CA body by its `type`.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found. If `type` is missing or unknown, the body is
    /// also checked as a root, which has the fewest members.
    pub fn read_ca(&self) -> Result<CaRequest, Error> {
        self.read(|body, diagnostics| match ca::ca_type(body, diagnostics) {
            Ok(CaType::Subordinate) => self.subordinate_of(body, diagnostics).map(CaRequest::of_subordinate),
            ca_type => {
                let root = self.root_of(body, true, diagnostics);
                ca_type.and(root.map(CaRequest::Root))
            }
        })
        .map(|(request, notices)| request.with_notices(notices))
    }

    /// Reads the request for a root: a create-CA body of the type ROOT, or this project's own body.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_root(&self) -> Result<RootRequest, Error> {
        self.read(|body, diagnostics| {
            let member = body.optional(&Field::CaType);
            let ca_type =
                member.map(|member| member.one_of(diagnostics, &["ROOT"], &[CaType::Root])).transpose();
            let root = self.root_of(body, !matches!(ca_type, Ok(None)), diagnostics);
            ca_type.and(root)
        })
        .map(|(request, notices)| request.with_notices(notices))
    }

    /// Reads the request for a subordinate CA, and the id of the issuer that it is for: a create-CA
    /// body of the type SUBORDINATE, or this project's own body, which has no `type`.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_subordinate(&self) -> Result<(Uuid, SubordinateRequest), Error> {
        self.read(|body, diagnostics| {
            let ca_type = ca::subordinate_type(body, diagnostics);
            let subordinate = self.subordinate_of(body, diagnostics);
            ca_type.and(subordinate)
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    fn read<T>(
        &self,
        read_members: impl FnOnce(&Members<'_, '_>, &mut Diagnostics) -> ReadResult<T>,
    ) -> Result<(T, Notices), Error> {
        let deny_unknown_members = self.deny_unknown_members;
        let mut diagnostics = Diagnostics { deny_unknown_members, ..Diagnostics::default() };
        let read =
            self.members(&mut diagnostics).and_then(|members| read_members(&members, &mut diagnostics));
        let Diagnostics { violations, notices, .. } = diagnostics;
        Ok(violations.unless_any(read.ok().map(|request| (request, notices)))?)
    }

    /// Finishes reading a body. If there are violations and a context, `check` adds those that
    /// depend on the issuer, the profile and the time.
    fn finish(
        &self,
        members: &Members<'_, '_>,
        diagnostics: &mut Diagnostics,
        check: impl FnOnce(CheckContext<'_>, &mut Violations, &mut Notices),
    ) -> ReadResult<()> {
        members.finish(diagnostics);
        if diagnostics.violations.is_empty() {
            return Ok(());
        }
        if let Some(context) = self.context {
            check(context, &mut diagnostics.violations, &mut diagnostics.notices);
        }
        Err(AlreadyReported)
    }
}
