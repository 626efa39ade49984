//! The names of a certificate against the constraints of every CA above it.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::comparison::{Text, text};
use super::common_name::reads_as_dns_name;
use super::constrained::Constrained;
use super::{Base, GeneralSubtree, NameConstraints};
use crate::der::tag;
use crate::error::{NameConstraintFault, NameForm, Quoted, ViolationKind};
use crate::name::x501::NameAttribute;
use crate::name::{ForeignName, Name, SubjectAlternativeName};
use crate::oid;

/// The name constraints of all CAs of a chain; every one of them must admit a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameConstraintSet(Vec<IssuerNameConstraints>);

/// The name constraints of one CA as its certificate holds them, as far as they bear on names that this
/// crate issues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IssuerNameConstraints {
    pub(crate) permitted: Vec<GeneralSubtree>,
    pub(crate) excluded: Vec<GeneralSubtree>,
    /// The forms of which there is a constraint that cannot be applied.
    pub(crate) not_applicable: Vec<NameForm>,
}

impl From<NameConstraints> for IssuerNameConstraints {
    fn from(NameConstraints { permitted, excluded }: NameConstraints) -> Self {
        Self { permitted, excluded, not_applicable: Vec::new() }
    }
}

/// Where in a certificate a refused name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstrainedField {
    /// The subject as a whole.
    Subject,
    /// An emailAddress attribute of the subject.
    EmailAddressAttribute,
    /// A common name of the subject.
    CommonName,
    /// The alternative name that came with this position.
    AlternativeName(usize),
}

impl NameConstraintSet {
    /// Adds the constraints of one more CA.
    pub(crate) fn push(&mut self, constraints: IssuerNameConstraints) {
        self.0.push(constraints);
    }

    /// Reports each name of a certificate that is refused, with the first reason. Positions are the
    /// caller's; of a subject that could not be read, nothing is said.
    pub(crate) fn check<'a>(
        &self,
        subject: Option<&Name>,
        names: impl IntoIterator<Item = (usize, &'a SubjectAlternativeName)>,
        mut report: impl FnMut(ConstrainedField, ViolationKind),
    ) {
        // The rest would be about names that nothing constrains.
        if self.0.is_empty() {
            return;
        }
        let mut judge = |field, name: Constrained<'_>| {
            if let Some(fault) = self.fault(&name) {
                report(field, violation(&name, fault));
            }
        };
        if let Some(subject) = subject {
            for_each_of_subject(subject, &mut judge);
        }
        let mut has_dns_name = false;
        for (position, name) in names {
            has_dns_name |= matches!(name, SubjectAlternativeName::Dns(_));
            judge(ConstrainedField::AlternativeName(position), name.into());
        }
        if has_dns_name {
            return;
        }
        let attributes = subject.into_iter().flat_map(Name::attributes);
        for attribute in attributes.filter(|attribute| attribute.oid == oid::COMMON_NAME) {
            if let Text::Decoded(name) = text(attribute.value)
                && reads_as_dns_name(&name)
            {
                judge(ConstrainedField::CommonName, Constrained::CommonName(&name));
            }
        }
    }

    /// Whether a CA of others may stand below: by its subject and its alternative names. Its common name is
    /// no host's, whatever it reads as.
    pub(crate) fn admits_ca(&self, subject: &Name, names: impl IntoIterator<Item = ForeignName>) -> bool {
        let mut admitted = true;
        for_each_of_subject(subject, &mut |_, name| admitted &= self.fault(&name).is_none());
        admitted
            && names.into_iter().all(|name| match name {
                ForeignName::Alternative(name) => self.fault(&(&name).into()).is_none(),
                ForeignName::DirectoryName(name) => self.fault(&Constrained::DirectoryName(&name)).is_none(),
                ForeignName::Unreadable(form) => !self.constrains(form),
                ForeignName::OtherForm => true,
            })
    }

    /// Whether any constraint is on names of this form.
    fn constrains(&self, form: NameForm) -> bool {
        self.0.iter().any(|IssuerNameConstraints { permitted, excluded, not_applicable }| {
            let of_form = |subtree: &GeneralSubtree| subtree.form() == form;
            permitted.iter().chain(excluded).any(of_form) || not_applicable.contains(&form)
        })
    }

    /// The most comparisons of a name with a subtree in a chain: the bound of rustls-webpki.
    pub(crate) const MAX_COMPARISONS: usize = 250_000;

    fn subtrees(&self) -> usize {
        self.0.iter().map(|constraints| constraints.permitted.len() + constraints.excluded.len()).sum()
    }

    /// The comparisons that a CA's certificate with these names takes. Of a directoryName, each attribute counts.
    pub(crate) fn comparisons(&self, subject: &Name, names: impl Iterator<Item = ForeignName>) -> usize {
        let names = names.map(|name| match name {
            ForeignName::DirectoryName(name) => name.attributes().count().max(1),
            _ => 1,
        });
        let names = subject.attributes().count() + names.sum::<usize>();
        names.saturating_mul(self.subtrees())
    }

    /// The most names that verifiers compare with so many subtrees: alternative names, and attributes of the
    /// subject, which OpenSSL counts.
    pub(crate) fn most_names(&self) -> usize {
        Self::MAX_COMPARISONS.checked_div(self.subtrees()).unwrap_or(usize::MAX)
    }

    /// Whether the subject has a common name that reads as no DNS name, and that would be refused if it were
    /// one: where there is no dNSName, GnuTLS and Java take any common name of an end entity for one.
    pub(crate) fn is_common_name_disputed(&self, subject: &Name) -> bool {
        let is_disputed = |attribute: NameAttribute<'_>| {
            attribute.oid == oid::COMMON_NAME
                && match text(attribute.value) {
                    Text::Decoded(name) if reads_as_dns_name(&name) => false,
                    Text::Decoded(name) => self.refuses_as_dns_name(&name),
                    Text::Broken | Text::None => self.refuses_as_dns_name(""),
                }
        };
        !self.0.is_empty() && subject.attributes().any(is_disputed)
    }

    /// Whether a text that is no DNS name could be taken for one that is refused: no subtree permits it
    /// where there are some, or it ends as an excluded one does.
    fn refuses_as_dns_name(&self, text: &str) -> bool {
        let text = text.trim_end_matches('.').as_bytes();
        let ends_as = |base: &str| {
            let base = base.trim_start_matches('.').as_bytes();
            text.len().checked_sub(base.len()).is_some_and(|start| text[start..].eq_ignore_ascii_case(base))
        };
        self.0.iter().any(|constraints| {
            let is_excluded = constraints.excluded.iter().filter_map(dns_base).any(ends_as);
            is_excluded || constraints.permitted.iter().any(|subtree| dns_base(subtree).is_some())
        })
    }

    fn fault(&self, name: &Constrained<'_>) -> Option<NameConstraintFault> {
        self.0.iter().find_map(|constraints| constraints.fault(name))
    }
}

