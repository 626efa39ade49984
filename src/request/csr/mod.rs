//! Certificate signing requests (PKCS#10, RFC 2986): their claims, once proved and checked.

mod names;
#[cfg(feature = "pem")]
mod pem;
mod proof;
mod read;

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::diagnostics::{CsrError, Field, Notices, RequestError, Source, ViolationKind, Violations};

use crate::x509::EncodingDeviation;

use crate::key::PublicKey;
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::NameForm;
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::oid::ObjectIdentifier;

/// A certificate signing request (PKCS#10, RFC 2986) that was read and checked.
///
/// It proves possession of its key, and everything that it asks for is well formed. Nothing of it
/// is granted yet ([rule C6](crate::docs::rules#c6)): make a [`CsrRequest`](crate::CsrRequest) of
/// it.
///
/// ```
/// use certmint::Csr;
///
/// let error = Csr::from_pem("no PEM").unwrap_err();
/// assert_eq!(error.violations()[0].pointer(), "/csr");
///
/// fn names(pem: &str) -> Result<Vec<String>, certmint::Error> {
///     let csr = Csr::from_pem(pem)?;
///     let names = csr.alternative_names().iter();
///     Ok(names.map(ToString::to_string).collect())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Csr {
    pub(crate) subject: DistinguishedName,
    pub(crate) public_key: PublicKey,
    pub(crate) requested: Requested,
    pub(crate) remarks: Remarks,
}

/// The contents of a CSR's requested extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requested {
    pub(crate) key_usages: Option<KeyUsages>,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    /// `None` if the CSR asks for no names. Refused names are not included.
    pub(crate) alternative_names: Option<Arc<[SubjectAlternativeName]>>,
    /// The names that cannot be granted, in ascending order of position.
    pub(crate) refused_names: Vec<RefusedName>,
    /// The number of all names, including those past [`Csr::MAX_ALTERNATIVE_NAMES`], which are not
    /// read.
    pub(crate) names_found: usize,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) other_extensions: Vec<RequestedExtension>,
    /// Whether attributes or extensions could not be read, so that more may have been asked for.
    pub(crate) incomplete: bool,
}

/// An alternative name that cannot be granted: an error for an end entity, a notice for a CA
/// (rule C16).
#[derive(Clone, Debug)]
pub(crate) struct RefusedName {
    pub(crate) position: usize,
    /// `None` for a form that no request can ask for.
    pub(crate) form: Option<NameForm>,
    pub(crate) kind: ViolationKind,
}

/// Remarks on a CSR, apart from its claims.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remarks {
    /// Deviations from the encoding that the standards demand. The profile decides whether they
    /// matter (rule C2).
    pub(crate) deviations: Vec<Deviation>,
    pub(crate) notices: Notices,
}

/// A deviation and its location.
#[derive(Clone, Debug)]
pub(crate) struct Deviation {
    pub(crate) field: Field,
    pub(crate) deviation: EncodingDeviation,
}

impl Remarks {
    fn deviate(&mut self, field: Field, deviation: EncodingDeviation) {
        self.deviations.push(Deviation { field, deviation });
    }

    fn deviate_if(&mut self, field: Field, deviation: Option<EncodingDeviation>) {
        if let Some(deviation) = deviation {
            self.deviate(field, deviation);
        }
    }
}

impl Requested {
    /// Records the refused names as violations of a request for an end entity.
    pub(crate) fn refuse_names(&self, violations: &mut Violations) {
        let (found, max) = (self.names_found, Csr::MAX_ALTERNATIVE_NAMES);
        if found > max {
            let kind = ViolationKind::TooMany { found, max };
            violations.push(Field::AlternativeNames(Source::Csr), kind);
        }
        for name in &self.refused_names {
            violations.push(name.field(), name.kind.clone());
        }
    }
}

impl RefusedName {
    pub(crate) fn field(&self) -> Field {
        let Self { position, form, .. } = *self;
        Field::AlternativeName { source: Source::Csr, position, form }
    }
}

/// The claims of a CSR as far as they could be read, borrowed from a [`Csr`] or from [`Claims`].
#[derive(Clone, Copy)]
pub(crate) struct PartialClaims<'a> {
    pub(crate) subject: Option<&'a DistinguishedName>,
    pub(crate) public_key: Option<&'a PublicKey>,
    pub(crate) requested: &'a Requested,
    pub(crate) remarks: &'a Remarks,
}

