//! What a CA puts in the place of what a CSR asks for (rule C15).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::csr::Csr;
use super::{OF_A_CA, check_end_entity_key_usages, subordinate_key_usages};
use crate::diagnostics::{Field, ReplacedKind, Source, Violation, ViolationKind};
use crate::key::KeyType;
use crate::request::CertificateType;
use crate::request::csr::{PartialClaims, Requested};
use crate::x509::extension::{ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

/// The parts that the CA sets itself; `None` for those that it takes from the CSR.
#[derive(Clone, Debug)]
pub(crate) struct Replacements {
    pub(crate) subject: Option<DistinguishedName>,
    pub(crate) alternative_names: Option<SetNames>,
    /// Empty for the profile's.
    pub(crate) key_usages: Option<KeyUsages>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
}

/// The alternative names of a request of which the CA set some or all.
#[derive(Clone, Debug)]
pub(crate) struct SetNames {
    /// All names: those of the CSR or those that replace them, then those that were added.
    names: Arc<[SubjectAlternativeName]>,
    /// The number of names that are the CSR's.
    of_csr: usize,
    /// The position of the first name that was added.
    added_from: usize,
    /// Whether the CA replaced the names of the CSR.
    replaces: bool,
}

/// Everything is as the CSR asks for it.
pub(crate) static NO_REPLACEMENTS: Replacements =
    Replacements { subject: None, alternative_names: None, key_usages: None, extended_key_usage: None };

impl Replacements {
    /// Returns whether the names of the CSR count for nothing.
    pub(crate) fn replaces_names(&self) -> bool {
        self.alternative_names.as_ref().is_some_and(|names| names.replaces)
    }

    /// Returns the names that the CA set, without those of the CSR.
    pub(crate) fn set_names(&self) -> &[SubjectAlternativeName] {
        self.alternative_names.as_ref().map_or(&[], |set| &set.names[set.of_csr..])
    }

    /// Returns all names that the request asks for.
    pub(super) fn names<'a>(&'a self, csr: &'a Csr) -> &'a [SubjectAlternativeName] {
        self.alternative_names.as_ref().map_or(csr.alternative_names(), |set| &set.names)
    }

    /// Returns whether the CA set this part of the CSR, so that its faults count for nothing.
    pub(crate) fn replaces(&self, part: &Field) -> bool {
        match part {
            Field::Subject(Source::Csr) => self.subject.is_some(),
            Field::AlternativeNames(Source::Csr) => self.replaces_names(),
            Field::KeyUsages(Source::Csr) => self.key_usages.is_some(),
            Field::ExtendedKeyUsage(Source::Csr) => self.extended_key_usage.is_some(),
            _ => false,
        }
    }

    /// Returns whether all requested extensions that count could be read.
    pub(crate) fn are_extensions_complete(&self, claims: PartialClaims<'_>) -> bool {
        let is_of_extension = |fault: &&Violation| *fault.field() != Field::Subject(Source::Csr);
        let mut faults = claims.faults.iter().filter(is_of_extension);
        !claims.requested.incomplete && faults.all(|fault| self.replaces(fault.field()))
    }

    /// Returns whether no alternative name is asked for, whether it could be read or not.
    pub(crate) fn without_names(&self, requested: &Requested) -> bool {
        self.set_names().is_empty() && (self.replaces_names() || requested.alternative_names.is_none())
    }

    /// Returns the source of the subject.
    pub(crate) fn subject_source(&self) -> Source {
        if self.subject.is_some() { Source::Body } else { Source::Csr }
    }

    /// Returns the source of the purposes.
    pub(crate) fn purposes_source(&self) -> Source {
        if self.extended_key_usage.is_some() { Source::Body } else { Source::Csr }
    }

    /// Puts these names in the place of those of the CSR, or of those that replaced them before.
    /// Names that were added stay.
    pub(super) fn replace_names(&mut self, names: &[SubjectAlternativeName]) -> Result<(), ViolationKind> {
        let added = self.alternative_names.as_ref().map_or(&[][..], |set| &set.names[set.added_from..]);
        check_number(names.len() + added.len())?;
        let all = [names, added].concat().into();
        let set = SetNames { names: all, of_csr: 0, added_from: names.len(), replaces: true };
        self.alternative_names = Some(set);
        Ok(())
    }

    /// Adds these names to those of the CSR, or to those that replace them.
    pub(super) fn add_names(
        &mut self,
        csr: &Csr,
        added: &[SubjectAlternativeName],
    ) -> Result<(), ViolationKind> {
        check_number(self.set_names().len() + added.len())?;
        let names = [self.names(csr), added].concat().into();
        let set = match &self.alternative_names {
            Some(set) => SetNames { names, ..*set },
            None => {
                let of_csr = csr.alternative_names().len();
                SetNames { names, of_csr, added_from: of_csr, replaces: false }
            }
        };
        self.alternative_names = Some(set);
        Ok(())
    }

    /// Sets the key usages, which must fit the type of certificate and the key (rules U3 and W6).
    pub(super) fn set_key_usages(
        &mut self,
        usages: KeyUsages,
        certificate_type: CertificateType,
        key_type: KeyType,
    ) -> Result<(), ViolationKind> {
        self.key_usages = Some(match certificate_type {
            CertificateType::EntityCert => {
                check_end_entity_key_usages(usages, Some(key_type)).map(|()| usages)?
            }
            CertificateType::IntermediateCa(_) => match usages.difference(OF_A_CA).iter().next() {
                Some(other) => return Err(ViolationKind::NotForCa(other.as_str())),
                None => subordinate_key_usages(usages),
            },
        });
        Ok(())
    }

    /// Reports what the CSR asks for in the parts that the CA set, and the certificate does not
    /// have, and the faults of these parts (rule C15).
    pub(crate) fn left_out(&self, csr: Claimed<'_>, granted: GrantedParts<'_>) -> Vec<(Field, ReplacedKind)> {
        let mut left_out = Vec::new();
        if self.subject.as_ref().is_some_and(|own| own != csr.subject) {
            left_out.push((Field::Subject(Source::Csr), ReplacedKind::Subject(csr.subject.clone())));
        }
        if self.replaces_names() {
            let asked = csr.requested.alternative_names.as_deref().unwrap_or_default();
            let others = csr.requested.names_found.saturating_sub(asked.len());
            let names = asked.iter().filter(|name| !granted.names.contains(name)).cloned().collect();
            left_out.push((
                Field::AlternativeNames(Source::Csr),
                ReplacedKind::AlternativeNames { names, others },
            ));
        }
        if self.key_usages.is_some() {
            let asked = csr.requested.key_usages.unwrap_or_default();
            let missing = asked.difference(granted.key_usages);
            left_out.push((Field::KeyUsages(Source::Csr), ReplacedKind::KeyUsages(missing)));
        }
        if self.extended_key_usage.is_some() {
            let (asked, granted) = (&csr.requested.extended_key_usage, granted.extended_key_usage);
            let missing = asked.purposes().iter().filter(|purpose| !granted.contains(purpose)).cloned();
            let missing = ExtendedKeyUsage::new(missing);
            let serves_all = granted.is_empty() || granted.contains_any();
            let kind = match serves_all && !asked.contains_any() && !missing.is_empty() {
                true => ReplacedKind::EveryPurpose(asked.clone()),
                false => ReplacedKind::ExtendedKeyUsage(missing),
            };
            left_out.push((Field::ExtendedKeyUsage(Source::Csr), kind));
        }
        left_out.retain(|(_, kind)| !kind.is_empty());
        for fault in csr.faults.iter().filter(|fault| self.replaces(fault.field())) {
            let kind = ReplacedKind::Fault(Box::new(fault.kind().clone()));
            left_out.push((fault.field().clone(), kind));
        }
        left_out
    }
}

/// What a CSR asks for, all of which could be read, except parts with faults.
#[derive(Clone, Copy)]
pub(crate) struct Claimed<'a> {
    pub(crate) subject: &'a DistinguishedName,
    pub(crate) requested: &'a Requested,
    pub(crate) faults: &'a [Violation],
}

/// The parts of a grant in which the CA can replace those of the CSR.
#[derive(Clone, Copy)]
pub(crate) struct GrantedParts<'a> {
    pub(crate) names: &'a [SubjectAlternativeName],
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: &'a ExtendedKeyUsage,
}

/// Checks how many names the CA sets: as many as a request without a CSR can have.
fn check_number(found: usize) -> Result<(), ViolationKind> {
    let max = Csr::MAX_ALTERNATIVE_NAMES;
    if found > max { Err(ViolationKind::TooMany { found, max }) } else { Ok(()) }
}
