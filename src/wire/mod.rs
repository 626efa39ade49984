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
mod members;
mod response;
mod value;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Deserializer};
use time::UtcDateTime;
use uuid::Uuid;

pub use response::{Refusal, Response};

use self::members::{Findings, Member, Members, Read, Recorded};
use self::value::Value;
use crate::authority::Authority;
use crate::csr::Claims;
use crate::error::{Code, Error, NoticeKind, Notices, ViolationKind, Violations};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsages, PathLength};
use crate::grant::{Circumstances, Place, Terms};
use crate::issuer::Issuer;
use crate::key::{HashAlgorithm, KeyAlgorithm, KeyFamily, KeyProperties, Signer};
use crate::name::{Name, SubjectAlternativeName};
use crate::profile::Profile;
use crate::request::{
    Application, ApplyRequest, CertificateType, CsrRequest, RootRequest, SubordinateRequest,
    check_against_type, end_entity_faults,
};
use crate::validity::Validity;

/// The JSON body of a request, as it was sent.
#[derive(Clone)]
pub struct Body<'a> {
    root: Value,
    circumstances: Option<Circumstances<'a>>,
}

impl fmt::Debug for Body<'_> {
    /// Shows nothing of the text: it may be anything, a private key that was sent by mistake included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, not shown)", self.root.type_name())
    }
}

impl<'de> Deserialize<'de> for Body<'_> {
    /// Takes any JSON value; whether it is a body is decided when it is read as a request.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|root| Self { root, circumstances: None })
    }
}

impl<'a> Body<'a> {
    /// Reads JSON (RFC 8259, UTF-8 without a byte order mark).
    ///
    /// # Errors
    /// [`ViolationKind::MalformedJson`] with the place of the fault, and nothing of the text.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let mut violations = Violations::new();
        let body = serde_json::from_slice(json).map_err(|error| ViolationKind::MalformedJson {
            line: error.line(),
            // At the start of a line serde_json says 0.
            column: error.column().max(1),
        });
        let body = violations.take("", Code::Parameter, body);
        violations.unless_any(body)
    }

    /// Has a body that is refused say also what this authority would refuse at this time, so that the
    /// sender learns of everything at once.
    #[must_use]
    pub fn for_authority<'b, S: Signer>(self, authority: &'b Authority<S>, now: UtcDateTime) -> Body<'b> {
        let (issuer, profile) = (Some(authority.issuer()), authority.profile());
        Body { root: self.root, circumstances: Some(Circumstances { issuer, profile, now }) }
    }

    /// As [`Body::for_authority`], for a root, which has no issuer.
    #[must_use]
    pub fn for_root<'b>(self, profile: &'b Profile, now: UtcDateTime) -> Body<'b> {
        Body { root: self.root, circumstances: Some(Circumstances { issuer: None, profile, now }) }
    }

    /// The id of the issuer, where it can be read: to look the authority up before the rest is read.
    /// Where there is none, reading the body as a request says why.
    #[must_use]
    pub fn issuer_id(&self) -> Option<Uuid> {
        let mut findings = Findings::default();
        let mut members = self.members(&mut findings).ok()?;
        fields::issuer_id(&mut members, &mut findings).ok()
    }

    fn members(&self, findings: &mut Findings) -> Read<Members<'_>> {
        Member { value: &self.root, pointer: String::new(), code: Code::Parameter }.object(findings)
    }

    /// Reads an apply request, and the id of the issuer that it is for.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn apply(&self) -> Result<(Uuid, ApplyRequest), Error> {
        self.read(|body, findings| {
            let issuer_id = fields::issuer_id(body, findings);
            let key_algorithm = fields::key_algorithm(body, findings);
            let (application, mut asked) =
                application(key_algorithm, self.circumstances, body, findings, BasicConstraints::EndEntity);
            let (usages, all_read) = fields::key_usages(body, findings);
            asked.key_usages = usages;
            // Of an unknown algorithm, only what no key may have is found.
            let family = key_algorithm.map_or(KeyFamily::Rsa, KeyAlgorithm::family);
            for kind in end_entity_faults(usages, family) {
                findings.violations.push("/key_usages", Code::Parameter, kind);
            }
            let request = application.and_then(|application| {
                all_read?;
                Ok(ApplyRequest { key_usages: usages, ..ApplyRequest::new(application) })
            });
            (issuer_id.and_then(|id| Ok((id, request?))), asked)
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
            let (application, asked) = application(key_algorithm, self.circumstances, body, findings, kind);
            note_ca_key_usages(body, findings);
            let request = application.and_then(|application| {
                path_length?;
                Ok((issuer_id?, SubordinateRequest::new(application).with_path_length(length)))
            });
            (request, asked)
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
            let (application, asked) = application(key_algorithm, self.circumstances, body, findings, kind);
            note_ca_key_usages(body, findings);
            let request = application.and_then(|application| {
                let request = RootRequest::new(application);
                Ok(match path_length? {
                    Some(path_length) => request.with_path_length(path_length),
                    None => request,
                })
            });
            (request, asked)
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
            let claims = csr.as_ref().ok();
            let asked = Asked {
                place: Place::Csr,
                kind: certificate_type.unwrap_or_default().basic_constraints(),
                validity: stand_in,
                subject: claims.and_then(|claims| claims.subject.clone()),
                names: claims.map(|claims| claims.requested.positioned_names()).unwrap_or_default(),
                without_names: claims.is_some_and(|claims| claims.requested.alternative_names.is_none()),
                key: claims.and_then(|claims| claims.public_key.as_ref()).map(KeyProperties::of),
                hash: None,
                key_usages: KeyUsages::NONE,
                extended_key_usage: ExtendedKeyUsage::default(),
                extensions: Vec::new(),
            };
            let request = csr.and_then(|csr| {
                path_length?;
                let csr = csr.into_csr().ok_or(Recorded)?;
                Ok((issuer_id?, CsrRequest::of_checked(csr, certificate_type?, validity?)))
            });
            (request, asked)
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }

    /// Reads the members of the body by `read_members`, which yields the request and what of it depends
    /// on the issuer and the time. Where something was refused, that is checked, too.
    fn read<T>(
        &self,
        read_members: impl FnOnce(&mut Members<'_>, &mut Findings) -> (Read<T>, Asked),
    ) -> Result<(T, Notices), Error> {
        let mut findings = Findings::default();
        let read = self.members(&mut findings).map(|mut members| {
            let read = read_members(&mut members, &mut findings);
            members.finish(&mut findings);
            read
        });
        let Findings { mut violations, notices } = findings;
        let request = read.and_then(|(request, asked)| {
            if let (false, Some(circumstances)) = (violations.is_empty(), self.circumstances) {
                asked.terms().check(circumstances, &mut violations, &mut notices.clone());
            }
            request
        });
        violations.unless_any(request.ok().map(|request| (request, notices)))
    }
}

/// What of a request depends on its circumstances, as far as it could be read.
struct Asked {
    place: Place,
    kind: BasicConstraints,
    validity: Validity,
    subject: Option<Name>,
    names: Vec<(usize, SubjectAlternativeName)>,
    without_names: bool,
    key: Option<KeyProperties>,
    hash: Option<HashAlgorithm>,
    key_usages: KeyUsages,
    extended_key_usage: ExtendedKeyUsage,
    extensions: Vec<Extension>,
}

impl Asked {
    fn terms(&self) -> Terms<'_> {
        Terms {
            place: self.place,
            kind: self.kind,
            validity: &self.validity,
            subject: self.subject.as_ref(),
            names: self.names.iter().map(|(position, name)| (*position, name)).collect(),
            without_names: self.without_names,
            key: self.key,
            hash: self.hash,
            key_usages: self.key_usages,
            extended_key_usage: &self.extended_key_usage,
            extensions: &self.extensions,
            name_constraints: None,
        }
    }
}