/// The claims of a CSR as far as they could be read. A violation is recorded for each part that
/// could not.
pub(crate) struct Claims {
    pub(crate) subject: Option<DistinguishedName>,
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) requested: Requested,
    pub(crate) remarks: Remarks,
}

/// An extension of a CSR that the library does not manage itself.
#[derive(Clone, Debug)]
pub(crate) struct RequestedExtension {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Csr {
    /// The maximum length of a CSR in PEM, in characters, from the API page.
    pub const MAX_PEM_CHARACTERS: usize = 5_120;
    /// The maximum length of a CSR in DER, in octets: room for an RSA 4096 key and 100 long names.
    pub const MAX_DER_OCTETS: usize = 32_768;
    /// The maximum number of attributes of a CSR, of extensions, of key purposes, and of attributes
    /// of the subject, each.
    pub const MAX_ENTRIES: usize = 100;
    /// The maximum number of alternative names of a CSR.
    pub const MAX_ALTERNATIVE_NAMES: usize = 100;

    /// Reads a CSR in DER and checks all of it: the encoding, the key, the proof of possession, the
    /// subject and the requested extensions (rules
    /// [C1](crate::docs::rules#c1)–[C6](crate::docs::rules#c6)).
    ///
    /// The subject, the key and the names must be strict DER, because they are copied. If anything
    /// else deviates and has exactly one meaning, the CSR is read, and the profile decides when the
    /// request is checked
    /// ([`ProfileSettings::csr_encoding`](crate::profile::ProfileSettings::csr_encoding)). Whether
    /// an alternative name that cannot be granted is an error depends on the type of certificate:
    /// [`CsrRequest::new`](crate::CsrRequest::new) decides it.
    ///
    /// # Errors
    /// [`RequestError`] with every violation found; pointers start with `/csr`.
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        let mut violations = Violations::new();
        let claims = Claims::read_der(der, &mut violations);
        violations.unless_any(claims.and_then(Claims::into_csr))
    }

    /// Reads a CSR in PEM: one block `CERTIFICATE REQUEST` or `NEW CERTIFICATE REQUEST` in at most
    /// 5,120 characters, with base64 wrapped at any width. Line ends may also be the escapes `\n`
    /// and `\r\n`, left literally in the text ([rule C1](crate::docs::rules#c1)). The CSR is then
    /// checked as by [`Csr::from_der`].
    ///
    /// # Errors
    /// [`RequestError`] with every violation found; pointers start with `/csr`.
    #[cfg(feature = "pem")]
    pub fn from_pem(text: &str) -> Result<Self, RequestError> {
        let mut violations = Violations::new();
        let claims = Claims::read_pem(text, &mut violations);
        violations.unless_any(claims.and_then(Claims::into_csr))
    }

    /// Returns all claims.
    pub(super) fn claims(&self) -> PartialClaims<'_> {
        let Self { subject, public_key, requested, remarks } = self;
        PartialClaims { subject: Some(subject), public_key: Some(public_key), requested, remarks }
    }

    /// Returns the subject, as the CSR has it.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the public key. The CSR proves possession of its private key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Returns the requested alternative names, except those that cannot be granted.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        self.requested.alternative_names.as_deref().unwrap_or_default()
    }
}

impl Claims {
    #[cfg(feature = "pem")]
    pub(crate) fn read_pem(text: &str, violations: &mut Violations) -> Option<Self> {
        let der = violations.take(Field::Csr, pem::decode(text))?;
        Self::read_der(&der, violations)
    }

    fn read_der(der: &[u8], violations: &mut Violations) -> Option<Self> {
        let (found, max) = (der.len(), Csr::MAX_DER_OCTETS);
        if found > max {
            let kind = ViolationKind::Csr(CsrError::TooLong { found, max });
            violations.push(Field::Csr, kind);
            return None;
        }
        read::read(der, violations)
    }

    /// Returns the claims that could be read.
    #[cfg(feature = "serde")]
    pub(crate) fn as_partial(&self) -> PartialClaims<'_> {
        let Self { subject, public_key, requested, remarks } = self;
        PartialClaims { subject: subject.as_ref(), public_key: public_key.as_ref(), requested, remarks }
    }

    /// Returns the CSR, unless its subject or its key was refused.
    pub(crate) fn into_csr(self) -> Option<Csr> {
        let Self { subject, public_key, requested, remarks } = self;
        Some(Csr { subject: subject?, public_key: public_key?, requested, remarks })
    }
}
