//! The CSR request: a certificate for a key that the requester holds.

use super::{PartialCsrRequest, key_agreement_faults};
use crate::diagnostics::{CsrError, Field, Notices, RequestError, Source, ViolationKind, Violations};
use crate::key::HashAlgorithm;
use crate::request::csr::{Csr, Requested};
use crate::request::validity::RequestedValidity;
use crate::x509::extension::{BasicConstraints, KeyUsage, PathLength};
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
    /// An alternative name that cannot be granted is an error for an end entity. In the certificate
    /// of a CA, names have no function: there the check leaves such a name out with a notice
    /// ([rule C16](crate::docs::rules#c16)).
    ///
    /// # Errors
    /// [`RequestError`] with every violation found, if the CSR contradicts the type or cannot be
    /// granted as that type (rules [C5](crate::docs::rules#c5), [C9](crate::docs::rules#c9) and
    /// [C10](crate::docs::rules#c10)).
    pub fn new(
        csr: Csr,
        certificate_type: CertificateType,
        validity: RequestedValidity,
    ) -> Result<Self, RequestError> {
        let mut violations = Violations::new();
        if certificate_type == CertificateType::EntityCert {
            csr.requested.refuse_names(&mut violations);
        }
        check_against_type(Some(&csr.subject), &csr.requested, certificate_type, &mut violations);
        let notices = Notices::default();
        let request = Self { csr, certificate_type, validity, hash: None, name_constraints: None, notices };
        violations.unless_any(Some(request))
    }

    /// Returns the request in the form in which it is checked.
    pub(crate) fn as_partial(&self) -> PartialCsrRequest<'_> {
        PartialCsrRequest {
            claims: Some(self.csr.claims()),
            certificate_type: self.certificate_type,
            validity: self.validity,
            hash: self.hash,
            name_constraints: self.name_constraints.as_ref(),
            takes_name_constraints: false,
        }
    }

    /// Returns the CSR.
    #[must_use]
    pub fn csr(&self) -> &Csr {
        &self.csr
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

/// Records where a CSR contradicts the type or cannot be granted as that type (rules C5, C9, C10).
/// A subject that could not be read is not checked.
pub(crate) fn check_against_type(
    subject: Option<&DistinguishedName>,
    requested: &Requested,
    certificate_type: CertificateType,
    violations: &mut Violations,
) {
    let ca = certificate_type != CertificateType::EntityCert;
    let mut push = |field, defect| violations.push(field, ViolationKind::Csr(defect));
    if subject.is_some_and(DistinguishedName::is_empty) {
        if ca {
            push(Field::Subject(Source::Csr), CsrError::EmptySubject);
        } else if requested.alternative_names.is_none() {
            push(Field::Subject(Source::Csr), CsrError::NoName);
        }
    }
    match (ca, requested.basic_constraints) {
        (false, Some(BasicConstraints::Ca { .. })) => {
            push(Field::CsrBasicConstraints, CsrError::CaTrueInEntity);
        }
        (true, Some(BasicConstraints::EndEntity)) => {
            push(Field::CsrBasicConstraints, CsrError::CaFalseInCa);
        }
        _ => {}
    }
    let Some(usages) = requested.key_usages else { return };
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
