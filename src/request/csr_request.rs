//! The CSR request: a certificate for a key that the requester holds.

use alloc::vec::Vec;

use super::{NO_REPLACEMENTS, PartialCsrRequest, Replacements, key_agreement_faults};
use crate::diagnostics::{CsrError, Field, Notices, RequestError, Source, ViolationKind, Violations};
use crate::key::HashAlgorithm;
use crate::request::csr::{Csr, PartialClaims, Requested};
use crate::request::validity::RequestedValidity;
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, PathLength};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::NameConstraints;

/// The type of certificate to issue for a CSR. The CSR itself has no influence on it
/// ([rule C10](crate::docs::rules#c10)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertificateType {
    /// `ENTITY_CERT`: an end-entity certificate.
    #[default]
    EntityCert,
    /// `INTERMEDIATE_CA`: a subordinate CA of this path length.
    IntermediateCa(PathLength),
}

/// A request for a certificate for the key of a CSR.
///
/// It asks for what the CSR asks for, unless the CA sets a part itself, as with
/// [`with_subject`](Self::with_subject) ([rule C15](crate::docs::rules#c15)). The profile decides
/// what is granted.
///
/// ```
/// use certmint::request::{CertificateType, ValidityUnit};
/// use certmint::time::UtcDateTime;
/// use certmint::{
///     Authority, Csr, CsrRequest, Error, Issued, RequestedValidity,
/// };
///
/// fn certify(authority: &Authority, csr: Csr) -> Result<Issued, Error> {
///     // Decide here whether the sender may have the names of the CSR.
///     let validity = RequestedValidity::new(ValidityUnit::Day, 90)?;
///     let kind = CertificateType::EntityCert;
///     let request = CsrRequest::new(csr, kind, validity)?;
///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
///     authority.issue(&request, now, rng)
/// }
/// # use certmint::{CertificateParams, DistinguishedName};
/// # use certmint::{HashAlgorithm, KeyAlgorithm};
/// # use certmint::{Profile, RootRequest};
/// # let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
/// # let subject = DistinguishedName::new("Root")?;
/// # let validity = RequestedValidity::new(ValidityUnit::Year, 10)?;
/// # let (key, hash) = (KeyAlgorithm::Ec256, HashAlgorithm::Sha256);
/// # let params = CertificateParams::new(key, hash, subject, validity);
/// # let root = RootRequest::new(params);
/// # let root = Authority::create_root(&root, &Profile::default(), now, rng)?;
/// # let authority = Authority::try_from(root)?;
/// # let pem = "\
/// # -----BEGIN CERTIFICATE REQUEST-----
/// # MIIBJjCBzAIBADAZMRcwFQYDVQQDDA5kYi5leGFtcGxlLm9yZzBZMBMGByqGSM49
/// # AgEGCCqGSM49AwEHA0IABPXrWY4A7GyH99GirLg9tEsK8rGjpeKeFSWVESZ3UqBM
/// # QYprdr/SAkbUnMNfjYlD66ADJ9J0XVRqpDD90XoOnnWgUTBPBgkqhkiG9w0BCQ4x
/// # QjBAMBkGA1UdEQQSMBCCDmRiLmV4YW1wbGUub3JnMA4GA1UdDwEB/wQEAwIHgDAT
/// # BgNVHSUEDDAKBggrBgEFBQcDATAKBggqhkjOPQQDAgNJADBGAiEA2BJoqQgWsuy4
/// # txblrHL2G6swrNR9QEqFhwxWTSN6PpACIQDazvX86zKTwNHuX7tvjL5xKIakZIqv
/// # AmxDAeXZGrn76A==
/// # -----END CERTIFICATE REQUEST-----";
/// # let issued = certify(&authority, Csr::from_pem(pem)?)?;
/// # assert!(issued.private_key().is_none());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CsrRequest {
    pub(crate) csr: Csr,
    replacements: Replacements,
    pub(crate) certificate_type: CertificateType,
    pub(crate) validity: RequestedValidity,
    /// `None` for the profile's.
    pub(crate) hash: Option<HashAlgorithm>,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) notices: Notices,
}

impl CsrRequest {
    /// Makes a request whose certificate is signed with the profile's hash, by default SHA-384
    /// ([rule C11](crate::docs::rules#c11)).
    ///
    /// The other parts of the CSR can be replaced, so they are judged when the request is checked:
    /// an alternative name that cannot be granted is an error for an end entity. In the certificate
    /// of a CA, names have no function: there the check leaves such a name out with a notice
    /// ([rule C16](crate::docs::rules#c16)).
    ///
    /// # Errors
    /// [`RequestError`] with every violation found, if the basicConstraints of the CSR contradict
    /// the type ([rule C10](crate::docs::rules#c10)).
    pub fn new(
        csr: Csr,
        certificate_type: CertificateType,
        validity: RequestedValidity,
    ) -> Result<Self, RequestError> {
        let contradiction = contradiction(&csr.requested, certificate_type);
        let request = Self {
            csr,
            replacements: NO_REPLACEMENTS.clone(),
            certificate_type,
            validity,
            hash: None,
            name_constraints: None,
            notices: Notices::default(),
        };
        let mut violations = Violations::new();
        if contradiction.is_some() {
            request.check_alone(&mut violations);
        }
        violations.unless_any(Some(request))
    }

