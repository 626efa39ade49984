//! The names of a request: what of them the issuer refuses (rules A3, A8).

use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::issuer::Issuer;
use crate::x509::extension::BasicConstraints;
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{AttributeType, DistinguishedName};
use crate::x509::name_constraints::ConstrainedField;

/// The alternative names of a request, as far as they could be read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Names<'a> {
    pub(crate) names: &'a [SubjectAlternativeName],
    /// Where those stood that could not be read, from the first to the last.
    pub(crate) refused: &'a [usize],
    /// Whether it is the common name, which was added as an alternative name (rule S8).
    is_common_name: bool,
}

impl<'a> Names<'a> {
    /// Names that could all be read.
    pub(crate) fn of(names: &'a [SubjectAlternativeName]) -> Self {
        Self::read(names, &[])
    }

    /// Names, and where those stood that could not be read.
    pub(crate) fn read(names: &'a [SubjectAlternativeName], refused: &'a [usize]) -> Self {
        Self { names, refused, is_common_name: false }
    }

    /// The common name, which was added as an alternative name.
    pub(super) fn added(name: &'a SubjectAlternativeName) -> Self {
        Self { is_common_name: true, ..Self::of(core::slice::from_ref(name)) }
    }

    /// Where a fault of the names lies.
    fn field(self, field: ConstrainedField, source: Source) -> Field {
        match field {
            ConstrainedField::AlternativeName(position, form) if !self.is_common_name => {
                Field::AlternativeName { source, position, form: Some(form) }
            }
            ConstrainedField::AlternativeName(..) | ConstrainedField::CommonName => {
                Field::SubjectAttribute(source, AttributeType::CommonName)
            }
            ConstrainedField::Subject | ConstrainedField::EmailAddressAttribute => Field::Subject(source),
        }
    }

    /// Each name with its position in the request.
    pub(crate) fn iter(self) -> impl Iterator<Item = (usize, &'a SubjectAlternativeName)> + Clone {
        (0..).filter(move |position| !self.refused.contains(position)).zip(self.names)
    }
}

/// No end entity bears the name of the issuer or of a CA above it: by the name alone verifiers
/// would take it for that CA, for a signer of its CRLs say (RFC 5280 §4.1.2.6, §6.3.3). A CA can,
/// for a new key of the issuer itself (§3.2), with a notice (rule A8).
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

/// The name constraints of the issuer and of every CA above it (rule A3). Common names count where
/// the certificate `serves_hosts`.
pub(crate) fn check_names(
    source: Source,
    subject: Option<&DistinguishedName>,
    names: Names<'_>,
    serves_hosts: bool,
    issuer: &Issuer,
    violations: &mut Violations,
) {
    let (found, most) = (names.names.len(), issuer.name_constraints().most_names());
    let attributes = subject.map_or(1, |subject| subject.attributes().count().max(1));
    if attributes > most {
        let kind = ViolationKind::TooMany { found: attributes, max: most };
        return violations.push(Field::Subject(source), kind);
    }
    let max = most - attributes;
    if found > max {
        return violations.push(Field::AlternativeNames(source), ViolationKind::TooMany { found, max });
    }
    issuer.name_constraints().check(subject, names.iter(), serves_hosts, |field, error| {
        violations.push(names.field(field, source), error.into());
    });
}
