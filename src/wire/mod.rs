//! The JSON bodies of the requests, of the response and of a refusal.
//!
//! A [`Body`] is JSON as it was sent. Reading it as one of the requests yields the typed request, or
//! every violation at once, each with its pointer and code. Members that a request does not have draw a
//! notice; `null` counts as absent.
//!
//! ```
//! use certmint::wire::{Body, Refusal};
//!
//! let body = Body::from_json(br#"{"key_algorithm": "RSA1024", "validity": {"type": "YEAR"}}"#)?;
//! let error = body.apply().unwrap_err();
//! let pointers: Vec<_> = error.violations().iter().map(|violation| violation.pointer()).collect();
//! assert_eq!(pointers, [
//!     "/issuer_id", "/key_algorithm", "/signature_algorithm", "/distinguished_name", "/validity/value",
//! ]);
//! assert_eq!(Refusal::from(&error).error_code, "PCA.00020201");
//! # Ok::<(), certmint::Error>(())
//! ```

mod fields;
mod json;
mod members;
mod response;
mod value;

use core::fmt;

use serde::{Deserialize, Deserializer};
use time::UtcDateTime;
use uuid::Uuid;

pub use response::{Refusal, Response};

use self::fields::AlternativeNames;
use self::json::Malformed;
use self::members::{Findings, Member, Members, Pointer, Read, Recorded};
use self::value::Json;
use crate::authority::Authority;
use crate::csr::{Claims, Requested};
use crate::error::{Code, Error, NoticeKind, Notices, ViolationKind, Violations};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsages, PathLength};
use crate::grant::{Circumstances, Names, Place, Terms, may_serve_tls};
use crate::issuer::Issuer;
use crate::key::{HashAlgorithm, KeyAlgorithm, KeyFamily, KeyProperties, Signer};
use crate::name::DistinguishedName;
use crate::profile::Profile;
use crate::request::{
    Application, ApplyRequest, CertificateType, CsrRequest, RootRequest, SubordinateRequest,
    check_against_type, end_entity_faults,
};
use crate::validity::Validity;

/// The JSON body of a request, as it was sent.
#[derive(Clone)]
pub struct Body<'a> {
    json: Json,
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
        json.read(deserializer).map(|()| Self { json, circumstances: None })
    }
}

fn read(json: &[u8]) -> Result<Json, ViolationKind> {
    let (found, max) = (json.len(), Body::MAX_OCTETS);
    if found > max {
        return Err(ViolationKind::BodyTooLong { found, max });
    }
    Json::from_slice(json).map_err(|Malformed { line, column }| ViolationKind::MalformedJson { line, column })
}

