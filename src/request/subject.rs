//! The subject of a request that is built in Rust.

use crate::diagnostics::{Field, Source, Violations};
use crate::x509::name::{DistinguishedName, DistinguishedNameError, Values, check_copied_name};

/// Checks the values of a subject. One that was given in DER can hold anything, so it is checked
/// like that of a CSR (rule C5), but its values need not be text.
pub(crate) fn check_subject_value(subject: &DistinguishedName, violations: &mut Violations) {
    let mut push = |kind| violations.push(Field::Subject(Source::Body), kind);
    if !subject.is_checked()
        && check_copied_name(subject.as_der(), Values::Any, |error| push(error.into())).is_err()
    {
        push(DistinguishedNameError::NotDer.into());
    }
}
