//! Checks the names of a certificate against the constraints of every CA above it.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::IpAddr;

use super::common_name;
use super::constrained::Constrained;
use super::host::push_reversed;
use super::index::{Sought, SubtreeIndex};
use super::{GeneralSubtree, Matching, NameConstraintError, NameConstraintErrorKind, NameConstraints};
use crate::x509::Sanitized;
use crate::x509::der::tag;
use crate::x509::general_name::{GeneralName, NameForm, SubjectAlternativeName, ends_in_a_number};
use crate::x509::name::DistinguishedName;
use crate::x509::name::text::{Text, text};
use crate::x509::oid;

/// The name constraints of all CAs of a chain. Each CA must admit a name.
#[derive(Debug, Default)]
pub(crate) struct NameConstraintSet {
    cas: Vec<CaConstraints>,
    /// The number of subtrees of all CAs together.
    subtrees: usize,
}

/// The name constraints of one CA as its certificate contains them, as far as they apply to names
/// that this crate issues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IssuerNameConstraints {
    pub(crate) permitted: Vec<GeneralSubtree>,
    pub(crate) excluded: Vec<GeneralSubtree>,
    /// The forms with a constraint that cannot be applied.
    pub(crate) not_applicable: Vec<NameForm>,
}

/// The same constraints, indexed for lookup.
#[derive(Debug)]
struct CaConstraints {
    permitted: SubtreeIndex,
    excluded: SubtreeIndex,
    not_applicable: Vec<NameForm>,
}

impl From<NameConstraints> for IssuerNameConstraints {
    fn from(NameConstraints { permitted, excluded }: NameConstraints) -> Self {
        Self { permitted, excluded, not_applicable: Vec::new() }
    }
}

/// The location of a rejected name in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstrainedField {
    /// The subject as a whole.
    Subject,
    /// An emailAddress attribute of the subject.
    EmailAddressAttribute,
    /// A common name of the subject.
    CommonName,
    /// The alternative name of this form at this position.
    AlternativeName(usize, NameForm),
}

/// The result of comparing a common name with the constraints.
enum CommonName {
    /// To every verifier it is either not a host name or an admitted one.
    Admitted,
    /// Some verifiers take it for a DNS name and reject it.
    Disputed,
    /// Verifiers match it against host names, and it is not admitted.
    Refused(NameConstraintErrorKind),
}

impl NameConstraintSet {
    /// Adds the constraints of another CA.
    pub(crate) fn push(&mut self, constraints: IssuerNameConstraints) {
        let IssuerNameConstraints { permitted, excluded, not_applicable } = constraints;
        self.subtrees += permitted.len() + excluded.len();
        self.cas.push(CaConstraints {
            permitted: SubtreeIndex::new(&permitted, Matching::Sure),
            excluded: SubtreeIndex::new(&excluded, Matching::Possible),
            not_applicable,
        });
    }

