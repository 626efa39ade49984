//! Certificate signing requests (PKCS#10, RFC 2986): their claims, once proved and checked.

mod challenge_password;
mod names;
#[cfg(feature = "pem")]
mod pem;
mod proof;
mod read;
mod requested;

use alloc::vec::Vec;

pub(crate) use requested::Requested;
pub use requested::{RefusedName, RequestedExtension};

use crate::diagnostics::{
    CsrError, Field, Notices, RequestError, Source, Violation, ViolationKind, Violations,
};
use crate::key::{PublicKey, SignatureAlgorithm};
use crate::x509::EncodingDeviation;
use crate::x509::extension::{ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::oid::ObjectIdentifier;

/// A certificate signing request (PKCS#10, RFC 2986) that was read and checked.
///
/// It proves possession of its key. Nothing of it is granted yet
/// ([rule C6](crate::docs::rules#c6)): make a [`CsrRequest`](crate::CsrRequest) of it, whose check
/// refuses what is wrong with the parts that a CA can replace ([`Csr::faults`],
/// [`Csr::refused_names`]). To take only the key and choose everything else, use
/// [`Csr::into_public_key`].
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
    pub(crate) signature_algorithm: SignatureAlgorithm,
    pub(crate) requested: Requested,
    pub(crate) remarks: Remarks,
    /// What is wrong with the parts that a CA can replace.
    pub(crate) faults: Vec<Violation>,
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

/// The claims of a CSR as far as they could be read, borrowed from a [`Csr`] or from [`Claims`].
#[derive(Clone, Copy)]
pub(crate) struct PartialClaims<'a> {
    pub(crate) subject: Option<&'a DistinguishedName>,
    pub(crate) public_key: Option<&'a PublicKey>,
    pub(crate) requested: &'a Requested,
    pub(crate) remarks: &'a Remarks,
    /// The faults of a [`Csr`] that count unless the CA replaces the part. Those of [`Claims`] were
    /// recorded.
    pub(crate) faults: &'a [Violation],
}