impl<'a> Body<'a> {
    /// The most octets of a body: twice what 100 of the longest alternative names take.
    pub const MAX_OCTETS: usize = 65_536;

    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    ///
    /// # Errors
    /// [`ViolationKind::BodyTooLong`], and [`ViolationKind::MalformedJson`] with the place of the fault, and
    /// nothing of the text.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let mut violations = Violations::new();
        let body = violations.take("", Code::Parameter, read(json));
        violations.unless_any(body.map(|json| Self { json, circumstances: None }))
    }

    /// Has a body that is refused say also what this authority would refuse at this time, so that the
    /// sender learns of everything at once.
    #[must_use]
    pub fn for_authority<'b, S: Signer>(self, authority: &'b Authority<S>, now: UtcDateTime) -> Body<'b> {
        let (issuer, profile) = (Some(authority.issuer()), authority.profile());
        Body { json: self.json, circumstances: Some(Circumstances { issuer, profile, now }) }
    }

    /// As [`Body::for_authority`], for a root, which has no issuer.
    #[must_use]
    pub fn for_root<'b>(self, profile: &'b Profile, now: UtcDateTime) -> Body<'b> {
        Body { json: self.json, circumstances: Some(Circumstances { issuer: None, profile, now }) }
    }

    /// The id of the issuer, where it can be read: to look the authority up before the rest is read.
    /// Where there is none, reading the body as a request says why.
    #[must_use]
    pub fn issuer_id(&self) -> Option<Uuid> {
        let mut findings = Findings::default();
        let members = self.members(&mut findings).ok()?;
        fields::issuer_id(&members, &mut findings).ok()
    }

    fn members(&self, findings: &mut Findings) -> Read<Members<'_>> {
        Member { value: self.json.root(), pointer: Pointer::Root, code: Code::Parameter }.object(findings)
    }

    /// Reads an apply request, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn apply(&self) -> Result<(Uuid, ApplyRequest), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let key_algorithm = fields::key_algorithm(body, findings);
            let application = Asked::read(key_algorithm, self.circumstances, body, findings);
            let (key_usages, all_read) = fields::key_usages(body, findings);
            // Of an unknown algorithm, only what no key may have is found.
            let family = key_algorithm.map_or(KeyFamily::Rsa, KeyAlgorithm::family);
            for kind in end_entity_faults(key_usages, family) {
                findings.violations.push("/key_usages", Code::Parameter, kind);
            }
            self.finish(body, findings, |circumstances, violations| {
                application.check(BasicConstraints::EndEntity, key_usages, circumstances, violations);
            })?;
            all_read?;
            Ok((
                issuer_id?,
                ApplyRequest { key_usages, ..ApplyRequest::new(application.into_application()?) },
            ))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads a request for a subordinate CA: the apply body with an optional `path_length`, and the id of
    /// the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn subordinate(&self) -> Result<(Uuid, SubordinateRequest), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let path_length = path_length(body, findings);
            let length = path_length.unwrap_or_default().unwrap_or_default();
            let kind = BasicConstraints::Ca { path_length: Some(length.get().into()) };
            let key_algorithm = fields::key_algorithm(body, findings);
            let application = Asked::read(key_algorithm, self.circumstances, body, findings);
            note_ca_key_usages(body, findings);
            self.finish(body, findings, |circumstances, violations| {
                application.check(kind, KeyUsages::NONE, circumstances, violations);
            })?;
            path_length?;
            Ok((
                issuer_id?,
                SubordinateRequest::new(application.into_application()?).with_path_length(length),
            ))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads a request for a root: the apply body with an optional `path_length`, without `issuer_id`.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn root(&self) -> Result<RootRequest, Error> {
        self.read(|body, findings| {
            let path_length = path_length(body, findings);
            let kind = BasicConstraints::Ca { path_length: None };
            let key_algorithm = fields::key_algorithm(body, findings);
            let application = Asked::read(key_algorithm, self.circumstances, body, findings);
            note_ca_key_usages(body, findings);
            self.finish(body, findings, |circumstances, violations| {
                application.check(kind, KeyUsages::NONE, circumstances, violations);
            })?;
            let request = RootRequest::new(application.into_application()?);
            Ok(match path_length? {
                Some(path_length) => request.with_path_length(path_length),
                None => request,
            })
        })
        .map(|(request, notices)| request.with_notices(notices))
    }

    /// Reads a CSR request, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn csr(&self) -> Result<(Uuid, CsrRequest), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let csr = body.mandatory(findings, "csr").and_then(|member| {
                let text = member.text(findings)?;
                Claims::read_pem(text, &mut findings.violations).ok_or(Recorded)
            });
            let path_length = path_length(body, findings);
            let certificate_type = certificate_type(body, path_length.unwrap_or_default(), findings);
            let (validity, stand_in) = fields::validity(body, findings);
            if body.optional("subject_alternative_names").is_some() {
                findings.notices.push("/subject_alternative_names", NoticeKind::ReservedMember);
            }
            if let (Ok(csr), Ok(certificate_type)) = (&csr, certificate_type) {
                let subject = csr.subject.as_ref();
                check_against_type(subject, &csr.requested, certificate_type, &mut findings.violations);
            }
            self.finish(body, findings, |circumstances, violations| {
                let claims = csr.as_ref().ok();
                let requested = claims.map(|claims| &claims.requested);
                let terms = Terms {
                    place: Place::Csr,
                    kind: certificate_type.unwrap_or_default().basic_constraints(),
                    validity: &stand_in,
                    subject: claims.and_then(|claims| claims.subject.as_ref()),
                    names: requested.map(names_of).unwrap_or_default(),
                    without_names: requested.is_some_and(|requested| requested.alternative_names.is_none()),
                    key: claims.and_then(|claims| claims.public_key.as_ref()).map(KeyProperties::of),
                    hash: None,
                    key_usages: KeyUsages::NONE,
                    extended_key_usage: &ExtendedKeyUsage::default(),
                    serves_tls: requested.is_some_and(|it| may_serve_tls(it, circumstances.profile)),
                    extensions: &[],
                    name_constraints: None,
                };
                terms.check(circumstances, violations, &mut Notices::default());
            })?;
            path_length?;
            let csr = csr?.into_csr().ok_or(Recorded)?;
            Ok((issuer_id?, CsrRequest::of_checked(csr, certificate_type?, validity?)))
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    fn read<T>(
        &self,
        read_members: impl FnOnce(&Members<'_>, &mut Findings) -> Read<T>,
    ) -> Result<(T, Notices), Error> {
        let mut findings = Findings::default();
        let read = self.members(&mut findings).and_then(|members| read_members(&members, &mut findings));
        let Findings { violations, notices } = findings;
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

/// The members that every request with a generated key has, as far as they could be read.
struct Asked {
    key_algorithm: Read<KeyAlgorithm>,
    hash: Read<HashAlgorithm>,
    subject: Read<DistinguishedName>,
    validity: Read<Validity>,
    /// The validity, or one to check in its place.
    stand_in: Validity,
    names: AlternativeNames,
    extended_key_usage: Read<ExtendedKeyUsage>,
    extension: Read<Option<Extension>>,
}

impl Asked {
    fn read(
        key_algorithm: Read<KeyAlgorithm>,
        circumstances: Option<Circumstances<'_>>,
        body: &Members<'_>,
        findings: &mut Findings,
    ) -> Self {
        let hash = fields::signature_algorithm(body, findings);
        let subject = fields::distinguished_name(body, findings);
        let (validity, stand_in) = fields::validity(body, findings);
        let most_names = circumstances.map_or(Application::MAX_ALTERNATIVE_NAMES, |circumstances| {
            circumstances.profile.apply_alternative_names()
        });
        let names = fields::alternative_names(body, findings, most_names);
        let extended_key_usage = fields::extended_key_usage(body, findings);
        let extension = fields::customized_extension(body, findings);
        Self { key_algorithm, hash, subject, validity, stand_in, names, extended_key_usage, extension }
    }

    /// Records what of it is refused under these circumstances.
    fn check(
        &self,
        kind: BasicConstraints,
        key_usages: KeyUsages,
        circumstances: Circumstances<'_>,
        violations: &mut Violations,
    ) {
        let issuer = circumstances.issuer.map(Issuer::subject);
        let subject = self.subject.as_ref().ok().map(|subject| subject.to_subject(issuer));
        let AlternativeNames { names, refused, complete } = &self.names;
        let no_purposes = ExtendedKeyUsage::default();
        let terms = Terms {
            place: Place::Body,
            kind,
            validity: &self.stand_in,
            subject: subject.as_ref(),
            names: Names { names, refused },
            without_names: complete.is_ok() && names.is_empty(),
            key: self.key_algorithm.as_ref().ok().map(KeyProperties::of),
            hash: self.hash.ok(),
            key_usages,
            extended_key_usage: self.extended_key_usage.as_ref().unwrap_or(&no_purposes),
            serves_tls: self.extended_key_usage.as_ref().is_ok_and(ExtendedKeyUsage::may_serve_tls),
            extensions: self.extension.as_ref().map_or(&[], Option::as_slice),
            name_constraints: None,
        };
        terms.check(circumstances, violations, &mut Notices::default());
    }

    /// The request, of which everything could be read.
    fn into_application(self) -> Read<Application> {
        self.names.complete?;
        let application = Application::new(self.key_algorithm?, self.hash?, self.subject?, self.validity?);
        Ok(Application {
            alternative_names: self.names.names.into(),
            extended_key_usage: self.extended_key_usage?,
            extensions: self.extension?.into_iter().collect(),
            ..application
        })
    }
}

/// The alternative names that a CSR asks for.
fn names_of(requested: &Requested) -> Names<'_> {
    let names = requested.alternative_names.as_deref().unwrap_or_default();
    Names { names, refused: &requested.refused_names }
}

fn path_length(body: &Members<'_>, findings: &mut Findings) -> Read<Option<PathLength>> {
    let Some(member) = body.optional_as("path_length", Code::PathLength) else { return Ok(None) };
    let number: u8 = member.integer(findings, 0, PathLength::MAX.into())?;
    member.take(findings, PathLength::new(number)).map(Some)
}

/// The type with its path length, which is ignored for an end entity (rule C12).
fn certificate_type(
    body: &Members<'_>,
    path_length: Option<PathLength>,
    findings: &mut Findings,
) -> Read<CertificateType> {
    let kinds =
        [CertificateType::EntityCert, CertificateType::IntermediateCa(path_length.unwrap_or_default())];
    let certificate_type = match body.optional_as("type", Code::CertificateType) {
        Some(member) => member.one_of(findings, &["ENTITY_CERT", "INTERMEDIATE_CA"], &kinds)?,
        None => CertificateType::EntityCert,
    };
    if path_length.is_some() && certificate_type == CertificateType::EntityCert {
        findings.notices.push("/path_length", NoticeKind::PathLengthOfEntity);
    }
    Ok(certificate_type)
}

/// A CA's key usages are fixed (rule A4); those of the body are read and then ignored with a notice.
fn note_ca_key_usages(body: &Members<'_>, findings: &mut Findings) {
    let (usages, _) = fields::key_usages(body, findings);
    if !usages.is_empty() {
        findings.notices.push("/key_usages", NoticeKind::KeyUsagesOfCa);
    }
}