    /// Records why the request cannot be granted by any issuer (rules C5, C9, C10 and C16).
    pub(crate) fn check_alone(&self, violations: &mut Violations) {
        for fault in self.csr.faults.iter().filter(|fault| !self.replacements.replaces(fault.field())) {
            violations.push(fault.field().clone(), fault.kind().clone());
        }
        let is_entity = self.certificate_type == CertificateType::EntityCert;
        if is_entity && !self.replacements.replaces_names() {
            self.csr.requested.refuse_names(violations);
        }
        check_against_type(self.csr.claims(), &self.replacements, self.certificate_type, violations);
    }

    /// Returns the request in the form in which it is checked.
    pub(crate) fn as_partial(&self) -> PartialCsrRequest<'_> {
        PartialCsrRequest {
            claims: Some(self.csr.claims()),
            replacements: &self.replacements,
            certificate_type: self.certificate_type,
            validity: self.validity,
            hash: self.hash,
            name_constraints: self.name_constraints.as_ref(),
            takes_name_constraints: false,
        }
    }

    /// Returns the CSR, with everything that it asks for, replaced or not.
    #[must_use]
    pub fn csr(&self) -> &Csr {
        &self.csr
    }

    /// Returns the subject that the request asks for: the CSR's, unless it was replaced.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        self.replacements.subject.as_ref().unwrap_or(&self.csr.subject)
    }

    /// Returns the alternative names that the request asks for: the CSR's, unless they were
    /// replaced, and those that were added.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        self.replacements.names(&self.csr)
    }

    /// Returns the key usages that the request asks for: the CSR's, unless they were replaced. None
    /// stand for the profile's.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.replacements.key_usages.unwrap_or_else(|| self.csr.key_usages())
    }

    /// Returns the purposes that the request asks for: the CSR's, unless they were replaced.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        self.replacements.extended_key_usage.as_ref().unwrap_or_else(|| self.csr.extended_key_usage())
    }

    /// Returns the type of certificate: an end entity or a CA. The requester chooses it. If some
    /// senders may not become a CA, check it before you issue, or forbid CAs in the profile
    /// ([`csr_intermediate_ca`](crate::profile::ProfileSettings::csr_intermediate_ca)).
    ///
    /// ```
    /// use certmint::CsrRequest;
    /// use certmint::request::CertificateType;
    ///
    /// fn asks_for_a_ca(request: &CsrRequest) -> bool {
    ///     matches!(
    ///         request.certificate_type(),
    ///         CertificateType::IntermediateCa(_)
    ///     )
    /// }
    /// ```
    #[must_use]
    pub fn certificate_type(&self) -> CertificateType {
        self.certificate_type
    }

    /// Returns the requested validity.
    #[must_use]
    pub fn validity(&self) -> RequestedValidity {
        self.validity
    }

    /// Returns the hash of the signature, if one was set instead of the profile's.
    #[must_use]
    pub fn hash(&self) -> Option<HashAlgorithm> {
        self.hash
    }

    /// Returns the name constraints of the CA, if they were set.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.name_constraints.as_ref()
    }

    /// Sets the subject, instead of the CSR's. It is used as it is: nothing is inherited from the
    /// issuer ([rule C15](crate::docs::rules#c15)).
    ///
    /// The check of the request judges it like the subject of a request without a CSR. The CSR then
    /// proves possession of its key, and a notice names the subject that it does not get. The other
    /// setters of this kind do the same with their part.
    ///
    /// ```
    /// use certmint::name::SubjectAlternativeName;
    /// use certmint::request::CertificateType::EntityCert;
    /// use certmint::{Csr, CsrRequest, DistinguishedName, Error};
    /// # use certmint::RequestedValidity;
    ///
    /// fn device(csr: Csr, serial: &str, validity: RequestedValidity)
    /// -> Result<CsrRequest, Error> {
    ///     let host = format!("{serial}.devices.example.org");
    ///     let names = vec![SubjectAlternativeName::dns(&host)?];
    ///     Ok(CsrRequest::new(csr, EntityCert, validity)?
    ///         .with_subject(DistinguishedName::new(serial)?)
    ///         .with_alternative_names(names)?)
    /// }
    /// ```
    #[must_use]
    pub fn with_subject(mut self, subject: DistinguishedName) -> Self {
        self.replacements.subject = Some(subject);
        self
    }

    /// Sets the alternative names, instead of the CSR's, at most 100. The profile decides how many
    /// it grants (`csr_alternative_names`). Without names the certificate has none, even if the CSR
    /// asks for some, and no common name is added ([rule S8](crate::docs::rules#s8)).
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`] for more than 100 names, with those that were added.
    pub fn with_alternative_names(
        mut self,
        names: Vec<SubjectAlternativeName>,
    ) -> Result<Self, ViolationKind> {
        self.replacements.replace_names(&names)?;
        Ok(self)
    }

    /// Adds alternative names to the CSR's, or to those that replace them, before or later.
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`] for more than 100 names besides the CSR's.
    pub fn with_added_alternative_names(
        mut self,
        names: Vec<SubjectAlternativeName>,
    ) -> Result<Self, ViolationKind> {
        self.replacements.add_names(&self.csr, &names)?;
        Ok(self)
    }

    /// Sets the key usages, instead of the CSR's. The empty set means the profile's for a CSR that
    /// requests none. For a CA, keyCertSign is always included.
    ///
    /// # Errors
    /// As for [`EndEntityRequest::with_key_usages`](crate::EndEntityRequest::with_key_usages) and,
    /// for a CA,
    /// [`SubordinateRequest::with_key_usages`](crate::SubordinateRequest::with_key_usages).
    pub fn with_key_usages(mut self, usages: KeyUsages) -> Result<Self, ViolationKind> {
        let key_type = self.csr.public_key.key_type();
        self.replacements.set_key_usages(usages, self.certificate_type, key_type)?;
        Ok(self)
    }

    /// Sets the purposes of the key, instead of the CSR's. No purposes mean the profile's default;
    /// if the profile has none, the certificate serves every purpose. Like those of a request
    /// without a CSR, each must be allowed by the profile.
    #[must_use]
    pub fn with_extended_key_usage(mut self, usage: ExtendedKeyUsage) -> Self {
        self.replacements.extended_key_usage = Some(usage);
        self
    }

    /// Sets the hash of the signature, instead of the profile's.
    #[must_use]
    pub fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = Some(hash);
        self
    }

    /// Sets the name constraints of the CA (nameConstraints, critical).
    ///
    /// # Errors
    /// [`ViolationKind::NameConstraintsOfEntity`] for an end entity, which issues nothing (RFC 5280
    /// §4.2.1.10).
    pub fn with_name_constraints(mut self, constraints: NameConstraints) -> Result<Self, ViolationKind> {
        if self.certificate_type == CertificateType::EntityCert {
            return Err(ViolationKind::NameConstraintsOfEntity);
        }
        self.name_constraints = Some(constraints);
        Ok(self)
    }

    /// Adds the notices from reading the body.
    #[cfg(feature = "serde")]
    pub(crate) fn with_notices(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }
}