/// The members that every request with a generated key has, beside its algorithm.
fn application(
    key_algorithm: Read<KeyAlgorithm>,
    circumstances: Option<Circumstances<'_>>,
    body: &mut Members<'_>,
    findings: &mut Findings,
    kind: BasicConstraints,
) -> (Read<Application>, Asked) {
    let hash = fields::signature_algorithm(body, findings);
    let subject = fields::distinguished_name(body, findings);
    let (validity, stand_in) = fields::validity(body, findings);
    let most_names = circumstances.map_or(Application::MAX_ALTERNATIVE_NAMES, |circumstances| {
        circumstances.profile.apply_alternative_names()
    });
    let (names, readable) = fields::alternative_names(body, findings, most_names);
    let purposes = fields::extended_key_usage(body, findings);
    let extension = fields::customized_extension(body, findings);
    let issuer = circumstances.and_then(|circumstances| circumstances.issuer);
    let asked = Asked {
        place: Place::Body,
        kind,
        validity: stand_in,
        subject: subject.as_ref().ok().map(|subject| subject.to_subject(issuer.map(Issuer::subject))),
        names: readable,
        without_names: names.as_ref().is_ok_and(Vec::is_empty),
        key: key_algorithm.as_ref().ok().map(KeyProperties::of),
        hash: hash.ok(),
        key_usages: KeyUsages::NONE,
        extended_key_usage: purposes.as_ref().cloned().unwrap_or_default(),
        extensions: extension.as_ref().ok().cloned().flatten().into_iter().collect(),
    };
    let application = key_algorithm.and_then(|key_algorithm| {
        let application = Application::new(key_algorithm, hash?, subject?, validity?);
        Ok(Application {
            alternative_names: names?,
            extended_key_usage: purposes?,
            extensions: extension?.into_iter().collect(),
            ..application
        })
    });
    (application, asked)
}

fn path_length(body: &mut Members<'_>, findings: &mut Findings) -> Read<Option<PathLength>> {
    let Some(member) = body.optional_as("path_length", Code::PathLength) else { return Ok(None) };
    let number: u8 = member.integer(findings, 0, PathLength::MAX.into())?;
    member.take(findings, PathLength::new(number)).map(Some)
}

/// The type with its path length, which is ignored for an end entity (rule C12).
fn certificate_type(
    body: &mut Members<'_>,
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
fn note_ca_key_usages(body: &mut Members<'_>, findings: &mut Findings) {
    let (usages, _) = fields::key_usages(body, findings);
    if !usages.is_empty() {
        findings.notices.push("/key_usages", NoticeKind::KeyUsagesOfCa);
    }
}
