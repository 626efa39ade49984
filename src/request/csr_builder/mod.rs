//! Certificate signing requests to be written (RFC 2986, rule C17).

mod challenge_password;
mod encode;

use alloc::vec::Vec;

use self::challenge_password::ChallengePassword;
use super::csr::Csr;
use super::names::{check_alternative_name_of_csr, check_subject_of_csr};
use super::{OF_A_CA, end_entity_faults, subordinate_key_usages};
use crate::diagnostics::{CsrError, Field, Source, ViolationKind, Violations};
use crate::key::{HashAlgorithm, KeyType};
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages, PathLength};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

/// A certificate signing request (PKCS#10, RFC 2986) to be written and signed
/// ([rule C17](crate::docs::rules#c17)).
///
/// A CSR asks for a certificate, and proves that its sender holds the private key. The CA decides
/// what of it is granted.
///
/// ```
/// use certmint::csr::CsrBuilder;
/// use certmint::name::SubjectAlternativeName;
/// use certmint::{Csr, DistinguishedName, KeyAlgorithm, PrivateKey};
///
/// let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut getrandom::SysRng)?;
/// let names = vec![SubjectAlternativeName::dns("db.example.org")?];
/// let csr = CsrBuilder::new(DistinguishedName::new("db.example.org")?)
///     .with_alternative_names(names)?
///     .sign(&key)?;
/// let read = Csr::from_pem(&csr.to_pem())?;
/// assert_eq!(read.subject().to_string(), "CN=db.example.org");
/// assert_eq!(read.public_key(), key.public_key());
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CsrBuilder {
    subject: DistinguishedName,
    pub(crate) hash: Option<HashAlgorithm>,
    alternative_names: Vec<SubjectAlternativeName>,
    key_usages: KeyUsages,
    extended_key_usage: ExtendedKeyUsage,
    /// `None` if the CSR leaves it to the CA which type it issues.
    basic_constraints: Option<BasicConstraints>,
    extensions: Vec<CustomExtension>,
    challenge_password: Option<ChallengePassword>,
}

impl CsrBuilder {
    /// Makes a CSR that asks for this subject, to be signed with SHA-256, or with SHA-512 by a key on
    /// P-521. The subject can be empty if there are alternative names.
    #[must_use]
    pub fn new(subject: DistinguishedName) -> Self {
        Self {
            subject,
            hash: None,
            alternative_names: Vec::new(),
            key_usages: KeyUsages::NONE,
            extended_key_usage: ExtendedKeyUsage::default(),
            basic_constraints: None,
            extensions: Vec::new(),
            challenge_password: None,
        }
    }