fn dns_base(subtree: &GeneralSubtree) -> Option<&str> {
    match subtree.base() {
        Base::Dns(base) => Some(base.as_str()),
        _ => None,
    }
}

/// The names that a subject holds: itself, but where it is empty (RFC 5280 §4.2.1.10), and its e-mail
/// addresses.
fn for_each_of_subject(subject: &Name, judge: &mut impl FnMut(ConstrainedField, Constrained<'_>)) {
    if !subject.is_empty() {
        judge(ConstrainedField::Subject, Constrained::DirectoryName(subject));
    }
    for attribute in subject.attributes().filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS) {
        let address = match text(attribute.value) {
            Text::Decoded(address) => address,
            Text::Broken | Text::None => "#".into(),
        };
        let name = match attribute.value.tag {
            tag::IA5_STRING => Constrained::Email(&address),
            _ => Constrained::EmailOfOtherType(&address),
        };
        judge(ConstrainedField::EmailAddressAttribute, name);
    }
}

impl IssuerNameConstraints {
    /// Why the name is refused, if it is; excluded before permitted (RFC 5280 §4.2.1.10).
    fn fault(&self, name: &Constrained<'_>) -> Option<NameConstraintFault> {
        if matches!(name, Constrained::EmailOfOtherType(_)) {
            return Some(NameConstraintFault::NotComparable);
        }
        let form = name.form();
        if self.not_applicable.contains(&form) {
            return Some(NameConstraintFault::NotApplicable);
        }
        let is_of_form = |subtree: &&GeneralSubtree| subtree.form() == form;
        let mut excluded = self.excluded.iter().filter(is_of_form).peekable();
        let mut permitted = self.permitted.iter().filter(is_of_form).peekable();
        let is_restricted = permitted.peek().is_some();
        if !is_restricted && excluded.peek().is_none() {
            return None;
        }
        if !name.is_comparable() {
            return Some(NameConstraintFault::NotComparable);
        }
        if excluded.any(|subtree| name.may_be_in(subtree)) {
            return Some(NameConstraintFault::Excluded);
        }
        let is_permitted = !is_restricted || permitted.any(|subtree| name.is_in(subtree));
        (!is_permitted).then_some(NameConstraintFault::NotPermitted)
    }
}

fn violation(name: &Constrained<'_>, fault: NameConstraintFault) -> ViolationKind {
    ViolationKind::NameConstraint { found: Quoted::new(&name.to_string()), form: name.form(), fault }
}
