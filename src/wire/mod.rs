#![doc = include_str!("../rule_links.md")]
#![doc = include_str!("bodies.md")]
//!
//! # Example
//!
//! ```
//! use certmint::wire::{Body, Refusal};
//!
//! let body = Body::from_json(br#"{"key_algorithm": "RSA1024", "validity": {"type": "YEAR"}}"#)?;
//! let error = body.read_end_entity().unwrap_err();
//! let violations = error.violations().iter();
//! let pointers: Vec<String> =
//!     violations.map(|violation| violation.pointer().to_string()).collect();
//! assert_eq!(
//!     pointers,
//!     ["/issuer_id", "/key_algorithm", "/distinguished_name", "/validity/value"]
//! );
//! assert_eq!(Refusal::from(&error).error_code, "PCA.00020201");
//! # Ok::<(), certmint::Error>(())
//! ```

mod ca;
mod fields;
mod json;
mod members;
mod requests;
mod response;
mod value;

use core::fmt;

use serde::{Deserialize, Deserializer};
use time::UtcDateTime;
use uuid::Uuid;

pub use ca::{CaRequest, CaType};
pub use response::{CaResponse, Refusal, Response};

use self::fields::Algorithms;
use self::members::{Findings, Member, Members, Pointer, Read, Recorded};
use self::requests::{Asked, AskedOfCsr, note_members_of_host};
use self::value::Json;
use crate::authority::Authority;
use crate::diagnostics::{Error, ErrorCode, Notices, ViolationKind, Violations};
use crate::issuance::Circumstances;
use crate::key::{AlgorithmChoice, KeyAlgorithm, Signer};
use crate::profile::Profile;
use crate::request::{
    CsrRequest, EndEntityRequest, RootRequest, SubordinateRequest, check_against_type, end_entity_faults,
};
use crate::x509::extension::BasicConstraints;

/// The JSON body of a request, as it was sent.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::wire::{Body, Refusal};
/// use certmint::{Authority, Error, Issued};
///
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
    circumstances: Option<Circumstances<'a>>,
}

impl fmt::Debug for Body<'_> {
    /// Shows nothing of the text: it may be anything, a private key that was sent by mistake included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, not shown)", self.json.root().type_name())
    }
}

