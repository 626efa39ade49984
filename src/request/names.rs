//! The names of a request that is built in Rust: their values, beyond what their types guarantee.

use crate::diagnostics::{Field, Source, ViolationKind, Violations};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{DistinguishedName, DistinguishedNameError, Values, check_copied_name};

/// Checks the values of a subject. One that was given in DER can hold anything, so it is checked
/// like that of a CSR (rule C5), but its values need not be text.
pub(crate) fn check_subject_value(subject: &DistinguishedName, violations: &mut Violations) {
    check_value(subject, |kind| violations.push(Field::Subject(Source::Body), kind));
}

/// Checks the form of an alternative name beyond what its type guarantees (rules S3 and S7).
pub(crate) fn check_alternative_name(name: &SubjectAlternativeName, mut push: impl FnMut(ViolationKind)) {
    if let Err(error) = name.check() {
        push(error.into());
    } else if let SubjectAlternativeName::DirectoryName(name) = name {
        check_value(name, push);
    }
}

/// Checks the subject of a CSR to be written, which must be readable: its values are text.
pub(super) fn check_subject_of_csr(subject: &DistinguishedName, violations: &mut Violations) {
    check_as(Values::Text, subject, |kind| violations.push(Field::Subject(Source::Body), kind));
}

/// Checks an alternative name of a CSR to be written, likewise.
pub(super) fn check_alternative_name_of_csr(
    name: &SubjectAlternativeName,
    mut push: impl FnMut(ViolationKind),
) {
    if let Err(error) = name.check() {
        push(error.into());
    } else if let SubjectAlternativeName::DirectoryName(name) = name {
        check_as(Values::Text, name, push);
    }
}

fn check_value(name: &DistinguishedName, push: impl FnMut(ViolationKind)) {
    if !name.is_checked() {
        check_as(Values::Any, name, push);
    }
}

fn check_as(values: Values, name: &DistinguishedName, mut push: impl FnMut(ViolationKind)) {
    if check_copied_name(name.as_der(), values, |error| push(error.into())).is_err() {
        push(DistinguishedNameError::NotDer.into());
    }
}
