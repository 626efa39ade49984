//! The check of a request's names against the issuer (rules A3, A8).

use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuer::Issuer;
use crate::x509::extension::BasicConstraints;
use crate::x509::general_name::{NameForm, SubjectAlternativeName};
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::name_constraints::ConstrainedField;

/// The alternative names of a request, as far as they could be read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Names<'a> {
    pub(crate) names: &'a [SubjectAlternativeName],
    /// The positions of the names that could not be read, in ascending order.
    pub(crate) refused: &'a [usize],
    /// The position of the first name that is not the CSR's, but of a body or set in Rust.
    own_from: usize,
    /// Whether the only name is the common name, added as an alternative name (rule S8).
    is_common_name: bool,
}

impl<'a> Names<'a> {
    /// Makes a list of names that could all be read.
    pub(crate) fn of(names: &'a [SubjectAlternativeName]) -> Self {
        Self::read(names, &[])
    }

    /// Makes a list of names, with the positions of those that could not be read.
    pub(crate) fn read(names: &'a [SubjectAlternativeName], refused: &'a [usize]) -> Self {
        Self { names, refused, own_from: 0, is_common_name: false }
    }

    /// Makes the same list, in which the names before a position are those of a CSR.
    pub(super) fn of_csr_before(self, position: usize) -> Self {
        Self { own_from: position, ..self }
    }

    /// Makes a list of the common name alone, added as an alternative name.
    pub(super) fn added(name: &'a SubjectAlternativeName) -> Self {
        Self { is_common_name: true, ..Self::of(core::slice::from_ref(name)) }
    }

    /// Returns the source of the list as a whole.
    pub(super) fn source(self) -> Source {
        if self.own_from == 0 { Source::Body } else { Source::Csr }
    }

    /// Returns the source of more than `max` names: the CA, if it alone set so many.
    pub(super) fn source_of_excess(self, max: usize) -> Source {
        let own = self.iter().filter(|(position, _)| self.is_own(*position)).count();
        if own > max { Source::Body } else { self.source() }
    }

    /// Returns whether there is a dNSName. Without one, verifiers look at the common name (rule A3).
    pub(super) fn has_dns_name(self) -> bool {
        self.iter().any(|(_, name)| name.form() == NameForm::Dns)
    }

    /// Returns whether the name at a position is not the CSR's.
    pub(super) fn is_own(self, position: usize) -> bool {
        position >= self.own_from
    }

    /// Returns the field of the name at a position.
    pub(super) fn field_of(self, position: usize, form: NameForm) -> Field {
        let (source, position) = match position.checked_sub(self.own_from) {
            Some(own) => (Source::Body, own),
            None => (Source::Csr, position),
        };
        Field::AlternativeName { source, position, form: Some(form) }
    }

    /// Returns the location of a fault in the names. `source` is that of the subject.
    fn field(self, field: ConstrainedField, source: Source) -> Field {
        match field {
            ConstrainedField::AlternativeName(position, form) if !self.is_common_name => {
                self.field_of(position, form)
            }
            ConstrainedField::AlternativeName(..) | ConstrainedField::CommonName => {
                Field::SubjectAttribute(source, AttributeType::CommonName)
            }
            ConstrainedField::Subject | ConstrainedField::EmailAddressAttribute => Field::Subject(source),
        }
    }

    /// Iterates over the names, each with its position in the request.
    pub(crate) fn iter(self) -> impl Iterator<Item = (usize, &'a SubjectAlternativeName)> + Clone {
        (0..).filter(move |position| !self.refused.contains(position)).zip(self.names)
    }
}

/// Checks that no end entity has the name of the issuer or of a CA above it: verifiers go by the
/// name alone and would take it for that CA, for example as a signer of its CRLs (RFC 5280
/// §4.1.2.6, §6.3.3). A CA can have the name, with a notice, for a new key of the issuer itself
/// (§3.2) (rule A8).
pub(crate) fn check_own_name(
    source: Source,
    kind: BasicConstraints,
    subject: Option<&DistinguishedName>,
    issuer: &Issuer,
    violations: &mut Violations,
    notices: &mut Notices,
) {
    let Some(subject) = subject else { return };
    let Some(position) = issuer.ca_names().position(subject) else { return };
    let field = Field::Subject(source);
    match (kind.is_ca(), position) {
        (true, 0) => notices.push(field, NoticeKind::SelfIssued),
        (true, _) => notices.push(field, NoticeKind::NameOfCaAbove),
        (false, 0) => violations.push(field, ViolationKind::SubjectOfIssuer),
        (false, position) => {
            violations.push(field, ViolationKind::SubjectOfCaAbove { position });
        }
    }
}

/// Returns the number of names that verifiers compare with constraints, where each attribute of a
/// directoryName counts.
pub(super) fn compared_names(names: &[SubjectAlternativeName]) -> usize {
    names.iter().map(comparisons_of).sum()
}

fn comparisons_of(name: &SubjectAlternativeName) -> usize {
    match name {
        SubjectAlternativeName::DirectoryName(name) => name.attributes().count().max(1),
        _ => 1,
    }
}

/// Notes each directoryName of an end entity that is the name of the issuer or of a CA above it.
/// Path validation goes by the subject alone, so it is no error (rule A8).
pub(super) fn note_names_of_cas(names: Names<'_>, issuer: &Issuer, notices: &mut Notices) {
    for (position, name) in names.iter() {
        if let SubjectAlternativeName::DirectoryName(name) = name
            && issuer.ca_names().position(name).is_some()
        {
            notices.push(names.field_of(position, NameForm::DirectoryName), NoticeKind::DirectoryNameOfCa);
        }
    }
}

/// Checks the names against the name constraints of the issuer and of every CA above it (rule A3).
/// Common names are checked if the certificate `serves_hosts`. `source` is that of the subject.
pub(crate) fn check_names(
    source: Source,
    subject: Option<&DistinguishedName>,
    names: Names<'_>,
    serves_hosts: bool,
    issuer: &Issuer,
    violations: &mut Violations,
) {
    let constraints = issuer.name_constraints();
    let (found, most) = (compared_names(names.names), constraints.most_names());
    let attributes = subject.map_or(1, |subject| subject.attributes().count().max(1));
    // What is beyond the limit is not compared.
    let (subject, max) = match most.checked_sub(attributes) {
        Some(max) => (subject, max),
        None => {
            let kind = ViolationKind::TooMany { found: attributes, max: most };
            violations.push(Field::Subject(source), kind);
            (None, most)
        }
    };
    if found > max {
        let field = Field::AlternativeNames(names.source_of_excess(max));
        violations.push(field, ViolationKind::TooMany { found, max });
    }
    let mut left = max;
    let within_limit = names.iter().map_while(|(position, name)| {
        left = left.checked_sub(comparisons_of(name))?;
        Some((position, name))
    });
    let serves_hosts = serves_hosts && !names.has_dns_name();
    constraints.check(subject, within_limit, serves_hosts, |field, error| {
        violations.push(names.field(field, source), error.into());
    });
}