impl<'de> Deserialize<'de> for Body<'_> {
    /// Takes any JSON value; whether it is a body is decided when it is read as a request.
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
    /// The maximum length of a body in octets: twice what 100 of the longest alternative names take.
    pub const MAX_OCTETS: usize = 65_536;

    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    ///
    /// # Errors
    /// [`ViolationKind::BodyTooLong`]; [`ViolationKind::MalformedJson`] and [`ViolationKind::NotUtf8`] with the
    /// place of the fault, and nothing of the text; [`ViolationKind::ByteOrderMark`] and
    /// [`ViolationKind::WideEncoding`] for what other encodings start with.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let mut violations = Violations::new();
        let body = violations.take("", ErrorCode::Parameter, read(json));
        violations.unless_any(body.map(Self::of))
    }

    /// Checks a body that is refused also against this authority at this time, so that the sender learns
    /// everything at once.
    #[must_use]
    pub fn for_authority<'b, S: Signer>(self, authority: &'b Authority<S>, now: UtcDateTime) -> Body<'b> {
        let (issuer, profile) = (Some(authority.issuer()), authority.profile());
        Body { circumstances: Some(Circumstances { issuer, profile, now }), ..self }
    }

    /// As [`Body::for_authority`], for a root, which has no issuer. If a body is for an authority and asks
    /// for a root, the profile of that authority applies.
    #[must_use]
    pub fn for_root<'b>(self, profile: &'b Profile, now: UtcDateTime) -> Body<'b> {
        Body { circumstances: Some(Circumstances { issuer: None, profile, now }), ..self }
    }

    /// Refuses unknown members (rule W5), which otherwise draw a notice: a misspelt
    /// `subject_alternative_name` gives a certificate without names. Members that are null or an empty
    /// string are absent, and so never refused.
    #[must_use]
    pub fn deny_unknown_members(self) -> Self {
        Self { deny_unknown_members: true, ..self }
    }

    fn of(json: Json) -> Self {
        Self { json, deny_unknown_members: false, circumstances: None }
    }

    /// The `type` of a create-CA body, if it can be read. Use it to look up the issuer of a subordinate
    /// before you read the rest. A root has no issuer, whatever [`Body::issuer_id`] says. If there is no
    /// type, reading the request says why.
    #[must_use]
    pub fn ca_type(&self) -> Option<CaType> {
        let mut findings = Findings::default();
        let members = self.members(&mut findings).ok()?;
        ca::ca_type(&members, &mut findings).ok()
    }

    /// The id of the issuer, if it can be read. Use it to look up the authority before you read the rest.
    /// If there is none, reading the request says why.
    #[must_use]
    pub fn issuer_id(&self) -> Option<Uuid> {
        let mut findings = Findings::default();
        let members = self.members(&mut findings).ok()?;
        fields::issuer_id(&members, &mut findings).ok()
    }

    fn members(&self, findings: &mut Findings) -> Read<Members<'_>> {
        Member { value: self.json.root(), pointer: Pointer::Root, code: ErrorCode::Parameter }
            .object(findings)
    }

    /// Reads an apply request, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn apply(&self) -> Result<(Uuid, EndEntityRequest<AlgorithmChoice<KeyAlgorithm>>), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let algorithms = Algorithms::chosen(body, findings);
            let asked = Asked::read(algorithms, self.circumstances, body, findings);
            let (key_usages, all_read) = fields::key_usages(body, findings);
            note_members_of_host(body, findings);
            let family = asked.key.ok().and_then(AlgorithmChoice::named).map(KeyAlgorithm::family);
            for kind in end_entity_faults(key_usages, family) {
                findings.violations.push("/key_usages", ErrorCode::Parameter, kind);
            }
            self.finish(body, findings, |circumstances, violations| {
                asked.check_below_issuer(BasicConstraints::EndEntity, key_usages, circumstances, violations);
            })?;
            all_read?;
            Ok((issuer_id?, EndEntityRequest { key_usages, ..EndEntityRequest::new(asked.into_params()?) }))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads a CSR request, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn csr(&self) -> Result<(Uuid, CsrRequest), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let asked = AskedOfCsr::read(body, findings);
            note_members_of_host(body, findings);
            if let (Ok(csr), Ok(certificate_type)) = (&asked.csr, asked.certificate_type) {
                let subject = csr.subject.as_ref();
                check_against_type(subject, &csr.requested, certificate_type, &mut findings.violations);
            }
            self.finish(body, findings, |circumstances, violations| asked.check(circumstances, violations))?;
            asked.path_length?;
            let csr = asked.csr?.into_csr().ok_or(Recorded)?;
            Ok((issuer_id?, CsrRequest::of_checked(csr, asked.certificate_type?, asked.validity?)))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads a create-CA body as its `type` says.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found; where there is no such type, beside that with those of a
    /// root, of which the least is asked.
    pub fn ca(&self) -> Result<CaRequest, Error> {
        self.read(|body, findings| match ca::ca_type(body, findings) {
            Ok(CaType::Subordinate) => self.subordinate_of(body, findings).map(CaRequest::of_subordinate),
            ca_type => {
                let root = self.root_of(body, true, findings);
                ca_type.and(root.map(CaRequest::Root))
            }
        })
        .map(|(request, notices)| request.with_notices(notices))
    }

    /// Reads a request for a root: a create-CA body of the type ROOT, or this project's own body.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn root(&self) -> Result<RootRequest, Error> {
        self.read(|body, findings| {
            let member = body.optional_as("type", ErrorCode::CaType);
            let ca_type =
                member.map(|member| member.one_of(findings, &["ROOT"], &[CaType::Root])).transpose();
            let root = self.root_of(body, !matches!(ca_type, Ok(None)), findings);
            ca_type.and(root)
        })
        .map(|(request, notices)| request.with_notices(notices))
    }

    /// Reads a request for a subordinate CA, and the id of the issuer that it is for: a create-CA body of the
    /// type SUBORDINATE, or this project's own body, which differs by the absence of `type`.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn subordinate(&self) -> Result<(Uuid, SubordinateRequest), Error> {
        self.read(|body, findings| {
            let member = body.optional_as("type", ErrorCode::CaType);
            let names = &["SUBORDINATE"];
            let ca_type =
                member.map(|member| member.one_of(findings, names, &[CaType::Subordinate])).transpose();
            let subordinate = self.subordinate_of(body, findings);
            ca_type.and(subordinate)
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    fn read<T>(
        &self,
        read_members: impl FnOnce(&Members<'_>, &mut Findings) -> Read<T>,
    ) -> Result<(T, Notices), Error> {
        let deny_unknown_members = self.deny_unknown_members;
        let mut findings = Findings { deny_unknown_members, ..Findings::default() };
        let read = self.members(&mut findings).and_then(|members| read_members(&members, &mut findings));
        let Findings { violations, notices, .. } = findings;
        violations.unless_any(read.ok().map(|request| (request, notices)))
    }

    /// Ends the reading of a body. Where something was refused, `check` says what else would be, of what
    /// depends on the issuer and the time.
    fn finish(
        &self,
        members: &Members<'_>,
        findings: &mut Findings,
        check: impl FnOnce(Circumstances<'_>, &mut Violations),
    ) -> Read<()> {
        members.finish(findings);
        if findings.violations.is_empty() {
            return Ok(());
        }
        if let Some(circumstances) = self.circumstances {
            check(circumstances, &mut findings.violations);
        }
        Err(Recorded)
    }
}
