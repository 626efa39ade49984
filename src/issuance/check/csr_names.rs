//! The alternative names of a CSR that can be granted (rule C16).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::names::compared_names;
use super::rfc;
use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind};
use crate::issuer::Issuer;
use crate::profile::Profile;
use crate::request::csr::Requested;
use crate::x509::extension::BasicConstraints;
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

/// The names of a CSR that are still to be checked like those of any request.
#[derive(Default)]
pub(crate) struct GrantableNames {
    pub(crate) names: Arc<[SubjectAlternativeName]>,
    /// The positions of all other names, in ascending order.
    pub(crate) refused: Vec<usize>,
}

/// Returns the names that can be granted beside `set`, those that the CA sets. For an end entity,
/// these are all names that could be read, and a refused name is an error. In a CA's certificate,
/// names have no function, so those that cannot be granted are left out, each with a notice.
pub(crate) fn grantable_names(
    requested: &Requested,
    set: &[SubjectAlternativeName],
    kind: BasicConstraints,
    subject: Option<&DistinguishedName>,
    issuer: &Issuer,
    profile: &Profile,
    notices: &mut Notices,
) -> GrantableNames {
    let names = requested.alternative_names.clone().unwrap_or_default();
    let mut refused: Vec<usize> = requested.refused_names.iter().map(|name| name.position).collect();
    if !kind.is_ca() {
        return GrantableNames { names, refused };
    }
    for name in &requested.refused_names {
        note(name.field(), name.kind.clone(), notices);
    }
    // As many as the profile grants and as the name constraints can compare in addition to the
    // subject and to the names that the CA sets.
    let attributes = subject.map_or(1, |subject| subject.attributes().count().max(1));
    let others = attributes.saturating_add(compared_names(set));
    let compared = issuer.name_constraints().most_names().saturating_sub(others);
    let max = profile.csr_alternative_names().saturating_sub(set.len()).min(compared);
    let found = requested.names_found;
    if names.len() > max || found > names.len() + refused.len() {
        notices.push(Field::AlternativeNames(Source::Csr), NoticeKind::NamesNotGranted { found, max });
    }
    let unread = refused.clone();
    let positions = (0..).filter(|position| !unread.contains(position));
    let mut granted = Vec::with_capacity(names.len());
    for (count, (position, name)) in positions.zip(names.iter()).enumerate() {
        let fault = if count < max { fault(position, name, issuer, profile) } else { None };
        if count < max && fault.is_none() {
            granted.push(name.clone());
        } else {
            refused.push(position);
        }
        if let Some(fault) = fault {
            note(Field::alternative_name(Source::Csr, position, name), fault, notices);
        }
    }
    refused.sort_unstable();
    let names = if granted.len() == names.len() { names } else { granted.into() };
    GrantableNames { names, refused }
}

/// Returns why a name that could be read is not granted, if it is not.
fn fault(
    position: usize,
    name: &SubjectAlternativeName,
    issuer: &Issuer,
    profile: &Profile,
) -> Option<ViolationKind> {
    if let Some(error) = profile.refused_form(name) {
        return Some(ViolationKind::Csr(error));
    }
    if profile.conforms_to_rfcs()
        && let Some(defect) = rfc::name_fault(name)
    {
        return Some(ViolationKind::Rfc(defect));
    }
    let mut fault = None;
    issuer.name_constraints().check(None, [(position, name)], false, |_, error| fault = Some(error.into()));
    fault
}

fn note(field: Field, kind: ViolationKind, notices: &mut Notices) {
    notices.push(field, NoticeKind::NameNotGranted(Box::new(kind)));
}
