//! The names of a CSR: its subject and its alternative names (rules C5 and C16).

use alloc::vec::Vec;

use super::read::malformed;
use super::{Csr, RefusedName, Requested};
use crate::diagnostics::{CsrError, Field, Source, Violations};
use crate::x509::der::{NotDer, is_empty_sequence, is_one_value};
use crate::x509::extension::read_subject_alt_name;
use crate::x509::name::{DistinguishedName, NotAName, SubjectError, Values, check_copied_name};

/// Reads the subject and records what is wrong with its attributes.
pub(super) fn read_subject(bytes: &[u8], violations: &mut Violations) -> Result<DistinguishedName, CsrError> {
    const PART: &str = "the subject";
    let report = |error: SubjectError| violations.push(Field::Subject(Source::Csr), error.into());
    check_copied_name(bytes, Values::Text, report).map_err(|error| match error {
        NotAName::NotDer => CsrError::Der(PART),
        NotAName::OtherStructure => {
            CsrError::Structure { part: PART, expected: "a Name (RFC 5280 §4.1.2.4)" }
        }
        NotAName::RdnOrder => CsrError::RdnOrder,
    })
}

/// Reads the alternative names and accepts or refuses each. Whether a refused name matters depends
/// on the type of certificate that is requested (rule C16).
pub(super) fn read_names(value: &[u8], requested: &mut Requested) -> Result<(), CsrError> {
    const EXPECTED: &str = "a SEQUENCE OF names of the forms of RFC 5280 §4.2.1.6";
    if is_empty_sequence(value) {
        return Err(CsrError::NoNamesInExtension);
    }
    let (read, found) = read_subject_alt_name(value, Csr::MAX_ALTERNATIVE_NAMES, Values::Text)
        .map_err(|NotDer| malformed(is_one_value(value), "subjectAltName", EXPECTED))?;
    requested.names_found = found;
    let mut names = Vec::with_capacity(read.len());
    for (position, name) in read.into_iter().enumerate() {
        match name {
            Ok(name) => names.push(name),
            Err(error) => {
                let form = error.form();
                requested.refused_names.push(RefusedName { position, form, kind: error.into() });
            }
        }
    }
    requested.alternative_names = Some(names.into());
    Ok(())
}