/// The claims of a CSR as far as they could be read. A violation is recorded for each part that
/// could not.
pub(crate) struct Claims {
    pub(crate) subject: Option<DistinguishedName>,
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) signature_algorithm: Option<SignatureAlgorithm>,
    pub(crate) requested: Requested,
    pub(crate) remarks: Remarks,
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
    /// ([`ProfileSettings::csr_encoding`](crate::profile::ProfileSettings::csr_encoding)).
    ///
    /// A CA can replace the subject, the alternative names, the key usages and the purposes
    /// ([rule C15](crate::docs::rules#c15)). If nothing else is wrong than attributes of the
    /// subject or one of these extensions, the CSR is read and keeps the [faults](Self::faults).
    /// The check of a [`CsrRequest`](crate::CsrRequest) refuses them, unless the part is replaced.
    /// It also decides about alternative names that cannot be granted
    /// ([rule C16](crate::docs::rules#c16)).
    ///
    /// # Errors
    /// [`RequestError`] with every violation found; pointers start with `/csr`.
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        let mut violations = Violations::new();
        let claims = Claims::read_der(der, &mut violations);
        Self::of_claims(claims, violations)
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
        Self::of_claims(claims, violations)
    }

    /// Makes a CSR of its claims, if no violation was found, or only such as it can keep.
    fn of_claims(claims: Option<Claims>, violations: Violations) -> Result<Self, RequestError> {
        let Some(mut csr) = claims.and_then(Claims::into_csr) else { return violations.unless_any(None) };
        csr.faults = violations.keep_if(is_of_replaceable_part)?;
        // What could not be read is among the faults.
        csr.requested.incomplete = false;
        Ok(csr)
    }

    /// Returns all claims.
    pub(super) fn claims(&self) -> PartialClaims<'_> {
        let Self { subject, public_key, requested, remarks, faults, .. } = self;
        PartialClaims { subject: Some(subject), public_key: Some(public_key), requested, remarks, faults }
    }

    /// Returns what is wrong with the subject, with subjectAltName, keyUsage or extKeyUsage as a
    /// whole. None of it matters if the CA replaces the part; otherwise the request is refused.
    ///
    /// ```
    /// use certmint::Csr;
    ///
    /// fn is_sound(csr: &Csr) -> bool {
    ///     csr.faults().is_empty() && csr.refused_names().is_empty()
    /// }
    /// ```
    #[must_use]
    pub fn faults(&self) -> &[Violation] {
        &self.faults
    }

    /// Returns the subject, as the CSR has it. Its attributes can have [faults](Self::faults).
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the public key. The CSR proves possession of its private key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Takes the public key and drops everything else that the CSR asks for. The CSR proves
    /// possession of the private key, so [`CertificateParams`](crate::CertificateParams) can be
    /// made for it with a subject, names, usages and purposes of your choice:
    ///
    /// ```
    /// # use certmint::{CertificateParams, Csr, DistinguishedName, EndEntityRequest};
    /// # use certmint::{Error, HashAlgorithm::Sha256, PublicKey, RequestedValidity};
    /// fn for_its_key(
    ///     csr: Csr,
    ///     subject: DistinguishedName,
    ///     validity: RequestedValidity,
    /// ) -> EndEntityRequest<PublicKey> {
    ///     let key = csr.into_public_key();
    ///     let params = CertificateParams::new(key, Sha256, subject, validity);
    ///     EndEntityRequest::new(params)
    /// }
    /// ```
    #[must_use]
    pub fn into_public_key(self) -> PublicKey {
        self.public_key
    }

    /// Returns the algorithm of the CSR's own signature. Its text is the name in RFC 4055 or RFC
    /// 5758, such as `ecdsa-with-SHA256`.
    #[must_use]
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm
    }

    /// Returns the requested alternative names, except [those that cannot be
    /// granted](Self::refused_names).
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        self.requested.alternative_names.as_deref().unwrap_or_default()
    }

    /// Returns the requested alternative names that cannot be granted, each with the reason.
    #[must_use]
    pub fn refused_names(&self) -> &[RefusedName] {
        &self.requested.refused_names
    }

    /// Returns how many alternative names are requested, granted or not. Names after the first
    /// [`Csr::MAX_ALTERNATIVE_NAMES`] are counted, but not read.
    #[must_use]
    pub fn alternative_name_count(&self) -> usize {
        self.requested.names_found
    }

    /// Returns the requested key usages; none if the CSR has no keyUsage, or one with a fault.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.requested.key_usages.unwrap_or_default()
    }

    /// Returns the requested purposes; none if the CSR has no extKeyUsage, or one with a fault.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.requested.extended_key_usage
    }

    /// Returns cA of the requested basicConstraints: whether the CSR asks for a CA. `None` if it
    /// has no basicConstraints, and so leaves it open.
    #[must_use]
    pub fn asks_for_ca(&self) -> Option<bool> {
        self.requested.basic_constraints.map(|constraints| constraints.is_ca())
    }

    /// Returns the path length of the requested basicConstraints. It is not used: the request sets
    /// the path length ([rule C12](crate::docs::rules#c12)).
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.requested.basic_constraints.and_then(|constraints| constraints.path_length())
    }

    /// Returns the other requested extensions: all but keyUsage, extKeyUsage, basicConstraints and
    /// subjectAltName.
    #[must_use]
    pub fn other_extensions(&self) -> &[RequestedExtension] {
        &self.requested.other_extensions
    }

    /// Returns whether the CSR has this challenge password (RFC 2985 §5.4.1), by which a CA may
    /// authenticate the sender. The password in the CSR is not kept and cannot be read, only
    /// compared. The time that the comparison takes tells nothing of it.
    ///
    /// It is compared octet by octet if it is a PrintableString, UTF8String or IA5String. Any other
    /// type, such as TeletexString or BMPString, has no password that is equal, nor have several
    /// values.
    ///
    /// ```
    /// use certmint::Csr;
    ///
    /// fn is_authenticated(csr: &Csr, issued_password: &str) -> bool {
    ///     csr.has_challenge_password(issued_password)
    /// }
    /// ```
    #[must_use]
    pub fn has_challenge_password(&self, password: &str) -> bool {
        self.requested.challenge_password.as_ref().is_some_and(|digest| digest.is_of(password))
    }

    /// Returns the types of the attributes other than the extension request, such as
    /// challengePassword (1.2.840.113549.1.9.7). Their values, which may be secret, are not kept.
    #[must_use]
    pub fn other_attributes(&self) -> &[ObjectIdentifier] {
        &self.requested.other_attributes
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
        let Self { subject, public_key, requested, remarks, .. } = self;
        let (subject, public_key) = (subject.as_ref(), public_key.as_ref());
        PartialClaims { subject, public_key, requested, remarks, faults: &[] }
    }

    /// Returns the CSR, unless its subject, its key or its signature was refused.
    pub(crate) fn into_csr(self) -> Option<Csr> {
        let Self { subject, public_key, signature_algorithm, requested, remarks } = self;
        let (subject, public_key, signature_algorithm) = (subject?, public_key?, signature_algorithm?);
        Some(Csr { subject, public_key, signature_algorithm, requested, remarks, faults: Vec::new() })
    }
}

/// Returns whether a violation is one of a part that a CA can replace (rule C15). A subject with too
/// many attributes was not read.
fn is_of_replaceable_part(violation: &Violation) -> bool {
    match violation.field() {
        Field::Subject(Source::Csr) => !matches!(violation.kind(), ViolationKind::TooMany { .. }),
        Field::AlternativeNames(Source::Csr)
        | Field::KeyUsages(Source::Csr)
        | Field::ExtendedKeyUsage(Source::Csr) => true,
        _ => false,
    }
}