    /// Sets the hash of the CSR's own signature. An Ed25519 or ML-DSA key uses no hash
    /// ([rule K2](crate::docs::rules#k2)).
    #[must_use]
    pub fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = Some(hash);
        self
    }

    /// Sets the alternative names, at most [`Csr::MAX_ALTERNATIVE_NAMES`].
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`] for more names.
    pub fn with_alternative_names(
        mut self,
        names: Vec<SubjectAlternativeName>,
    ) -> Result<Self, ViolationKind> {
        let (found, max) = (names.len(), Csr::MAX_ALTERNATIVE_NAMES);
        if found > max {
            return Err(ViolationKind::TooMany { found, max });
        }
        self.alternative_names = names;
        Ok(self)
    }

    /// Sets the key usages. The empty set leaves them to the CA. In the CSR of a CA, keyCertSign is
    /// always included.
    #[must_use]
    pub fn with_key_usages(mut self, usages: KeyUsages) -> Self {
        self.key_usages = usages;
        self
    }

    /// Sets the purposes of the key, at most [`Csr::MAX_ENTRIES`]. No purposes leave them to the CA.
    ///
    /// # Errors
    /// [`ViolationKind::TooMany`] for more purposes.
    pub fn with_extended_key_usage(mut self, usage: ExtendedKeyUsage) -> Result<Self, ViolationKind> {
        let (found, max) = (usage.purposes().len(), Csr::MAX_ENTRIES);
        if found > max {
            return Err(ViolationKind::TooMany { found, max });
        }
        self.extended_key_usage = usage;
        Ok(self)
    }

    /// Asks for the certificate of a CA: basicConstraints with cA TRUE and the path length, if one
    /// is given.
    ///
    /// A CA on this library does not use the path length in a CSR, and says so in a notice: its
    /// request sets the path length ([rule C12](crate::docs::rules#c12)).
    #[must_use]
    pub fn for_ca(mut self, path_length: Option<PathLength>) -> Self {
        let path_length = path_length.map(|length| length.get().into());
        self.basic_constraints = Some(BasicConstraints::Ca { path_length });
        self
    }

    /// Asks for a further extension.
    ///
    /// # Errors
    /// [`ViolationKind::RepeatedExtension`] if there already is one with the same identifier;
    /// [`ViolationKind::TooMany`] for more than [`Csr::MAX_ENTRIES`], with those of the other
    /// setters.
    pub fn with_extension(mut self, extension: CustomExtension) -> Result<Self, ViolationKind> {
        let oid = extension.object_identifier();
        if self.extensions.iter().any(|known| known.object_identifier() == oid) {
            return Err(ViolationKind::RepeatedExtension);
        }
        let (found, max) = (self.extensions.len() + 1, Csr::MAX_ENTRIES - Self::OWN_EXTENSIONS);
        if found > max {
            return Err(ViolationKind::TooMany { found, max });
        }
        self.extensions.push(extension);
        Ok(self)
    }

    /// keyUsage, extKeyUsage, basicConstraints and subjectAltName.
    const OWN_EXTENSIONS: usize = 4;

    /// Sets the challenge password, 1–255 characters, by which some CAs authenticate the sender or
    /// a later revocation (RFC 2985 §5.4.1). It is in the CSR as clear text: everybody who sees the CSR
    /// can read it. This library erases its own copies, that of the builder when it is dropped, and
    /// never shows them.
    ///
    /// # Errors
    /// [`ViolationKind::Length`].
    pub fn with_challenge_password(mut self, password: &str) -> Result<Self, ViolationKind> {
        self.challenge_password = Some(ChallengePassword::new(password)?);
        Ok(self)
    }

    fn is_for_ca(&self) -> bool {
        self.basic_constraints.is_some()
    }

    /// Returns the key usages that the CSR asks for.
    fn asked_key_usages(&self) -> KeyUsages {
        if self.is_for_ca() { subordinate_key_usages(self.key_usages) } else { self.key_usages }
    }

    /// Records why no CA could grant the CSR for a key of this type.
    pub(crate) fn check(&self, key_type: KeyType, violations: &mut Violations) {
        check_subject_of_csr(&self.subject, violations);
        if self.subject.is_empty() && (self.is_for_ca() || self.alternative_names.is_empty()) {
            let defect = if self.is_for_ca() { CsrError::EmptySubject } else { CsrError::NoName };
            violations.push(Field::Subject(Source::Body), ViolationKind::Csr(defect));
        }
        for (position, name) in self.alternative_names.iter().enumerate() {
            check_alternative_name_of_csr(name, |kind| {
                violations.push(Field::alternative_name(Source::Body, position, name), kind);
            });
        }
        let mut push = |kind| violations.push(Field::KeyUsages(Source::Body), kind);
        if self.is_for_ca() {
            let others = self.key_usages.difference(OF_A_CA);
            others.iter().for_each(|usage| push(ViolationKind::NotForCa(usage.as_str())));
        } else {
            end_entity_faults(self.key_usages, Some(key_type)).for_each(push);
        }
    }

    /// Records that a CSR of so many octets is too long to be read.
    pub(crate) fn check_length(octets: usize, violations: &mut Violations) {
        let (found, max) = (octets, Csr::MAX_DER_OCTETS);
        if found > max {
            violations.push(Field::Csr, ViolationKind::Csr(CsrError::TooLong { found, max }));
        }
    }
}