    /// Reports each name of a certificate that is not admitted, with the first reason. Positions
    /// are the caller's. An unreadable subject (`None`) is not checked. Common names are checked if
    /// the certificate `serves_hosts`.
    pub(crate) fn check<'a>(
        &self,
        subject: Option<&DistinguishedName>,
        names: impl IntoIterator<Item = (usize, &'a SubjectAlternativeName)>,
        serves_hosts: bool,
        mut report: impl FnMut(ConstrainedField, NameConstraintError),
    ) {
        // Without constraints, the rest has nothing to check.
        if self.cas.is_empty() {
            return;
        }
        let mut judge = |field, name: Constrained<'_>| {
            if let Some(kind) = self.fault(&name) {
                let found = Sanitized::new(&name.to_string());
                report(field, NameConstraintError::Name { found, form: name.form(), kind });
            }
        };
        if let Some(subject) = subject {
            for_each_of_subject(subject, &mut judge);
        }
        let mut has_dns_name = false;
        for (position, name) in names {
            has_dns_name |= matches!(name, SubjectAlternativeName::Dns(_));
            let field = ConstrainedField::AlternativeName(position, name.form());
            judge(field, name.into());
            // The constraints on rfc822Name also apply to an SmtpUTF8Mailbox (RFC 9598 §6), but few
            // verifiers know. Those on dNSName do not apply to an SRVName (RFC 4985 §4), so that it
            // would be issued past them.
            if let SubjectAlternativeName::OtherName(other) = name
                && let Some(form) = other.further_form()
            {
                judge(field, Constrained::Incomparable(form, name));
            }
        }
        if has_dns_name || !serves_hosts {
            return;
        }
        for name in subject.into_iter().flat_map(common_names) {
            if let Text::Decoded(name) = &name
                && let CommonName::Refused(kind) = self.judge_common_name(name)
            {
                let found = Sanitized::new(name);
                report(ConstrainedField::CommonName, NameConstraintError::CommonName { found, kind });
            }
        }
    }

    /// Returns whether a foreign CA is admitted below, by its subject and its alternative names.
    /// Its common name is never a host name.
    pub(crate) fn admits_ca(
        &self,
        subject: &DistinguishedName,
        names: impl IntoIterator<Item = GeneralName>,
    ) -> bool {
        let mut admitted = true;
        for_each_of_subject(subject, &mut |_, name| admitted &= self.fault(&name).is_none());
        admitted
            && names.into_iter().all(|name| match name {
                GeneralName::Alternative(name) => self.fault(&(&name).into()).is_none(),
                GeneralName::DirectoryName(name) => self.fault(&Constrained::DirectoryName(&name)).is_none(),
                GeneralName::Unreadable(form) => !self.constrains(form),
                GeneralName::OtherForm => true,
            })
    }

    /// Returns whether any constraint applies to names of this form.
    fn constrains(&self, form: NameForm) -> bool {
        self.cas
            .iter()
            .any(|ca| ca.permitted.has(form) || ca.excluded.has(form) || ca.not_applicable.contains(&form))
    }

    /// The maximum number of comparisons of a name with a subtree in a chain, from rustls-webpki.
    pub(crate) const MAX_COMPARISONS: usize = 250_000;

    /// The maximum number of searches for the names of one request, each in the constraints of one
    /// CA. It bounds the cost of a request, however many subtrees there are.
    const MAX_SEARCHES: usize = 1_000;

    /// Returns the number of comparisons for a CA certificate with these names. Each attribute of a
    /// directoryName counts.
    pub(crate) fn comparisons(
        &self,
        subject: &DistinguishedName,
        names: impl Iterator<Item = GeneralName>,
    ) -> usize {
        let names = names.map(|name| match name {
            GeneralName::DirectoryName(name) => name.attributes().count().max(1),
            _ => 1,
        });
        let names = subject.attributes().count() + names.sum::<usize>();
        names.saturating_mul(self.subtrees)
    }

    /// Returns the maximum number of names that verifiers compare with this many subtrees:
    /// alternative names, and the attributes of the subject, which OpenSSL counts. It is lower if
    /// many CAs have constraints.
    pub(crate) fn most_names(&self) -> usize {
        let compared = Self::MAX_COMPARISONS.checked_div(self.subtrees);
        let sought = Self::MAX_SEARCHES.checked_div(self.cas.len());
        compared.into_iter().chain(sought).min().unwrap_or(usize::MAX)
    }

    /// Returns whether the subject has a common name that is admitted here but that some verifier
    /// could reject: without a dNSName, GnuTLS takes any common name of a server for one, and Java
    /// any that reads as a host name, whatever the certificate is for.
    pub(crate) fn is_common_name_disputed(&self, subject: &DistinguishedName, serves_hosts: bool) -> bool {
        let is_disputed = |name: Text<'_>| match name {
            Text::Decoded(name) if serves_hosts => {
                matches!(self.judge_common_name(&name), CommonName::Disputed)
            }
            Text::Decoded(name) => common_name::host(&name)
                .is_some_and(|host| !matches!(self.judge_host(&name, host), CommonName::Admitted)),
            Text::Broken | Text::None => serves_hosts && self.refuses_as_dns_name(""),
        };
        !self.cas.is_empty() && common_names(subject).any(is_disputed)
    }

    fn judge_common_name(&self, name: &str) -> CommonName {
        if let Some(fault) = self.fault_of_address(name) {
            return CommonName::Refused(fault);
        }
        match common_name::host(name) {
            Some(host) => self.judge_host(name, host),
            None => self.judge_other(name),
        }
    }

    /// Judges a common name that is this host.
    fn judge_host(&self, name: &str, host: &str) -> CommonName {
        match self.fault(&Constrained::CommonName(host)) {
            Some(fault) => CommonName::Refused(fault),
            None if common_name::is_dns_name(name) => CommonName::Admitted,
            None => self.judge_other(name),
        }
    }

    /// Judges a common name that not every verifier reads as a DNS name.
    fn judge_other(&self, name: &str) -> CommonName {
        if self.refuses_as_dns_name(name) { CommonName::Disputed } else { CommonName::Admitted }
    }

    /// Returns why a common name is rejected as an IP address, if it is one. OpenSSL matches the
    /// host name `10.1.2.3` against it, but compares no common name with iPAddress constraints.
    fn fault_of_address(&self, name: &str) -> Option<NameConstraintErrorKind> {
        if !self.constrains(NameForm::Ip) {
            return None;
        }
        let host = name.strip_suffix('.').unwrap_or(name);
        match host.parse::<IpAddr>() {
            Ok(address) => self.fault(&Constrained::Ip(address.to_canonical())),
            // Only some parsers read these as addresses.
            Err(_) => {
                ends_in_a_number(common_name::host(name)?).then_some(NameConstraintErrorKind::NotComparable)
            }
        }
    }

    /// Returns whether a text that is not a DNS name could be rejected as one: there are permitted
    /// subtrees, none of which contains it, or it ends like an excluded base.
    fn refuses_as_dns_name(&self, text: &str) -> bool {
        let mut reversed = Vec::with_capacity(text.len());
        push_reversed(text.trim_end_matches('.'), &mut reversed);
        self.cas.iter().any(|ca| ca.excluded.dns.end(&reversed) || !ca.permitted.dns.is_empty())
    }

    /// Returns why the name is rejected, if it is.
    fn fault(&self, name: &Constrained<'_>) -> Option<NameConstraintErrorKind> {
        if matches!(name, Constrained::EmailOfOtherType(_)) {
            return (!self.cas.is_empty()).then_some(NameConstraintErrorKind::NotComparable);
        }
        let form = name.form();
        if !self.constrains(form) {
            return None;
        }
        let sought = name.sought();
        self.cas.iter().find_map(|ca| ca.fault(form, sought.as_ref()))
    }
}