/// Returns how the basicConstraints of a CSR contradict the type (rule C10).
fn contradiction(requested: &Requested, certificate_type: CertificateType) -> Option<CsrError> {
    match (certificate_type, requested.basic_constraints) {
        (CertificateType::EntityCert, Some(BasicConstraints::Ca { .. })) => Some(CsrError::CaTrueInEntity),
        (CertificateType::IntermediateCa(_), Some(BasicConstraints::EndEntity)) => {
            Some(CsrError::CaFalseInCa)
        }
        _ => None,
    }
}

/// Records where a CSR contradicts the type or cannot be granted as that type (rules C5, C9, C10).
/// Parts that could not be read or were replaced are not checked; the subject in the place of the
/// CSR's is.
pub(crate) fn check_against_type(
    claims: PartialClaims<'_>,
    replacements: &Replacements,
    certificate_type: CertificateType,
    violations: &mut Violations,
) {
    let PartialClaims { requested, .. } = claims;
    let ca = certificate_type != CertificateType::EntityCert;
    let mut push = |field, defect| violations.push(field, ViolationKind::Csr(defect));
    let subject = replacements.subject.as_ref().or(claims.subject);
    if subject.is_some_and(DistinguishedName::is_empty) {
        let field = Field::Subject(replacements.subject_source());
        if ca {
            push(field, CsrError::EmptySubject);
        } else if replacements.without_names(requested) {
            push(field, CsrError::NoName);
        }
    }
    if let Some(defect) = contradiction(requested, certificate_type) {
        push(Field::CsrBasicConstraints, defect);
    }
    let Some(usages) = requested.key_usages.filter(|_| replacements.key_usages.is_none()) else { return };
    match (ca, usages.contains(KeyUsage::KeyCertSign)) {
        (false, true) => push(Field::KeyUsages(Source::Csr), CsrError::KeyCertSignInEntity),
        (true, false) => push(Field::KeyUsages(Source::Csr), CsrError::NoKeyCertSignInCa),
        _ => {}
    }
    if !ca {
        for kind in key_agreement_faults(usages) {
            violations.push(Field::KeyUsages(Source::Csr), kind);
        }
    }
}
