//! What a CSR asks for in its attributes and extensions.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Csr;
use super::challenge_password::ChallengePasswordDigest;
use crate::diagnostics::{Field, Source, ViolationKind, Violations};
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::{NameForm, SubjectAlternativeName};
use crate::x509::oid::ObjectIdentifier;

/// The contents of a CSR's attributes and requested extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requested {
    pub(crate) key_usages: Option<KeyUsages>,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    /// `None` if the CSR asks for no names. Refused names are not included.
    pub(crate) alternative_names: Option<Arc<[SubjectAlternativeName]>>,
    /// The names that cannot be granted, in ascending order of position.
    pub(crate) refused_names: Vec<RefusedName>,
    /// The number of all names, including those past [`Csr::MAX_ALTERNATIVE_NAMES`], which are not
    /// read.
    pub(crate) names_found: usize,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) other_extensions: Vec<RequestedExtension>,
    /// `None` if the CSR has no such attribute, or not exactly one text in it.
    pub(crate) challenge_password: Option<ChallengePasswordDigest>,
    /// The types of the attributes that are ignored.
    pub(crate) other_attributes: Vec<ObjectIdentifier>,
    /// Whether attributes or extensions could not be read, so that more may have been asked for.
    pub(crate) incomplete: bool,
}

/// An alternative name of a CSR that cannot be granted: an error for an end entity, a notice for a
/// CA ([rule C16](crate::docs::rules#c16)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedName {
    pub(crate) position: usize,
    /// `None` for a form that no request can ask for.
    pub(crate) form: Option<NameForm>,
    pub(crate) kind: ViolationKind,
}

/// An extension of a CSR that the library does not manage itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedExtension {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Requested {
    /// Records the refused names as violations of a request for an end entity.
    pub(crate) fn refuse_names(&self, violations: &mut Violations) {
        let (found, max) = (self.names_found, Csr::MAX_ALTERNATIVE_NAMES);
        if found > max {
            let kind = ViolationKind::TooMany { found, max };
            violations.push(Field::AlternativeNames(Source::Csr), kind);
        }
        for name in &self.refused_names {
            violations.push(name.field(), name.kind.clone());
        }
    }
}

impl RefusedName {
    pub(crate) fn field(&self) -> Field {
        let Self { position, form, .. } = *self;
        Field::AlternativeName { source: Source::Csr, position, form }
    }

    /// Returns the position of the name in subjectAltName, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the form of the name; `None` for a form that cannot be requested.
    #[must_use]
    pub fn form(&self) -> Option<NameForm> {
        self.form
    }

    /// Returns why the name cannot be granted. Its text quotes the name, escaped and shortened.
    #[must_use]
    pub fn reason(&self) -> &ViolationKind {
        &self.kind
    }
}

impl RequestedExtension {
    /// Returns the identifier.
    #[must_use]
    pub fn object_identifier(&self) -> &ObjectIdentifier {
        &self.oid
    }

    /// Returns whether the CSR asks for a critical extension.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// Returns the octets of the value, which the requester chose. They may be anything, not only
    /// DER.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}