/// Calls `judge` for the names in a subject: the subject itself, unless it is empty (RFC 5280
/// §4.2.1.10), and its e-mail addresses.
fn for_each_of_subject(
    subject: &DistinguishedName,
    judge: &mut impl FnMut(ConstrainedField, Constrained<'_>),
) {
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

/// Returns the texts of the common names.
/// Returns whether a common name of the subject could be asked for as a host name.
pub(crate) fn names_host(subject: &DistinguishedName) -> bool {
    common_names(subject).any(|name| match name {
        Text::Decoded(name) => common_name::host(&name).is_some(),
        Text::Broken | Text::None => false,
    })
}

fn common_names(subject: &DistinguishedName) -> impl Iterator<Item = Text<'_>> {
    let attributes = subject.attributes().filter(|attribute| attribute.oid == oid::COMMON_NAME);
    attributes.map(|attribute| text(attribute.value))
}

impl CaConstraints {
    /// Returns why a name of this form is rejected, if it is. Excluded subtrees come before
    /// permitted ones (RFC 5280 §4.2.1.10). `name` is `None` if verifiers read it differently.
    fn fault(&self, form: NameForm, name: Option<&Sought<'_>>) -> Option<NameConstraintErrorKind> {
        if self.not_applicable.contains(&form) {
            return Some(NameConstraintErrorKind::NotApplicable);
        }
        let (is_restricted, has_exclusions) = (self.permitted.has(form), self.excluded.has(form));
        if !is_restricted && !has_exclusions {
            return None;
        }
        let Some(name) = name else { return Some(NameConstraintErrorKind::NotComparable) };
        if self.excluded.contains(name) {
            return Some(NameConstraintErrorKind::Excluded);
        }
        (is_restricted && !self.permitted.contains(name)).then_some(NameConstraintErrorKind::NotPermitted)
    }
}

#[cfg(test)]
mod tests;
